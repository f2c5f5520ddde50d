import type { Tensor } from "../core/tensor.js";
import { noGrad } from "../core/modes.js";
import { copy_ } from "../ops/pointwise/cast.js";
import { digamma, igamma, lgamma } from "../ops/special/gamma.js";
import { xlogy } from "../ops/special/logs.js";
import { clamp } from "../ops/pointwise/select.js";
import { log, square } from "../ops/pointwise/unary.js";
import { detach, expand } from "../ops/view/view.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, nonnegative, positive } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { standardGamma } from "./draw.js";
import { tinyOf } from "./tools.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Gamma} by name. */
export interface GammaOptions extends DistributionOptions {
  /** The shape parameter, above 0. */
  concentration: Parameter;
  /** The rate, above 0: 1 / scale. */
  rate: Parameter;
}

/** The arguments of {@link Gamma}, by position or by name. */
export type GammaArguments = Given<[concentration: Parameter, rate: Parameter], GammaOptions>;

/**
 * The gamma distribution of the shape `concentration` (α) and `rate` (β): mean α / β. Samples of `rsample` have implicit
 * gradients (Figurnov et al., 2018).
 *
 * @throws KindlingError `distribution-argument` for a parameter of 0 or less, or NaN.
 * @example
 * const d = new distributions.Gamma(2, 4);
 * [d.mean.item(), d.variance.item()].join(); // → 0.5,0.125
 */
export class Gamma extends Distribution {
  static override readonly name: string = "Gamma";
  /** The concentration parameter. */
  readonly concentration: Tensor;
  /** The rate per unit of time: 1 / mean, or a factor of it. */
  readonly rate: Tensor;
  constructor(...args: GammaArguments) {
    super();
    const o = read<GammaOptions>("Gamma", ["concentration", "rate"], args);
    [this.concentration, this.rate] = broadcastAll(o.concentration, o.rate);
    this.begin(this.concentration.shape, [], o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration: positive, rate: positive };
  }
  override get support(): Constraint {
    return nonnegative;
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return div(this.concentration, this.rate);
  }
  override get mode(): Tensor {
    return clamp(div(sub(this.concentration, 1), this.rate), 0);
  }
  override get variance(): Tensor {
    return div(this.concentration, square(this.rate));
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const shape = this.extended(sampleShape),
      value = div(standardGamma(expand(this.concentration, shape)), expand(this.rate, shape));
    noGrad(() => copy_(detach(value), clamp(detach(value), tinyOf(value)))); // the gradient knows nothing of it
    return value;
  }
  protected override logDensity(value: Tensor): Tensor {
    return sub(
      sub(add(xlogy(this.concentration, this.rate), xlogy(sub(this.concentration, 1), value)), mul(this.rate, value)),
      lgamma(this.concentration),
    );
  }
  protected override cumulative(value: Tensor): Tensor {
    return igamma(this.concentration, mul(this.rate, value));
  }
  protected override uncertainty(): Tensor {
    return add(
      add(sub(this.concentration, log(this.rate)), lgamma(this.concentration)),
      mul(sub(1, this.concentration), digamma(this.concentration)),
    );
  }
}
