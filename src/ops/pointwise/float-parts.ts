import { needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { elementwise, elementwise1 } from "../../core/dispatch.js";
import type { Arg, ElementwiseOp } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import * as nextafterOf from "../../functions/nextafter.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import { isFloat, isSmooth } from "../../shape/dtype.js";
import { eq, pow } from "./binary.js";
import { cast } from "./cast.js";
import { label } from "../label.js";
import { signBit } from "../special/expressions.js";
import { floatsOnly, remedy, underivable } from "../refuse.js";
import { exp2, round } from "./unary.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { defineBinary, defineUnary, zeroGrad } from "./define.js";
import { div, mul, neg } from "./arithmetic.js";
import { where } from "./where.js";

// Sign, exponent and neighbours of a floating-point number, and rounding to decimals.

/** −1, 0 or 1: for real numbers the same as sign. */
export const sgn = defineUnary("sgn", "promote", {
  lower: (k, x) => k.sign(x),
  grad: zeroGrad,
  saves: "",
  domain: [0.2, 2],
});
/** Where the sign bit is set: numbers below 0, and −0. False for NaN. */
export const signbit = defineUnary("signbit", "promote", {
  lower: (k, x) =>
    isFloat(x.dtype) ? signBit(k, x) : x.dtype === "bool" ? k.const(false, "bool") : k.lt(x, k.like(0, x)),
});
/** Where x is ∞. */
export const isposinf = defineUnary("isposinf", "promote", {
  lower: (k, x) => (isFloat(x.dtype) ? k.eq(x, k.like(Infinity, x)) : k.const(false, "bool")),
});
/** Where x is −∞. */
export const isneginf = defineUnary("isneginf", "promote", {
  lower: (k, x) => (isFloat(x.dtype) ? k.eq(x, k.like(-Infinity, x)) : k.const(false, "bool")),
});

/** The tensor itself. Refuses bool (`bool-arithmetic`). */
export function positive(x: Tensor): Tensor {
  needTensor(x, "positive");
  return x.dtype === "bool"
    ? fail("bool-arithmetic", "The `+` operator, on a bool tensor is not supported.", "use x.long() first.")
    : x;
}

/** The magnitude of x with the sign of y, also that of −0. */
export const copysign = defineBinary("copysign", "float", {
  lower: (k, x, y) => k.where(signBit(k, y), k.neg(k.abs(x)), k.abs(x)),
  grad: [(g, { x, out }) => where(eq(x, 0), 0, mul(g, div(out, x))), zeroGrad],
  saves: "xo",
  domain: [0.3, 2],
  numberLabels: [null, "CopysignBackward1"],
});

/** 0 for negative x, 1 for positive, and `values` where x is 0. Both have one dtype (`heaviside-dtype`). */
export function heaviside(x: Tensor, values: Tensor): Tensor {
  checkHeaviside(x, values);
  return elementwise(heavisideOp, [x, values]);
}
export const heavisideOp = defineElementwise("heaviside", 2, {
  lower: (k, x, v) => k.where(k.cast(x, "bool"), k.cast(x.dtype === "bool" ? x : k.gt(x, k.like(0, x)), x.dtype), v),
  grad: [underivable("derivative for aten::heaviside is not implemented")],
  saves: "",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
    },
    { shapes: [[3, 1], [4]] },
  ],
});
/** Rejects two different dtypes. */
export function checkHeaviside(x: Tensor, values: Tensor): void {
  needTensor(x, "heaviside");
  needTensor(values, "heaviside", "values");
  if (x.dtype !== values.dtype)
    fail(
      "heaviside-dtype",
      "heaviside is not yet implemented for tensors with different dtypes.",
      `they are ${x.dtype} and ${values.dtype}.`,
    );
}

const nextGrad = underivable("the derivative for 'nextafter' is not implemented.");
/** The next number that the dtype has after x, in the direction of y. All floats but float16. */
export const nextafter = defineBinary("nextafter", "promote", {
  lower: (_, x, y) =>
    x.dtype === "float16"
      ? fail("float-only", "\"nextafter_cpu\" not implemented for 'Half'", "convert first: x.float().")
      : nextafterOf.nextafter(floatsOnly("nextafter_cpu", x), y),
  grad: [nextGrad, nextGrad],
  saves: "",
});

