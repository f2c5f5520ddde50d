import type { Tensor } from "../core/tensor.js";
import { pow } from "../ops/pointwise/binary.js";
import { lgamma } from "../ops/special/gamma.js";
import { exp, log, reciprocal, square } from "../ops/pointwise/unary.js";
import { expand } from "../ops/view/view.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, positive } from "./constraints.js";
import type { DistributionOptions } from "./distribution.js";
import { Exponential } from "./exponential.js";
import { EULER, like } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { AffineTransform } from "./transforms/affine.js";
import { PowerTransform } from "./transforms/power.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Weibull} by name. */
export interface WeibullOptions extends DistributionOptions {
  /** The scale, above 0. */
  scale: Parameter;
  /** The shape parameter, above 0. */
  concentration: Parameter;
}

/** The arguments of {@link Weibull}, by position or by name. */
export type WeibullArguments = Given<[scale: Parameter, concentration: Parameter], WeibullOptions>;

/**
 * The Weibull distribution: the lifetime of something whose failure rate increases (`concentration` above 1) or
 * decreases (below 1) with time.
 *
 * @throws KindlingError `distribution-argument` for a parameter of 0 or less, or NaN.
 * @example
 * new distributions.Weibull(2, 1).mean; // → tensor(2.)
 */
export class Weibull extends TransformedDistribution {
  static override readonly name: string = "Weibull";
  /** The scale: the width. */
  readonly scale: Tensor;
  /** The concentration parameter. */
  readonly concentration: Tensor;
  constructor(...args: WeibullArguments) {
    const { validateArgs, ...o } = read<WeibullOptions>("Weibull", ["scale", "concentration"], args),
      [scale, concentration] = broadcastAll(o.scale, o.concentration);
    super(
      new Exponential(like(scale, 1), { validateArgs }),
      [new PowerTransform(reciprocal(concentration)), new AffineTransform(0, scale)],
      { validateArgs },
    );
    this.scale = scale;
    this.concentration = concentration;
    this.begin(this.batch, this.event, validateArgs);
  }
  private get inverse(): Tensor {
    return reciprocal(this.concentration);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { scale: positive, concentration: positive };
  }
  override get support(): Constraint {
    return positive;
  }
  override get mean(): Tensor {
    return mul(this.scale, exp(lgamma(add(1, this.inverse))));
  }
  override get mode(): Tensor {
    return mul(this.scale, pow(div(sub(this.concentration, 1), this.concentration), this.inverse));
  }
  override get variance(): Tensor {
    return mul(
      square(this.scale),
      sub(exp(lgamma(add(1, mul(2, this.inverse)))), exp(mul(2, lgamma(add(1, this.inverse))))),
    );
  }
  protected override expanded(shape: readonly number[]): this {
    return super
      .expanded(shape)
      .like(shape, { scale: expand(this.scale, shape), concentration: expand(this.concentration, shape) });
  }
  protected override uncertainty(): Tensor {
    return add(add(mul(EULER, sub(1, this.inverse)), log(mul(this.scale, this.inverse))), 1);
  }
}
