import type { Tensor } from "../../core/tensor.js";
import { nllLoss, nllNames, type NllOptions, type NllArguments } from "../functional/loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * Minus the log-probability of the right class; use it after LogSoftmax. Shapes as for CrossEntropyLoss.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, ignoreIndex = −100, reduce = null,
 * reduction = "mean".
 *
 * @throws KindlingError `target-dtype`, `target-range`, `target-shape`.
 */
export class NLLLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "NLLLoss");
  static override readonly python: PythonForm = {
    names: { ignoreIndex: "ignore_index" },
    attributes: { ignore_index: "int" },
    buffers: ["weight?"],
  };
  /** The weight of each class, `[C]`: a buffer. */
  readonly weight: Tensor | null;
  /** Samples with this label are ignored, in the sum and in the mean. Default −100. */
  ignoreIndex: number;
  /**
   * Minus the log-probability of the right class; use it after LogSoftmax. Further arguments, by position or by name:
   * weight = null, sizeAverage = null, ignoreIndex = −100, reduce = null, reduction = "mean".
   *
   * @throws KindlingError `target-dtype`, `target-range`, `target-shape`.
   * @example
   * const logProbs = new nn.LogSoftmax(1)(tensor([[1, 2, 3]]));
   * new nn.NLLLoss()(logProbs, tensor([2], { dtype: "int64" })); // → tensor(0.4076)
   */
  constructor(...options: NllArguments) {
    const o = readLayer<NllOptions>("NLLLoss", nllNames, options);
    super(o.reduction);
    this.weight = this.registerBuffer("weight", o.weight ?? null);
    this.ignoreIndex = o.ignoreIndex ?? -100;
  }
  /** Compares log-probabilities `[N, C, …]` with labels `[N, …]` (int64): to a scalar, or `[N, …]` with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return nllLoss(input, target, { weight: this.weight, ignoreIndex: this.ignoreIndex, reduction: this.reduction });
  }
}
