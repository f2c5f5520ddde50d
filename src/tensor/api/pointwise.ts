import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as arithmetic from "../../ops/pointwise/arithmetic.js";
import * as bin from "../../ops/pointwise/binary.js";
import * as select from "../../ops/pointwise/select.js";
import * as un from "../../ops/pointwise/unary.js";
import * as functions from "../functions.js";
import type { Rounding } from "../functions.js";
import * as pointwise from "../pointwise.js";
import type { RoundOptions } from "../pointwise.js";
import { publicFunction, type Unary, type Binary } from "./argument-types.js";

// Element by element: functions of one tensor, or of two broadcast together.

/** The option of {@link add} and {@link sub}. */
export interface AlphaOptions {
  /** The factor of the second operand. Default 1. */
  alpha?: number;
}
/** The arguments of {@link add} and {@link sub} by name. */
export interface AddNamed extends AlphaOptions {
  /** The other operand: a tensor or a number. */
  other: Arg;
}
/** The option of {@link div}. */
export interface DivOptions {
  /** "trunc" rounds towards 0, "floor" towards −∞; null (the default) does not round. */
  roundingMode?: Rounding;
}
/** The arguments of {@link div} by name. */
export interface DivNamed extends DivOptions {
  /** The other operand: a tensor or a number. */
  other: Arg;
}
/** The option of {@link addcmul} and {@link addcdiv}. */
export interface ValueOption {
  /** The factor of the product or quotient. Default 1. */
  value?: number;
}
/** The arguments of {@link addcmul} and {@link addcdiv} by name. */
export interface AddcNamed extends ValueOption {
  /** The first factor. */
  tensor1: Tensor;
  /** The second factor, or the divisor. */
  tensor2: Tensor;
}
/** The arguments of {@link lerp} by name. */
export interface LerpNamed {
  /** The end of the interpolation. */
  end: Tensor;
  /** How far to go from x (0) to `end` (1). */
  weight: Arg;
}

/**
 * Negates each element: −x. The result has x's dtype.
 *
 * @throws KindlingError `bool-arithmetic` for bool; use `logicalNot`.
 * @example
 * neg(tensor([1, -2])); // → tensor([-1.,  2.])
 */
export const neg: Unary = publicFunction("neg", [], arithmetic.neg);
/**
 * The absolute value of each element: |x|. The result has x's dtype; for complex numbers, the real dtype of their
 * magnitude.
 *
 * @throws KindlingError `bool-arithmetic` for bool.
 * @example
 * abs(tensor([-1, 2])); // → tensor([1., 2.])
 */
export const abs: Unary = publicFunction("abs", [], un.abs);
/**
 * The sign of each element: −1, 0 or 1, in x's dtype. Its gradient is 0. For complex numbers, see {@link sgn}.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * sign(tensor([-3, 0, 2])); // → tensor([-1.,  0.,  1.])
 */
export const sign: Unary = publicFunction("sign", [], un.sign);
/**
 * Rounds down: the largest whole number that is not above x, in x's dtype. Its gradient is 0.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * floor(tensor([1.5, -1.5])); // → tensor([ 1., -2.])
 */
export const floor: Unary = publicFunction("floor", [], un.floor);
/**
 * Rounds up: the smallest whole number that is not below x, in x's dtype. Its gradient is 0.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * ceil(tensor([1.5, -1.5])); // → tensor([ 2., -1.])
 */
export const ceil: Unary = publicFunction("ceil", [], un.ceil);
/**
 * Rounds towards 0: x without its fraction, in x's dtype. Its gradient is 0.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * trunc(tensor([1.5, -1.5])); // → tensor([ 1., -1.])
 */
export const trunc: Unary = publicFunction("trunc", [], un.trunc);
/**
 * The fraction of each element, with x's sign: x − trunc(x).
 *
 * @throws KindlingError `float-only` for whole numbers and bools, `no-complex` for complex numbers.
 * @example
 * frac(tensor([1.5, -1.25])); // → tensor([ 0.5000, -0.2500])
 */
