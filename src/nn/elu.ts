import type { Tensor } from "../core/tensor.js";
import { formatRepr } from "../util/pyformat.js";
import { byName } from "../diagnose/arguments.js";
import { elu, type InplaceOptions } from "./functional/activation.js";
import { Module } from "./module.js";
import { layer, type PythonForm } from "./python-form.js";

/** x where it is positive, `alpha · (e^x − 1)` (default 1) elsewhere. */
export class ELU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "ELU");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation", attributes: { alpha: "float", inplace: "bool" } };
  alpha: number;
  inplace: boolean;
  constructor(alpha?: number | (InplaceOptions & { alpha?: number }), inplace?: boolean | InplaceOptions) {
    super();
    const all = byName<InplaceOptions & { alpha?: number }>("ELU", ["alpha", "inplace"], [alpha, inplace]);
    this.alpha = all.alpha ?? 1;
    this.inplace = all.inplace ?? false;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor { return elu(x, this.alpha, this.inplace); }
  // PyTorch's default is the float 1.0, and is printed so; other layers' defaults are ints.
  override extraRepr(): string { return `alpha=${formatRepr(this.alpha)}${this.inplace ? ", inplace=True" : ""}`; }
}
