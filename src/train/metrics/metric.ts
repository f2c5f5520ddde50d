import type { Tensor } from "../../core/tensor.js";
import { noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { notData } from "../../diagnose/not-data.js";
import { stateEntries } from "../../diagnose/settings.js";

// The interface of metrics, and the sums they keep.

/**
 * The base of all metrics: `update` takes a batch, `compute` returns the result over all batches, and `reset` starts
 * again.
 *
 * @example
 * const all: metrics.Metric[] = [new metrics.MAE(), new metrics.R2()];
 * for (const m of all) m.update(tensor([1, 2]), tensor([1, 2]));
 * all.map((m) => m.compute()); // → 0,1
 */
export abstract class Metric<T = number> {
  static readonly name: string = "Metric";
  /** Takes a batch: the model's outputs, and the targets. */
  abstract update(output: Tensor, target: Tensor): void;
  /** The result over all batches since the last `reset`. */
  abstract compute(): T;
  /** Clears all batches. */
  abstract reset(): void;
  /** @internal The sums so far. */
  protected abstract sums(): Record<string, unknown>;
  /** @internal Restores sums. */
  protected abstract takeUp(sums: Map<string, unknown>): void;

  /** The state needed to resume. */
  stateDict(): Record<string, unknown> {
    noMore("stateDict", 0, arguments, true);
    return this.sums();
  }
  /** Loads a state from `stateDict`. */
  loadStateDict(state: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>): void {
    noMore("loadStateDict", 1, arguments);
    this.takeUp(stateEntries("a metric", state));
  }
  /** @internal */
  toJSON(): never {
    return notData(this);
  }
}

export const numberIn = (sums: Map<string, unknown>, name: string): number => {
  const v = sums.get(name);
  return typeof v === "number"
    ? v
    : fail("argument", `this metric state has no ${name}`, "was it made by stateDict()?");
};

export const listIn = (sums: Map<string, unknown>, name: string): number[] => {
  const v = sums.get(name);
  return Array.isArray(v)
    ? (v as number[])
    : fail("argument", `this metric state has no ${name}`, "was it made by stateDict()?");
};
