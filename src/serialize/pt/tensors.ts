// Tensors and parameters: `torch._utils._rebuild_*` calls read and written.

import { needsGrad } from "../../core/graph.js";
import type { Storage } from "../../core/storage.js";
import { Tensor } from "../../core/tensor.js";
import type { DType } from "../../shape/dtype.js";
import { isComplex, isSmooth } from "../../shape/dtype.js";
import { isContiguous } from "../../shape/layout.js";
import { MAX_NUMEL } from "../../shape/shape.js";
import { product } from "../../util/array.js";
import { plainBytes } from "../bytes.js";
import type { Container } from "../container.js";
import { refuse } from "../load-error.js";
import { Global, kindOf, PyDict, PyTuple, Reduce } from "../py.js";
import type { PyValue } from "../py.js";
import { StorageRef } from "../storage-ref.js";
import { dtypeNamed, storageClass } from "./dtypes.js";
import { checkStorageDType, Storages } from "./storages.js";

/** PyTorch's own limit. */
const MAX_DIMS = 64;

/** Creates the tensors of a file. */
export class TensorReader {
  readonly #storages: Storages;

  constructor(from: Container) {
    this.#storages = new Storages(from);
  }

  /** `_rebuild_tensor(storage, offset, size, stride)`, as PyTorch before 0.4 wrote it. */
  v1(args: readonly PyValue[]): Tensor {
    const [ref, offset, size, stride, ...rest] = args;
    if (rest.length > 0) damaged("it is rebuilt with too many arguments");
    return this.#tensor(ref, undefined, offset, size, stride);
  }

