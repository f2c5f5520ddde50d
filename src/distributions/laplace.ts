import type { Tensor } from "../core/tensor.js";
import { abs, expm1, log, log1p, sign, square } from "../ops/pointwise/unary.js";
import { empty } from "../core/dispatch.js";
import { uniform_ } from "../tensor/fills.js";
import { LocScale, type LocScaleArguments } from "./loc-scale.js";
import { epsOf } from "./tools.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

/**
 * The Laplace distribution: two exponential ones, back to back, around `loc`.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.Laplace(0, 1).logProb(tensor(0)); // → tensor(-0.6931)
 */
export class Laplace extends LocScale {
  static override readonly name: string = "Laplace";
  constructor(...args: LocScaleArguments) {
    super("Laplace", args);
  }
  override get mean(): Tensor {
    return this.loc;
  }
  override get variance(): Tensor {
    return mul(2, square(this.scale));
  }
  override get stddev(): Tensor {
    return mul(Math.SQRT2, this.scale);
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const u = uniform_(empty(this.extended(sampleShape), this.loc.dtype), epsOf(this.loc) - 1, 1);
    return sub(this.loc, mul(mul(this.scale, sign(u)), log1p(neg(abs(u)))));
  }
  protected override logDensity(value: Tensor): Tensor {
    return sub(neg(log(mul(2, this.scale))), div(abs(sub(value, this.loc)), this.scale));
  }
  protected override cumulative(value: Tensor): Tensor {
    const d = sub(value, this.loc);
    return sub(0.5, mul(mul(0.5, sign(d)), expm1(div(neg(abs(d)), this.scale))));
  }
  protected override quantile(value: Tensor): Tensor {
    const term = sub(value, 0.5);
    return sub(this.loc, mul(mul(this.scale, sign(term)), log1p(mul(-2, abs(term)))));
  }
  protected override uncertainty(): Tensor {
    return add(1, log(mul(2, this.scale)));
  }
}
