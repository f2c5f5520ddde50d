import { mode } from "../../core/modes.js";
import { hear } from "../../core/hear.js";
import { everyRun, unwatched } from "../../core/recorder.js";
import { takes } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { formatNumber } from "../../util/pyformat.js";
import { warn } from "../../diagnose/warn.js";
import { notData, uncloneable } from "../../diagnose/not-data.js";
import { type AnyOptimizer, Optimizer, type ParamGroup } from "../optimizer.js";

/** A group as seen by schedulers: the options they change, and those they store there, as in PyTorch. */
export type ScheduledGroup = ParamGroup<{ lr: number }> & {
  initialLr?: number;
  maxLr?: number;
  minLr?: number;
  swaLr?: number;
  momentum?: number;
  betas?: readonly [number, number];
  maxMomentum?: number;
  baseMomentum?: number;
};

/** A scheduler's saved state, by PyTorch's names. */
export type SchedulerStateDict = Record<string, unknown>;

const pythonValue = (v: unknown): string =>
  Array.isArray(v)
    ? `[${v.map(pythonValue).join(", ")}]`
    : typeof v === "boolean"
      ? v
        ? "True"
        : "False"
      : typeof v === "string"
        ? `'${v}'`
        : typeof v === "number"
          ? formatNumber(v)
          : String(v);

/**
 * The base of all learning-rate schedulers. Creating one sets each group's `lr` to that of epoch 0; `step()`, called
 * after each epoch (or each batch), sets the next.
 *
 * Your own schedule overrides `rates()`, which returns the rate of each group for `this.lastEpoch`, and calls
 * `this.begin()` at the end of its constructor.
 *
 * @example
 * class Halving extends optim.lrScheduler.LRScheduler {
 *   constructor(optimizer: optim.AnyOptimizer) { super(optimizer); this.begin(); }
 *   protected rates(): number[] { return this.baseLrs.map((lr) => lr / 2 ** this.lastEpoch); }
 * }
 * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
 * const scheduler = new Halving(optimizer);
 * for (let epoch = 0; epoch < 2; epoch++) { optimizer.step(); scheduler.step(); }
 * scheduler.getLastLr(); // → 0.25
 */
export abstract class LRScheduler {
  /** @internal */ readonly uncloneable: symbol = uncloneable;
  static readonly name: string = /* @__PURE__ */ takes(
    this,
    "LRScheduler",
    "step:epoch,getLastLr,getLr,stateDict,loadStateDict:!state",
  );
  /** The optimizer whose rates are set. */
  readonly optimizer: AnyOptimizer;
  /** The initial rate of each group. */
  baseLrs: number[];
  /** The number of calls of `step()`: the epoch of the current rates. */
  lastEpoch: number;
  protected lastLr: number[] = [];
  /** Calls of `step()`, including the one in the constructor. */
  protected stepCount = 0;
  private stepping = false;
  /** Steps of the optimizer before this scheduler was created. */
  private optimizerSteps = 0;

  /** `lastEpoch` is that of a resumed run, whose groups have an `initialLr`; −1 for a new run. */
  constructor(optimizer: AnyOptimizer, lastEpoch = -1) {
    if (!(optimizer instanceof Optimizer))
      fail(
        "lr-scheduler",
        `${optimizer === null ? "null" : typeof optimizer} is not an Optimizer`,
        "the first argument is the optimizer whose learning rate should change.",
      );
    this.optimizer = optimizer;
    this.groups.forEach((g, i) => {
      if (lastEpoch === -1) g.initialLr ??= g.lr;
      else if (g.initialLr === undefined)
        fail(
          "lr-scheduler",
          `param 'initial_lr' is not specified in param_groups[${i}] when resuming an optimizer`,
          "load the optimizer's saved state first; for a new run leave lastEpoch out.",
        );
    });
    this.baseLrs = this.groups.map((g) => g.initialLr!);
    this.lastEpoch = lastEpoch;
    hear(this, ["baseLrs", "lastEpoch", "lastLr"]);
  }

  /** A model may hold its scheduler: the scheduler's steps do not count as changes of the model. */
  get [unwatched](): true {
    return true;
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }
  /** One line: the class, its settings by PyTorch's names, and its progress. */
  toString(): string {
    const own = Object.entries(this.names)
      .map(([field, python]) => [python, (this as unknown as Record<string, unknown>)[field]] as const)
      .filter(([, v]) => typeof v === "number" || typeof v === "boolean" || typeof v === "string" || Array.isArray(v));
    return `${this.constructor.name}(${[...own, ["last_epoch", this.lastEpoch] as const, ["lr", this.lastLr] as const].map(([k, v]) => `${k}=${pythonValue(v)}`).join(", ")})`;
  }
  /** The text of Node's console.log. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  /** The optimizer's groups. */
  protected get groups(): ScheduledGroup[] {
    return this.optimizer.paramGroups;
  }

  /** The rate of each group for `lastEpoch`, from the previous one. */
  protected abstract rates(): number[];
  /** The rate of each group for `lastEpoch` in closed form, if there is a formula. */
  protected closedForm?(): number[];
  /** Further fields of the state: field → PyTorch's name. */
  protected readonly names: Readonly<Record<string, string>> = {};

  /** The first step, for epoch 0: the end of every constructor. */
  protected begin(): void {
    this.watch();
    this.stepCount = 0;
    this.advance();
  }
  /** From now on the optimizer should step before this does. */
  protected watch(): void {
    this.optimizerSteps = this.optimizer.stepCount;
    this.stepCount = 1;
  }

