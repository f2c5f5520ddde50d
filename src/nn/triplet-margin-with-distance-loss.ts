import type { Tensor } from "../core/tensor.js";
import { tripletDistanceNames, type TripletDistanceOptions, tripletMarginWithDistanceLoss } from "./functional/margin-loss.js";
import { Loss, readLayer } from "./loss.js";
import { PairwiseDistance } from "./pairwise-distance.js";
import { layer, type PythonForm } from "./python-form.js";
import type { Rest } from "../diagnose/arguments.js";

/** What may follow, by position or by name. */
export type TripletMarginWithDistanceLossArguments = Rest<[], TripletDistanceOptions>;
/** `TripletMarginLoss` with a distance of one's own: a function or a module. */
export class TripletMarginWithDistanceLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "TripletMarginWithDistanceLoss");
  static override readonly python: PythonForm = {
    names: { distanceFunction: "distance_function" },
    attributes: { margin: "float", swap: "bool" },
  };
  distanceFunction: (a: Tensor, b: Tensor) => Tensor;
  margin: number;
  swap: boolean;
  constructor(...options: TripletMarginWithDistanceLossArguments) {
    const o = readLayer<TripletDistanceOptions>("TripletMarginWithDistanceLoss", tripletDistanceNames, options);
    super(o.reduction);
    this.distanceFunction = o.distanceFunction ?? new PairwiseDistance();
    this.margin = o.margin ?? 1;
    this.swap = o.swap ?? false;
  }
  /** Compares an anchor, a positive and a negative, `[N, D]` each: to a scalar, or `[N]` with `reduction: "none"`. */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginWithDistanceLoss(anchor, positive, negative, { distanceFunction: this.distanceFunction, margin: this.margin, swap: this.swap, reduction: this.reduction });
  }
}
