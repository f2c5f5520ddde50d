import type { Tensor } from "../core/tensor.js";
import { softMarginLoss } from "./functional/margin-loss.js";
import { PlainLoss } from "./loss.js";

/** `log(1 + e^(−target · input))` for targets of 1 and −1. */
export class SoftMarginLoss extends PlainLoss {
  forward(input: Tensor, target: Tensor): Tensor { return softMarginLoss(input, target, { reduction: this.reduction }); }
}
