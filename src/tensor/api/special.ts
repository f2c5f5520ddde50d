import * as bessel from "../../ops/bessel.js";
import * as cylinder from "../../ops/cylinder.js";
import * as gamma from "../../ops/gamma.js";
import * as logs from "../../ops/logs.js";
import * as normal from "../../ops/normal.js";
import * as polynomials from "../../ops/orthogonal-polynomials.js";
import type { Polynomial } from "../../ops/orthogonal-polynomials.js";
import { type Binary, named, type Unary } from "./named.js";

// Functions of torch.special that are no methods.

/** I₀(x) · e^−|x|. */
export const i0e: Unary = named("i0e", [], bessel.i0e);
/** I₁(x), the modified Bessel function of order 1. */
export const i1: Unary = named("i1", [], bessel.i1);
/** The same as {@link i1}. */
export const modifiedBesselI1 = i1;
/** I₁(x) · e^−|x|. */
export const i1e: Unary = named("i1e", [], bessel.i1e);
/** Airy's function Ai(x). */
export const airyAi: Unary = named("airyAi", [], cylinder.airyAi);
/** The Bessel function of the first kind of order 0, J₀(x). */
export const besselJ0: Unary = named("besselJ0", [], cylinder.besselJ0);
/** The Bessel function of the first kind of order 1, J₁(x). */
export const besselJ1: Unary = named("besselJ1", [], cylinder.besselJ1);
/** The Bessel function of the second kind of order 0, Y₀(x): −∞ at 0, NaN below. */
export const besselY0: Unary = named("besselY0", [], cylinder.besselY0);
/** The Bessel function of the second kind of order 1, Y₁(x): −∞ at 0, NaN below. */
export const besselY1: Unary = named("besselY1", [], cylinder.besselY1);
/** The modified Bessel function of the second kind of order 0, K₀(x): ∞ at 0, NaN below. */
export const modifiedBesselK0: Unary = named("modifiedBesselK0", [], cylinder.modifiedBesselK0);
/** The modified Bessel function of the second kind of order 1, K₁(x): ∞ at 0, NaN below. */
export const modifiedBesselK1: Unary = named("modifiedBesselK1", [], cylinder.modifiedBesselK1);
/** e^x · K₀(x). */
export const scaledModifiedBesselK0: Unary = named("scaledModifiedBesselK0", [], cylinder.scaledModifiedBesselK0);
/** e^x · K₁(x). */
export const scaledModifiedBesselK1: Unary = named("scaledModifiedBesselK1", [], cylinder.scaledModifiedBesselK1);
/** The spherical Bessel function of the first kind of order 0, sin x / x; 1 at 0. */
export const sphericalBesselJ0: Unary = named("sphericalBesselJ0", [], cylinder.sphericalBesselJ0);
/** Chebyshev's polynomials of the first kind: T₁ = x, Tₖ₊₁ = 2x Tₖ − Tₖ₋₁. */
export const chebyshevPolynomialT: Polynomial = named("chebyshevPolynomialT", ["n"], polynomials.chebyshevPolynomialT);
/** Chebyshev's polynomials of the second kind, with U₁ = 2x. */
export const chebyshevPolynomialU: Polynomial = named("chebyshevPolynomialU", ["n"], polynomials.chebyshevPolynomialU);
/** Chebyshev's polynomials of the third kind, with V₁ = 2x − 1. */
export const chebyshevPolynomialV: Polynomial = named("chebyshevPolynomialV", ["n"], polynomials.chebyshevPolynomialV);
/** Chebyshev's polynomials of the fourth kind, with W₁ = 2x + 1. */
export const chebyshevPolynomialW: Polynomial = named("chebyshevPolynomialW", ["n"], polynomials.chebyshevPolynomialW);
/** Hermite's polynomials as physicists have them: H₁ = 2x, Hₖ₊₁ = 2x Hₖ − 2k Hₖ₋₁. */
export const hermitePolynomialH: Polynomial = named("hermitePolynomialH", ["n"], polynomials.hermitePolynomialH);
/** Hermite's polynomials as statisticians have them: He₁ = x, Heₖ₊₁ = x Heₖ − k Heₖ₋₁. */
export const hermitePolynomialHe: Polynomial = named("hermitePolynomialHe", ["n"], polynomials.hermitePolynomialHe);
/** Laguerre's polynomials: L₁ = 1 − x, (k + 1) Lₖ₊₁ = (2k + 1 − x) Lₖ − k Lₖ₋₁. */
export const laguerrePolynomialL: Polynomial = named("laguerrePolynomialL", ["n"], polynomials.laguerrePolynomialL);
/** Legendre's polynomials: P₁ = x, (k + 1) Pₖ₊₁ = (2k + 1) x Pₖ − k Pₖ₋₁. */
export const legendrePolynomialP: Polynomial = named("legendrePolynomialP", ["n"], polynomials.legendrePolynomialP);
/** {@link chebyshevPolynomialT} of 2x − 1. */
export const shiftedChebyshevPolynomialT: Polynomial = named("shiftedChebyshevPolynomialT", ["n"], polynomials.shiftedChebyshevPolynomialT);
/** {@link chebyshevPolynomialU} of 2x − 1. */
export const shiftedChebyshevPolynomialU: Polynomial = named("shiftedChebyshevPolynomialU", ["n"], polynomials.shiftedChebyshevPolynomialU);
/** {@link chebyshevPolynomialV} of 2x − 1. */
export const shiftedChebyshevPolynomialV: Polynomial = named("shiftedChebyshevPolynomialV", ["n"], polynomials.shiftedChebyshevPolynomialV);
/** {@link chebyshevPolynomialW} of 2x − 1. */
export const shiftedChebyshevPolynomialW: Polynomial = named("shiftedChebyshevPolynomialW", ["n"], polynomials.shiftedChebyshevPolynomialW);
/** Hurwitz's zeta function Σ (q + n)^−x over n ≥ 0. Differentiable in q. */
export const zeta: Binary = named("zeta", ["other"], gamma.zeta);
/** −x · log x, and 0 at 0, −∞ below: an event's share of the entropy. */
export const entr: Unary = named("entr", [], logs.entr);
/** x · log(1 + y), and 0 where x is 0 (unless y is NaN). */
export const xlog1py: Binary = named("xlog1py", ["other"], logs.xlog1py);
/** e^(x²) · erfc x, which does not vanish for large x. */
export const erfcx: Unary = named("erfcx", [], normal.erfcx);
/** log(ndtr(x)), exact also far below 0. */
export const logNdtr: Unary = named("logNdtr", [], normal.logNdtr);
/** The share of a standard normal distribution below x: erfc(−x/√2) / 2. */
export const ndtr: Unary = named("ndtr", [], normal.ndtr);
/** The inverse of ndtr: which number a share x of a standard normal distribution lies below. ∓∞ at 0 and 1, NaN outside. */
export const ndtri: Unary = named("ndtri", [], normal.ndtri);
