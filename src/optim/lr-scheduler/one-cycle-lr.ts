import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler, perGroup, type ScheduledGroup, setMomentum } from "./scheduler.js";

/** Options of {@link OneCycleLR}. Rates and momenta are one number for all groups, or a list with one for each. */
export interface OneCycleLROptions {
  /** The highest rate. */
  maxLr: number | readonly number[];
  /** Total number of steps; null (default) for `epochs` times `stepsPerEpoch`. */
  totalSteps: number | null;
  /** Number of epochs, if `totalSteps` is not given. Default null. */
  epochs: number | null;
  /** Batches per epoch, if `totalSteps` is not given. Default null. */
  stepsPerEpoch: number | null;
  /** The fraction of the steps in which the rate rises. Default 0.3. */
  pctStart: number;
  /** "cos" (default) or "linear". */
  annealStrategy: "cos" | "linear";
  /** Whether momentum (or the first beta) moves in the opposite direction. Default true. */
  cycleMomentum: boolean;
  /** The lowest momentum. Default 0.85. */
  baseMomentum: number | readonly number[];
  /** The highest momentum. Default 0.95. */
  maxMomentum: number | readonly number[];
  /** The first rate is `maxLr / divFactor`. Default 25. */
  divFactor: number;
  /** The last rate is the first divided by this. Default 10,000. */
  finalDivFactor: number;
  /**
   * Whether the rate falls to the first rate as fast as it rose, and then to the last one. Default false: one descent.
   */
  threePhase: boolean;
  /** Default −1: a new run. */
  lastEpoch: number;
}

/** The start and end of each phase, by PyTorch's names for the entries of a group. */
interface Phase {
  readonly end_step: number;
  readonly start_lr: Rate;
  readonly end_lr: Rate;
  readonly start_momentum: Momentum;
  readonly end_momentum: Momentum;
}
type Rate = "initial_lr" | "max_lr" | "min_lr";
type Momentum = "max_momentum" | "base_momentum";
const fields = {
  initial_lr: "initialLr",
  max_lr: "maxLr",
  min_lr: "minLr",
  max_momentum: "maxMomentum",
  base_momentum: "baseMomentum",
} as const;

const order = [
  "maxLr",
  "totalSteps",
  "epochs",
  "stepsPerEpoch",
  "pctStart",
  "annealStrategy",
  "cycleMomentum",
  "baseMomentum",
  "maxMomentum",
  "divFactor",
  "finalDivFactor",
  "threePhase",
  "lastEpoch",
] as const;
const defaults = {
  totalSteps: null,
  epochs: null,
  stepsPerEpoch: null,
  pctStart: 0.3,
  annealStrategy: "cos",
  cycleMomentum: true,
  baseMomentum: 0.85,
  maxMomentum: 0.95,
  divFactor: 25,
  finalDivFactor: 1e4,
  threePhase: false,
  lastEpoch: -1,
} as const;

/**
 * The arguments of {@link OneCycleLR} after the optimizer, by position or by name: maxLr, totalSteps = null,
 * epochs = null, stepsPerEpoch = null; the others by name.
 */
export type OneCycleLRArguments = Placed<
  [maxLr: number | readonly number[]],
  [totalSteps: number | null, epochs: number | null, stepsPerEpoch: number | null],
  OneCycleLROptions,
  "maxLr"
>;
/**
 * Raises the rate once to a high value and lowers it to almost 0, and moves momentum in the opposite direction.
 * `step()` after each batch.
 *
 * Source: torch/optim/lr_scheduler.py; Smith & Topin 2018, "Super-Convergence".
 *
 * Arguments after the optimizer, by position or by name: maxLr, totalSteps = null, epochs = null, stepsPerEpoch = null;
 * by name only: pctStart = 0.3, annealStrategy = "cos", cycleMomentum = true, baseMomentum = 0.85, maxMomentum = 0.95,
 * divFactor = 25, finalDivFactor = 1e4, threePhase = false, lastEpoch = −1.
 */
export class OneCycleLR extends LRScheduler {
  static override readonly name: string = "OneCycleLR";
  /** Number of steps in the cycle. */
  totalSteps: number;
  private phases: Phase[];
  private anneal: "cos" | "linear";
  private cycleMomentum: boolean;
  private useBeta1: boolean;
  protected override readonly names = {
    totalSteps: "total_steps",
    phases: "_schedule_phases",
    anneal: "_anneal_func_type",
    cycleMomentum: "cycle_momentum",
    useBeta1: "use_beta1",
  };

