import { empty } from "../core/dispatch.js";
import { decided, live } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { runningMean_, runningSquare_ } from "../ops/pointwise/optimizer-kernels.js";
import { addQuotient_, addScaled_, scale_ } from "../ops/pointwise/update.js";
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

/** Options of {@link RMSprop}, for all parameters or for one group. */
export interface RMSpropOptions {
  /** Learning rate. Default 0.01. */
  lr: number;
  /** Decay rate of the running mean of the squared gradient. Default 0.99. */
  alpha: number;
  /** Added to the divisor so that it is never 0. Default 1e-8. */
  eps: number;
  /** Weight decay (L2 penalty). Default 0. */
  weightDecay: number;
  /** Momentum factor. Default 0. */
  momentum: number;
  /** Whether to divide by the gradient's standard deviation instead of the root of its mean square. Default false. */
  centered: boolean;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * RMSprop: each weight moves by its gradient over the root of the gradient's running mean square.
 *
 * Source: torch/optim/rmsprop.py; Hinton's lecture notes 2012; Graves 2013, "Generating Sequences With Recurrent Neural
 * Networks", for `centered`.
 *
 * Options, by name, or the learning rate alone: lr = 0.01, alpha = 0.99, eps = 1e−8, weightDecay = 0, momentum = 0,
 * centered = false, maximize = false.
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "RMSprop");
  protected override readonly names = {
    lr: "lr",
    momentum: "momentum",
    alpha: "alpha",
    eps: "eps",
    centered: "centered",
    weightDecay: "weight_decay",
    maximize: "maximize",
  };
  protected override readonly extras = { capturable: false, foreach: null, differentiable: false };

  /**
   * RMSprop: each weight moves by its gradient over the root of the gradient's running mean square. Options, by name,
   * or the learning rate alone: lr = 0.01, alpha = 0.99, eps = 1e−8, weightDecay = 0, momentum = 0, centered = false,
   * maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.RMSprop([w], { lr: 0.05 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 3.5
   */
  constructor(params: Params<RMSpropOptions>, options: number | Partial<RMSpropOptions> = {}) {
    noMore("RMSprop", 2, arguments, true);
    super(
      params,
      { lr: 1e-2, alpha: 0.99, eps: 1e-8, weightDecay: 0, momentum: 0, centered: false, maximize: false },
      options,
    );
  }

  protected override check(o: RMSpropOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("epsilon value", o.eps, (v) => v >= 0);
    checkOption("momentum value", o.momentum, (v) => v >= 0);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
    checkOption("alpha value", o.alpha, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<RMSpropOptions>): void {
    const { alpha, eps } = group;
    for (const p of group.params) {
      if (p.gradient === null) continue;
      const d = gradientOf(p, p.gradient, group.maximize, group.weightDecay);
      const s = this.nextState(p, () => start(p, group));
      runningSquare_(s.square_avg, d, alpha, 1 - alpha);
      let spread = s.square_avg;
      if (group.centered) {
        const mean = s["grad_avg"] as Tensor;
        runningMean_(mean, d, alpha, 1 - alpha);
        spread = spread.addcmul(mean, mean, { value: -1 });
      }
      const root = spread.sqrt().add_(eps);
      if (decided(() => group.momentum > 0)) {
        const buffer = s["momentum_buffer"] as Tensor;
        scale_(
          buffer,
          live(() => group.momentum),
        ).addcdiv_(d, root);
        addScaled_(
          p,
          buffer,
          live(() => -group.lr),
        );
      } else
        addQuotient_(
          p,
          d,
          root,
          live(() => -group.lr),
        );
    }
  }
}

type RMSpropState = ParamState & { step: number; square_avg: Tensor };

function start(p: Tensor, g: RMSpropOptions): RMSpropState {
  const s: RMSpropState = { step: 0, square_avg: empty(p.shape, p.dtype) };
  if (g.momentum > 0) s["momentum_buffer"] = empty(p.shape, p.dtype);
  if (g.centered) s["grad_avg"] = empty(p.shape, p.dtype);
  return s;
}
