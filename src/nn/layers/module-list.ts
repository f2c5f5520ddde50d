import { addAll, at, elements, removeNamed } from "./containers.js";
import { fail } from "../../diagnose/error.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * Modules in a list that belongs to the model (a plain array of modules does not). It has no `forward`: iterate over
 * it.
 */
export class ModuleList<M extends Module = Module> extends Module {
  static override readonly name = /* @__PURE__ */ layer(
    this,
    "ModuleList",
    "get:index,append:module,extend:modules,insert:index:module",
  );
  static override readonly python: PythonForm = { module: "torch.nn.modules.container" };
  [index: number]: M;

  /**
   * Modules in a list that belongs to the model (a plain array of modules does not).
   *
   * @example
   * class Deep extends nn.Module {
   *   layers = new nn.ModuleList([new nn.Linear(4, 4), new nn.Linear(4, 4)]);
   *   forward(x: Tensor): Tensor { for (const l of this.layers) x = F.relu(l(x)); return x; }
   * }
   * new Deep().parameters().length; // → 4
   */
  constructor(modules: Iterable<M> = []) {
    super();
    noMore("ModuleList", 1, arguments);
    this.extend(modules);
  }

  /** The number of modules. */
  override get length(): number {
    return elements(this).length;
  }
  /** Module `i`; negative numbers count from the end. */
  get(i: number): M {
    return at(this, i) as M;
  }
  /** Adds a module at the end. */
  append(module: M): this {
    this.addModule(String(this.length), module);
    return this;
  }
  /** Adds modules at the end. */
  extend(modules: Iterable<M>): this {
    if (typeof modules !== "object" || modules === null || !(Symbol.iterator in modules))
      fail(
        "module-member",
        `ModuleList takes an array of modules, but got ${modules === null ? "null" : typeof modules}`,
        "new nn.ModuleList([layer1, layer2]), with the brackets.",
      );
    for (const m of modules) this.append(m);
    return this;
  }
  /** Inserts a module before index `i`. */
  insert(i: number, module: M): this {
    if (!Number.isInteger(i)) fail("module-index", `index ${i} is out of range`, "an index is a whole number.");
    const list = elements(this);
    const n = list.length,
      place = i < 0 ? Math.max(0, i + n) : Math.min(i, n);
    list.splice(place, 0, module);
    for (let j = 0; j < n; j++) removeNamed(this, String(j));
    addAll(this, list);
    return this;
  }
  [Symbol.iterator](): Iterator<M> {
    return (elements(this) as M[])[Symbol.iterator]();
  }
}
