import { fail } from "../../diagnose/error.js";
import { fieldsOf, isModule, membersOf, state } from "../module-state.js";
import type { Module } from "../module.js";

// The common part of Sequential, ModuleList and ModuleDict: their children are their elements.

/** Modules by name. */
export type NamedModules<M extends Module = Module> = Readonly<Record<string, M>> | ReadonlyMap<string, M>;

/** The children, in order. */
export function elements(m: Module): Module[] {
  const out: Module[] = [];
  for (const [, child] of membersOf(m).children) if (child !== null) out.push(child);
  return out;
}

/** Child number `i`, counted from the end if negative. */
export function at(m: Module, i: number): Module {
  const list = elements(m);
  return (
    list[i < 0 ? i + list.length : i] ??
    fail(
      "module-index",
      `index ${i} is out of range`,
      `the ${m.constructor.name} has ${list.length} element${list.length === 1 ? "" : "s"}.`,
    )
  );
}

/** Adds modules under their names, or under their numbers. The order is that of the list, regardless of the names. */
export function addAll(m: Module, modules: readonly Module[] | NamedModules): void {
  if (Array.isArray(modules)) {
    modules.forEach((child, i) => {
      m.addModule(String(i), child as Module);
    });
    return;
  }
  if (typeof modules !== "object" || modules === null || isModule(modules))
    fail(
      "module-member",
      `${m.constructor.name} takes modules, or an object of modules by name, but got ${modules === null ? "null" : typeof modules}`,
      typeof modules === "function"
        ? `create the layer with new: new nn.${(modules as { name: string }).name || "ReLU"}(…); to use a function, call it in a module's forward.`
        : "for example new nn.Sequential(new nn.Linear(10, 5), new nn.ReLU()).",
    );
  const entries = modules instanceof Map ? [...(modules as Map<string, Module>)] : Object.entries(modules);
  for (const [name, child] of entries) addNamed(m, name, child as Module);
}

/** Adds one module at the end. */
export function addNamed(m: Module, name: string, child: Module): void {
  const s = m[state];
  m.addModule(name, child);
  s.order ??= [];
  if (!s.order.includes(name)) s.order.push(name);
}

/** Removes a child. */
export function removeNamed(m: Module, name: string): void {
  const s = m[state];
  delete fieldsOf(m)[name];
  s.nulls.delete(name);
  s.order = s.order?.filter((n) => n !== name) ?? null;
}
