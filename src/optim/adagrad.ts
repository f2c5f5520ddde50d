import { full } from "../core/dispatch.js";
import { live } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { addQuotient_ } from "../ops/pointwise/update.js";
import { checkOption, gradientOf, Optimizer, optimizer, type ParamGroup, type Params } from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link Adagrad}, for all parameters or for one group. */
export interface AdagradOptions {
  /** Learning rate. Default 0.01. */
  lr: number;
  /** Decay of the learning rate: `lr / (1 + (step − 1) · lrDecay)`. Default 0. */
  lrDecay: number;
  /** Weight decay (L2 penalty). Default 0. */
  weightDecay: number;
  /** Initial value of the sums of squared gradients. Default 0. */
  initialAccumulatorValue: number;
  /** Added to the divisor so that it is never 0. Default 1e-10. */
  eps: number;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * Adagrad: each weight moves by its gradient over the root of the sum of all its squared gradients so far, so that
 * weights that rarely have a gradient move far when they do.
 *
 * Source: torch/optim/adagrad.py; Duchi, Hazan & Singer 2011, "Adaptive Subgradient Methods for Online Learning and
 * Stochastic Optimization".
 *
 * Options, by name, or the learning rate alone: lr = 0.01, lrDecay = 0, weightDecay = 0, initialAccumulatorValue = 0,
 * eps = 1e−10, maximize = false.
 */
export class Adagrad extends Optimizer<AdagradOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "Adagrad");
  protected override readonly names = {
    lr: "lr",
    lrDecay: "lr_decay",
    eps: "eps",
    weightDecay: "weight_decay",
    initialAccumulatorValue: "initial_accumulator_value",
    maximize: "maximize",
  };
  protected override readonly extras = { foreach: null, differentiable: false, fused: null };

  /**
   * Adagrad: each weight moves by its gradient over the root of the sum of all its squared gradients so far, so that
   * weights that rarely have a gradient move far when they do. Options, by name, or the learning rate alone: lr = 0.01,
   * lrDecay = 0, weightDecay = 0, initialAccumulatorValue = 0, eps = 1e−10, maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.Adagrad([w], { lr: 0.5 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 3.5
   */
  constructor(params: Params<AdagradOptions>, options: number | Partial<AdagradOptions> = {}) {
    noMore("Adagrad", 2, arguments, true);
    super(
      params,
      { lr: 1e-2, lrDecay: 0, weightDecay: 0, initialAccumulatorValue: 0, eps: 1e-10, maximize: false },
      options,
    );
    // PyTorch creates the sums here, not at the first step, and also for parameters that never have a gradient.
    for (const g of this.paramGroups) for (const p of g.params) this.stateOf(p, () => start(p, g));
  }

  protected override check(o: AdagradOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("lr_decay value", o.lrDecay, (v) => v >= 0);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
    checkOption("initial_accumulator_value value", o.initialAccumulatorValue, (v) => v >= 0);
    checkOption("epsilon value", o.eps, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<AdagradOptions>): void {
    const { eps, lrDecay } = group;
    for (const p of group.params) {
      if (p.gradient === null) continue;
      const d = gradientOf(p, p.gradient, group.maximize, group.weightDecay);
      const s = this.nextState(p, () => start(p, group));
      s.sum.addcmul_(d, d);
      addQuotient_(
        p,
        d,
        s.sum.sqrt().add_(eps),
        live(() => -group.lr / (1 + (s.step - 1) * lrDecay)),
      );
    }
  }
}

const start = (p: Tensor, g: AdagradOptions): { step: number; sum: Tensor } => ({
  step: 0,
  sum: full(p.shape, p.dtype, g.initialAccumulatorValue),
});
