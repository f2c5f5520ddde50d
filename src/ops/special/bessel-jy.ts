import * as trigonometry from "../../functions/trigonometry.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import {
  airyCosine,
  airyFar,
  airyNear,
  airySine,
  j0Near,
  j1Near,
  k0Far,
  k1Far,
  p0Far,
  p1Far,
  q0Far,
  q1Far,
  y0Near,
  y1Near,
} from "../../util/special-coefficients.js";
import { inDouble, polynomial } from "./expressions.js";
import { fullFloats } from "../refuse.js";
import { defineUnary, type Unary } from "../pointwise/define.js";

// Bessel functions, computed in float64: polynomials near 0; far from it a wave (or a decay) whose amplitude and phase are
// polynomials in 1/x² (Abramowitz & Stegun 9.2, 9.8, 10.4). Near a zero of a function only the absolute error is small.
// Without gradients, as in PyTorch; not for halves.

const define = (name: string, kernel: string, lower: (k: ExprBuilder, x: Expr) => Expr): Unary =>
  defineUnary(name, "float", { lower: (k, x) => inDouble(lower)(k, fullFloats(`${kernel}_cpu`, x)), domain: [0.3, 3] });

/** The polynomial in 2 (a/x)² − 1 or so: `t` is what stands before the −1. */
const shifted = (k: ExprBuilder, t: Expr, coefficients: readonly number[]): Expr =>
  polynomial(k, k.sub(t, k.like(1, t)), coefficients);
/** The polynomials for |x| ≤ 8, in x²/32 − 1. */
const near = (k: ExprBuilder, x: Expr, coefficients: readonly number[]): Expr =>
  shifted(k, k.div(k.mul(x, x), k.like(32, x)), coefficients);

/** √(2/πx) · (P · first + 8/x · Q · second) for x ≥ 8, where cosine and sine are those of x less an odd multiple of π/4. */
function wave(k: ExprBuilder, x: Expr, p: readonly number[], q: readonly number[], first: Expr, second: Expr): Expr {
  const t = k.div(k.like(128, x), k.mul(x, x));
  const sum = k.add(k.mul(shifted(k, t, p), first), k.mul(k.mul(k.div(k.like(8, x), x), shifted(k, t, q)), second));
  return k.mul(k.sqrt(k.div(k.like(2 / Math.PI, x), x)), sum);
}
/** cos and sin of x − π/4; those of x − 3π/4 are the second and the negative of the first. */
function turned(k: ExprBuilder, x: Expr): [cosine: Expr, sine: Expr] {
  const half = k.like(Math.SQRT1_2, x),
    c = k.mul(trigonometry.cos(x), half),
    s = k.mul(trigonometry.sin(x), half);
  return [k.add(c, s), k.sub(s, c)];
}

/** J₀ or J₁ of x ≥ 0. */
function first(k: ExprBuilder, a: Expr, order: 0 | 1): Expr {
  const [c, s] = turned(k, a);
  return k.where(
    k.le(a, k.like(8, a)),
    order === 0 ? near(k, a, j0Near) : k.mul(a, near(k, a, j1Near)),
    order === 0 ? wave(k, a, p0Far, q0Far, c, k.neg(s)) : wave(k, a, p1Far, q1Far, s, c),
  );
}

/** The Bessel function of the first kind of order 0, J₀(x). */
export const besselJ0 = define("besselJ0", "bessel_j0", (k, x) => first(k, k.abs(x), 0));
/** The Bessel function of the first kind of order 1, J₁(x). */
export const besselJ1 = define("besselJ1", "bessel_j1", (k, x) => {
  const value = first(k, k.abs(x), 1);
  return k.where(k.lt(x, k.like(0, x)), k.neg(value), k.where(k.eq(x, k.like(0, x)), x, value));
});
/** The Bessel function of the second kind of order 0, Y₀(x): −∞ at 0, NaN below. */
export const besselY0 = define("besselY0", "bessel_y0", (k, x) => {
  const [c, s] = turned(k, x),
    low = k.add(near(k, x, y0Near), k.mul(k.mul(k.like(2 / Math.PI, x), k.log(x)), near(k, x, j0Near)));
  return k.where(
    k.eq(x, k.like(0, x)),
    k.like(-Infinity, x),
    k.where(k.le(x, k.like(8, x)), low, wave(k, x, p0Far, q0Far, s, c)),
  );
});
/** The Bessel function of the second kind of order 1, Y₁(x): −∞ at 0, NaN below. */
export const besselY1 = define("besselY1", "bessel_y1", (k, x) => {
  const [c, s] = turned(k, x),
    pole = k.sub(k.mul(k.mul(x, k.log(x)), near(k, x, j1Near)), k.div(k.like(1, x), x));
  const low = k.add(k.mul(x, near(k, x, y1Near)), k.mul(k.like(2 / Math.PI, x), pole));
  return k.where(
    k.eq(x, k.like(0, x)),
    k.like(-Infinity, x),
    k.where(k.le(x, k.like(8, x)), low, wave(k, x, p1Far, q1Far, k.neg(c), s)),
  );
});

