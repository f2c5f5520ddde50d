import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as casts from "../../ops/pointwise/cast.js";
import * as fills from "../fills.js";
import type { DrawOptions } from "../fills.js";
import * as inplaceMath from "../inplace-math.js";
import * as inplaceShape from "../inplace-shape.js";
import * as inplace from "../inplace.js";
import type * as indexing from "./indexing.js";
import type * as product from "./product.js";
import type * as rearrange from "./rearrange.js";
import type * as view from "./view.js";
import { publicFunction, type Unary } from "./argument-types.js";
import type * as pointwise from "./pointwise.js";
import type * as special from "./special-methods.js";
import type { AddNamed, AlphaOptions, DivNamed, DivOptions } from "./pointwise.js";

// The in-place methods: PyTorch's names with a trailing underscore. Each returns its tensor.

/** The bounds of {@link uniform_}: a number, or the arguments by name. */
export type UniformArg = number | UniformNamed;
/** The arguments of {@link uniform_} by name. */
export interface UniformNamed extends DrawOptions {
  /** The smallest number. Default 0. */
  from?: number;
  /** The upper end, exclusive. Default 1. */
  to?: number;
}
/** The mean or deviation of {@link normal_} and {@link logNormal_}: a number, or the arguments by name. */
export type NormalArg = number | NormalNamed;
/** The arguments of {@link normal_} and {@link logNormal_} by name. */
export interface NormalNamed extends DrawOptions {
  /** The mean. Default 0 (for logNormal_, 1). */
  mean?: number;
  /** The standard deviation. Default 1 (for logNormal_, 2). */
  std?: number;
}
/** A parameter of {@link cauchy_}: a number, or the arguments by name. */
export type CauchyArg = number | CauchyNamed;
/** The arguments of {@link cauchy_} by name. */
export interface CauchyNamed extends DrawOptions {
  /** The median. Default 0. */
  median?: number;
  /** The half width at half maximum. Default 1. */
  sigma?: number;
}
/** A bound of {@link random_}: a whole number, or the arguments by name. */
export type RandomArg = number | bigint | RandomNamed;
/** The arguments of {@link random_} by name. */
export interface RandomNamed extends DrawOptions {
  /** The smallest number. Default 0. */
  from?: number | bigint;
  /** The upper end, exclusive. Default: the largest that the dtype allows. */
  to?: number | bigint;
}
/** The arguments of {@link exponential_} by name. */
export interface ExponentialNamed extends DrawOptions {
  /** The rate. Default 1. */
  lambd?: number;
}
/** The arguments of {@link bernoulli_} by name. */
export interface BernoulliNamed extends DrawOptions {
  /** The probability of a 1. Default 0.5. */
  p?: number | Tensor;
}
/** The arguments of {@link geometric_} by name. */
export interface GeometricNamed extends DrawOptions {
  /** The probability of success, between 0 and 1. */
  p: number;
}
/** The option of {@link fillDiagonal_}. */
export interface WrapOption {
  /** Whether a tall matrix gets further diagonals. Default false. */
  wrap?: boolean;
}
/** The arguments of {@link fillDiagonal_} by name. */
export interface FillDiagonalNamed extends WrapOption {
  /** The value of all elements. */
  fillValue: number;
}
/** Takes another tensor or a number. */
type InPlace = (
  x: Tensor,
  other:
    | Arg
    | {
        /** The other operand: a tensor or a number. */
        other: Arg;
      },
) => Tensor;

