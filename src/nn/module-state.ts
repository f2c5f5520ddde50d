import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { pythonType } from "../diagnose/argument-kinds.js";
import { dtypeInfo } from "../shape/dtype.js";
import type { FullBackwardHook } from "./backward-hook.js";
import type { ForwardHook, ForwardPreHook, Module, ModuleStatics } from "./module.js";
import { Parameter } from "./parameter.js";
import { type PythonForm, pythonOf } from "./python-form.js";

// The members of a module. Nothing is registered: parameters and children are the own enumerable fields that hold a
// Parameter or a Module, in order of definition; buffers are the fields named by `registerBuffer`.

/** The key of a module's internal state. A symbol, so that no field of a user's class can collide with it. */
export const state: unique symbol = Symbol("kindling.module");

/** The internal state of every module. */
export interface ModuleState {
  preHooks: readonly ForwardPreHook[];
  hooks: readonly ForwardHook[];
  backwardHooks: readonly FullBackwardHook[];
  /** Names of buffers, and whether each belongs to the state dict. */
  readonly buffers: Map<string, boolean>;
  /** Names of parameters and children that may be null, such as a missing `bias`. */
  readonly nulls: Map<string, "parameter" | "module">;
  /** Fields that held a parameter at the last check, and those whose parameter was removed on purpose. */
  readonly parameters: Set<string>;
  readonly taken: Set<string>;
  /** The order of fields named by users at run time: JavaScript would put `"10"` before `"a"`. */
  order: string[] | null;
  /** The value of `training`. */
  training: boolean;
}

export const newState = (): ModuleState => ({
  preHooks: [],
  hooks: [],
  backwardHooks: [],
  buffers: new Map(),
  nulls: new Map(),
  parameters: new Set(),
  taken: new Set(),
  order: null,
  training: true,
});

/** Whether a value is a Module. */
export const isModule = (v: unknown): v is Module => typeof v === "function" && state in v;

/** A module's own members under PyTorch's names. */
export interface Members {
  readonly parameters: readonly (readonly [name: string, value: Parameter | null])[];
  readonly buffers: readonly (readonly [name: string, value: Tensor | null])[];
  readonly children: readonly (readonly [name: string, value: Module | null])[];
  /** All other fields, by their names in JavaScript. */
  readonly attributes: readonly (readonly [name: string, value: unknown])[];
}

export function membersOf(m: Module): Members {
  const s = m[state];
  const parameters: [string, Parameter | null][] = [],
    buffers: [string, Tensor | null][] = [],
    children: [string, Module | null][] = [],
    attributes: [string, unknown][] = [];
  const form = pythonOf(classOf(m));
  for (const key of fieldNames(m)) {
    const value = fieldsOf(m)[key];
    const name = inPython(form, key);
    if (s.buffers.has(key)) buffers.push([name, value as Tensor | null]);
    else if (value instanceof Parameter) {
      parameters.push([name, value]);
      s.parameters.add(key);
    } else if (isModule(value)) children.push([name, value]);
    else if (value === null && s.nulls.get(key) === "parameter") parameters.push([name, null]);
    else if (value === null && s.nulls.get(key) === "module") children.push([name, null]);
    else {
      if (value !== undefined && value !== null) checkPlace(m, form, key, name);
      attributes.push([key, value]);
    }
  }
  if (s.parameters.size > parameters.length)
    for (const key of s.parameters) if (!Object.hasOwn(m, key)) s.parameters.delete(key);
  return { parameters, buffers, children, attributes };
}

/** Rejects anything else assigned to a parameter: it would silently be neither trained nor saved. */
function checkPlace(m: Module, form: PythonForm, key: string, name: string): void {
  const { parameters, taken } = m[state];
  const declared = typeof form.parameters === "function" ? [...form.parameters(m)] : (form.parameters ?? []);
  if (taken.has(key) || !(parameters.has(key) || declared.some((p) => p === name || p === `${name}?`))) return;
  const t = fieldsOf(m)[key];
  fail(
    "module-member",
    `cannot assign '${t instanceof Tensor ? `torch.${dtypeInfo[t.dtype].scalarType}Tensor` : pythonType(t)}' as parameter '${name}' (torch.nn.Parameter or None expected)`,
    !(t instanceof Tensor)
      ? `use null for none; noGrad(() => model.${key}.fill_(0)) changes its values.`
      : `write ${key} = new nn.Parameter(t), or noGrad(() => model.${key}.copy_(t)) to change its values; a tensor that is not trained comes after delete model.${key}, with model.registerBuffer("${key}", t).`,
  );
}

/** A module viewed as an object of fields by name. */
export const fieldsOf = (m: Module): Record<string, unknown> => m as unknown as Record<string, unknown>;

/** The static properties of a module's class. */
export const classOf = (m: Module): ModuleStatics => m.constructor as unknown as ModuleStatics;

function fieldNames(m: Module): readonly string[] {
  const keys = Object.keys(m),
    order = m[state].order;
  return order === null ? keys : [...new Set([...order, ...keys])];
}

/** PyTorch's name for the field `key`, from the class's `static python` if it is there. */
export const pythonName = (m: Module, key: string): string => inPython(pythonOf(classOf(m)), key);
function inPython({ names, snake }: PythonForm, key: string): string {
  return names?.[key] ?? (snake?.test(key) === true ? key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`) : key);
}

/** The field with PyTorch's name `name`. */
export function fieldName(m: Module, name: string): string {
  const { names, snake } = pythonOf(classOf(m));
  if (names !== undefined) for (const key of Object.keys(names)) if (names[key] === name) return key;
  if (snake === undefined) return name;
  const key = name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());
  return snake.test(key) ? key : name;
}

/** The module and all below it with their paths, parents first. A module reached again is skipped, unless `all`. */
export function walk(root: Module, prefix = "", all = false): [path: string, module: Module][] {
  const found: [string, Module][] = [];
  const seen = new Set<Module>();
  const visit = (m: Module, path: string): void => {
    if (!all && seen.has(m)) return;
    seen.add(m);
    found.push([path, m]);
    for (const [name, child] of membersOf(m).children) if (child !== null) visit(child, join(path, name));
  };
  visit(root, prefix);
  return found;
}

/** A dotted path extended by a name. */
export const join = (path: string, name: string): string =>
  path === "" ? name : name === "" ? path : `${path}.${name}`;
