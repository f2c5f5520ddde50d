import type { Tensor } from "../core/tensor.js";
import { tanh } from "./functional/activation.js";
import { Module } from "./module.js";
import { layer, type PythonForm } from "./python-form.js";

/** The hyperbolic tangent, element by element: any number into (−1, 1). */
export class Tanh extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Tanh");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor { return tanh(x); }
}
