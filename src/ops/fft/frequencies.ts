import { needTensor } from "../../core/check.js";
import { empty } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, checkOptions, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { checkDType, type DType, isComplex, isFloat, writeElement } from "../../shape/dtype.js";
import { getDefaultDType } from "../../shape/promotion.js";
import { checkShape, normalizeDim } from "../../shape/shape.js";
import { range } from "../../util/array.js";
import { roll } from "../view/flip.js";

// The frequencies of a transform's results, and their reordering.

/** Options of {@link fftfreq}. */
export interface FrequencyOptions {
  /** The time between samples. Default 1. */
  d?: number;
  /** The dtype. Default: the default float. */
  dtype?: DType;
  /** Whether to require a gradient. Default false. */
  requiresGrad?: boolean;
}
const known: ReadonlySet<string> = new Set(["d", "dtype", "requiresGrad"]);

function frequencies(
  what: string,
  n: number,
  count: number,
  at: (i: number) => number,
  d: number | FrequencyOptions,
  o: FrequencyOptions,
): Tensor {
  const all = typeof d === "number" ? { ...o, d } : d;
  checkOptions(all, known, what);
  const dtype = all.dtype === undefined ? getDefaultDType() : checkDType(all.dtype);
  if (!isFloat(dtype) && !isComplex(dtype))
    fail("float-only", `${what} requires a floating point or complex dtype`, 'for example { dtype: "float32" }.');
  checkShape([n]);
  const out = empty([count], dtype),
    unit = 1 / (n * (all.d ?? 1));
  for (let i = 0; i < count; i++) writeElement(out.storage.data, dtype, out.offset + i, at(i) * unit);
  out.wantsGrad = all.requiresGrad ?? false;
  return out;
}

/**
 * The frequency of each result of `fft` for n samples, `d` apart, in cycles per unit: 0, 1, … then the negative ones,
 * over n · d. `fftfreq(n, d = 1, { dtype })`.
 *
 * @throws KindlingError `negative-size`, `float-only`.
 * @example
 * fft.fftfreq(4).tolist(); // → 0,0.25,-0.5,-0.25
 */
export function fftfreq(n: number, d: number | FrequencyOptions = 1, options: FrequencyOptions = {}): Tensor {
  noMore("fftfreq", 3, arguments);
  return frequencies("fftfreq", n, n, (i) => (i < Math.ceil(n / 2) ? i : i - n), d, options);
}

/**
 * The frequencies of the results of `rfft`: the n / 2 + 1 non-negative ones.
 *
 * @example
 * fft.rfftfreq(4).tolist(); // → 0,0.25,0.5
 */
export function rfftfreq(n: number, d: number | FrequencyOptions = 1, options: FrequencyOptions = {}): Tensor {
  noMore("rfftfreq", 3, arguments);
  return frequencies("rfftfreq", n, Math.floor(n / 2) + 1, (i) => i, d, options);
}

/** One dimension or several; null for all. */
export type ShiftDims = number | readonly number[] | null;
/** Options of {@link fftshift} and {@link ifftshift}. */
export interface ShiftOptions {
  /** The dimensions to shift. Default null: all. */
  dim?: ShiftDims;
}

function shifted(x: Tensor, what: string, given: ShiftDims | ShiftOptions, by: (n: number) => number): Tensor {
  needTensor(x, what);
  const { dim = null } = byName<ShiftOptions>(what, ["dim"], [given]);
  const nd = x.shape.length,
    dims = dim === null ? range(nd) : (typeof dim === "number" ? [dim] : dim).map((d) => normalizeDim(d, nd));
  return roll(
    x,
    dims.map((d) => by(x.shape[d]!)),
    dims,
  );
}

/**
 * Moves the frequency 0 to the middle, along all dimensions or some.
 *
 * @example
 * fft.fftshift(fft.fftfreq(4)).tolist(); // → -0.5,-0.25,0,0.25
 */
export function fftshift(x: Tensor, dim: ShiftDims | ShiftOptions = null): Tensor {
  noMore("fftshift", 2, arguments);
  return shifted(x, "fftshift", dim, (n) => Math.floor(n / 2));
}
/**
 * The inverse of {@link fftshift}; they differ for odd sizes.
 *
 * @example
 * fft.ifftshift(tensor([-1, 0, 1])).tolist(); // → 0,1,-1
 */
export function ifftshift(x: Tensor, dim: ShiftDims | ShiftOptions = null): Tensor {
  noMore("ifftshift", 2, arguments);
  return shifted(x, "ifftshift", dim, (n) => Math.ceil(n / 2));
}
