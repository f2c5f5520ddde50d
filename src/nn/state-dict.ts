import { noGrad } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { copy_ } from "../ops/pointwise/cast.js";
import { detach, reshape } from "../ops/view/view.js";
import { sameArray, showShape } from "../util/array.js";
import { classOf, fieldName, join, membersOf, state, walk } from "./module-state.js";
import type { Module } from "./module.js";

/** The version of a module's saved state; stored per path with the tensors. */
export interface StateMetadata {
  readonly version: number;
}

/** A module's parameters and buffers by path: a Map, in PyTorch's order and under PyTorch's keys. */
export class StateDict extends Map<string, Tensor> {
  static override readonly name: string = "StateDict";
  /** @internal The version of each module's state, by path. `.pt` files carry it. */
  declare readonly _metadata: Map<string, StateMetadata>;

  /**
   * A module's parameters and buffers by path: a Map, in PyTorch's order and under PyTorch's keys.
   *
   * @example
   * const sd = new nn.Linear(2, 1).stateDict();
   * sd.get("weight")!.shape; // → 1,2
   */
  constructor(entries: Iterable<readonly [string, Tensor]> = []) {
    super(entries);
    // Not enumerable, so that a printed state dict shows only its tensors.
    Object.defineProperty(this, "_metadata", { value: new Map<string, StateMetadata>() });
  }

  /** For `JSON.stringify`: an object of the tensors by name, which are written as nested arrays. */
  toJSON(): Record<string, Tensor> {
    return Object.fromEntries(this);
  }

  /** As Python prints it. */
  override toString(): string {
    return `OrderedDict([${[...this].map(([k, t]) => `('${k}', ${String(t)})`).join(", ")}])`;
  }
}

/** The source of `loadStateDict`. */
export type StateSource = ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>;
/** Options of a module's `loadStateDict`. */
export interface LoadOptions {
  /** Whether missing and unexpected keys are errors. Default true. */
  strict?: boolean;
}
/** The keys that did not match, if `strict: false` allows it. */
export interface LoadResult {
  readonly missingKeys: string[];
  readonly unexpectedKeys: string[];
}

/** The parameters and persistent buffers of one module, null ones included. */
function ownState(m: Module): (readonly [string, Tensor | null])[] {
  const { parameters, buffers } = membersOf(m);
  return [...parameters, ...buffers.filter(([name]) => m[state].buffers.get(fieldName(m, name)) === true)];
}

export function stateDictOf(root: Module, options: { prefix?: string; keepVars?: boolean }): StateDict {
  const out = new StateDict();
  const prefix = options.prefix ?? "";
  for (const [path, m] of walk(root, "", true)) {
    out._metadata.set(path === "" ? prefix.replace(/\.$/, "") : prefix + path, { version: classOf(m).version });
    for (const [name, t] of ownState(m))
      if (t !== null) out.set(prefix + join(path, name), options.keepVars === true ? t : detach(t));
  }
  return out;
}

/** Checks everything first, then copies, so that an error leaves the module as it was. */
export function loadStateDict(root: Module, source: StateSource, options: LoadOptions): LoadResult {
  const entries = entriesOf(source);
  const missingKeys: string[] = [],
    unexpectedKeys: string[] = [],
    faults: string[] = [];
  const copies: [to: Tensor, from: Tensor][] = [];
  const modules = walk(root, "", true),
    unexpected: string[][] = modules.map(() => []);
  /** The names that may follow a module's path in a key: its own tensors, and its children. */
  const known = new Map<
    string,
    { readonly at: number; readonly own: ReadonlySet<string>; readonly children: ReadonlySet<string> }
  >();
  modules.forEach(([path, m], at) => {
    const own = ownState(m).filter((e): e is readonly [string, Tensor] => e[1] !== null);
    for (const [name, to] of own) {
      const key = join(path, name);
      if (!entries.has(key)) missingKeys.push(key);
      else {
        const fault = fits(key, to, entries.get(key), copies);
        if (fault !== null) faults.push(fault);
      }
    }
    known.set(path, {
      at,
      own: new Set(own.map(([name]) => name)),
      children: new Set(membersOf(m).children.map(([name]) => name)),
    });
  });
  for (const key of entries.keys()) {
    // The first module on the path that lacks the next name.
    let path = "";
    for (let from = 0; ;) {
      const m = known.get(path),
        dot = key.indexOf(".", from);
      if (m === undefined) break; // below a child that is null
      if (dot < 0 ? !m.own.has(key.slice(from)) : !m.children.has(key.slice(from, dot))) {
        unexpected[m.at]!.push(key);
        break;
      }
      if (dot < 0) break;
      path = key.slice(0, dot);
      from = dot + 1;
    }
  }
  for (const keys of unexpected) for (const key of keys) unexpectedKeys.push(key);
  if (options.strict ?? true) {
    if (unexpectedKeys.length > 0) faults.unshift(`Unexpected key(s) in state_dict: ${quoted(unexpectedKeys)}. `);
    if (missingKeys.length > 0) faults.unshift(`Missing key(s) in state_dict: ${quoted(missingKeys)}. `);
  }
  if (faults.length > 0)
    fail(
      "state-dict",
      `Error(s) in loading state_dict for ${root.constructor.name}:\n\t${faults.join("\n\t")}`,
      "build the model as it was saved, or pass { strict: false } to skip missing and unexpected keys.",
    );
  noGrad(() => {
    for (const [to, from] of copies) copy_(to, from);
  });
  return { missingKeys, unexpectedKeys };
}

const quoted = (keys: readonly string[]): string => keys.map((k) => `"${k}"`).join(", ");

/** Plans the copy of one entry, or reports why it does not match. */
function fits(key: string, to: Tensor, from: unknown, copies: [Tensor, Tensor][]): string | null {
  if (!(from instanceof Tensor)) {
    return `While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object from checkpoint but received ${from === null ? "null" : typeof from}`;
  }
  // Before version 0.4, PyTorch had no 0-d tensors and saved numbers as tensors of shape [1].
  const value = to.shape.length === 0 && sameArray(from.shape, [1]) ? reshape(detach(from), []) : from;
  if (!sameArray(value.shape, to.shape)) {
    return `size mismatch for ${key}: copying a param with shape torch.Size(${showShape(value.shape)}) from checkpoint, the shape in current model is torch.Size(${showShape(to.shape)}).`;
  }
  copies.push([to, value]);
  return null;
}

function entriesOf(source: unknown): ReadonlyMap<string, unknown> {
  if (source instanceof Map) return source as Map<string, unknown>;
  if (typeof source !== "object" || source === null || Array.isArray(source) || source instanceof Tensor) {
    return fail(
      "state-dict",
      `Expected state_dict to be dict-like, got ${source === null ? "null" : source instanceof Tensor ? "a Tensor" : Array.isArray(source) ? "an array" : typeof source}.`,
      "pass the result of stateDict() or load(), or an object of tensors by key.",
    );
  }
  return new Map(Object.entries(source));
}
