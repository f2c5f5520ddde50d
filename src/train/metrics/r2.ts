import type { Tensor } from "../../core/tensor.js";
import { noMore } from "../../diagnose/arguments.js";
import { pairs } from "./batch.js";
import { Metric, numberIn } from "./metric.js";

/**
 * The fraction of the targets' variance that the outputs explain: 1 is perfect, 0 is as good as the targets' mean.
 */
export class R2 extends Metric {
  static override readonly name: string = "R2";
  // Welford's running mean and sum of squared distances from it: sums of squares alone would cancel.
  private count = 0;
  private mean = 0;
  private spread = 0;
  private errors = 0;
  /**
   * The fraction of the targets' variance that the outputs explain, R²: 1 is perfect, 0 is as good as the targets'
   * mean.
   *
   * @example
   * const r2 = new metrics.R2();
   * r2.update(tensor([1, 2, 3]), tensor([1, 2, 5]));
   * r2.compute().toFixed(3); // → 0.538
   */
  constructor() {
    noMore("R2", 0, arguments, true);
    super();
  }
  /** Takes a batch: outputs and targets of the same shape. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    const [a, b] = pairs("R2", output, target);
    for (let i = 0; i < a.length; i++) {
      const y = b[i]!,
        away = y - this.mean;
      this.mean += away / ++this.count;
      this.spread += away * (y - this.mean);
      this.errors += (y - a[i]!) ** 2;
    }
  }
  /** R²; if all targets are equal, 1 if the outputs are correct, else 0; NaN for fewer than two samples. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    if (this.count < 2) return NaN;
    return this.spread === 0 ? Number(this.errors === 0) : 1 - this.errors / this.spread;
  }
  /** Clears all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.count = this.mean = this.spread = this.errors = 0;
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    const { count, mean, spread, errors } = this;
    return { count, mean, spread, errors };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    for (const name of ["count", "mean", "spread", "errors"] as const) this[name] = numberIn(sums, name);
  }
}
