import type { Tensor } from "../../core/tensor.js";
import { logSigmoid } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * log(sigmoid(x)), element by element, without overflow.
 *
 * @example
 * new nn.LogSigmoid()(tensor([-200, 0, 2])); // → tensor([-2.0000e+02, -6.9315e-01, -1.2693e-01])
 */
export class LogSigmoid extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "LogSigmoid");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return logSigmoid(x);
  }
}
