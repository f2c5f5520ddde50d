import type { Tensor } from "../../core/tensor.js";
import { noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { notData } from "../../diagnose/not-data.js";
import { stateEntries } from "../../diagnose/settings.js";

// What every metric is, and the sums that it keeps.

/**
 * What every metric is: it takes batches by `update`, says what they give together by `compute`, and begins anew by `reset`.
 *
 * @example
 * const all: metrics.Metric[] = [new metrics.MAE(), new metrics.R2()];
 * for (const m of all) m.update(tensor([1, 2]), tensor([1, 2]));
 * all.map((m) => m.compute()); // → 0,1
 */
export abstract class Metric<T = number> {
  static readonly name: string = "Metric";
  /** Takes a batch: what the model gives, and what is right. */
  abstract update(output: Tensor, target: Tensor): void;
  /** What all batches since the last `reset` give together. */
  abstract compute(): T;
  /** Forgets all batches. */
  abstract reset(): void;
  /** @internal The sums so far. */
  protected abstract sums(): Record<string, unknown>;
  /** @internal Takes up sums. */
  protected abstract takeUp(sums: Map<string, unknown>): void;

  /** What is needed to go on later. */
  stateDict(): Record<string, unknown> {
    noMore("stateDict", 0, arguments, true);
    return this.sums();
  }
  /** Takes up a state that `stateDict` gave. */
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
