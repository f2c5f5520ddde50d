import type { Tensor } from "../core/tensor.js";
import { atan, log, square, tan } from "../ops/pointwise/unary.js";
import { empty } from "../core/dispatch.js";
import { cauchy_ } from "../tensor/fills.js";
import { LocScale, type LocScaleArguments } from "./loc-scale.js";
import { like } from "./tools.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";

/**
 * The Cauchy (Lorentz) distribution: a median and a scale, but neither mean nor variance.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.Cauchy(0, 1).cdf(tensor(1)); // → tensor(0.7500)
 */
export class Cauchy extends LocScale {
  static override readonly name: string = "Cauchy";
  constructor(...args: LocScaleArguments) {
    super("Cauchy", args);
  }
  override get mean(): Tensor {
    return like(this.loc, NaN, this.extended());
  }
  override get variance(): Tensor {
    return like(this.loc, Infinity, this.extended());
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return add(this.loc, mul(cauchy_(empty(this.extended(sampleShape), this.loc.dtype)), this.scale));
  }
  protected override logDensity(value: Tensor): Tensor {
    return sub(sub(-Math.log(Math.PI), log(this.scale)), log(add(1, square(div(sub(value, this.loc), this.scale)))));
  }
  protected override cumulative(value: Tensor): Tensor {
    return add(div(atan(div(sub(value, this.loc), this.scale)), Math.PI), 0.5);
  }
  protected override quantile(value: Tensor): Tensor {
    return add(mul(tan(mul(Math.PI, sub(value, 0.5))), this.scale), this.loc);
  }
  protected override uncertainty(): Tensor {
    return add(Math.log(4 * Math.PI), log(this.scale));
  }
}