export const frac: Unary = publicFunction("frac", [], un.frac);
/**
 * Squares each element: x². The result has x's dtype; bools count as 0 and 1 and give int64.
 *
 * @example
 * square(tensor([3, -4])); // → tensor([ 9., 16.])
 */
export const square: Unary = publicFunction("square", [], un.square);
/**
 * The square root: √x; NaN below 0. Whole numbers and bools give the default float dtype.
 *
 * @example
 * sqrt(tensor([4, 9, -1])); // → tensor([2., 3., nan])
 */
export const sqrt: Unary = publicFunction("sqrt", [], un.sqrt);
/**
 * One over the square root: 1 / √x; ∞ at 0, NaN below. Whole numbers and bools give the default float dtype.
 *
 * @example
 * rsqrt(tensor([4, 0.25])); // → tensor([0.5000, 2.0000])
 */
export const rsqrt: Unary = publicFunction("rsqrt", [], un.rsqrt);
/**
 * One over each element: 1 / x; ±∞ at ±0. Whole numbers and bools give the default float dtype.
 *
 * @example
 * reciprocal(tensor([4, -0.5])); // → tensor([ 0.2500, -2.0000])
 */
export const reciprocal: Unary = publicFunction("reciprocal", [], un.reciprocal);
/**
 * The exponential function: e^x. Whole numbers and bools give the default float dtype.
 *
 * @example
 * exp(tensor([0, 1])); // → tensor([1.0000, 2.7183])
 */
export const exp: Unary = publicFunction("exp", [], un.exp);
/**
 * Two to the power of x: 2^x. Whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * exp2(tensor([0, 3, -1])); // → tensor([1.0000, 8.0000, 0.5000])
 */
export const exp2: Unary = publicFunction("exp2", [], un.exp2);
/**
 * e^x − 1, accurate also for x near 0. Whole numbers and bools give the default float dtype.
 *
 * @example
 * expm1(tensor([0, 1e-6])); // → tensor([0.0000e+00, 1.0000e-06])
 */
export const expm1: Unary = publicFunction("expm1", [], un.expm1);
/**
 * The natural logarithm; −∞ at 0, NaN below. Whole numbers and bools give the default float dtype.
 *
 * @example
 * log(tensor([1, 10, 0])); // → tensor([0.0000, 2.3026,   -inf])
 */
export const log: Unary = publicFunction("log", [], un.log);
/**
 * The logarithm to base 2; −∞ at 0, NaN below. Whole numbers and bools give the default float dtype.
 *
 * @example
 * log2(tensor([1, 8, 0.5])); // → tensor([ 0.,  3., -1.])
 */
export const log2: Unary = publicFunction("log2", [], un.log2);
/**
 * The logarithm to base 10; −∞ at 0, NaN below. Whole numbers and bools give the default float dtype.
 *
 * @example
 * log10(tensor([1, 1000, 0.1])); // → tensor([ 0.,  3., -1.])
 */
export const log10: Unary = publicFunction("log10", [], un.log10);
/**
 * log(1 + x), accurate also for x near 0; −∞ at −1, NaN below. Whole numbers and bools give the default float dtype.
 *
 * @example
 * log1p(tensor([0, 1e-6])); // → tensor([0.0000e+00, 1.0000e-06])
 */
export const log1p: Unary = publicFunction("log1p", [], un.log1p);
/**
 * The sine of x in radians. Whole numbers and bools give the default float dtype.
 *
 * @example
 * sin(tensor([0, Math.PI / 2])); // → tensor([0., 1.])
 */
export const sin: Unary = publicFunction("sin", [], un.sin);
/**
 * The cosine of x in radians. Whole numbers and bools give the default float dtype.
 *
 * @example
 * cos(tensor([0, Math.PI])); // → tensor([ 1., -1.])
 */
export const cos: Unary = publicFunction("cos", [], un.cos);
/**
 * The tangent of x in radians. Whole numbers and bools give the default float dtype.
 *
 * @example
 * tan(tensor([0, Math.PI / 4])); // → tensor([0., 1.])
 */
