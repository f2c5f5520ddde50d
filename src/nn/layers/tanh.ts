import type { Tensor } from "../../core/tensor.js";
import { tanh } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * The hyperbolic tangent, element by element: any number into (−1, 1).
 *
 * @example
 * new nn.Tanh()(tensor([-1, 0, 1])); // → tensor([-0.7616,  0.0000,  0.7616])
 */
export class Tanh extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Tanh");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return tanh(x);
  }
}
