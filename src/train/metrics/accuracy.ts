import type { Tensor } from "../../core/tensor.js";
import { noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { checkSettings, checkWhole } from "../../diagnose/settings.js";
import { showShape } from "../../util/array.js";
import { numbers, classes, whole } from "./batch.js";
import { Metric, numberIn } from "./metric.js";

/** Settings of {@link Accuracy}. */
export interface AccuracyOptions {
  /** A sample counts as correct if its class is among this many highest scores. Default 1. */
  topK?: number | undefined;
  /** With one score per sample: above this it is class 1. Default 0.5; use 0 for logits. */
  threshold?: number | undefined;
}

/**
 * The fraction of correctly classified samples. Takes scores `[N, C]` (or `[N, C, …]`) for classes `[N]`, class
 * numbers, or one probability per sample. With `topK`, the class must be among the `topK` highest scores; among equal
 * scores the first ones count.
 *
 * Options, by name: topK = 1, threshold = 0.5.
 */
export class Accuracy extends Metric {
  static override readonly name: string = "Accuracy";
  private readonly topK: number;
  private readonly threshold: number;
  private right = 0;
  private count = 0;

  /**
   * The fraction of samples whose class is correct, or among the `topK` highest scores. Options, by name: topK = 1,
   * threshold = 0.5.
   *
   * @example
   * const accuracy = new metrics.Accuracy();
   * accuracy.update(tensor([[0.1, 0.9], [0.8, 0.2]]), tensor([1, 1]));
   * accuracy.compute(); // → 0.5
   */
  constructor(options: AccuracyOptions = {}) {
    noMore("Accuracy", 1, arguments, true);
    super();
    checkSettings("Accuracy", options, { topK: "n", threshold: "n" });
    checkWhole("Accuracy", "topK", options.topK, 1);
    this.topK = options.topK ?? 1;
    this.threshold = options.threshold ?? 0.5;
  }

  /** Takes a batch: scores `[N, C]`, class numbers, or one probability per sample; and the classes. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    if (this.topK > 1) return this.updateTop(output, target);
    const [found, right] = classes("Accuracy", output, target, this.threshold);
    for (let i = 0; i < right.length; i++) if (found[i] === right[i]) this.right++;
    this.count += right.length;
  }

  private updateTop(output: Tensor, target: Tensor): void {
    const scores = numbers("Accuracy", "output", output),
      right = whole("Accuracy", "target", numbers("Accuracy", "target", target));
    const columns = output.shape[1] ?? 0;
    if (output.ndim !== 2 || target.ndim !== 1 || output.shape[0] !== right.length)
      fail(
        "argument",
        `Accuracy.update() got an output of shape ${showShape(output.shape)} for a target of shape ${showShape(target.shape)}`,
        "topK takes scores [N, C] for classes [N].",
      );
    for (let i = 0; i < right.length; i++) {
      const c = right[i]!;
      if (c >= columns)
        fail(
          "argument",
          `Accuracy.update() found class ${c}, but there are only ${columns} scores`,
          "give scores for every class: [N, classes].",
        );
      const own = scores[i * columns + c]!;
      let above = 0;
      for (let j = 0; j < columns; j++) {
        const s = scores[i * columns + j]!;
        if (s > own || (s === own && j < c)) above++;
      }
      if (above < this.topK && !Number.isNaN(own)) this.right++;
    }
    this.count += right.length;
  }
  /** The fraction of correct samples; NaN without samples. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    return this.right / this.count;
  }
  /** Clears all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.right = this.count = 0;
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    return { right: this.right, count: this.count };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    this.right = numberIn(sums, "right");
    this.count = numberIn(sums, "count");
  }
}