export const tan: Unary = publicFunction("tan", [], un.tan);
/**
 * The inverse sine: the angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. Whole numbers and bools give the default
 * float dtype.
 *
 * @example
 * asin(tensor([0, 1])); // → tensor([0.0000, 1.5708])
 */
export const asin: Unary = publicFunction("asin", [], un.asin);
/**
 * The inverse cosine: the angle in [0, π] whose cosine is x; NaN outside [−1, 1]. Whole numbers and bools give the default
 * float dtype.
 *
 * @example
 * acos(tensor([0, 1])); // → tensor([1.5708, 0.0000])
 */
export const acos: Unary = publicFunction("acos", [], un.acos);
/**
 * The inverse tangent: the angle in (−π/2, π/2) whose tangent is x. Whole numbers and bools give the default float dtype.
 *
 * @example
 * atan(tensor([0, 1])); // → tensor([0.0000, 0.7854])
 */
export const atan: Unary = publicFunction("atan", [], un.atan);
/**
 * The hyperbolic sine: (e^x − e^−x) / 2. Whole numbers and bools give the default float dtype.
 *
 * @example
 * sinh(tensor([0, 1])); // → tensor([0.0000, 1.1752])
 */
export const sinh: Unary = publicFunction("sinh", [], un.sinh);
/**
 * The hyperbolic cosine: (e^x + e^−x) / 2. Whole numbers and bools give the default float dtype.
 *
 * @example
 * cosh(tensor([0, 1])); // → tensor([1.0000, 1.5431])
 */
export const cosh: Unary = publicFunction("cosh", [], un.cosh);
/**
 * The hyperbolic tangent: sinh x / cosh x, in [−1, 1]. Whole numbers and bools give the default float dtype.
 *
 * @example
 * tanh(tensor([0, 1, -10])); // → tensor([ 0.0000,  0.7616, -1.0000])
 */
export const tanh: Unary = publicFunction("tanh", [], un.tanh);
/**
 * The inverse hyperbolic sine: log(x + √(x² + 1)). Whole numbers and bools give the default float dtype.
 *
 * @example
 * asinh(tensor([0, 1])); // → tensor([0.0000, 0.8814])
 */
export const asinh: Unary = publicFunction("asinh", [], un.asinh);
/**
 * The inverse hyperbolic cosine: log(x + √(x² − 1)); NaN below 1. Whole numbers and bools give the default float dtype.
 *
 * @example
 * acosh(tensor([1, 2])); // → tensor([0.0000, 1.3170])
 */
export const acosh: Unary = publicFunction("acosh", [], un.acosh);
/**
 * The inverse hyperbolic tangent: log((1 + x) / (1 − x)) / 2; ±∞ at ±1, NaN beyond. Whole numbers and bools give the
 * default float dtype.
 *
 * @example
 * atanh(tensor([0, 0.5, 1])); // → tensor([0.0000, 0.5493,    inf])
 */
export const atanh: Unary = publicFunction("atanh", [], un.atanh);
/**
 * The logistic function: 1 / (1 + e^−x), in [0, 1]. Whole numbers and bools give the default float dtype.
 *
 * @example
 * sigmoid(tensor([0, 2, -2])); // → tensor([0.5000, 0.8808, 0.1192])
 */
export const sigmoid: Unary = publicFunction("sigmoid", [], un.sigmoid);
/**
 * The rectified linear unit: max(x, 0), in x's dtype; NaN stays NaN.
 *
 * @throws KindlingError `bool-arithmetic` for bool, `no-complex` for complex numbers.
 * @example
 * relu(tensor([-1, 0, 2])); // → tensor([0., 0., 2.])
 */
export const relu: Unary = publicFunction("relu", [], un.relu);
/**
 * Tests each element for NaN. The result is bool; a complex number is NaN if either part is.
 *
 * @example
 * isnan(tensor([1, NaN])); // → tensor([False,  True])
 */
