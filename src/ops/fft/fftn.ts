import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { normalizeDim } from "../../shape/shape.js";
import { range } from "../../util/array.js";
import { conj } from "../complex/parts.js";
import { checkLength, complexOf, floats, needReal, type Norm, resize, scaleOf } from "./fft.js";
import { c2c, c2r, r2c } from "./ops.js";

// Transforms along several dimensions: one after another.

/** Options of transforms along several dimensions. */
export interface FftnOptions {
  /** The length along each dimension; −1 for the dimension's size. */
  s?: readonly number[] | null;
  /** Default: the last two for the 2-D functions; otherwise the last ones, as many as in `s`, or all. */
  dim?: number | readonly number[] | null;
  /** Default "backward". */
  norm?: Norm | null;
}
/** Further arguments, by position or by name: s = the sizes of the dimensions, dim = null, norm = "backward". */
export type FftnArguments = Rest<
  [s: readonly number[] | null, dim: number | readonly number[] | null, norm: Norm | null],
  FftnOptions
>;
type Fftn = (x: Tensor, ...options: FftnArguments) => Tensor;

interface Plan {
  readonly dims: readonly number[];
  readonly sizes: readonly number[];
  readonly norm: Norm | null;
}

/** The dimensions and their lengths; `usual` computes the default length of the last one. */
function planOf(x: Tensor, o: FftnOptions, usual: (size: number) => number): Plan {
  const nd = x.shape.length,
    given = o.dim ?? null,
    s = o.s ?? null;
  const list = given === null ? null : typeof given === "number" ? [given] : given;
  if (list !== null && s !== null && list.length !== s.length)
    fail(
      "fft-dims",
      "When given, dim and shape arguments must have the same length",
      "give one size for each dimension.",
    );
  if (list === null && s !== null && s.length > nd)
    fail(
      "fft-dims",
      `Got shape with ${s.length} values but input tensor only has ${nd} dimensions.`,
      "give a size for each transformed dimension, or name them in dim.",
    );
  const dims = (list ?? range(s?.length ?? nd).map((i) => i - (s?.length ?? nd))).map((d) => normalizeDim(d, nd));
  if (new Set(dims).size !== dims.length) fail("fft-dims", "FFT dims must be unique", "name each dimension once.");
  const last = dims.length - 1;
  const sizes = dims.map((d, i) => {
    const wanted = s?.[i] ?? -1;
    return checkLength(wanted !== -1 ? wanted : i === last ? usual(x.shape[d]!) : x.shape[d]!);
  });
  return { dims, sizes, norm: o.norm ?? null };
}
const same = (size: number): number => size;
const doubled = (size: number): number => 2 * (size - 1);

const define =
  (name: string, two: boolean, f: (x: Tensor, o: FftnOptions) => Tensor): Fftn =>
  (x, ...options) => {
    needTensor(x, name);
    const o = byName<FftnOptions>(name, ["s", "dim", "norm"], options);
    return f(floats(x, name), two ? { ...o, dim: o.dim ?? [-2, -1] } : o);
  };

/** Complex transforms along all dimensions of the plan, or all except the last. */
function each(x: Tensor, { dims, sizes, norm }: Plan, inverse: boolean, but = 0): Tensor {
  let out = x;
  for (let i = dims.length - 1 - but; i >= 0; i--)
    out = c2c(resize(out, dims[i]!, sizes[i]!), dims[i]!, inverse, scaleOf(norm, sizes[i]!, inverse));
  return out;
}

const complexFft = (name: string, two: boolean, inverse: boolean): Fftn =>
  define(name, two, (x, o) => {
    const plan = planOf(x, o, same);
    scaleOf(plan.norm, 1, inverse);
    return each(complexOf(x), plan, inverse);
  });

const needAxes = (plan: Plan, what: string): number =>
  plan.dims.length > 0
    ? plan.dims.length - 1
    : fail("fft-dims", `${what} must transform at least one axis`, "name at least one dimension.");

/** Real numbers to half of the transform along the last dimension, then complex ones along the others. */
const realFft = (name: string, two: boolean, inverse: boolean): Fftn =>
  define(name, two, (x, o) => {
    needReal(x, `${inverse ? "ihfftn" : "rfftn"} expects a real-valued`);
    const plan = planOf(x, o, same),
      last = needAxes(plan, inverse ? "ihfftn" : "rfftn"),
      dim = plan.dims[last]!,
      n = plan.sizes[last]!;
    const half = r2c(resize(x, dim, n), dim, scaleOf(plan.norm, n, inverse));
    return each(inverse ? conj(half) : half, plan, inverse, 1);
  });

