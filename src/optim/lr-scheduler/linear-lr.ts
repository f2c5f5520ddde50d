import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler } from "./scheduler.js";

/** Options of {@link LinearLR}. */
export interface LinearLROptions {
  /** The factor of the rate in the first epoch, above 0 and at most 1. Default 1/3. */
  startFactor: number;
  /** The factor at the end, 0 to 1. Default 1. */
  endFactor: number;
  /** The number of epochs from the first factor to the last. Default 5. */
  totalIters: number;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link LinearLR} after the optimizer, by position or by name: startFactor = 1/3, endFactor = 1,
 * totalIters = 5, lastEpoch = −1.
 */
export type LinearLRArguments = Placed<
  [],
  [startFactor: number, endFactor: number, totalIters: number, lastEpoch: number],
  LinearLROptions,
  never
>;
/**
 * Changes the rate linearly over the first epochs: a warm-up.
 *
 * Arguments after the optimizer, by position or by name: startFactor = 1/3, endFactor = 1, totalIters = 5,
 * lastEpoch = −1.
 */
export class LinearLR extends LRScheduler {
  static override readonly name: string = "LinearLR";
  /** The factor of the rates in the first epoch. Default 1/3. */
  startFactor: number;
  /** The factor of the rates at the end. Default 1. */
  endFactor: number;
  /** Epochs from the first factor to the last. Default 5. */
  totalIters: number;
  protected override readonly names = {
    startFactor: "start_factor",
    endFactor: "end_factor",
    totalIters: "total_iters",
  };
  /**
   * Changes the rate linearly over the first epochs: a warm-up. Arguments after the optimizer, by position or by name:
   * startFactor = 1/3, endFactor = 1, totalIters = 5, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.LinearLR(optimizer, { startFactor: 0.5, totalIters: 2 });
   * const rates = [];
   * for (let epoch = 0; epoch < 4; epoch++) { rates.push(scheduler.getLastLr()[0]); optimizer.step(); scheduler.step(); }
   * rates; // → 0.5,0.75,1,1
   */
  constructor(optimizer: AnyOptimizer, ...options: LinearLRArguments) {
    const o = withDefaults<LinearLROptions>(
      "LinearLR",
      ["startFactor", "endFactor", "totalIters", "lastEpoch"],
      { startFactor: 1 / 3, endFactor: 1, totalIters: 5, lastEpoch: -1 },
      options,
    );
    if (!(o.startFactor > 0 && o.startFactor <= 1))
      fail(
        "lr-scheduler",
        "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.",
        `it is ${o.startFactor}.`,
      );
    if (!(o.endFactor >= 0 && o.endFactor <= 1))
      fail("lr-scheduler", "Ending multiplicative factor expected to be between 0 and 1.", `it is ${o.endFactor}.`);
    super(optimizer, o.lastEpoch);
    this.startFactor = o.startFactor;
    this.endFactor = o.endFactor;
    this.totalIters = o.totalIters;
    this.begin();
  }
  protected rates(): number[] {
    const { lastEpoch: t, totalIters: n, startFactor } = this,
      way = this.endFactor - startFactor;
    const by = t === 0 ? startFactor : t > n ? 1 : 1 + way / (n * startFactor + (t - 1) * way);
    return this.groups.map((g) => g.lr * by);
  }
  protected override closedForm(): number[] {
    return this.baseLrs.map(
      (lr) =>
        lr *
        (this.startFactor +
          ((this.endFactor - this.startFactor) * Math.min(this.totalIters, this.lastEpoch)) / this.totalIters),
    );
  }
}
