import type { Tensor } from "../../core/tensor.js";
import {
  multiMarginLoss,
  multiMarginNames,
  type MultiMarginOptions,
  type MultiMarginArguments,
} from "../functional/margin-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * For each sample the sum over the wrong classes of `max(0, margin − x[right] + x[wrong])^p`, divided by the number of
 * classes.
 *
 * Further arguments, by position or by name: p = 1, margin = 1, weight = null, sizeAverage = null, reduce = null,
 * reduction = "mean".
 */
export class MultiMarginLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "MultiMarginLoss");
  static override readonly python: PythonForm = { attributes: { p: [1, 2], margin: "float" }, buffers: ["weight?"] };
  /** Power of each violation: 1 (default) or 2. */
  p: 1 | 2;
  /** The margin by which the right class should lead each other one. Default 1. */
  margin: number;
  /** The weight of each class, `[C]`: a buffer. */
  readonly weight: Tensor | null;
  /**
   * For each sample the sum over the wrong classes of `max(0, margin − x[right] + x[wrong])^p`, divided by the number
   * of classes. Further arguments, by position or by name: p = 1, margin = 1, weight = null, sizeAverage = null,
   * reduce = null, reduction = "mean".
   *
   * @example
   * const right = tensor([2], { dtype: "int64" });
   * new nn.MultiMarginLoss()(tensor([[0, 1.5, 2]]), right); // → tensor(0.1667)
   */
  constructor(...options: MultiMarginArguments) {
    const o = readLayer<MultiMarginOptions>("MultiMarginLoss", multiMarginNames, options);
    super(o.reduction);
    this.p = o.p ?? 1;
    this.margin = o.margin ?? 1;
    this.weight = this.registerBuffer("weight", o.weight ?? null);
  }
  /** Compares scores `[N, C]` with labels `[N]` (int64): to a scalar, or `[N]` with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(input, target, {
      p: this.p,
      margin: this.margin,
      weight: this.weight,
      reduction: this.reduction,
    });
  }
}
