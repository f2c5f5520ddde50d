import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as angles from "../../ops/special/angles.js";
import * as besselI from "../../ops/special/bessel-i.js";
import * as floatParts from "../../ops/pointwise/float-parts.js";
import type { Frexp } from "../../ops/pointwise/float-parts.js";
import * as gamma from "../../ops/special/gamma.js";
import * as logs from "../../ops/special/logs.js";
import * as errorFunction from "../../ops/special/error-function.js";
import * as un from "../../ops/pointwise/unary.js";
import * as pointwise from "../pointwise.js";
import type { LogitOptions } from "../pointwise.js";
import { publicFunction, type Unary, type Binary } from "./argument-types.js";

// Element by element: special functions, signs and the parts of floats.

/**
 * The error function: 2/√π · ∫₀ˣ e^(−t²) dt, from −1 to 1. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * erf(tensor([0, 0.5, -1])); // → tensor([ 0.0000,  0.5205, -0.8427])
 */
export const erf: Unary = publicFunction("erf", [], un.erf);
/**
 * Converts degrees to radians: x · π/180. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * deg2rad(tensor([180, 90])); // → tensor([3.1416, 1.5708])
 */
export const deg2rad: Unary = publicFunction("deg2rad", [], angles.deg2rad);
/**
 * Converts radians to degrees: x · 180/π. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * rad2deg(tensor([Math.PI])); // → tensor([180.])
 */
export const rad2deg: Unary = publicFunction("rad2deg", [], angles.rad2deg);
/**
 * The normalized sinc function: sin(πx) / (πx), and 1 at 0. Whole numbers and bools give the default float dtype.
 *
 * @example
 * sinc(tensor([0, 0.5])); // → tensor([1.0000, 0.6366])
 */
export const sinc: Unary = publicFunction("sinc", [], angles.sinc);
/**
 * The length of the hypotenuse: √(x² + other²), without overflow on the way. Both are broadcast together, and either may be
 * a number; the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for whole numbers and bools, `no-complex` for
 * complex numbers.
 * @example
 * hypot(tensor([3, 5]), tensor([4, 12])); // → tensor([ 5., 13.])
 */
export const hypot: Binary = publicFunction("hypot", ["other"], angles.hypot);
/**
 * The modified Bessel function of the first kind of order 0. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * i0(tensor([0, 1])); // → tensor([1.0000, 1.2661])
 */
export const i0: Unary = publicFunction("i0", [], besselI.i0);
/**
 * Returns the tensor itself: unary plus.
 *
 * @throws KindlingError `bool-arithmetic` for bool.
 * @example
 * positive(tensor([-1, 2])); // → tensor([-1.,  2.])
 */
export const positive: Unary = publicFunction("positive", [], floatParts.positive);
/**
 * The sign of each element: x / |x|, and 0 at 0. For real numbers the same as {@link sign}. The result has x's dtype.
 *
 * @example
 * sgn(tensor([-3, 0, 2])); // → tensor([-1.,  0.,  1.])
 */
export const sgn: Unary = publicFunction("sgn", [], floatParts.sgn);
/**
 * Tests each element for a set sign bit: true for numbers below 0 and for −0. The result is bool.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * signbit(tensor([-1, 0, -0])); // → tensor([ True, False,  True])
 */
export const signbit: Unary = publicFunction("signbit", [], floatParts.signbit);
/**
 * Tests each element for ∞. The result is bool.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * isposinf(tensor([Infinity, -Infinity])); // → tensor([ True, False])
 */
export const isposinf: Unary = publicFunction("isposinf", [], floatParts.isposinf);
/**
 * Tests each element for −∞. The result is bool.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * isneginf(tensor([Infinity, -Infinity])); // → tensor([False,  True])
 */
