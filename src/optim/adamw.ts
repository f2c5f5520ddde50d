import { live } from "../core/recorder.js";
import { scale_ } from "../ops/pointwise/update.js";
import { Adam, type AdamOptions } from "./adam.js";
import { optimizer, type ParamGroup, type Params } from "./optimizer.js";
import { isNamed, noMore } from "../diagnose/arguments.js";

/**
 * Adam with weight decay decoupled from the gradient: `p ← p · (1 − lr · weightDecay)` before each step.
 *
 * Source: torch/optim/adamw.py; Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization".
 *
 * Options, by name, or the learning rate alone: lr = 0.001, betas = [0.9, 0.999], eps = 1e−8, weightDecay = 0.01,
 * amsgrad = false, maximize = false.
 */
export class AdamW extends Adam {
  static override readonly name = /* @__PURE__ */ optimizer(this, "AdamW");
  /**
   * Adam with weight decay decoupled from the gradient: `p ← p · (1 − lr · weightDecay)` before each step. Options, by
   * name, or the learning rate alone: lr = 0.001, betas = [0.9, 0.999], eps = 1e−8, weightDecay = 0.01,
   * amsgrad = false, maximize = false.
   *
   * @example
   * const w = tensor([1, 2], { requiresGrad: true });
   * new optim.AdamW([w]).defaults.weightDecay; // → 0.01
   */
  constructor(params: Params<AdamOptions>, options: number | Partial<AdamOptions> = {}) {
    noMore("AdamW", 2, arguments, true);
    super(
      params,
      typeof options === "number"
        ? { weightDecay: 0.01, lr: options }
        : isNamed(options)
          ? { weightDecay: 0.01, ...options }
          : options,
    );
  }

  protected override update(group: ParamGroup<AdamOptions>): void {
    for (const p of group.params) {
      const g = p.gradient;
      if (g === null) continue;
      scale_(
        p,
        live(() => 1 - group.lr * group.weightDecay),
      );
      this.moveBy(p, group.maximize ? g.neg() : g, group);
    }
  }
}
