import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { amax } from "../../ops/reduce/reduce.js";
import { exp, log } from "../../ops/pointwise/unary.js";
import { type Constraint, realVector, simplex } from "../constraints.js";
import { normalized } from "../tools.js";
import { Transform } from "./transform.js";
import { sub } from "../../ops/pointwise/arithmetic.js";

/**
 * The softmax of vectors. It has no Jacobian determinant, since its results add up to 1.
 *
 * @example
 * new distributions.SoftmaxTransform()(zeros(2)); // → tensor([0.5000, 0.5000])
 */
export class SoftmaxTransform extends Transform {
  static override readonly name: string = "SoftmaxTransform";
  override get domain(): Constraint {
    return realVector;
  }
  override get codomain(): Constraint {
    return simplex;
  }
  protected override apply(x: Tensor): Tensor {
    return normalized(exp(sub(x, amax(x, { dim: -1, keepdim: true }))));
  }
  protected override invert(y: Tensor): Tensor {
    return log(y);
  }
  override forwardShape(shape: readonly number[]): readonly number[] {
    return shape.length < 1
      ? fail(
          "distribution-value",
          "Too few dimensions on input",
          "it works along the last dimension: give the input one.",
        )
      : shape;
  }
  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.forwardShape(shape);
  }
  protected override same(other: unknown): boolean {
    return other instanceof SoftmaxTransform;
  }
}
