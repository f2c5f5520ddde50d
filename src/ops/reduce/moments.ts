import { needTensor } from "../../core/check.js";
import { noAttrs, record } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import { recorder } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isComplex, isFloat, isSmooth } from "../../shape/dtype.js";
import { reducedDims } from "../../shape/shape.js";
import { product } from "../../util/array.js";
import { eq, le, logicalAnd, logicalOr, ne, pow } from "../pointwise/binary.js";
import { cast } from "../pointwise/cast.js";
import { imag, real } from "../complex/parts.js";
import { label } from "../label.js";
import { amax, amin, mean, type ReduceOptions, sum } from "./reduce.js";
import { abs, exp, isfinite, isnan, log, sqrt, square } from "../pointwise/unary.js";
import { squeeze } from "../view/view.js";
import { add, div, mul, sub } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Ops that are one expression of others. Their gradients follow from their parts.

export { logSoftmax, softmax } from "./softmax.js";

export interface VarOptions extends ReduceOptions {
  correction?: number;
  unbiased?: boolean;
}

/** The mean squared distance from the mean; divides by n − correction (default 1). */
export function variance(x: Tensor, options: VarOptions = {}): Tensor {
  needTensor(x, "var");
  return label(
    isComplex(x.dtype)
      ? add(variance(real(x), options), variance(imag(x), options))
      : cast(spread(x, options), x.dtype),
    "VarBackward0",
  );
}

/** The square root of the variance. */
export function std(x: Tensor, options: VarOptions = {}): Tensor {
  needTensor(x, "std");
  return label(
    isComplex(x.dtype) ? safeSqrt(variance(x, options)) : cast(safeSqrt(spread(x, options)), x.dtype),
    "StdBackward0",
  );
}

/** The variance of real numbers in double precision, as PyTorch computes it: where squares of floats would overflow, their root need not. */
function spread(x: Tensor, o: VarOptions): Tensor {
  if (!isFloat(x.dtype))
    fail(
      "float-only",
      "std and var only support floating point and complex dtypes",
      `the tensor is ${x.dtype}: use .float().`,
    );
  const dims = reducedDims(o.dim, x.shape.length);
  const count = product(dims.map((d) => x.shape[d]!));
  const correction = o.correction ?? (o.unbiased === false ? 0 : 1);
  const centred = sub(x, mean(x, { dim: dims, keepdim: true, dtype: "float64" }));
  return div(sum(square(centred), { dim: dims, keepdim: o.keepdim ?? false }), Math.max(0, count - correction));
}

/** The p-norm of all elements, or along dimensions: 2, 1, ±Infinity, 0 (how many are not zero) or any p. */
export function norm(x: Tensor, p: number | "fro" = 2, options: ReduceOptions = {}): Tensor {
  needTensor(x, "norm");
  if (isComplex(x.dtype)) return norm(abs(x), p, options);
  if (!isFloat(x.dtype))
    fail(
      "float-only",
      `norm(): input dtype should be either floating point or complex. Got ${dtypeInfo[x.dtype].scalarType} instead.`,
      "use .float().",
    );
  const out = ((): Tensor => {
    switch (p) {
      case 2:
      case "fro":
        return safeSqrt(sum(square(x), options));
      case 1:
        return sum(abs(x), options);
      case 0:
        return record(
          countStep,
          [x],
          noAttrs,
          noGrad(() => cast(sum(cast(ne(x, 0), x.dtype), options), x.dtype)),
        );
      case Infinity:
        return amax(abs(x), options);
      case -Infinity:
        return amin(abs(x), options);
      default:
        return awayFromZero(sum(p < 1 ? awayFromZero(abs(x), (a) => pow(a, p)) : pow(abs(x), p), options), (s) =>
          pow(s, 1 / p),
        );
    }
  })();
  return label(out, "NormBackward1");
}

/** √x whose gradient at 0 is 0, as PyTorch defines those of the norm and the standard deviation. */
/** The 0-norm has a history but no gradient, not even zeros. */
const countStep: Differentiable = { gradName: "Norm", saves: "", grad: [() => null] };
const safeSqrt = (x: Tensor): Tensor => awayFromZero(x, sqrt);

/** `f(x)` with f(0) = 0 and no gradient there, where f's own slope is infinite. */
function awayFromZero(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const nonzero = noGrad(() => ne(x, 0));
  return where(nonzero, f(where(nonzero, x, 1)), 0);
}

/** log Σ e^x along dimensions, without overflow: the maximum is subtracted first. */
export function logsumexp(x: Tensor, dim: number | readonly number[], keepdim = false): Tensor {
  needTensor(x, "logsumexp");
  if (isComplex(x.dtype))
    fail(
      "no-complex",
      `logsumexp(): Expected floating point type for result tensor, but got: ${dtypeInfo[x.dtype].scalarType}`,
      "log(sum(exp(x))) computes it, but overflows for large numbers.",
    );
  const wide = isFloat(x.dtype) ? x : cast(x, "float32");
  const dims = reducedDims(dim, wide.shape.length);
  if (wide.count === 0) return label(log(sum(exp(wide), { dim: dims, keepdim })), "LogsumexpBackward0");
  const shift = noGrad(() => {
    const m = amax(wide, { dim: dims, keepdim: true });
    return where(isfinite(m), m, 0);
  });
  const total = add(log(sum(exp(sub(wide, shift)), { dim: dims, keepdim: true })), shift);
  return label(keepdim ? total : squeeze(total, dims), "LogsumexpBackward0");
}

/** Element by element: equal, or within the tolerance. */
export function isclose(
  x: Tensor,
  y: Tensor,
  options: { rtol?: number; atol?: number; equalNan?: boolean } = {},
): Tensor {
  needTensor(x, "isclose");
  needTensor(y, "isclose", "other");
  if (x.dtype !== y.dtype)
    fail(
      "operand-dtype",
      `${dtypeInfo[x.dtype].scalarType} did not match ${dtypeInfo[y.dtype].scalarType}`,
      `convert one of them first: y.to("${x.dtype}").`,
    );
  for (const name of ["rtol", "atol"] as const)
    if (options[name]! < 0)
      fail(
        "close-tolerance",
        `${name} must be greater than or equal to zero, but got ${options[name]}`,
        "choose a tolerance ≥ 0.",
      );
  return noGrad(() => closeness(x, y, options.rtol ?? 1e-5, options.atol ?? 1e-8, options.equalNan ?? false));
}

function closeness(x: Tensor, y: Tensor, rtol: number, atol: number, equalNan: boolean): Tensor {
  if (rtol === 0 && atol === 0 && !equalNan) return eq(x, y);
  const numbers = (t: Tensor): Tensor => (isSmooth(t.dtype) ? t : cast(t, "float32")); // as PyTorch; bools have no difference
  const a = numbers(x),
    b = numbers(y);
  const within = logicalAnd(isfinite(b), le(abs(sub(a, b)), add(mul(abs(b), rtol), atol)));
  const close = logicalOr(eq(x, y), within);
  return equalNan ? logicalOr(close, logicalAnd(isnan(x), isnan(y))) : close;
}

/** Whether all elements of both are within `rtol · |other| + atol` of each other. */
export function allclose(
  x: Tensor,
  y: Tensor,
  options: { rtol?: number; atol?: number; equalNan?: boolean } = {},
): boolean {
  recorder?.refuse("allclose()");
  const close = isclose(x, y, options);
  for (let i = 0; i < close.count; i++) if (close.storage.data[close.offset + i] === 0) return false;
  return true;
}
