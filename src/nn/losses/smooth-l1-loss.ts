import type { Tensor } from "../../core/tensor.js";
import { smoothL1Loss, smoothL1Names, type SmoothL1Options, type SmoothL1Arguments } from "../functional/loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * `difference² / (2·beta)` up to `beta` (default 1), and `|difference| − beta/2` beyond. Outliers have less effect than
 * in MSELoss.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean", beta = 1.
 */
export class SmoothL1Loss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "SmoothL1Loss");
  static override readonly python: PythonForm = { attributes: { beta: "float" } };
  /** The difference from which the loss is linear instead of quadratic. Default 1. */
  beta: number;
  /**
   * `difference² / (2·beta)` up to `beta` (default 1), and `|difference| − beta/2` beyond. Further arguments, by
   * position or by name: sizeAverage = null, reduce = null, reduction = "mean", beta = 1.
   *
   * @example
   * new nn.SmoothL1Loss({ reduction: "none" })(tensor([0, 0]), tensor([0.5, 4])); // → tensor([0.1250, 3.5000])
   */
  constructor(...options: SmoothL1Arguments) {
    const o = readLayer<SmoothL1Options>("SmoothL1Loss", smoothL1Names, options);
    super(o.reduction);
    this.beta = o.beta ?? 1;
  }
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, { beta: this.beta, reduction: this.reduction });
  }
}
