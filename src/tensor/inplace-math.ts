import { needArg, needTensor } from "../core/check.js";
import { elementwiseInPlace } from "../core/dispatch.js";
import type { Arg } from "../core/op.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import * as angles from "../ops/special/angles.js";
import * as besselI from "../ops/special/bessel-i.js";
import * as bin from "../ops/pointwise/binary.js";
import * as compare from "../ops/pointwise/compare.js";
import { conjPhysical } from "../ops/complex/conjugates.js";
import * as floatParts from "../ops/pointwise/float-parts.js";
import * as gamma from "../ops/special/gamma.js";
import * as logs from "../ops/special/logs.js";
import * as errorFunction from "../ops/special/error-function.js";
import { cumprod, cumsum } from "../ops/reduce/scan.js";
import * as sel from "../ops/pointwise/select.js";
import * as un from "../ops/pointwise/unary.js";
import { dtypeInfo, isComplex } from "../shape/dtype.js";
import { clamp_, mul_ } from "./inplace.js";
import { inPlace1, inPlace2, labelUnlessView, overwriteWith } from "./inplace-make.js";
import { epsOf, type LogitOptions, type RoundOptions } from "./pointwise.js";

// More in-place ops: special functions, comparisons, and ops with further arguments.

export const asinh_ = inPlace1(un.asinh),
  acosh_ = inPlace1(un.acosh),
  atanh_ = inPlace1(un.atanh),
  deg2rad_ = inPlace1(angles.deg2rad),
  rad2deg_ = inPlace1(angles.rad2deg);
export const erfc_ = inPlace1(errorFunction.erfc),
  erfinv_ = inPlace1(errorFunction.erfinv),
  lgamma_ = inPlace1(gamma.lgamma),
  digamma_ = inPlace1(gamma.digamma),
  i0_ = inPlace1(besselI.i0);
export const sinc_ = inPlace1(angles.sinc),
  sgn_ = inPlace1(floatParts.sgn);

export const eq_ = inPlace2(bin.eq),
  ne_ = inPlace2(bin.ne),
  lt_ = inPlace2(bin.lt),
  le_ = inPlace2(bin.le),
  gt_ = inPlace2(bin.gt),
  ge_ = inPlace2(bin.ge);
export const bitwiseLeftShift_ = inPlace2(bin.bitwiseLeftShift),
  bitwiseRightShift_ = inPlace2(bin.bitwiseRightShift);
export const copysign_ = inPlace2(floatParts.copysign),
  nextafter_ = inPlace2(floatParts.nextafter),
  hypot_ = inPlace2(angles.hypot),
  xlogy_ = inPlace2(logs.xlogy);
export const gcd_ = inPlace2(compare.gcd),
  lcm_ = inPlace2(compare.lcm),
  igamma_ = inPlace2(gamma.igamma),
  igammac_ = inPlace2(gamma.igammac);

/** `x ← x rounded to a number of decimals` (default 0). */
export function round_(x: Tensor, options: RoundOptions = {}): Tensor {
  const { op, args } = floatParts.roundForm(x, options.decimals ?? 0);
  return labelUnlessView(elementwiseInPlace(op, args), op === un.round.op ? null : "RoundBackward1");
}
/** `x ← log(x / (1 − x))`. */
export function logit_(x: Tensor, eps?: number | null | LogitOptions): Tensor {
  const { op, args } = logs.logitForm(x, epsOf(eps));
  return elementwiseInPlace(op, args);
}
/** `x ← the n-th derivative of digamma`. */
export function polygamma_(x: Tensor, n: number): Tensor {
  const { op, args } = gamma.polygammaForm(n, x);
  return labelUnlessView(elementwiseInPlace(op, args), "PolygammaBackward1");
}
/** Writes 0 below 0, 1 above, and `values` where x is 0. */
export function heaviside_(x: Tensor, values: Tensor): Tensor {
  floatParts.checkHeaviside(x, values);
  return elementwiseInPlace(floatParts.heavisideOp, [x, values]);
}
/** `x ← x · 2^other`. */
export function ldexp_(x: Tensor, other: Tensor): Tensor {
  return mul_(x, floatParts.powerOfTwo(other));
}
/** Replaces NaN and the infinities. */
export function nanToNum_(x: Tensor, nan = 0, posinf?: number, neginf?: number): Tensor {
  const form = sel.nanToNumForm(x, nan, posinf, neginf);
  return form === null ? x : elementwiseInPlace(form.op, form.args);
}
/** Raises elements below `min` to it. */
export function clampMin_(x: Tensor, min: Arg): Tensor {
  return labelUnlessView(clamp_(x, min), typeof min === "object" ? "ClampMinBackward1" : "ClampMinBackward0");
}
/** Lowers elements above `max` to it. */
export function clampMax_(x: Tensor, max: Arg): Tensor {
  return labelUnlessView(clamp_(x, null, max), typeof max === "object" ? "ClampMaxBackward1" : "ClampMaxBackward0");
}
/** `x ← x^y`, for float64 and complex128 only (`inplace-dtype`). */
export function floatPower_(x: Tensor, y: Arg): Tensor {
  needTensor(x, "floatPower_");
  needArg(y, "floatPower_", "exponent");
  const needed = isComplex(x.dtype) || (typeof y === "object" && isComplex(y.dtype)) ? "complex128" : "float64";
  if (x.dtype !== needed)
    fail(
      "inplace-dtype",
      `the base given to float_power_ has dtype ${dtypeInfo[x.dtype].scalarType} but the operation's result requires dtype ${dtypeInfo[needed].scalarType}`,
      `use floatPower, which gives a ${needed} tensor.`,
    );
  return overwriteWith(x, (v) => logs.floatPower(v, y));
}
/** `x ← the conjugate of x`, computed. */
export function conjPhysical_(x: Tensor): Tensor {
  needTensor(x, "conjPhysical_");
  return isComplex(x.dtype) ? labelUnlessView(overwriteWith(x, conjPhysical), "ConjPhysicalBackward1") : x;
}
/** `x ← mvlgamma(x, p)`. */
export function mvlgamma_(x: Tensor, p: number): Tensor {
  return overwriteWith(x, (v) => gamma.mvlgamma(v, p));
}

/** `x ← sums of the first 1, 2, … elements`. */
export function cumsum_(x: Tensor, dim: number): Tensor {
  return overwriteWith(x, (v) => cumsum(v, dim, v.dtype));
}
/** `x ← products of the first 1, 2, … elements`. */
export function cumprod_(x: Tensor, dim: number): Tensor {
  return overwriteWith(x, (v) => cumprod(v, dim, v.dtype));
}
