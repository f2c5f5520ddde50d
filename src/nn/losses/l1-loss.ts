import type { Tensor } from "../../core/tensor.js";
import { l1Loss } from "../functional/loss.js";
import { PlainLoss } from "./loss.js";
import { layer } from "../python-form.js";

/**
 * The absolute difference of input and target, by default its mean.
 *
 * Arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * new nn.L1Loss()(tensor([1, 2, 3]), tensor([1, 4, 7])); // → tensor(2.)
 */
export class L1Loss extends PlainLoss {
  static override readonly name = /* @__PURE__ */ layer(this, "L1Loss");
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, { reduction: this.reduction });
  }
}
