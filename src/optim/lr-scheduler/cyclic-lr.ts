import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler, perGroup, setMomentum } from "./scheduler.js";

/** Options of {@link CyclicLR}. Rates and momenta are one number for all groups, or a list with one for each. */
export interface CyclicLROptions {
  /** The lowest rate. */
  baseLr: number | readonly number[];
  /** The highest rate. */
  maxLr: number | readonly number[];
  /** The number of batches from low to high. Default 2000. */
  stepSizeUp: number;
  /** The number of batches from high to low. Default null: the same as up. */
  stepSizeDown: number | null;
  /**
   * "triangular" (default): all cycles are equal; "triangular2": each is half as high as the previous one; "exp_range":
   * `gamma` to the power of the batch.
   */
  mode: "triangular" | "triangular2" | "exp_range";
  /** For "exp_range". Default 1. */
  gamma: number;
  /** Your own height for each cycle or batch, instead of `mode`. Default null. */
  scaleFn: ((x: number) => number) | null;
  /** The argument of `scaleFn`: the number of the cycle (default) or of the batch. */
  scaleMode: "cycle" | "iterations";
  /** Whether momentum moves in the opposite direction. Default true. */
  cycleMomentum: boolean;
  /** The lowest momentum. Default 0.8. */
  baseMomentum: number | readonly number[];
  /** The highest momentum. Default 0.9. */
  maxMomentum: number | readonly number[];
  /** Default −1: a new run. */
  lastEpoch: number;
}

const order = [
  "baseLr",
  "maxLr",
  "stepSizeUp",
  "stepSizeDown",
  "mode",
  "gamma",
  "scaleFn",
  "scaleMode",
  "cycleMomentum",
  "baseMomentum",
  "maxMomentum",
  "lastEpoch",
] as const;
const defaults = {
  stepSizeUp: 2000,
  stepSizeDown: null,
  mode: "triangular",
  gamma: 1,
  scaleFn: null,
  scaleMode: "cycle",
  cycleMomentum: true,
  baseMomentum: 0.8,
  maxMomentum: 0.9,
  lastEpoch: -1,
} as const;

/**
 * The arguments of {@link CyclicLR} after the optimizer, by position or by name: baseLr, maxLr, stepSizeUp = 2000,
 * stepSizeDown = null (stepSizeUp), mode = "triangular", gamma = 1; the others by name.
 */
export type CyclicLRArguments =
  | Placed<
      [baseLr: number | readonly number[], maxLr: number | readonly number[]],
      [stepSizeUp: number, stepSizeDown: number | null, mode: CyclicLROptions["mode"], gamma: number],
      CyclicLROptions,
      "baseLr" | "maxLr"
    >
  | [baseLr: number | readonly number[], options: Pick<CyclicLROptions, "maxLr"> & Partial<CyclicLROptions>];
/**
 * Moves the rate up and down between two bounds, and momentum in the opposite direction. `step()` after each batch.
 *
 * Source: torch/optim/lr_scheduler.py; Smith 2017, "Cyclical Learning Rates for Training Neural Networks".
 *
 * Arguments after the optimizer, by position or by name: baseLr, maxLr, stepSizeUp = 2000, stepSizeDown = null
 * (stepSizeUp), mode = "triangular", gamma = 1; by name only: scaleFn = null, scaleMode = "cycle",
 * cycleMomentum = true, baseMomentum = 0.8, maxMomentum = 0.9, lastEpoch = −1.
 */
export class CyclicLR extends LRScheduler {
  static override readonly name: string = "CyclicLR";
  private maxLrs: number[];
  private totalSize: number;
  private stepRatio: number;
  private mode: string;
  private gamma: number;
  private scaleMode: string;
  private cycleMomentum: boolean;
  private useBeta1: boolean;
  private baseMomentums: number[] = [];
  private maxMomentums: number[] = [];
  private readonly scaleFn: (x: number) => number;
  protected override readonly names = {
    maxLrs: "max_lrs",
    totalSize: "total_size",
    stepRatio: "step_ratio",
    mode: "mode",
    gamma: "gamma",
    scaleMode: "scale_mode",
    cycleMomentum: "cycle_momentum",
    useBeta1: "use_beta1",
    baseMomentums: "base_momentums",
    maxMomentums: "max_momentums",
  };

