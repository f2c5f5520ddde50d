import type { Tensor } from "../core/tensor.js";
import { square } from "../ops/pointwise/unary.js";
import { type Given, type Parameter, read } from "./arguments.js";
import { Normal } from "./normal.js";
import type { DistributionOptions } from "./distribution.js";
import { Half } from "./half.js";
import { AbsTransform } from "./transforms/abs.js";
import { mul } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link HalfNormal} by name. */
export interface HalfNormalOptions extends DistributionOptions {
  /** The scale, above 0. */
  scale: Parameter;
}

/** The arguments of {@link HalfNormal}, by position or by name. */
export type HalfNormalArguments = Given<[scale: Parameter], HalfNormalOptions>;

/**
 * The absolute values of normal numbers of the mean 0 and the standard deviation `scale`.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.HalfNormal(1).mean; // → tensor(0.7979)
 */
export class HalfNormal extends Half<Normal> {
  static override readonly name: string = "HalfNormal";
  constructor(...args: HalfNormalArguments) {
    const { scale, validateArgs } = read<HalfNormalOptions>("HalfNormal", ["scale"], args);
    super(new Normal(0, scale, { validateArgs: false }), new AbsTransform(), { validateArgs });
  }
  override get mean(): Tensor {
    return mul(this.scale, Math.sqrt(2 / Math.PI));
  }
  override get variance(): Tensor {
    return mul(square(this.scale), 1 - 2 / Math.PI);
  }
}
