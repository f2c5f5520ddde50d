import { needArg } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { full, routine } from "../../core/dispatch.js";
import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { broadcastShapes } from "../../shape/broadcast.js";
import { type DType, isSmooth } from "../../shape/dtype.js";
import { getDefaultDType, promoteScalar, resultType } from "../../shape/promotion.js";
import { cast } from "../pointwise/cast.js";
import { plainFloats } from "../refuse.js";
import { expand } from "../view/view.js";

// Polynomials of degree n by their recurrence, n being an operand like x: a routine, since it loops as often as n says.
// Without gradients, as in PyTorch. A degree below 0 gives 0, a fraction counts as the whole number below.

/** The polynomials of degree 1, and of degree k + 1 from those of degree k (q) and k − 1 (p). */
interface Family {
  readonly one: (x: number) => number;
  readonly next: (k: number, x: number, q: number, p: number) => number;
}

const chebyshev = (one: (x: number) => number): Family => ({ one, next: (_, x, q, p) => 2 * x * q - p });
const families = {
  chebyshev_polynomial_t: chebyshev((x) => x),
  chebyshev_polynomial_u: chebyshev((x) => 2 * x),
  chebyshev_polynomial_v: chebyshev((x) => 2 * x - 1),
  chebyshev_polynomial_w: chebyshev((x) => 2 * x + 1),
  hermite_polynomial_h: { one: (x) => 2 * x, next: (k, x, q, p) => 2 * x * q - 2 * k * p },
  hermite_polynomial_he: { one: (x) => x, next: (k, x, q, p) => x * q - k * p },
  laguerre_polynomial_l: { one: (x) => 1 - x, next: (k, x, q, p) => ((2 * k + 1 - x) * q - k * p) / (k + 1) },
  legendre_polynomial_p: { one: (x) => x, next: (k, x, q, p) => ((2 * k + 1) * x * q - k * p) / (k + 1) },
} satisfies Record<string, Family>;
type FamilyName = keyof typeof families;

/** Chebyshev's polynomials within ±1 from the angle whose cosine x is: for high degrees that is quicker, and exact. */
function byAngle(name: FamilyName, x: number, n: number): number | null {
  if (n < 7 || !(Math.abs(x) < 1)) return null;
  const angle = Math.acos(x);
  switch (name) {
    case "chebyshev_polynomial_t":
      return Math.cos(n * angle);
    case "chebyshev_polynomial_u":
      return Math.sin((n + 1) * angle) / Math.sin(angle);
    case "chebyshev_polynomial_v":
      return Math.cos((n + 0.5) * angle) / Math.cos(angle / 2);
    case "chebyshev_polynomial_w":
      return Math.sin((n + 0.5) * angle) / Math.sin(angle / 2);
    default:
      return null;
  }
}

/** The most steps of a recurrence, for each element. */
const MAX_DEGREE = 2 ** 24;

function value(name: FamilyName, x: number, degree: number): number {
  const n = Math.trunc(degree);
  if (!(n >= 0)) return 0;
  if (n === 0) return 1;
  const direct = byAngle(name, x, n);
  if (direct !== null) return direct;
  if (n > MAX_DEGREE)
    fail(
      "too-large",
      `a polynomial of degree ${n} takes as many steps, but kindling computes at most ${MAX_DEGREE}`,
      "check which argument is the degree: f(x, n).",
    );
  const { one, next } = families[name];
  let p = 1,
    q = one(x);
  for (let k = 1; k < n && q === q; k++) {
    const r = next(k, x, q, p);
    p = q;
    q = r;
  }
  return q;
}