  /**
   * Moves the rate up and down between two bounds, and momentum in the opposite direction. Arguments after the
   * optimizer, by position or by name: baseLr, maxLr, stepSizeUp = 2000, stepSizeDown = null (stepSizeUp),
   * mode = "triangular", gamma = 1; by name only: scaleFn = null, scaleMode = "cycle", cycleMomentum = true,
   * baseMomentum = 0.8, maxMomentum = 0.9, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
   * const scheduler = new optim.lrScheduler.CyclicLR(optimizer, 0.1, 0.5, { stepSizeUp: 2 });
   * const rates = [];
   * for (let i = 0; i < 5; i++) { rates.push(scheduler.getLastLr()[0]!.toFixed(1)); optimizer.step(); scheduler.step(); }
   * rates; // → 0.1,0.3,0.5,0.3,0.1
   */
  constructor(optimizer: AnyOptimizer, ...options: CyclicLRArguments) {
    const o = withDefaults<CyclicLROptions>("CyclicLR", order, defaults, options);
    if (!["triangular", "triangular2", "exp_range"].includes(o.mode) && o.scaleFn === null)
      fail(
        "lr-scheduler",
        "mode is invalid and scale_fn is None",
        'mode is "triangular", "triangular2" or "exp_range".',
      );
    const known = optimizer.defaults as object,
      useBeta1 = "betas" in known;
    if (o.cycleMomentum && !useBeta1 && !("momentum" in known))
      fail(
        "lr-scheduler",
        "optimizer must support momentum or beta1 with `cycle_momentum` option enabled",
        "pass { cycleMomentum: false }.",
      );
    const lowest = perGroup("base_lr", optimizer, o.baseLr);
    if (o.lastEpoch === -1)
      optimizer.paramGroups.forEach((g, i) => {
        g.lr = lowest[i]!;
      });
    super(optimizer, o.lastEpoch);
    this.maxLrs = perGroup("max_lr", optimizer, o.maxLr);
    const down = o.stepSizeDown ?? o.stepSizeUp;
    this.totalSize = o.stepSizeUp + down;
    this.stepRatio = o.stepSizeUp / this.totalSize;
    this.mode = o.mode;
    this.gamma = o.gamma;
    this.scaleMode = o.scaleFn !== null ? o.scaleMode : o.mode === "exp_range" ? "iterations" : "cycle";
    this.scaleFn =
      o.scaleFn ??
      ((x) => (this.mode === "triangular2" ? 1 / 2 ** (x - 1) : this.mode === "exp_range" ? this.gamma ** x : 1));
    this.cycleMomentum = o.cycleMomentum;
    this.useBeta1 = useBeta1;
    if (o.cycleMomentum) {
      const low = perGroup("base_momentum", optimizer, o.baseMomentum);
      if (o.lastEpoch === -1) this.groups.forEach((g, i) => setMomentum(g, low[i]!, useBeta1));
      this.baseMomentums = this.groups.map((g) => (useBeta1 ? g.betas![0] : g.momentum!));
      this.maxMomentums = perGroup("max_momentum", optimizer, o.maxMomentum);
    }
    this.begin();
    this.baseLrs = lowest;
  }

  protected rates(): number[] {
    const cycle = Math.floor(1 + this.lastEpoch / this.totalSize);
    const x = 1 + this.lastEpoch / this.totalSize - cycle;
    const height = x <= this.stepRatio ? x / this.stepRatio : (x - 1) / (this.stepRatio - 1);
    const scale = this.scaleFn(this.scaleMode === "cycle" ? cycle : this.lastEpoch);
    if (this.cycleMomentum) {
      this.groups.forEach((g, i) =>
        setMomentum(
          g,
          this.maxMomentums[i]! - (this.maxMomentums[i]! - this.baseMomentums[i]!) * height * scale,
          this.useBeta1,
        ),
      );
    }
    return this.baseLrs.map((low, i) => low + (this.maxLrs[i]! - low) * height * scale);
  }
}
