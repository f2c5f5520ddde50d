import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler } from "./scheduler.js";

/** Options of {@link ExponentialLR}. */
export interface ExponentialLROptions {
  /** The factor of the rate. */
  gamma: number;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/** The arguments of {@link ExponentialLR} after the optimizer, by position or by name: gamma, lastEpoch = −1. */
export type ExponentialLRArguments = Placed<[gamma: number], [lastEpoch: number], ExponentialLROptions, "gamma">;
/**
 * Multiplies the rate by `gamma` every epoch.
 *
 * Arguments after the optimizer, by position or by name: gamma, lastEpoch = −1.
 */
export class ExponentialLR extends LRScheduler {
  static override readonly name: string = "ExponentialLR";
  /** The factor of the rates in every epoch. */
  gamma: number;
  protected override readonly names = { gamma: "gamma" };
  /**
   * Multiplies the rate by `gamma` every epoch. Arguments after the optimizer, by position or by name: gamma,
   * lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.ExponentialLR(optimizer, 0.5);
   * optimizer.step();
   * scheduler.step();
   * scheduler.getLastLr(); // → 0.5
   */
  constructor(optimizer: AnyOptimizer, ...options: ExponentialLRArguments) {
    const o = withDefaults<ExponentialLROptions>("ExponentialLR", ["gamma", "lastEpoch"], { lastEpoch: -1 }, options);
    super(optimizer, o.lastEpoch);
    this.gamma = o.gamma;
    this.begin();
  }
  protected rates(): number[] {
    return this.groups.map((g) => (this.lastEpoch === 0 ? g.lr : g.lr * this.gamma));
  }
  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** this.lastEpoch);
  }
}
