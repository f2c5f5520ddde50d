import type { Tensor } from "../core/tensor.js";
import { multilabelMarginLoss } from "./functional/margin-loss.js";
import { PlainLoss } from "./loss.js";
import { layer } from "./python-form.js";

/** For samples with several right classes: the sum over right and wrong classes of `max(0, 1 − x[right] + x[wrong])`, divided by the number of classes. The target lists the right classes, and −1 after them. */
export class MultiLabelMarginLoss extends PlainLoss {
  static override readonly name = /* @__PURE__ */ layer(this, "MultiLabelMarginLoss");
  /** Compares scores `[N, C]` with labels `[N, C]` (int64, −1 after the last): to a scalar, or `[N]` with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor { return multilabelMarginLoss(input, target, { reduction: this.reduction }); }
}
