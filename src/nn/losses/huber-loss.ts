import type { Tensor } from "../../core/tensor.js";
import { huberLoss, huberNames, type HuberOptions, type HuberArguments } from "../functional/loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * Half the squared difference up to `delta` (default 1), and `delta · (|difference| − delta/2)` beyond. Outliers have
 * less effect than in MSELoss.
 *
 * Further arguments, by position or by name: reduction = "mean", delta = 1.
 */
export class HuberLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "HuberLoss");
  static override readonly python: PythonForm = { attributes: { delta: "float" } };
  /** The difference from which the loss is linear instead of quadratic. Default 1. */
  delta: number;
  /**
   * Half the squared difference up to `delta` (default 1), and `delta · (|difference| − delta/2)` beyond. Further
   * arguments, by position or by name: reduction = "mean", delta = 1.
   *
   * @example
   * new nn.HuberLoss({ reduction: "none" })(tensor([0, 0]), tensor([0.5, 4])); // → tensor([0.1250, 3.5000])
   */
  constructor(...options: HuberArguments) {
    const o = readLayer<HuberOptions>("HuberLoss", huberNames, options);
    super(o.reduction);
    this.delta = o.delta ?? 1;
  }
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, { delta: this.delta, reduction: this.reduction });
  }
}
