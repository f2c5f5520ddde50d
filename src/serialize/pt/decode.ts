// From the tree of a pickle to JavaScript values. Nodes that occur several times become one object, even within
// themselves: an object is created and registered first, and filled afterwards.

import { Tensor } from "../../core/tensor.js";
import { Parameter } from "../../nn/parameter.js";
import { StateDict } from "../../nn/state-dict.js";
import type { Container } from "../container.js";
import { MAX_DEPTH } from "../limits.js";
import { quote, refuse } from "../load-error.js";
import { Global, Instance, kindOf, PyByteArray, PyDict, PyFloat, PySet, PyTuple, Reduce } from "../py.js";
import type { PyValue } from "../py.js";
import { StorageRef } from "../storage-ref.js";
import { dtypeNamed } from "./dtypes.js";
import { refuseName } from "./globals.js";
import { checkExtras, counts, damaged, TensorReader, withGrad } from "./tensors.js";

/** Creates the object of an `Instance`; calls `remember` with it before decoding its contents. */
export type InstanceReader = (node: Instance, decoder: Decoder, remember: <T extends object>(made: T) => T) => object;

/** Converts the values of one file to JavaScript values; each node once. */
export class Decoder {
  readonly #made = new Map<PyValue, unknown>();
  readonly #tensors: TensorReader;
  readonly #instance: InstanceReader;
  #depth = 0;

  constructor(from: Container, instance: InstanceReader) {
    this.#tensors = new TensorReader(from);
    this.#instance = instance;
  }

  value(v: PyValue): unknown {
    if (v === null || typeof v !== "object") return v;
    if (v instanceof PyFloat) return v.value;
    const known = this.#made.get(v);
    if (known !== undefined) return known;
    // The unpickler has limited the depth of the tree, but for its own order of walking it.
    if (++this.#depth > MAX_DEPTH)
      refuse("file-unsafe", `the values in the file are nested more than ${MAX_DEPTH} levels deep.`);
    const made = this.#make(v);
    this.#depth--;
    return made;
  }

  /** A tensor or parameter; `undefined` for anything else. */
  tensor(v: PyValue): Tensor | undefined {
    const made = v instanceof Reduce ? this.value(v) : undefined;
    return made instanceof Tensor ? made : undefined;
  }

  #make(v: PyValue & object): unknown {
    const remember = <T extends object>(made: T): T => {
      this.#made.set(v, made);
      return made;
    };
    if (Array.isArray(v)) return this.#fill(remember([]), v);
    if (v instanceof PyTuple) return Object.freeze(this.#fill(remember([]), v.items));
    if (v instanceof Uint8Array) return remember(v.slice());
    if (v instanceof PyByteArray) return remember(v.bytes.slice());
    if (v instanceof PyDict) return this.#dict(v, remember);
    if (v instanceof PySet) {
      const set = remember(new Set());
      for (const item of v.items) set.add(this.value(item));
      return v.frozen ? Object.freeze(set) : set;
    }
    if (v instanceof StorageRef) return remember(this.#tensors.storage(v));
    if (v instanceof Reduce) return this.#call(v, remember);
    if (v instanceof Instance) return this.#instance(v, this, remember);
    if (v instanceof Global) return dtypeNamed(v) ?? refuseName(v);
    refuse(
      "file-format",
      `the file holds ${kindOf(v)}, which JavaScript does not have.`,
      "Save it in another form, such as a tensor, a list of floats or a string.",
    );
  }

  #fill(list: unknown[], items: readonly PyValue[]): unknown[] {
    for (const item of items) list.push(this.value(item));
    return list;
  }

  #dict(dict: PyDict, remember: <T extends object>(made: T) => T): object {
    const entries: Iterable<readonly [PyValue, PyValue]> = dict.size === 0 ? [] : dict.entries; // reading an empty one would create a Map
    let stringKeys = true;
    for (const [k] of entries) if (typeof k !== "string") stringKeys = false;
    if (!dict.ordered && stringKeys) {
      // Without a prototype, so that no key has a special meaning, not even `__proto__`. (V8 gives the result of
      // Object.create(null) a hash table from the start, which takes four times the memory.)
      const object = remember(Object.setPrototypeOf({}, null) as Record<string, unknown>);
      for (const [k, v] of entries) object[k as string] = this.value(v);
      return object;
    }
    if (!dict.ordered || !stringKeys || !this.#isStateDict(dict)) {
      const map = remember(new Map<unknown, unknown>());
      for (const [k, v] of entries) map.set(this.value(k), this.value(v));
      return map;
    }
    return this.#stateDict(dict, remember(new StateDict()));
  }

