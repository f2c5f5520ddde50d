// How PyTorch represents a class: its name, and its form in a `.pt` file. Each layer declares this in its own file, as
// data, so that a bundle with the layer can read and write it without a list of all other layers.

import { takes } from "../diagnose/arguments.js";
import type { Module } from "./module.js";

/**
 * The type of an attribute in a file (with `?` also None), or its allowed values.
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

/** How PyTorch represents a class. Attributes of a base class also apply to the classes that extend it. */
export interface PythonForm {
  /** The Python module of a layer, such as `torch.nn.modules.linear`. Default: `kindling.nn`, for layers that PyTorch does not have. */
  readonly module?: string;
  /** Fields with another name in PyTorch: `{ inFeatures: "in_features" }`. State dicts use these names too. */
  readonly names?: Readonly<Record<string, string>>;
  /** Fields whose names match are in snake case in PyTorch: `weightIhL0` is `weight_ih_l0`. For numbered fields. */
  readonly snake?: RegExp;
  /** The attributes that a file must have, by PyTorch's names. */
  readonly attributes?: Readonly<Record<string, Kind>>;
  /** The values of attributes for files of versions without them. */
  readonly missing?: Readonly<Record<string, unknown>>;
  /** Functions of torch.nn.functional that attributes may hold, by our names. */
  readonly functions?: Readonly<Record<string, unknown>>;
  /** Parameters and buffers that a file must have; `?` marks those that may be None. */
  readonly parameters?: readonly string[] | ((m: Module) => Iterable<string>);
  readonly buffers?: readonly string[];
  /** Further attributes of PyTorch that can be computed: written, but not read. */
  readonly derived?: Readonly<Record<string, (m: Module) => unknown>>;
}

/** The declarations of a class and those that it extends, the nearest first. */
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

/** The part of a class that is used here. */
interface PythonStatics {
  readonly name: string;
  readonly python: PythonForm;
}

const known = new Set<PythonStatics>();

/**
 * Declares that a class is a layer of this library, and returns its name. It is called in a class field of the layer:
 * whatever a minifier calls the class, it knows its name, and a bundle with the class has it among its layers.
 *
 * `static override readonly name = /* @__PURE__ *\/ layer(this, "Linear");`
 */
export function layer(cls: PythonStatics, name: string, methods = "resetParameters,resetRunningStats"): string {
  known.add(cls);
  return takes(cls as unknown as { readonly prototype: object }, name, methods);
}

/**
 * Whether the `forward` of a module is that of a layer of ours: it then takes as many arguments as it declares. A
 * program's own class may use them freely.
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

/** Whether a module is a layer of ours, which computes only with its own fields. Containers iterate over all their elements. */
export const isClosed = (m: object): boolean => known.has(m.constructor as never) && !(Symbol.iterator in m);

/** The layers that this program has. */
export const layers: ReadonlySet<PythonStatics> = known;
