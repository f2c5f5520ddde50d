import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { gt, le, lt } from "../ops/pointwise/binary.js";
import { cast } from "../ops/pointwise/cast.js";
import { clamp } from "../ops/pointwise/select.js";
import { log, square } from "../ops/pointwise/unary.js";
import { detach } from "../ops/view/view.js";
import { rand } from "../tensor/creation.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, dependent, interval } from "./constraints.js";
import { demand, Distribution, type DistributionOptions } from "./distribution.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Uniform} by name. */
export interface UniformOptions extends DistributionOptions {
  /** The lower end. */
  low: Parameter;
  /** The upper end, exclusive. */
  high: Parameter;
}

/** The arguments of {@link Uniform}, by position or by name. */
export type UniformArguments = Given<[low: Parameter, high: Parameter], UniformOptions>;

/**
 * The uniform distribution of [low, high).
 *
 * @throws KindlingError `distribution-argument` if `low` is not below `high`.
 * @example
 * new distributions.Uniform(0, 4).entropy(); // → tensor(1.3863)
 */
export class Uniform extends Distribution {
  static override readonly name: string = "Uniform";
  /** The lower bound. */
  readonly low: Tensor;
  /** The upper bound. */
  readonly high: Tensor;
  constructor(...args: UniformArguments) {
    super();
    const o = read<UniformOptions>("Uniform", ["low", "high"], args);
    [this.low, this.high] = broadcastAll(o.low, o.high);
    this.begin(this.low.shape, [], o.validateArgs);
    if (this.checks)
      demand(lt(detach(this.low), this.high), this.low, () =>
        fail(
          "distribution-argument",
          "Uniform is not defined when low>= high",
          "the first number is the lower bound: new Uniform(0, 1).",
        ),
      );
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { low: dependent, high: dependent };
  }
  override get support(): Constraint {
    return interval(this.low, this.high);
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return div(add(this.high, this.low), 2);
  }
  override get mode(): Tensor {
    return mul(NaN, this.high);
  }
  override get stddev(): Tensor {
    return div(sub(this.high, this.low), Math.sqrt(12));
  }
  override get variance(): Tensor {
    return div(square(sub(this.high, this.low)), 12);
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return add(this.low, mul(rand(this.extended(sampleShape), { dtype: this.low.dtype }), sub(this.high, this.low)));
  }
  protected override logDensity(value: Tensor): Tensor {
    const inside = mul(cast(le(this.low, value), this.low.dtype), cast(gt(this.high, value), this.low.dtype));
    return sub(log(inside), log(sub(this.high, this.low)));
  }
  protected override cumulative(value: Tensor): Tensor {
    return clamp(div(sub(value, this.low), sub(this.high, this.low)), 0, 1);
  }
  protected override quantile(value: Tensor): Tensor {
    return add(mul(value, sub(this.high, this.low)), this.low);
  }
  protected override uncertainty(): Tensor {
    return log(sub(this.high, this.low));
  }
}