/** In place: x / other, rounded if `roundingMode` says so. Returns x itself; see {@link div}. */
export const div_: (x: Tensor, other: Arg | DivNamed, options?: DivOptions) => Tensor = publicFunction(
  "div_",
  ["other"],
  inplace.div_,
  ["roundingMode"],
);
/** Arguments of {@link pow_}, by name. */
interface ExponentNamed {
  /** The exponent. */
  exponent: Arg;
}
/** In place: x to the power of `exponent`. Returns x itself; see {@link pow}. */
export const pow_: (x: Tensor, exponent: Arg | ExponentNamed) => Tensor = publicFunction(
  "pow_",
  ["exponent"],
  inplace.pow_,
);
/** In place: x + other, or x + alpha · other. Returns x itself; see {@link add}. */
export const add_: (x: Tensor, other: Arg | AddNamed, options?: AlphaOptions) => Tensor = publicFunction(
  "add_",
  ["other"],
  inplace.add_,
  ["alpha"],
);
/** In place: x − other, or x − alpha · other. Returns x itself; see {@link sub}. */
export const sub_: (x: Tensor, other: Arg | AddNamed, options?: AlphaOptions) => Tensor = publicFunction(
  "sub_",
  ["other"],
  inplace.sub_,
  ["alpha"],
);
/** In place: x + value · tensor1 · tensor2. Returns x itself; see {@link addcmul}. */
export const addcmul_: typeof pointwise.addcmul = publicFunction("addcmul_", ["tensor1", "tensor2"], inplace.addcmul_, [
  "value",
]);
/** In place: x + value · tensor1 / tensor2. Returns x itself; see {@link addcdiv}. */
export const addcdiv_: typeof pointwise.addcdiv = publicFunction("addcdiv_", ["tensor1", "tensor2"], inplace.addcdiv_, [
  "value",
]);
/** In place: x + weight · (end − x). Returns x itself; see {@link lerp}. */
export const lerp_: typeof pointwise.lerp = publicFunction("lerp_", ["end", "weight"], inplace.lerp_);
/** In place: limits elements to [min, max]. Returns x itself; see {@link clamp}. */
export const clamp_: typeof pointwise.clamp = publicFunction("clamp_", ["min", "max"], inplace.clamp_);
/** In place: writes `value` where the mask is true. Returns x itself; see {@link maskedFill}. */
export const maskedFill_: typeof indexing.maskedFill = publicFunction(
  "maskedFill_",
  ["mask", "value"],
  inplace.maskedFill_,
);
/** Arguments of {@link fill_}, by name. */
interface ValueNamed {
  /** The value of all elements. */
  value: Arg;
}
/**
 * Fills the tensor with one value, a number or a tensor without dimensions. Returns x itself.
 *
 * @throws KindlingError `inplace-leaf` for a parameter, outside of `noGrad`.
 * @example
 * zeros(3).fill_(2); // → tensor([2., 2., 2.])
 */
export const fill_: (x: Tensor, value: Arg | ValueNamed) => Tensor = publicFunction("fill_", ["value"], inplace.fill_);
/**
 * Fills the tensor with zeros. Returns x itself.
 *
 * @throws KindlingError `inplace-leaf` for a parameter, outside of `noGrad`.
 * @example
 * ones(2).zero_(); // → tensor([0., 0.])
 */
export const zero_: Unary = publicFunction("zero_", [], inplace.zero_);
/** In place: negates each element: −x. Returns x itself; see {@link neg}. */
export const neg_: Unary = publicFunction("neg_", [], inplace.neg_);
/** In place: the absolute value of each element: |x|. Returns x itself; see {@link abs}. */
export const abs_: Unary = publicFunction("abs_", [], inplace.abs_);
/** In place: the sign of each element: −1, 0 or 1, in x's dtype. Returns x itself; see {@link sign}. */
export const sign_: Unary = publicFunction("sign_", [], inplace.sign_);
/**
 * In place: rounds down: the largest whole number that is not above x, in x's dtype. Returns x itself; see {@link floor}.
 */
export const floor_: Unary = publicFunction("floor_", [], inplace.floor_);
/**
 * In place: rounds up: the smallest whole number that is not below x, in x's dtype. Returns x itself; see {@link ceil}.
 */
export const ceil_: Unary = publicFunction("ceil_", [], inplace.ceil_);
/** In place: rounds towards 0: x without its fraction, in x's dtype. Returns x itself; see {@link trunc}. */
export const trunc_: Unary = publicFunction("trunc_", [], inplace.trunc_);
/** In place: the fraction of each element, with x's sign: x − trunc(x). Returns x itself; see {@link frac}. */
export const frac_: Unary = publicFunction("frac_", [], inplace.frac_);
/** In place: squares each element: x². Returns x itself; see {@link square}. */
export const square_: Unary = publicFunction("square_", [], inplace.square_);
/** In place: the square root: √x; NaN below 0. Returns x itself; see {@link sqrt}. */
export const sqrt_: Unary = publicFunction("sqrt_", [], inplace.sqrt_);
/** In place: one over the square root: 1 / √x; ∞ at 0, NaN below. Returns x itself; see {@link rsqrt}. */
export const rsqrt_: Unary = publicFunction("rsqrt_", [], inplace.rsqrt_);
/** In place: one over each element: 1 / x; ±∞ at ±0. Returns x itself; see {@link reciprocal}. */
export const reciprocal_: Unary = publicFunction("reciprocal_", [], inplace.reciprocal_);
/** In place: the exponential function: e^x. Returns x itself; see {@link exp}. */
export const exp_: Unary = publicFunction("exp_", [], inplace.exp_);
/** In place: two to the power of x: 2^x. Returns x itself; see {@link exp2}. */
export const exp2_: Unary = publicFunction("exp2_", [], inplace.exp2_);
/** In place: e^x − 1, accurate also for x near 0. Returns x itself; see {@link expm1}. */
export const expm1_: Unary = publicFunction("expm1_", [], inplace.expm1_);
/** In place: the natural logarithm; −∞ at 0, NaN below. Returns x itself; see {@link log}. */
export const log_: Unary = publicFunction("log_", [], inplace.log_);
/** In place: the logarithm to base 2; −∞ at 0, NaN below. Returns x itself; see {@link log2}. */
export const log2_: Unary = publicFunction("log2_", [], inplace.log2_);
/** In place: the logarithm to base 10; −∞ at 0, NaN below. Returns x itself; see {@link log10}. */
export const log10_: Unary = publicFunction("log10_", [], inplace.log10_);
/** In place: log(1 + x), accurate also for x near 0; −∞ at −1, NaN below. Returns x itself; see {@link log1p}. */
export const log1p_: Unary = publicFunction("log1p_", [], inplace.log1p_);
/** In place: the error function: 2/√π · ∫₀ˣ e^(−t²) dt, from −1 to 1. Returns x itself; see {@link erf}. */
export const erf_: Unary = publicFunction("erf_", [], inplace.erf_);
/** In place: the sine of x in radians. Returns x itself; see {@link sin}. */
export const sin_: Unary = publicFunction("sin_", [], inplace.sin_);
/** In place: the cosine of x in radians. Returns x itself; see {@link cos}. */
export const cos_: Unary = publicFunction("cos_", [], inplace.cos_);
/** In place: the tangent of x in radians. Returns x itself; see {@link tan}. */
export const tan_: Unary = publicFunction("tan_", [], inplace.tan_);
/**
 * In place: the inverse sine: the angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. Returns x itself; see
 * {@link asin}.
 */
