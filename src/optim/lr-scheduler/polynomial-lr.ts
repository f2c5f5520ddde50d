import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler } from "./scheduler.js";

/** Options of {@link PolynomialLR}. */
export interface PolynomialLROptions {
  /** Epochs until the rate is 0. Default 5. */
  totalIters: number;
  /** Default 1: a straight line. */
  power: number;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link PolynomialLR} after the optimizer, by position or by name: totalIters = 5, power = 1,
 * lastEpoch = −1.
 */
export type PolynomialLRArguments = Placed<
  [],
  [totalIters: number, power: number, lastEpoch: number],
  PolynomialLROptions,
  never
>;
/**
 * Multiplies the rate by (1 − epoch / totalIters)^power, down to 0.
 *
 * Arguments after the optimizer, by position or by name: totalIters = 5, power = 1, lastEpoch = −1.
 */
export class PolynomialLR extends LRScheduler {
  static override readonly name: string = "PolynomialLR";
  /** Epochs until the rate is 0. Default 5. */
  totalIters: number;
  /** Power of the polynomial. Default 1, a straight line. */
  power: number;
  protected override readonly names = { totalIters: "total_iters", power: "power" };
  /**
   * Multiplies the rate by (1 − epoch / totalIters)^power, down to 0. Arguments after the optimizer, by position or by
   * name: totalIters = 5, power = 1, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.PolynomialLR(optimizer, { totalIters: 4 });
   * optimizer.step();
   * scheduler.step();
   * scheduler.getLastLr(); // → 0.75
   */
  constructor(optimizer: AnyOptimizer, ...options: PolynomialLRArguments) {
    const o = withDefaults<PolynomialLROptions>(
      "PolynomialLR",
      ["totalIters", "power", "lastEpoch"],
      { totalIters: 5, power: 1, lastEpoch: -1 },
      options,
    );
    super(optimizer, o.lastEpoch);
    this.totalIters = o.totalIters;
    this.power = o.power;
    this.begin();
  }
  protected rates(): number[] {
    const { lastEpoch: t, totalIters: n } = this;
    const by = t === 0 || t > n ? 1 : ((1 - t / n) / (1 - (t - 1) / n)) ** this.power;
    return this.groups.map((g) => g.lr * by);
  }
  protected override closedForm(): number[] {
    return this.baseLrs.map(
      (lr) => lr * (1 - Math.min(this.totalIters, this.lastEpoch) / this.totalIters) ** this.power,
    );
  }
}