  /**
   * Raises the rate once to a high value and lowers it to almost 0, and moves momentum in the opposite direction.
   * Arguments after the optimizer, by position or by name: maxLr, totalSteps = null, epochs = null,
   * stepsPerEpoch = null; by name only: pctStart = 0.3, annealStrategy = "cos", cycleMomentum = true,
   * baseMomentum = 0.85, maxMomentum = 0.95, divFactor = 25, finalDivFactor = 1e4, threePhase = false, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
   * const scheduler = new optim.lrScheduler.OneCycleLR(optimizer, 0.5, { totalSteps: 10 });
   * for (let i = 0; i < 2; i++) { optimizer.step(); scheduler.step(); }
   * scheduler.getLastLr(); // → 0.5
   */
  constructor(optimizer: AnyOptimizer, ...options: OneCycleLRArguments) {
    const o = withDefaults<OneCycleLROptions>("OneCycleLR", order, defaults, options);
    const total = totalOf(o);
    if (!(o.pctStart >= 0 && o.pctStart <= 1))
      fail(
        "lr-scheduler",
        `Expected float between 0 and 1 pct_start, but got ${o.pctStart}`,
        "for example { pctStart: 0.3 }.",
      );
    if (o.annealStrategy !== "cos" && o.annealStrategy !== "linear")
      fail(
        "lr-scheduler",
        `anneal_strategy must be one of 'cos' or 'linear', instead got ${String(o.annealStrategy)}`,
        'for example { annealStrategy: "cos" }.',
      );
    const known = optimizer.defaults as object,
      useBeta1 = "betas" in known;
    if (o.cycleMomentum && !useBeta1 && !("momentum" in known))
      fail(
        "lr-scheduler",
        "optimizer must support momentum or beta1 with `cycle_momentum` option enabled",
        "pass { cycleMomentum: false }.",
      );
    const high = perGroup("max_lr", optimizer, o.maxLr),
      highest = perGroup("max_momentum", optimizer, o.maxMomentum),
      lowest = perGroup("base_momentum", optimizer, o.baseMomentum);
    if (o.lastEpoch === -1) {
      optimizer.paramGroups.forEach((g: ScheduledGroup, i) => {
        g.initialLr = high[i]! / o.divFactor;
        g.maxLr = high[i]!;
        g.minLr = g.initialLr / o.finalDivFactor;
        if (!o.cycleMomentum) return;
        g.maxMomentum = highest[i]!;
        g.baseMomentum = lowest[i]!;
      });
    }
    super(optimizer, o.lastEpoch);
    this.totalSteps = total;
    this.anneal = o.annealStrategy;
    this.cycleMomentum = o.cycleMomentum;
    this.useBeta1 = useBeta1;
    this.phases = phasesOf(o, total);
    this.begin();
  }

  private between(from: number, to: number, part: number): number {
    return this.anneal === "cos" ? to + ((from - to) / 2) * (1 + Math.cos(Math.PI * part)) : (to - from) * part + from;
  }

  protected rates(): number[] {
    const step = this.lastEpoch,
      { phases } = this;
    if (step > this.totalSteps)
      fail(
        "lr-scheduler",
        `Tried to step ${step + 1} times. The specified number of total steps is ${this.totalSteps}`,
        "call step() once per batch: totalSteps must be epochs × batches.",
      );
    let at = phases.findIndex((p) => step <= p.end_step);
    if (at < 0) at = phases.length - 1;
    const phase = phases[at]!,
      start = at === 0 ? 0 : phases[at - 1]!.end_step;
    const fraction = (step - start) / (phase.end_step - start);
    return this.groups.map((g) => {
      if (this.cycleMomentum) {
        setMomentum(
          g,
          this.between(g[fields[phase.start_momentum]]!, g[fields[phase.end_momentum]]!, fraction),
          this.useBeta1,
        );
      }
      return this.between(g[fields[phase.start_lr]]!, g[fields[phase.end_lr]]!, fraction);
    });
  }
}

function totalOf(o: OneCycleLROptions): number {
  const positive = (name: string, v: number | null): number =>
    v !== null && Number.isInteger(v) && v > 0
      ? v
      : fail("lr-scheduler", `Expected positive integer ${name}, but got ${String(v)}`, `for example { ${name}: 10 }.`);
  if (o.totalSteps !== null) return positive("total_steps", o.totalSteps);
  if (o.epochs === null && o.stepsPerEpoch === null)
    fail(
      "lr-scheduler",
      "You must define either total_steps OR (epochs AND steps_per_epoch)",
      "for example { maxLr: 0.1, totalSteps: epochs * loader.length }.",
    );
  return positive("epochs", o.epochs) * positive("steps_per_epoch", o.stepsPerEpoch);
}

function phasesOf(o: OneCycleLROptions, total: number): Phase[] {
  const rise = o.pctStart * total;
  const up: Phase = {
    end_step: rise - 1,
    start_lr: "initial_lr",
    end_lr: "max_lr",
    start_momentum: "max_momentum",
    end_momentum: "base_momentum",
  };
  if (!o.threePhase)
    return [
      up,
      {
        end_step: total - 1,
        start_lr: "max_lr",
        end_lr: "min_lr",
        start_momentum: "base_momentum",
        end_momentum: "max_momentum",
      },
    ];
  return [
    up,
    {
      end_step: 2 * rise - 2,
      start_lr: "max_lr",
      end_lr: "initial_lr",
      start_momentum: "base_momentum",
      end_momentum: "max_momentum",
    },
    {
      end_step: total - 1,
      start_lr: "initial_lr",
      end_lr: "min_lr",
      start_momentum: "max_momentum",
      end_momentum: "max_momentum",
    },
  ];
}
