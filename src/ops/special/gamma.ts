import { needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { elementwise, record } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import type { Tensor } from "../../core/tensor.js";
import { pythonType, shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import * as gammas from "../../functions/gamma.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import { isComplex, isFloat } from "../../shape/dtype.js";
import { logGamma as logGammaCoefficients } from "../../util/special-coefficients.js";
import { cast } from "../pointwise/cast.js";
import { cosPi, inDouble, polynomial, sinPi } from "./expressions.js";
import { label } from "../label.js";
import { floatsOnly, noKernel, underivable } from "../refuse.js";
import { exp, log } from "../pointwise/unary.js";
import { noMore } from "../../diagnose/arguments.js";
import { add, mul, sub, neg } from "../pointwise/arithmetic.js";
import { defineBinary, defineUnary } from "../pointwise/define.js";

// The gamma function's logarithm and its derivatives, computed in float64. For x ≥ 1/2 by recurrence up to where the
// asymptotic series holds; below, by reflection (Abramowitz & Stegun 6.1.17, 6.1.41, 6.3.7, 6.3.18, 6.4.7, 6.4.12).

const half = (k: ExprBuilder, x: Expr): Expr => k.lt(x, k.like(0.5, x));
const reflected = (k: ExprBuilder, x: Expr): Expr => k.where(half(k, x), k.sub(k.like(1, x), x), x);
/** x + 0, x + 1, …, x + n − 1. */
const rising = (k: ExprBuilder, x: Expr, n: number): Expr[] =>
  Array.from({ length: n }, (_, i) => (i === 0 ? x : k.add(x, k.like(i, x))));

/** B₂ₖ / (2k (2k − 1)), B₂ₖ / 2k and B₂ₖ, k = 1 … 8: the coefficients of the asymptotic series. */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
const psi = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160];
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];

/** ln Γ(y) for y ≥ 1/2. Near its zeros at 1 and 2 a polynomial keeps the relative precision. */
function logGamma(k: ExprBuilder, y: Expr): Expr {
  const near = k.lt(y, k.like(2.5, y)),
    low = k.lt(y, k.like(1.5, y)),
    shifted = k.lt(y, k.like(8, y));
  const product = rising(k, y, 6).reduce((a, b) => k.mul(a, b));
  const taken = k.log(k.where(near, y, product)); // Γ(y + 1) = y Γ(y)
  const z = k.sub(y, k.where(low, k.like(1, y), k.like(2, y)));
  const series = k.mul(z, polynomial(k, k.add(z, z), logGammaCoefficients));
  const w = k.where(shifted, k.add(y, k.like(6, y)), y),
    v = k.div(k.like(1, w), w);
  const main = k.add(
    k.mul(k.sub(w, k.like(0.5, w)), k.sub(k.log(w), k.like(1, w))),
    k.like(Math.log(2 * Math.PI) / 2 - 0.5, w),
  );
  const far = k.add(main, k.mul(polynomial(k, k.mul(v, v), stirling), v));
  return k.where(near, k.where(low, k.sub(series, taken), series), k.where(shifted, k.sub(far, taken), far));
}

/** log |Γ(x)|; ∞ at 0 and the negative whole numbers. */
export const lgamma = defineUnary("lgamma", "float", {
  lower: inDouble((k, x) => {
    const value = logGamma(k, reflected(k, x));
    const mirror = k.sub(k.log(k.div(k.like(Math.PI, x), k.abs(sinPi(k, x)))), value);
    return k.where(k.eq(k.abs(x), k.like(Infinity, x)), k.like(Infinity, x), k.where(half(k, x), mirror, value));
  }),
  grad: (g, { x }) => mul(g, digamma(x)),
  domain: [0.6, 3],
});