export const asin_: Unary = publicFunction("asin_", [], inplace.asin_);
/**
 * In place: the inverse cosine: the angle in [0, π] whose cosine is x; NaN outside [−1, 1]. Returns x itself; see
 * {@link acos}.
 */
export const acos_: Unary = publicFunction("acos_", [], inplace.acos_);
/** In place: the inverse tangent: the angle in (−π/2, π/2) whose tangent is x. Returns x itself; see {@link atan}. */
export const atan_: Unary = publicFunction("atan_", [], inplace.atan_);
/** In place: the hyperbolic sine: (e^x − e^−x) / 2. Returns x itself; see {@link sinh}. */
export const sinh_: Unary = publicFunction("sinh_", [], inplace.sinh_);
/** In place: the hyperbolic cosine: (e^x + e^−x) / 2. Returns x itself; see {@link cosh}. */
export const cosh_: Unary = publicFunction("cosh_", [], inplace.cosh_);
/** In place: the hyperbolic tangent: sinh x / cosh x, in [−1, 1]. Returns x itself; see {@link tanh}. */
export const tanh_: Unary = publicFunction("tanh_", [], inplace.tanh_);
/** In place: the logistic function: 1 / (1 + e^−x), in [0, 1]. Returns x itself; see {@link sigmoid}. */
export const sigmoid_: Unary = publicFunction("sigmoid_", [], inplace.sigmoid_);
/** In place: the rectified linear unit: max(x, 0), in x's dtype; NaN stays NaN. Returns x itself; see {@link relu}. */
export const relu_: Unary = publicFunction("relu_", [], inplace.relu_);
/** In place: true where x is 0 (or false). Returns x itself; see {@link logicalNot}. */
export const logicalNot_: Unary = publicFunction("logicalNot_", [], inplace.logicalNot_);
/**
 * In place: flips every bit of whole numbers (−x − 1 for signed ones); for bool, {@link logicalNot}. Returns x itself; see
 * {@link bitwiseNot}.
 */
export const bitwiseNot_: Unary = publicFunction("bitwiseNot_", [], inplace.bitwiseNot_);
/** In place: x · other, element by element. Returns x itself; see {@link mul}. */
export const mul_: InPlace = publicFunction("mul_", ["other"], inplace.mul_);
/** In place: divides and rounds towards −∞, as Python's `//`. Returns x itself; see {@link floorDivide}. */
export const floorDivide_: InPlace = publicFunction("floorDivide_", ["other"], inplace.floorDivide_);
/**
 * In place: the remainder of {@link floorDivide}, with the sign of the divisor, as Python's `%`. Returns x itself; see
 * {@link remainder}.
 */
export const remainder_: InPlace = publicFunction("remainder_", ["other"], inplace.remainder_);
/**
 * In place: the remainder of a division that truncates, with the sign of the dividend, as C's `fmod` and JavaScript's `%`.
 * Returns x itself; see {@link fmod}.
 */
export const fmod_: InPlace = publicFunction("fmod_", ["other"], inplace.fmod_);
/**
 * In place: the angle in [−π, π] between the positive horizontal axis and the point (other, x): atan(x / other) in the
 * right quadrant. Returns x itself; see {@link atan2}.
 */
