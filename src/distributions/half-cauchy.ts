import type { Tensor } from "../core/tensor.js";
import { type Given, type Parameter, read } from "./arguments.js";
import { Cauchy } from "./cauchy.js";
import type { DistributionOptions } from "./distribution.js";
import { Half } from "./half.js";
import { like } from "./tools.js";
import { AbsTransform } from "./transforms/abs.js";

/** The arguments of {@link HalfCauchy} by name. */
export interface HalfCauchyOptions extends DistributionOptions {
  /** The scale, above 0. */
  scale: Parameter;
}

/** The arguments of {@link HalfCauchy}, by position or by name. */
export type HalfCauchyArguments = Given<[scale: Parameter], HalfCauchyOptions>;

/**
 * The absolute values of Cauchy numbers around 0.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.HalfCauchy(1).cdf(tensor(1)); // → tensor(0.5000)
 */
export class HalfCauchy extends Half<Cauchy> {
  static override readonly name: string = "HalfCauchy";
  constructor(...args: HalfCauchyArguments) {
    const { scale, validateArgs } = read<HalfCauchyOptions>("HalfCauchy", ["scale"], args);
    super(new Cauchy(0, scale, { validateArgs: false }), new AbsTransform(), { validateArgs });
  }
  override get mean(): Tensor {
    return like(this.scale, Infinity, this.extended());
  }
  override get variance(): Tensor {
    return this.base.variance;
  }
}
