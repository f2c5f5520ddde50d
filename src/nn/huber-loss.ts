import type { Tensor } from "../core/tensor.js";
import { huberLoss, type HuberOptions } from "./functional/loss.js";
import { Loss } from "./loss.js";

/** Half the squared difference up to `delta` (default 1), and `delta · (|difference| − delta/2)` beyond. Outliers count less than in MSELoss. */
export class HuberLoss extends Loss {
  delta: number;
  constructor(o: HuberOptions = {}) {
    super(o);
    this.delta = o.delta ?? 1;
  }
  forward(input: Tensor, target: Tensor): Tensor { return huberLoss(input, target, this); }
}
