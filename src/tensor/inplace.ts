import { checkLerp } from "./pointwise.js";
import { elementwiseInPlace } from "../core/dispatch.js";
import { needArg, needTensor } from "../core/check.js";
import type { Arg } from "../core/op.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { isComplex } from "../shape/dtype.js";
import * as arithmetic from "../ops/pointwise/arithmetic.js";
import * as bin from "../ops/pointwise/binary.js";
import { copy_ } from "../ops/pointwise/cast.js";
import * as sel from "../ops/pointwise/select.js";
import * as un from "../ops/pointwise/unary.js";
import { alphaOf, roundingOf, wholeFor } from "./functions.js";
import { inPlace1, inPlace2, labelUnlessView } from "./inplace-make.js";

// The in-place ops: PyTorch's names with a trailing underscore. Each returns its tensor.

export const neg_ = inPlace1(arithmetic.neg),
  sign_ = inPlace1(un.sign),
  floor_ = inPlace1(un.floor),
  ceil_ = inPlace1(un.ceil);
const magnitude_ = inPlace1(un.abs);
/** `x ← |x|`; not for complex tensors, whose absolute values are real. */
export function abs_(x: Tensor): Tensor {
  needTensor(x, "abs_");
  if (isComplex(x.dtype))
    fail(
      "no-complex",
      "In-place abs is not supported for complex tensors.",
      "x.abs() returns the magnitudes, as real numbers.",
    );
  return magnitude_(x);
}
export const trunc_ = inPlace1(un.trunc),
  frac_ = inPlace1(un.frac),
  square_ = inPlace1(un.square),
  sqrt_ = inPlace1(un.sqrt);
export const rsqrt_ = inPlace1(un.rsqrt),
  reciprocal_ = inPlace1(un.reciprocal),
  exp_ = inPlace1(un.exp),
  exp2_ = inPlace1(un.exp2),
  expm1_ = inPlace1(un.expm1);
export const log_ = inPlace1(un.log),
  log2_ = inPlace1(un.log2),
  log10_ = inPlace1(un.log10),
  log1p_ = inPlace1(un.log1p),
  erf_ = inPlace1(un.erf);
export const sin_ = inPlace1(un.sin),
  cos_ = inPlace1(un.cos),
  tan_ = inPlace1(un.tan),
  asin_ = inPlace1(un.asin),
  acos_ = inPlace1(un.acos),
  atan_ = inPlace1(un.atan);
export const sinh_ = inPlace1(un.sinh),
  cosh_ = inPlace1(un.cosh),
  tanh_ = inPlace1(un.tanh),
  sigmoid_ = inPlace1(un.sigmoid),
  relu_ = inPlace1(un.relu);
export const logicalNot_ = inPlace1(un.logicalNot),
  bitwiseNot_ = inPlace1(un.bitwiseNot);

export const mul_ = inPlace2(arithmetic.mul),
  floorDivide_ = inPlace2(bin.floorDivide),
  remainder_ = inPlace2(bin.remainder),
  fmod_ = inPlace2(bin.fmod);
export const atan2_ = inPlace2(bin.atan2),
  bitwiseAnd_ = inPlace2(bin.bitwiseAnd),
  bitwiseOr_ = inPlace2(bin.bitwiseOr),
  bitwiseXor_ = inPlace2(bin.bitwiseXor);
export const logicalAnd_ = inPlace2(bin.logicalAnd),
  logicalOr_ = inPlace2(bin.logicalOr),
  logicalXor_ = inPlace2(bin.logicalXor);
const power_ = inPlace2(bin.power),
  square2_ = inPlace1(un.square),
  root_ = inPlace1(un.sqrt);

/** `x ← x / y`; `roundingMode` "trunc" or "floor" rounds. */
export function div_(x: Tensor, y: Arg, options?: { roundingMode?: "trunc" | "floor" | null }): Tensor {
  const f = bin.divisionOf(roundingOf("div_", options));
  return labelUnlessView(elementwiseInPlace(f.op, [x, y]), f === arithmetic.div ? null : "DivBackward2");
}
/** `x ← x^y`. */
export function pow_(x: Tensor, y: Arg): Tensor {
  bin.checkPower(x, y);
  return y === 2 ? square2_(x) : y === 0.5 ? labelUnlessView(root_(x), "PowBackward0") : power_(x, y);
}
/** `x ← x + alpha · y`. */
export function add_(x: Tensor, y: Arg, options?: { alpha?: number }): Tensor {
  const alpha = alphaOf("add_", options, x, y);
  return alpha === undefined
    ? elementwiseInPlace(arithmetic.add.op, [x, y])
    : elementwiseInPlace(bin.addScaledOp, [x, y, alpha]);
}
/** `x ← x − alpha · y`. */
export function sub_(x: Tensor, y: Arg, options?: { alpha?: number }): Tensor {
  const alpha = alphaOf("sub_", options, x, y);
  arithmetic.checkDifference(x, y);
  return alpha === undefined
    ? elementwiseInPlace(arithmetic.sub.op, [x, y])
    : labelUnlessView(elementwiseInPlace(bin.addScaledOp, [x, y, -alpha]), "SubBackward0");
}
/** `x ← x + value · a · b`. */
export function addcmul_(x: Tensor, a: Tensor, b: Tensor, options?: { value?: number }): Tensor {
  return elementwiseInPlace(bin.addcmulOp, [x, a, b, wholeFor([x, a, b], options?.value)]);
}
/** `x ← x + value · a / b`. */
export function addcdiv_(x: Tensor, a: Tensor, b: Tensor, options?: { value?: number }): Tensor {
  bin.checkQuotient(a, b);
  return elementwiseInPlace(bin.addcdivOp, [x, a, b, options?.value ?? 1]);
}
/** `x ← x + weight · (y − x)`. */
export function lerp_(x: Tensor, y: Tensor, weight: Arg): Tensor {
  checkLerp(x, y, weight);
  return labelUnlessView(
    elementwiseInPlace(bin.lerpOp, [x, y, weight]),
    typeof weight === "object" ? "LerpBackward1" : null,
  );
}
/** Clamps elements to `[min, max]`. */
export function clamp_(x: Tensor, min: Arg | null = null, max: Arg | null = null): Tensor {
  const { op, args } = sel.clampForm(x, min, max);
  return labelUnlessView(elementwiseInPlace(op, args), typeof (min ?? max) === "object" ? null : "ClampBackward1");
}
/** Writes `value` where the mask is true. */
export function maskedFill_(x: Tensor, mask: Tensor, value: Arg): Tensor {
  return elementwiseInPlace(sel.maskedFillOp, [x, mask, sel.fitting(x, value)]);
}
/** Fills the tensor with one value. */
export function fill_(x: Tensor, value: Arg): Tensor {
  needTensor(x, "fill_");
  needArg(value, "fill_", "value");
  return copy_(
    x,
    typeof value === "object"
      ? sel.fitting(
          x,
          value,
          (n) => `fill_ only supports 0-dimension value tensor but got tensor with ${n} dimensions.`,
        )
      : value,
  );
}
/** Writes zeros. */
export function zero_(x: Tensor): Tensor {
  return copy_(x, 0);
}