/** x · 2^other. */
export function ldexp(x: Tensor, other: Tensor): Tensor {
  needTensor(x, "ldexp");
  return mul(x, powerOfTwo(other));
}
/** 2^other, as a float also where the exponent is whole: below 0 it is a fraction. */
export function powerOfTwo(other: Tensor): Tensor {
  needTensor(other, "ldexp", "other");
  return pow(2, isSmooth(other.dtype) ? other : cast(other, "float32"));
}

/** A mantissa of at least 1/2 and less than 1, and a power of two. */
export type Frexp = NamedTuple<{ mantissa: Tensor; exponent: Tensor }>;

/** x = m · 2^e with 1/2 ≤ |m| < 1, and e an int32. 0, infinities and NaN are their own mantissa. Floats only (`float-only`). */
export function frexp(x: Tensor): Frexp {
  needTensor(x, "frexp");
  if (!isFloat(x.dtype)) fail("float-only", "torch.frexp() only supports floating-point dtypes", remedy(x.dtype));
  const exponent = elementwise1(exponentOp, x);
  return namedTuple({ mantissa: elementwise(mantissaOp, [x, exponent]), exponent });
}
const exponentOp = defineElementwise("frexpExponent", 1, {
  lower: (k, x) => {
    const a = k.abs(k.cast(x, "float64"));
    const guess = k.add(k.floor(k.log2(a)), k.like(1, a)); // may be one off beside a power of two
    const m = scaled(k, a, guess);
    const e = k.add(guess, k.sub(k.cast(k.ge(m, k.like(1, m)), "float64"), k.cast(k.lt(m, k.like(0.5, m)), "float64")));
    return k.cast(k.where(k.and(k.gt(a, k.like(0, a)), k.lt(a, k.like(Infinity, a))), e, k.like(0, a)), "int32");
  },
  operands: ["float"],
  samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
});
/** x · 2^−e by two factors, since one may be beyond the largest number. */
function scaled(k: ExprBuilder, x: Expr, e: Expr): Expr {
  const half = k.floor(k.mul(e, k.like(0.5, e)));
  return k.mul(k.mul(x, k.exp2(k.neg(half))), k.exp2(k.sub(half, e)));
}
const mantissaOp = defineElementwise("frexpMantissa", 2, {
  lower: (k, x, e) => scaled(k, x, e),
  operands: ["float", "float"],
  gradName: "Frexp",
  grad: [(g, { y }) => mul(g, exp2(neg(y))), null],
  saves: "y",
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 2] }],
});

/** The nearest number with so many decimals; of two equally near ones the one that ends in an even digit. Negative: tens, hundreds, … */
export function roundTo(x: Tensor, decimals: number): Tensor {
  const { op, args } = roundForm(x, decimals);
  return label(elementwise(op, args), "RoundBackward1");
}
/** Which op rounds, and its operands. */
export function roundForm(x: Tensor, decimals: number): { op: ElementwiseOp; args: Arg[] } {
  needTensor(x, "round");
  if (!Number.isInteger(decimals))
    fail(
      "argument",
      `round(): argument 'decimals' must be int, not ${typeof decimals}`,
      "give a whole number, such as { decimals: 2 }.",
    );
  if (decimals === 0) return { op: round.op, args: [x] };
  return { op: decimals > 0 ? decimalsOp : tensOp, args: [x, 10 ** Math.abs(decimals)] };
}
const rounding = (lower: (k: ExprBuilder, x: Expr, scale: Expr) => Expr) => ({
  lower: (k: ExprBuilder, x: Expr, scale: Expr) => lower(k, floatsOnly("round_cpu", x), scale),
  grad: [zeroGrad, null],
  gradName: "Round",
  domain: [0.11, 0.14] as const,
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 10] }],
});
const decimalsOp = defineElementwise(
  "roundDecimals",
  2,
  rounding((k, x, scale) => k.div(k.round(k.mul(x, scale)), scale)),
);
const tensOp = defineElementwise(
  "roundTens",
  2,
  rounding((k, x, scale) => k.mul(k.round(k.div(x, scale)), scale)),
);
