import { fail } from "../../diagnose/error.js";
import { addAll, addNamed, elements, type NamedModules, removeNamed } from "./containers.js";
import { fieldsOf, isModule, membersOf } from "../module-state.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * Modules by name, in order of insertion, that belong to the model. It has no `forward`: call the module that you need.
 */
export class ModuleDict<M extends Module = Module> extends Module {
  static override readonly name = /* @__PURE__ */ layer(
    this,
    "ModuleDict",
    "get:key,set:key:module,has:key,pop:key,update:!modules,clear,keys,values,entries",
  );
  static override readonly python: PythonForm = { module: "torch.nn.modules.container" };

  /**
   * Modules by name, in order of insertion, that belong to the model.
   *
   * @example
   * const heads = new nn.ModuleDict({ digit: new nn.Linear(8, 10), parity: new nn.Linear(8, 2) });
   * heads.get("parity")(zeros(1, 8)).shape; // → 1,2
   */
  constructor(modules: NamedModules<M> = {}) {
    noMore("ModuleDict", 1, arguments, true);
    super();
    addAll(this, modules);
  }

  /** The number of modules. */
  override get length(): number {
    return elements(this).length;
  }
  /** The module of that name. */
  get(name: string): M {
    const m: unknown = Object.hasOwn(this, name) ? fieldsOf(this)[name] : undefined;
    return isModule(m)
      ? (m as M)
      : fail("module-index", `KeyError: '${name}'`, `its keys: ${this.keys().join(", ") || "none"}.`);
  }
  /** Adds a module, or replaces the one of that name. */
  set(name: string, module: M): this {
    addNamed(this, name, module);
    return this;
  }
  /** Whether there is a module of this name. */
  has(name: string): boolean {
    return this.keys().includes(name);
  }
  /** Removes the module of that name and returns it. */
  pop(name: string): M {
    const m = this.get(name);
    removeNamed(this, name);
    return m;
  }
  /** Removes all modules. */
  clear(): void {
    for (const name of this.keys()) removeNamed(this, name);
  }
  /** Adds or replaces several. */
  update(modules: NamedModules<M>): void {
    addAll(this, modules);
  }
  /** The names, in the order in which they were added. */
  keys(): string[] {
    return this.entries().map(([name]) => name);
  }
  /** The modules, in the order in which they were added. */
  values(): M[] {
    return this.entries().map(([, m]) => m);
  }
  /** The modules with their names, in the order in which they were added. */
  entries(): [name: string, module: M][] {
    return membersOf(this).children.filter((e): e is [string, M] => e[1] !== null);
  }
  /** The names, as iteration over a Python dict yields them. */
  [Symbol.iterator](): Iterator<string> {
    return this.keys()[Symbol.iterator]();
  }
}