/** The inverse of that: complex transforms along all dimensions but the last, which gives real numbers. */
const halfFft = (name: string, two: boolean, inverse: boolean): Fftn =>
  define(name, two, (x, o) => {
    const plan = planOf(x, o, doubled),
      last = needAxes(plan, inverse ? "irfftn" : "hfftn"),
      dim = plan.dims[last]!,
      n = plan.sizes[last]!;
    const rows = each(resize(complexOf(x), dim, Math.floor(n / 2) + 1), plan, inverse, 1);
    return c2r(inverse ? rows : conj(rows), dim, n, scaleOf(plan.norm, n, inverse));
  });

/**
 * The discrete Fourier transform along several dimensions (all by default): `fftn(x, s, dim, norm)` or by name.
 *
 * @throws KindlingError `fft-dims`, `fft-length`, `fft-norm`, `dim-range`, `float-only`.
 * @example
 * fft.fftn(ones(2, 2)).abs().tolist(); // → 4,0,0,0
 */
export const fftn: Fftn = complexFft("fftn", false, false);
/**
 * The inverse of {@link fftn}.
 *
 * @example
 * fft.ifftn(fft.fftn(tensor([[1, 2], [3, 4]]))).abs().tolist(); // → 1,2,3,4
 */
export const ifftn: Fftn = complexFft("ifftn", false, true);
/**
 * {@link fftn} over the last two dimensions, or the two in `dim`.
 *
 * @example
 * // Three pictures, each by itself.
 * fft.fft2(ones(3, 2, 2)).abs().tolist(); // → 4,0,0,0,4,0,0,0,4,0,0,0
 */
export const fft2: Fftn = complexFft("fft2", true, false);
/**
 * The inverse of {@link fft2}.
 *
 * @example
 * fft.ifft2(fft.fft2(tensor([[1, 2], [3, 4]]))).abs().tolist(); // → 1,2,3,4
 */
export const ifft2: Fftn = complexFft("ifft2", true, true);
/**
 * {@link fftn} of real numbers: it returns only the first n / 2 + 1 along the last dimension, which the others mirror.
 *
 * @example
 * fft.rfftn(ones(4, 4, 4)).shape; // → 4,4,3
 */
export const rfftn: Fftn = realFft("rfftn", false, false);
/**
 * {@link rfftn} over the last two dimensions, or the two in `dim`.
 *
 * @example
 * // Three pictures.
 * fft.rfft2(ones(3, 8, 6)).shape; // → 3,8,4
 */
export const rfft2: Fftn = realFft("rfft2", true, false);
/**
 * The inverse of {@link rfftn}: real numbers. The last length is `2 · (size − 1)` by default, an even number: pass `s`
 * for an odd one.
 *
 * @example
 * fft.irfftn(fft.rfftn(tensor([[1, 2], [3, 4]]))).tolist(); // → 1,2,3,4
 * // Of an odd length.
 * fft.irfftn(fft.rfftn(ones(4, 5)), [4, 5]).shape; // → 4,5
 */
export const irfftn: Fftn = halfFft("irfftn", false, true);
/**
 * {@link irfftn} over the last two dimensions, or the two in `dim`.
 *
 * @example
 * // Of an odd length.
 * fft.irfft2(fft.rfft2(ones(3, 4, 5)), [4, 5]).shape; // → 3,4,5
 */
export const irfft2: Fftn = halfFft("irfft2", true, true);
/**
 * The {@link fftn} of Hermitian numbers, given the first half of the last dimension. The result is real; its last
 * length is `2 · (size − 1)` by default.
 *
 * @example
 * fft.hfftn(ones(2, 2)).tolist(); // → 4,0,0,0
 */
export const hfftn: Fftn = halfFft("hfftn", false, false);
/**
 * {@link hfftn} over the last two dimensions, or the two in `dim`.
 *
 * @example
 * fft.hfft2(ones(3, 4, 4)).shape; // → 3,4,6
 */
export const hfft2: Fftn = halfFft("hfft2", true, false);
/**
 * The inverse of {@link hfftn}: of real numbers, the first half along the last dimension.
 *
 * @example
 * fft.ihfftn(ones(2, 4)).abs().tolist(); // → 1,0,0,0,0,0
 */
export const ihfftn: Fftn = realFft("ihfftn", false, true);
/**
 * {@link ihfftn} over the last two dimensions, or the two in `dim`.
 *
 * @example
 * fft.ihfft2(ones(3, 4, 6)).shape; // → 3,4,4
 */
export const ihfft2: Fftn = realFft("ihfft2", true, true);
