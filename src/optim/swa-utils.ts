import { noGrad } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { type Placed, withDefaults, noMore, checkOptions, byName, type Rest, takes } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { dropLater } from "../diagnose/later.js";
import { checkSync, finished } from "../diagnose/sync.js";
import { copyModule } from "../nn/copy.js";
import { fieldsOf } from "../nn/module-state.js";
import { Module } from "../nn/module.js";
import type { PythonForm } from "../nn/python-form.js";
import { detach } from "../ops/view/view.js";
import { onesLike, tensor, zerosLike } from "../tensor/creation.js";
import type { AnyOptimizer } from "./optimizer.js";
import { LRScheduler } from "./lr-scheduler/scheduler.js";

// Averages of weights over the course of training: stochastic weight averaging (SWA) and exponential moving averages (EMA).

/** Computes the new average from the average so far, the model's parameter, and the number of averaged models. */
export type AverageFn = (averaged: Tensor, current: Tensor, numAveraged: number) => Tensor;

/**
 * The mean of all models with equal weights: the default of {@link AveragedModel}.
 *
 * @example
 * const average = optim.swaUtils.getSwaAvgFn();
 * average(tensor(2), tensor(5), 2).item(); // → 3
 */
export function getSwaAvgFn(): AverageFn {
  noMore("getSwaAvgFn", 0, arguments);
  return (averaged, current, n) => averaged.add(current.sub(averaged).div(n + 1));
}

/** Further arguments, by position or by name: decay = 0.999. */
type DecayArguments = Rest<
  [decay: number],
  {
    /** The decay rate of the average. Default 0.999. */
    decay?: number;
  }
>;

/**
 * An exponential moving average: `decay` of the average so far, plus 1 − `decay` of the model. `decay` is 0.999 by
 * default.
 *
 * @example
 * const average = optim.swaUtils.getEmaAvgFn(0.5);
 * average(tensor(2), tensor(5), 2).item(); // → 3.5
 */
export function getEmaAvgFn(...options: DecayArguments): AverageFn {
  const { decay = 0.999 } = byName<{ decay?: number }>("getEmaAvgFn", ["decay"], options);
  if (!(decay >= 0 && decay <= 1))
    fail(
      "optimizer-option",
      `Invalid decay value ${String(decay)} provided. Please provide a value in [0,1] range.`,
      "for example 0.999.",
    );
  return (averaged, current) => averaged.mul(decay).add_(current, { alpha: 1 - decay });
}

type Inputs<M> = M extends { forward: (...args: infer A) => unknown } ? A : unknown[];
type Output<M> = M extends { forward: (...args: never[]) => infer R } ? R : unknown;

const averageNames: ReadonlySet<string> = new Set(["avgFn", "useBuffers"]);

/** Options of {@link AveragedModel}. */
export interface AveragedModelOptions {
  /** How to compute averages. Default: {@link getSwaAvgFn}. */
  avgFn?: AverageFn | null;
  /** Whether to average buffers (such as BatchNorm's statistics) too. Default false: they are copied from the model. */
  useBuffers?: boolean;
}

/**
 * A copy of a model whose parameters are averages of the model's parameters at each call of `updateParameters`. Use it
 * like the model itself for predictions.
 *
 * Source: torch/optim/swa_utils.py; Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better
 * Generalization".
 *
 * Options, by name: avgFn = null ({@link getSwaAvgFn}), useBuffers = false.
 */
export class AveragedModel<M extends Module = Module> extends Module {
  static override readonly name: string = /* @__PURE__ */ takes(this, "AveragedModel", "updateParameters:model");
  static override readonly python: PythonForm = {
    module: "torch.optim.swa_utils",
    names: { nAveraged: "n_averaged", avgFn: "avg_fn", useBuffers: "use_buffers" },
  };
  /** The copy of the model whose parameters are the averages. */
  module: M;
  /** The number of averaged models: an int64 number, a buffer. */
  nAveraged: Tensor;
  /** Computes the next average from the average so far, the current value, and the number of averaged models. */
  avgFn: AverageFn;
  /** Whether to average buffers too, instead of copying them from the model. Default false. */
  useBuffers: boolean;

