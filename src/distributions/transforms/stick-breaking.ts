import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { cat } from "../../ops/view/join.js";
import { sum } from "../../ops/reduce/reduce.js";
import { cumprod, cumsum } from "../../ops/reduce/scan.js";
import { clamp } from "../../ops/pointwise/select.js";
import { log, logSigmoid } from "../../ops/pointwise/unary.js";
import { slice } from "../../ops/view/view.js";
import { tensor } from "../../tensor/creation.js";
import { type Constraint, realVector, simplex } from "../constraints.js";
import { like, tinyOf } from "../tools.js";
import { clippedSigmoid } from "./sigmoid.js";
import { Transform } from "./transform.js";
import { add, mul, sub, neg } from "../../ops/pointwise/arithmetic.js";

const few = (): never =>
  fail("distribution-value", "Too few dimensions on input", "it works along the last dimension: give the input one.");

/**
 * Maps vectors of n numbers to n + 1 probabilities: each breaks a part off the rest of a stick.
 *
 * @example
 * new distributions.StickBreakingTransform()(zeros(1)); // → tensor([0.5000, 0.5000])
 */
export class StickBreakingTransform extends Transform {
  static override readonly name: string = "StickBreakingTransform";
  override get domain(): Constraint {
    return realVector;
  }
  override get codomain(): Constraint {
    return simplex;
  }
  override get bijective(): boolean {
    return true;
  }
  /** The logarithms of n, n − 1, …, 1. */
  private offset(x: Tensor, n: number): Tensor {
    return tensor(
      Array.from({ length: n }, (_, i) => Math.log(n - i)),
      { dtype: x.dtype },
    );
  }
  protected override apply(x: Tensor): Tensor {
    const z = clippedSigmoid(sub(x, this.offset(x, x.shape[x.shape.length - 1]!))),
      one = like(x, 1, [...x.shape.slice(0, -1), 1]);
    return mul(cat([z, one], -1), cat([one, cumprod(sub(1, z), -1)], -1));
  }
  protected override invert(y: Tensor): Tensor {
    const n = y.shape[y.shape.length - 1]! - 1,
      most = slice(y, -1, 0, n),
      left = clamp(sub(1, cumsum(most, -1)), tinyOf(y));
    return add(sub(log(most), log(left)), this.offset(y, n));
  }
  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    const n = x.shape[x.shape.length - 1]!,
      moved = sub(x, this.offset(x, n));
    return sum(add(add(neg(moved), logSigmoid(moved)), log(slice(y, -1, 0, n))), { dim: -1 });
  }
  override forwardShape(shape: readonly number[]): readonly number[] {
    return shape.length < 1 ? few() : [...shape.slice(0, -1), shape[shape.length - 1]! + 1];
  }
  override inverseShape(shape: readonly number[]): readonly number[] {
    return shape.length < 1 ? few() : [...shape.slice(0, -1), shape[shape.length - 1]! - 1];
  }
  protected override same(other: unknown): boolean {
    return other instanceof StickBreakingTransform;
  }
}
