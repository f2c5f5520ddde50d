import * as besselI from "../../ops/special/bessel-i.js";
import * as besselJY from "../../ops/special/bessel-jy.js";
import * as gamma from "../../ops/special/gamma.js";
import * as logs from "../../ops/special/logs.js";
import * as errorFunction from "../../ops/special/error-function.js";
import * as polynomials from "../../ops/special/orthogonal-polynomials.js";
import type { Polynomial } from "../../ops/special/orthogonal-polynomials.js";
import { type Binary, publicFunction, type Unary } from "./argument-types.js";

// Functions of torch.special that are not methods.

/**
 * The exponentially scaled modified Bessel function of the first kind of order 0: e^−|x| · I₀(x). Whole numbers and bools
 * give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * special.i0e(tensor([0, 1])); // → tensor([1.0000, 0.4658])
 */
export const i0e: Unary = publicFunction("i0e", [], besselI.i0e);
/**
 * The modified Bessel function of the first kind of order 1: I₁(x). Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * special.i1(tensor([0, 1])); // → tensor([0.0000, 0.5652])
 */
export const i1: Unary = publicFunction("i1", [], besselI.i1);
/**
 * The exponentially scaled modified Bessel function of the first kind of order 1: e^−|x| · I₁(x). Whole numbers and bools
 * give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * special.i1e(tensor([0, 1])); // → tensor([0.0000, 0.2079])
 */
export const i1e: Unary = publicFunction("i1e", [], besselI.i1e);
/**
 * The Airy function Ai(x). Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.airyAi(tensor([0, 1])); // → tensor([0.3550, 0.1353])
 */
export const airyAi: Unary = publicFunction("airyAi", [], besselJY.airyAi);
/**
 * The Bessel function of the first kind of order 0: J₀(x). Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.besselJ0(tensor([0, 1])); // → tensor([1.0000, 0.7652])
 */
export const besselJ0: Unary = publicFunction("besselJ0", [], besselJY.besselJ0);
/**
 * The Bessel function of the first kind of order 1: J₁(x). Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.besselJ1(tensor([0, 1])); // → tensor([0.0000, 0.4401])
 */
export const besselJ1: Unary = publicFunction("besselJ1", [], besselJY.besselJ1);
/**
 * The Bessel function of the second kind of order 0: Y₀(x); −∞ at 0, NaN below. Whole numbers and bools give the default
 * float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.besselY0(tensor([0, 1])); // → tensor([  -inf, 0.0883])
 */
export const besselY0: Unary = publicFunction("besselY0", [], besselJY.besselY0);
/**
 * The Bessel function of the second kind of order 1: Y₁(x); −∞ at 0, NaN below. Whole numbers and bools give the default
 * float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.besselY1(tensor([0, 1])); // → tensor([   -inf, -0.7812])
 */
export const besselY1: Unary = publicFunction("besselY1", [], besselJY.besselY1);
/**
 * The modified Bessel function of the second kind of order 0: K₀(x); ∞ at 0, NaN below. Whole numbers and bools give the
 * default float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.modifiedBesselK0(tensor([0, 1])); // → tensor([   inf, 0.4210])
 */
export const modifiedBesselK0: Unary = publicFunction("modifiedBesselK0", [], besselJY.modifiedBesselK0);
/**
 * The modified Bessel function of the second kind of order 1: K₁(x); ∞ at 0, NaN below. Whole numbers and bools give the
 * default float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.modifiedBesselK1(tensor([0, 1])); // → tensor([   inf, 0.6019])
 */
export const modifiedBesselK1: Unary = publicFunction("modifiedBesselK1", [], besselJY.modifiedBesselK1);
/**
 * The exponentially scaled modified Bessel function of the second kind of order 0: e^x · K₀(x). Whole numbers and bools
 * give the default float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.scaledModifiedBesselK0(tensor([1])); // → tensor([1.1445])
 */
export const scaledModifiedBesselK0: Unary = publicFunction(
  "scaledModifiedBesselK0",
  [],
  besselJY.scaledModifiedBesselK0,
);
/**
 * The exponentially scaled modified Bessel function of the second kind of order 1: e^x · K₁(x). Whole numbers and bools
 * give the default float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.scaledModifiedBesselK1(tensor([1])); // → tensor([1.6362])
 */
export const scaledModifiedBesselK1: Unary = publicFunction(
  "scaledModifiedBesselK1",
  [],
  besselJY.scaledModifiedBesselK1,
);
/**
 * The spherical Bessel function of the first kind of order 0: sin x / x, and 1 at 0. Whole numbers and bools give the
 * default float dtype.
 *
 * @throws KindlingError `float-only` for float16 and bfloat16, `no-complex` for complex numbers.
 * @example
 * special.sphericalBesselJ0(tensor([0, 1])); // → tensor([1.0000, 0.8415])
 */
