import type { Tensor } from "../../core/tensor.js";
import { noMore } from "../../diagnose/arguments.js";
import { pairs } from "./batch.js";
import { Metric, numberIn } from "./metric.js";

/**
 * The mean absolute error.
 */
export class MAE extends Metric {
  static override readonly name: string = "MAE";
  private sum = 0;
  private count = 0;
  /**
   * The mean absolute error.
   *
   * @example
   * const mae = new metrics.MAE();
   * mae.update(tensor([1, 2]), tensor([1.5, 1]));
   * mae.compute(); // → 0.75
   */
  constructor() {
    noMore("MAE", 0, arguments, true);
    super();
  }
  /** Takes a batch: outputs and targets of the same shape. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    const [a, b] = pairs("MAE", output, target);
    for (let i = 0; i < a.length; i++) this.sum += Math.abs(a[i]! - b[i]!);
    this.count += a.length;
  }
  /** The mean over all numbers since the last `reset`; NaN without any. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    return this.sum / this.count;
  }
  /** Clears all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.sum = this.count = 0;
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    return { sum: this.sum, count: this.count };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    this.sum = numberIn(sums, "sum");
    this.count = numberIn(sums, "count");
  }
}
