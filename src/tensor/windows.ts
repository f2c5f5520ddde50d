import { empty } from "../core/dispatch.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { checkDType, dtypeInfo, isFloat, writeElement } from "../shape/dtype.js";
import { getDefaultDType } from "../shape/promotion.js";
import { checkShape } from "../shape/shape.js";
import { finish, type TensorOptions } from "./creation.js";
import { byName, noMore } from "../diagnose/arguments.js";

// Weights that rise and fall over n samples, for Fourier transforms of pieces of a signal.

/** Options of windows. */
export interface WindowOptions extends TensorOptions {
  /** Whether the window repeats after n samples (for a Fourier transform) instead of ending symmetrically. Default true. */
  periodic?: boolean;
}
/** The arguments of {@link hammingWindow} by name. */
export interface HammingOptions extends WindowOptions {
  /** The first coefficient. Default 0.54. */
  alpha?: number;
  /** The second coefficient. Default 0.46. */
  beta?: number;
}
/** One of its two shares by place, or from here on arguments by name. */
export type Share = number | HammingOptions;
/** The arguments of {@link kaiserWindow} by name. */
export interface KaiserOptions extends WindowOptions {
  /** How narrow the window is. Default 12. */
  beta?: number;
}

/** `f` of the place in the window, 0 … 1. A periodic window is a symmetric one of one sample more, without its last. */
function window(name: string, n: number, o: WindowOptions, f: (at: number) => number): Tensor {
  if (typeof n === "number" && n < 0)
    fail(
      "negative-size",
      `${name} requires non-negative window_length, got window_length=${n}`,
      "choose a length ≥ 0.",
    );
  const dtype = o.dtype === undefined ? getDefaultDType() : checkDType(o.dtype);
  if (!isFloat(dtype))
    fail(
      "float-only",
      `${name} expects floating point dtypes, got: TensorOptions(dtype=${dtypeInfo[dtype].scalarType}, device=cpu)`,
      "a window has fractional values.",
    );
  checkShape([n]);
  const out = empty([n], dtype),
    last = n - ((o.periodic ?? true) ? 0 : 1);
  for (let i = 0; i < n; i++) writeElement(out.storage.data, dtype, out.offset + i, n === 1 ? 1 : f(i / last));
  const { periodic: _, ...rest } = o;
  return finish(out, rest);
}
/** `f(n, periodic, options)` and `f(n, options)` as one. */
const optionsOf = (what: string, args: readonly unknown[]): WindowOptions =>
  byName<WindowOptions>(what, ["periodic"], args, created);
const created = ["dtype", "requiresGrad", "device"] as const;

/**
 * The Hann window of n samples: (1 − cos(2πi/N)) / 2, where N is n for a periodic window (the default) and n − 1 for a
 * symmetric one.
 *
 * @throws KindlingError `negative-size`, `float-only` for all dtypes except floats.
 * @example
 * hannWindow(4); // → tensor([0.0000, 0.5000, 1.0000, 0.5000])
 * hannWindow(3, false); // → tensor([0., 1., 0.])
 */
export function hannWindow(n: number, periodic?: boolean | WindowOptions, o?: WindowOptions): Tensor {
  noMore("hannWindow", 3, arguments);
  return window("hann_window", n, optionsOf("hannWindow", [periodic, o]), (t) => 0.5 - 0.5 * Math.cos(2 * Math.PI * t));
}
/**
 * The Hamming window of n samples: alpha − beta · cos(2πi/N), where N is n for a periodic window (the default) and n − 1
 * for a symmetric one. `alpha` is 0.54 and `beta` 0.46 by default.
 *
 * @throws KindlingError `negative-size`, `float-only` for all dtypes except floats.
 * @example
 * hammingWindow(4); // → tensor([0.0800, 0.5400, 1.0000, 0.5400])
 */
export function hammingWindow(
  n: number,
  periodic?: boolean | HammingOptions,
  alpha?: Share,
  beta?: Share,
  more?: WindowOptions,
): Tensor {
  noMore("hammingWindow", 5, arguments);
  const {
    alpha: a = 0.54,
    beta: b = 0.46,
    ...rest
  } = byName<HammingOptions>("hammingWindow", ["periodic", "alpha", "beta"], [periodic, alpha, beta, more], created);
  return window("hamming_window", n, rest, (t) => a - b * Math.cos(2 * Math.PI * t));
}
/**
 * The Blackman window of n samples: 0.42 − 0.5 · cos(2πi/N) + 0.08 · cos(4πi/N), where N is n for a periodic window (the
 * default) and n − 1 for a symmetric one.
 *
 * @throws KindlingError `negative-size`, `float-only` for all dtypes except floats.
 * @example
 * blackmanWindow(4); // → tensor([-1.3878e-17,  3.4000e-01,  1.0000e+00,  3.4000e-01])
 */
export function blackmanWindow(n: number, periodic?: boolean | WindowOptions, o?: WindowOptions): Tensor {
  noMore("blackmanWindow", 3, arguments);
  return window(
    "blackman_window",
    n,
    optionsOf("blackmanWindow", [periodic, o]),
    (t) => 0.42 - 0.5 * Math.cos(2 * Math.PI * t) + 0.08 * Math.cos(4 * Math.PI * t),
  );
}
/**
 * The Bartlett (triangular) window of n samples: 1 − |2i/N − 1|, where N is n for a periodic window (the default) and n − 1
 * for a symmetric one.
 *
 * @throws KindlingError `negative-size`, `float-only` for all dtypes except floats.
 * @example
 * bartlettWindow(4); // → tensor([0.0000, 0.5000, 1.0000, 0.5000])
 */
export function bartlettWindow(n: number, periodic?: boolean | WindowOptions, o?: WindowOptions): Tensor {
  noMore("bartlettWindow", 3, arguments);
  return window("bartlett_window", n, optionsOf("bartlettWindow", [periodic, o]), (t) => 1 - Math.abs(2 * t - 1));
}
/**
 * The Kaiser window of n samples: I₀(beta · √(1 − (2i/N − 1)²)) / I₀(beta), where N is n for a periodic window (the
 * default) and n − 1 for a symmetric one. `beta` is 12 by default.
 *
 * @throws KindlingError `negative-size`, `float-only` for all dtypes except floats.
 * @example
 * kaiserWindow(3, { periodic: false }); // → tensor([5.2773e-05, 1.0000e+00, 5.2773e-05])
 */
export function kaiserWindow(
  n: number,
  periodic?: boolean | KaiserOptions,
  beta?: number | KaiserOptions,
  more?: WindowOptions,
): Tensor {
  noMore("kaiserWindow", 4, arguments);
  const { beta: b = 12, ...rest } = byName<KaiserOptions>(
    "kaiserWindow",
    ["periodic", "beta"],
    [periodic, beta, more],
    created,
  );
  return window(
    "kaiser_window",
    n,
    rest,
    (t) => bessel0(b * Math.sqrt(Math.max(0, 1 - (2 * t - 1) ** 2))) / bessel0(b),
  );
}
/** The modified Bessel function I₀ by its series Σ (x²/4)^k / k!² (Abramowitz & Stegun 9.6.12): all terms are positive. */
function bessel0(x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-17; k++) sum += term *= (x * x) / (4 * k * k);
  return sum;
}
