import type { Tensor } from "../../core/tensor.js";
import {
  tripletMarginLoss,
  tripletNames,
  type TripletOptions,
  type TripletArguments,
} from "../functional/margin-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * `max(0, d(anchor, positive) − d(anchor, negative) + margin)` (default 1) with p-norm distances (Balntas et al. 2016).
 *
 * Further arguments, by position or by name: margin = 1, p = 2, eps = 1e−6, swap = false, sizeAverage = null,
 * reduce = null, reduction = "mean".
 */
export class TripletMarginLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "TripletMarginLoss");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.loss",
    attributes: { margin: "float", p: "float", eps: "float", swap: "bool" },
  };
  /** The margin by which the negative should be farther from the anchor than the positive. Default 1. */
  margin: number;
  /** The p of the p-norm that measures distances. Default 2. */
  p: number;
  /** Added to each difference, so that the gradient exists if both are equal. Default 1e-6. */
  eps: number;
  /** Whether to use the distance from positive to negative if it is smaller than that from the anchor. Default false. */
  swap: boolean;
  /**
   * `max(0, d(anchor, positive) − d(anchor, negative) + margin)` (default 1) with p-norm distances (Balntas et al.
   * 2016). Further arguments, by position or by name: margin = 1, p = 2, eps = 1e−6, swap = false, sizeAverage = null,
   * reduce = null, reduction = "mean".
   *
   * @example
   * const anchor = tensor([[0, 0]]), positive = tensor([[0, 1]]), negative = tensor([[0, 1.5]]);
   * new nn.TripletMarginLoss()(anchor, positive, negative); // → tensor(0.5000)
   */
  constructor(...options: TripletArguments) {
    const o = readLayer<TripletOptions>("TripletMarginLoss", tripletNames, options);
    super(o.reduction);
    this.margin = o.margin ?? 1;
    this.p = o.p ?? 2;
    this.eps = o.eps ?? 1e-6;
    this.swap = o.swap ?? false;
  }
  /** Compares an anchor, a positive and a negative, `[N, D]` each: to a scalar, or `[N]` with `reduction: "none"`. */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, {
      margin: this.margin,
      p: this.p,
      eps: this.eps,
      swap: this.swap,
      reduction: this.reduction,
    });
  }
}
