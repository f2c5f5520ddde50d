import type { Tensor } from "../core/tensor.js";
import { mse } from "./functional/loss.js";
import { PlainLoss } from "./loss.js";
import { layer } from "./python-form.js";

/**
 * The squared difference of input and target, by default its mean. Both must have one shape: `[N]` against `[N, 1]` would
 * compare every prediction with every label, and gives a warning.
 *
 * @example
 * new nn.MSELoss()(tensor([1, 2]), tensor([1, 4])).item(); // → 2
 */
export class MSELoss extends PlainLoss {
  static override readonly name = /* @__PURE__ */ layer(this, "MSELoss");
  forward(input: Tensor, target: Tensor): Tensor { return mse(input, target, this.reduction); }
}
