import { Tensor } from "../core/tensor.js";
import { hint } from "../diagnose/warn.js";
import { isModule, membersOf, walk } from "./module-state.js";
import type { Module } from "./module.js";
import { Parameter } from "./parameter.js";

// Fields that seem to belong to a module, but do not. PyTorch says nothing, and the model trains without them.

/** Reports the fields of a module, or of those below it, that hold unregistered layers or weights. */
export function hintUnregistered(root: Module): void {
  const all = walk(root).map(([, m]) => m);
  for (const m of all) watchFields(m, all);
}

function watchFields(m: Module, all: readonly Module[]): void {
  // A list of layers that are also fields is only a way to iterate over them.
  const unregisteredModule = (v: unknown): boolean => isModule(v) && !all.includes(v);
  const unregisteredParameter = (v: unknown): boolean =>
    v instanceof Parameter && !all.some((o) => membersOf(o).parameters.some(([, p]) => p === v));
  for (const [name, value] of membersOf(m).attributes) {
    if (typeof value !== "object" || value === null) continue;
    const field = `${m.constructor.name}.${name}`;
    if (value instanceof Tensor) {
      if (value.wantsGrad)
        hint(
          "plain-weight",
          `${field} is a plain tensor that requires gradients, so it is not a parameter of the model; write new nn.Parameter(…).`,
          field,
        );
      continue;
    }
    const [list, container] = Array.isArray(value)
      ? [value as unknown[], "ModuleList([…])"]
      : value instanceof Map
        ? [[...(value as Map<unknown, unknown>).values()], "ModuleDict(…)"]
        : [plainValues(value), "ModuleDict({…})"];
    if (list.some(unregisteredModule))
      hint(
        "module-array",
        `modules in ${field}, a plain ${Array.isArray(value) ? "array" : "object"}, are not registered, so parameters() and stateDict() omit them. Use new nn.${container}.`,
        field,
      );
    else if (list.some(unregisteredParameter))
      hint(
        "module-array",
        `parameters in ${field}, a plain ${Array.isArray(value) ? "array" : "object"}, are not registered, so parameters() and stateDict() omit them. Make each a field, or use this.registerParameter(name, parameter).`,
        field,
      );
  }
}

/** Only plain objects are searched, not instances of other classes. */
const plainValues = (v: object): unknown[] => (Object.getPrototypeOf(v) === Object.prototype ? Object.values(v) : []);

/** Calls of modules in the first steps after an optimizer was created; null at other times. */
export let calls: Calls | null = null;
/** The limits: this many steps, and this many modules. */
const STEPS = 3,
  MOST = 4096;

class Calls {
  /** Modules that were called, with their callers; null for those called by the program. */
  private readonly by = new Map<Module, Module | null>();
  private steps = 0;

  record(m: Module, caller: Module | null): void {
    if (!this.by.has(m) && this.by.size < MOST) this.by.set(m, caller);
  }

  /** After a step: layers with gradients that are in no module's fields and in no optimizer. */
  stepped(optimized: (p: Tensor) => boolean): void {
    if (++this.steps >= STEPS) calls = null;
    const roots = [...this.by].flatMap(([m, caller]) => (caller === null ? [m] : []));
    const found = new Set(roots.flatMap((r) => walk(r).map(([, m]) => m)));
    for (const [m, caller] of this.by) {
      if (
        caller === null ||
        found.has(m) ||
        !membersOf(m).parameters.some(([, p]) => p !== null && p.wantsGrad && p.gradient !== null && !optimized(p))
      )
        continue;
      if ([...found].some((o) => membersOf(o).attributes.some(([, v]) => holds(v, m)))) continue; // which `module-array` is about
      const owner = caller.constructor.name;
      hint(
        "private-layer",
        `${m.summary()} is used in ${owner}, but no public field holds it (#private fields and variables do not count). So parameters() and stateDict() omit it, and no optimizer trains it. Make it a public field: \`layer = new nn.${m.constructor.name}(…)\`.`,
        `${owner} ${m.summary()}`,
      );
    }
  }
}

/** Whether a field is a list or object with this layer in it. */
function holds(v: unknown, m: Module): boolean {
  if (typeof v !== "object" || v === null) return false;
  return Array.isArray(v) || v instanceof Set
    ? [...(v as Iterable<unknown>)].includes(m)
    : v instanceof Map
      ? [...(v as Map<unknown, unknown>).values()].includes(m)
      : plainValues(v).includes(m);
}

/** An optimizer was created: its first steps will show which layers it misses. */
export function watchCalls(): void {
  calls = new Calls();
}