export const isnan: Unary = publicFunction("isnan", [], un.isnan);
/**
 * Tests each element for ∞ and −∞. The result is bool; a complex number is infinite if either part is.
 *
 * @example
 * isinf(tensor([1, -Infinity])); // → tensor([False,  True])
 */
export const isinf: Unary = publicFunction("isinf", [], un.isinf);
/**
 * Tests whether each element is neither NaN nor infinite. The result is bool.
 *
 * @example
 * isfinite(tensor([1, Infinity, NaN])); // → tensor([ True, False, False])
 */
export const isfinite: Unary = publicFunction("isfinite", [], un.isfinite);
/**
 * True where x is 0 (or false). The result is bool.
 *
 * @example
 * logicalNot(tensor([0, 2])); // → tensor([ True, False])
 */
export const logicalNot: Unary = publicFunction("logicalNot", [], un.logicalNot);
/**
 * Flips every bit of whole numbers (−x − 1 for signed ones); for bool, {@link logicalNot}.
 *
 * @throws KindlingError `int-only` for floats, `no-complex` for complex numbers.
 * @example
 * bitwiseNot(tensor([0, 5], { dtype: "int64" })); // → tensor([-1, -6])
 */
export const bitwiseNot: Unary = publicFunction("bitwiseNot", [], un.bitwiseNot);
/**
 * Adds: x + other, or x + alpha · other. Both are broadcast together, and either may be a number; the result has the dtype
 * of both, promoted. `alpha` is 1 by default.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * add(tensor([1, 2]), 10); // → tensor([11., 12.])
 * add(tensor([[1], [2]]), tensor([10, 20]), { alpha: 2 }).tolist(); // → 21,41,22,42
 */
export const add: (x: Arg, other: Arg | AddNamed, options?: AlphaOptions) => Tensor = publicFunction(
  "add",
  ["other"],
  functions.add,
  ["alpha"],
);
/**
 * Subtracts: x − other, or x − alpha · other. Both are broadcast together, and either may be a number; the result has the
 * dtype of both, promoted. `alpha` is 1 by default.
 *
 * @throws KindlingError `bool-arithmetic` for bools, `broadcast` for shapes that do not fit.
 * @example
 * sub(tensor([1, 2]), 10); // → tensor([-9., -8.])
 */
export const sub: (x: Arg, other: Arg | AddNamed, options?: AlphaOptions) => Tensor = publicFunction(
  "sub",
  ["other"],
  functions.sub,
  ["alpha"],
);
/**
 * Divides: x / other. Both are broadcast together, and either may be a number. Whole numbers give the default float dtype,
 * unless `roundingMode` is "trunc" (rounds towards 0) or "floor" (towards −∞); the default, null, does not round.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `zero-division` for whole numbers that are rounded,
 * `rounding-mode` for any other mode.
 * @example
 * div(tensor([7, -7]), 2); // → tensor([ 3.5000, -3.5000])
 * div(tensor([7, -7]), 2, { roundingMode: "floor" }); // → tensor([ 3., -4.])
 */
export const div: (x: Arg, other: Arg | DivNamed, options?: DivOptions) => Tensor = publicFunction(
  "div",
  ["other"],
  functions.div,
  ["roundingMode"],
);
/**
 * Adds a scaled product: x + value · tensor1 · tensor2, all broadcast together. `value` is 1 by default.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * addcmul(tensor([1, 1]), tensor([1, 2]), tensor([3, 4]), { value: 10 }); // → tensor([31., 81.])
 */
export const addcmul: (
  x: Tensor,
  ...args: [tensor1: Tensor, tensor2: Tensor, option?: ValueOption] | [named: AddcNamed]
) => Tensor = publicFunction("addcmul", ["tensor1", "tensor2"], functions.addcmul, ["value"]);
/**
 * Adds a scaled quotient: x + value · tensor1 / tensor2, all broadcast together. `value` is 1 by default.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `float-only` if all are whole numbers.
 * @example
 * addcdiv(tensor([1, 1]), tensor([6, 8]), tensor([3, 2]), { value: 10 }); // → tensor([21., 41.])
 */