/** The derivative of log |Γ(x)|; ∓∞ at ±0, NaN at the negative whole numbers. */
export const digamma = defineUnary("digamma", "float", {
  lower: inDouble((k, x) => {
    const y = reflected(k, x),
      shifted = k.lt(y, k.like(9, y));
    // Σ 1 / (y + i) as one fraction: the derivative of the product, divided by it.
    let product = k.like(1, y),
      slope = k.like(0, y);
    for (const f of rising(k, y, 8)) {
      slope = k.add(k.mul(slope, f), product);
      product = k.mul(product, f);
    }
    const w = k.where(shifted, k.add(y, k.like(8, y)), y),
      v = k.div(k.like(1, w), w),
      v2 = k.mul(v, v);
    const far = k.sub(k.sub(k.log(w), k.mul(v, k.like(0.5, v))), k.mul(polynomial(k, v2, psi), v2));
    const value = k.where(shifted, k.sub(far, k.div(slope, product)), far);
    const mirror = k.sub(value, k.div(k.mul(cosPi(k, x), k.like(Math.PI, x)), sinPi(k, x)));
    const pole = k.and(k.lt(x, k.like(0, x)), k.eq(x, k.floor(x)));
    const zero = k.eq(x, k.like(0, x)); // its sign is the pole's
    return k.where(pole, k.like(NaN, x), k.where(zero, k.div(k.like(-1, x), x), k.where(half(k, x), mirror, value)));
  }),
  grad: (g, { x }) => mul(g, polygamma(1, x)),
  domain: [0.6, 3],
});

const trigammaOp = defineUnary("trigamma", "float", {
  lower: inDouble((k, x) => {
    const y = reflected(k, x),
      shifted = k.lt(y, k.like(10, y));
    const sum = rising(k, y, 10)
      .map((f) => k.div(k.like(1, f), k.mul(f, f)))
      .reduce((a, b) => k.add(a, b));
    const w = k.where(shifted, k.add(y, k.like(10, y)), y),
      v = k.div(k.like(1, w), w),
      v2 = k.mul(v, v);
    const far = k.add(k.add(v, k.mul(v2, k.like(0.5, v))), k.mul(k.mul(polynomial(k, v2, bernoulli), v2), v));
    const value = k.where(shifted, k.add(far, sum), far),
      s = k.div(k.like(Math.PI, x), sinPi(k, x));
    return k.where(half(k, x), k.sub(k.mul(s, s), value), value);
  }),
  grad: (g, { x }) => mul(g, polygamma(2, x)),
  gradName: "Polygamma",
  domain: [0.6, 3],
});
const polygammaOp = defineElementwise("polygamma", 3, {
  lower: (k, x, n, factor) => k.cast(k.mul(factor, gammas.zeta(k.add(n, k.like(1, n)), k.cast(x, "float64"))), x.dtype),
  operands: ["float", "float64", "float64"],
  grad: [(g, s) => mul(g, polygamma(Number(s.y) + 1, s.x)), null],
  saves: "xy",
  domain: [0.6, 3],
  samples: [
    { shapes: [[3, 4]], scalars: [undefined, 2, -2] },
    { shapes: [[]], scalars: [undefined, 3, 6] },
  ],
});

/**
 * The n-th derivative of {@link digamma}, n from 0: (−1)ⁿ⁺¹ n! ζ(n + 1, x). The shape is the input's; integers and bools give the
 * default float.
 *
 * @throws KindlingError `polygamma` for a negative n.
 * @example
 * polygamma(1, tensor([1])); // → tensor([1.6449])
 */
export function polygamma(n: number, x: Tensor): Tensor {
  noMore("polygamma", 2, arguments);
  const { op, args } = polygammaForm(n, x);
  return label(elementwise(op, args), "PolygammaBackward0");
}
/** Which op it is, and its operands. */
export function polygammaForm(n: number, x: Tensor): { op: typeof polygammaOp; args: (Tensor | number)[] } {
  needTensor(x, "polygamma");
  if (!Number.isInteger(n))
    fail("argument", `polygamma(): argument 'n' must be int, not ${pythonType(n)}`, `it is ${shownValue(n)}.`);
  if (n < 0) fail("polygamma", "polygamma(n, x) does not support negative n.", "n = 0 is digamma, n = 1 trigamma.");
  if (n === 0) return { op: digamma.op, args: [x] };
  if (n === 1) return { op: trigammaOp.op, args: [x] };
  let factor = n % 2 === 0 ? -1 : 1;
  for (let i = 2; i <= n && Number.isFinite(factor); i++) factor *= i; // infinite beyond 170!
  return { op: polygammaOp, args: [x, n, factor] };
}

