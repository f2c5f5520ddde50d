import { empty } from "../core/dispatch.js";
import { live } from "../core/recorder.js";
import { runningMean_ } from "../ops/pointwise/optimizer-kernels.js";
import { addQuotient_, scaled } from "../ops/pointwise/update.js";
import {
  checkBetas,
  checkOption,
  gradientOf,
  Optimizer,
  optimizer,
  type ParamGroup,
  type Params,
} from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link Adamax}, for all parameters or for one group. */
export interface AdamaxOptions {
  /** Learning rate. Default 0.002. */
  lr: number;
  /** Decay rates of the running mean of the gradient and of its largest magnitude. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the gradient's size so that the divisor is never 0. Default 1e-8. */
  eps: number;
  /** Weight decay (L2 penalty). Default 0. */
  weightDecay: number;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * Adamax: Adam with the largest recent gradient instead of the root of the mean square.
 *
 * Source: torch/optim/adamax.py; Kingma & Ba 2015, "Adam: A Method for Stochastic Optimization", section 7.
 *
 * Options, by name, or the learning rate alone: lr = 0.002, betas = [0.9, 0.999], eps = 1e−8, weightDecay = 0,
 * maximize = false.
 */
export class Adamax extends Optimizer<AdamaxOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "Adamax");
  protected override readonly names = {
    lr: "lr",
    betas: "betas",
    eps: "eps",
    weightDecay: "weight_decay",
    maximize: "maximize",
  };
  protected override readonly extras = { foreach: null, differentiable: false, capturable: false };

  /**
   * Adamax: Adam with the largest recent gradient instead of the root of the mean square. Options, by name, or the
   * learning rate alone: lr = 0.002, betas = [0.9, 0.999], eps = 1e−8, weightDecay = 0, maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.Adamax([w], { lr: 0.5 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 3.5
   */
  constructor(params: Params<AdamaxOptions>, options: number | Partial<AdamaxOptions> = {}) {
    noMore("Adamax", 2, arguments, true);
    super(params, { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false }, options);
  }

  protected override check(o: AdamaxOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("epsilon value", o.eps, (v) => v >= 0);
    checkBetas(o.betas);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<AdamaxOptions>): void {
    for (const p of group.params) {
      if (p.gradient === null) continue;
      const d = gradientOf(p, p.gradient, group.maximize, group.weightDecay);
      const s = this.nextState(p, () => ({
        step: 0,
        exp_avg: empty(p.shape, p.dtype),
        exp_inf: empty(p.shape, p.dtype),
      }));
      runningMean_(
        s.exp_avg,
        d,
        live(() => group.betas[0]),
        live(() => 1 - group.betas[0]),
      );
      s.exp_inf.copy_(
        scaled(
          s.exp_inf,
          live(() => group.betas[1]),
        ).maximum(d.abs().add_(group.eps)),
      );
      addQuotient_(
        p,
        s.exp_avg,
        s.exp_inf,
        live(() => -group.lr / (1 - group.betas[0] ** s.step)),
      );
    }
  }
}