export const addcdiv: (
  x: Tensor,
  ...args: [tensor1: Tensor, tensor2: Tensor, option?: ValueOption] | [named: AddcNamed]
) => Tensor = publicFunction("addcdiv", ["tensor1", "tensor2"], functions.addcdiv, ["value"]);
/**
 * Multiplies element by element: x · other; {@link matmul} multiplies matrices. Both are broadcast together, and either may
 * be a number; the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * mul(tensor([[1], [2]]), tensor([10, 20])).tolist(); // → 10,20,20,40
 */
export const mul: Binary = publicFunction("mul", ["other"], arithmetic.mul);
/** Arguments of {@link pow}, by name. */
interface ExponentNamed {
  /** The exponent. */
  exponent: Arg;
}
/**
 * x to the power of `exponent`. Broadcasts; either may be a number.
 *
 * @throws KindlingError `bool-arithmetic` for bools, `int-negative-power` for whole numbers to a negative power.
 * @example
 * pow(tensor([2, 3]), 2); // → tensor([4., 9.])
 * pow(2, tensor([1, 3])); // → tensor([2., 8.])
 */
export const pow: (x: Arg, exponent: Arg | ExponentNamed) => Tensor = publicFunction("pow", ["exponent"], bin.pow);
/**
 * Divides and rounds towards −∞, as Python's `//`. Both are broadcast together, and either may be a number; the result has
 * the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `zero-division` for whole numbers divided by 0,
 * `bool-arithmetic` for bools, `no-complex` for complex numbers.
 * @example
 * floorDivide(tensor([7, -7]), 2); // → tensor([ 3., -4.])
 */
export const floorDivide: Binary = publicFunction("floorDivide", ["other"], bin.floorDivide);
/**
 * The remainder of {@link floorDivide}, with the sign of the divisor, as Python's `%`. Both are broadcast together, and
 * either may be a number; the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `zero-division` for whole numbers divided by 0,
 * `bool-arithmetic` for bools, `no-complex` for complex numbers.
 * @example
 * remainder(tensor([7, -7]), 3); // → tensor([1., 2.])
 */
export const remainder: Binary = publicFunction("remainder", ["other"], bin.remainder);
/**
 * The remainder of a division that truncates, with the sign of the dividend, as C's `fmod` and JavaScript's `%`. Both are
 * broadcast together, and either may be a number; the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `zero-division` for whole numbers divided by 0,
 * `bool-arithmetic` for bools, `no-complex` for complex numbers.
 * @example
 * fmod(tensor([7, -7]), 3); // → tensor([ 1., -1.])
 */
export const fmod: Binary = publicFunction("fmod", ["other"], bin.fmod);
/**
 * The angle in [−π, π] between the positive horizontal axis and the point (other, x): atan(x / other) in the right
 * quadrant. Both are broadcast together, and either may be a number; whole numbers and bools give the default float dtype.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * atan2(tensor([1, -1]), tensor([-1, -1])); // → tensor([ 2.3562, -2.3562])
 */
export const atan2: Binary = publicFunction("atan2", ["other"], bin.atan2);
/**
 * The larger of two, element by element; NaN if either is NaN. Both are broadcast together, and either may be a number; the
 * result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * maximum(tensor([1, 5]), tensor([3, 2])); // → tensor([3., 5.])
 */
export const maximum: Binary = publicFunction("maximum", ["other"], bin.maximum);
/**
 * The smaller of two, element by element; NaN if either is NaN. Both are broadcast together, and either may be a number;
 * the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * minimum(tensor([1, 5]), tensor([3, 2])); // → tensor([1., 2.])
 */
export const minimum: Binary = publicFunction("minimum", ["other"], bin.minimum);
/**
 * Interpolates linearly: x + weight · (end − x), all broadcast together. `weight` is a number or a tensor.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * lerp(tensor([0, 10]), tensor([10, 20]), 0.25); // → tensor([ 2.5000, 12.5000])
 */
