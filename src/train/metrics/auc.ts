import type { Tensor } from "../../core/tensor.js";
import { noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { pairs } from "./batch.js";
import { Metric, listIn } from "./metric.js";

/**
 * The area under the ROC curve: the probability that a sample of class 1 has a higher score than one of class 0. Ties
 * count half. It keeps all scores until `reset`.
 */
export class AUC extends Metric {
  static override readonly name: string = "AUC";
  private scores: number[] = [];
  private labels: number[] = [];
  /**
   * The area under the ROC curve: the probability that a sample of class 1 has a higher score than one of class 0.
   * Takes one score per sample, and targets of 0 and 1.
   *
   * @example
   * const auc = new metrics.AUC();
   * auc.update(tensor([0.1, 0.4, 0.35, 0.8]), tensor([0, 0, 1, 1]));
   * auc.compute(); // → 0.75
   */
  constructor() {
    noMore("AUC", 0, arguments, true);
    super();
  }
  /** Takes a batch: one score per sample, and targets of 0 and 1. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    const [scores, labels] = pairs("AUC", output, target);
    for (const l of labels)
      if (l !== 0 && l !== 1)
        fail(
          "argument",
          `AUC.update() expects targets of 0 and 1, but found ${l}`,
          "write 1 where the sample belongs to the class.",
        );
    for (const s of scores)
      if (Number.isNaN(s))
        fail(
          "argument",
          "AUC.update() found a NaN among the scores",
          "find the operation that made it: detectAnomaly.",
        );
    for (const s of scores) this.scores.push(s);
    for (const l of labels) this.labels.push(l);
  }
  /** The area, 0 to 1; NaN if all samples are of one class. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    const order = Float64Array.from(this.scores.keys()).sort((a, b) => this.scores[a]! - this.scores[b]!);
    const ones = this.labels.reduce((a, b) => a + b, 0);
    let ranks = 0;
    for (let i = 0; i < order.length;) {
      let end = i,
        here = 0;
      for (; end < order.length && this.scores[order[end]!] === this.scores[order[i]!]; end++)
        here += this.labels[order[end]!]!;
      ranks += (here * (i + 1 + end)) / 2;
      i = end;
    }
    return (ranks - (ones * (ones + 1)) / 2) / (ones * (order.length - ones));
  }
  /** Clears all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.scores = [];
    this.labels = [];
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    return { scores: [...this.scores], labels: [...this.labels] };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    this.scores = [...listIn(sums, "scores")];
    this.labels = [...listIn(sums, "labels")];
  }
}
