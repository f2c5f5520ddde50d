import type { Tensor } from "../../core/tensor.js";
import { sigmoid } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * 1 / (1 + e^−x), element by element: any number into (0, 1).
 *
 * @example
 * new nn.Sigmoid()(tensor([-2, 0, 2])); // → tensor([0.1192, 0.5000, 0.8808])
 */
export class Sigmoid extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Sigmoid");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}
