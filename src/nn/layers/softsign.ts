import type { Tensor } from "../../core/tensor.js";
import { softsign } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * x / (1 + |x|): any number into (−1, 1), more slowly than tanh.
 *
 * @example
 * new nn.Softsign()(tensor([-1, 0, 3])); // → tensor([-0.5000,  0.0000,  0.7500])
 */
export class Softsign extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Softsign");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return softsign(x);
  }
}
