import type { Tensor } from "../../core/tensor.js";
import {
  bceWithLogitsNames,
  type BceWithLogitsOptions,
  type BceWithLogitsArguments,
  binaryCrossEntropyWithLogits,
} from "../functional/loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * The cross entropy of `sigmoid(input)` and targets in [0, 1], in one step, so that nothing overflows.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, reduce = null, reduction = "mean",
 * posWeight = null.
 */
export class BCEWithLogitsLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "BCEWithLogitsLoss");
  static override readonly python: PythonForm = {
    names: { posWeight: "pos_weight" },
    buffers: ["weight?", "pos_weight?"],
  };
  /** The weight of each element: a buffer. */
  readonly weight: Tensor | null;
  /** The weight of a target of 1 relative to one of 0: a buffer. */
  readonly posWeight: Tensor | null;
  /**
   * The cross entropy of `sigmoid(input)` and targets in [0, 1], in one step, so that nothing overflows. Further
   * arguments, by position or by name: weight = null, sizeAverage = null, reduce = null, reduction = "mean",
   * posWeight = null.
   *
   * @example
   * const loss = new nn.BCEWithLogitsLoss();
   * loss(tensor([2, -3]), tensor([1, 0])); // → tensor(0.0878)
   */
  constructor(...options: BceWithLogitsArguments) {
    const o = readLayer<BceWithLogitsOptions>("BCEWithLogitsLoss", bceWithLogitsNames, options);
    super(o.reduction);
    this.weight = this.registerBuffer("weight", o.weight ?? null);
    this.posWeight = this.registerBuffer("posWeight", o.posWeight ?? null);
  }
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, {
      weight: this.weight,
      posWeight: this.posWeight,
      reduction: this.reduction,
    });
  }
}