export const atan2_: InPlace = publicFunction("atan2_", ["other"], inplace.atan2_);
/** In place: the bits that both have; for bool, {@link logicalAnd}. Returns x itself; see {@link bitwiseAnd}. */
export const bitwiseAnd_: InPlace = publicFunction("bitwiseAnd_", ["other"], inplace.bitwiseAnd_);
/** In place: the bits that at least one has; for bool, {@link logicalOr}. Returns x itself; see {@link bitwiseOr}. */
export const bitwiseOr_: InPlace = publicFunction("bitwiseOr_", ["other"], inplace.bitwiseOr_);
/** In place: the bits that exactly one has; for bool, {@link logicalXor}. Returns x itself; see {@link bitwiseXor}. */
export const bitwiseXor_: InPlace = publicFunction("bitwiseXor_", ["other"], inplace.bitwiseXor_);
/** In place: true where both are not 0. Returns x itself; see {@link logicalAnd}. */
export const logicalAnd_: InPlace = publicFunction("logicalAnd_", ["other"], inplace.logicalAnd_);
/** In place: true where at least one is not 0. Returns x itself; see {@link logicalOr}. */
export const logicalOr_: InPlace = publicFunction("logicalOr_", ["other"], inplace.logicalOr_);
/** In place: true where exactly one is not 0. Returns x itself; see {@link logicalXor}. */
export const logicalXor_: InPlace = publicFunction("logicalXor_", ["other"], inplace.logicalXor_);
/**
 * In place: rounds to the nearest whole number, or to the given number of decimals. Returns x itself; see
 * {@link round}.
 */
export const round_: typeof pointwise.round = publicFunction("round_", [], inplaceMath.round_, ["decimals"]);
/** In place: log(x / (1 − x)). Returns x itself; see {@link logit}. */
export const logit_: typeof special.logit = publicFunction("logit_", ["eps"], inplaceMath.logit_);
/** Arguments of {@link polygamma_}, by name. */
interface NNamed {
  /** The order of the derivative. */
  n: number;
}
/** In place: the n-th derivative of digamma. Returns x itself; see {@link polygamma}. */
export const polygamma_: (x: Tensor, n: number | NNamed) => Tensor = publicFunction(
  "polygamma_",
  ["n"],
  inplaceMath.polygamma_,
);
/**
 * In place: 0 where x is negative, 1 where it is positive, and `values` where it is 0. Returns x itself; see
 * {@link heaviside}.
 */
export const heaviside_: typeof special.heaviside = publicFunction("heaviside_", ["values"], inplaceMath.heaviside_);
/** In place: x · 2^other. Returns x itself; see {@link ldexp}. */
export const ldexp_: typeof special.ldexp = publicFunction("ldexp_", ["other"], inplaceMath.ldexp_);
/** In place: replaces NaN by `nan`, ∞ by `posinf` and −∞ by `neginf`. Returns x itself; see {@link nanToNum}. */
export const nanToNum_: typeof pointwise.nanToNum = publicFunction(
  "nanToNum_",
  ["nan", "posinf", "neginf"],
  inplaceMath.nanToNum_,
);
/** In place: raises elements below `min` to `min`. Returns x itself; see {@link clampMin}. */
export const clampMin_: typeof pointwise.clampMin = publicFunction("clampMin_", ["min"], inplaceMath.clampMin_);
/** In place: lowers elements above `max` to `max`. Returns x itself; see {@link clampMax}. */
export const clampMax_: typeof pointwise.clampMax = publicFunction("clampMax_", ["max"], inplaceMath.clampMax_);
/**
 * In place: x to the power of `exponent`, for float64 and complex128 tensors only. Returns x itself; see
 * {@link floatPower}.
 */
export const floatPower_: (x: Tensor, exponent: Arg | ExponentNamed) => Tensor = publicFunction(
  "floatPower_",
  ["exponent"],
  inplaceMath.floatPower_,
);
/** In place: conjugates complex numbers. Returns x itself; see {@link conjPhysical}. */
export const conjPhysical_: Unary = publicFunction("conjPhysical_", [], inplaceMath.conjPhysical_);
/** In place: the multivariate log-gamma function of dimension p. Returns x itself; see {@link mvlgamma}. */
export const mvlgamma_: typeof special.mvlgamma = publicFunction("mvlgamma_", ["p"], inplaceMath.mvlgamma_);
/** Arguments of {@link cumsum_}, by name. */
interface DimNamed {
  /** The dimension. */
  dim: number;
}
/** In place: running sums along `dim`. Returns x itself; see {@link cumsum}. */
export const cumsum_: (x: Tensor, dim: number | DimNamed) => Tensor = publicFunction(
  "cumsum_",
  ["dim"],
  inplaceMath.cumsum_,
  ["dtype"],
);
/** In place: running products along `dim`. Returns x itself; see {@link cumprod}. */
export const cumprod_: (x: Tensor, dim: number | DimNamed) => Tensor = publicFunction(
  "cumprod_",
  ["dim"],
  inplaceMath.cumprod_,
  ["dtype"],
);
/** In place: the inverse hyperbolic sine: log(x + √(x² + 1)). Returns x itself; see {@link asinh}. */
export const asinh_: Unary = publicFunction("asinh_", [], inplaceMath.asinh_);
/** In place: the inverse hyperbolic cosine: log(x + √(x² − 1)); NaN below 1. Returns x itself; see {@link acosh}. */
export const acosh_: Unary = publicFunction("acosh_", [], inplaceMath.acosh_);
/**
 * In place: the inverse hyperbolic tangent: log((1 + x) / (1 − x)) / 2; ±∞ at ±1, NaN beyond. Returns x itself; see
 * {@link atanh}.
 */
