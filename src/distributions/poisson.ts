import { noGrad } from "../core/modes.js";
import type { Tensor } from "../core/tensor.js";
import { lgamma } from "../ops/special/gamma.js";
import { xlogy } from "../ops/special/logs.js";
import { floor } from "../ops/pointwise/unary.js";
import { contiguous } from "../ops/pointwise/cast.js";
import { expand } from "../ops/view/view.js";
import { poisson } from "../tensor/fills.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, nonnegative, nonnegativeInteger } from "./constraints.js";
import { Distribution } from "./distribution.js";
import type { RateOptions } from "./exponential.js";
import { add, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Poisson}, by position or by name. */
export type PoissonArguments = Given<[rate: Parameter], RateOptions>;

/**
 * The Poisson distribution: the number of events in a unit of time, on average `rate`.
 *
 * @throws KindlingError `distribution-argument` for a negative rate, or NaN.
 * @example
 * new distributions.Poisson(2).logProb(tensor(1)); // → tensor(-1.3069)
 */
export class Poisson extends Distribution {
  static override readonly name: string = "Poisson";
  /** The rate per unit of time: 1 / mean, or a factor of it. */
  readonly rate: Tensor;
  constructor(...args: PoissonArguments) {
    super();
    const o = read<RateOptions>("Poisson", ["rate"], args);
    [this.rate] = broadcastAll(o.rate);
    this.begin(this.rate.shape, [], o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { rate: nonnegative };
  }
  override get support(): Constraint {
    return nonnegativeInteger;
  }
  override get mean(): Tensor {
    return this.rate;
  }
  override get mode(): Tensor {
    return floor(this.rate);
  }
  override get variance(): Tensor {
    return this.rate;
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return noGrad(() => poisson(contiguous(expand(this.rate, this.extended(sampleShape)))));
  }
  protected override logDensity(value: Tensor): Tensor {
    return sub(sub(xlogy(value, this.rate), this.rate), lgamma(add(value, 1)));
  }
}