// The power series of K₀ and K₁ up to x = 2 in z = x²/4 (Abramowitz & Stegun 9.6.11): their terms have one sign.
const EULER = 0.5772156649015329,
  TERMS = 14;
/** 1 / (k! (k + order)!), and that times the mean of the harmonic numbers of k and k + order, less γ. */
function series(order: 0 | 1): [plain: number[], harmonic: number[]] {
  const plain: number[] = [],
    harmonic: number[] = [];
  for (let n = 0, c = 1, h = 0; n < TERMS; n++) {
    if (n > 0) {
      c /= n * (n + order);
      h += 1 / n;
    }
    plain.push(c);
    harmonic.push(c * (h + (order === 0 ? 0 : 0.5 / (n + 1)) - EULER));
  }
  return [plain, harmonic];
}
const [i0Series, k0Series] = series(0),
  [i1Series, k1Series] = series(1);

function modified(k: ExprBuilder, x: Expr, order: 0 | 1, scaled: boolean): Expr {
  const z = k.mul(k.mul(x, x), k.like(0.25, x)),
    log = k.log(k.mul(x, k.like(0.5, x)));
  const low =
    order === 0
      ? k.sub(polynomial(k, z, k0Series), k.mul(log, polynomial(k, z, i0Series)))
      : k.add(
          k.div(k.like(1, x), x),
          k.mul(k.mul(x, k.like(0.5, x)), k.sub(k.mul(log, polynomial(k, z, i1Series)), polynomial(k, z, k1Series))),
        );
  const far = k.div(shifted(k, k.div(k.like(4, x), x), order === 0 ? k0Far : k1Far), k.sqrt(x));
  const value = k.where(
    k.le(x, k.like(2, x)),
    scaled ? k.mul(low, k.exp(x)) : low,
    scaled ? far : k.mul(far, k.exp(k.neg(x))),
  );
  return k.where(k.eq(x, k.like(0, x)), k.like(Infinity, x), value);
}
/** The modified Bessel function of the second kind of order 0, K₀(x): ∞ at 0, NaN below. */
export const modifiedBesselK0 = define("modifiedBesselK0", "modified_bessel_k0", (k, x) => modified(k, x, 0, false));
/** The modified Bessel function of the second kind of order 1, K₁(x): ∞ at 0, NaN below. */
export const modifiedBesselK1 = define("modifiedBesselK1", "modified_bessel_k1", (k, x) => modified(k, x, 1, false));
/** e^x · K₀(x). */
export const scaledModifiedBesselK0 = define("scaledModifiedBesselK0", "scaled_modified_bessel_k0", (k, x) =>
  modified(k, x, 0, true),
);
/** e^x · K₁(x). */
export const scaledModifiedBesselK1 = define("scaledModifiedBesselK1", "scaled_modified_bessel_k1", (k, x) =>
  modified(k, x, 1, true),
);

/** The spherical Bessel function of the first kind of order 0, sin x / x; 1 at 0. */
export const sphericalBesselJ0 = define("sphericalBesselJ0", "spherical_bessel_j0", (k, x) => {
  const none = k.eq(x, k.like(0, x)),
    infinite = k.eq(k.abs(x), k.like(Infinity, x));
  return k.where(none, k.like(1, x), k.where(infinite, k.like(0, x), k.div(trigonometry.sin(x), x)));
});

const zeta = (x: number): number => (2 * x * Math.sqrt(x)) / 3;
/** Airy's function Ai(x). */
export const airyAi = define("airyAi", "airy_ai", (k, x) => {
  const a = k.abs(x),
    z = k.mul(k.mul(a, k.sqrt(a)), k.like(2 / 3, x)),
    root = k.mul(k.sqrt(k.sqrt(a)), k.like(Math.sqrt(Math.PI), x));
  const middle = polynomial(k, k.div(k.add(x, k.like(1, x)), k.like(3, x)), airyNear);
  const decay = k.div(
    k.mul(k.mul(k.exp(k.neg(z)), k.like(0.5, x)), shifted(k, k.div(k.like(2 * zeta(2), x), z), airyFar)),
    root,
  );
  const ratio = k.div(k.like(zeta(4), x), z),
    t = k.mul(k.mul(ratio, ratio), k.like(2, x)),
    [c, s] = turned(k, z);
  const swing = k.div(
    k.add(k.mul(c, shifted(k, t, airyCosine)), k.mul(k.mul(s, ratio), shifted(k, t, airySine))),
    root,
  );
  return k.where(k.gt(x, k.like(2, x)), decay, k.where(k.lt(x, k.like(-4, x)), swing, middle));
});