export const atanh_: Unary = publicFunction("atanh_", [], inplaceMath.atanh_);
/** In place: converts degrees to radians: x · π/180. Returns x itself; see {@link deg2rad}. */
export const deg2rad_: Unary = publicFunction("deg2rad_", [], inplaceMath.deg2rad_);
/** In place: converts radians to degrees: x · 180/π. Returns x itself; see {@link rad2deg}. */
export const rad2deg_: Unary = publicFunction("rad2deg_", [], inplaceMath.rad2deg_);
/**
 * In place: the complementary error function: 1 − erf x, accurate also where that is tiny. Returns x itself; see
 * {@link erfc}.
 */
export const erfc_: Unary = publicFunction("erfc_", [], inplaceMath.erfc_);
/** In place: the inverse of the error function: ±∞ at ±1, NaN beyond. Returns x itself; see {@link erfinv}. */
export const erfinv_: Unary = publicFunction("erfinv_", [], inplaceMath.erfinv_);
/**
 * In place: the logarithm of the absolute value of the gamma function: log |Γ(x)|; ∞ at 0 and the negative whole numbers.
 * Returns x itself; see {@link lgamma}.
 */
export const lgamma_: Unary = publicFunction("lgamma_", [], inplaceMath.lgamma_);
/**
 * In place: the digamma function, the derivative of log |Γ(x)|; ∓∞ at ±0, NaN at the negative whole numbers. Returns x
 * itself; see {@link digamma}.
 */
export const digamma_: Unary = publicFunction("digamma_", [], inplaceMath.digamma_);
/** In place: the modified Bessel function of the first kind of order 0. Returns x itself; see {@link i0}. */
export const i0_: Unary = publicFunction("i0_", [], inplaceMath.i0_);
/** In place: the normalized sinc function: sin(πx) / (πx), and 1 at 0. Returns x itself; see {@link sinc}. */
export const sinc_: Unary = publicFunction("sinc_", [], inplaceMath.sinc_);
/** In place: x / |x|, and 0 at 0. Returns x itself; see {@link sgn}. */
export const sgn_: Unary = publicFunction("sgn_", [], inplaceMath.sgn_);
/** In place: tests for equality, element by element: x = other. Returns x itself; see {@link eq}. */
export const eq_: InPlace = publicFunction("eq_", ["other"], inplaceMath.eq_);
/** In place: tests for inequality, element by element: x ≠ other. Returns x itself; see {@link ne}. */
export const ne_: InPlace = publicFunction("ne_", ["other"], inplaceMath.ne_);
/** In place: compares element by element: x < other. Returns x itself; see {@link lt}. */
export const lt_: InPlace = publicFunction("lt_", ["other"], inplaceMath.lt_);
/** In place: compares element by element: x ≤ other. Returns x itself; see {@link le}. */
export const le_: InPlace = publicFunction("le_", ["other"], inplaceMath.le_);
/** In place: compares element by element: x > other. Returns x itself; see {@link gt}. */
export const gt_: InPlace = publicFunction("gt_", ["other"], inplaceMath.gt_);
/** In place: compares element by element: x ≥ other. Returns x itself; see {@link ge}. */
export const ge_: InPlace = publicFunction("ge_", ["other"], inplaceMath.ge_);
/** In place: shifts bits to the left: x · 2^other, for whole numbers. Returns x itself; see {@link bitwiseLeftShift}. */
export const bitwiseLeftShift_: InPlace = publicFunction("bitwiseLeftShift_", ["other"], inplaceMath.bitwiseLeftShift_);
/**
 * In place: shifts bits to the right: x / 2^other rounded down, for whole numbers. Returns x itself; see
 * {@link bitwiseRightShift}.
 */
