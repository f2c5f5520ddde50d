import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { erf as erfOf } from "../../functions/erf.js";
import * as hyperbolic from "../../functions/hyperbolic.js";
import * as trigonometry from "../../functions/trigonometry.js";
import { isFloat } from "../../shape/dtype.js";
import { add, div, mul, neg, sub } from "./arithmetic.js";
import { defineBinary, defineUnary, type Unary, type UnarySpec, zeroGrad } from "./define.js";
import { cast } from "./cast.js";
import { floatsOnly, numbersOnly, wholeOnly } from "../refuse.js";

// Functions of one tensor of any shape, element by element: the output has the input's shape. Those made by `any` keep
// its dtype; those made by `float` convert whole numbers and bools to the default float first, as PyTorch does.

/* @__NO_SIDE_EFFECTS__ */
const any = (name: string, s: UnarySpec): Unary => defineUnary(name, "promote", s);
/* @__NO_SIDE_EFFECTS__ */
const float = (name: string, s: UnarySpec): Unary => defineUnary(name, "float", s);

// Signs and rounding
/** |x|. */
export const abs = any("abs", {
  lower: (k, x) => k.abs(numbersOnly("abs_cpu", x)),
  grad: (g, { x }) => mul(g, sign(x)),
  domain: [0.2, 2],
});
/** −1, 0 or 1. Its gradient is 0. */
export const sign = any("sign", { lower: (k, x) => k.sign(x), grad: zeroGrad, saves: "", domain: [0.2, 2] });
/** The largest whole number that is not above x, in x's dtype. Its gradient is 0. */
export const floor = any("floor", { lower: (k, x) => k.floor(x), grad: zeroGrad, saves: "", domain: [0.1, 0.9] });
/** The smallest whole number that is not below x, in x's dtype. Its gradient is 0. */
export const ceil = any("ceil", { lower: (k, x) => k.ceil(x), grad: zeroGrad, saves: "", domain: [0.1, 0.9] });
/** x without its fraction, in x's dtype. Its gradient is 0. */
export const trunc = any("trunc", { lower: (k, x) => k.trunc(x), grad: zeroGrad, saves: "", domain: [0.1, 0.9] });
/**
 * The nearest whole number, in x's dtype; of two equally near ones the even, as in IEEE 754 (JavaScript's Math.round takes the larger). Its gradient is 0.
 *
 * @example
 * round(tensor([0.5, 1.5, 2.5])).tolist(); // → 0,2,2
 */
export const round = any("round", { lower: (k, x) => k.round(x), grad: zeroGrad, saves: "", domain: [0.1, 0.4] });
/** The fraction that trunc removes, with x's sign. Floats only. */
export const frac = any("frac", {
  lower: (k, x) => k.sub(floatsOnly("frac_cpu", x), k.trunc(x)),
  grad: (g) => g,
  saves: "",
  domain: [0.1, 0.9],
});

// Powers, exponentials and logarithms
const squareOp = any("square", {
  lower: (k, x) => k.mul(x, x),
  grad: (g, { x }) => mul(g, mul(x, 2)),
  gradName: "Pow",
});
/** x²; bools count as 0 and 1. */
export const square: Unary = Object.assign(
  (x: Tensor): Tensor => squareOp(x?.dtype === "bool" ? cast(x, "int64") : x),
  { op: squareOp.op },
);
/** √x; NaN below 0. */
export const sqrt = float("sqrt", {
  lower: (k, x) => k.sqrt(x),
  grad: (g, { out }) => div(g, mul(out, 2)),
  saves: "o",
  domain: [0.2, 3],
});
/** 1 / √x. */
export const rsqrt = float("rsqrt", {
  lower: (k, x) => k.div(k.like(1, x), k.sqrt(x)),
  grad: (g, { out }) => mul(mul(g, -0.5), mul(out, square(out))),
  saves: "o",
  domain: [0.2, 3],
});
/** 1 / x. */
export const reciprocal = float("reciprocal", {
  lower: (k, x) => k.div(k.like(1, x), x),
  grad: (g, { out }) => neg(mul(g, square(out))),
  saves: "o",
  domain: [0.3, 3],
});
/** e^x. */
export const exp = float("exp", { lower: (k, x) => k.exp(x), grad: (g, { out }) => mul(g, out), saves: "o" });
/** 2^x. */
export const exp2 = float("exp2", {
  lower: (k, x) => k.exp2(x),
  grad: (g, { out }) => mul(g, mul(out, Math.LN2)),
  saves: "o",
});
/** e^x − 1, exact also for x near 0. */
export const expm1 = float("expm1", {
  lower: (k, x) => k.expm1(x),
  grad: (g, { out }) => mul(g, add(out, 1)),
  saves: "o",
});
/** The natural logarithm; −∞ at 0, NaN below. */
export const log = float("log", { lower: (k, x) => k.log(x), grad: (g, { x }) => div(g, x), domain: [0.2, 3] });
/** The logarithm to base 2. */
export const log2 = float("log2", {
  lower: (k, x) => k.log2(x),
  grad: (g, { x }) => div(g, mul(x, Math.LN2)),
  domain: [0.2, 3],
});
/** The logarithm to base 10. */
export const log10 = float("log10", {
  lower: (k, x) => k.log10(x),
  grad: (g, { x }) => div(g, mul(x, Math.LN10)),
  domain: [0.2, 3],
});
/** log(1 + x), exact also for x near 0. */
export const log1p = float("log1p", {
  lower: (k, x) => k.log1p(x),
  grad: (g, { x }) => div(g, add(x, 1)),
  domain: [-0.5, 3],
  gradName: "Log1P",
});
/** The error function, 2/√π · ∫₀ˣ e^(−t²) dt. */
export const erf = float("erf", {
  lower: (_, x) => erfOf(x),
  grad: (g, { x }) => mul(mul(g, 2 / Math.sqrt(Math.PI)), exp(neg(square(x)))),
});