export const isneginf: Unary = publicFunction("isneginf", [], floatParts.isneginf);
/**
 * Splits each element into mantissa and exponent: x = mantissa · 2^exponent with 1/2 ≤ |mantissa| < 1. The exponent is
 * int32. 0, infinities and NaN are their own mantissa.
 *
 * @throws KindlingError `float-only` for all dtypes except floats.
 * @example
 * frexp(tensor([8])).mantissa; // → tensor([0.5000])
 * frexp(tensor([8])).exponent.tolist(); // → 4
 */
export const frexp: (x: Tensor) => Frexp = publicFunction("frexp", [], floatParts.frexp);
/**
 * The magnitude of x with the sign of other, also that of −0. Both are broadcast together, and either may be a number;
 * whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * copysign(tensor([1, 2]), tensor([-1, 1])); // → tensor([-1.,  2.])
 */
export const copysign: Binary = publicFunction("copysign", ["other"], floatParts.copysign);
/** Arguments of {@link heaviside}, by name. */
interface ValuesNamed {
  /** The value where x is 0. */
  values: Tensor;
}
/**
 * The Heaviside step function: 0 where x is negative, 1 where it is positive, and `values` where it is 0. x and `values`
 * are broadcast together and have one dtype.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `heaviside-dtype` if the dtypes differ, `no-complex` for
 * complex numbers.
 * @example
 * heaviside(tensor([-1, 0, 2]), tensor([0.5])); // → tensor([0.0000, 0.5000, 1.0000])
 */
export const heaviside: (x: Tensor, values: Tensor | ValuesNamed) => Tensor = publicFunction(
  "heaviside",
  ["values"],
  floatParts.heaviside,
);
/**
 * The next number after x in the dtype, towards other. Both are broadcast together, and either may be a number; the
 * result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for float16 and all dtypes but floats,
 * `no-complex` for complex numbers.
 * @example
 * nextafter(tensor([1]), tensor([2])).sub(1).item() > 0; // → true
 */
export const nextafter: Binary = publicFunction("nextafter", ["other"], floatParts.nextafter);
/** Arguments of {@link ldexp}, by name. */
interface OtherNamed {
  /** The exponents of 2. */
  other: Tensor;
}
/**
 * Multiplies by a power of two: x · 2^other. Two tensors, broadcast together; whole numbers and bools give the default
 * float dtype.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * ldexp(tensor([1, 3]), tensor([4, -1])); // → tensor([16.0000,  1.5000])
 */
export const ldexp: (x: Tensor, other: Tensor | OtherNamed) => Tensor = publicFunction(
  "ldexp",
  ["other"],
  floatParts.ldexp,
);
/**
 * The complementary error function: 1 − erf x, accurate also where that is tiny. Whole numbers and bools give the default
 * float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * erfc(tensor([0, 1])); // → tensor([1.0000, 0.1573])
 */
export const erfc: Unary = publicFunction("erfc", [], errorFunction.erfc);
/**
 * The inverse of the error function: ±∞ at ±1, NaN beyond. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * erfinv(tensor([0, 0.5])); // → tensor([0.0000, 0.4769])
 */
export const erfinv: Unary = publicFunction("erfinv", [], errorFunction.erfinv);
/**
 * The logarithm of the absolute value of the gamma function: log |Γ(x)|; ∞ at 0 and the negative whole numbers. Whole
 * numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * lgamma(tensor([1, 5])); // → tensor([0.0000, 3.1781])
 */
export const lgamma: Unary = publicFunction("lgamma", [], gamma.lgamma);
/**
 * The digamma function, the derivative of log |Γ(x)|; ∓∞ at ±0, NaN at the negative whole numbers. Whole numbers and bools
 * give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * digamma(tensor([1])); // → tensor([-0.5772])
 */
export const digamma: Unary = publicFunction("digamma", [], gamma.digamma);
/**
 * The regularized lower incomplete gamma function: 1/Γ(x) · ∫₀ᵒᵗʰᵉʳ t^(x−1) e^−t dt. Differentiable in `other` alone. Both
 * are broadcast together, and either may be a number; the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for whole numbers and bools, `no-complex` for
 * complex numbers.
 * @example
 * igamma(tensor([1]), tensor([2])); // → tensor([0.8647])
 */
