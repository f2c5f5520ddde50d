import type { Tensor } from "../../core/tensor.js";
import { multilabelMarginLoss } from "../functional/margin-loss.js";
import { PlainLoss } from "./loss.js";
import { layer } from "../python-form.js";

/**
 * For samples with several right classes: the sum over right and wrong classes of `max(0, 1 − x[right] + x[wrong])`,
 * divided by the number of classes. The target lists the right classes, and −1 after them.
 *
 * Arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * const right = tensor([[3, 0, -1, 1]], { dtype: "int64" }); // classes 3 and 0; −1 ends the list
 * new nn.MultiLabelMarginLoss()(tensor([[0.1, 0.2, 0.4, 0.8]]), right); // → tensor(0.8500)
 */
export class MultiLabelMarginLoss extends PlainLoss {
  static override readonly name = /* @__PURE__ */ layer(this, "MultiLabelMarginLoss");
  /** Compares scores `[N, C]` with labels `[N, C]` (int64, −1 after the last): to a scalar, or `[N]` with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelMarginLoss(input, target, { reduction: this.reduction });
  }
}
