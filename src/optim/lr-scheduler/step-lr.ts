import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler } from "./scheduler.js";

/** Options of {@link StepLR}. */
export interface StepLROptions {
  /** The number of epochs between two changes. */
  stepSize: number;
  /** The factor of the rate. Default 0.1. */
  gamma: number;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link StepLR} after the optimizer, by position or by name: stepSize, gamma = 0.1, lastEpoch = −1.
 */
export type StepLRArguments = Placed<[stepSize: number], [gamma: number, lastEpoch: number], StepLROptions, "stepSize">;
/**
 * Multiplies the rate by `gamma` every `stepSize` epochs.
 *
 * Arguments after the optimizer, by position or by name: stepSize, gamma = 0.1, lastEpoch = −1.
 */
export class StepLR extends LRScheduler {
  static override readonly name: string = "StepLR";
  /** The number of epochs between two changes. */
  stepSize: number;
  /** The factor of the rates. Default 0.1. */
  gamma: number;
  protected override readonly names = { stepSize: "step_size", gamma: "gamma" };
  /**
   * Multiplies the rate by `gamma` every `stepSize` epochs. Arguments after the optimizer, by position or by name:
   * stepSize, gamma = 0.1, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.StepLR(optimizer, 2, { gamma: 0.5 });
   * const rates = [];
   * for (let epoch = 0; epoch < 5; epoch++) { rates.push(scheduler.getLastLr()[0]); optimizer.step(); scheduler.step(); }
   * rates; // → 1,1,0.5,0.5,0.25
   */
  constructor(optimizer: AnyOptimizer, ...options: StepLRArguments) {
    const o = withDefaults<StepLROptions>(
      "StepLR",
      ["stepSize", "gamma", "lastEpoch"],
      { gamma: 0.1, lastEpoch: -1 },
      options,
    );
    super(optimizer, o.lastEpoch);
    this.stepSize = o.stepSize;
    this.gamma = o.gamma;
    this.begin();
  }
  protected rates(): number[] {
    const now = this.lastEpoch !== 0 && this.lastEpoch % this.stepSize === 0;
    return this.groups.map((g) => (now ? g.lr * this.gamma : g.lr));
  }
  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** Math.floor(this.lastEpoch / this.stepSize));
  }
}
