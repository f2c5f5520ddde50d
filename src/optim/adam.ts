import { empty } from "../core/dispatch.js";
import { live } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { runningMean_, runningSquare_, stepOverRoot_ } from "../ops/pointwise/optimizer-kernels.js";
import {
  checkBetas,
  checkOption,
  gradientOf,
  Optimizer,
  optimizer,
  type ParamGroup,
  type Params,
  type ParamState,
} from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link Adam} and AdamW, for all parameters or for one group. */
export interface AdamOptions {
  /** Learning rate. Default 0.001. */
  lr: number;
  /** Decay rates of the running means of the gradient and of its square. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the divisor so that it is never 0. Default 1e-8. */
  eps: number;
  /** Weight decay: in Adam part of the gradient (default 0), in AdamW decoupled from it (default 0.01). */
  weightDecay: number;
  /** Whether to divide by the largest mean square so far. Default false. */
  amsgrad: boolean;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * Adam: each weight moves by its running mean gradient divided by the root of its running mean square.
 *
 * Source: torch/optim/adam.py; Kingma & Ba 2015, "Adam: A Method for Stochastic Optimization".
 *
 * Options, by name, or the learning rate alone: lr = 0.001, betas = [0.9, 0.999], eps = 1e−8, weightDecay = 0,
 * amsgrad = false, maximize = false.
 */
export class Adam extends Optimizer<AdamOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "Adam");
  protected override readonly names = {
    lr: "lr",
    betas: "betas",
    eps: "eps",
    weightDecay: "weight_decay",
    amsgrad: "amsgrad",
    maximize: "maximize",
  };
  protected override readonly extras = { foreach: null, capturable: false, differentiable: false, fused: null };

  /**
   * Adam: each weight moves by its running mean gradient divided by the root of its running mean square. Options, by
   * name, or the learning rate alone: lr = 0.001, betas = [0.9, 0.999], eps = 1e−8, weightDecay = 0, amsgrad = false,
   * maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.Adam([w], { lr: 0.5 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 3.5
   */
  constructor(params: Params<AdamOptions>, options: number | Partial<AdamOptions> = {}) {
    noMore("Adam", 2, arguments, true);
    super(
      params,
      { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false, maximize: false },
      options,
    );
  }

  protected override check(o: AdamOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("epsilon value", o.eps, (v) => v >= 0);
    checkBetas(o.betas);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<AdamOptions>): void {
    for (const p of group.params)
      if (p.gradient !== null) this.moveBy(p, gradientOf(p, p.gradient, group.maximize, group.weightDecay), group);
  }

  /** One parameter's step along `d`. */
  protected moveBy(p: Tensor, d: Tensor, group: AdamOptions): void {
    const { eps, amsgrad } = group;
    const s: AdamState = this.nextState<AdamState>(p, () => ({
      step: 0,
      exp_avg: empty(p.shape, p.dtype),
      exp_avg_sq: empty(p.shape, p.dtype),
    }));
    const mean = s.exp_avg,
      square = s.exp_avg_sq;
    runningMean_(
      mean,
      d,
      live(() => group.betas[0]),
      live(() => 1 - group.betas[0]),
    );
    runningSquare_(
      square,
      d,
      live(() => group.betas[1]),
      live(() => 1 - group.betas[1]),
    );
    let largest = square;
    if (amsgrad) {
      const before = s["max_exp_avg_sq"] as Tensor | undefined;
      s["max_exp_avg_sq"] = largest = before === undefined ? square.clone() : before.copy_(before.maximum(square));
    }
    stepOverRoot_(
      p,
      mean,
      largest,
      live(() => Math.sqrt(1 - group.betas[1] ** s.step)),
      eps,
      live(() => -group.lr / (1 - group.betas[0] ** s.step)),
    );
  }
}

/** The running means, and their number of steps. */
export type AdamState = ParamState & { step: number; exp_avg: Tensor; exp_avg_sq: Tensor };
