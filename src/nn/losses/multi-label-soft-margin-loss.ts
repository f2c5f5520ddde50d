import type { Tensor } from "../../core/tensor.js";
import {
  multilabelSoftMarginLoss,
  multilabelSoftMarginNames,
  type MultilabelSoftMarginOptions,
  type MultilabelSoftMarginArguments,
} from "../functional/margin-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * The cross entropy of `sigmoid(input)` for each class separately, averaged over the classes: for samples with several
 * right classes.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, reduce = null, reduction = "mean".
 */
export class MultiLabelSoftMarginLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "MultiLabelSoftMarginLoss");
  static override readonly python: PythonForm = { buffers: ["weight?"] };
  /** The weight of each class, `[C]`: a buffer. */
  readonly weight: Tensor | null;
  /**
   * The cross entropy of `sigmoid(input)` for each class separately, averaged over the classes: for samples with
   * several right classes. Further arguments, by position or by name: weight = null, sizeAverage = null, reduce = null,
   * reduction = "mean".
   *
   * @example
   * new nn.MultiLabelSoftMarginLoss()(tensor([[2, -1, 3]]), tensor([[1, 0, 1]])); // → tensor(0.1629)
   */
  constructor(...options: MultilabelSoftMarginArguments) {
    const o = readLayer<MultilabelSoftMarginOptions>("MultiLabelSoftMarginLoss", multilabelSoftMarginNames, options);
    super(o.reduction);
    this.weight = this.registerBuffer("weight", o.weight ?? null);
  }
  /** Compares logits `[N, C]` with targets `[N, C]` of 0 and 1: to a scalar, or `[N]` with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(input, target, { weight: this.weight, reduction: this.reduction });
  }
}
