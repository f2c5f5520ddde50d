import { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { notData } from "../../diagnose/not-data.js";
import { stateEntries } from "../../diagnose/settings.js";
import { numberIn } from "./metric.js";

/**
 * The average of numbers, such as the losses of batches; `update(loss, n)` counts a batch of `n` samples.
 */
export class Mean {
  static readonly name: string = "Mean";
  private sum = 0;
  private count = 0;

  /**
   * The average of numbers, such as the losses of batches; `update(loss, n)` counts a batch of `n` samples.
   *
   * @example
   * const mean = new metrics.Mean();
   * mean.update(0.5, 32);
   * mean.update(tensor(0.25), 32);
   * mean.compute(); // → 0.375
   */
  constructor() {
    noMore("Mean", 0, arguments, true);
  }
  /** Takes a number, or a tensor of one element, for `n` samples (default 1). */
  update(value: number | Tensor, n: number = 1): void {
    noMore("update", 2, arguments);
    const v = value instanceof Tensor ? Number(value.item()) : value;
    if (typeof v !== "number")
      fail("argument", `Mean.update() expects value to be a number, but got ${shownValue(v)}`, "pass loss.item().");
    if (!(n >= 0))
      fail(
        "argument",
        `Mean.update() expects n to be a number of samples, but got ${shownValue(n)}`,
        "for example update(loss.item(), x.shape[0]).",
      );
    if (n === 0) return;
    this.sum += v * n;
    this.count += n;
  }
  /** @internal */
  toJSON(): never {
    return notData(this);
  }
  /** The average of all numbers since the last `reset`; NaN without any. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    return this.sum / this.count;
  }
  /** Clears all numbers. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.sum = this.count = 0;
  }
  /** The state needed to resume. */
  stateDict(): Record<string, unknown> {
    noMore("stateDict", 0, arguments, true);
    return { sum: this.sum, count: this.count };
  }
  /** Loads a state from `stateDict`. */
  loadStateDict(state: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>): void {
    noMore("loadStateDict", 1, arguments);
    const sums = stateEntries("Mean", state);
    this.sum = numberIn(sums, "sum");
    this.count = numberIn(sums, "count");
  }
}
