import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as angles from "../../ops/angles.js";
import * as bessel from "../../ops/bessel.js";
import * as bin from "../../ops/binary.js";
import * as parts from "../../ops/float-parts.js";
import type { Frexp } from "../../ops/float-parts.js";
import * as gamma from "../../ops/gamma.js";
import * as logs from "../../ops/logs.js";
import * as normal from "../../ops/normal.js";
import * as select from "../../ops/select.js";
import * as un from "../../ops/unary.js";
import * as fn from "../functions.js";
import type { Rounding } from "../functions.js";
import * as points from "../pointwise.js";
import type { LogitOptions, RoundOptions } from "../pointwise.js";
import { named, type Unary, type Binary } from "./named.js";

// Element by element: functions of one tensor, or of two broadcast together.

/** −x. Refuses bool (`bool-arithmetic`). */
export const neg: Unary = named("neg", [], un.neg);
/** |x|. */
export const abs: Unary = named("abs", [], un.abs);
/** −1, 0 or 1. Its gradient is 0. */
export const sign: Unary = named("sign", [], un.sign);
/** The largest whole number that is not above x, in x's dtype. Its gradient is 0. */
export const floor: Unary = named("floor", [], un.floor);
/** The smallest whole number that is not below x, in x's dtype. Its gradient is 0. */
export const ceil: Unary = named("ceil", [], un.ceil);
/** x without its fraction, in x's dtype. Its gradient is 0. */
export const trunc: Unary = named("trunc", [], un.trunc);
/** What trunc cuts off, with x's sign. Floats only. */
export const frac: Unary = named("frac", [], un.frac);
/** x²; bools count as 0 and 1. */
export const square: Unary = named("square", [], un.square);
/** √x; NaN below 0. */
export const sqrt: Unary = named("sqrt", [], un.sqrt);
/** 1 / √x. */
export const rsqrt: Unary = named("rsqrt", [], un.rsqrt);
/** 1 / x. */
export const reciprocal: Unary = named("reciprocal", [], un.reciprocal);
/** e^x. */
export const exp: Unary = named("exp", [], un.exp);
/** 2^x. */
export const exp2: Unary = named("exp2", [], un.exp2);
/** e^x − 1, exact also for x near 0. */
export const expm1: Unary = named("expm1", [], un.expm1);
/** The natural logarithm; −∞ at 0, NaN below. */
export const log: Unary = named("log", [], un.log);
/** The logarithm to base 2. */
export const log2: Unary = named("log2", [], un.log2);
/** The logarithm to base 10. */
export const log10: Unary = named("log10", [], un.log10);
/** log(1 + x), exact also for x near 0. */
export const log1p: Unary = named("log1p", [], un.log1p);
/** The error function, 2/√π · ∫₀ˣ e^(−t²) dt. */
export const erf: Unary = named("erf", [], un.erf);
/** The sine of x in radians. */
export const sin: Unary = named("sin", [], un.sin);
/** The cosine of x in radians. */
export const cos: Unary = named("cos", [], un.cos);
/** The tangent of x in radians. */
export const tan: Unary = named("tan", [], un.tan);
/** The angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. */
export const asin: Unary = named("asin", [], un.asin);
/** The angle in [0, π] whose cosine is x; NaN outside [−1, 1]. */
export const acos: Unary = named("acos", [], un.acos);
/** The angle in (−π/2, π/2) whose tangent is x. */
export const atan: Unary = named("atan", [], un.atan);
/** The hyperbolic sine. */
export const sinh: Unary = named("sinh", [], un.sinh);
/** The hyperbolic cosine. */
export const cosh: Unary = named("cosh", [], un.cosh);
/** The hyperbolic tangent: any number into (−1, 1). */
export const tanh: Unary = named("tanh", [], un.tanh);
/** The inverse of sinh. */
export const asinh: Unary = named("asinh", [], un.asinh);
/** The inverse of cosh; NaN below 1. */
export const acosh: Unary = named("acosh", [], un.acosh);
/** The inverse of tanh; NaN outside [−1, 1]. */
export const atanh: Unary = named("atanh", [], un.atanh);
/** 1 / (1 + e^−x). */
export const sigmoid: Unary = named("sigmoid", [], un.sigmoid);
/** max(x, 0); NaN stays NaN. */
export const relu: Unary = named("relu", [], un.relu);
/** Where x is NaN. False everywhere for a dtype without fractions. */
export const isnan: Unary = named("isnan", [], un.isnan);
/** Where x is ∞ or −∞. */
export const isinf: Unary = named("isinf", [], un.isinf);
/** Where x is neither NaN nor infinite. */
export const isfinite: Unary = named("isfinite", [], un.isfinite);
/** Where x is 0 (or false). */
export const logicalNot: Unary = named("logicalNot", [], un.logicalNot);
/** Every bit flipped, for whole numbers; for bool, logicalNot. */
export const bitwiseNot: Unary = named("bitwiseNot", [], un.bitwiseNot);
/** Degrees to radians: x · π/180. */
export const deg2rad: Unary = named("deg2rad", [], angles.deg2rad);
/** Radians to degrees: x · 180/π. */
export const rad2deg: Unary = named("rad2deg", [], angles.rad2deg);
/** sin(πx) / (πx), and 1 at 0. */
export const sinc: Unary = named("sinc", [], angles.sinc);
/** √(x² + y²), the length of the longest side of a right triangle, without overflow on the way. Floats only. */
export const hypot: Binary = named("hypot", ["other"], angles.hypot);
/** I₀(x), the modified Bessel function of order 0. */
export const i0: Unary = named("i0", [], bessel.i0);
/** The tensor itself. Refuses bool (`bool-arithmetic`). */
export const positive: Unary = named("positive", [], parts.positive);
/** −1, 0 or 1: for real numbers the same as sign. */
export const sgn: Unary = named("sgn", [], parts.sgn);
/** Where the sign bit is set: numbers below 0, and −0. False for NaN. */
export const signbit: Unary = named("signbit", [], parts.signbit);
/** Where x is ∞. */
export const isposinf: Unary = named("isposinf", [], parts.isposinf);
/** Where x is −∞. */
export const isneginf: Unary = named("isneginf", [], parts.isneginf);
/** x = m · 2^e with 1/2 ≤ |m| < 1, and e an int32. 0, infinities and NaN are their own mantissa. Floats only (`float-only`). */
export const frexp: (x: Tensor) => Frexp = named("frexp", [], parts.frexp);
/** The magnitude of x with the sign of y, also that of −0. */
export const copysign: Binary = named("copysign", ["other"], parts.copysign);
/** 0 for negative x, 1 for positive, and `values` where x is 0. Both have one dtype (`heaviside-dtype`). */
export const heaviside: (x: Tensor, values: Tensor | { values: Tensor }) => Tensor = named("heaviside", ["values"], parts.heaviside);
/** The next number that the dtype has after x, in the direction of y. All floats but float16. */
export const nextafter: Binary = named("nextafter", ["other"], parts.nextafter);
/** x · 2^other. */
export const ldexp: (x: Tensor, other: Tensor | { other: Tensor }) => Tensor = named("ldexp", ["other"], parts.ldexp);
/** 1 − erf x, exact also where that is tiny. */
export const erfc: Unary = named("erfc", [], normal.erfc);
/** The inverse of erf: ±∞ at ±1, NaN beyond. */
export const erfinv: Unary = named("erfinv", [], normal.erfinv);
/** log |Γ(x)|; ∞ at 0 and the negative whole numbers. */
export const lgamma: Unary = named("lgamma", [], gamma.lgamma);
/** The derivative of log |Γ(x)|; ∓∞ at ±0, NaN at the negative whole numbers. */
export const digamma: Unary = named("digamma", [], gamma.digamma);
/** The regularized lower incomplete gamma function 1/Γ(a) · ∫₀ˣ t^(a−1) e^−t dt. Differentiable in x. Floats only. */
export const igamma: Binary = named("igamma", ["other"], gamma.igamma);
/** The regularized upper incomplete gamma function, 1 − igamma. Differentiable in x. Floats only. */
export const igammac: Binary = named("igammac", ["other"], gamma.igammac);
/** The multivariate log-gamma function of dimension p: p (p − 1)/4 · log π + Σ lgamma(x − j/2) over j < p. */
export const mvlgamma: (x: Tensor, p: number | { p: number }) => Tensor = named("mvlgamma", ["p"], gamma.mvlgamma);
/** log(e^x + e^y), without overflow: the larger is taken out first. Floats only. */
export const logaddexp: Binary = named("logaddexp", ["other"], logs.logaddexp);
/** log₂(2^x + 2^y), without overflow. Floats only. */
export const logaddexp2: Binary = named("logaddexp2", ["other"], logs.logaddexp2);
/** x · log y, and 0 where x is 0 (unless y is NaN). */
export const xlogy: Binary = named("xlogy", ["other"], logs.xlogy);
/** `x` to the power `y` in float64 (complex128 where one is complex), whatever their dtypes. */
export const floatPower: (x: Arg, exponent: Arg | { exponent: Arg }) => Tensor = named("floatPower", ["exponent"], logs.floatPower);
/** How many times the second operand of {@link add} and {@link sub} counts. Default 1. */
export interface AlphaOption { alpha?: number }
/** The arguments of {@link add} and {@link sub} by name. */
export interface AlphaNamed extends AlphaOption { other: Arg }
/** `x + y`, or `x + alpha · y`. */
export const add: (x: Arg, y: Arg | AlphaNamed, o?: AlphaOption) => Tensor = named("add", ["other"], fn.add, ["alpha"]);
/** `x − y`, or `x − alpha · y`. */
export const sub: (x: Arg, y: Arg | AlphaNamed, o?: AlphaOption) => Tensor = named("sub", ["other"], fn.sub, ["alpha"]);
/** How {@link div} rounds: not at all (null, the default), towards 0, or down. */
export interface RoundingOption { roundingMode?: Rounding }
/** The arguments of {@link div} by name. */
export interface DivNamed extends RoundingOption { other: Arg }
/** `x / y`; `roundingMode` "trunc" or "floor" rounds. */
export const div: (x: Arg, y: Arg | DivNamed, o?: RoundingOption) => Tensor = named("div", ["other"], fn.div, ["roundingMode"]);
/** `x + value · a · b`, broadcast together; `value` is 1 unless told otherwise. */
export const addcmul: (x: Tensor, ...args: [tensor1: Tensor, tensor2: Tensor, options?: { value?: number }] | [named: { tensor1: Tensor; tensor2: Tensor; value?: number }]) => Tensor = named("addcmul", ["tensor1", "tensor2"], fn.addcmul, ["value"]);
/** `x + value · a / b`, broadcast together; `value` is 1 unless told otherwise. */
export const addcdiv: (x: Tensor, ...args: [tensor1: Tensor, tensor2: Tensor, options?: { value?: number }] | [named: { tensor1: Tensor; tensor2: Tensor; value?: number }]) => Tensor = named("addcdiv", ["tensor1", "tensor2"], fn.addcdiv, ["value"]);
/**
 * x · y, element by element; matmul multiplies matrices.
 *
 * @example
 * mul(tensor([[1], [2]]), tensor([10, 20])).tolist(); // → 10,20,20,40
 */
