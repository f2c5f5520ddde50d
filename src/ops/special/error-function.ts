import type { Tensor } from "../../core/tensor.js";
import { erf } from "../../functions/erf.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import {
  erfcx as erfcxCoefficients,
  erfinvFar,
  erfinvFarther,
  erfinvFarthest,
  erfinvNear,
} from "../../util/special-coefficients.js";
import { inDouble, polynomial } from "./expressions.js";
import { exp, square } from "../pointwise/unary.js";
import { div, mul, sub, neg } from "../pointwise/arithmetic.js";
import { defineUnary } from "../pointwise/define.js";

// The error function's relatives and the normal distribution. All are computed in float64 from one function,
// e^(x²) erfc x for x ≥ 0, which neither overflows nor vanishes.

/** e^(x²) · erfc x for x ≥ 0, (1 + 2x) of which is a polynomial in (x − K) / (x + K) (Shepherd & Laframboise 1981). */
function scaledErfc(k: ExprBuilder, x: Expr): Expr {
  const K = k.like(3.75, x);
  const value = k.div(
    polynomial(k, k.div(k.sub(x, K), k.add(x, K)), erfcxCoefficients),
    k.add(k.add(x, x), k.like(1, x)),
  );
  return k.where(k.eq(x, k.like(Infinity, x)), k.like(0, x), value);
}
const gauss = (k: ExprBuilder, x: Expr): Expr => k.exp(k.neg(k.mul(x, x)));

/** erfc x: 1 − erf x near 0, the scaled one beyond. Works on float64. */
function complement(k: ExprBuilder, x: Expr): Expr {
  const a = k.abs(x),
    tail = k.mul(gauss(k, a), scaledErfc(k, a));
  return k.where(
    k.lt(a, k.like(0.5, x)),
    k.sub(k.like(1, x), erf(x)),
    k.where(k.lt(x, k.like(0, x)), k.sub(k.like(2, x), tail), tail),
  );
}

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
/** The density of the normal distribution times √(2π). */
const bell = (x: Tensor): Tensor => exp(mul(square(x), -0.5));

/** 1 − erf x, exact also where that is tiny. */
export const erfc = defineUnary("erfc", "float", {
  lower: inDouble(complement),
  grad: (g, { x }) => mul(mul(g, -TWO_OVER_ROOT_PI), exp(neg(square(x)))),
});

/** e^(x²) · erfc x, which does not vanish for large x. */
export const erfcx = defineUnary("erfcx", "float", {
  lower: inDouble((k, x) => {
    const far = scaledErfc(k, k.abs(x)); // for x < 0: e^(x²) · (2 − erfc |x|)
    return k.where(k.lt(x, k.like(0, x)), k.sub(k.mul(k.like(2, x), k.exp(k.mul(x, x))), far), far);
  }),
  grad: (g, { x, out }) => mul(g, sub(mul(mul(x, 2), out), TWO_OVER_ROOT_PI)),
  saves: "xo",
  gradName: "SpecialErfcx",
});

/** erfinv(y) / y from w = −log(1 − y²): polynomials in w, then in √w, and far out in 1/√w. */
function inverseRatio(k: ExprBuilder, w: Expr): Expr {
  const s = k.sqrt(w),
    linear = (x: Expr, from: number, to: number): Expr =>
      k.mul(k.sub(x, k.like((from + to) / 2, x)), k.like(2 / (to - from), x));
  const u = k.sub(k.div(k.like(56 / 3, s), s), k.like(5 / 3, s));
  const far = k.where(
    k.lt(s, k.like(4, s)),
    polynomial(k, linear(s, 2.5, 4), erfinvFar),
    k.where(
      k.lt(s, k.like(7, s)),
      polynomial(k, linear(s, 4, 7), erfinvFarther),
      k.mul(s, polynomial(k, u, erfinvFarthest)),
    ),
  );
  return k.where(k.lt(s, k.like(2.5, s)), polynomial(k, linear(w, 0, 6.25), erfinvNear), far);
}

/** The inverse of erf: ±∞ at ±1, NaN beyond. */
export const erfinv = defineUnary("erfinv", "float", {
  lower: inDouble((k, y) => {
    const a = k.abs(y),
      w = k.neg(
        k.where(
          k.lt(a, k.like(0.5, a)),
          k.log1p(k.neg(k.mul(y, y))),
          k.log(k.mul(k.sub(k.like(1, a), a), k.add(k.like(1, a), a))),
        ),
      );
    return k.where(
      k.lt(a, k.like(1, a)),
      k.mul(y, inverseRatio(k, w)),
      k.where(k.eq(a, k.like(1, a)), k.mul(y, k.like(Infinity, y)), k.like(NaN, y)),
    );
  }),
  grad: (g, { out }) => mul(mul(g, 1 / TWO_OVER_ROOT_PI), exp(square(out))),
  saves: "o",
  domain: [-0.9, 0.9],
});

/** The share of a standard normal distribution below x: erfc(−x/√2) / 2. */
export const ndtr = defineUnary("ndtr", "float", {
  lower: inDouble((k, x) => k.mul(complement(k, k.mul(x, k.like(-Math.SQRT1_2, x))), k.like(0.5, x))),
  grad: (g, { x }) => mul(g, mul(bell(x), 1 / Math.sqrt(2 * Math.PI))),
});

/** log(ndtr(x)), exact also far below 0. */
export const logNdtr = defineUnary("logNdtr", "float", {
  lower: inDouble((k, x) => {
    const z = k.mul(x, k.like(Math.SQRT1_2, x));
    const low = k.sub(k.log(k.mul(scaledErfc(k, k.max(k.neg(z), k.like(0, z))), k.like(0.5, z))), k.mul(z, z));
    return k.where(k.lt(x, k.like(-1, x)), low, k.log1p(k.mul(complement(k, z), k.like(-0.5, x))));
  }),
  // d log Φ = φ/Φ = √(2/π) / erfcx(−x/√2)
  grad: (g, { x }) => div(mul(g, Math.sqrt(2 / Math.PI)), erfcx(mul(x, -Math.SQRT1_2))),
  gradName: "SpecialLogNdtr",
});

/** The inverse of ndtr: which number a share x of a standard normal distribution lies below. ∓∞ at 0 and 1, NaN outside. */
export const ndtri = defineUnary("ndtri", "float", {
  // √2 · erfinv(2x − 1), where 1 − (2x − 1)² = 4x (1 − x) is exact however small x is
  lower: inDouble((k, x) => {
    const y = k.sub(k.add(x, x), k.like(1, x)),
      product = k.mul(x, k.sub(k.like(1, x), x));
    const near = k.lt(k.abs(y), k.like(0.5, y));
    const w = k.neg(k.where(near, k.log1p(k.neg(k.mul(y, y))), k.add(k.log(product), k.like(2 * Math.LN2, y))));
    const value = k.mul(k.mul(y, inverseRatio(k, w)), k.like(Math.SQRT2, y));
    return k.where(
      k.gt(product, k.like(0, x)),
      value,
      k.where(k.eq(product, k.like(0, x)), k.mul(y, k.like(Infinity, y)), k.like(NaN, y)),
    );
  }),
  grad: (g, { out }) => mul(mul(g, Math.sqrt(2 * Math.PI)), exp(mul(square(out), 0.5))),
  saves: "o",
  domain: [0.1, 0.9],
  gradName: "SpecialNdtri",
});