export const bitwiseRightShift_: InPlace = publicFunction(
  "bitwiseRightShift_",
  ["other"],
  inplaceMath.bitwiseRightShift_,
);
/** In place: the magnitude of x with the sign of other, also that of −0. Returns x itself; see {@link copysign}. */
export const copysign_: InPlace = publicFunction("copysign_", ["other"], inplaceMath.copysign_);
/**
 * In place: the next number after x that the dtype has, in the direction of other. Returns x itself; see {@link nextafter}.
 */
export const nextafter_: InPlace = publicFunction("nextafter_", ["other"], inplaceMath.nextafter_);
/**
 * In place: the length of the hypotenuse: √(x² + other²), without overflow on the way. Returns x itself; see {@link hypot}.
 */
export const hypot_: InPlace = publicFunction("hypot_", ["other"], inplaceMath.hypot_);
/** In place: x · log(other), and 0 where x is 0 (unless other is NaN). Returns x itself; see {@link xlogy}. */
export const xlogy_: InPlace = publicFunction("xlogy_", ["other"], inplaceMath.xlogy_);
/** In place: the greatest common divisor of whole numbers; never negative. Returns x itself; see {@link gcd}. */
export const gcd_: InPlace = publicFunction("gcd_", ["other"], inplaceMath.gcd_);
/** In place: the least common multiple of whole numbers; 0 where either is 0. Returns x itself; see {@link lcm}. */
export const lcm_: InPlace = publicFunction("lcm_", ["other"], inplaceMath.lcm_);
/**
 * In place: the regularized lower incomplete gamma function: 1/Γ(x) · ∫₀ᵒᵗʰᵉʳ t^(x−1) e^−t dt. Returns x itself; see
 * {@link igamma}.
 */
export const igamma_: InPlace = publicFunction("igamma_", ["other"], inplaceMath.igamma_);
/**
 * In place: the regularized upper incomplete gamma function: 1 − {@link igamma}. Returns x itself; see {@link igammac}.
 */
export const igammac_: InPlace = publicFunction("igammac_", ["other"], inplaceMath.igammac_);
/** In place: zeroes the elements above a diagonal. Returns x itself; see {@link tril}. */
export const tril_: typeof rearrange.tril = publicFunction("tril_", ["diagonal"], inplaceShape.tril_);
/** In place: zeroes the elements below a diagonal. Returns x itself; see {@link triu}. */
export const triu_: typeof rearrange.triu = publicFunction("triu_", ["diagonal"], inplaceShape.triu_);
/** In place: beta · x + alpha · (mat1 · mat2), matrices. Returns x itself; see {@link addmm}. */
export const addmm_: typeof product.addmm = publicFunction("addmm_", ["mat1", "mat2"], inplaceShape.addmm_, [
  "beta",
  "alpha",
]);
/** In place: beta · x + alpha · (mat · vec), a matrix and a vector. Returns x itself; see {@link addmv}. */
export const addmv_: typeof product.addmv = publicFunction("addmv_", ["mat", "vec"], inplaceShape.addmv_, [
  "beta",
  "alpha",
]);
/** In place: beta · x + alpha · (vec1 ⊗ vec2), the outer product. Returns x itself; see {@link addr}. */
export const addr_: typeof product.addr = publicFunction("addr_", ["vec1", "vec2"], inplaceShape.addr_, [
  "beta",
  "alpha",
]);
/**
 * In place: beta · x + alpha · Σ (batch1 · batch2), the sum of all products of two batches. Returns x itself; see
 * {@link addbmm}.
 */
export const addbmm_: typeof product.addbmm = publicFunction("addbmm_", ["batch1", "batch2"], inplaceShape.addbmm_, [
  "beta",
  "alpha",
]);
/** In place: beta · x + alpha · (batch1 · batch2), batches of matrices. Returns x itself; see {@link baddbmm}. */
export const baddbmm_: typeof product.baddbmm = publicFunction(
  "baddbmm_",
  ["batch1", "batch2"],
  inplaceShape.baddbmm_,
  ["beta", "alpha"],
);
/** In place: scales slices along `dim` down to a p-norm of at most `maxnorm`. Returns x itself; see {@link renorm}. */
export const renorm_: typeof product.renorm = publicFunction("renorm_", ["p", "dim", "maxnorm"], inplaceShape.renorm_);
/**
 * In place: adds `alpha` times the slices of `source` to those slices along `dim` that `index` names. Returns x itself; see
 * {@link indexAdd}.
 */
export const indexAdd_: typeof indexing.indexAdd = publicFunction(
  "indexAdd_",
  ["dim", "index", "source"],
  inplaceShape.indexAdd_,
  ["alpha"],
);
/**
 * In place: copies the slices of `source` to those slices along `dim` that `index` names. Returns x itself; see
 * {@link indexCopy}.
 */
