// How a class is known in PyTorch: what it is called there, and how it stands in a `.pt` file. Each layer says so in its own
// file, as data, so that a bundle which has the layer can read and write it, and carries no list of all the others.

import { takes } from "../diagnose/arguments.js";
import type { Module } from "./module.js";

/**
 * What an attribute may be in a file; with `?` also None; or the values that it may have.
 *
 * | kind | in Python |
 * | --- | --- |
 * | `int`, `count` | int; a count is not negative |
 * | `float` | float, also where JavaScript's number is whole; `number`: int or float as it is |
 * | `bool`, `string` | bool, str |
 * | `ints`, `list` | tuple, or list, of ints |
 * | `size` | int, or tuple of ints |
 * | `openSize` | the same, where each may be None |
 * | `floats` | float, or tuple of floats |
 * | `padding` | tuple of ints, or "same" or "valid" |
 * | `module`, `function` | Module; function of torch.nn.functional |
 */
export type Kind = KindName | `${KindName}?` | readonly (string | number)[];
/** The names of kinds, without `?`. */
export type KindName =
  | "int"
  | "count"
  | "float"
  | "number"
  | "bool"
  | "string"
  | "ints"
  | "list"
  | "size"
  | "openSize"
  | "floats"
  | "padding"
  | "module"
  | "function";

/** How a class is known in PyTorch. What a base class says of attributes holds for the classes that extend it, too. */
export interface PythonForm {
  /** The Python module of a layer, such as `torch.nn.modules.linear`. Default: `kindling.nn`, for a layer that PyTorch does not have. */
  readonly module?: string;
  /** Fields that have another name there: `{ inFeatures: "in_features" }`. They are named so in state dicts too. */
  readonly names?: Readonly<Record<string, string>>;
  /** Fields whose names match are in snake case there: `weightIhL0` is `weight_ih_l0`. For fields that are made by number. */
  readonly snake?: RegExp;
  /** What a file must say of the layer, by PyTorch's names. */
  readonly attributes?: Readonly<Record<string, Kind>>;
  /** What attributes are in files of versions that did not have them. */
  readonly missing?: Readonly<Record<string, unknown>>;
  /** Functions of torch.nn.functional that attributes may be, by our names. */
  readonly functions?: Readonly<Record<string, unknown>>;
  /** Parameters and buffers that a file must have; `?` marks those that may be None. */
  readonly parameters?: readonly string[] | ((m: Module) => Iterable<string>);
  readonly buffers?: readonly string[];
  /** What PyTorch keeps besides, and can be computed: written, and not read. */
  readonly derived?: Readonly<Record<string, (m: Module) => unknown>>;
}

/** What a class and those that it extends say, the nearest first. */
export function pythonOf(cls: PythonStatics): PythonForm {
  const found = forms.get(cls);
  if (found !== undefined) return found;
  const base: unknown = Object.getPrototypeOf(cls),
    own = Object.hasOwn(cls, "python") ? cls.python : {};
  const form = base === null || !("python" in (base as object)) ? own : merged(pythonOf(base as PythonStatics), own);
  forms.set(cls, form);
  return form;
}
const forms = new WeakMap<PythonStatics, PythonForm>();

function merged(base: PythonForm, own: PythonForm): PythonForm {
  const both: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own) as [keyof PythonForm, unknown][])
    both[key] = isTable(value) ? { ...(base[key] as object), ...value } : value;
  return both;
}
const isTable = (v: unknown): v is object =>
  typeof v === "object" && v !== null && !Array.isArray(v) && !(v instanceof RegExp);

/** What of a class is looked at here. */
interface PythonStatics {
  readonly name: string;
  readonly python: PythonForm;
}

const known = new Set<PythonStatics>();

/**
 * Says that a class is a layer of this library, and gives its name. It stands in a class field of the layer: whatever
 * a minifier calls the class, it knows its name, and a bundle that has the class has it among its layers.
 *
 * `static override readonly name = /* @__PURE__ *\/ layer(this, "Linear");`
 */
export function layer(cls: PythonStatics, name: string, methods = "resetParameters,resetRunningStats"): string {
  known.add(cls);
  return takes(cls as unknown as { readonly prototype: object }, name, methods);
}

/**
 * Whether the `forward` of a module is that of a layer of ours: it then takes as many arguments as it names. A program's own
 * class may do what it likes with them.
 */
export function ownForward(m: object): boolean {
  for (
    let p: object | null = Object.getPrototypeOf(m) as object | null;
    p !== null;
    p = Object.getPrototypeOf(p) as object | null
  ) {
    if (known.has(p.constructor as never)) return true;
    if (Object.hasOwn(p, "forward")) return false;
  }
  return false;
}

/** Whether a module is a layer of ours, which computes with no fields but its own: containers go through all that they are given. */
export const isClosed = (m: object): boolean => known.has(m.constructor as never) && !(Symbol.iterator in m);

/** The layers that this program has. */
export const layers: ReadonlySet<PythonStatics> = known;
