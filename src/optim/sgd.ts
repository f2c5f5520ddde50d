import { decided, live, recorder } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { runningMean_ } from "../ops/pointwise/optimizer-kernels.js";
import { addScaled_, plusScaled } from "../ops/pointwise/update.js";
import {
  checkOption,
  gradientOf,
  Optimizer,
  optimizer,
  type ParamGroup,
  type Params,
  type ParamState,
} from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link SGD}, for all parameters or for one group. */
export interface SGDOptions {
  /** Learning rate. Default 0.001. */
  lr: number;
  /** Momentum factor. Default 0. */
  momentum: number;
  /** Dampening of the momentum. Default 0. */
  dampening: number;
  /** Weight decay (L2 penalty). Default 0. */
  weightDecay: number;
  /** Whether to use Nesterov momentum. Default false. */
  nesterov: boolean;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * Stochastic gradient descent: `p ← p − lr · g`, optionally with momentum.
 *
 * Source: torch/optim/sgd.py; Sutskever et al. 2013, "On the importance of initialization and momentum in deep
 * learning".
 *
 * Options, by name, or the learning rate alone: lr = 0.001, momentum = 0, dampening = 0, weightDecay = 0,
 * nesterov = false, maximize = false.
 */
export class SGD extends Optimizer<SGDOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "SGD");
  protected override readonly names = {
    lr: "lr",
    momentum: "momentum",
    dampening: "dampening",
    weightDecay: "weight_decay",
    nesterov: "nesterov",
    maximize: "maximize",
  };
  protected override readonly extras = { foreach: null, differentiable: false, fused: null };

  /**
   * Stochastic gradient descent: `p ← p − lr · g`, optionally with momentum. Options, by name, or the learning
   * rate alone: lr = 0.001, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false, maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.SGD([w], { lr: 0.25 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 2
   */
  constructor(params: Params<SGDOptions>, options: number | Partial<SGDOptions> = {}) {
    noMore("SGD", 2, arguments, true);
    super(params, { lr: 1e-3, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false }, options);
  }

  protected override check(o: SGDOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("momentum value", o.momentum, (v) => v >= 0);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
    if (o.nesterov && (o.momentum <= 0 || o.dampening !== 0))
      fail(
        "optimizer-option",
        "Nesterov momentum requires a momentum and zero dampening",
        "add momentum: { momentum: 0.9, nesterov: true }.",
      );
  }

  protected override update(group: ParamGroup<SGDOptions>): void {
    const { params, weightDecay, maximize } = group;
    const moves = decided(() => group.momentum !== 0);
    for (let i = 0; i < params.length; i++) {
      const p = params[i]!;
      const g = p.gradient;
      if (g === null) continue;
      let d = gradientOf(p, g, maximize, weightDecay);
      if (moves) d = this.withMomentum(p, d, group);
      addScaled_(p, d, recorder === null ? -group.lr : recorder.live(() => -group.lr));
    }
  }

  private withMomentum(p: Tensor, d: Tensor, group: SGDOptions): Tensor {
    const s = this.stateOf<ParamState>(p, () => ({}));
    let buffer = s["momentum_buffer"] as Tensor | undefined;
    if (buffer === undefined) s["momentum_buffer"] = buffer = d.clone();
    else
      runningMean_(
        buffer,
        d,
        live(() => group.momentum),
        1 - group.dampening,
      );
    return group.nesterov
      ? plusScaled(
          d,
          buffer,
          live(() => group.momentum),
        )
      : buffer;
  }
}
