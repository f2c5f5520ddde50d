import type { Tensor } from "../../core/tensor.js";
import {
  crossEntropyNames,
  type CrossEntropyOptions,
  type CrossEntropyArguments,
  entropy,
} from "../functional/loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * The cross entropy of a classifier: minus the log-probability of the right classes. The input holds raw scores
 * (logits), `[N, C]`, `[C]` or `[N, C, d1, …]`: softmax is applied here, so the model must not end in one. The target
 * holds labels 0 … C − 1 as int64, `[N]`, or probabilities of all classes in the input's shape.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, ignoreIndex = −100, reduce = null,
 * reduction = "mean", labelSmoothing = 0.
 *
 * @throws KindlingError `target-dtype`, `target-range`, `target-shape`.
 */
export class CrossEntropyLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "CrossEntropyLoss");
  static override readonly python: PythonForm = {
    names: { ignoreIndex: "ignore_index", labelSmoothing: "label_smoothing" },
    attributes: { ignore_index: "int", label_smoothing: "float" },
    missing: { label_smoothing: 0 },
    buffers: ["weight?"],
  };
  /** The weight of each class, `[C]`: a buffer. */
  readonly weight: Tensor | null;
  /** Samples with this label are ignored, in the sum and in the mean. Default −100. */
  ignoreIndex: number;
  /** Fraction of each target that is spread evenly over all classes, from 0 (default) to 1. */
  labelSmoothing: number;
  /**
   * The cross entropy of a classifier: minus the log-probability of the right classes. Further arguments, by position
   * or by name: weight = null, sizeAverage = null, ignoreIndex = −100, reduce = null, reduction = "mean",
   * labelSmoothing = 0.
   *
   * @throws KindlingError `target-dtype`, `target-range`, `target-shape`.
   * @example
   * new nn.CrossEntropyLoss()(tensor([[0, 0]]), tensor([1], { dtype: "int64" })).item().toFixed(4); // → 0.6931
   */
  constructor(...options: CrossEntropyArguments) {
    const o = readLayer<CrossEntropyOptions>("CrossEntropyLoss", crossEntropyNames, options);
    super(o.reduction);
    this.weight = this.registerBuffer("weight", o.weight ?? null);
    this.ignoreIndex = o.ignoreIndex ?? -100;
    this.labelSmoothing = o.labelSmoothing ?? 0;
  }
  /** Compares logits `[N, C, …]` with labels `[N, …]` (int64) or probabilities `[N, C, …]`: to a scalar, or `[N, …]` with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return entropy(input, target, this.weight, this.reduction, this.ignoreIndex, this.labelSmoothing);
  }
}
