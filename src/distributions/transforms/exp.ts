import type { Tensor } from "../../core/tensor.js";
import { exp, log } from "../../ops/pointwise/unary.js";
import { type Constraint, positive, real } from "../constraints.js";
import { Transform } from "./transform.js";

/**
 * `exp(x)`.
 *
 * @example
 * new distributions.ExpTransform()(tensor(0)); // → tensor(1.)
 */
export class ExpTransform extends Transform {
  static override readonly name: string = "ExpTransform";
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
    return exp(x);
  }
  protected override invert(y: Tensor): Tensor {
    return log(y);
  }
  override logAbsDetJacobian(x: Tensor): Tensor {
    return x;
  }
  protected override same(other: unknown): boolean {
    return other instanceof ExpTransform;
  }
}
