import { fail } from "../../diagnose/error.js";
import type { AnyOptimizer } from "../optimizer.js";
import { entriesOf, LRScheduler, type SchedulerStateDict } from "./scheduler.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** The schedules, in the order in which they change the rates. */
type Schedulers = readonly LRScheduler[];
/** Further arguments, by position or by name: optimizer = the schedules' optimizer. */
type ChainedArguments = Rest<
  [optimizer: AnyOptimizer | null],
  {
    /** The optimizer of all schedules. Default null: taken from the schedules. */
    optimizer?: AnyOptimizer | null;
  }
>;
/**
 * Several schedules at once: each multiplies into the rates of the previous one.
 *
 * Further arguments, by position or by name: optimizer = null (the schedules' optimizer).
 */
export class ChainedScheduler extends LRScheduler {
  static override readonly name: string = "ChainedScheduler";
  private readonly schedulers: readonly LRScheduler[];
  /**
   * Several schedules at once: each multiplies into the rates of the previous one. Further arguments, by position or by
   * name: optimizer = null (the schedules' optimizer).
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const { ChainedScheduler, ConstantLR, ExponentialLR } = optim.lrScheduler;
   * const scheduler = new ChainedScheduler([new ConstantLR(optimizer, 0.5, 2), new ExponentialLR(optimizer, 0.5)]);
   * optimizer.step();
   * scheduler.step();
   * scheduler.getLastLr(); // → 0.25
   */
  constructor(schedulers: Schedulers, ...options: ChainedArguments) {
    const optimizer =
      byName<{ optimizer?: AnyOptimizer | null }>("ChainedScheduler", ["optimizer"], options).optimizer ??
      schedulers[0]?.optimizer;
    if (schedulers.length < 1)
      fail(
        "lr-scheduler",
        "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.",
        "for example new ChainedScheduler([a, b]).",
      );
    schedulers.forEach((s, i) => {
      if (!(s instanceof LRScheduler))
        fail(
          "lr-scheduler",
          `ChainedScheduler does not support the scheduler at index ${i}`,
          "ReduceLROnPlateau needs a metric at each step, so it is stepped by itself.",
        );
      if (s.optimizer !== optimizer)
        fail(
          "lr-scheduler",
          `ChainedScheduler expects all schedulers to belong to the same optimizer, but got schedulers at index 0 and ${i} to be different`,
          "create all schedulers with the same optimizer.",
        );
    });
    super(optimizer!);
    this.schedulers = [...schedulers];
    this.watch();
    this.lastLr = this.groups.map((g) => g.lr);
  }
  protected rates(): number[] {
    return this.groups.map((g) => g.lr);
  }
  /** @internal */
  override advance(): void {
    for (const s of this.schedulers) s.advance();
    this.lastEpoch++;
    this.stepCount++;
    this.lastLr = this.groups.map((g) => g.lr);
  }
  override stateDict(): SchedulerStateDict {
    return { _last_lr: [...this.lastLr], _schedulers: this.schedulers.map((s) => s.stateDict()) };
  }
  override loadStateDict(state: SchedulerStateDict): void {
    this.lastLr = loadAll(state, this.schedulers) ?? this.lastLr;
  }
}

/** Loads the states of nested schedulers. Returns the saved rates. */
export function loadAll(state: SchedulerStateDict, schedulers: readonly LRScheduler[]): number[] | undefined {
  const read = entriesOf(state),
    states = read.get("_schedulers");
  if (!Array.isArray(states) || states.length !== schedulers.length)
    fail(
      "lr-scheduler",
      "the saved state belongs to other schedulers",
      `it should have the states of ${schedulers.length} schedulers.`,
    );
  (states as SchedulerStateDict[]).forEach((s, i) => schedulers[i]!.loadStateDict(s));
  return read.get("_last_lr") as number[] | undefined;
}
