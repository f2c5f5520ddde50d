import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler } from "./scheduler.js";

/** Options of {@link CosineAnnealingWarmRestarts}. */
export interface CosineAnnealingWarmRestartsOptions {
  /** Epochs until the first restart. */
  T0: number;
  /** The factor from the length of one period to the next. Default 1. */
  TMult: number;
  /** The lowest rate. Default 0. */
  etaMin: number;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link CosineAnnealingWarmRestarts} after the optimizer, by position or by name: T0, TMult = 1,
 * etaMin = 0, lastEpoch = −1.
 */
export type WarmRestartsArguments = Placed<
  [T0: number],
  [TMult: number, etaMin: number, lastEpoch: number],
  CosineAnnealingWarmRestartsOptions,
  "T0"
>;
/**
 * Lowers the rate along half a cosine to `etaMin`, then restarts. `step(epoch)` also takes fractions of an epoch, as in
 * `step(epoch + batch / batches)`.
 *
 * Source: torch/optim/lr_scheduler.py; Loshchilov & Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".
 *
 * Arguments after the optimizer, by position or by name: T0, TMult = 1, etaMin = 0, lastEpoch = −1.
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  static override readonly name: string = "CosineAnnealingWarmRestarts";
  /** Epochs until the first restart. */
  T0: number;
  /** Length of the current period, in epochs. */
  Ti: number;
  /** Epochs since the last restart. */
  TCur: number;
  /** The factor from the length of one period to the next. Default 1. */
  TMult: number;
  /** The lowest rate. Default 0. */
  etaMin: number;
  protected override readonly names = { T0: "T_0", Ti: "T_i", TMult: "T_mult", etaMin: "eta_min", TCur: "T_cur" };
  /**
   * Lowers the rate along half a cosine to `etaMin`, then restarts. Arguments after the optimizer, by position or by
   * name: T0, TMult = 1, etaMin = 0, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.lrScheduler.CosineAnnealingWarmRestarts(optimizer, 2);
   * const rates = [];
   * for (let epoch = 0; epoch < 4; epoch++) { rates.push(scheduler.getLastLr()[0]!.toFixed(2)); optimizer.step(); scheduler.step(); }
   * rates; // → 1.00,0.50,1.00,0.50
   */
  constructor(optimizer: AnyOptimizer, ...options: WarmRestartsArguments) {
    const o = withDefaults<CosineAnnealingWarmRestartsOptions>(
      "CosineAnnealingWarmRestarts",
      ["T0", "TMult", "etaMin", "lastEpoch"],
      { TMult: 1, etaMin: 0, lastEpoch: -1 },
      options,
    );
    if (!Number.isInteger(o.T0) || o.T0 <= 0)
      fail("lr-scheduler", `Expected positive integer T_0, but got ${o.T0}`, "for example { T0: 10 }.");
    if (!Number.isInteger(o.TMult) || o.TMult < 1)
      fail("lr-scheduler", `Expected integer T_mult >= 1, but got ${o.TMult}`, "for example { TMult: 2 }.");
    super(optimizer, o.lastEpoch);
    this.T0 = this.Ti = o.T0;
    this.TMult = o.TMult;
    this.etaMin = o.etaMin;
    this.TCur = o.lastEpoch;
    this.begin();
  }

  protected rates(): number[] {
    return this.baseLrs.map(
      (lr) => this.etaMin + ((lr - this.etaMin) * (1 + Math.cos((Math.PI * this.TCur) / this.Ti))) / 2,
    );
  }

  /** Fractions of an epoch are ordinary here. */
  protected override checkEpoch(epoch: number): void {
    if (!(epoch >= 0)) fail("lr-scheduler", `Expected non-negative epoch, but got ${epoch}`, "count epochs from 0.");
  }

  /** @internal */
  override advance(epoch: number | undefined = this.lastEpoch < 0 ? 0 : undefined): void {
    this.stepCount++;
    if (epoch === undefined) {
      this.lastEpoch++;
      this.TCur++;
      if (this.TCur >= this.Ti) {
        this.TCur -= this.Ti;
        this.Ti *= this.TMult;
      }
    } else {
      const { T0, TMult } = this;
      this.lastEpoch = Math.floor(epoch);
      if (epoch < T0) {
        this.Ti = T0;
        this.TCur = epoch;
      } else if (TMult === 1) this.TCur = epoch % T0;
      else {
        const n = Math.trunc(Math.log((epoch / T0) * (TMult - 1) + 1) / Math.log(TMult));
        this.TCur = epoch - (T0 * (TMult ** n - 1)) / (TMult - 1);
        this.Ti = T0 * TMult ** n;
      }
    }
    this.apply(this.rates());
  }
}
