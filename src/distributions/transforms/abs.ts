import type { Tensor } from "../../core/tensor.js";
import { abs } from "../../ops/pointwise/unary.js";
import { type Constraint, positive, real } from "../constraints.js";
import { Transform } from "./transform.js";

/**
 * The absolute value. Its inverse returns the value itself.
 *
 * @example
 * new distributions.AbsTransform()(tensor(-2)); // → tensor(2.)
 */
export class AbsTransform extends Transform {
  static override readonly name: string = "AbsTransform";
  override get domain(): Constraint {
    return real;
  }
  override get codomain(): Constraint {
    return positive;
  }
  protected override apply(x: Tensor): Tensor {
    return abs(x);
  }
  protected override invert(y: Tensor): Tensor {
    return y;
  }
  protected override same(other: unknown): boolean {
    return other instanceof AbsTransform;
  }
}