const op = defineRoutine("orthogonalPolynomial", {
  infer: ([x], a) => {
    plainFloats(x!, `${a["shifted"] === true ? "shifted_" : ""}${String(a["name"])}_cpu`);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  run: ([x, n], out, a) => {
    const from = x!.storage.data as Float64Array,
      degrees = n!.storage.data as Float64Array,
      to = out.storage.data as Float64Array,
      name = a["name"] as FamilyName,
      shifted = a["shifted"] === true;
    for (let i = 0; i < out.count; i++) {
      const v = from[x!.offset + i]!;
      to[out.offset + i] = value(name, shifted ? 2 * v - 1 : v, degrees[n!.offset + i]!);
    }
  },
  samples: (Object.keys(families) as FamilyName[]).map((name) => ({
    shapes: [
      [3, 4],
      [3, 4],
    ],
    attrs: { name, shifted: false },
  })),
  domain: [0, 1],
});

/** A polynomial of x of degree n; the other of the two may be a number. */
export type Polynomial = (
  x: Arg,
  n:
    | Arg
    | {
        /** The degree. */
        n: Arg;
      },
) => Tensor;
function polynomial(name: FamilyName, shifted = false): Polynomial {
  return (x, n) => {
    const what = `special.${shifted ? "shifted_" : ""}${name}`;
    needArg(x, what, "x");
    needArg(n, what, "n");
    if (typeof x !== "object" && typeof n !== "object")
      return fail(
        "argument",
        `special_${shifted ? "shifted_" : ""}${name}() received an invalid combination of arguments`,
        "x or n must be a tensor.",
      );
    const tensors = [x, n].filter((a) => typeof a === "object");
    let dtype: DType = resultType(tensors);
    for (const a of [x, n]) if (typeof a !== "object") dtype = promoteScalar(dtype, a);
    if (!isSmooth(dtype)) dtype = getDefaultDType();
    const shape = tensors.map((t) => t.shape).reduce(broadcastShapes);
    const wide = (a: Arg): Tensor => expand(typeof a === "object" ? cast(a, dtype) : full([], dtype, a), shape);
    return routine(op, [wide(x), wide(n)], { name, shifted });
  };
}

/** Chebyshev's polynomials of the first kind: T₁ = x, Tₖ₊₁ = 2x Tₖ − Tₖ₋₁. */
export const chebyshevPolynomialT: Polynomial = polynomial("chebyshev_polynomial_t");
/** Chebyshev's polynomials of the second kind, with U₁ = 2x. */
export const chebyshevPolynomialU: Polynomial = polynomial("chebyshev_polynomial_u");
/** Chebyshev's polynomials of the third kind, with V₁ = 2x − 1. */
export const chebyshevPolynomialV: Polynomial = polynomial("chebyshev_polynomial_v");
/** Chebyshev's polynomials of the fourth kind, with W₁ = 2x + 1. */
export const chebyshevPolynomialW: Polynomial = polynomial("chebyshev_polynomial_w");
/** {@link chebyshevPolynomialT} of 2x − 1. */
export const shiftedChebyshevPolynomialT: Polynomial = polynomial("chebyshev_polynomial_t", true);
/** {@link chebyshevPolynomialU} of 2x − 1. */
export const shiftedChebyshevPolynomialU: Polynomial = polynomial("chebyshev_polynomial_u", true);
/** {@link chebyshevPolynomialV} of 2x − 1. */
export const shiftedChebyshevPolynomialV: Polynomial = polynomial("chebyshev_polynomial_v", true);
/** {@link chebyshevPolynomialW} of 2x − 1. */
export const shiftedChebyshevPolynomialW: Polynomial = polynomial("chebyshev_polynomial_w", true);
/** Hermite's polynomials as physicists have them: H₁ = 2x, Hₖ₊₁ = 2x Hₖ − 2k Hₖ₋₁. */
export const hermitePolynomialH: Polynomial = polynomial("hermite_polynomial_h");
/** Hermite's polynomials as statisticians have them: He₁ = x, Heₖ₊₁ = x Heₖ − k Heₖ₋₁. */
export const hermitePolynomialHe: Polynomial = polynomial("hermite_polynomial_he");
/** Laguerre's polynomials: L₁ = 1 − x, (k + 1) Lₖ₊₁ = (2k + 1 − x) Lₖ − k Lₖ₋₁. */
export const laguerrePolynomialL: Polynomial = polynomial("laguerre_polynomial_l");
/** Legendre's polynomials: P₁ = x, (k + 1) Pₖ₊₁ = (2k + 1) x Pₖ − k Pₖ₋₁. */
export const legendrePolynomialP: Polynomial = polynomial("legendre_polynomial_p");
