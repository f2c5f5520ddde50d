import type { Tensor } from "../../core/tensor.js";
import { softMarginLoss } from "../functional/margin-loss.js";
import { PlainLoss } from "./loss.js";
import { layer } from "../python-form.js";

/**
 * `log(1 + e^(−target · input))` for targets of 1 and −1.
 *
 * Arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * new nn.SoftMarginLoss()(tensor([2, -3]), tensor([1, -1])); // → tensor(0.0878)
 */
export class SoftMarginLoss extends PlainLoss {
  static override readonly name = /* @__PURE__ */ layer(this, "SoftMarginLoss");
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return softMarginLoss(input, target, { reduction: this.reduction });
  }
}
