import type { Tensor } from "../../core/tensor.js";
import { bceNames, type BceOptions, type BceArguments, binaryCrossEntropy } from "../functional/loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * The cross entropy of probabilities and targets of one shape, both in [0, 1]; use it after a Sigmoid.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @throws KindlingError `probability-range` for an input outside [0, 1], `target-shape` if the shapes differ.
 */
export class BCELoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "BCELoss");
  static override readonly python: PythonForm = { buffers: ["weight?"] };
  /** The weight of each element: a buffer. */
  readonly weight: Tensor | null;
  /**
   * The cross entropy of probabilities and targets of one shape, both in [0, 1]; use it after a Sigmoid. Further
   * arguments, by position or by name: weight = null, sizeAverage = null, reduce = null, reduction = "mean".
   *
   * @throws KindlingError `probability-range` for an input outside [0, 1], `target-shape` if the shapes differ.
   * @example
   * const loss = new nn.BCELoss();
   * loss(tensor([0.9, 0.2]), tensor([1, 0])); // → tensor(0.1643)
   */
  constructor(...options: BceArguments) {
    const o = readLayer<BceOptions>("BCELoss", bceNames, options);
    super(o.reduction);
    this.weight = this.registerBuffer("weight", o.weight ?? null);
  }
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, { weight: this.weight, reduction: this.reduction });
  }
}
