import type { Tensor } from "../../core/tensor.js";
import {
  hingeEmbeddingLoss,
  marginNames,
  type MarginOptions,
  type MarginArguments,
} from "../functional/margin-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * x where the target is 1, and `max(0, margin − x)` (default 1) where it is −1: for distances of similar (1) and
 * dissimilar (−1) pairs.
 *
 * Further arguments, by position or by name: margin = 1, sizeAverage = null, reduce = null, reduction = "mean".
 */
export class HingeEmbeddingLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "HingeEmbeddingLoss");
  static override readonly python: PythonForm = { attributes: { margin: "float" } };
  /** The distance from which a dissimilar pair (target −1) costs nothing. Default 1. */
  margin: number;
  /**
   * x where the target is 1, and `max(0, margin − x)` (default 1) where it is −1: for distances of similar (1) and
   * dissimilar (−1) pairs. Further arguments, by position or by name: margin = 1, sizeAverage = null, reduce = null,
   * reduction = "mean".
   *
   * @example
   * new nn.HingeEmbeddingLoss({ reduction: "none" })(tensor([0.25, 0.25, 2]), tensor([1, -1, -1])); // → tensor([0.2500, 0.7500, 0.0000])
   */
  constructor(...options: MarginArguments) {
    const o = readLayer<MarginOptions>("HingeEmbeddingLoss", marginNames, options);
    super(o.reduction);
    this.margin = o.margin ?? 1;
  }
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(input, target, { margin: this.margin, reduction: this.reduction });
  }
}
