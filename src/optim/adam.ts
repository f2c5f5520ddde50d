import { empty } from "../core/dispatch.js";
import { recorder } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { checkOption, gradientOf, Optimizer, type ParamGroup, type Params } from "./optimizer.js";

/** Options of {@link Adam} and AdamW, for all parameters or for one group. */
export interface AdamOptions {
  /** Learning rate. Default 0.001. */
  lr: number;
  /** How much of the running means of the gradient and of its square is kept each step. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the divisor so that it is never 0. Default 1e-8. */
  eps: number;
  /** Pull towards 0: in Adam part of the gradient (default 0), in AdamW of its own (default 0.01). */
  weightDecay: number;
  /** Divide by the largest mean square so far. Default false. */
  amsgrad: boolean;
  /** Climb instead of descending. Default false. */
  maximize: boolean;
}

/**
 * Adam: each weight moves by its running mean gradient divided by the root of its running mean square.
 *
 * Source: torch/optim/adam.py; Kingma & Ba 2015, "Adam: A Method for Stochastic Optimization".
 *
 * @example
 * const w = tensor([4], { requiresGrad: true });
 * const optimizer = new optim.Adam([w], { lr: 0.5 });
 * w.mul(w).sum().backward();
 * optimizer.step();
 * w.tolist(); // → 3.5
 */
export class Adam extends Optimizer<AdamOptions> {
  protected readonly names = { lr: "lr", betas: "betas", eps: "eps", weightDecay: "weight_decay", amsgrad: "amsgrad", maximize: "maximize" };
  protected readonly extras = { foreach: null, capturable: false, differentiable: false, fused: null };

  constructor(params: Params<AdamOptions>, options: number | Partial<AdamOptions> = {}) {
    super(params, { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false, maximize: false }, options);
  }

  protected check(o: AdamOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("epsilon value", o.eps, (v) => v >= 0);
    if (!Array.isArray(o.betas) || o.betas.length !== 2) fail("optimizer-option", `betas must be two numbers, but got ${String(o.betas)}`);
    o.betas.forEach((b, i) => checkOption(`beta parameter at index ${i}`, b, (v) => v >= 0 && v < 1));
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
  }

  protected unchanged(g: ParamGroup<AdamOptions>): () => boolean {
    const { betas: [b1, b2], eps, weightDecay, amsgrad, maximize } = g;
    return () => g.betas[0] === b1 && g.betas[1] === b2 && g.eps === eps && g.weightDecay === weightDecay && g.amsgrad === amsgrad && g.maximize === maximize;
  }

  protected update(group: ParamGroup<AdamOptions>): void {
    for (const p of group.params) if (p.gradient !== null) this.moveBy(p, gradientOf(p, p.gradient, group.maximize, group.weightDecay), group);
  }

  /** One parameter's step along `d`. */
  protected moveBy(p: Tensor, d: Tensor, group: AdamOptions): void {
    const { lr, betas: [b1, b2], eps, amsgrad } = group;
    const s = this.stateOf(p, () => ({ step: 0, exp_avg: empty(p.shape, p.dtype), exp_avg_sq: empty(p.shape, p.dtype) }));
    const step = (s["step"] as number) + 1;
    s["step"] = step;
    if (recorder !== null) recorder.everyRun(() => { (s["step"] as number)++; });
    const mean = s["exp_avg"] as Tensor, square = s["exp_avg_sq"] as Tensor;
    mean.mul_(b1).add_(d, { alpha: 1 - b1 });
    square.mul_(b2).addcmul_(d, d, { value: 1 - b2 });
    let largest = square;
    if (amsgrad) {
      const before = s["max_exp_avg_sq"] as Tensor | undefined;
      s["max_exp_avg_sq"] = largest = before === undefined ? square.clone() : before.copy_(before.maximum(square));
    }
    const root = largest.sqrt().div_(recorder === null ? Math.sqrt(1 - b2 ** step) : recorder.live(() => Math.sqrt(1 - b2 ** (s["step"] as number)))).add_(eps);
    p.addcdiv_(mean, root, { value: recorder === null ? -lr / (1 - b1 ** step) : recorder.live(() => -group.lr / (1 - b1 ** (s["step"] as number))) });
  }
}
