import { defineElementwise } from "../../core/define.js";
import { elementwise } from "../../core/dispatch.js";
import type { Arg, GradRule } from "../../core/op.js";
import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import * as remainders from "../../functions/remainder.js";
import { pow as powerOf } from "../../functions/power.js";
import * as trigonometry from "../../functions/trigonometry.js";
import { isFloat, isSmooth } from "../../shape/dtype.js";
import { label } from "../label.js";
import { floatsOnly, numbersOnly, wholeOnly } from "../refuse.js";
import { add, div, mul, neg, sub } from "./arithmetic.js";
import { type Binary, type BinarySpec, defineBinary, zeroGrad } from "./define.js";
import { log, sqrt, square } from "./unary.js";
import { where } from "./where.js";

// Functions of two tensors, or of a tensor and a number, broadcast together (`broadcast` if their shapes do not match).
// The output has the dtype that both promote to; comparisons and logic give bool.

/* @__NO_SIDE_EFFECTS__ */
const any = (name: string, s: BinarySpec): Binary => defineBinary(name, "promote", s);

/** Division rounded towards −∞, as Python's `//`. */
export const floorDivide = any("floorDivide", {
  lower: (_, x, y) => remainders.floordiv(numbersOnly("div_floor_cpu", x), y),
  domain: [0.5, 3],
  gradName: "FloorDivide",
});
// div with a rounding mode: a step function, so its gradient is zero where floorDivide has none.
const divTrunc = any("divTrunc", {
  lower: (k, x, y) => (isFloat(x.dtype) ? k.trunc(k.div(x, y)) : k.div(numbersOnly("div_trunc_cpu", x), y)),
  grad: [zeroGrad, zeroGrad],
  saves: "",
  domain: [0.51, 0.99],
});
const divFloor = any("divFloor", {
  lower: (_, x, y) => remainders.floordiv(numbersOnly("div_floor_cpu", x), y),
  grad: [zeroGrad, zeroGrad],
  saves: "",
  domain: [0.51, 0.99],
});
/** The remainder of floorDivide, with the sign of the divisor, as Python's `%`. */
export const remainder = any("remainder", {
  lower: (_, x, y) => remainders.mod(numbersOnly("remainder_cpu", x), y),
  grad: [(g) => g, (g, { x, y }) => neg(mul(g, floorDivide(x, y)))],
  domain: [0.6, 1.1],
  twice: false,
  tensorLabel: "RemainderBackward1",
});
/** The remainder of a truncating division, with the sign of the dividend, as C's fmod. */
export const fmod = any("fmod", {
  lower: (_, x, y) => remainders.fmod(numbersOnly("fmod_cpu", x), y),
  grad: [(g) => g, (g, { x, y }) => neg(mul(g, divTrunc(x, y)))],
  domain: [0.6, 1.1],
  twice: false,
  tensorLabel: "FmodBackward1",
});

/** `x` to the power `y`, whatever they are. */
export const power = any("pow", {
  lower: (_, x, y) => powerOf(numbersOnly("pow", x), y),
  grad: [
    (g, { x, y }) =>
      typeof y === "number" && y !== 0
        ? mul(g, mul(power(x, y - 1), y))
        : where(eq(y, 0), 0, mul(g, mul(y, power(x, sub(y, 1))))),
    (g, { x, y, out }) => mul(g, where(logicalAnd(eq(x, 0), ge(y, 0)), 0, mul(out, log(x)))),
  ],
  saves: "xyo",
  domain: [0.4, 2],
  tensorLabel: "PowBackward1",
  numberLabels: ["PowBackward2", "PowBackward0"],
});
/** `x` to the power `y`. */
export function pow(x: Arg, y: Arg): Tensor {
  if (typeof x !== "object" || typeof y === "object") return power(x, y);
  if (y === 2) return square(x);
  if (y === 0.5) return label(sqrt(x), "PowBackward0");
  checkPower(x, y);
  return power(x, y);
}
/** Refuses 1/n as a whole number. */
export function checkPower(x: Tensor, y: Arg): void {
  if (typeof y === "number" && y < 0 && Number.isInteger(y) && !isSmooth(x.dtype))
    fail("int-negative-power", "Integers to negative integer powers are not allowed.", "convert with .float() first.");
}

