import type { Tensor } from "../../core/tensor.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Returns its input: a placeholder for an optional layer. Arguments to the constructor are ignored. */
export class Identity extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Identity");
  static override readonly python: PythonForm = { module: "torch.nn.modules.linear" };
  /**
   * Returns its input: a placeholder for an optional layer.
   *
   * @example
   * const model = new nn.Sequential(new nn.Linear(4, 3), new nn.Identity()); // a place for a layer that comes later
   * model(zeros(2, 4)).shape; // → 2,3
   */
  constructor(..._ignored: unknown[]) {
    super();
  }
  /** Returns its input: `[…]` to `[…]`. */
  forward(x: Tensor): Tensor {
    return x;
  }
}
