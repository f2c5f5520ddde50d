import { empty } from "../core/dispatch.js";
import { decided, everyRun, live } from "../core/recorder.js";
import { addScaled_, scale_ } from "../ops/pointwise/update.js";
import { checkOption, gradientOf, Optimizer, optimizer, type ParamGroup, type Params } from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link ASGD}, for all parameters or for one group. */
export interface ASGDOptions {
  /** Learning rate. Default 0.01. */
  lr: number;
  /** Decay of the weights and of the step size. Default 1e-4. */
  lambd: number;
  /** Exponent of the decay of the step size. Default 0.75. */
  alpha: number;
  /** The step after which averaging begins. Default 1,000,000. */
  t0: number;
  /** Weight decay (L2 penalty). Default 0. */
  weightDecay: number;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * Averaged SGD: SGD with decreasing steps, which also averages the weights over the steps after `t0`, in the state
 * under `ax`.
 *
 * Source: torch/optim/asgd.py; Polyak & Juditsky 1992, "Acceleration of stochastic approximation by averaging".
 *
 * Options, by name, or the learning rate alone: lr = 0.01, lambd = 0.0001, alpha = 0.75, t0 = 1000000, weightDecay = 0,
 * maximize = false.
 */
export class ASGD extends Optimizer<ASGDOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "ASGD");
  protected override readonly names = {
    lr: "lr",
    lambd: "lambd",
    alpha: "alpha",
    t0: "t0",
    weightDecay: "weight_decay",
    maximize: "maximize",
  };
  protected override readonly extras = { foreach: null, differentiable: false, capturable: false };
  protected override readonly numbers: ReadonlySet<string> = new Set(["step", "eta", "mu"]);

  /**
   * Averaged SGD: SGD with decreasing steps, which also averages the weights over the steps after `t0`, in the state
   * under `ax`. Options, by name, or the learning rate alone: lr = 0.01, lambd = 0.0001, alpha = 0.75, t0 = 1000000,
   * weightDecay = 0, maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.ASGD([w], { lr: 0.25, lambd: 0 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 2
   */
  constructor(params: Params<ASGDOptions>, options: number | Partial<ASGDOptions> = {}) {
    noMore("ASGD", 2, arguments, true);
    super(params, { lr: 1e-2, lambd: 1e-4, alpha: 0.75, t0: 1e6, weightDecay: 0, maximize: false }, options);
  }

  protected override check(o: ASGDOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<ASGDOptions>): void {
    const { lambd, alpha, t0 } = group;
    for (const p of group.params) {
      if (p.gradient === null) continue;
      const d = gradientOf(p, p.gradient, group.maximize, group.weightDecay);
      // eta is the size of this step, mu the weight of the newest value in the average. PyTorch keeps both in float32.
      const s = this.nextState(p, () => ({ step: 0, eta: Math.fround(group.lr), mu: 1, ax: empty(p.shape, p.dtype) }));
      scale_(
        p,
        live(() => 1 - lambd * s.eta),
      );
      addScaled_(
        p,
        d,
        live(() => -s.eta),
      );
      if (decided(() => s.mu === 1)) s.ax.copy_(p);
      else
        s.ax.add_(
          scale_(
            p.sub(s.ax),
            live(() => s.mu),
          ),
        );
      everyRun(() => {
        s.eta = Math.fround(group.lr / (1 + lambd * group.lr * s.step) ** alpha);
        s.mu = Math.fround(1 / Math.max(1, s.step - t0));
      });
    }
  }
}