  /**
   * A copy of a model whose parameters are averages of the model's parameters at each call of `updateParameters`.
   * Options, by name: avgFn = null ({@link getSwaAvgFn}), useBuffers = false.
   *
   * @example
   * const model = new nn.Linear(1, 1, false);
   * const averaged = new optim.swaUtils.AveragedModel(model, { avgFn: optim.swaUtils.getEmaAvgFn(0.5) });
   * for (const w of [4, 2]) {
   *   nn.init.constant_(model.weight, w); // in place of a step of training
   *   averaged.updateParameters(model);
   * }
   * averaged(tensor([1])).item(); // → 3
   */
  constructor(model: M, options: AveragedModelOptions = {}) {
    noMore("AveragedModel", 2, arguments, true);
    checkOptions(options, averageNames, "AveragedModel");
    super();
    this.module = copyModule(model);
    this.nAveraged = this.registerBuffer("nAveraged", tensor(0, { dtype: "int64" }));
    this.avgFn = options.avgFn ?? getSwaAvgFn();
    checkSync(this.avgFn, "avgFn");
    this.useBuffers = options.useBuffers ?? false;
  }

  /** Runs the averaged model: inputs and output are its own. */
  forward(...args: Inputs<M>): Output<M> {
    return (this.module as unknown as (...a: readonly unknown[]) => Output<M>)(...args);
  }

  /** Adds the model's parameters to the average. The first call copies them. */
  updateParameters(model: Module): void {
    noGrad(() => {
      const n = this.nAveraged.item();
      const own = [...this.module.parameters(), ...(this.useBuffers ? this.module.buffers() : [])];
      const theirs = [...model.parameters(), ...(this.useBuffers ? model.buffers() : [])];
      own.forEach((average, i) => {
        const current = detach(
          theirs[i] ??
            fail(
              "module-member",
              "the model has fewer parameters than the average",
              "update an AveragedModel with the model it was created from.",
            ),
        );
        average.copy_(n === 0 ? current : finished(this.avgFn(detach(average), current, n), "avgFn"));
      });
      this.nAveraged.add_(1);
      if (!this.useBuffers) this.module.buffers().forEach((b, i) => b.copy_(model.buffers()[i]!));
    });
  }
}

/** A layer with running statistics. */
interface Statistics {
  running_mean?: Tensor | null;
  running_var?: Tensor | null;
  num_batches_tracked?: Tensor | null;
  momentum: number | null;
}

/**
 * Recomputes the statistics of a model's BatchNorm layers in one pass over the data, since the statistics of averaged
 * weights are not the averages of the statistics.
 *
 * @param loader yields inputs, or arrays whose first element is the input
 * @example
 * const model = new nn.Sequential(new nn.BatchNorm1d(1));
 * optim.swaUtils.updateBn([tensor([[1], [3]]), tensor([[5], [7]])], model); // two batches, of means 2 and 6
 * model.getBuffer("0.running_mean").item(); // → 4
 */
export function updateBn(loader: Iterable<Tensor | readonly unknown[]>, model: Module): void {
  noMore("updateBn", 2, arguments);
  const layers = model
    .modules()
    .filter(
      (m) => m.namedBuffers("", false).some(([name]) => name === "running_mean") && "momentum" in m,
    ) as unknown as (Module & Statistics)[];
  if (layers.length === 0) return;
  const field = (m: Module, name: string): Tensor => m.getBuffer(name);
  noGrad(() => {
    const momenta = layers.map((m) => m.momentum);
    for (const m of layers) {
      field(m, "running_mean").copy_(zerosLike(field(m, "running_mean")));
      field(m, "running_var").copy_(onesLike(field(m, "running_var")));
      field(m, "num_batches_tracked").zero_();
      fieldsOf(m)["momentum"] = null; // then each batch has the same weight
    }
    const { training } = model;
    model.train();
    try {
      for (const batch of loader)
        (model as unknown as (x: unknown) => unknown)(
          batch instanceof Tensor ? batch : Array.isArray(batch) ? batch[0] : batch,
        );
    } finally {
      layers.forEach((m, i) => {
        fieldsOf(m)["momentum"] = momenta[i];
      });
      model.train(training);
      dropLater(); // here, batch norms in training mode without gradients are intended
    }
  });
}

