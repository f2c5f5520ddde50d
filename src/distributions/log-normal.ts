import type { Tensor } from "../core/tensor.js";
import { exp, square } from "../ops/pointwise/unary.js";
import { read } from "./arguments.js";
import { type Constraint, positive, real } from "./constraints.js";
import type { LocScaleArguments, LocScaleOptions } from "./loc-scale.js";
import { Normal } from "./normal.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { ExpTransform } from "./transforms/exp.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";

/**
 * The log-normal distribution: e to the power of normal numbers of the mean `loc` and the standard deviation `scale`.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.LogNormal(0, 1).mean; // → tensor(1.6487)
 */
export class LogNormal extends TransformedDistribution {
  static override readonly name: string = "LogNormal";
  constructor(...args: LocScaleArguments) {
    const { loc, scale, validateArgs } = read<LocScaleOptions>("LogNormal", ["loc", "scale"], args);
    super(new Normal(loc, scale, { validateArgs }), new ExpTransform(), { validateArgs });
  }
  private get normal(): Normal {
    return this.baseDist as Normal;
  }
  /** The location: the centre. */
  get loc(): Tensor {
    return this.normal.loc;
  }
  /** The scale: the width. */
  get scale(): Tensor {
    return this.normal.scale;
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive };
  }
  override get support(): Constraint {
    return positive;
  }
  override get mean(): Tensor {
    return exp(add(this.loc, div(square(this.scale), 2)));
  }
  override get mode(): Tensor {
    return exp(sub(this.loc, square(this.scale)));
  }
  override get variance(): Tensor {
    const v = square(this.scale);
    return mul(sub(exp(v), 1), exp(add(mul(2, this.loc), v)));
  }
  protected override uncertainty(): Tensor {
    return add(this.normal.entropy(), this.loc);
  }
}
