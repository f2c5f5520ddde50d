import { Tensor } from "../core/tensor.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, positive } from "./constraints.js";
import type { DistributionOptions } from "./distribution.js";
import { Gamma } from "./gamma.js";
import { mul } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Chi2} by name. */
export interface Chi2Options extends DistributionOptions {
  /** The degrees of freedom, above 0. */
  df: Parameter;
}

/** The arguments of {@link Chi2}, by position or by name. */
export type Chi2Arguments = Given<[df: Parameter], Chi2Options>;

/**
 * The chi-squared distribution of `df` degrees of freedom: the sum of as many squared normal numbers.
 *
 * @throws KindlingError `distribution-argument` for `df` of 0 or less, or NaN.
 * @example
 * new distributions.Chi2(3).mean; // → tensor(3.)
 */
export class Chi2 extends Gamma {
  static override readonly name: string = "Chi2";
  constructor(...args: Chi2Arguments) {
    const o = read<Chi2Options>("Chi2", ["df"], args),
      half = o.df instanceof Tensor ? mul(0.5, o.df) : mul(broadcastAll(o.df)[0], 0.5);
    super(half, 0.5, { validateArgs: o.validateArgs });
  }
  /** Degrees of freedom. */
  get df(): Tensor {
    return mul(this.concentration, 2);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { df: positive };
  }
  protected override get derives(): readonly string[] {
    return ["df"];
  }
  protected override expanded(shape: readonly number[]): this {
    const { concentration, rate } = new Gamma(this.concentration, this.rate, { validateArgs: false }).expand(shape);
    return this.like(shape, { concentration, rate });
  }
}
