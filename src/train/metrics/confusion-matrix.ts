import type { Tensor } from "../../core/tensor.js";
import { noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { checkSettings, checkWhole } from "../../diagnose/settings.js";
import { tensor } from "../../tensor/creation.js";
import { classes } from "./batch.js";
import { Metric, listIn } from "./metric.js";

/** Settings of {@link ConfusionMatrix}. */
export interface ConfusionOptions {
  /** The number of classes. Default: the number seen so far. */
  numClasses?: number | undefined;
  /** With one score per sample: above this it is class 1. Default 0.5. */
  threshold?: number | undefined;
}

/** Counts pairs of true and predicted classes; the base of the metrics computed from them. */
export abstract class Counted<T> extends Metric<T> {
  static override readonly name: string = "Counted";
  protected readonly what: string;
  protected readonly fixed: number | undefined;
  private readonly threshold: number;
  /** Row: the true class; column: the predicted class. */
  protected counts: number[][] = [];

  protected constructor(what: string, numClasses: number | undefined, threshold: number | undefined) {
    super();
    checkWhole(what, "numClasses", numClasses, 1);
    this.what = what;
    this.fixed = numClasses;
    this.threshold = threshold ?? 0.5;
    this.grow(numClasses ?? 0);
  }
  /** Takes a batch: scores `[N, C]`, class numbers, or one probability per sample; and the classes. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    const [found, right] = classes(this.what, output, target, this.threshold);
    let most = output.ndim === target.ndim + 1 ? output.shape[1]! : 0;
    for (let i = 0; i < right.length; i++) most = Math.max(most, found[i]! + 1, right[i]! + 1);
    if (this.fixed !== undefined && most > this.fixed)
      fail(
        "argument",
        `${this.what}.update() found class ${most - 1}, but numClasses is ${this.fixed}`,
        "raise numClasses, or number the classes from 0.",
      );
    this.grow(most);
    for (let i = 0; i < right.length; i++) this.counts[right[i]!]![found[i]!]!++;
  }
  /** Clears all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.counts = [];
    this.grow(this.fixed ?? 0);
  }
  private grow(n: number): void {
    if (n <= this.counts.length) return;
    for (const row of this.counts) while (row.length < n) row.push(0);
    while (this.counts.length < n) this.counts.push(new Array<number>(n).fill(0));
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    return { counts: this.counts.map((r) => [...r]) };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    this.counts = (listIn(sums, "counts") as unknown as number[][]).map((r) => [...r]);
  }
}

/**
 * The confusion matrix: row i, column j counts samples of class i that were predicted as j.
 *
 * Options, by name: numClasses (the number seen so far), threshold = 0.5.
 */
export class ConfusionMatrix extends Counted<Tensor> {
  static override readonly name: string = "ConfusionMatrix";
  /**
   * The confusion matrix: row i, column j counts samples of class i that were predicted as j. Options, by name:
   * numClasses (the number seen so far), threshold = 0.5.
   *
   * @example
   * const matrix = new metrics.ConfusionMatrix();
   * matrix.update(tensor([0, 1, 1], { dtype: "int64" }), tensor([0, 0, 1]));
   * matrix.compute().tolist(); // → 1,1,0,1
   */
  constructor(options: ConfusionOptions = {}) {
    noMore("ConfusionMatrix", 1, arguments, true);
    checkSettings("ConfusionMatrix", options, { numClasses: "n", threshold: "n" });
    super("ConfusionMatrix", options.numClasses, options.threshold);
  }
  /** The counts, int64 `[C, C]`. */
  compute(): Tensor {
    noMore("compute", 0, arguments, true);
    const n = this.counts.length;
    return n === 0 ? tensor([[]], { dtype: "int64" }) : tensor(this.counts, { dtype: "int64" });
  }
}
