import type { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { klDiv, klDivNames, type KlDivOptions, type KlDivArguments } from "../functional/distribution-loss.js";
import { type Reduction, reductionOf } from "../functional/reduction.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * The Kullback–Leibler divergence `target · (log target − input)`; the input holds log-probabilities.
 * `reduction: "batchmean"` matches the formula.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean", logTarget = false.
 */
export class KLDivLoss extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "KLDivLoss");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.loss",
    names: { logTarget: "log_target" },
    attributes: { reduction: ["none", "mean", "sum", "batchmean"], log_target: "bool" },
  };
  /** How to reduce the losses of the elements: `"mean"` (default), `"batchmean"`, `"sum"`, or `"none"` to return them all. */
  reduction: Reduction | "batchmean";
  /** Whether the target, too, holds logarithms. Default false. */
  logTarget: boolean;
  /**
   * The Kullback–Leibler divergence `target · (log target − input)`; the input holds log-probabilities. Further
   * arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean", logTarget = false.
   *
   * @example
   * const model = tensor([[0.5, 0.5]]), truth = tensor([[0.9, 0.1]]);
   * new nn.KLDivLoss({ reduction: "batchmean" })(model.log(), truth); // → tensor(0.3681)
   */
  constructor(...options: KlDivArguments) {
    super();
    const all = byName<KlDivOptions>("KLDivLoss", klDivNames, options);
    this.reduction =
      all.reduction === "batchmean" ? "batchmean" : reductionOf({ ...all, reduction: all.reduction as Reduction });
    this.logTarget = all.logTarget ?? false;
  }
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return klDiv(input, target, { reduction: this.reduction, logTarget: this.logTarget });
  }
}
