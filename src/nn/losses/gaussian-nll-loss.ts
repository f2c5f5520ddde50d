import type { Tensor } from "../../core/tensor.js";
import {
  gaussianNllLoss,
  gaussianNllNames,
  type GaussianNllOptions,
  type GaussianNllArguments,
} from "../functional/distribution-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * Minus the log-likelihood of the target under normal distributions with the predicted means and variances.
 *
 * Further arguments, by position or by name: full = false, eps = 1e−6, reduction = "mean".
 */
export class GaussianNLLLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "GaussianNLLLoss");
  static override readonly python: PythonForm = { attributes: { full: "bool", eps: "float" } };
  /** Whether the constant ½·log 2π is added. Default false. */
  full: boolean;
  /** Smaller variances count as this one. Default 1e-6. */
  eps: number;
  /**
   * Minus the log-likelihood of the target under normal distributions with the predicted means and variances. Further
   * arguments, by position or by name: full = false, eps = 1e−6, reduction = "mean".
   *
   * @example
   * const mean = tensor([1, 2]), variance = tensor([1, 4]);
   * new nn.GaussianNLLLoss()(mean, tensor([1, 4]), variance); // → tensor(0.5966)
   */
  constructor(...options: GaussianNllArguments) {
    const o = readLayer<GaussianNllOptions>("GaussianNLLLoss", gaussianNllNames, options);
    super(o.reduction);
    this.full = o.full ?? false;
    this.eps = o.eps ?? 1e-6;
  }
  /** Compares means `[…]` with a target `[…]`, given the variance `[…]` or `[…, 1]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(input, target, variance, { full: this.full, eps: this.eps, reduction: this.reduction });
  }
}
