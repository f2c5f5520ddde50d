import { empty, full } from "../core/dispatch.js";
import { fail } from "../diagnose/error.js";
import { checkOption, gradientOf, Optimizer, optimizer, type ParamGroup, type Params } from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";
import { where } from "../ops/pointwise/where.js";

/** Options of {@link Rprop}, for all parameters or for one group. */
export interface RpropOptions {
  /** The size of the first step. Default 0.01. */
  lr: number;
  /** The factors of a step after its gradient changed sign, and after it kept it. Default [0.5, 1.2]. */
  etas: readonly [number, number];
  /** The smallest and the largest step. Default [1e-6, 50]. */
  stepSizes: readonly [number, number];
  /** Whether to maximize instead of minimize. Default false. */
  maximize: boolean;
}

/**
 * Rprop: each weight has its own step size, which grows while its gradient keeps its sign and shrinks when it changes;
 * the size of the gradient does not matter. For full batches.
 *
 * Source: torch/optim/rprop.py; Riedmiller & Braun 1993, "A direct adaptive method for faster backpropagation learning".
 *
 * Options, by name, or the learning rate alone: lr = 0.01, etas = [0.5, 1.2], stepSizes = [1e−6, 50], maximize = false.
 */
export class Rprop extends Optimizer<RpropOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "Rprop");
  protected override readonly names = { lr: "lr", etas: "etas", stepSizes: "step_sizes", maximize: "maximize" };
  protected override readonly extras = { foreach: null, differentiable: false, capturable: false };

  /**
   * Rprop: each weight has its own step size, which grows while its gradient keeps its sign and shrinks when it
   * changes; the size of the gradient does not matter. Options, by name, or the learning rate alone: lr = 0.01,
   * etas = [0.5, 1.2], stepSizes = [1e−6, 50], maximize = false.
   *
   * @example
   * const w = tensor([4], { requiresGrad: true });
   * const optimizer = new optim.Rprop([w], { lr: 0.5 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 3.5
   */
  constructor(params: Params<RpropOptions>, options: number | Partial<RpropOptions> = {}) {
    noMore("Rprop", 2, arguments, true);
    super(params, { lr: 1e-2, etas: [0.5, 1.2], stepSizes: [1e-6, 50], maximize: false }, options);
  }

  protected override check(o: RpropOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    const [minus, plus] = o.etas;
    if (!(minus > 0 && minus < 1 && plus > 1))
      fail(
        "optimizer-option",
        `Invalid eta values: ${String(minus)}, ${String(plus)}`,
        "the first lies between 0 and 1, the second above 1.",
      );
  }

  protected override update(group: ParamGroup<RpropOptions>): void {
    const [minus, plus] = group.etas,
      [smallest, largest] = group.stepSizes;
    for (const p of group.params) {
      if (p.gradient === null) continue;
      const d = gradientOf(p, p.gradient, group.maximize, 0);
      const s = this.nextState(p, () => ({
        step: 0,
        prev: empty(p.shape, p.dtype),
        step_size: full(p.shape, p.dtype, group.lr),
      }));
      const agreement = d.mul(s.prev),
        turned = agreement.lt(0);
      s.step_size
        .mul_(
          where(
            turned,
            full([], p.dtype, minus),
            where(agreement.gt(0), full([], p.dtype, plus), full([], p.dtype, 1)),
          ),
        )
        .clamp_(smallest, largest);
      s.prev.copy_(where(turned, 0, d)); // no step where the sign changed, and the next step does not count as a change
      p.addcmul_(s.prev.sign(), s.step_size, { value: -1 });
    }
  }
}
