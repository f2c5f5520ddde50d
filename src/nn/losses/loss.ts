import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import {
  type LossOptions,
  lossReader,
  type LossArguments,
  type Reduction,
  reductionNames,
} from "../functional/reduction.js";
import { Module } from "../module.js";
import type { PythonForm } from "../python-form.js";

/** The base of all losses: how the losses of the elements are reduced. */
export abstract class Loss extends Module {
  static override readonly name: string = "Loss";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.loss",
    attributes: { reduction: ["none", "mean", "sum"] },
  };
  /** How to reduce the losses of the elements: `"mean"` (default), `"sum"`, or `"none"` to return them all. */
  reduction: Reduction;
  constructor(reduction: Reduction) {
    super();
    this.reduction = reduction;
  }
}

/**
 * A loss without further options.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 */
export abstract class PlainLoss extends Loss {
  static override readonly name: string = "PlainLoss";
  constructor(...options: LossArguments) {
    super(readLayer<LossOptions>(new.target.name, reductionNames, options).reduction);
  }
}

/** Reads the constructor arguments of a loss: those that the function takes after its tensors. */
export function readLayer<O extends LossOptions>(
  name: string,
  names: readonly (keyof O & string)[],
  args: readonly unknown[],
): O & { reduction: Reduction } {
  if (args[0] instanceof Tensor && (names[0] !== "weight" || args[1] instanceof Tensor)) {
    fail(
      "option",
      `${name} takes options, but got a tensor`,
      `create the loss first, then call it: new nn.${name}()(output, target).`,
    );
  }
  return lossReader<O>(name, names)(args);
}
