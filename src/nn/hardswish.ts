import type { Tensor } from "../core/tensor.js";
import { hardswish } from "./functional/piecewise.js";
import { type InplaceOptions, isInplace } from "./functional/written.js";
import { Module, type PythonForm } from "./module.js";

/** `x · hardsigmoid(x)` (Howard et al. 2019). */
export class Hardswish extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  inplace: boolean;
  constructor(inplace?: boolean | InplaceOptions) {
    super();
    this.inplace = isInplace(inplace);
  }
  forward(x: Tensor): Tensor { return hardswish(x, this.inplace); }
}
