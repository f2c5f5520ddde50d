import type { Tensor } from "../../core/tensor.js";
import { ctcLoss, ctcNames, type CtcOptions, type CtcRest, type Lengths } from "../functional/ctc-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * Connectionist temporal classification: minus the log-probability of a short target, given a long input, summed over
 * all alignments. See `F.ctcLoss` for the shapes.
 *
 * Further arguments, by position or by name: blank = 0, reduction = "mean", zeroInfinity = false.
 *
 * @throws KindlingError `lengths`, `target-range`, `loss-option`.
 */
export class CTCLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "CTCLoss");
  static override readonly python: PythonForm = {
    names: { zeroInfinity: "zero_infinity" },
    attributes: { blank: "int", zero_infinity: "bool" },
  };
  /** The class of the blank label. Default 0. */
  blank: number;
  /** Whether infinite losses, and their gradients, become 0: those of targets longer than their input. Default false. */
  zeroInfinity: boolean;
  /**
   * Connectionist temporal classification: minus the log-probability of a short target, given a long input, summed over
   * all alignments. Further arguments, by position or by name: blank = 0, reduction = "mean", zeroInfinity = false.
   *
   * @throws KindlingError `lengths`, `target-range`, `loss-option`.
   * @example
   * const logProbs = full([2, 1, 3], 1 / 3).log(); // 2 steps, 1 sample, 3 classes: blank, 1 and 2
   * const target = tensor([[1]], { dtype: "int64" });
   * new nn.CTCLoss({ reduction: "sum" })(logProbs, target, [2], [1]); // → tensor(1.0986)
   */
  constructor(...options: CtcRest) {
    const o = readLayer<CtcOptions>("CTCLoss", ctcNames, options);
    super(o.reduction);
    this.blank = o.blank ?? 0;
    this.zeroInfinity = o.zeroInfinity ?? false;
  }
  /** Compares log-probabilities `[T, N, C]` with targets `[N, S]`, or concatenated, with the given lengths: to a scalar, or `[N]` with `reduction: "none"`. */
  forward(logProbs: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, {
      blank: this.blank,
      zeroInfinity: this.zeroInfinity,
      reduction: this.reduction,
    });
  }
}
