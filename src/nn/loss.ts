import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { type LossOptions, type Reduction, reductionOf } from "./functional/loss.js";
import { Module, type PythonForm } from "./module.js";

/** What all losses have in common: how the losses of the elements become one. */
export abstract class Loss extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.loss" };
  reduction: Reduction;
  constructor(o: LossOptions = {}) {
    super();
    if ((o as unknown) instanceof Tensor) fail("option", `${this.constructor.name} takes options, but got a tensor`, `first the loss is made, then it is called: new nn.${this.constructor.name}()(output, target).`);
    this.reduction = reductionOf(o);
  }
}