export const mul: Binary = named("mul", ["other"], bin.mul);
/** `x` to the power `y`. */
export const pow: (x: Arg, exponent: Arg | { exponent: Arg }) => Tensor = named("pow", ["exponent"], bin.pow);
/** Division rounded towards −∞, as Python's `//`. */
export const floorDivide: Binary = named("floorDivide", ["other"], bin.floorDivide);
/** What is left of floorDivide: the sign of the divisor, as Python's `%`. */
export const remainder: Binary = named("remainder", ["other"], bin.remainder);
/** What is left of a division that truncates: the sign of the dividend, as C's fmod. */
export const fmod: Binary = named("fmod", ["other"], bin.fmod);
/** The angle in (−π, π] of the point (y, x) seen from the origin: atan(x / y) that knows the quadrant. */
export const atan2: Binary = named("atan2", ["other"], bin.atan2);
/** The larger of two; NaN if either is NaN. */
export const maximum: Binary = named("maximum", ["other"], bin.maximum);
/** The smaller of two; NaN if either is NaN. */
export const minimum: Binary = named("minimum", ["other"], bin.minimum);
/** `x + weight · (y − x)`. */
export const lerp: (x: Tensor, ...args: [end: Tensor, weight: Arg] | [named: { end: Tensor; weight: Arg }]) => Tensor = named("lerp", ["end", "weight"], bin.lerp);
/**
 * The nearest number without a fraction, or with so many decimals; of two equally near ones the one that ends in an even
 * digit, as in IEEE 754 (JavaScript's Math.round takes the larger). Keeps the dtype. Its gradient is 0.
 *
 * @example
 * round(tensor([0.5, 1.5, 2.5])).tolist(); // → 0,2,2
 * round(tensor([1.25, 2.75]), { decimals: 1 }).sum().item().toFixed(1); // → "4.0"
 */