export const indexCopy_: typeof indexing.indexCopy = publicFunction(
  "indexCopy_",
  ["dim", "index", "source"],
  inplaceShape.indexCopy_,
);
/** In place: writes `value` into the slices along `dim` that `index` names. Returns x itself; see {@link indexFill}. */
export const indexFill_: typeof indexing.indexFill = publicFunction(
  "indexFill_",
  ["dim", "index", "value"],
  inplaceShape.indexFill_,
);
/**
 * In place: writes `values` at the places that index tensors name; with `accumulate`, adds them. Returns x itself; see
 * {@link indexPut}.
 */
export const indexPut_: typeof indexing.indexPut = publicFunction(
  "indexPut_",
  ["indices", "values", "accumulate"],
  inplaceShape.indexPut_,
);
/**
 * In place: reduces the slices of `source` into those slices along `dim` that `index` names. Returns x itself; see
 * {@link indexReduce}.
 */
export const indexReduce_: typeof indexing.indexReduce = publicFunction(
  "indexReduce_",
  ["dim", "index", "source", "reduce"],
  inplaceShape.indexReduce_,
  ["includeSelf"],
);
/**
 * In place: writes `source` at the places that `index` names in the flattened tensor; with `accumulate`, adds. Returns x
 * itself; see {@link put}.
 */
export const put_: typeof indexing.put = publicFunction("put_", ["index", "source", "accumulate"], inplaceShape.put_);
/**
 * In place: writes the elements of `source`, in order, where the mask is true. Returns x itself; see {@link maskedScatter}.
 */
export const maskedScatter_: typeof indexing.maskedScatter = publicFunction(
  "maskedScatter_",
  ["mask", "source"],
  inplaceShape.maskedScatter_,
);
/** In place: writes `src` at the places along `dim` that `index` names. Returns x itself; see {@link scatter}. */
export const scatter_: typeof indexing.scatter = publicFunction(
  "scatter_",
  ["dim", "index", "src|value"],
  inplaceShape.scatter_,
  ["reduce"],
);
/** In place: adds `src` at the places along `dim` that `index` names. Returns x itself; see {@link scatterAdd}. */
export const scatterAdd_: typeof indexing.scatterAdd = publicFunction(
  "scatterAdd_",
  ["dim", "index", "src"],
  inplaceShape.scatterAdd_,
);
/**
 * In place: reduces `src` into the places along `dim` that `index` names. Returns x itself; see {@link scatterReduce}.
 */
export const scatterReduce_: typeof indexing.scatterReduce = publicFunction(
  "scatterReduce_",
  ["dim", "index", "src", "reduce"],
  inplaceShape.scatterReduce_,
  ["includeSelf"],
);
/**
 * Writes `fillValue` along the main diagonal of a matrix (or of a tensor whose sizes are equal). With `wrap` (default
 * false) a tall matrix gets further diagonals, one row apart. Returns x itself.
 *
 * @throws KindlingError `too-few-dims` for fewer than two dimensions, or different sizes of more than two.
 * @example
 * zeros(2, 2).fillDiagonal_(5);
 * // → tensor([[5., 0.],
 * //           [0., 5.]])
 */
export const fillDiagonal_: (x: Tensor, fillValue: number | FillDiagonalNamed, wrap?: boolean | WrapOption) => Tensor =
  publicFunction("fillDiagonal_", ["fillValue", "wrap"], inplaceShape.fillDiagonal_);
/** In place: removes dimensions of size 1. Returns x itself; see {@link squeeze}. */
export const squeeze_: typeof view.squeeze = publicFunction("squeeze_", ["dim"], inplaceShape.squeeze_);
/** In place: inserts a dimension of size 1 at `dim`. Returns x itself; see {@link unsqueeze}. */
export const unsqueeze_: typeof view.unsqueeze = publicFunction("unsqueeze_", ["dim"], inplaceShape.unsqueeze_);
/** In place: swaps two dimensions. Returns x itself; see {@link transpose}. */
export const transpose_: typeof view.transpose = publicFunction(
  "transpose_",
  ["dim0|axis0", "dim1|axis1"],
  inplaceShape.transpose_,
);
/** In place: transposes a matrix. Returns x itself; see {@link t}. */
export const t_: Unary = publicFunction("t_", [], inplaceShape.t_);
/**
 * Fills x with uniform random numbers in [from, to); `from` is 0 and `to` is 1 by default. Returns x itself.
 *
 * @throws KindlingError `float-only` for all dtypes except floats, `random-range` if `from` is above `to`.
 * @example
 * manualSeed(0);
 * zeros(2).uniform_(0, 10); // → tensor([4.9626, 7.6822])
 */
export const uniform_: (x: Tensor, from?: UniformArg, to?: UniformArg, options?: DrawOptions) => Tensor =
  publicFunction("uniform_", ["from", "to"], fills.uniform_, ["generator"]);