/** The angle in (−π, π] of the point (y, x) seen from the origin: atan(x / y) that knows the quadrant. */
export const atan2 = defineBinary("atan2", "float", {
  lower: (_, x, y) => trigonometry.atan2(x, y),
  grad: [
    (g, { x, y }) => mul(g, div(y, add(square(x), square(y)))),
    (g, { x, y }) => neg(mul(g, div(x, add(square(x), square(y))))),
  ],
  domain: [0.3, 2],
});

/** The gradient goes to the larger (or smaller) operand; at a tie each gets half, as in PyTorch. */
const unlessBeaten =
  (beaten: (x: Tensor, y: Tensor) => Tensor): GradRule =>
  (g, { x, y }) =>
    where(beaten(x, y), 0, where(eq(x, y), mul(g, 0.5), g));
/** The larger of two; NaN if either is NaN. */
export const maximum = any("maximum", {
  lower: (k, x, y) => k.max(x, y),
  grad: [unlessBeaten((x, y) => lt(x, y)), unlessBeaten((x, y) => gt(x, y))],
});
/** The smaller of two; NaN if either is NaN. */
export const minimum = any("minimum", {
  lower: (k, x, y) => k.min(x, y),
  grad: [unlessBeaten((x, y) => gt(x, y)), unlessBeaten((x, y) => lt(x, y))],
});

// Comparisons and logic, all bool. Written over a float in place, a comparison has the gradient 0.
const step = { grad: [zeroGrad, zeroGrad], saves: "", twice: false } as const;
/** x = y. */
export const eq = any("eq", { lower: (k, x, y) => k.eq(x, y), ...step });
/** x ≠ y; NaN differs from everything. */
export const ne = any("ne", { lower: (k, x, y) => k.ne(x, y), ...step });
/** x < y. */
export const lt = any("lt", { lower: (k, x, y) => k.lt(x, y), ...step });
/** x ≤ y. */
export const le = any("le", { lower: (k, x, y) => k.le(x, y), ...step });
/** x > y. */
export const gt = any("gt", { lower: (k, x, y) => k.gt(x, y), ...step });
/** x ≥ y. */
export const ge = any("ge", { lower: (k, x, y) => k.ge(x, y), ...step });
/** Where both are not 0. */
export const logicalAnd = defineBinary("logicalAnd", "bool", { lower: (k, x, y) => k.and(x, y) });
/** Where either is not 0. */
export const logicalOr = defineBinary("logicalOr", "bool", { lower: (k, x, y) => k.or(x, y) });
/** Where one is 0 and the other is not. */
export const logicalXor = defineBinary("logicalXor", "bool", { lower: (k, x, y) => k.xor(x, y) });
/** The bits that both have; whole numbers and bools (`int-only` otherwise). */
export const bitwiseAnd = any("bitwiseAnd", { lower: (k, x, y) => k.and(wholeOnly("bitwise_and_cpu", x), y) });
/** The bits that either has; whole numbers and bools. */
export const bitwiseOr = any("bitwiseOr", { lower: (k, x, y) => k.or(wholeOnly("bitwise_or_cpu", x), y) });
/** The bits that one of both has; whole numbers and bools. */
export const bitwiseXor = any("bitwiseXor", { lower: (k, x, y) => k.xor(wholeOnly("bitwise_xor_cpu", x), y) });
/** x · 2^y by shifting bits; whole numbers. */
export const bitwiseLeftShift = any("bitwiseLeftShift", {
  lower: (k, x, y) => k.shl(wholeOnly("lshift_cpu", numbersOnly("lshift_cpu", x)), y),
});
/** x / 2^y, rounded down, by shifting bits; whole numbers. */
export const bitwiseRightShift = any("bitwiseRightShift", {
  lower: (k, x, y) => k.shr(wholeOnly("rshift_cpu", numbersOnly("rshift_cpu", x)), y),
});

