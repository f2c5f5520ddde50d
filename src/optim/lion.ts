import { empty } from "../core/dispatch.js";
import { live } from "../core/recorder.js";
import { runningMean_ } from "../ops/pointwise/optimizer-kernels.js";
import { addScaled_, scale_, scaled } from "../ops/pointwise/update.js";
import { checkBetas, checkOption, Optimizer, optimizer, type ParamGroup, type Params } from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link Lion}, for all parameters or for one group. */
export interface LionOptions {
  /** Learning rate; a tenth to a third of AdamW's value. Default 1e-4. */
  lr: number;
  /** The weight of the momentum in the step, and its decay rate. Default [0.9, 0.99]. */
  betas: readonly [number, number];
  /** Weight decay, decoupled as in AdamW; three to ten times AdamW's value. Default 0. */
  weightDecay: number;
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * Lion: each weight moves by the learning rate itself, in the sign of momentum and gradient combined. It keeps one
 * state per weight; Adam keeps two.
 *
 *     p ← p · (1 − lr · weightDecay) − lr · sign(β₁ m + (1 − β₁) g)
 *     m ← β₂ m + (1 − β₂) g
 *
 * PyTorch has no Lion; the state is called `exp_avg` as in the authors' own program.
 *
 * Source: Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", algorithm 2.
 *
 * Options, by name, or the learning rate alone: lr = 0.0001, betas = [0.9, 0.99], weightDecay = 0, maximize = false.
 */
export class Lion extends Optimizer<LionOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "Lion");
  protected override readonly names = { lr: "lr", betas: "betas", weightDecay: "weight_decay", maximize: "maximize" };
  protected override readonly extras = {};

  /**
   * Lion: each weight moves by the learning rate itself, in the sign of momentum and gradient combined. Options, by
   * name, or the learning rate alone: lr = 0.0001, betas = [0.9, 0.99], weightDecay = 0, maximize = false.
   *
   * @example
   * const w = tensor([4, -1], { requiresGrad: true });
   * const optimizer = new optim.Lion([w], { lr: 0.5 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 3.5,-0.5
   */
  constructor(params: Params<LionOptions>, options: number | Partial<LionOptions> = {}) {
    noMore("Lion", 2, arguments, true);
    super(params, { lr: 1e-4, betas: [0.9, 0.99], weightDecay: 0, maximize: false }, options);
  }

  protected override check(o: LionOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkBetas(o.betas);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
  }

  protected override update(group: ParamGroup<LionOptions>): void {
    for (const p of group.params) {
      if (p.gradient === null) continue;
      const d = group.maximize ? p.gradient.neg() : p.gradient;
      const { exp_avg: m } = this.stateOf(p, () => ({ exp_avg: empty(p.shape, p.dtype) }));
      const direction = addScaled_(
        scaled(
          m,
          live(() => group.betas[0]),
        ),
        d,
        live(() => 1 - group.betas[0]),
      ).sign_();
      scale_(
        p,
        live(() => 1 - group.lr * group.weightDecay),
      );
      addScaled_(
        p,
        direction,
        live(() => -group.lr),
      );
      runningMean_(
        m,
        d,
        live(() => group.betas[1]),
        live(() => 1 - group.betas[1]),
      );
    }
  }
}
