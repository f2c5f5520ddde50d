import type { Tensor } from "../../core/tensor.js";
import { marginNames, type MarginOptions, marginRankingLoss, type MarginArguments } from "../functional/margin-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * `max(0, −target · (input1 − input2) + margin)` (default 0): the first should be larger where the target is 1, the
 * second where it is −1.
 *
 * Further arguments, by position or by name: margin = 0, sizeAverage = null, reduce = null, reduction = "mean".
 */
export class MarginRankingLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "MarginRankingLoss");
  static override readonly python: PythonForm = { attributes: { margin: "float" } };
  /** The margin by which the right one should be larger. Default 0. */
  margin: number;
  /**
   * `max(0, −target · (input1 − input2) + margin)` (default 0): the first should be larger where the target is 1, the
   * second where it is −1. Further arguments, by position or by name: margin = 0, sizeAverage = null, reduce = null,
   * reduction = "mean".
   *
   * @example
   * const good = tensor([3, 1]), bad = tensor([1, 2]);
   * new nn.MarginRankingLoss({ reduction: "none" })(good, bad, ones(2)); // → tensor([0., 1.])
   */
  constructor(...options: MarginArguments) {
    const o = readLayer<MarginOptions>("MarginRankingLoss", marginNames, options);
    super(o.reduction);
    this.margin = o.margin ?? 0;
  }
  /** Compares scores `[N]` with scores `[N]`, where the target `[N]` is 1 or −1: to a scalar, or `[N]` with `reduction: "none"`. */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(input1, input2, target, { margin: this.margin, reduction: this.reduction });
  }
}
