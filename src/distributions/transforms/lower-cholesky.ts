import type { Tensor } from "../../core/tensor.js";
import { diagEmbed, tril } from "../../ops/view/triangle.js";
import { exp, log } from "../../ops/pointwise/unary.js";
import { diagonal } from "../../ops/view/view.js";
import { type Constraint, independent, lowerCholesky, real } from "../constraints.js";
import { Transform } from "./transform.js";
import { add } from "../../ops/pointwise/arithmetic.js";

/**
 * Maps square matrices to lower triangles with a positive diagonal: factors of covariances.
 *
 * @example
 * new distributions.LowerCholeskyTransform()(zeros(2, 2)).tolist(); // → 1,0,0,1
 */
export class LowerCholeskyTransform extends Transform {
  static override readonly name: string = "LowerCholeskyTransform";
  override get domain(): Constraint {
    return independent(real, 2);
  }
  override get codomain(): Constraint {
    return lowerCholesky;
  }
  protected override apply(x: Tensor): Tensor {
    return add(tril(x, -1), diagEmbed(exp(diagonal(x, 0, -2, -1))));
  }
  protected override invert(y: Tensor): Tensor {
    return add(tril(y, -1), diagEmbed(log(diagonal(y, 0, -2, -1))));
  }
  protected override same(other: unknown): boolean {
    return other instanceof LowerCholeskyTransform;
  }
}
