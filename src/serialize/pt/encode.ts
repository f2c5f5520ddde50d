// From JavaScript values to the tree of a pickle. An object that occurs several times becomes one node, even within
// itself: a node is created and registered first, and filled afterwards.

import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { Module } from "../../nn/module.js";
import { Parameter } from "../../nn/parameter.js";
import { StateDict } from "../../nn/state-dict.js";
import { plainBytes } from "../bytes.js";
import { MAX_DEPTH } from "../limits.js";
import { PyDict, PySet, PyTuple } from "../py.js";
import type { PyValue } from "../py.js";
import type { ClassNames } from "./classes.js";
import { encodeModule } from "./modules-write.js";
import { TensorWriter } from "./tensors.js";

/** Converts JavaScript values to Python's; each object once. */
export class Encoder {
  readonly tensors = new TensorWriter();
  /** The Python names of the user's classes. */
  readonly names: ClassNames;
  readonly #made = new Map<object, PyValue>();
  /** Frozen arrays, and whether Python could use them as keys. Tuples of tuples share their parts. */
  readonly #keys = new Map<object, boolean>();
  /** The current path in the value, for messages. */
  readonly #path: unknown[] = [];

  constructor(names: ClassNames) {
    this.names = names;
  }

  /** The value under `key` of the previous one. */
  at(key: unknown, value: unknown): PyValue {
    if (typeof value === "number") return value;
    this.#path.push(key);
    if (this.#path.length > MAX_DEPTH) {
      fail(
        "save-nesting",
        `the value is nested more than ${MAX_DEPTH} levels deep.`,
        "Save its parts in one list instead of each inside the other.",
      );
    }
    const made = this.value(value);
    this.#path.pop();
    return made;
  }

  value(v: unknown): PyValue {
    switch (typeof v) {
      case "boolean":
      case "number":
      case "bigint":
      case "string":
        return v;
      case "undefined":
        return this.cannot("undefined is no value in Python.", "Use null for None, or leave it out.");
      case "symbol":
        return this.cannot("a symbol is not data.", "leave it out, or save its text.");
      default:
        break;
    }
    if (v === null) return null;
    return this.#made.get(v as object) ?? this.#make(v as object);
  }

  /** Registers the node of an object before its contents are encoded. */
  remember<T extends PyValue>(object: object, node: T): T {
    this.#made.set(object, node);
    return node;
  }

  /** Reports that the value at this path cannot be saved. */
  cannot(why: string, fix: string): never {
    const subject =
      this.#path.length === 0
        ? "the value"
        : `the value at ${this.#path.map((key) => (typeof key === "object" || typeof key === "function" ? "(a key)" : String(key))).join(".")}`;
    return fail("save-value", `${subject} cannot be saved: ${why}`, fix);
  }

