import type { Tensor } from "../../core/tensor.js";
import { softplus } from "../../ops/pointwise/activation.js";
import { expm1, log } from "../../ops/pointwise/unary.js";
import { type Constraint, positive, real } from "../constraints.js";
import { Transform } from "./transform.js";
import { add, neg } from "../../ops/pointwise/arithmetic.js";

/**
 * `log(1 + exp(x))`; x itself above 20.
 *
 * @example
 * new distributions.SoftplusTransform()(tensor(0)); // → tensor(0.6931)
 */
export class SoftplusTransform extends Transform {
  static override readonly name: string = "SoftplusTransform";
  override get domain(): Constraint {
    return real;
  }
  override get codomain(): Constraint {
    return positive;
  }
  override get bijective(): boolean {
    return true;
  }
  override get sign(): number {
    return 1;
  }
  protected override apply(x: Tensor): Tensor {
    return softplus(x);
  }
  protected override invert(y: Tensor): Tensor {
    return add(log(neg(expm1(neg(y)))), y);
  }
  override logAbsDetJacobian(x: Tensor): Tensor {
    return neg(softplus(neg(x)));
  }
  protected override same(other: unknown): boolean {
    return other instanceof SoftplusTransform;
  }
}
