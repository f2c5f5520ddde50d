import { empty } from "../core/dispatch.js";
import { everyRun, live } from "../core/recorder.js";
import { runningMean_, runningSquare_ } from "../ops/pointwise/optimizer-kernels.js";
import { addQuotient_, quotient, scale_ } from "../ops/pointwise/update.js";
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

/** Options of {@link NAdam}, for all parameters or for one group. */
export interface NAdamOptions {
  /** Learning rate. Default 0.002. */
  lr: number;
  /** Decay rates of the running means of the gradient and of its square. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the divisor so that it is never 0. Default 1e-8. */
  eps: number;
  /** Weight decay. Default 0. */
  weightDecay: number;
  /** The rate at which the momentum approaches `betas[0]`. Default 0.004. */
  momentumDecay: number;
  /** Whether weight decay is decoupled, as in AdamW, instead of part of the gradient. Default false. */
  decoupledWeightDecay: boolean;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/** The momentum of step t: μ(t) = β₁ (1 − ½ · 0.96^(t · momentumDecay)). */
const momentum = (g: NAdamOptions, t: number): number => g.betas[0] * (1 - 0.5 * 0.96 ** (t * g.momentumDecay));

/**
 * NAdam: Adam with Nesterov momentum.
 *
 * The numbers are those of PyTorch 1.13, which multiplies the product of momenta of the next step by the current one
 * twice; PyTorch 2 does so once.
 *
 * Source: torch/optim/nadam.py; Dozat 2016, "Incorporating Nesterov Momentum into Adam".
 *
 * Options, by name, or the learning rate alone: lr = 0.002, betas = [0.9, 0.999], eps = 1e−8, weightDecay = 0,
 * momentumDecay = 0.004, decoupledWeightDecay = false, maximize = false.
 */
export class NAdam extends Optimizer<NAdamOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "NAdam");
  protected override readonly names = {
    lr: "lr",
    betas: "betas",
    eps: "eps",
    weightDecay: "weight_decay",
    momentumDecay: "momentum_decay",
    decoupledWeightDecay: "decoupled_weight_decay",
    maximize: "maximize",
  };
  protected override readonly extras = { foreach: null, capturable: false, differentiable: false };
  protected override readonly numbers: ReadonlySet<string> = new Set(["step", "mu_product"]);

  /**
   * NAdam: Adam with Nesterov momentum. Options, by name, or the learning rate alone: lr = 0.002, betas = [0.9, 0.999],
   * eps = 1e−8, weightDecay = 0, momentumDecay = 0.004, decoupledWeightDecay = false, maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.NAdam([w], { lr: 0.1 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.item() < 4; // → true
   */
  constructor(params: Params<NAdamOptions>, options: number | Partial<NAdamOptions> = {}) {
    noMore("NAdam", 2, arguments, true);
    super(
      params,
      {
        lr: 2e-3,
        betas: [0.9, 0.999],
        eps: 1e-8,
        weightDecay: 0,
        momentumDecay: 4e-3,
        decoupledWeightDecay: false,
        maximize: false,
      },
      options,
    );
  }

  protected override check(o: NAdamOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("epsilon value", o.eps, (v) => v >= 0);
    checkBetas(o.betas);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
    checkOption("momentum_decay value", o.momentumDecay, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<NAdamOptions>): void {
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
        mu_product: 1,
        exp_avg: empty(p.shape, p.dtype),
        exp_avg_sq: empty(p.shape, p.dtype),
      }));
      // PyTorch keeps the product in a float32 tensor.
      everyRun(() => {
        s.mu_product = Math.fround(s.mu_product * Math.fround(momentum(group, s.step)));
      });
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
      const root = quotient(
        s.exp_avg_sq,
        live(() => 1 - group.betas[1] ** s.step),
      )
        .sqrt_()
        .add_(group.eps);
      addQuotient_(
        p,
        d,
        root,
        live(() => (-group.lr * (1 - momentum(group, s.step))) / (1 - s.mu_product)),
      );
      addQuotient_(
        p,
        s.exp_avg,
        root,
        live(() => {
          const next = momentum(group, s.step + 1);
          const product = Math.fround(
            Math.fround(s.mu_product * Math.fround(momentum(group, s.step))) * Math.fround(next),
          );
          return (-group.lr * next) / (1 - product);
        }),
      );
    }
  }
}