const multivariate: Differentiable = {
  gradName: "Mvlgamma",
  saves: "x",
  grad: [
    (g, s) => {
      const p = s.attrs["p"] as number;
      let sum = digamma(s.x);
      for (let j = 1; j < p; j++) sum = add(sum, digamma(sub(s.x, j / 2)));
      return mul(g, sum);
    },
  ],
};
/** The most terms that {@link mvlgamma} adds up: dimensions are those of matrices. */
const MAX_SUMMED = 2 ** 16;

/** The multivariate log-gamma function of dimension p: p (p − 1)/4 · log π + Σ lgamma(x − j/2) over j < p. */
export function mvlgamma(x: Tensor, p: number): Tensor {
  needTensor(x, "mvlgamma");
  if (isComplex(x.dtype)) noKernel("arange_cpu", x.dtype);
  if (x.dtype === "bool")
    fail("bool-arithmetic", "The input tensor may not be a boolean tensor.", "convert first: x.float().");
  if (!(Number.isInteger(p) && p >= 1))
    fail("mvlgamma", "p has to be greater than or equal to 1", "p is a dimension: 1, 2, ….");
  if (p > MAX_SUMMED)
    fail(
      "mvlgamma",
      `mvlgamma of dimension ${p} is a sum of as many terms, but kindling computes at most ${MAX_SUMMED}`,
      "check p: it is the size of a matrix.",
    );
  const wide = isFloat(x.dtype) ? x : cast(x, "float32");
  return record(
    multivariate,
    [wide],
    { p },
    noGrad(() => {
      let sum = lgamma(wide);
      for (let j = 1; j < p; j++) sum = add(sum, lgamma(sub(wide, j / 2)));
      return p === 1 ? sum : add(sum, ((p * (p - 1)) / 4) * Math.log(Math.PI));
    }),
  );
}

/** Hurwitz's zeta function Σ (q + n)^−x over n ≥ 0. Differentiable in q. */
export const zeta = defineBinary("zeta", "float", {
  lower: inDouble((_, x, q) => gammas.zeta(x, q)),
  grad: [
    underivable("the derivative for 'zeta' is not implemented."),
    (g, { x, y }) => neg(mul(mul(g, x), zeta(add(x, 1), y))),
  ],
  domain: [1.5, 3],
  gradName: "SpecialZeta",
  numberLabels: ["SpecialZetaBackward1", "SpecialZetaBackward2"],
});

/** The density x^(a−1) e^−x / Γ(a), the slope of both. */
const slope = (a: Tensor, x: Tensor): Tensor => exp(sub(sub(mul(sub(a, 1), log(x)), x), lgamma(a)));
/** The regularized lower incomplete gamma function 1/Γ(a) · ∫₀ˣ t^(a−1) e^−t dt. Differentiable in x. Floats only. */
export const igamma = defineBinary("igamma", "promote", {
  lower: (k, a, x) => inDouble((_, p, q) => gammas.igamma(p, q))(k, floatsOnly("igamma_cpu", a), x),
  grad: [underivable("the derivative for 'igamma: input' is not implemented."), (g, { x, y }) => mul(g, slope(x, y))],
  domain: [0.5, 2],
  twice: false,
});
/** The regularized upper incomplete gamma function, 1 − igamma. Differentiable in x. Floats only. */
export const igammac = defineBinary("igammac", "promote", {
  lower: (k, a, x) => inDouble((_, p, q) => gammas.igammac(p, q))(k, floatsOnly("igammac_cpu", a), x),
  grad: [
    underivable("the derivative for 'igammac: input' is not implemented."),
    (g, { x, y }) => neg(mul(g, slope(x, y))),
  ],
  domain: [0.5, 2],
  twice: false,
});
