import type { Tensor } from "../core/tensor.js";
import { gt, le, logicalAnd } from "../ops/pointwise/binary.js";
import { digamma, lgamma } from "../ops/special/gamma.js";
import { maskedFill } from "../ops/pointwise/select.js";
import { log, log1p, rsqrt, square } from "../ops/pointwise/unary.js";
import { randn } from "../tensor/creation.js";
import type { Rest } from "../diagnose/arguments.js";
import { broadcastAll, type Parameter, read } from "./arguments.js";
import { Chi2 } from "./chi2.js";
import { type Constraint, positive, real } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";
import { where } from "../ops/pointwise/where.js";

/** The arguments of {@link StudentT} by name. */
export interface StudentTOptions extends DistributionOptions {
  /** Degrees of freedom. */
  df: Parameter;
  /** Default 0. */
  loc?: Parameter;
  /** Default 1. */
  scale?: Parameter;
}

/** The arguments of {@link StudentT}, by position or by name. */
export type StudentTArguments = Rest<
  [df: Parameter, loc: Parameter, scale: Parameter, validateArgs: boolean],
  Partial<StudentTOptions>
>;

/**
 * Student's t distribution of `df` degrees of freedom.
 *
 * @throws KindlingError `distribution-argument` for `df` or a scale of 0 or less, or NaN.
 * @example
 * new distributions.StudentT(1).logProb(tensor(0)); // → tensor(-1.1447)
 */
export class StudentT extends Distribution {
  static override readonly name: string = "StudentT";
  /** Degrees of freedom. */
  readonly df: Tensor;
  /** The location: the centre. */
  readonly loc: Tensor;
  /** The scale: the width. */
  readonly scale: Tensor;
  private readonly chi2: Chi2;
  constructor(...args: StudentTArguments) {
    super();
    const o = read<StudentTOptions>("StudentT", ["df"], args, ["loc", "scale"]);
    [this.df, this.loc, this.scale] = broadcastAll(o.df, o.loc ?? 0, o.scale ?? 1);
    this.chi2 = new Chi2(this.df, { validateArgs: o.validateArgs });
    this.begin(this.df.shape, [], o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { df: positive, loc: real, scale: positive };
  }
  override get support(): Constraint {
    return real;
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return maskedFill(this.loc, le(this.df, 1), NaN);
  }
  override get mode(): Tensor {
    return this.loc;
  }
  override get variance(): Tensor {
    const { df } = this,
      has = gt(df, 2);
    const value = where(has, div(mul(square(this.scale), df), where(has, sub(df, 2), 1)), df);
    return maskedFill(maskedFill(value, logicalAnd(le(df, 2), gt(df, 1)), Infinity), le(df, 1), NaN);
  }
  protected override expanded(shape: readonly number[]): this {
    return super.expanded(shape).like(shape, { chi2: this.chi2.expand(shape) });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const X = randn(this.extended(sampleShape), { dtype: this.df.dtype }),
      Z = this.chi2.rsample(sampleShape);
    return add(this.loc, mul(this.scale, mul(X, rsqrt(div(Z, this.df)))));
  }
  protected override logDensity(value: Tensor): Tensor {
    const { df } = this,
      y = div(sub(value, this.loc), this.scale),
      more = add(df, 1);
    const Z = sub(
      add(add(add(log(this.scale), mul(0.5, log(df))), 0.5 * Math.log(Math.PI)), lgamma(mul(0.5, df))),
      lgamma(mul(0.5, more)),
    );
    return sub(mul(mul(-0.5, more), log1p(div(square(y), df))), Z);
  }
  protected override uncertainty(): Tensor {
    const { df } = this,
      half = mul(0.5, df),
      more = mul(0.5, add(df, 1));
    const lbeta = sub(add(lgamma(half), 0.5 * Math.log(Math.PI)), lgamma(more));
    return add(add(add(log(this.scale), mul(more, sub(digamma(more), digamma(half)))), mul(0.5, log(df))), lbeta);
  }
}