/** Options of {@link SWALR}. */
export interface SWALROptions {
  /** The final rate: a number for all groups, or one for each. */
  swaLr: number | readonly number[];
  /** The number of annealing epochs. Default 10. */
  annealEpochs: number;
  /** "cos" (default) or "linear". */
  annealStrategy: "cos" | "linear";
  /** Default −1: a new run. */
  lastEpoch: number;
}

/**
 * The arguments of {@link SWALR} after the optimizer, by position or by name: swaLr, annealEpochs = 10,
 * annealStrategy = "cos", lastEpoch = −1.
 */
export type SWALRArguments = Placed<
  [swaLr: number | readonly number[]],
  [annealEpochs: number, annealStrategy: "cos" | "linear", lastEpoch: number],
  SWALROptions,
  "swaLr"
>;
/**
 * Anneals each group's rate to a fixed one, at which weights are averaged.
 *
 * Arguments after the optimizer, by position or by name: swaLr, annealEpochs = 10, annealStrategy = "cos",
 * lastEpoch = −1.
 */
export class SWALR extends LRScheduler {
  static override readonly name: string = "SWALR";
  private annealEpochs: number;
  private readonly strategy: "cos" | "linear";
  protected override readonly names = { annealEpochs: "anneal_epochs" };

  /**
   * Anneals each group's rate to a fixed one, at which weights are averaged. Arguments after the optimizer, by position
   * or by name: swaLr, annealEpochs = 10, annealStrategy = "cos", lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 1 });
   * const scheduler = new optim.swaUtils.SWALR(optimizer, 0.5, { annealEpochs: 2, annealStrategy: "linear" });
   * optimizer.step();
   * scheduler.step();
   * scheduler.getLastLr(); // → 0.75
   */
  constructor(optimizer: AnyOptimizer, ...options: SWALRArguments) {
    const o = withDefaults<SWALROptions>(
      "SWALR",
      ["swaLr", "annealEpochs", "annealStrategy", "lastEpoch"],
      { annealEpochs: 10, annealStrategy: "cos", lastEpoch: -1 },
      options,
    );
    if (o.annealStrategy !== "cos" && o.annealStrategy !== "linear")
      fail(
        "lr-scheduler",
        `anneal_strategy must by one of 'cos' or 'linear', instead got ${String(o.annealStrategy)}`,
        'for example { annealStrategy: "cos" }.',
      );
    if (!Number.isInteger(o.annealEpochs) || o.annealEpochs < 0)
      fail(
        "lr-scheduler",
        `anneal_epochs must be equal or greater than 0, got ${String(o.annealEpochs)}`,
        "for example { annealEpochs: 10 }.",
      );
    super(optimizer, o.lastEpoch);
    const n = optimizer.paramGroups.length;
    if (typeof o.swaLr !== "number" && o.swaLr.length !== n)
      fail(
        "lr-scheduler",
        `swa_lr must have the same length as optimizer.param_groups: swa_lr has ${o.swaLr.length}, optimizer.param_groups has ${n}`,
        "give one for each group, or a number for all.",
      );
    this.groups.forEach((g, i) => {
      g.swaLr = typeof o.swaLr === "number" ? o.swaLr : o.swaLr[i]!;
    });
    this.annealEpochs = o.annealEpochs;
    this.strategy = o.annealStrategy;
    this.begin();
  }

  /** The fraction of the way to the fixed rate after `step` steps. */
  private part(step: number): number {
    const t = Math.max(0, Math.min(1, step / Math.max(1, this.annealEpochs)));
    return this.strategy === "cos" ? (1 - Math.cos(Math.PI * t)) / 2 : t;
  }

  protected rates(): number[] {
    const step = this.annealEpochs === 0 ? Math.max(1, this.stepCount - 1) : this.stepCount - 1;
    const before = this.part(step - 1),
      now = this.part(step);
    return this.groups.map((g) => {
      // The rate without this schedule, since another one may be running below it.
      const scheduledLr = before === 1 ? g.swaLr! : (g.lr - before * g.swaLr!) / (1 - before);
      return g.swaLr! * now + scheduledLr * (1 - now);
    });
  }
}
