// The functions of torch.special, under the names it has for them.
export { i0, i0 as modifiedBesselI0, i0e, i1, i1 as modifiedBesselI1, i1e } from "../ops/bessel.js";
export {
  airyAi, besselJ0, besselJ1, besselY0, besselY1, modifiedBesselK0, modifiedBesselK1, scaledModifiedBesselK0, scaledModifiedBesselK1, sphericalBesselJ0,
} from "../ops/cylinder.js";
export {
  chebyshevPolynomialT, chebyshevPolynomialU, chebyshevPolynomialV, chebyshevPolynomialW, hermitePolynomialH, hermitePolynomialHe, laguerrePolynomialL, legendrePolynomialP,
  type Polynomial, shiftedChebyshevPolynomialT, shiftedChebyshevPolynomialU, shiftedChebyshevPolynomialV, shiftedChebyshevPolynomialW,
} from "../ops/orthogonal-polynomials.js";
export { logSoftmax, logsumexp, softmax } from "./api/reduce.js";
export { sinc } from "../ops/angles.js";
export { digamma, digamma as psi, igamma as gammainc, igammac as gammaincc, lgamma as gammaln, polygamma, zeta } from "../ops/gamma.js";
export { entr, xlog1py, xlogy } from "../ops/logs.js";
export { erfc, erfcx, erfinv, logNdtr, ndtr, ndtri } from "../ops/normal.js";
export { erf, exp2, expm1, log1p, sigmoid as expit } from "../ops/unary.js";
export { logit, specialRound as round } from "./pointwise.js";
export { mvlgamma as multigammaln } from "./api/pointwise.js";
