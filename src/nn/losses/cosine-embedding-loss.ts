import type { Tensor } from "../../core/tensor.js";
import {
  cosineEmbeddingLoss,
  marginNames,
  type MarginOptions,
  type MarginArguments,
} from "../functional/margin-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * `1 − cos` of two vectors where the target is 1, and `max(0, cos − margin)` (default 0) where it is −1.
 *
 * Further arguments, by position or by name: margin = 0, sizeAverage = null, reduce = null, reduction = "mean".
 */
export class CosineEmbeddingLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "CosineEmbeddingLoss");
  static override readonly python: PythonForm = { attributes: { margin: "float" } };
  /** The cosine up to which different vectors (target −1) cost nothing. From −1 to 1, default 0. */
  margin: number;
  /**
   * `1 − cos` of two vectors where the target is 1, and `max(0, cos − margin)` (default 0) where it is −1. Further
   * arguments, by position or by name: margin = 0, sizeAverage = null, reduce = null, reduction = "mean".
   *
   * @example
   * const a = tensor([[1, 0], [1, 0]]), b = tensor([[1, 0], [0, 1]]);
   * new nn.CosineEmbeddingLoss()(a, b, tensor([1, 1])); // → tensor(0.5000)
   */
  constructor(...options: MarginArguments) {
    const o = readLayer<MarginOptions>("CosineEmbeddingLoss", marginNames, options);
    super(o.reduction);
    this.margin = o.margin ?? 0;
  }
  /** Compares `[N, D]` with `[N, D]`, where the target `[N]` is 1 or −1: to a scalar, or `[N]` with `reduction: "none"`. */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(input1, input2, target, { margin: this.margin, reduction: this.reduction });
  }
}
