import type { Tensor } from "../../core/tensor.js";
import {
  tripletDistanceNames,
  type TripletDistanceOptions,
  tripletMarginWithDistanceLoss,
} from "../functional/margin-loss.js";
import { Loss, readLayer } from "./loss.js";
import { PairwiseDistance } from "../layers/pairwise-distance.js";
import { layer, type PythonForm } from "../python-form.js";
import type { Rest } from "../../diagnose/arguments.js";

/** Further arguments, by position or by name. */
export type TripletMarginWithDistanceLossArguments = Rest<[], TripletDistanceOptions>;
/**
 * `TripletMarginLoss` with your own distance: a function or a module.
 *
 * Options, by name: distanceFunction = null (PairwiseDistance), margin = 1, swap = false, reduction = "mean".
 */
export class TripletMarginWithDistanceLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "TripletMarginWithDistanceLoss");
  static override readonly python: PythonForm = {
    names: { distanceFunction: "distance_function" },
    attributes: { margin: "float", swap: "bool" },
  };
  /** Distance of two batches of vectors, `[N, D]` each, to `[N]`. Default: a {@link PairwiseDistance}. */
  distanceFunction: (a: Tensor, b: Tensor) => Tensor;
  /** The margin by which the negative should be farther from the anchor than the positive. Default 1. */
  margin: number;
  /** Whether to use the distance from positive to negative if it is smaller than that from the anchor. Default false. */
  swap: boolean;
  /**
   * `TripletMarginLoss` with your own distance: a function or a module. Options, by name: distanceFunction = null
   * (PairwiseDistance), margin = 1, swap = false, reduction = "mean".
   *
   * @example
   * const farthest = (a: Tensor, b: Tensor): Tensor => a.sub(b).abs().amax(1);
   * const loss = new nn.TripletMarginWithDistanceLoss({ distanceFunction: farthest });
   * loss(tensor([[0, 0]]), tensor([[0, 1]]), tensor([[0, 1.5]])); // → tensor(0.5000)
   */
  constructor(...options: TripletMarginWithDistanceLossArguments) {
    const o = readLayer<TripletDistanceOptions>("TripletMarginWithDistanceLoss", tripletDistanceNames, options);
    super(o.reduction);
    this.distanceFunction = o.distanceFunction ?? new PairwiseDistance();
    this.margin = o.margin ?? 1;
    this.swap = o.swap ?? false;
  }
  /** Compares an anchor, a positive and a negative, `[N, D]` each: to a scalar, or `[N]` with `reduction: "none"`. */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginWithDistanceLoss(anchor, positive, negative, {
      distanceFunction: this.distanceFunction,
      margin: this.margin,
      swap: this.swap,
      reduction: this.reduction,
    });
  }
}