export const round: (x: Tensor, o?: RoundOptions) => Tensor = named("round", [], points.round, ["decimals"]);
/**
 * log(x / (1 − x)), the inverse of sigmoid: `logit(x)`, `logit(x, 1e-6)`, `logit(x, { eps: 1e-6 })`.
 *
 * @example
 * logit(tensor([0.5])).tolist(); // → 0
 */
export const logit: (x: Tensor, eps?: number | null | LogitOptions) => Tensor = named("logit", ["eps"], points.logit);
/** Brings what lies below `min` up to it: clamp with one bound. */
export const clampMin: (x: Tensor, min: Arg | { min: Arg }) => Tensor = named("clampMin", ["min"], points.clampMin);
/** Brings what lies above `max` down to it: clamp with one bound. */
export const clampMax: (x: Tensor, max: Arg | { max: Arg }) => Tensor = named("clampMax", ["max"], points.clampMax);
/** The arguments of {@link clamp} by name. */
export interface ClampNamed { min?: Arg | null; max?: Arg | null }
/** Brings elements into `[min, max]`; either bound may be null. Bounds may be tensors. */
export const clamp: (x: Tensor, min?: Arg | null | ClampNamed, max?: Arg | null | ClampNamed) => Tensor = named("clamp", ["min", "max"], select.clamp);
/** The arguments of {@link nanToNum} by name. */
export interface NanToNumNamed { nan?: number; posinf?: number; neginf?: number }
/** Replaces NaN by `nan` and the infinities by the largest finite values, or by `posinf` and `neginf`. */
export const nanToNum: (x: Tensor, nan?: number | NanToNumNamed, posinf?: number | NanToNumNamed, neginf?: number | NanToNumNamed) => Tensor = named("nanToNum", ["nan", "posinf", "neginf"], select.nanToNum);