export const addScaledOp = defineElementwise("addScaled", 3, {
  lower: (k, x, y, a) => k.add(x, k.mul(y, a)),
  grad: [(g) => g, (g, { z }) => mul(g, z), null],
  saves: "z",
  gradName: "Add",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      scalars: [undefined, undefined, 0.5],
    },
    { shapes: [[3, 4], [4]], scalars: [undefined, undefined, -2] },
  ],
});
/** `x + alpha · y` in one pass. */
export function addScaled(x: Arg, y: Arg, alpha: number): Tensor {
  return elementwise(addScaledOp, [x, y, alpha]);
}

export const addcmulOp = defineElementwise("addcmul", 4, {
  lower: (k, x, a, b, v) => k.add(x, k.mul(k.mul(v, a), b)),
  operands: ["promote", "promote", "promote", "promote"],
  grad: [(g) => g, (g, s) => mul(mul(g, s.z), s.input(3)), (g, s) => mul(mul(g, s.y), s.input(3)), null],
  saves: "yz*",
  gradName: "Addcmul",
  samples: [{ shapes: [[3, 4], [3, 4], [4]], scalars: [undefined, undefined, undefined, 0.5] }],
});
/** `x + value · a · b`. */
export function addcmul(x: Tensor, a: Tensor, b: Tensor, value = 1): Tensor {
  return elementwise(addcmulOp, [x, a, b, value]);
}

export const addcdivOp = defineElementwise("addcdiv", 4, {
  lower: (k, x, a, b, v) => k.add(x, k.div(k.mul(v, a), b)),
  operands: ["promote", "promote", "promote", "promote"],
  grad: [
    (g) => g,
    (g, s) => div(mul(g, s.input(3)), s.z),
    (g, s) => neg(div(mul(g, mul(s.y, s.input(3))), square(s.z))),
    null,
  ],
  saves: "yz*",
  gradName: "Addcdiv",
  domain: [0.4, 2],
  samples: [{ shapes: [[3, 4], [3, 4], [4]], scalars: [undefined, undefined, undefined, 0.5] }],
});
/** `x + value · a / b`. */
export function addcdiv(x: Tensor, a: Tensor, b: Tensor, value = 1): Tensor {
  checkQuotient(a, b);
  return elementwise(addcdivOp, [x, a, b, value]);
}
/** PyTorch rejects a division of whole numbers here. */
export function checkQuotient(a: Tensor, b: Tensor): void {
  if (a instanceof Tensor && b instanceof Tensor && !isSmooth(a.dtype) && !isSmooth(b.dtype)) {
    fail(
      "float-only",
      "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all dtypes.",
      "convert one first: a.float().",
    );
  }
}

export const lerpOp = defineElementwise("lerp", 3, {
  // PyTorch's form: from the nearer end, so that weight 1 gives y exactly.
  lower: (k, x, y, w) =>
    k.where(
      k.lt(k.abs(floatsOnly("lerp_kernel_scalar", w)), k.like(0.5, w)),
      k.add(x, k.mul(w, k.sub(y, x))),
      k.sub(y, k.mul(k.sub(y, x), k.sub(k.like(1, w), w))),
    ),
  grad: [(g, { z }) => mul(g, sub(1, z)), (g, { z }) => mul(g, z), (g, { x, y }) => mul(g, sub(y, x))],
  saves: "xyz",
  samples: [{ shapes: [[3, 4], [3, 4], [4]] }, { shapes: [[3, 4], [4]], scalars: [undefined, undefined, 0.3] }],
});
/** `x + weight · (y − x)`. */
export function lerp(x: Tensor, y: Tensor, weight: Arg): Tensor {
  const out = elementwise(lerpOp, [x, y, weight]);
  return typeof weight === "object" ? label(out, "LerpBackward1") : out;
}

/** Division with PyTorch's rounding modes. */
export function divide(x: Arg, y: Arg, roundingMode: "trunc" | "floor" | null = null): Tensor {
  const f = divisionOf(roundingMode);
  return f === div ? div(x, y) : label(f(x, y), "DivBackward2");
}
/** The division with this rounding. */
export function divisionOf(roundingMode: "trunc" | "floor" | null): Binary {
  switch (roundingMode) {
    case null:
      return div;
    case "floor":
      return divFloor;
    case "trunc":
      return divTrunc;
    default:
      return fail(
        "rounding-mode",
        `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${String(roundingMode)}'`,
        'for example { roundingMode: "floor" }.',
      );
  }
}