  /** `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, metadata = None)` */
  v2(args: readonly PyValue[]): Tensor {
    const [ref, offset, size, stride, requiresGrad, hooks, metadata = null, ...rest] = args;
    if (rest.length > 0) damaged("it is rebuilt with too many arguments");
    checkExtras(hooks, metadata);
    return withGrad(this.#tensor(ref, undefined, offset, size, stride), requiresGrad);
  }

  /** `_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, metadata = None)` over bytes. */
  v3(args: readonly PyValue[]): Tensor {
    const [ref, offset, size, stride, requiresGrad, hooks, dtype, metadata = null, ...rest] = args;
    if (rest.length > 0) damaged("it is rebuilt with too many arguments");
    checkExtras(hooks, metadata);
    const storedType = dtype instanceof Global ? dtypeNamed(dtype) : undefined;
    if (storedType === undefined) damaged("its dtype is none");
    return withGrad(this.#tensor(ref, storedType, offset, size, stride), requiresGrad);
  }

  /** A storage saved by itself, as a 1-D tensor of all its elements. */
  storage(ref: StorageRef): Tensor {
    const dtype = this.#storages.dtypeOf(ref),
      { storage, start, numel } = this.#storages.region(ref);
    if (numel > MAX_NUMEL) damaged(`it would have ${numel} elements`);
    return new Tensor(storage, [numel], null, start, dtype);
  }

  #tensor(
    ref: PyValue | undefined,
    storedType: DType | undefined,
    offset: PyValue | undefined,
    size: PyValue | undefined,
    stride: PyValue | undefined,
  ): Tensor {
    if (!(ref instanceof StorageRef)) damaged("its storage is none");
    if (storedType !== undefined) checkStorageDType(ref, storedType);
    const dtype = storedType ?? this.#storages.dtypeOf(ref);
    const shape = counts(size, "size");
    const strides = counts(stride, "stride");
    if (!isCount(offset)) damaged("its offset is no count");
    if (shape.length !== strides.length) damaged(`it has ${shape.length} sizes but ${strides.length} strides`);
    if (shape.length > MAX_DIMS) damaged(`it has ${shape.length} dimensions`);
    const numel = product(shape);
    if (!(numel <= MAX_NUMEL)) damaged(`its size [${shape.join(", ")}] means more than ${MAX_NUMEL} elements`);
    const { storage, start, numel: available } = this.#storages.region(ref, dtype);
    // Doubles round, but only beyond 2^53, which is far beyond any storage, so the comparison is still correct.
    let last = offset;
    for (let i = 0; i < shape.length; i++) last += (shape[i]! - 1) * strides[i]!;
    if (numel > 0 && last >= available) {
      damaged(
        `its size [${shape.join(", ")}], stride [${strides.join(", ")}] and offset ${offset} reach beyond its storage of ${available} elements`,
      );
    }
    // An empty tensor may have any offset, since it touches nothing.
    return new Tensor(
      storage,
      shape,
      isContiguous(shape, strides) ? null : strides,
      start + Math.min(offset, available),
      dtype,
    );
  }
}

/** A leaf that requires a gradient, if the file says so. */
export function withGrad(t: Tensor, requiresGrad: PyValue | undefined): Tensor {
  if (typeof requiresGrad !== "boolean") damaged("its requires_grad is neither True nor False");
  if (requiresGrad && !isSmooth(t.dtype))
    damaged(`it is of dtype torch.${t.dtype} and requires a gradient, but only floating point and complex tensors can`);
  t.wantsGrad = requiresGrad;
  return t;
}

/** Backward hooks are functions, and metadata marks values as negated or conjugated. */
export function checkExtras(hooks: PyValue | undefined, metadata: PyValue = null): void {
  const none = (v: PyValue | undefined): boolean =>
    v === null || (v instanceof PyDict && v.size === 0 && v.state === undefined);
  if (!none(hooks)) damaged("it has backward hooks, which are code");
  if (!none(metadata)) damaged("it has metadata that kindling does not know");
}

export function damaged(what: string): never {
  refuse("file-damaged", `a tensor in the file cannot be right: ${what}.`);
}

/** A tuple of counts; a torch.Size is one. */
export function counts(value: PyValue | undefined, what: string): number[] {
  const tuple = value instanceof Reduce && `${value.fn}` === "torch.Size" ? value.args.items[0] : value;
  if (!(tuple instanceof PyTuple))
    damaged(`its ${what} is ${value === undefined ? "missing" : kindOf(value)}, not a tuple`);
  for (const n of tuple.items) if (!isCount(n)) damaged(`its ${what} has an element that is no count`);
  return tuple.items.slice() as number[];
}

function isCount(value: PyValue | undefined): value is number {
  return typeof value === "number" && value >= 0;
}

const rebuildTensor = new Global("torch._utils", "_rebuild_tensor_v2");
const rebuildParameter = new Global("torch._utils", "_rebuild_parameter");

interface Ref {
  readonly storage: Storage;
  readonly dtype: DType;
  readonly ref: StorageRef;
}

/** Turns tensors into calls that rebuild them, and collects their storages. */
export class TensorWriter {
  readonly #refs: Ref[] = [];
  readonly #known = new Map<Storage, readonly Ref[]>();

  tensor(t: Tensor, requiresGrad: boolean = needsGrad(t)): Reduce {
    return new Reduce(
      rebuildTensor,
      new PyTuple([
        this.#ref(t.storage, t.dtype),
        t.offset,
        new PyTuple(t.shape),
        new PyTuple(t.strides),
        requiresGrad,
        new PyDict([], true),
      ]),
    );
  }

  parameter(t: Tensor): Reduce {
    return new Reduce(rebuildParameter, new PyTuple([this.tensor(t, false), t.wantsGrad, new PyDict([], true)]));
  }

  /** The storages by key, in the order in which they were first used. */
  *records(): Generator<readonly [string, Uint8Array]> {
    for (const { storage, ref } of this.#refs) yield [ref.key, plainBytes(storage.data)];
  }

  /**
   * As in PyTorch: the whole storage, once, numbered by first use. A storage that is viewed as floats and as complex
   * numbers is written as both.
   */
  #ref(storage: Storage, dtype: DType): StorageRef {
    const known = this.#known.get(storage)?.find((r) => r.dtype === dtype);
    if (known !== undefined) return known.ref;
    const ref = new StorageRef(
      storageClass[dtype],
      String(this.#refs.length),
      storage.data.length / (isComplex(dtype) ? 2 : 1),
    );
    const entry = { storage, dtype, ref };
    this.#refs.push(entry);
    this.#known.set(storage, [...(this.#known.get(storage) ?? []), entry]);
    return ref;
  }
}
