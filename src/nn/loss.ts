import { checkReduction, type LossOptions, type Reduction } from "./functional/loss.js";
import { Module, type PythonForm } from "./module.js";

/** What all losses have in common: how the losses of the elements become one. */
export abstract class Loss extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.loss" };
  reduction: Reduction;
  constructor(o: LossOptions = {}) {
    super();
    this.reduction = checkReduction(o.reduction);
  }
}
