import type { Tensor } from "../core/tensor.js";
import { noMore } from "../diagnose/arguments.js";
import { add, div, ge, mul, sub } from "../ops/binary.js";
import { where } from "../ops/select.js";
import { type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, nonnegative, positive } from "./constraints.js";
import { Cauchy } from "./cauchy.js";
import type { DistributionOptions } from "./distribution.js";
import { like } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { AbsTransform } from "./transforms/abs.js";

/** The arguments of {@link HalfCauchy} by name. */
export interface HalfCauchyOptions extends DistributionOptions { scale: Parameter }

/** The arguments of {@link HalfCauchy}, by place or by name. */
export type HalfCauchyArguments = Given<[scale: Parameter], HalfCauchyOptions>;

/**
 * The absolute values of Cauchy numbers around 0.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.HalfCauchy(1).cdf(tensor(1)); // → tensor(0.5000)
 */
export class HalfCauchy extends TransformedDistribution {
  static override readonly name: string = "HalfCauchy";
  constructor(...args: HalfCauchyArguments) {
    const { scale, validateArgs } = read<HalfCauchyOptions>("HalfCauchy", ["scale"], args);
    super(new Cauchy(0, scale, { validateArgs: false }), new AbsTransform(), { validateArgs });
  }
  private get base(): Cauchy { return this.baseDist as Cauchy; }
  /** How wide it is. */
  get scale(): Tensor { return this.base.scale; }
  override get argConstraints(): Readonly<Record<string, Constraint>> { return { scale: positive }; }
  protected override get derives(): readonly string[] { return ["scale"]; }
  override get support(): Constraint { return nonnegative; }
  override get mean(): Tensor { return like(this.scale, Infinity, this.extended()); }
  override get mode(): Tensor { return like(this.scale, 0); }
  override get variance(): Tensor { return this.base.variance; }
  protected override logDensity(value: Tensor): Tensor { return where(ge(value, 0), add(this.base.logProb(value), Math.LN2), -Infinity); }
  override cdf(value: Tensor): Tensor {
    noMore("cdf", 1, arguments, true);
    return sub(mul(2, this.base.cdf(this.checked("cdf", value))), 1);
  }
  protected override quantile(value: Tensor): Tensor { return this.base.icdf(div(add(value, 1), 2)); }
  protected override uncertainty(): Tensor { return sub(this.base.entropy(), Math.LN2); }
}
