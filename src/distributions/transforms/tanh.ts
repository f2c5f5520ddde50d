import type { Tensor } from "../../core/tensor.js";
import { softplus } from "../../ops/pointwise/activation.js";
import { atanh, tanh } from "../../ops/pointwise/unary.js";
import { type Constraint, interval, real } from "../constraints.js";
import { Transform } from "./transform.js";
import { mul, sub } from "../../ops/pointwise/arithmetic.js";

/**
 * The hyperbolic tangent. Its inverse is infinite at ±1, to which large values are rounded: `{ cacheSize: 1 }` returns
 * the original values.
 *
 * @example
 * new distributions.TanhTransform()(tensor([0, 1])); // → tensor([0.0000, 0.7616])
 */
export class TanhTransform extends Transform {
  static override readonly name: string = "TanhTransform";
  override get domain(): Constraint {
    return real;
  }
  override get codomain(): Constraint {
    return interval(-1, 1);
  }
  override get bijective(): boolean {
    return true;
  }
  override get sign(): number {
    return 1;
  }
  protected override apply(x: Tensor): Tensor {
    return tanh(x);
  }
  protected override invert(y: Tensor): Tensor {
    return atanh(y);
  }
  // log(1 − tanh²x), without the difference
  override logAbsDetJacobian(x: Tensor): Tensor {
    return mul(2, sub(sub(Math.LN2, x), softplus(mul(-2, x))));
  }
  protected override same(other: unknown): boolean {
    return other instanceof TanhTransform;
  }
}