// Trigonometry
/** The sine of x in radians. */
export const sin = float("sin", { lower: (_, x) => trigonometry.sin(x), grad: (g, { x }) => mul(g, cos(x)) });
/** The cosine of x in radians. */
export const cos = float("cos", { lower: (_, x) => trigonometry.cos(x), grad: (g, { x }) => neg(mul(g, sin(x))) });
/** The tangent of x in radians. */
export const tan = float("tan", {
  lower: (_, x) => trigonometry.tan(x),
  grad: (g, { out }) => mul(g, add(square(out), 1)),
  saves: "o",
  domain: [-1, 1],
});
/** The angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. */
export const asin = float("asin", {
  lower: (_, x) => trigonometry.asin(x),
  grad: (g, { x }) => mul(g, rsqrt(sub(1, square(x)))),
  domain: [-0.8, 0.8],
});
/** The angle in [0, π] whose cosine is x; NaN outside [−1, 1]. */
export const acos = float("acos", {
  lower: (_, x) => trigonometry.acos(x),
  grad: (g, { x }) => neg(mul(g, rsqrt(sub(1, square(x))))),
  domain: [-0.8, 0.8],
});
/** The angle in (−π/2, π/2) whose tangent is x. */
export const atan = float("atan", {
  lower: (_, x) => trigonometry.atan(x),
  grad: (g, { x }) => div(g, add(square(x), 1)),
});
/** The hyperbolic sine. */
export const sinh = float("sinh", { lower: (_, x) => hyperbolic.sinh(x), grad: (g, { x }) => mul(g, cosh(x)) });
/** The hyperbolic cosine. */
export const cosh = float("cosh", { lower: (_, x) => hyperbolic.cosh(x), grad: (g, { x }) => mul(g, sinh(x)) });
/** The hyperbolic tangent: any number into (−1, 1). */
export const tanh = float("tanh", {
  lower: (k, x) => k.tanh(x),
  grad: (g, { out }) => mul(g, sub(1, square(out))),
  saves: "o",
});
/** The inverse of sinh. */
export const asinh = float("asinh", {
  lower: (_, x) => hyperbolic.asinh(x),
  grad: (g, { x }) => mul(g, rsqrt(add(square(x), 1))),
});
/** The inverse of cosh; NaN below 1. */
export const acosh = float("acosh", {
  lower: (_, x) => hyperbolic.acosh(x),
  grad: (g, { x }) => mul(g, rsqrt(sub(square(x), 1))),
  domain: [1.3, 3],
});
/** The inverse of tanh; NaN outside [−1, 1]. */
export const atanh = float("atanh", {
  lower: (_, x) => hyperbolic.atanh(x),
  grad: (g, { x }) => div(g, sub(1, square(x))),
  domain: [-0.8, 0.8],
});

// Activations
/** 1 / (1 + e^−x). */
export const sigmoid = float("sigmoid", {
  lower: (k, x) => k.div(k.like(1, x), k.add(k.like(1, x), k.exp(k.neg(x)))),
  grad: (g, { out }) => mul(g, mul(out, sub(1, out))),
  saves: "o",
});
/** `g` where relu's output is above 0, else 0 (NaN lets it through, as PyTorch's threshold_backward does). */
export const reluGrad = defineBinary("reluGrad", "promote", {
  lower: (k, g, o) => k.where(k.le(o, k.like(0, o)), k.like(0, g), g),
  grad: [(g, { y }) => reluGrad(g, y), null],
  saves: "y",
  domain: [0.2, 2],
  gradName: "ThresholdBackward",
});
/** max(x, 0); NaN stays NaN. */
export const relu = any("relu", {
  lower: (k, x) =>
    x.dtype === "bool"
      ? fail("bool-arithmetic", "Boolean inputs not supported for relu", "convert first: x.float().")
      : k.max(x, k.like(0, x)),
  grad: (g, { out }) => reluGrad(g, out),
  saves: "o",
  domain: [0.2, 2],
});
/** log(1 / (1 + e^−x)), computed as min(x, 0) − log1p(e^−|x|) so that nothing overflows. */
export const logSigmoid = float("logSigmoid", {
  lower: (k, x) => k.sub(k.min(x, k.like(0, x)), k.log1p(k.exp(k.neg(k.abs(x))))),
  grad: (g, { x }) => mul(g, sigmoid(neg(x))),
  gradName: "LogSigmoid",
});

// Tests, all bool
/** Where x is NaN. False everywhere for a dtype without fractions. */
export const isnan = any("isnan", { lower: (k, x) => (isFloat(x.dtype) ? k.isnan(x) : k.const(false, "bool")) });
/** Where x is ∞ or −∞. */
export const isinf = any("isinf", {
  lower: (k, x) => (isFloat(x.dtype) ? k.eq(k.abs(x), k.like(Infinity, x)) : k.const(false, "bool")),
});
/** Where x is neither NaN nor infinite. */
export const isfinite = any("isfinite", {
  lower: (k, x) => (isFloat(x.dtype) ? k.lt(k.abs(x), k.like(Infinity, x)) : k.const(true, "bool")),
});
/** Where x is 0 (or false). */
export const logicalNot = defineUnary("logicalNot", "bool", { lower: (k, x) => k.not(x) });
/** Every bit flipped, for whole numbers; for bool, logicalNot. */
export const bitwiseNot = any("bitwiseNot", { lower: (k, x) => k.not(wholeOnly("bitwise_not_cpu", x)) });