export const lerp: (x: Tensor, ...args: [end: Tensor, weight: Arg] | [named: LerpNamed]) => Tensor = publicFunction(
  "lerp",
  ["end", "weight"],
  pointwise.lerp,
);
/**
 * Rounds to the nearest whole number, or, for floats, to the given number of decimals (0 by default; −1 rounds to
 * tens). Ties go to the even digit, as in IEEE 754 (JavaScript's Math.round rounds them up). The result has x's dtype;
 * its gradient is 0.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * round(tensor([0.5, 1.5, 2.5])); // → tensor([0., 2., 2.])
 * round(tensor([1.25, 2.75]), { decimals: 1 }); // → tensor([1.2000, 2.8000])
 */
export const round: (x: Tensor, o?: RoundOptions) => Tensor = publicFunction("round", [], pointwise.round, [
  "decimals",
]);
/** Arguments of {@link clampMin}, by name. */
interface MinNamed {
  /** The lower limit. */
  min: Arg;
}
/**
 * Raises elements below `min` to `min`: {@link clamp} with one bound, a number or a tensor that broadcasts.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * clampMin(tensor([-1, 0.5, 3]), 0); // → tensor([0.0000, 0.5000, 3.0000])
 */
export const clampMin: (x: Tensor, min: Arg | MinNamed) => Tensor = publicFunction(
  "clampMin",
  ["min"],
  pointwise.clampMin,
);
/** Arguments of {@link clampMax}, by name. */
interface MaxNamed {
  /** The upper limit. */
  max: Arg;
}
/**
 * Lowers elements above `max` to `max`: {@link clamp} with one bound, a number or a tensor that broadcasts.
 *
 * @throws KindlingError `no-complex` for complex numbers.
 * @example
 * clampMax(tensor([-1, 0.5, 3]), 1); // → tensor([-1.0000,  0.5000,  1.0000])
 */
export const clampMax: (x: Tensor, max: Arg | MaxNamed) => Tensor = publicFunction(
  "clampMax",
  ["max"],
  pointwise.clampMax,
);
/** The arguments of {@link clamp} by name. */
export interface ClampNamed {
  /** The lower limit. Default null: none. */
  min?: Arg | null;
  /** The upper limit. Default null: none. */
  max?: Arg | null;
}
/**
 * Limits elements to [min, max]: min(max(x, min), max). Either bound may be null (the default), but not both; bounds may be
 * tensors, which broadcast. NaN stays NaN.
 *
 * @throws KindlingError `clamp-bounds` without any bound, `no-complex` for complex numbers.
 * @example
 * clamp(tensor([-1, 0.5, 3]), 0, 1); // → tensor([0.0000, 0.5000, 1.0000])
 * clamp(tensor([-1, 3]), { max: 2 }); // → tensor([-1.,  2.])
 */
export const clamp: (x: Tensor, min?: Arg | null | ClampNamed, max?: Arg | null | ClampNamed) => Tensor =
  publicFunction("clamp", ["min", "max"], select.clamp);
/** A replacement of {@link nanToNum}: a number, or the arguments by name. */
export type NanArg = number | NanNamed;
/** The arguments of {@link nanToNum} by name. */
export interface NanNamed {
  /** The replacement of NaN. Default 0. */
  nan?: number;
  /** The replacement of ∞. Default: the dtype's largest number. */
  posinf?: number;
  /** The replacement of −∞. Default: the dtype's smallest number. */
  neginf?: number;
}
/**
 * Replaces NaN by `nan` (0 by default), ∞ by `posinf` and −∞ by `neginf` (by default the largest and the smallest number of
 * the dtype). The result has x's dtype.
 *
 * @example
 * nanToNum(tensor([NaN, 1, Infinity]), 0, 100); // → tensor([  0.,   1., 100.])
 */
export const nanToNum: (x: Tensor, nan?: NanArg, posinf?: NanArg, neginf?: NanArg) => Tensor = publicFunction(
  "nanToNum",
  ["nan", "posinf", "neginf"],
  select.nanToNum,
);
