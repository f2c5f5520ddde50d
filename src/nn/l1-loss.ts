import type { Tensor } from "../core/tensor.js";
import { l1Loss } from "./functional/loss.js";
import { PlainLoss } from "./loss.js";

/** The absolute difference of input and target, by default its mean. */
export class L1Loss extends PlainLoss {
  forward(input: Tensor, target: Tensor): Tensor { return l1Loss(input, target, { reduction: this.reduction }); }
}
