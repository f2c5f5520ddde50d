import type { Tensor } from "../core/tensor.js";
import { erfinv } from "../ops/special/error-function.js";
import { erf, log, reciprocal, square } from "../ops/pointwise/unary.js";
import { randn } from "../tensor/creation.js";
import { LocScale, type LocScaleArguments } from "./loc-scale.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

const HALF_LOG = Math.log(Math.sqrt(2 * Math.PI));

/**
 * The normal (Gaussian) distribution: mean `loc`, standard deviation `scale`. Numbers or tensors, by position or by
 * name.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * const d = new distributions.Normal(0, 1);
 * manualSeed(0);
 * d.sample(); // → tensor(1.5410)
 * d.logProb(tensor(0)); // → tensor(-0.9189)
 */
export class Normal extends LocScale {
  static override readonly name: string = "Normal";
  constructor(...args: LocScaleArguments) {
    super("Normal", args);
  }
  override get mean(): Tensor {
    return this.loc;
  }
  override get stddev(): Tensor {
    return this.scale;
  }
  override get variance(): Tensor {
    return square(this.scale);
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return add(this.loc, mul(randn(this.extended(sampleShape), { dtype: this.loc.dtype as "float32" }), this.scale));
  }
  protected override logDensity(value: Tensor): Tensor {
    return sub(sub(div(neg(square(sub(value, this.loc))), mul(2, square(this.scale))), log(this.scale)), HALF_LOG);
  }
  protected override cumulative(value: Tensor): Tensor {
    return mul(0.5, add(1, erf(div(mul(sub(value, this.loc), reciprocal(this.scale)), Math.SQRT2))));
  }
  protected override quantile(value: Tensor): Tensor {
    return add(this.loc, mul(mul(this.scale, erfinv(sub(mul(2, value), 1))), Math.SQRT2));
  }
  protected override uncertainty(): Tensor {
    return add(0.5 + 0.5 * Math.log(2 * Math.PI), log(this.scale));
  }
}
