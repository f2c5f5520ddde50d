// The functions of torch.special, under the names it has for them.
export type { Polynomial } from "../ops/special/orthogonal-polynomials.js";
export * from "./api/special.js";
export { i1 as modifiedBesselI1 } from "./api/special.js";
export { polygamma } from "../ops/special/gamma.js";
export {
  i0,
  i0 as modifiedBesselI0,
  sinc,
  digamma,
  digamma as psi,
  igamma as gammainc,
  igammac as gammaincc,
  lgamma as gammaln,
  xlogy,
  erfc,
  erfinv,
  erf,
  logit,
  mvlgamma as multigammaln,
} from "./api/special-methods.js";
export { exp2, expm1, log1p, sigmoid as expit } from "./api/pointwise.js";
export { logSoftmax, logsumexp, softmax } from "./api/reduce.js";
export { specialRound as round } from "./pointwise.js";
