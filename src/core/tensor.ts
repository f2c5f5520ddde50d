import { fail } from "../diagnose/error.js";
import { type DType, isComplex, type TypedArray } from "../shape/dtype.js";
import { contiguousStrides, isContiguous } from "../shape/layout.js";
import type { Shape } from "../shape/shape.js";
import { product } from "../util/array.js";
import type { Node } from "./node.js";
import type { Attrs, ViewOp } from "./op.js";
import type { Storage } from "./storage.js";

/** The origin of a view: `op` with `attrs` from `parent` (or from `base` itself), so that it can be recreated. */
export interface ViewInfo {
  readonly base: Tensor;
  readonly parent: ViewInfo | null;
  readonly op: ViewOp;
  readonly attrs: Attrs;
  /** `base.epoch` when the view's gradient function was created; an in-place change of the base makes it stale. */
  epoch: number;
  /** Created with gradients switched off. */
  readonly noGrad: boolean;
}

/** Called with a gradient; may return a replacement. */
export type GradHook = (grad: Tensor) => Tensor | undefined | void;

/**
 * A tensor: a strided view of a storage, and its place in the autograd graph. The methods that users call are listed in
 * `tensor/methods.ts`; this class only holds the data.
 *
 * @example
 * tensor([[1, 2], [3, 4]]) instanceof Tensor; // → true
 */
export class Tensor {
  static readonly name: string = "Tensor";
  /** @internal */ storage: Storage;
  /** Sizes, outermost first. */
  readonly shape: Shape;
  /** @internal Strides; null for a row-major tensor until {@link strides} is read. */
  lazyStrides: readonly number[] | null;
  /** @internal Position of the first element in the storage. */ offset: number;
  /** The element type, by PyTorch's name. */
  readonly dtype: DType;
  /** @internal */ count: number;
  /** @internal Whether the elements follow one another in row-major order. */ dense: boolean;
  /** @internal A leaf that requires a gradient. */ wantsGrad = false;
  /** @internal The node that computed it, for backward. */ node: Node | null = null;
  /** @internal The receiver of a leaf's gradient. */ accumulator: Node | null = null;
  /** @internal */ gradient: Tensor | null = null;
  /** @internal */ viewOf: ViewInfo | null = null;
  /** @internal Counts changes of the gradient function by in-place ops on views. */ epoch = 0;
  /** @internal */ keepsGrad = false;

  /** @internal `strides` null means row-major. The dtype is the storage's, but for complex tensors, whose strides and offset count pairs. */
  constructor(
    storage: Storage,
    shape: Shape,
    strides: readonly number[] | null,
    offset: number,
    dtype: DType = storage.dtype,
  ) {
    if (strides === undefined)
      fail("argument", "Tensor() does not take data here", "use tensor([1, 2, 3]), or zeros(2, 3).");
    this.storage = storage;
    this.shape = shape;
    this.lazyStrides = strides;
    this.offset = offset;
    this.dtype = dtype;
    this.count = product(shape);
    this.dense = strides === null || isContiguous(shape, strides);
  }

  /** Elements between neighbours along each dimension. */
  get strides(): readonly number[] {
    return (this.lazyStrides ??= contiguousStrides(this.shape));
  }
}

/** Whether every element of its storage is 0; stops at the first one that is not. */
export function allZero(t: Tensor): boolean {
  const data = t.storage.data as Float64Array;
  if (!t.dense) return data.every((v) => Number(v) === 0);
  const width = isComplex(t.dtype) ? 2 : 1,
    end = width * (t.offset + t.count);
  for (let i = width * t.offset; i < end; i++) if (Number(data[i]) !== 0) return false;
  return true;
}

/** The part of the storage that a row-major tensor occupies; changes go both ways. */
export function region(t: Tensor): TypedArray {
  const width = isComplex(t.dtype) ? 2 : 1;
  return t.storage.data.subarray(width * t.offset, width * (t.offset + t.count)) as TypedArray;
}
