import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { complexType, dtypeInfo, isComplex, isFloat, isHalf } from "../../shape/dtype.js";
import { getDefaultDType } from "../../shape/promotion.js";
import { checkCount, normalizeDim } from "../../shape/shape.js";
import { cast } from "../pointwise/cast.js";
import { conj } from "../complex/parts.js";
import { full } from "../../core/dispatch.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { cat } from "../view/join.js";
import { narrow } from "../view/view.js";
import { c2c, c2r, r2c } from "./ops.js";

// Transforms along one dimension.

/** Where 1/n goes: "backward" into the inverse (default), "forward" into the forward transform, "ortho" 1/√n into both. */
export type Norm = "backward" | "forward" | "ortho";
/** Options of transforms along one dimension. */
export interface FftOptions {
  /** The length: the input is truncated or padded with zeros. Default: the size of the dimension. */
  n?: number | null;
  /** Default −1. */
  dim?: number;
  /** Default "backward". */
  norm?: Norm | null;
}
/** Further arguments, by position or by name: n = the size of the dimension, dim = −1, norm = "backward". */
export type FftArguments = Rest<[n: number | null, dim: number, norm: Norm | null], FftOptions>;
type Fft = (x: Tensor, ...options: FftArguments) => Tensor;

/** The factor of a transform of length n. */
export function scaleOf(norm: Norm | null | undefined, n: number, inverse: boolean): number {
  switch (norm ?? "backward") {
    case "backward":
      return inverse ? 1 / n : 1;
    case "forward":
      return inverse ? 1 : 1 / n;
    case "ortho":
      return 1 / Math.sqrt(n);
    default:
      return fail("fft-norm", `Invalid normalization mode: "${String(norm)}"`, 'use "backward", "forward" or "ortho".');
  }
}

/** Converts whole numbers to floats; rejects float16. */
export function floats(x: Tensor, what: string): Tensor {
  needTensor(x, what);
  if (isHalf(x.dtype))
    fail("float-only", `Unsupported dtype ${dtypeInfo[x.dtype].scalarType}`, "convert first: x.float().");
  return isFloat(x.dtype) || isComplex(x.dtype) ? x : cast(x, getDefaultDType());
}
export const complexOf = (x: Tensor): Tensor => (isComplex(x.dtype) ? x : cast(x, complexType(x.dtype)));

/** The tensor with `n` elements along a dimension: truncated, or padded with zeros. */
export function resize(x: Tensor, dim: number, n: number): Tensor {
  const have = x.shape[dim]!;
  if (have === n) return x;
  if (have > n) return narrow(x, dim, 0, n);
  const rest = x.shape.slice();
  rest[dim] = n - have;
  return cat([x, full(rest, x.dtype, 0)], dim);
}

export function checkLength(n: number): number {
  if (!Number.isInteger(n) || n < 1)
    fail("fft-length", `Invalid number of data points (${n}) specified`, "a transform needs at least one number.");
  checkCount(n, [n]);
  return n;
}

/** The dimension and the length of a transform; `usual` is the default length for this size. */
function plan(x: Tensor, o: FftOptions, usual = (size: number): number => size): { dim: number; n: number } {
  const dim = normalizeDim(o.dim ?? -1, x.shape.length);
  return { dim, n: checkLength(o.n ?? usual(x.shape[dim] ?? 0)) };
}

const define =
  (name: string, f: (x: Tensor, o: FftOptions) => Tensor): Fft =>
  (x, ...options) => {
    needTensor(x, name);
    return f(floats(x, name), byName<FftOptions>(name, ["n", "dim", "norm"], options));
  };

const both = (name: string, inverse: boolean): Fft =>
  define(name, (x, o) => {
    const { dim, n } = plan(x, o),
      scale = scaleOf(o.norm, n, inverse);
    return c2c(resize(complexOf(x), dim, n), dim, inverse, scale);
  });

/** Rejects complex numbers if real ones are required. */
export function needReal(x: Tensor, what: string): void {
  if (isComplex(x.dtype))
    fail("fft-real", `${what} input tensor, but got ${dtypeInfo[x.dtype].scalarType}`, "fft takes complex numbers.");
}

/**
 * The discrete Fourier transform X_k = Σ_j x_j e^(−2πi jk/n) along a dimension, of real or complex numbers. Complex64, or
 * complex128 for float64. Any length is quick. `fft(x, n, dim = -1, norm)` or by name.
 *
 * @throws KindlingError `fft-length`, `fft-norm`, `dim-range`, `float-only`.
 * @example
 * fft.fft(tensor([1, 2, 3, 4])); // → tensor([10.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
 */
export const fft: Fft = both("fft", false);
/**
 * The inverse of {@link fft}.
 *
 * @example
 * fft.ifft(fft.fft(tensor([1, 2]))); // → tensor([1.+0.j, 2.+0.j])
 */
export const ifft: Fft = both("ifft", true);
/**
 * {@link fft} of real numbers: only the first n / 2 + 1 of the n results, since the others mirror them.
 *
 * @throws KindlingError `fft-real`, `fft-length`, `fft-norm`, `dim-range`, `float-only`.
 * @example
 * fft.rfft(tensor([1, 2, 3, 4])); // → tensor([10.+0.j, -2.+2.j, -2.+0.j])
 */
export const rfft: Fft = define("rfft", (x, o) => {
  needReal(x, "rfft expects a real");
  const { dim, n } = plan(x, o);
  return r2c(resize(x, dim, n), dim, scaleOf(o.norm, n, false));
});
/**
 * The inverse of {@link rfft}: n real numbers from its n / 2 + 1 results. n is `2 · (size − 1)` by default, an even
 * number: pass n for an odd one.
 *
 * @example
 * fft.irfft(fft.rfft(tensor([1, 2, 3, 4]))).tolist(); // → 1,2,3,4
 * // Of an odd length.
 * fft.irfft(fft.rfft(tensor([1, 2, 3])), 3).round().tolist(); // → 1,2,3
 */
export const irfft: Fft = define("irfft", (x, o) => halves(x, o, true));
/**
 * The {@link fft} of a sequence whose second half mirrors the first (Hermitian), given its first half. The result is
 * real; n is `2 · (size − 1)` by default.
 *
 * @example
 * // The transform of 1, 1, 0, 1.
 * fft.hfft(tensor([1, 1, 0])).tolist(); // → 3,1,-1,1
 */
export const hfft: Fft = define("hfft", (x, o) => halves(conj(x), o, false));
/**
 * The inverse of {@link hfft}: n real numbers give the first n / 2 + 1 of a Hermitian sequence.
 *
 * @example
 * fft.ihfft(fft.hfft(tensor([1, 1, 0]))).abs().tolist(); // → 1,1,0
 */
export const ihfft: Fft = define("ihfft", (x, o) => {
  needReal(x, "ihfft expects a real");
  const { dim, n } = plan(x, o);
  return conj(r2c(resize(x, dim, n), dim, scaleOf(o.norm, n, true)));
});

function halves(x: Tensor, o: FftOptions, inverse: boolean): Tensor {
  const { dim, n } = plan(x, o, (size) => 2 * (size - 1)),
    scale = scaleOf(o.norm, n, inverse);
  return c2r(resize(complexOf(x), dim, Math.floor(n / 2) + 1), dim, n, scale);
}
