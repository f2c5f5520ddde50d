import type { Tensor } from "../../core/tensor.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import { i0Large, i0Small, i1Large, i1Small } from "../../util/special-coefficients.js";
import { gt } from "../pointwise/binary.js";
import { inDouble, polynomial } from "./expressions.js";
import { abs, reciprocal, sign } from "../pointwise/unary.js";
import { add, div, mul, sub } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";
import { defineUnary } from "../pointwise/define.js";

// The modified Bessel functions of the first kind, of order 0 and 1. Up to 8 they are a polynomial in |x|, beyond one in
// 1/|x|, divided by √|x|; both after e^|x| was taken out.

function scaled(k: ExprBuilder, x: Expr, small: readonly number[], large: readonly number[], odd: boolean): Expr {
  const a = k.abs(x),
    near = k.le(a, k.like(8, a));
  const low = polynomial(k, k.sub(k.mul(a, k.like(0.25, a)), k.like(1, a)), small);
  const high = k.div(polynomial(k, k.sub(k.div(k.like(16, a), a), k.like(1, a)), large), k.sqrt(a));
  if (!odd) return k.where(near, low, high);
  return k.where(near, k.mul(low, x), k.where(k.lt(x, k.like(0, x)), k.neg(high), high));
}
const whole = (k: ExprBuilder, x: Expr, y: Expr): Expr => k.mul(k.exp(k.abs(x)), y);

/** I₀(x) · e^−|x|. */
export const i0e = defineUnary("i0e", "float", {
  lower: inDouble((k, x) => scaled(k, x, i0Small, i0Large, false)),
  grad: (g, { x, out }) => mul(g, sub(i1e(x), mul(sign(x), out))),
  saves: "xo",
  domain: [0.3, 3],
  gradName: "SpecialI0E",
});
/** I₀(x), the modified Bessel function of order 0. */
export const i0 = defineUnary("i0", "float", {
  lower: inDouble((k, x) => whole(k, x, scaled(k, x, i0Small, i0Large, false))),
  grad: (g, { x }) => mul(g, i1(x)),
});

/** Whether x is so far from 0 that one may divide by it (not for NaN, as in PyTorch), and x where it is, a small number elsewhere. */
function awayFromZero(x: Tensor): { away: Tensor; safe: Tensor } {
  const tiny = x.dtype === "float64" ? Number.EPSILON : 2 ** -23,
    away = gt(abs(x), tiny);
  return { away, safe: where(away, x, tiny) };
}

// I₁′ = I₀ − I₁/x, which is 1/2 at 0.
/** I₁(x), the modified Bessel function of order 1. */
export const i1 = defineUnary("i1", "float", {
  lower: inDouble((k, x) => whole(k, x, scaled(k, x, i1Small, i1Large, true))),
  grad: (g, { x, out }) => {
    const { away, safe } = awayFromZero(x);
    return mul(g, where(away, sub(i0(safe), div(out, safe)), 0.5));
  },
  saves: "xo",
  domain: [0.3, 3],
  gradName: "SpecialI1",
});
/** I₁(x) · e^−|x|. */
export const i1e = defineUnary("i1e", "float", {
  lower: inDouble((k, x) => scaled(k, x, i1Small, i1Large, true)),
  grad: (g, { x, out }) => {
    const { away, safe } = awayFromZero(x);
    return mul(g, where(away, sub(i0e(safe), mul(out, add(sign(safe), reciprocal(safe)))), 0.5));
  },
  saves: "xo",
  domain: [0.3, 3],
  gradName: "SpecialI1E",
});