/**
 * Fills x with normal random numbers with a mean (default 0) and a standard deviation (default 1). Returns x itself.
 *
 * @throws KindlingError `float-only` for all dtypes except floats, `random-range` for a negative deviation.
 * @example
 * manualSeed(0);
 * zeros(2).normal_(10, 2); // → tensor([13.0820,  9.4131])
 */
export const normal_: (x: Tensor, mean?: NormalArg, std?: NormalArg, options?: DrawOptions) => Tensor = publicFunction(
  "normal_",
  ["mean", "std"],
  fills.normal_,
  ["generator"],
);
/**
 * Fills x with exponentially distributed random numbers of rate `lambd` (default 1): density lambd · e^(−lambd · t).
 * Returns x itself.
 *
 * @throws KindlingError `float-only` for all dtypes except floats, `random-range` for a negative rate.
 * @example
 * manualSeed(0);
 * zeros(2).exponential_(); // → tensor([3.5083, 1.2304])
 */
export const exponential_: (x: Tensor, lambd?: number | ExponentialNamed, options?: DrawOptions) => Tensor =
  publicFunction("exponential_", ["lambd|lambda"], fills.exponential_, ["generator"]);
/**
 * Fills x with 1 and 0: 1 with probability `p` (default 0.5), a number or a tensor of probabilities that broadcasts to x.
 * Any dtype. Returns x itself.
 *
 * @throws KindlingError `random-probability` for a probability outside [0, 1].
 * @example
 * manualSeed(0);
 * zeros(4).bernoulli_(0.5); // → tensor([0., 0., 1., 0.])
 */
export const bernoulli_: (x: Tensor, p?: number | Tensor | BernoulliNamed, options?: DrawOptions) => Tensor =
  publicFunction("bernoulli_", ["p"], fills.bernoulli_, ["generator"]);
/**
 * Fills x with the number of trials until the first success, each with probability `p`. Any dtype except bool. Returns
 * x itself.
 *
 * @throws KindlingError `random-probability` for `p` outside (0, 1), `float-only` for bool.
 * @example
 * manualSeed(0);
 * zeros(3).geometric_(0.5); // → tensor([1., 1., 2.])
 */
export const geometric_: (x: Tensor, p: number | GeometricNamed, options?: DrawOptions) => Tensor = publicFunction(
  "geometric_",
  ["p"],
  fills.geometric_,
  ["generator"],
);
/**
 * Fills x with random numbers from the Cauchy distribution; `median` is 0 and `sigma`, its width, is 1 by default.
 * Returns x itself.
 *
 * @throws KindlingError `float-only` for all dtypes except floats.
 * @example
 * manualSeed(0);
 * zeros(2).cauchy_(); // → tensor([10.5977,  0.7648])
 */
export const cauchy_: (x: Tensor, median?: CauchyArg, sigma?: CauchyArg, options?: DrawOptions) => Tensor =
  publicFunction("cauchy_", ["median", "sigma"], fills.cauchy_, ["generator"]);
/**
 * Fills x with e to the power of normal random numbers; their `mean` is 1 and their standard deviation `std` is 2 by
 * default. Returns x itself.
 *
 * @throws KindlingError `float-only` for all dtypes except floats, `random-range` for a deviation that is not positive.
 * @example
 * manualSeed(0);
 * zeros(2).logNormal_(); // → tensor([59.2634,  1.5116])
 */
export const logNormal_: (x: Tensor, mean?: NormalArg, std?: NormalArg, options?: DrawOptions) => Tensor =
  publicFunction("logNormal_", ["mean", "std"], fills.logNormal_, ["generator"]);
/**
 * Fills x with random integers in [from, to); `random_(to)` starts at 0. Without bounds, from 0 to the largest number
 * that the dtype holds exactly. Returns x itself.
 *
 * @throws KindlingError `random-range` for bounds that the dtype does not hold, `no-complex` for complex numbers.
 * @example
 * manualSeed(0);
 * zeros(3).random_(10); // → tensor([4., 9., 3.])
 */
export const random_: (x: Tensor, from?: RandomArg, to?: RandomArg, options?: DrawOptions) => Tensor = fills.random_;
/** Arguments of {@link copy_}, by name. */
interface SrcNamed {
  /** The values to write. */
  src: Arg;
}
/**
 * Writes `src`, a number or a tensor that broadcasts to x, over x, and converts it to x's dtype. Returns x itself.
 *
 * @throws KindlingError `broadcast` for a shape that does not fit, `inplace-leaf` for a parameter, outside of `noGrad`.
 * @example
 * zeros(2, 2).copy_(tensor([1, 2])).tolist(); // → 1,2,1,2
 */
export const copy_: (x: Tensor, src: Arg | SrcNamed) => Tensor = publicFunction("copy_", ["src"], casts.copy_);
