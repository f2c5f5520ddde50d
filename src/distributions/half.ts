import type { Tensor } from "../core/tensor.js";
import { noMore } from "../diagnose/arguments.js";
import { ge } from "../ops/pointwise/binary.js";
import { type Constraint, nonnegative, positive } from "./constraints.js";
import type { Distribution } from "./distribution.js";
import { like } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";
import { where } from "../ops/pointwise/where.js";

/** The absolute values of a distribution that is symmetric around 0. */
export abstract class Half<Base extends Distribution & { readonly scale: Tensor }> extends TransformedDistribution {
  protected get base(): Base {
    return this.baseDist as Base;
  }
  /** The scale: the width. */
  get scale(): Tensor {
    return this.base.scale;
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { scale: positive };
  }
  protected override get derives(): readonly string[] {
    return ["scale"];
  }
  override get support(): Constraint {
    return nonnegative;
  }
  override get mode(): Tensor {
    return like(this.scale, 0);
  }
  protected override logDensity(value: Tensor): Tensor {
    return where(ge(value, 0), add(this.base.logProb(value), Math.LN2), -Infinity);
  }
  override cdf(value: Tensor): Tensor {
    noMore("cdf", 1, arguments, true);
    return sub(mul(2, this.base.cdf(this.checked("cdf", value))), 1);
  }
  protected override quantile(value: Tensor): Tensor {
    return this.base.icdf(div(add(value, 1), 2));
  }
  protected override uncertainty(): Tensor {
    return sub(this.base.entropy(), Math.LN2);
  }
}
