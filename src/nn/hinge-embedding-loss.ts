import type { Tensor } from "../core/tensor.js";
import { hingeEmbeddingLoss, type MarginOptions } from "./functional/margin-loss.js";
import { Loss } from "./loss.js";

/** x where the target is 1, and `max(0, margin − x)` (default 1) where it is −1: for distances of pairs that are alike or not. */
export class HingeEmbeddingLoss extends Loss {
  margin: number;
  constructor(o: MarginOptions = {}) {
    super(o);
    this.margin = o.margin ?? 1;
  }
  forward(input: Tensor, target: Tensor): Tensor { return hingeEmbeddingLoss(input, target, { margin: this.margin, reduction: this.reduction }); }
}
