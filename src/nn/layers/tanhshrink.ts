import type { Tensor } from "../../core/tensor.js";
import { tanhshrink } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * x − tanh(x).
 *
 * @example
 * new nn.Tanhshrink()(tensor([-1, 0, 1])); // → tensor([-0.2384,  0.0000,  0.2384])
 */
export class Tanhshrink extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Tanhshrink");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return tanhshrink(x);
  }
}
