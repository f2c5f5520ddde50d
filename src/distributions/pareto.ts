import type { Tensor } from "../core/tensor.js";
import { clamp } from "../ops/pointwise/select.js";
import { log, reciprocal, square } from "../ops/pointwise/unary.js";
import { expand } from "../ops/view/view.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, greaterThanEq, positive } from "./constraints.js";
import type { DistributionOptions } from "./distribution.js";
import { Exponential } from "./exponential.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { AffineTransform } from "./transforms/affine.js";
import { ExpTransform } from "./transforms/exp.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Pareto} by name. */
export interface ParetoOptions extends DistributionOptions {
  /** The scale, above 0. */
  scale: Parameter;
  /** The exponent of the tail, above 0. */
  alpha: Parameter;
}

/** The arguments of {@link Pareto}, by position or by name. */
export type ParetoArguments = Given<[scale: Parameter, alpha: Parameter], ParetoOptions>;

/**
 * The Pareto distribution: numbers from `scale` on, whose density falls by the power alpha + 1.
 *
 * @throws KindlingError `distribution-argument` for a parameter of 0 or less, or NaN.
 * @example
 * new distributions.Pareto(1, 3).mean; // → tensor(1.5000)
 */
export class Pareto extends TransformedDistribution {
  static override readonly name: string = "Pareto";
  /** The scale: the width. */
  readonly scale: Tensor;
  /** The exponent of the tail. */
  readonly alpha: Tensor;
  constructor(...args: ParetoArguments) {
    const { validateArgs, ...o } = read<ParetoOptions>("Pareto", ["scale", "alpha"], args),
      [scale, alpha] = broadcastAll(o.scale, o.alpha);
    super(new Exponential(alpha, { validateArgs }), [new ExpTransform(), new AffineTransform(0, scale)], {
      validateArgs,
    });
    this.scale = scale;
    this.alpha = alpha;
    this.begin(this.batch, this.event, validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { alpha: positive, scale: positive };
  }
  override get support(): Constraint {
    return greaterThanEq(this.scale);
  }
  override get mean(): Tensor {
    const a = clamp(this.alpha, 1);
    return div(mul(a, this.scale), sub(a, 1));
  }
  override get mode(): Tensor {
    return this.scale;
  }
  override get variance(): Tensor {
    const a = clamp(this.alpha, 2);
    return div(mul(square(this.scale), a), mul(square(sub(a, 1)), sub(a, 2)));
  }
  protected override expanded(shape: readonly number[]): this {
    return super.expanded(shape).like(shape, { scale: expand(this.scale, shape), alpha: expand(this.alpha, shape) });
  }
  protected override uncertainty(): Tensor {
    return add(log(div(this.scale, this.alpha)), add(1, reciprocal(this.alpha)));
  }
}