export const sphericalBesselJ0: Unary = publicFunction("sphericalBesselJ0", [], besselJY.sphericalBesselJ0);
/**
 * The Chebyshev polynomial of the first kind of degree n: T₀ = 1, T₁ = x, Tₖ₊₁ = 2x Tₖ − Tₖ₋₁. x and n are broadcast
 * together, and either may be a number; n is rounded down, and negative n give 0.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and bfloat16, `no-complex` for
 * complex numbers.
 * @example
 * special.chebyshevPolynomialT(tensor([0.5, 2]), 2); // → tensor([-0.5000,  7.0000])
 */
export const chebyshevPolynomialT: Polynomial = publicFunction(
  "chebyshevPolynomialT",
  ["n"],
  polynomials.chebyshevPolynomialT,
);
/**
 * The Chebyshev polynomial of the second kind of degree n: U₀ = 1, U₁ = 2x, Uₖ₊₁ = 2x Uₖ − Uₖ₋₁. x and n are broadcast
 * together, and either may be a number; n is rounded down, and negative n give 0.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and bfloat16, `no-complex` for
 * complex numbers.
 * @example
 * special.chebyshevPolynomialU(tensor([0.5, 2]), 2); // → tensor([ 0., 15.])
 */
export const chebyshevPolynomialU: Polynomial = publicFunction(
  "chebyshevPolynomialU",
  ["n"],
  polynomials.chebyshevPolynomialU,
);
/**
 * The Chebyshev polynomial of the third kind of degree n: V₀ = 1, V₁ = 2x − 1, Vₖ₊₁ = 2x Vₖ − Vₖ₋₁. x and n are broadcast
 * together, and either may be a number; n is rounded down, and negative n give 0.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and bfloat16, `no-complex` for
 * complex numbers.
 * @example
 * special.chebyshevPolynomialV(tensor([0.5, 2]), 2); // → tensor([-1., 11.])
 */
export const chebyshevPolynomialV: Polynomial = publicFunction(
  "chebyshevPolynomialV",
  ["n"],
  polynomials.chebyshevPolynomialV,
);
/**
 * The Chebyshev polynomial of the fourth kind of degree n: W₀ = 1, W₁ = 2x + 1, Wₖ₊₁ = 2x Wₖ − Wₖ₋₁. x and n are broadcast
 * together, and either may be a number; n is rounded down, and negative n give 0.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and bfloat16, `no-complex` for
 * complex numbers.
 * @example
 * special.chebyshevPolynomialW(tensor([0.5, 2]), 2); // → tensor([ 1., 19.])
 */
export const chebyshevPolynomialW: Polynomial = publicFunction(
  "chebyshevPolynomialW",
  ["n"],
  polynomials.chebyshevPolynomialW,
);
/**
 * The physicist's Hermite polynomial of degree n: H₀ = 1, H₁ = 2x, Hₖ₊₁ = 2x Hₖ − 2k Hₖ₋₁. x and n are broadcast together,
 * and either may be a number; n is rounded down, and negative n give 0.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and bfloat16, `no-complex` for
 * complex numbers.
 * @example
 * special.hermitePolynomialH(tensor([0.5, 2]), 2); // → tensor([-1., 14.])
 */
export const hermitePolynomialH: Polynomial = publicFunction(
  "hermitePolynomialH",
  ["n"],
  polynomials.hermitePolynomialH,
);
/**
 * The probabilist's Hermite polynomial of degree n: He₀ = 1, He₁ = x, Heₖ₊₁ = x Heₖ − k Heₖ₋₁. x and n are broadcast
 * together, and either may be a number; n is rounded down, and negative n give 0.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and bfloat16, `no-complex` for
 * complex numbers.
 * @example
 * special.hermitePolynomialHe(tensor([0.5, 2]), 2); // → tensor([-0.7500,  3.0000])
 */
export const hermitePolynomialHe: Polynomial = publicFunction(
  "hermitePolynomialHe",
  ["n"],
  polynomials.hermitePolynomialHe,
);
/**
 * The Laguerre polynomial of degree n: L₀ = 1, L₁ = 1 − x, (k + 1) Lₖ₊₁ = (2k + 1 − x) Lₖ − k Lₖ₋₁. x and n are broadcast
 * together, and either may be a number; n is rounded down, and negative n give 0.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and bfloat16, `no-complex` for
 * complex numbers.
 * @example
 * special.laguerrePolynomialL(tensor([0.5, 2]), 2); // → tensor([ 0.1250, -1.0000])
 */
