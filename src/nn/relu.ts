import type { Tensor } from "../core/tensor.js";
import { type InplaceOptions, relu } from "./functional/activation.js";
import { Module, type PythonForm } from "./module.js";

/** max(x, 0), element by element. */
export class ReLU extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  inplace: boolean;
  constructor(o: InplaceOptions = {}) {
    super();
    this.inplace = o.inplace ?? false;
  }
  forward(x: Tensor): Tensor { return relu(x, this); }
  override extraRepr(): string { return this.inplace ? "inplace=True" : ""; }
}
