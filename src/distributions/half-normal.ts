import type { Tensor } from "../core/tensor.js";
import { noMore } from "../diagnose/arguments.js";
import { add, div, ge, mul, sub } from "../ops/binary.js";
import { where } from "../ops/select.js";
import { square } from "../ops/unary.js";
import { type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, nonnegative, positive } from "./constraints.js";
import { Normal } from "./normal.js";
import type { DistributionOptions } from "./distribution.js";
import { like } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { AbsTransform } from "./transforms/abs.js";

/** The arguments of {@link HalfNormal} by name. */
export interface HalfNormalOptions extends DistributionOptions { scale: Parameter }

/** The arguments of {@link HalfNormal}, by place or by name. */
export type HalfNormalArguments = Given<[scale: Parameter], HalfNormalOptions>;

/**
 * The absolute values of normal numbers of the mean 0 and the standard deviation `scale`.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.HalfNormal(1).mean; // → tensor(0.7979)
 */
export class HalfNormal extends TransformedDistribution {
  static override readonly name: string = "HalfNormal";
  constructor(...args: HalfNormalArguments) {
    const { scale, validateArgs } = read<HalfNormalOptions>("HalfNormal", ["scale"], args);
    super(new Normal(0, scale, { validateArgs: false }), new AbsTransform(), { validateArgs });
  }
  private get base(): Normal { return this.baseDist as Normal; }
  /** How wide it is. */
  get scale(): Tensor { return this.base.scale; }
  override get argConstraints(): Readonly<Record<string, Constraint>> { return { scale: positive }; }
  protected override get derives(): readonly string[] { return ["scale"]; }
  override get support(): Constraint { return nonnegative; }
  override get mean(): Tensor { return mul(this.scale, Math.sqrt(2 / Math.PI)); }
  override get mode(): Tensor { return like(this.scale, 0); }
  override get variance(): Tensor { return mul(square(this.scale), 1 - 2 / Math.PI); }
  protected override logDensity(value: Tensor): Tensor { return where(ge(value, 0), add(this.base.logProb(value), Math.LN2), -Infinity); }
  override cdf(value: Tensor): Tensor {
    noMore("cdf", 1, arguments, true);
    return sub(mul(2, this.base.cdf(this.checked("cdf", value))), 1);
  }
  protected override quantile(value: Tensor): Tensor { return this.base.icdf(div(add(value, 1), 2)); }
  protected override uncertainty(): Tensor { return sub(this.base.entropy(), Math.LN2); }
}
