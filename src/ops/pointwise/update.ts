import { elementwise, elementwiseInPlace } from "../../core/dispatch.js";
import type { Live } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { addcdivOp, addScaledOp, lerpOp } from "./binary.js";
import { div, mul } from "./arithmetic.js";
import { whereOp } from "./where.js";

// Optimizer computations with live numbers: boxed ones, which a plan reads in each run.

/** A number, or the box of a live one. */
export type Scalar = number | Live;

/** `x ← x + alpha · y`. */
export function addScaled_(x: Tensor, y: Tensor, alpha: Scalar): Tensor {
  return elementwiseInPlace(addScaledOp, [x, y, alpha]);
}
/** `x + alpha · y`. */
export const plusScaled = (x: Tensor, y: Tensor, alpha: Scalar): Tensor => elementwise(addScaledOp, [x, y, alpha]);
/** `x ← by · x`. */
export function scale_(x: Tensor, by: Scalar): Tensor {
  return elementwiseInPlace(mul.op, [x, by]);
}
/** `by · x`. */
export const scaled = (x: Tensor, by: Scalar): Tensor => elementwise(mul.op, [x, by]);
/** `x / by`. */
export const quotient = (x: Tensor, by: Scalar): Tensor => elementwise(div.op, [x, by]);
/** `x ← x + value · a / b`. */
export function addQuotient_(x: Tensor, a: Tensor, b: Tensor, value: Scalar): Tensor {
  return elementwiseInPlace(addcdivOp, [x, a, b, value]);
}
/** `x ← x + weight · (y − x)`. */
export function lerpTo_(x: Tensor, y: Tensor, weight: Scalar): Tensor {
  return elementwiseInPlace(lerpOp, [x, y, weight]);
}
/** `x + weight · (y − x)`. */
export const lerpTo = (x: Tensor, y: Tensor, weight: Scalar): Tensor => elementwise(lerpOp, [x, y, weight]);
/** `x` where `which` is not 0, else `other`. */
export const chosen = (which: Scalar, x: Tensor, other: Scalar): Tensor => elementwise(whereOp, [which, x, other]);
