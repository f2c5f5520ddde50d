import type { Tensor } from "../core/tensor.js";
import { smoothL1Loss, type SmoothL1Options } from "./functional/loss.js";
import { Loss } from "./loss.js";

/** `difference² / (2·beta)` up to `beta` (default 1), and `|difference| − beta/2` beyond. Outliers count less than in MSELoss. */
export class SmoothL1Loss extends Loss {
  beta: number;
  constructor(o: SmoothL1Options = {}) {
    super(o);
    this.beta = o.beta ?? 1;
  }
  forward(input: Tensor, target: Tensor): Tensor { return smoothL1Loss(input, target, this); }
}