  /** Undoes the first step and repeats it, for SequentialLR. @internal */
  undo(): void {
    this.lastEpoch--;
  }
  /** Repeats the first step, for SequentialLR. @internal */
  restart(): void {
    this.begin();
  }

  /**
   * Sets the rates of the next epoch.
   *
   * @param epoch jump to this epoch instead (deprecated in PyTorch)
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.StepLR(optimizer, 1, 0.5);
   * optimizer.step();
   * scheduler.step();
   * optimizer.paramGroups[0]!.lr; // → 0.5
   */
  step(epoch?: number): void {
    if (mode.trial) return;
    this.checkOrder();
    if (epoch !== undefined) this.checkEpoch(epoch);
    everyRun(() => this.advance(epoch));
  }

  protected checkEpoch(_epoch: number): void {
    warn(
      "lr-scheduler-epoch",
      "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use `scheduler.step()` to step the scheduler.",
    );
  }

  private checkOrder(): void {
    if (this.stepCount !== 1 || this.optimizer.stepCount > this.optimizerSteps) return;
    warn(
      "lr-scheduler-order",
      "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the first value of the learning rate schedule.",
    );
  }

  /** The body of `step`, without checks and recording. @internal */
  advance(epoch?: number): void {
    this.stepCount++;
    this.stepping = true;
    let rates: number[];
    try {
      this.lastEpoch = epoch ?? this.lastEpoch + 1;
      rates = epoch === undefined || this.closedForm === undefined ? this.rates() : this.closedForm();
    } finally {
      this.stepping = false;
    }
    this.apply(rates);
  }

  /** Writes the rates into the groups. */
  protected apply(rates: readonly number[]): void {
    this.groups.forEach((g, i) => {
      g.lr = rates[i] ?? g.lr;
    });
    this.lastLr = this.groups.map((g) => g.lr);
  }

  /**
   * The current rates, one for each group.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * new optim.lrScheduler.StepLR(optimizer, 1, 0.5).getLastLr(); // → 1
   */
  getLastLr(): number[] {
    return this.lastLr.slice();
  }

  /**
   * Computes the next rates, for `step`. {@link getLastLr} returns the current ones.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * new optim.lrScheduler.ExponentialLR(optimizer, 0.5).getLr(); // → 1
   */
  getLr(): number[] {
    if (!this.stepping)
      warn(
        "lr-scheduler-get-lr",
        "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
      );
    return this.rates();
  }

  private allNames(): [string, string][] {
    return Object.entries({
      ...this.names,
      baseLrs: "base_lrs",
      lastEpoch: "last_epoch",
      stepCount: "_step_count",
      lastLr: "_last_lr",
    });
  }

  /**
   * Everything needed to resume, except the optimizer. Functions are not part of it.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * Object.keys(new optim.lrScheduler.StepLR(optimizer, 3).stateDict()).includes("last_epoch"); // → true
   */
  stateDict(): SchedulerStateDict {
    const own = this as unknown as Record<string, unknown>;
    return Object.fromEntries(this.allNames().map(([mine, theirs]) => [theirs, copied(own[mine])]));
  }

  /**
   * Loads a state from `stateDict`, here or in PyTorch. The groups' rates are in the optimizer's state.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const a = new optim.lrScheduler.StepLR(optimizer, 3), b = new optim.lrScheduler.StepLR(optimizer, 5);
   * b.loadStateDict(a.stateDict());
   * b.stepSize; // → 3
   */
  loadStateDict(state: SchedulerStateDict): void {
    const read = entriesOf(state);
    const own = this as unknown as Record<string, unknown>;
    for (const [mine, theirs] of this.allNames()) {
      if (!read.has(theirs)) continue;
      const value = read.get(theirs);
      if (typeof value !== typeof own[mine] || Array.isArray(value) !== Array.isArray(own[mine]))
        fail(
          "lr-scheduler",
          `the saved ${theirs} of ${this.constructor.name} is ${value === null ? "null" : typeof value}`,
          "was it saved by a scheduler of the same kind?",
        );
    }
    for (const [mine, theirs] of this.allNames()) if (read.has(theirs)) own[mine] = copied(read.get(theirs));
  }
}

const copied = (v: unknown): unknown => (Array.isArray(v) ? [...(v as unknown[])] : v);

/** The entries of an object or a Map, since loading a file can return either. */
export function entriesOf(state: unknown): Map<string, unknown> {
  if (typeof state !== "object" || state === null)
    fail(
      "lr-scheduler",
      `a scheduler's state must be an object, but got ${state === null ? "null" : typeof state}`,
      "was it made by scheduler.stateDict()?",
    );
  return state instanceof Map ? (state as Map<string, unknown>) : new Map(Object.entries(state));
}

/** One value for each group: the same for all, or a list of them. */
export function perGroup(name: string, optimizer: AnyOptimizer, value: number | readonly number[]): number[] {
  const n = optimizer.paramGroups.length;
  if (typeof value === "number") return Array<number>(n).fill(value);
  if (value.length !== n)
    fail("lr-scheduler", `expected ${n} values for ${name}, got ${value.length}`, "one for each parameter group.");
  return [...value];
}

/** Sets a group's momentum, which in the family of Adam is the first beta. */
export function setMomentum(g: ScheduledGroup, value: number, useBeta1: boolean): void {
  if (useBeta1) g.betas = [value, g.betas![1]];
  else g.momentum = value;
}

/** The number of elements of a sorted list at or before `x`. */
export const countUpTo = (sorted: readonly number[], x: number): number => sorted.filter((v) => v <= x).length;