export const laguerrePolynomialL: Polynomial = publicFunction(
  "laguerrePolynomialL",
  ["n"],
  polynomials.laguerrePolynomialL,
);
/**
 * The Legendre polynomial of degree n: P₀ = 1, P₁ = x, (k + 1) Pₖ₊₁ = (2k + 1) x Pₖ − k Pₖ₋₁. x and n are broadcast
 * together, and either may be a number; n is rounded down, and negative n give 0.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and bfloat16, `no-complex` for
 * complex numbers.
 * @example
 * special.legendrePolynomialP(tensor([0.5, 2]), 2); // → tensor([-0.1250,  5.5000])
 */
export const legendrePolynomialP: Polynomial = publicFunction(
  "legendrePolynomialP",
  ["n"],
  polynomials.legendrePolynomialP,
);
/**
 * The shifted Chebyshev polynomial of the first kind: {@link chebyshevPolynomialT} at 2x − 1.
 *
 * @example
 * special.shiftedChebyshevPolynomialT(tensor([0.5, 1]), 2); // → tensor([-1.,  1.])
 */
export const shiftedChebyshevPolynomialT: Polynomial = publicFunction(
  "shiftedChebyshevPolynomialT",
  ["n"],
  polynomials.shiftedChebyshevPolynomialT,
);
/**
 * The shifted Chebyshev polynomial of the second kind: {@link chebyshevPolynomialU} at 2x − 1.
 *
 * @example
 * special.shiftedChebyshevPolynomialU(tensor([0.5, 1]), 2); // → tensor([-1.,  3.])
 */
export const shiftedChebyshevPolynomialU: Polynomial = publicFunction(
  "shiftedChebyshevPolynomialU",
  ["n"],
  polynomials.shiftedChebyshevPolynomialU,
);
/**
 * The shifted Chebyshev polynomial of the third kind: {@link chebyshevPolynomialV} at 2x − 1.
 *
 * @example
 * special.shiftedChebyshevPolynomialV(tensor([0.5, 1]), 2); // → tensor([-1.,  1.])
 */
export const shiftedChebyshevPolynomialV: Polynomial = publicFunction(
  "shiftedChebyshevPolynomialV",
  ["n"],
  polynomials.shiftedChebyshevPolynomialV,
);
/**
 * The shifted Chebyshev polynomial of the fourth kind: {@link chebyshevPolynomialW} at 2x − 1.
 *
 * @example
 * special.shiftedChebyshevPolynomialW(tensor([0.5, 1]), 2); // → tensor([-1.,  5.])
 */
export const shiftedChebyshevPolynomialW: Polynomial = publicFunction(
  "shiftedChebyshevPolynomialW",
  ["n"],
  polynomials.shiftedChebyshevPolynomialW,
);
/**
 * The Hurwitz zeta function: Σ (q + k)^−x over k ≥ 0. Both are broadcast together, and either may be a number;
 * differentiable in q alone.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * special.zeta(tensor([2]), 1); // → tensor([1.6449])
 */
export const zeta: Binary = publicFunction("zeta", ["other"], gamma.zeta);
/**
 * The entropy of each element: −x · log x, and 0 at 0, −∞ below. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * special.entr(tensor([0, 0.5, -1])); // → tensor([0.0000, 0.3466,   -inf])
 */
export const entr: Unary = publicFunction("entr", [], logs.entr);
/**
 * x · log(1 + y), and 0 where x is 0 (unless y is NaN). Both are broadcast together, and either may be a number; whole
 * numbers and bools give the default float dtype.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * special.xlog1py(tensor([0, 2]), tensor([-1, 1])); // → tensor([0.0000, 1.3863])
 */
export const xlog1py: Binary = publicFunction("xlog1py", ["other"], logs.xlog1py);
/**
 * The scaled complementary error function: e^(x²) · erfc x. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * special.erfcx(tensor([0, 10])); // → tensor([1.0000, 0.0561])
 */
export const erfcx: Unary = publicFunction("erfcx", [], errorFunction.erfcx);
/**
 * The logarithm of {@link ndtr}, accurate also far below 0. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * special.logNdtr(tensor([0, -20])); // → tensor([  -0.6931, -203.9172])
 */
export const logNdtr: Unary = publicFunction("logNdtr", [], errorFunction.logNdtr);
/**
 * The standard normal distribution function: the probability of a value below x, erfc(−x/√2) / 2. Whole numbers and bools
 * give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * special.ndtr(tensor([0, 1])); // → tensor([0.5000, 0.8413])
 */
export const ndtr: Unary = publicFunction("ndtr", [], errorFunction.ndtr);
/**
 * The inverse of {@link ndtr}: −∞ at 0, ∞ at 1, NaN outside. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * special.ndtri(tensor([0.5, 0.975])); // → tensor([0.0000, 1.9600])
 */
export const ndtri: Unary = publicFunction("ndtri", [], errorFunction.ndtri);
