import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler } from "./scheduler.js";

/** Options of {@link CosineAnnealingLR}. */
export interface CosineAnnealingLROptions {
  /** The number of epochs from the highest to the lowest rate. */
  TMax: number;
  /** The lowest rate. Default 0. */
  etaMin: number;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link CosineAnnealingLR} after the optimizer, by position or by name: TMax, etaMin = 0,
 * lastEpoch = −1.
 */
export type CosineArguments = Placed<
  [TMax: number],
  [etaMin: number, lastEpoch: number],
  CosineAnnealingLROptions,
  "TMax"
>;
/**
 * Lowers the rate along half a cosine, from the initial rate to `etaMin` in `TMax` epochs.
 *
 * Source: torch/optim/lr_scheduler.py; Loshchilov & Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".
 *
 * Arguments after the optimizer, by position or by name: TMax, etaMin = 0, lastEpoch = −1.
 */
export class CosineAnnealingLR extends LRScheduler {
  static override readonly name: string = "CosineAnnealingLR";
  /** The number of epochs from the highest to the lowest rate. */
  TMax: number;
  /** The lowest rate. Default 0. */
  etaMin: number;
  protected override readonly names = { TMax: "T_max", etaMin: "eta_min" };
  /**
   * Lowers the rate along half a cosine, from the initial rate to `etaMin` in `TMax` epochs. Arguments after the
   * optimizer, by position or by name: TMax, etaMin = 0, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.CosineAnnealingLR(optimizer, 10);
   * for (let epoch = 0; epoch < 5; epoch++) { optimizer.step(); scheduler.step(); }
   * scheduler.getLastLr()[0]!.toFixed(6); // → 0.500000
   */
  constructor(optimizer: AnyOptimizer, ...options: CosineArguments) {
    const o = withDefaults<CosineAnnealingLROptions>(
      "CosineAnnealingLR",
      ["TMax", "etaMin", "lastEpoch"],
      { etaMin: 0, lastEpoch: -1 },
      options,
    );
    super(optimizer, o.lastEpoch);
    this.TMax = o.TMax;
    this.etaMin = o.etaMin;
    this.begin();
  }
  /** 1 + cos of the fraction of the schedule at epoch `t`. */
  private height(t: number): number {
    return 1 + Math.cos((Math.PI * t) / this.TMax);
  }

  protected rates(): number[] {
    const { lastEpoch: t, etaMin, TMax } = this;
    if (t === 0) return this.groups.map((g) => g.lr);
    if (this.stepCount === 1 && t > 0) return this.closedForm();
    // At the lowest point the rule below would divide by 0.
    if ((t - 1 - TMax) % (2 * TMax) === 0)
      return this.groups.map((g, i) => g.lr + ((this.baseLrs[i]! - etaMin) * (1 - Math.cos(Math.PI / TMax))) / 2);
    return this.groups.map((g) => (this.height(t) / this.height(t - 1)) * (g.lr - etaMin) + etaMin);
  }
  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => this.etaMin + ((lr - this.etaMin) * this.height(this.lastEpoch)) / 2);
  }
}
