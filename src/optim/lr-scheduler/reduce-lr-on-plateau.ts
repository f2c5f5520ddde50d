import { mode } from "../../core/modes.js";
import { recorder } from "../../core/recorder.js";
import { Tensor } from "../../core/tensor.js";
import { type Placed, withDefaults, takes } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { notData } from "../../diagnose/not-data.js";
import { type AnyOptimizer, Optimizer } from "../optimizer.js";
import { entriesOf, perGroup, type SchedulerStateDict } from "./scheduler.js";

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** Whether the metric should fall ("min", default) or rise ("max"). */
  mode: "min" | "max";
  /** The factor of the rate, below 1. Default 0.1. */
  factor: number;
  /** The number of epochs without improvement to wait. Default 10. */
  patience: number;
  /** The smallest change that counts as an improvement. Default 1e-4. */
  threshold: number;
  /** Whether `threshold` is relative to the best value ("rel", default) or absolute ("abs"). */
  thresholdMode: "rel" | "abs";
  /** Epochs to wait after a change before counting again. Default 0. */
  cooldown: number;
  /** The lower bound of the rates: one number for all groups, or a list. Default 0. */
  minLr: number | readonly number[];
  /** Smaller changes of the rate are ignored. Default 1e-8. */
  eps: number;
}

const order = ["mode", "factor", "patience", "threshold", "thresholdMode", "cooldown", "minLr", "eps"] as const;
const defaults = {
  mode: "min",
  factor: 0.1,
  patience: 10,
  threshold: 1e-4,
  thresholdMode: "rel",
  cooldown: 0,
  minLr: 0,
  eps: 1e-8,
} as const;

/**
 * The arguments of {@link ReduceLROnPlateau} after the optimizer, by position or by name: mode = "min", factor = 0.1,
 * patience = 10; the others by name.
 */
export type PlateauArguments = Placed<
  [],
  [mode: "min" | "max", factor: number, patience: number],
  ReduceLROnPlateauOptions,
  never
>;
/**
 * Lowers the rate when a metric has stopped improving. `step(metric)` after each epoch.
 *
 * Source: torch/optim/lr_scheduler.py.
 *
 * Arguments after the optimizer, by position or by name: mode = "min", factor = 0.1, patience = 10; by name only:
 * threshold = 1e−4, thresholdMode = "rel", cooldown = 0, minLr = 0, eps = 1e−8.
 */
export class ReduceLROnPlateau {
  static readonly name: string = /* @__PURE__ */ takes(
    this,
    "ReduceLROnPlateau",
    "step:metric:epoch,getLastLr,stateDict,loadStateDict:!state",
  );
  /** The optimizer whose rates are lowered. */
  readonly optimizer: AnyOptimizer;
  /** The number of calls of `step()`. */
  lastEpoch = 0;
  /** The best metric so far. */
  best: number;
  /** Epochs without improvement since the best one or the last change. */
  numBadEpochs = 0;
  private cooldownCounter = 0;
  private lastLr: number[];
  private mode: string;
  private factor: number;
  private patience: number;
  private threshold: number;
  private thresholdMode: string;
  private cooldown: number;
  private minLrs: number[];
  private eps: number;

