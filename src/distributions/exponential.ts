import { empty } from "../core/dispatch.js";
import type { Tensor } from "../core/tensor.js";
import { exp, log, reciprocal, square } from "../ops/pointwise/unary.js";
import { exponential_ } from "../tensor/fills.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, nonnegative, positive } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { like } from "./tools.js";
import { div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Exponential} and {@link Poisson} by name. */
export interface RateOptions extends DistributionOptions {
  /** The rate, above 0: 1 / scale. */
  rate: Parameter;
}

/** The arguments of {@link Exponential}, by position or by name. */
export type ExponentialArguments = Given<[rate: Parameter], RateOptions>;

/**
 * The exponential distribution: the waiting time for an event that happens `rate` times per unit of time.
 *
 * @throws KindlingError `distribution-argument` for a rate of 0 or less, or NaN.
 * @example
 * new distributions.Exponential(2).mean; // → tensor(0.5000)
 */
export class Exponential extends Distribution {
  static override readonly name: string = "Exponential";
  /** The rate per unit of time: 1 / mean, or a factor of it. */
  readonly rate: Tensor;
  constructor(...args: ExponentialArguments) {
    super();
    const o = read<RateOptions>("Exponential", ["rate"], args);
    [this.rate] = broadcastAll(o.rate);
    this.begin(this.rate.shape, [], o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { rate: positive };
  }
  override get support(): Constraint {
    return nonnegative;
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return reciprocal(this.rate);
  }
  override get mode(): Tensor {
    return like(this.rate, 0);
  }
  override get stddev(): Tensor {
    return reciprocal(this.rate);
  }
  override get variance(): Tensor {
    return reciprocal(square(this.rate));
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return div(exponential_(empty(this.extended(sampleShape), this.rate.dtype)), this.rate);
  }
  protected override logDensity(value: Tensor): Tensor {
    return sub(log(this.rate), mul(this.rate, value));
  }
  protected override cumulative(value: Tensor): Tensor {
    return sub(1, exp(mul(neg(this.rate), value)));
  }
  protected override quantile(value: Tensor): Tensor {
    return div(neg(log(sub(1, value))), this.rate);
  }
  protected override uncertainty(): Tensor {
    return sub(1, log(this.rate));
  }
}
