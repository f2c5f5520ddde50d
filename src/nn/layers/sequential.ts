import type { Tensor } from "../../core/tensor.js";
import { isModule } from "../module-state.js";
import { Module } from "../module.js";
import { addAll, at, elements, type NamedModules } from "./containers.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * Layers one after the other. They are named `0`, `1`, … or by the keys of an object or Map, and can be accessed by
 * number either way: `model[0]`, `model.get(-1)`.
 */
export class Sequential extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Sequential", "get:index,append:module");
  static override readonly python: PythonForm = { module: "torch.nn.modules.container" };
  [index: number]: Module;

  /**
   * Layers one after the other.
   *
   * @example
   * const model = new nn.Sequential(new nn.Linear(10, 4), new nn.ReLU(), new nn.Linear(4, 1));
   * model(zeros(5, 10)).shape; // → 5,1
   * new nn.Sequential({ first: new nn.Linear(2, 3), second: new nn.Linear(3, 1) }).stateDict().has("first.weight"); // → true
   */
  constructor(...layers: Module[] | [layers: NamedModules]) {
    super();
    const [first] = layers;
    addAll(this, layers.length === 1 && !isModule(first) ? (first as NamedModules) : (layers as Module[]));
  }

  /** Calls the modules one after another, each with the output of the one before. */
  forward(x: Tensor): Tensor {
    let y = x;
    for (const layer of elements(this)) y = layer(y);
    return y;
  }

  /** The number of layers. */
  override get length(): number {
    return elements(this).length;
  }
  /** Layer `i`; negative numbers count from the end. */
  get<M extends Module = Module>(i: number): M {
    return at(this, i) as M;
  }
  /** Adds a layer at the end, named by its number. */
  append(layer: Module): this {
    this.addModule(String(this.length), layer);
    return this;
  }
  [Symbol.iterator](): Iterator<Module> {
    return elements(this)[Symbol.iterator]();
  }
}
