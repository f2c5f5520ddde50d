import type { Tensor } from "../core/tensor.js";
import { l1Loss } from "./functional/loss.js";
import { PlainLoss } from "./loss.js";
import { layer } from "./python-form.js";

/** The absolute difference of input and target, by default its mean. */
export class L1Loss extends PlainLoss {
  static override readonly name = /* @__PURE__ */ layer(this, "L1Loss");
  forward(input: Tensor, target: Tensor): Tensor { return l1Loss(input, target, { reduction: this.reduction }); }
}