  /** A state dict names its version per module; one without (a copy, perhaps) has tensors and nothing else. */
  #isStateDict(dict: PyDict): boolean {
    if (dict.state !== undefined) return true;
    return dict.size > 0 && [...dict.entries.values()].every((v) => this.tensor(v) !== undefined);
  }

  #stateDict(dict: PyDict, into: StateDict): StateDict {
    if (dict.size > 0) for (const [k, v] of dict.entries) into.set(k as string, this.value(v) as Tensor);
    if (dict.state === undefined) return into;
    const { _metadata: versions } = into;
    const [metadata, ...others] = [...dict.state.entries];
    if (metadata?.[0] !== "_metadata" || !(metadata[1] instanceof PyDict) || others.length > 0)
      refuse("file-damaged", "a state dict in the file has attributes other than its _metadata.");
    for (const [path, v] of metadata[1].entries) {
      const version = v instanceof PyDict ? (v.get("version") ?? null) : null;
      if (typeof path !== "string" || (version !== null && typeof version !== "number"))
        refuse("file-damaged", "the _metadata of a state dict in the file is not a dict of versions.");
      // Modules without a version were saved by a PyTorch that had none.
      if (version !== null) versions.set(path, { version });
    }
    return into;
  }

  #parameter(args: readonly PyValue[], count: number): Parameter {
    const [data, requiresGrad, hooks] = args;
    if (args.length !== count) damaged("a parameter is rebuilt with another number of arguments");
    checkExtras(hooks);
    const tensor = this.tensor(data ?? null);
    if (tensor === undefined) damaged("a parameter's data is none");
    return new Parameter(
      withGrad(new Tensor(tensor.storage, tensor.shape, tensor.lazyStrides, tensor.offset, tensor.dtype), requiresGrad),
      requiresGrad as boolean,
    );
  }

  /** `_rebuild_from_type_v2(function, type, args, state)`: a tensor with Python attributes, which ours do not have. */
  #fromType(args: readonly PyValue[]): Tensor {
    const [fn, type, inner, , ...rest] = args;
    if (!(fn instanceof Global) || !(type instanceof Global) || !(inner instanceof PyTuple) || rest.length > 0)
      return damaged("it is rebuilt from its type in an unknown way");
    const parameter = `${type}` === "torch.nn.parameter.Parameter";
    if (!parameter && `${type}` !== "torch.Tensor") damaged(`it is of type ${quote(`${type}`)}`);
    switch (`${fn}`) {
      case "torch._utils._rebuild_tensor_v2":
        if (!parameter) return this.#tensors.v2(inner.items);
        break;
      case "torch._utils._rebuild_tensor_v3":
        if (!parameter) return this.#tensors.v3(inner.items);
        break;
      case "torch._utils._rebuild_parameter":
        if (parameter) return this.#parameter(inner.items, 3);
        break;
    }
    return damaged(`it is rebuilt by ${quote(`${fn}`)}`);
  }

  #call(call: Reduce, remember: <T extends object>(made: T) => T): unknown {
    const args = call.args.items;
    switch (`${call.fn}`) {
      case "torch._utils._rebuild_tensor":
        return remember(this.#tensors.v1(args));
      case "torch._utils._rebuild_tensor_v2":
        return remember(this.#tensors.v2(args));
      case "torch._utils._rebuild_tensor_v3":
        return remember(this.#tensors.v3(args));
      case "torch._utils._rebuild_parameter":
        return remember(this.#parameter(args, 3));
      // The last argument holds Python attributes of the tensor. Ours have none.
      case "torch._utils._rebuild_parameter_with_state":
        return remember(this.#parameter(args, 4));
      case "torch._tensor._rebuild_from_type_v2":
        return remember(this.#fromType(args));
      case "torch.Size":
        return remember(Object.freeze(counts(call, "torch.Size")));
      case "torch.device":
        return device(args);
      default:
        refuse("file-unsafe", `the file calls ${quote(`${call.fn}`)}.`);
    }
  }
}

/** `device("cpu")`, `device("cuda", 0)` as PyTorch prints it. */
function device(args: readonly PyValue[]): string {
  const [type, index = null, ...rest] = args;
  if (typeof type !== "string" || (index !== null && typeof index !== "number") || rest.length > 0)
    refuse("file-damaged", "a torch.device in the file has no name.");
  return index === null ? type : `${type}:${index}`;
}
