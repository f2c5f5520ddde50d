import type { Tensor } from "../../core/tensor.js";
import { mse } from "../functional/loss.js";
import { PlainLoss } from "./loss.js";
import { layer } from "../python-form.js";

/**
 * The squared difference of input and target, by default its mean. Both must have the same shape: `[N]` against
 * `[N, 1]` would compare every prediction with every label, and warns.
 *
 * Arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * new nn.MSELoss()(tensor([1, 2]), tensor([1, 4])).item(); // → 2
 */
export class MSELoss extends PlainLoss {
  static override readonly name = /* @__PURE__ */ layer(this, "MSELoss");
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return mse(input, target, this.reduction);
  }
}
