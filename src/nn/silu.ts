import type { Tensor } from "../core/tensor.js";
import { silu } from "./functional/activation.js";
import { type InplaceOptions, isInplace } from "./functional/written.js";
import { Module, type PythonForm } from "./module.js";

/** `x · sigmoid(x)`, also called swish. */
export class SiLU extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  inplace: boolean;
  constructor(inplace?: boolean | InplaceOptions) {
    super();
    this.inplace = isInplace(inplace);
  }
  forward(x: Tensor): Tensor { return silu(x, this.inplace); }
  override extraRepr(): string { return this.inplace ? "inplace=True" : ""; }
}