export const igamma: Binary = publicFunction("igamma", ["other"], gamma.igamma);
/**
 * The regularized upper incomplete gamma function: 1 − {@link igamma}. Differentiable in `other` alone. Both are broadcast
 * together, and either may be a number; the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for whole numbers and bools, `no-complex` for
 * complex numbers.
 * @example
 * igammac(tensor([1]), tensor([2])); // → tensor([0.1353])
 */
export const igammac: Binary = publicFunction("igammac", ["other"], gamma.igammac);
/** Arguments of {@link mvlgamma}, by name. */
interface PNamed {
  /** The number of dimensions, at least 1. */
  p: number;
}
/**
 * The multivariate log-gamma function of dimension p: p (p − 1)/4 · log π + Σ lgamma(x − j/2) over j < p. Whole numbers and
 * bools give the default float dtype.
 *
 * @throws KindlingError `mvlgamma` for p below 1.
 * @example
 * mvlgamma(tensor([2, 3]), 2); // → tensor([0.4516, 1.5502])
 */
export const mvlgamma: (x: Tensor, p: number | PNamed) => Tensor = publicFunction("mvlgamma", ["p"], gamma.mvlgamma);
/**
 * The logarithm of the sum of exponentials: log(e^x + e^other), without overflow. Both are broadcast together, and either
 * may be a number; the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for whole numbers and bools, `no-complex` for
 * complex numbers.
 * @example
 * logaddexp(tensor([0, 1000]), tensor([0, 1000])); // → tensor([6.9315e-01, 1.0007e+03])
 */
export const logaddexp: Binary = publicFunction("logaddexp", ["other"], logs.logaddexp);
/**
 * The same to base 2: log₂(2^x + 2^other), without overflow. Both are broadcast together, and either may be a number; the
 * result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` for whole numbers and bools, `no-complex` for
 * complex numbers.
 * @example
 * logaddexp2(tensor([0, 3]), tensor([0, 3])); // → tensor([1., 4.])
 */
export const logaddexp2: Binary = publicFunction("logaddexp2", ["other"], logs.logaddexp2);
/**
 * x · log(other), and 0 where x is 0 (unless other is NaN). Both are broadcast together, and either may be a number; whole
 * numbers and bools give the default float dtype.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * xlogy(tensor([0, 2]), tensor([0, 1])); // → tensor([0., 0.])
 */
export const xlogy: Binary = publicFunction("xlogy", ["other"], logs.xlogy);
/** Arguments of {@link floatPower}, by name. */
interface ExponentNamed {
  /** The exponent. */
  exponent: Arg;
}
/**
 * x to the power of `exponent`, computed in float64 (complex128 if either is complex) whatever their dtypes. Broadcasts;
 * either may be a number.
 *
 * @example
 * floatPower(tensor([2, 3], { dtype: "int64" }), 2); // → tensor([4., 9.], dtype=torch.float64)
 */
export const floatPower: (x: Arg, exponent: Arg | ExponentNamed) => Tensor = publicFunction(
  "floatPower",
  ["exponent"],
  logs.floatPower,
);
/**
 * The inverse of {@link sigmoid}: log(x / (1 − x)). `eps` first clamps x to [eps, 1 − eps]; without it (null, the
 * default), x outside [0, 1] gives NaN. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * logit(tensor([0.5, 0.9])); // → tensor([0.0000, 2.1972])
 * logit(tensor([0, 1]), 0.01); // → tensor([-4.5951,  4.5951])
 */
export const logit: (x: Tensor, eps?: number | null | LogitOptions) => Tensor = publicFunction(
  "logit",
  ["eps"],
  pointwise.logit,
);
