import { empty } from "../core/dispatch.js";
import { live } from "../core/recorder.js";
import { rootRatio, runningSquare_ } from "../ops/pointwise/optimizer-kernels.js";
import { addScaled_ } from "../ops/pointwise/update.js";
import { checkOption, gradientOf, Optimizer, optimizer, type ParamGroup, type Params } from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link Adadelta}, for all parameters or for one group. */
export interface AdadeltaOptions {
  /** Scales each step. Default 1. */
  lr: number;
  /** Decay rate of the running means of squares. Default 0.9. */
  rho: number;
  /** Added under both roots. Default 1e-6. */
  eps: number;
  /** Weight decay (L2 penalty). Default 0. */
  weightDecay: number;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * Adadelta: the gradient, scaled by the typical size of past steps over the typical size of past gradients, so that no
 * learning rate needs to be chosen.
 *
 * Source: torch/optim/adadelta.py; Zeiler 2012, "ADADELTA: An Adaptive Learning Rate Method".
 *
 * Options, by name, or the learning rate alone: lr = 1, rho = 0.9, eps = 1e−6, weightDecay = 0, maximize = false.
 */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "Adadelta");
  protected override readonly names = {
    lr: "lr",
    rho: "rho",
    eps: "eps",
    weightDecay: "weight_decay",
    maximize: "maximize",
  };
  protected override readonly extras = { foreach: null, capturable: false, differentiable: false };

  /**
   * Adadelta: the gradient, scaled by the typical size of past steps over the typical size of past gradients, so that
   * no learning rate needs to be chosen. Options, by name, or the learning rate alone: lr = 1, rho = 0.9, eps = 1e−6,
   * weightDecay = 0, maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.Adadelta([w]);
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.item() < 4; // → true
   */
  constructor(params: Params<AdadeltaOptions>, options: number | Partial<AdadeltaOptions> = {}) {
    noMore("Adadelta", 2, arguments, true);
    super(params, { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false }, options);
  }

  protected override check(o: AdadeltaOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("rho value", o.rho, (v) => v >= 0 && v <= 1);
    checkOption("epsilon value", o.eps, (v) => v >= 0);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<AdadeltaOptions>): void {
    const { rho, eps } = group;
    for (const p of group.params) {
      if (p.gradient === null) continue;
      const d = gradientOf(p, p.gradient, group.maximize, group.weightDecay);
      const s = this.nextState(p, () => ({
        step: 0,
        square_avg: empty(p.shape, p.dtype),
        acc_delta: empty(p.shape, p.dtype),
      }));
      runningSquare_(s.square_avg, d, rho, 1 - rho);
      const delta = rootRatio(d, s.acc_delta, s.square_avg, eps);
      runningSquare_(s.acc_delta, delta, rho, 1 - rho);
      addScaled_(
        p,
        delta,
        live(() => -group.lr),
      );
    }
  }
}
