import { empty } from "../core/dispatch.js";
import { live, recorder } from "../core/recorder.js";
import { runningMean_, runningSquare_ } from "../ops/pointwise/optimizer-kernels.js";
import { addQuotient_, addScaled_, chosen, quotient, scale_ } from "../ops/pointwise/update.js";
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

/** Options of {@link RAdam}, for all parameters or for one group. */
export interface RAdamOptions {
  /** Learning rate. Default 0.001. */
  lr: number;
  /** Decay rates of the running means of the gradient and of its square. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the divisor so that it is never 0. Default 1e-8. */
  eps: number;
  /** Weight decay. Default 0. */
  weightDecay: number;
  /** Whether weight decay is decoupled, as in AdamW, instead of part of the gradient. Default false. */
  decoupledWeightDecay: boolean;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/** The effective length of the average of squares after `t` steps: ρ(t) in the paper. */
function length(beta2: number, t: number): number {
  return longest(beta2) - (2 * t * beta2 ** t) / (1 - beta2 ** t);
}
const longest = (beta2: number): number => 2 / (1 - beta2) - 1;

/** Up to this length the mean square is unreliable, and the step uses only momentum. */
const SHORT = 5;

/** How far to trust the mean square: r(t) in the paper. */
function rectification(beta2: number, t: number): number {
  const rho = length(beta2, t),
    end = longest(beta2);
  return Math.sqrt(((rho - 4) * (rho - 2) * end) / ((end - 4) * (end - 2) * rho));
}

/**
 * RAdam: Adam without the mean square in the first steps, when there are too few gradients to average, and with an
 * increasing weight for it afterwards.
 *
 * Source: torch/optim/radam.py; Liu et al. 2020, "On the Variance of the Adaptive Learning Rate and Beyond".
 *
 * Options, by name, or the learning rate alone: lr = 0.001, betas = [0.9, 0.999], eps = 1e−8, weightDecay = 0,
 * decoupledWeightDecay = false, maximize = false.
 */
export class RAdam extends Optimizer<RAdamOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "RAdam");
  protected override readonly names = {
    lr: "lr",
    betas: "betas",
    eps: "eps",
    weightDecay: "weight_decay",
    decoupledWeightDecay: "decoupled_weight_decay",
    maximize: "maximize",
  };
  protected override readonly extras = { foreach: null, capturable: false, differentiable: false };

  /**
   * RAdam: Adam without the mean square in the first steps, when there are too few gradients to average, and with an
   * increasing weight for it afterwards. Options, by name, or the learning rate alone: lr = 0.001, betas = [0.9,
   * 0.999], eps = 1e−8, weightDecay = 0, decoupledWeightDecay = false, maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.RAdam([w], { lr: 0.25 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 2
   */
  constructor(params: Params<RAdamOptions>, options: number | Partial<RAdamOptions> = {}) {
    noMore("RAdam", 2, arguments, true);
    super(
      params,
      { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, decoupledWeightDecay: false, maximize: false },
      options,
    );
  }

  protected override check(o: RAdamOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("epsilon value", o.eps, (v) => v >= 0);
    checkBetas(o.betas);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<RAdamOptions>): void {
    for (const p of group.params) {
      if (p.gradient === null) continue;
      const decoupled = group.decoupledWeightDecay && group.weightDecay !== 0;
      if (decoupled)
        scale_(
          p,
          live(() => 1 - group.lr * group.weightDecay),
        );
      const d = gradientOf(p, p.gradient, group.maximize, decoupled ? 0 : group.weightDecay);
      const s = this.nextState(p, () => ({
        step: 0,
        exp_avg: empty(p.shape, p.dtype),
        exp_avg_sq: empty(p.shape, p.dtype),
      }));
      runningMean_(
        s.exp_avg,
        d,
        live(() => group.betas[0]),
        live(() => 1 - group.betas[0]),
      );
      runningSquare_(
        s.exp_avg_sq,
        d,
        live(() => group.betas[1]),
        live(() => 1 - group.betas[1]),
      );
      const isShort = (): boolean => length(group.betas[1], s.step) <= SHORT;
      const mean = quotient(
        s.exp_avg,
        live(() => 1 - group.betas[0] ** s.step),
      );
      if (recorder === null && isShort()) addScaled_(p, mean, -group.lr);
      else {
        const root = s.exp_avg_sq.sqrt().add_(group.eps);
        addQuotient_(
          p,
          mean,
          // In the first steps of a plan there is nothing to divide by; this way, one plan serves these and the later
          // steps.
          recorder === null
            ? root
            : chosen(
                live(() => Number(!isShort())),
                root,
                1,
              ),
          live(
            () =>
              -group.lr *
              (isShort() ? 1 : rectification(group.betas[1], s.step) * Math.sqrt(1 - group.betas[1] ** s.step)),
          ),
        );
      }
    }
  }
}
