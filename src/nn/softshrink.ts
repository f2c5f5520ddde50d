import type { Tensor } from "../core/tensor.js";
import { formatNumber } from "../util/pyformat.js";
import { softshrink } from "./functional/piecewise.js";
import { Module } from "./module.js";
import { layer, type PythonForm } from "./python-form.js";

/** x brought nearer to 0 by `lambd` (default 0.5); 0 within ±`lambd`. */
export class Softshrink extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Softshrink");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation", attributes: { lambd: "float" } };
  lambd: number;
  constructor(lambd: number | { lambd?: number } = 0.5) {
    super();
    this.lambd = typeof lambd === "object" ? lambd.lambd ?? 0.5 : lambd;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor { return softshrink(x, this.lambd); }
  override extraRepr(): string { return formatNumber(this.lambd); }
}
