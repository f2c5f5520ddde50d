import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler } from "./scheduler.js";

/** Options of {@link ConstantLR}. */
export interface ConstantLROptions {
  /** The factor of the rate, 0 to 1. Default 1/3. */
  factor: number;
  /** The number of epochs with the factor. Default 5. */
  totalIters: number;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link ConstantLR} after the optimizer, by position or by name: factor = 1/3, totalIters = 5,
 * lastEpoch = −1.
 */
export type ConstantLRArguments = Placed<
  [],
  [factor: number, totalIters: number, lastEpoch: number],
  ConstantLROptions,
  never
>;
/**
 * A fraction of the rate for the first epochs, then the full rate.
 *
 * Arguments after the optimizer, by position or by name: factor = 1/3, totalIters = 5, lastEpoch = −1.
 */
export class ConstantLR extends LRScheduler {
  static override readonly name: string = "ConstantLR";
  /** The factor of the rates in the first epochs. Default 1/3. */
  factor: number;
  /** Number of epochs with the reduced rate. Default 5. */
  totalIters: number;
  protected override readonly names = { factor: "factor", totalIters: "total_iters" };
  /**
   * A fraction of the rate for the first epochs, then the full rate. Arguments after the optimizer, by position or by
   * name: factor = 1/3, totalIters = 5, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.ConstantLR(optimizer, { factor: 0.5, totalIters: 2 });
   * const rates = [];
   * for (let epoch = 0; epoch < 4; epoch++) { rates.push(scheduler.getLastLr()[0]); optimizer.step(); scheduler.step(); }
   * rates; // → 0.5,0.5,1,1
   */
  constructor(optimizer: AnyOptimizer, ...options: ConstantLRArguments) {
    const o = withDefaults<ConstantLROptions>(
      "ConstantLR",
      ["factor", "totalIters", "lastEpoch"],
      { factor: 1 / 3, totalIters: 5, lastEpoch: -1 },
      options,
    );
    if (!(o.factor >= 0 && o.factor <= 1))
      fail("lr-scheduler", "Constant multiplicative factor expected to be between 0 and 1.", `it is ${o.factor}.`);
    super(optimizer, o.lastEpoch);
    this.factor = o.factor;
    this.totalIters = o.totalIters;
    this.begin();
  }
  protected rates(): number[] {
    const by = this.lastEpoch === 0 ? this.factor : this.lastEpoch === this.totalIters ? 1 / this.factor : 1;
    return this.groups.map((g) => g.lr * by);
  }
  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * (this.lastEpoch >= this.totalIters ? 1 : this.factor));
  }
}
