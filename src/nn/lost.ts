import { Tensor } from "../core/tensor.js";
import { hint } from "../diagnose/warn.js";
import { isModule, membersOf, walk } from "./members.js";
import type { Module } from "./module.js";
import { Parameter } from "./parameter.js";

// Fields that look as if they belonged to a module, and do not. PyTorch says nothing, and the model trains without them.

/** Says which fields of a module, or of those below it, hold layers or weights that are not found. */
export function watchLost(root: Module): void {
  const all = walk(root).map(([, m]) => m);
  for (const m of all) watchFields(m, all);
}

function watchFields(m: Module, all: readonly Module[]): void {
  // A list of layers that are fields besides is a way to go through them.
  const lostModule = (v: unknown): boolean => isModule(v) && !all.includes(v);
  const lostParameter = (v: unknown): boolean => v instanceof Parameter && !all.some((o) => membersOf(o).parameters.some(([, p]) => p === v));
  for (const [name, value] of membersOf(m).attributes) {
    if (typeof value !== "object" || value === null) continue;
    const field = `${m.constructor.name}.${name}`;
    if (value instanceof Tensor) {
      if (value.wantsGrad) hint("plain-weight", `${field} is a plain tensor that requires gradients, so it is no parameter of the model; write new nn.Parameter(…).`, field);
      continue;
    }
    const [list, container] = Array.isArray(value) ? [value as unknown[], "ModuleList([…])"] : value instanceof Map ? [[...(value as Map<unknown, unknown>).values()], "ModuleDict(…)"] : [plainValues(value), "ModuleDict({…})"];
    if (list.some(lostModule)) hint("module-array", `modules in ${field}, a plain ${Array.isArray(value) ? "array" : "object"}, are not registered: parameters() and stateDict() do not find them. Use new nn.${container}.`, field);
    else if (list.some(lostParameter)) hint("module-array", `parameters in ${field}, a plain ${Array.isArray(value) ? "array" : "object"}, are not registered: parameters() and stateDict() do not find them. Make each a field, or use this.registerParameter(name, parameter).`, field);
  }
}

/** Only of objects that are nothing but a list of fields; others keep to themselves. */
const plainValues = (v: object): unknown[] => (Object.getPrototypeOf(v) === Object.prototype ? Object.values(v) : []);
