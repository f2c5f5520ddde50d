import type { Tensor } from "../core/tensor.js";
import { type InplaceOptions, silu } from "./functional/activation.js";
import { Module, type PythonForm } from "./module.js";

/** `x · sigmoid(x)`, also called swish. */
export class SiLU extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  inplace: boolean;
  constructor(o: InplaceOptions = {}) {
    super();
    this.inplace = o.inplace ?? false;
  }
  forward(x: Tensor): Tensor { return silu(x, this); }
  override extraRepr(): string { return this.inplace ? "inplace=True" : ""; }
}
