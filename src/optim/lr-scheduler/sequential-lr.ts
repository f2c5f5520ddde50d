import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { AnyOptimizer } from "../optimizer.js";
import { loadAll } from "./chained-scheduler.js";
import { countUpTo, entriesOf, LRScheduler, type SchedulerStateDict } from "./scheduler.js";

/** Options of {@link SequentialLR}. */
export interface SequentialLROptions {
  /** The schedules, in order. */
  schedulers: readonly LRScheduler[];
  /** The epochs at which the next schedule takes over. */
  milestones: readonly number[];
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link SequentialLR} after the optimizer, by position or by name: schedulers, milestones,
 * lastEpoch = −1.
 */
export type SequentialLRArguments =
  | Placed<
      [schedulers: readonly LRScheduler[], milestones: readonly number[]],
      [lastEpoch: number],
      SequentialLROptions,
      "schedulers" | "milestones"
    >
  | [
      schedulers: readonly LRScheduler[],
      options: Pick<SequentialLROptions, "milestones"> & Partial<SequentialLROptions>,
    ];
/**
 * Several schedules one after the other, each from its own beginning.
 *
 * Arguments after the optimizer, by position or by name: schedulers, milestones, lastEpoch = −1.
 */
export class SequentialLR extends LRScheduler {
  static override readonly name: string = "SequentialLR";
  private readonly schedulers: readonly LRScheduler[];
  private milestones: number[];
  /**
   * Several schedules one after the other, each from its own beginning. Arguments after the optimizer, by position or
   * by name: schedulers, milestones, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const { ConstantLR, ExponentialLR, SequentialLR } = optim.lrScheduler;
   * const scheduler = new SequentialLR(optimizer, [new ConstantLR(optimizer, 0.1, 2), new ExponentialLR(optimizer, 0.5)], [2]);
   * const rates = [];
   * for (let epoch = 0; epoch < 4; epoch++) { rates.push(scheduler.getLastLr()[0]); optimizer.step(); scheduler.step(); }
   * rates; // → 0.1,0.1,1,0.5
   */
  constructor(optimizer: AnyOptimizer, ...options: SequentialLRArguments) {
    const o = withDefaults<SequentialLROptions>(
      "SequentialLR",
      ["schedulers", "milestones", "lastEpoch"],
      { lastEpoch: -1 },
      options,
    );
    if (o.schedulers.length < 1)
      fail(
        "lr-scheduler",
        "SequentialLR expects at least one scheduler, but got no scheduler.",
        "for example new SequentialLR(optimizer, [a, b], [10]).",
      );
    o.schedulers.forEach((s, i) => {
      if (!(s instanceof LRScheduler))
        fail(
          "lr-scheduler",
          `SequentialLR does not support the scheduler at index ${i}`,
          "ReduceLROnPlateau needs a metric at each step, so it is stepped by itself.",
        );
      if (s.optimizer !== optimizer)
        fail(
          "lr-scheduler",
          `Sequential Schedulers expects all schedulers to belong to the same optimizer, but got schedulers at index ${i} to be different than the optimizer passed in.`,
          "create all schedulers with the same optimizer.",
        );
    });
    if (o.milestones.length !== o.schedulers.length - 1) {
      fail(
        "lr-scheduler",
        `Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of schedulers ${o.schedulers.length} and the number of milestones to be equal to ${o.milestones.length}`,
        "pass one milestone between each pair of schedulers.",
      );
    }
    super(optimizer, -1);
    this.schedulers = [...o.schedulers];
    this.milestones = [...o.milestones];
    this.lastEpoch = o.lastEpoch + 1;
    // The constructors of the schedulers have set rates; now only the first one's apply.
    for (const g of this.groups) g.lr = g.initialLr!;
    for (const s of this.schedulers) s.undo();
    this.schedulers[0]!.restart();
    this.watch();
    this.lastLr = this.schedulers[0]!.getLastLr();
  }

  protected rates(): number[] {
    return this.groups.map((g) => g.lr);
  }

  /** @internal */
  override undo(): void {
    for (const s of this.schedulers) s.undo();
  }

  /** @internal */
  override advance(): void {
    this.lastEpoch++;
    this.stepCount++;
    const i = countUpTo(this.milestones, this.lastEpoch),
      s = this.schedulers[i]!;
    if (i > 0 && this.milestones[i - 1] === this.lastEpoch) s.advance(0);
    else s.advance();
    this.lastLr = s.getLastLr();
  }

  override stateDict(): SchedulerStateDict {
    return {
      _milestones: [...this.milestones],
      last_epoch: this.lastEpoch,
      _last_lr: [...this.lastLr],
      _schedulers: this.schedulers.map((s) => s.stateDict()),
    };
  }
  override loadStateDict(state: SchedulerStateDict): void {
    const rates = loadAll(state, this.schedulers),
      read = entriesOf(state);
    this.lastLr = rates ?? this.lastLr;
    this.lastEpoch = (read.get("last_epoch") as number | undefined) ?? this.lastEpoch;
    this.milestones = [...((read.get("_milestones") as number[] | undefined) ?? this.milestones)];
  }
}