  #make(v: object): PyValue {
    if (v instanceof Parameter) return this.remember(v, this.tensors.parameter(v));
    if (v instanceof Tensor) return this.remember(v, this.tensors.tensor(v));
    if (v instanceof Module) return encodeModule(v, this);
    if (typeof v === "function")
      this.cannot(
        `${v.name === "" ? "a function" : `the function ${v.name}`} is code, not data.`,
        "save what it is made of, and build it again after load.",
      );
    if (Array.isArray(v)) return this.#array(v);
    if (v instanceof StateDict) return this.#stateDict(v);
    if (v instanceof Map) return this.#map(v);
    if (v instanceof Set) return this.#set(v);
    if (v instanceof Uint8Array) return this.remember(v, plainBytes(v));
    if (ArrayBuffer.isView(v))
      this.cannot(
        `a ${v.constructor.name} has no counterpart in Python.`,
        "Save tensor(values), or Array.from(values) for a list of numbers.",
      );
    if (v instanceof ArrayBuffer)
      this.cannot("an ArrayBuffer has no counterpart in Python.", "Save new Uint8Array(buffer).");
    const prototype: unknown = Object.getPrototypeOf(v);
    if (prototype !== null && prototype !== Object.prototype) return this.#foreign(v);
    return isOptimizerState(v) ? this.#optimizer(v) : this.#object(v);
  }

  /** A frozen array is a tuple. */
  #array(list: readonly unknown[]): PyValue {
    const items: PyValue[] = [];
    // The tuple's items come after it is made, since it may contain a list that contains it.
    const node = this.remember(list, Object.isFrozen(list) ? new PyTuple(items) : items);
    for (let i = 0; i < list.length; i++) items.push(this.at(i, list[i]));
    return node;
  }

  /** As in JSON, undefined entries are omitted. */
  #object(object: object): PyDict {
    const dict = this.remember(object, new PyDict());
    for (const [k, v] of Object.entries(object)) if (v !== undefined) dict.entries.set(k, this.at(k, v));
    return dict;
  }

  #map(map: ReadonlyMap<unknown, unknown>): PyDict {
    const dict = this.remember(map, new PyDict());
    const used = new Map<unknown, unknown>();
    for (const [k, v] of map) dict.entries.set(this.#key(k, used), this.at(k, v));
    return dict;
  }

  #set(set: ReadonlySet<unknown>): PySet {
    const node = this.remember(set, new PySet([], Object.isFrozen(set)));
    const used = new Map<unknown, unknown>();
    for (const item of set) node.items.add(this.#key(item, used));
    return node;
  }

  /** The values that can be keys in Python: no list, dict or set. And 1, 1n and true are the same key there. */
  #key(key: unknown, used: Map<unknown, unknown>): PyValue {
    if (!this.#isKey(key, 0))
      this.cannot(
        "a list, dict or set cannot be a key or an element of a set in Python.",
        "Use strings or numbers, or Object.freeze(array) for a tuple.",
      );
    const same =
      typeof key === "boolean" || (typeof key === "bigint" && Number.isSafeInteger(Number(key))) ? Number(key) : key;
    if (used.has(same))
      this.cannot(
        `${String(used.get(same))} (${typeof used.get(same)}) and ${String(key)} (${typeof key}) are one key in Python.`,
        "name the keys differently.",
      );
    used.set(same, key);
    return this.value(key);
  }

  #isKey(key: unknown, depth: number): boolean {
    if (typeof key !== "object" || key === null) return true;
    if (key instanceof Set) return Object.isFrozen(key);
    if (key instanceof Map) return false;
    if (!Array.isArray(key)) return key instanceof Tensor || key instanceof Uint8Array;
    let known = this.#keys.get(key);
    if (known === undefined) {
      known = depth < 100 && Object.isFrozen(key) && key.every((k) => this.#isKey(k, depth + 1));
      this.#keys.set(key, known);
    }
    return known;
  }

  /** An OrderedDict whose `_metadata` has each module's version, as in PyTorch's `state_dict()`. */
  #stateDict(dict: StateDict): PyDict {
    const node = this.remember(dict, new PyDict([], true));
    for (const [k, v] of dict) node.entries.set(k, this.at(k, v));
    const { _metadata: metadata } = dict;
    const versions = [...metadata].map(([path, { version }]): [string, PyDict] => [
      path,
      new PyDict([["version", version]]),
    ]);
    if (versions.length > 0) node.state = new PyDict([["_metadata", new PyDict(versions, true)]]);
    return node;
  }

  /** Python looks for an optimizer's state under numbers, but the keys of a JavaScript object are strings. */
  #optimizer(dict: OptimizerState): PyDict {
    const node = this.remember(dict, new PyDict());
    for (const [k, v] of Object.entries(dict)) {
      if (k !== "state") node.entries.set(k, this.at(k, v));
      else node.entries.set(k, this.at(k, new Map(Object.entries(dict.state).map(([i, s]) => [Number(i), s]))));
    }
    return node;
  }

  #foreign(v: object): never {
    const name = v.constructor?.name;
    const what = name === undefined || name === "" ? "an object of a class" : `an object of class ${name}`;
    if ("stateDict" in v) this.cannot(`${what} is not data.`, "Save what its stateDict() gives.");
    return this.cannot(
      `${what} is not data.`,
      "Save the values in it: numbers, strings, arrays, plain objects, Maps, tensors, modules.",
    );
  }
}

interface OptimizerState {
  state: object;
  param_groups: unknown;
}

function isOptimizerState(v: object): v is OptimizerState {
  const { state, param_groups: groups } = v as Partial<OptimizerState>;
  return (
    Array.isArray(groups) &&
    typeof state === "object" &&
    state !== null &&
    Object.getPrototypeOf(state) !== Map.prototype &&
    Object.keys(state).every((k) => /^(?:0|[1-9][0-9]{0,14})$/.test(k))
  );
}
