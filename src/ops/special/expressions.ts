import * as trigonometry from "../../functions/trigonometry.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";

// Parts that the expressions of several ops share.

/** Writes `f` in float64 whatever the operands' dtype, and rounds once, at the end: for what would cancel in float32. */
export const inDouble =
  <A extends [Expr, ...Expr[]]>(f: (k: ExprBuilder, ...xs: A) => Expr) =>
  (k: ExprBuilder, ...xs: A): Expr =>
    k.cast(f(k, ...(xs.map((x) => k.cast(x, "float64")) as A)), xs[0].dtype);

/** Σ coefficients[i] · tⁱ. */
export function polynomial(k: ExprBuilder, t: Expr, coefficients: readonly number[]): Expr {
  let sum = k.like(coefficients[coefficients.length - 1]!, t);
  for (let i = coefficients.length - 2; i >= 0; i--) sum = k.add(k.mul(sum, t), k.like(coefficients[i]!, t));
  return sum;
}

/** Whether the sign bit is set, for numbers; a NaN counts as positive. −0 is told from 0 by 1/x. */
export const signBit = (k: ExprBuilder, x: Expr): Expr =>
  k.or(k.lt(x, k.like(0, x)), k.and(k.eq(x, k.like(0, x)), k.lt(k.div(k.like(1, x), x), k.like(0, x))));

/** sin πx and cos πx, exact however large x is: x less the nearest whole number is exact, and its parity is the sign. */
export function sinPi(k: ExprBuilder, x: Expr): Expr {
  return signed(k, x, trigonometry.sin(k.mul(k.sub(x, k.round(x)), k.like(Math.PI, x))));
}
export function cosPi(k: ExprBuilder, x: Expr): Expr {
  return signed(k, x, trigonometry.cos(k.mul(k.sub(x, k.round(x)), k.like(Math.PI, x))));
}
function signed(k: ExprBuilder, x: Expr, y: Expr): Expr {
  const half = k.mul(k.round(x), k.like(0.5, x));
  return k.where(k.eq(half, k.floor(half)), y, k.neg(y));
}
