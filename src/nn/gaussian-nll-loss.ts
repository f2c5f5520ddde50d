import type { Tensor } from "../core/tensor.js";
import { gaussianNllLoss, type GaussianNllOptions } from "./functional/distribution-loss.js";
import { Loss } from "./loss.js";

/** Minus the log-likelihood of the target under normal distributions whose means and variances the model gives. */
export class GaussianNLLLoss extends Loss {
  full: boolean;
  eps: number;
  constructor(o: GaussianNllOptions = {}) {
    super(o);
    this.full = o.full ?? false;
    this.eps = o.eps ?? 1e-6;
  }
  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor { return gaussianNllLoss(input, target, variance, { full: this.full, eps: this.eps, reduction: this.reduction }); }
}
