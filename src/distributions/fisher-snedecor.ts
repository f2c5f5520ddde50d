import type { Tensor } from "../core/tensor.js";
import { le } from "../ops/pointwise/binary.js";
import { lgamma } from "../ops/special/gamma.js";
import { clamp, maskedFill } from "../ops/pointwise/select.js";
import { log, log1p, square } from "../ops/pointwise/unary.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, positive } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { Gamma } from "./gamma.js";
import { tinyOf } from "./tools.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link FisherSnedecor} by name. */
export interface FisherSnedecorOptions extends DistributionOptions {
  /** The degrees of freedom of the numerator, above 0. */
  df1: Parameter;
  /** The degrees of freedom of the denominator, above 0. */
  df2: Parameter;
}

/** The arguments of {@link FisherSnedecor}, by position or by name. */
export type FisherSnedecorArguments = Given<[df1: Parameter, df2: Parameter], FisherSnedecorOptions>;

/**
 * Fisher's and Snedecor's F distribution: the ratio of two chi-squared numbers, each divided by its degrees of freedom.
 *
 * @throws KindlingError `distribution-argument` for degrees of freedom of 0 or less, or NaN.
 * @example
 * new distributions.FisherSnedecor(2, 4).mean; // → tensor(2.)
 */
export class FisherSnedecor extends Distribution {
  static override readonly name: string = "FisherSnedecor";
  /** Degrees of freedom of the numerator. */
  readonly df1: Tensor;
  /** Degrees of freedom of the denominator. */
  readonly df2: Tensor;
  private readonly gamma1: Gamma;
  private readonly gamma2: Gamma;
  constructor(...args: FisherSnedecorArguments) {
    super();
    const o = read<FisherSnedecorOptions>("FisherSnedecor", ["df1", "df2"], args);
    [this.df1, this.df2] = broadcastAll(o.df1, o.df2);
    this.gamma1 = new Gamma(mul(this.df1, 0.5), this.df1, { validateArgs: o.validateArgs });
    this.gamma2 = new Gamma(mul(this.df2, 0.5), this.df2, { validateArgs: o.validateArgs });
    this.begin(this.df1.shape, [], o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { df1: positive, df2: positive };
  }
  override get support(): Constraint {
    return positive;
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mean(): Tensor {
    const d = maskedFill(this.df2, le(this.df2, 2), NaN);
    return div(d, sub(d, 2));
  }
  override get mode(): Tensor {
    return maskedFill(div(mul(div(sub(this.df1, 2), this.df1), this.df2), add(this.df2, 2)), le(this.df1, 2), NaN);
  }
  override get variance(): Tensor {
    const d = maskedFill(this.df2, le(this.df2, 4), NaN);
    return div(mul(mul(2, square(d)), sub(add(this.df1, d), 2)), mul(mul(this.df1, square(sub(d, 2))), sub(d, 4)));
  }
  protected override expanded(shape: readonly number[]): this {
    return super.expanded(shape).like(shape, { gamma1: this.gamma1.expand(shape), gamma2: this.gamma2.expand(shape) });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const X1 = this.gamma1.rsample(sampleShape),
      X2 = this.gamma2.rsample(sampleShape),
      tiny = tinyOf(X2);
    return clamp(div(X1, clamp(X2, tiny)), tiny);
  }
  protected override logDensity(value: Tensor): Tensor {
    const a = mul(this.df1, 0.5),
      b = mul(this.df2, 0.5),
      ratio = div(this.df1, this.df2),
      both = add(a, b);
    const t1 = sub(sub(lgamma(both), lgamma(a)), lgamma(b)),
      t2 = add(mul(a, log(ratio)), mul(sub(a, 1), log(value)));
    return sub(add(t1, t2), mul(both, log1p(mul(ratio, value))));
  }
}
