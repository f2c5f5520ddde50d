import type { Tensor } from "../../core/tensor.js";
import { softplus } from "../../ops/pointwise/activation.js";
import { clamp } from "../../ops/pointwise/select.js";
import { log, log1p, sigmoid } from "../../ops/pointwise/unary.js";
import { type Constraint, real, unitInterval } from "../constraints.js";
import { epsOf, tinyOf } from "../tools.js";
import { Transform } from "./transform.js";
import { sub, neg } from "../../ops/pointwise/arithmetic.js";

/** The sigmoid, kept off 0 and 1. */
export const clippedSigmoid = (x: Tensor): Tensor => clamp(sigmoid(x), tinyOf(x), 1 - epsOf(x));

/**
 * The sigmoid `1 / (1 + exp(−x))`, kept off 0 and 1.
 *
 * @example
 * new distributions.SigmoidTransform()(tensor(0)); // → tensor(0.5000)
 */
export class SigmoidTransform extends Transform {
  static override readonly name: string = "SigmoidTransform";
  override get domain(): Constraint {
    return real;
  }
  override get codomain(): Constraint {
    return unitInterval;
  }
  override get bijective(): boolean {
    return true;
  }
  override get sign(): number {
    return 1;
  }
  protected override apply(x: Tensor): Tensor {
    return clippedSigmoid(x);
  }
  protected override invert(y: Tensor): Tensor {
    const inner = clamp(y, tinyOf(y), 1 - epsOf(y));
    return sub(log(inner), log1p(neg(inner)));
  }
  override logAbsDetJacobian(x: Tensor): Tensor {
    return sub(neg(softplus(neg(x))), softplus(x));
  }
  protected override same(other: unknown): boolean {
    return other instanceof SigmoidTransform;
  }
}
