import { Tensor } from "../core/tensor.js";
import { noGrad } from "../core/modes.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { notData } from "../diagnose/not-data.js";
import { checkChoice, checkSettings, checkWhole, stateEntries } from "../diagnose/settings.js";
import { isModule } from "../nn/module-state.js";
import type { Module } from "../nn/module.js";
import { StateDict } from "../nn/state-dict.js";
import { clone } from "../ops/pointwise/cast.js";

/** A monitored value: a number, or a tensor of one element. */
export type Metric = number | { item(): number | bigint | boolean };

/** The number of a metric. */
export function metricOf(what: string, name: string, value: Metric): number {
  const v: unknown = value instanceof Tensor ? value.item() : value;
  if (typeof v === "number") return v;
  if (typeof v === "bigint") return Number(v);
  return fail(
    "argument",
    `${what}() expects ${name} to be a number, but got ${shownValue(v)}`,
    "give it a number, such as loss.item().",
  );
}

/** Settings of {@link EarlyStopping}. */
export interface EarlyStoppingOptions {
  /** The name of the monitored value, if `step` gets several. Default: the only one. */
  monitor?: string | undefined;
  /** Whether lower (`"min"`, as of a loss) or higher (`"max"`, as of an accuracy) is better. Default `"min"`. */
  mode?: "min" | "max" | undefined;
  /** The smallest improvement that counts. Default 0. */
  minDelta?: number | undefined;
  /** The number of consecutive steps without improvement after which to stop. Default 10. */
  patience?: number | undefined;
  /** The model whose best weights are kept, and restored at the stop. */
  restoreBest?: Module | undefined;
}

const settings = { monitor: "s", mode: "s", minDelta: "n", patience: "n", restoreBest: "f" };

/**
 * Detects when training no longer improves. Pass `step` the score of each epoch, usually the loss on a held-out set; it
 * returns true after `patience` consecutive steps without improvement. NaN is not an improvement.
 *
 * With `restoreBest: model`, the weights of the best step are kept, and restored at the stop. `stateDict()` and
 * `loadStateDict()` let a {@link Checkpoint} save it.
 *
 * Options, by name: monitor, mode = "min", minDelta = 0, patience = 10, restoreBest.
 */
export class EarlyStopping {
  static readonly name: string = "EarlyStopping";
  /** The name of the monitored value, if `step` gets several. */
  readonly monitor: string | undefined;
  /** Whether lower or higher is better. Default `"min"`. */
  readonly mode: "min" | "max";
  /** The smallest improvement that counts. Default 0. */
  readonly minDelta: number;
  /** The number of consecutive steps without improvement after which to stop. Default 10. */
  readonly patience: number;
  /** The best number so far; null before the first. */
  best: number | null = null;
  /** The step of the best number, counted from 0; −1 before the first. */
  bestStep = -1;
  /** Steps so far. */
  steps = 0;
  /** Consecutive steps without improvement. */
  waited = 0;
  /** Whether it has stopped. */
  stopped = false;
  private readonly model: Module | undefined;
  private weights: Map<string, Tensor> | null = null;

  /**
   * Detects when training no longer improves: `step` returns true after `patience` consecutive steps without
   * improvement. Options, by name: monitor, mode = "min", minDelta = 0, patience = 10, restoreBest.
   *
   * @example
   * const stopping = new EarlyStopping({ patience: 2 });
   * [1, 0.5, 0.6, 0.5].map((loss) => stopping.step(loss)); // → false,false,false,true
   */
  constructor(options: EarlyStoppingOptions = {}) {
    noMore("EarlyStopping", 1, arguments, true);
    checkSettings("EarlyStopping", options, settings);
    checkChoice("EarlyStopping", "mode", options.mode, ["min", "max"]);
    checkWhole("EarlyStopping", "patience", options.patience, 0);
    if (options.minDelta !== undefined && !(options.minDelta >= 0))
      fail(
        "argument",
        `EarlyStopping() expects minDelta to be 0 or more, but got ${options.minDelta}`,
        "for example { minDelta: 0.001 }.",
      );
    if (options.restoreBest !== undefined && !isModule(options.restoreBest))
      fail("argument", "EarlyStopping() expects restoreBest to be a model", "for example { restoreBest: model }.");
    this.monitor = options.monitor;
    this.mode = options.mode ?? "min";
    this.minDelta = options.minDelta ?? 0;
    this.patience = options.patience ?? 10;
    this.model = options.restoreBest;
  }

  /** Takes the value of a step, or several by name, of which `monitor` selects one. Returns whether to stop now. */
  step(values: Metric | Readonly<Record<string, Metric>>): boolean {
    noMore("step", 1, arguments, true);
    const value = this.watched(values);
    const { best } = this;
    const gain = Number.isNaN(value) ? 0 : best === null ? Infinity : this.mode === "min" ? best - value : value - best;
    if (gain > this.minDelta) {
      this.best = value;
      this.bestStep = this.steps;
      this.waited = 0;
      if (this.model !== undefined) this.weights = copyOf(this.model);
    } else this.waited++;
    this.steps++;
    this.stopped = this.waited > 0 && this.waited >= this.patience;
    if (this.stopped) this.restore();
    return this.stopped;
  }

  /** Restores the best weights of the model of `restoreBest`, if the loop ends before the stop. */
  restore(): void {
    noMore("restore", 0, arguments, true);
    const { model, weights } = this;
    if (model !== undefined && weights !== null) noGrad(() => model.loadStateDict(weights));
  }

  /** The state needed to resume. */
  stateDict(): Record<string, unknown> {
    noMore("stateDict", 0, arguments, true);
    const { best, bestStep, steps, waited, stopped, weights } = this;
    return { best, bestStep, steps, waited, stopped, weights };
  }

  /** Loads a state from `stateDict`. */
  loadStateDict(state: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>): void {
    noMore("loadStateDict", 1, arguments);
    const read = stateEntries("EarlyStopping", state);
    const numbers = ["bestStep", "steps", "waited"] as const;
    const best = read.get("best");
    if (numbers.some((n) => typeof read.get(n) !== "number") || (best !== null && typeof best !== "number"))
      fail("argument", "this is not the state of an EarlyStopping", "was it made by stopping.stateDict()?");
    this.best = best;
    for (const n of numbers) this[n] = read.get(n) as number;
    this.stopped = read.get("stopped") === true;
    const weights = read.get("weights");
    this.weights = weights instanceof Map ? (weights as Map<string, Tensor>) : null;
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }

  private watched(values: Metric | Readonly<Record<string, Metric>>): number {
    if (typeof values !== "object" || values === null || values instanceof Tensor || Array.isArray(values))
      return metricOf("step", "values", values as Metric);
    const named = values as Readonly<Record<string, Metric>>,
      names = Object.keys(named);
    const name = this.monitor ?? (names.length === 1 ? names[0]! : undefined);
    if (name === undefined)
      fail(
        "argument",
        `step() got ${names.length} values, but monitor selects none`,
        'pass monitor: new EarlyStopping({ monitor: "loss" }).',
      );
    if (!(name in named))
      fail("argument", `step() got no "${name}"`, `the values are ${names.join(", ")}; monitor must be one of them.`);
    return metricOf("step", name, named[name]!);
  }
}

/** A copy of a model's state dict. */
function copyOf(model: Module): StateDict {
  return noGrad(() => new StateDict([...model.stateDict()].map(([name, t]) => [name, clone(t)] as const)));
}
