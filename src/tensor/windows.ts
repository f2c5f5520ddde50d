import { empty } from "../core/dispatch.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { checkDType, dtypeInfo, isFloat, writeElement } from "../shape/dtype.js";
import { getDefaultDType } from "../shape/promotion.js";
import { checkShape } from "../shape/shape.js";
import { finish, type TensorOptions } from "./creation.js";
import { noMore } from "../diagnose/arguments.js";

// Weights that rise and fall over n samples, for the pieces of a signal that a Fourier transform is taken of.

/** Options of windows. */
export interface WindowOptions extends TensorOptions {
  /** Whether the window repeats after n samples (for a Fourier transform) instead of ending symmetrically. Default true. */
  periodic?: boolean;
}

/** `f` of the place in the window, 0 … 1. A periodic window is a symmetric one of one sample more, without its last. */
function window(name: string, n: number, o: WindowOptions, f: (at: number) => number): Tensor {
  if (typeof n === "number" && n < 0) fail("negative-size", `${name} requires non-negative window_length, got window_length=${n}`);
  const dtype = o.dtype === undefined ? getDefaultDType() : checkDType(o.dtype);
  if (!isFloat(dtype)) fail("float-only", `${name} expects floating point dtypes, got: TensorOptions(dtype=${dtypeInfo[dtype].scalarType}, device=cpu)`, "a window has fractions.");
  checkShape([n]);
  const out = empty([n], dtype), last = n - (o.periodic ?? true ? 0 : 1);
  for (let i = 0; i < n; i++) writeElement(out.storage.data, dtype, out.offset + i, n === 1 ? 1 : f(i / last));
  const { periodic: _, ...rest } = o;
  return finish(out, rest);
}
/** `f(n, periodic, options)` and `f(n, options)` as one. */
const optionsOf = (periodic: boolean | WindowOptions, o: WindowOptions): WindowOptions => (typeof periodic === "object" ? periodic : { ...o, periodic });

/**
 * The Hann window, sin²(π t): `n` weights from 0 up to 1 and back.
 *
 * @throws KindlingError `negative-size`, `float-only`.
 * @example
 * hannWindow(4).tolist(); // → 0,0.5,1,0.5
 */
export function hannWindow(n: number, periodic: boolean | WindowOptions = true, o: WindowOptions = {}): Tensor {
  noMore("hannWindow", 3, arguments);
  return window("hann_window", n, optionsOf(periodic, o), (t) => 0.5 - 0.5 * Math.cos(2 * Math.PI * t));
}
/** The Hamming window, α − β cos(2π t); α is 0.54 and β 0.46 unless told otherwise. */
export function hammingWindow(n: number, periodic: boolean | (WindowOptions & { alpha?: number; beta?: number }) = true, alpha = 0.54, beta = 0.46, o: WindowOptions = {}): Tensor {
  noMore("hammingWindow", 5, arguments);
  if (typeof periodic !== "object") return hammingWindow(n, { ...o, periodic, alpha, beta });
  const { alpha: a = alpha, beta: b = beta, ...rest } = periodic;
  return window("hamming_window", n, rest, (t) => a - b * Math.cos(2 * Math.PI * t));
}
/** The Blackman window, 0.42 − 0.5 cos(2π t) + 0.08 cos(4π t). */
export function blackmanWindow(n: number, periodic: boolean | WindowOptions = true, o: WindowOptions = {}): Tensor {
  noMore("blackmanWindow", 3, arguments);
  return window("blackman_window", n, optionsOf(periodic, o), (t) => 0.42 - 0.5 * Math.cos(2 * Math.PI * t) + 0.08 * Math.cos(4 * Math.PI * t));
}
/** The Bartlett window: a straight rise to 1 and a straight fall. */
export function bartlettWindow(n: number, periodic: boolean | WindowOptions = true, o: WindowOptions = {}): Tensor {
  noMore("bartlettWindow", 3, arguments);
  return window("bartlett_window", n, optionsOf(periodic, o), (t) => 1 - Math.abs(2 * t - 1));
}
/** The Kaiser window, I₀(β √(1 − (2t − 1)²)) / I₀(β); β, 12 unless told otherwise, makes it narrow. */
export function kaiserWindow(n: number, periodic: boolean | (WindowOptions & { beta?: number }) = true, beta = 12, o: WindowOptions = {}): Tensor {
  noMore("kaiserWindow", 4, arguments);
  if (typeof periodic !== "object") return kaiserWindow(n, { ...o, periodic, beta });
  const { beta: b = beta, ...rest } = periodic;
  return window("kaiser_window", n, rest, (t) => bessel0(b * Math.sqrt(Math.max(0, 1 - (2 * t - 1) ** 2))) / bessel0(b));
}
/** The modified Bessel function I₀ by its series Σ (x²/4)^k / k!² (Abramowitz & Stegun 9.6.12): all terms are positive. */
function bessel0(x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-17; k++) sum += term *= (x * x) / (4 * k * k);
  return sum;
}
