import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import type { AnyOptimizer } from "../optimizer.js";
import { entriesOf, LRScheduler, type SchedulerStateDict } from "./scheduler.js";

/** Options of {@link MultiStepLR}. */
export interface MultiStepLROptions {
  /** The epochs at which the rate changes. */
  milestones: readonly number[];
  /** The factor of the rate. Default 0.1. */
  gamma: number;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link MultiStepLR} after the optimizer, by position or by name: milestones, gamma = 0.1,
 * lastEpoch = −1.
 */
export type MultiStepLRArguments = Placed<
  [milestones: readonly number[]],
  [gamma: number, lastEpoch: number],
  MultiStepLROptions,
  "milestones"
>;
/**
 * Multiplies the rate by `gamma` at each milestone.
 *
 * Arguments after the optimizer, by position or by name: milestones, gamma = 0.1, lastEpoch = −1.
 */
export class MultiStepLR extends LRScheduler {
  static override readonly name: string = "MultiStepLR";
  /** Epoch → the number of times it is listed. */
  milestones: Map<number, number>;
  /** The factor of the rates at each milestone. Default 0.1. */
  gamma: number;
  protected override readonly names = { gamma: "gamma" };
  /**
   * Multiplies the rate by `gamma` at each milestone. Arguments after the optimizer, by position or by name:
   * milestones, gamma = 0.1, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.MultiStepLR(optimizer, [1, 3], { gamma: 0.5 });
   * const rates = [];
   * for (let epoch = 0; epoch < 4; epoch++) { rates.push(scheduler.getLastLr()[0]); optimizer.step(); scheduler.step(); }
   * rates; // → 1,0.5,0.5,0.25
   */
  constructor(optimizer: AnyOptimizer, ...options: MultiStepLRArguments) {
    const o = withDefaults<MultiStepLROptions>(
      "MultiStepLR",
      ["milestones", "gamma", "lastEpoch"],
      { gamma: 0.1, lastEpoch: -1 },
      options,
    );
    super(optimizer, o.lastEpoch);
    if (!Array.isArray(o.milestones))
      fail(
        "lr-scheduler",
        `milestones must be a list of epochs, but got ${shownValue(o.milestones)}`,
        "for example [30, 80].",
      );
    this.milestones = new Map();
    for (const m of o.milestones) this.milestones.set(m, (this.milestones.get(m) ?? 0) + 1);
    this.gamma = o.gamma;
    this.begin();
  }
  protected rates(): number[] {
    const times = this.milestones.get(this.lastEpoch);
    return this.groups.map((g) => (times === undefined ? g.lr : g.lr * this.gamma ** times));
  }
  protected override closedForm(): number[] {
    let times = 0;
    for (const [at, n] of this.milestones) if (at <= this.lastEpoch) times += n;
    return this.baseLrs.map((lr) => lr * this.gamma ** times);
  }
  override stateDict(): SchedulerStateDict {
    return { ...super.stateDict(), milestones: new Map(this.milestones) };
  }
  override loadStateDict(state: SchedulerStateDict): void {
    super.loadStateDict(state);
    const saved = entriesOf(state).get("milestones");
    if (saved !== undefined) this.milestones = new Map([...entriesOf(saved)].map(([k, v]) => [Number(k), Number(v)]));
  }
}