  /**
   * Lowers the rate when a metric has stopped improving. Arguments after the optimizer, by position or by name:
   * mode = "min", factor = 0.1, patience = 10; by name only: threshold = 1e−4, thresholdMode = "rel", cooldown = 0,
   * minLr = 0, eps = 1e−8.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.ReduceLROnPlateau(optimizer, { factor: 0.5, patience: 1 });
   * for (const loss of [3, 2, 2, 2]) { optimizer.step(); scheduler.step(loss); }
   * scheduler.getLastLr(); // → 0.5
   */
  constructor(optimizer: AnyOptimizer, ...options: PlateauArguments) {
    const o = withDefaults<ReduceLROnPlateauOptions>("ReduceLROnPlateau", order, defaults, options);
    if (!(o.factor < 1)) fail("lr-scheduler", "Factor should be < 1.0.", `it is ${o.factor}.`);
    if (!(optimizer instanceof Optimizer))
      fail(
        "lr-scheduler",
        `${optimizer === null ? "null" : typeof optimizer} is not an Optimizer`,
        "the optimizer comes first: new ReduceLROnPlateau(optimizer).",
      );
    if (o.mode !== "min" && o.mode !== "max")
      fail("lr-scheduler", `mode ${String(o.mode)} is unknown!`, 'it is "min" or "max".');
    if (o.thresholdMode !== "rel" && o.thresholdMode !== "abs")
      fail("lr-scheduler", `threshold mode ${String(o.thresholdMode)} is unknown!`, 'it is "rel" or "abs".');
    this.optimizer = optimizer;
    if (typeof o.minLr !== "number" && o.minLr.length !== optimizer.paramGroups.length)
      fail(
        "lr-scheduler",
        `expected ${optimizer.paramGroups.length} min_lrs, got ${o.minLr.length}`,
        "one for each parameter group.",
      );
    this.minLrs = perGroup("min_lr", optimizer, o.minLr);
    this.mode = o.mode;
    this.factor = o.factor;
    this.patience = o.patience;
    this.threshold = o.threshold;
    this.thresholdMode = o.thresholdMode;
    this.cooldown = o.cooldown;
    this.eps = o.eps;
    this.best = this.mode === "min" ? Infinity : -Infinity;
    this.lastLr = optimizer.paramGroups.map((g) => g.lr);
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }
  /** Checks the metric of an epoch. */
  step(metric: number | Tensor, epoch?: number): void {
    recorder?.refuse("ReduceLROnPlateau, which decides by a value,");
    if (mode.trial) return;
    const current = metric instanceof Tensor ? metric.item() : metric;
    if (typeof current !== "number")
      fail(
        "lr-scheduler",
        `step() of ReduceLROnPlateau takes the metric to watch, but got ${typeof current}`,
        "scheduler.step(validationLoss)",
      );
    this.lastEpoch = epoch ?? this.lastEpoch + 1;
    if (this.isBetter(current)) {
      this.best = current;
      this.numBadEpochs = 0;
    } else this.numBadEpochs++;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > this.patience) {
      this.optimizer.paramGroups.forEach((g, i) => {
        const lower = Math.max(g.lr * this.factor, this.minLrs[i]!);
        if (g.lr - lower > this.eps) g.lr = lower;
      });
      this.cooldownCounter = this.cooldown;
      this.numBadEpochs = 0;
    }
    this.lastLr = this.optimizer.paramGroups.map((g) => g.lr);
  }

  private isBetter(v: number): boolean {
    const { best, threshold } = this,
      relative = this.thresholdMode === "rel";
    if (this.mode === "min") return v < (relative ? best * (1 - threshold) : best - threshold);
    return v > (relative ? best * (threshold + 1) : best + threshold);
  }

  /** The rates in use, one for each group. */
  getLastLr(): number[] {
    return this.lastLr.slice();
  }

  /** Everything needed to resume, except the optimizer, by PyTorch's names. */
  stateDict(): SchedulerStateDict {
    const own = this as unknown as Record<string, unknown>;
    const dict = Object.fromEntries(Object.entries(names).map(([mine, theirs]) => [theirs, own[mine]]));
    return {
      ...dict,
      min_lrs: [...this.minLrs],
      _last_lr: [...this.lastLr],
      mode_worse: this.mode === "min" ? Infinity : -Infinity,
    };
  }

  /** Loads a state from `stateDict`, here or in PyTorch. */
  loadStateDict(state: SchedulerStateDict): void {
    const read = entriesOf(state);
    const own = this as unknown as Record<string, unknown>;
    for (const [mine, theirs] of Object.entries(names)) {
      const v = read.get(theirs);
      if (v !== undefined) own[mine] = Array.isArray(v) ? [...(v as unknown[])] : v;
    }
  }
}

const names = {
  factor: "factor",
  minLrs: "min_lrs",
  patience: "patience",
  cooldown: "cooldown",
  cooldownCounter: "cooldown_counter",
  mode: "mode",
  threshold: "threshold",
  thresholdMode: "threshold_mode",
  best: "best",
  numBadEpochs: "num_bad_epochs",
  eps: "eps",
  lastEpoch: "last_epoch",
  lastLr: "_last_lr",
};
