// Python values as data. Types that JavaScript has represent themselves: null (None), booleans, strings, Uint8Array
// (bytes), arrays (list); the rest have a class here. Nothing in such a tree is executed: a call is a `Reduce` node
// with the function and its arguments.
//
// A tree may share nodes and may contain itself: walk it with a memo of the nodes already seen.

import { quote } from "./load-error.js";

/**
 * A Python value. Ints are numbers if a number is exact (up to 2^53 - 1) and bigints beyond; floats are
 * {@link PyFloat}s, so that 1.0 stays a float. (The writer also takes a number that is not an integer as a float.)
 */
export type PyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PyValue[]
  | PyFloat
  | PyComplex
  | PyByteArray
  | PyTuple
  | PyDict
  | PySet
  | Global
  | Reduce
  | Instance
  | Persistent;

/** A Python float. */
export class PyFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A Python complex number. */
export class PyComplex {
  readonly re: number;
  readonly im: number;
  constructor(re: number, im: number) {
    this.re = re;
    this.im = im;
  }
}

/** A Python bytearray (a Uint8Array alone is bytes). */
export class PyByteArray {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** A Python tuple. */
export class PyTuple {
  readonly items: readonly PyValue[];
  /** Whether it can be a key: computed once, since neither a tuple nor its elements' kinds change. */
  readonly hashable: boolean;
  constructor(items: readonly PyValue[]) {
    this.items = items;
    this.hashable = items.every(isHashable);
  }
}

/**
 * A Python dict or OrderedDict. `entries` is a Map, so `"__proto__"` is a key like any other; keys that are objects
 * (tuples, floats) are found by identity only. `state` holds the attributes of an OrderedDict (a state dict's `_metadata`).
 */
export class PyDict {
  readonly ordered: boolean;
  state: PyDict | undefined;
  #entries: Map<PyValue, PyValue> | undefined; // created lazily, since a file can define many empty dicts in few bytes
  constructor(entries?: Iterable<readonly [PyValue, PyValue]>, ordered = false, state?: PyDict) {
    this.ordered = ordered;
    this.state = state;
    if (entries !== undefined) this.#entries = new Map(entries);
  }
  get entries(): Map<PyValue, PyValue> {
    return (this.#entries ??= new Map());
  }
  get size(): number {
    return this.#entries?.size ?? 0;
  }
  get(key: PyValue): PyValue | undefined {
    return this.#entries?.get(key);
  }
}

/** A Python set or frozenset. */
export class PySet {
  readonly frozen: boolean;
  #items: Set<PyValue> | undefined; // created lazily, like a dict's entries
  constructor(items?: Iterable<PyValue>, frozen = false) {
    this.frozen = frozen;
    if (items !== undefined) this.#items = new Set(items);
  }
  get items(): Set<PyValue> {
    return (this.#items ??= new Set());
  }
  get size(): number {
    return this.#items?.size ?? 0;
  }
}

/** A class or function by name, such as `torch.nn.modules.linear` `Linear`: a name, never the object itself. */
export class Global {
  readonly module: string;
  readonly name: string;
  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
  toString(): string {
    return `${this.module}.${this.name}`;
  }
}

/** The additions to an object after its creation. */
class Made {
  readonly args: PyTuple;
  /** The argument of `__setstate__`, usually the object's `__dict__`; `undefined` if there is none. */
  state: PyValue | undefined;
  /** The entries set by `obj[key] = value`. */
  items: Map<PyValue, PyValue> | undefined;
  /** The appended elements. */
  appended: PyValue[] | undefined;
  constructor(args: PyTuple, state?: PyValue) {
    this.args = args;
    this.state = state;
  }
}

/** The call `fn(*args)`, not executed. */
export class Reduce extends Made {
  readonly fn: Global;
  constructor(fn: Global, args: PyTuple, state?: PyValue) {
    super(args, state);
    this.fn = fn;
  }
}

/** An object of class `cls`, created by `cls.__new__(cls, *args)` instead of a call; its attributes are in `state`. */
export class Instance extends Made {
  readonly cls: Global;
  constructor(cls: Global, args: PyTuple = new PyTuple([]), state?: PyValue) {
    super(args, state);
    this.cls = cls;
  }
}

/** An object stored outside the pickle, by its id. */
export class Persistent {
  readonly id: PyValue;
  constructor(id: PyValue) {
    this.id = id;
  }
}

/** Whether Python could use the value as a key of a dict or put it into a set. */
export function isHashable(value: PyValue): boolean {
  if (value === null || typeof value !== "object") return true;
  if (value instanceof PyTuple) return value.hashable;
  if (value instanceof PySet) return value.frozen;
  return !(Array.isArray(value) || value instanceof PyDict || value instanceof PyByteArray);
}

/** The values directly inside a value, in the order in which a reader of the tree should visit them. */
export function children(value: PyValue): readonly PyValue[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value;
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PySet) return value.size === 0 ? [] : [...value.items];
  if (value instanceof Persistent) return [value.id];
  const inside: PyValue[] = [];
  if (value instanceof PyDict) {
    if (value.size > 0) for (const [k, v] of value.entries) inside.push(k, v);
    if (value.state !== undefined) inside.push(value.state);
  } else if (value instanceof Made) {
    inside.push(value.args);
    if (value.appended !== undefined) for (const v of value.appended) inside.push(v);
    if (value.items !== undefined) for (const [k, v] of value.items) inside.push(k, v);
    if (value.state !== undefined) inside.push(value.state);
  }
  return inside;
}

/**
 * Whether visiting the whole tree depth first, {@link children} in order and each node once, goes deeper than `limit`.
 * If not, walking it this way may use recursion.
 */
export function deeperThan(root: PyValue, limit: number): boolean {
  const seen = new Set<PyValue>();
  const path: { inside: readonly PyValue[]; next: number }[] = [{ inside: [root], next: 0 }];
  while (path.length > 0) {
    const top = path[path.length - 1]!;
    if (top.next === top.inside.length) {
      path.pop();
      continue;
    }
    const value = top.inside[top.next++]!;
    if (value === null || typeof value !== "object" || value instanceof PyFloat || seen.has(value)) continue;
    const inside = children(value);
    if (inside.length === 0) continue;
    if (path.length > limit) return true;
    seen.add(value);
    path.push({ inside, next: 0 });
  }
  return false;
}

/** The kind of a value, for messages: never its contents. */
export function kindOf(value: PyValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return "a bool";
  if (typeof value === "number" || typeof value === "bigint") return "an int";
  if (typeof value === "string") return "a string";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Uint8Array) return "a bytes object";
  if (value instanceof PyByteArray) return "a bytearray";
  if (value instanceof PyFloat) return "a float";
  if (value instanceof PyComplex) return "a complex number";
  if (value instanceof PyDict) return value.ordered ? "an OrderedDict" : "a dict";
  if (value instanceof PyTuple) return "a tuple";
  if (value instanceof PySet) return value.frozen ? "a frozenset" : "a set";
  if (value instanceof Global) return `the name ${quote(`${value}`)}`;
  if (value instanceof Instance) return `an object of ${quote(`${value.cls}`)}`;
  if (value instanceof Reduce) return `a result of ${quote(`${value.fn}`)}`;
  return "a thing stored outside the pickle";
}
