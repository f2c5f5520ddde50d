import type { Tensor } from "../core/tensor.js";
import { softplus } from "./functional/activation.js";
import { Module } from "./module.js";
import { formatNumber } from "../util/pyformat.js";
import { layer, type PythonForm } from "./python-form.js";

/** `log(1 + e^(beta·x)) / beta`, a smooth ReLU; x itself where `beta·x` exceeds the threshold (20). */
export class Softplus extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Softplus");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation", attributes: { beta: "float", threshold: "float" } };
  beta: number;
  threshold: number;
  constructor(beta: number | { beta?: number; threshold?: number } = 1, threshold = 20) {
    super();
    const all = typeof beta === "object" ? beta : { beta, threshold };
    this.beta = all.beta ?? 1;
    this.threshold = all.threshold ?? 20;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor { return softplus(x, this.beta, this.threshold); }
  override extraRepr(): string { return `beta=${formatNumber(this.beta)}, threshold=${formatNumber(this.threshold)}`; }
}
