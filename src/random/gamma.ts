import type { Generator } from "./generator.js";
import { nextNormal } from "./normal.js";
import { log, pow } from "./precise.js";

// Gamma numbers and numbers derived from them, in PyTorch's order (aten/src/ATen/native/Distributions.h, after NumPy).

const THIRD = Math.fround(1 / 3),
  SQUEEZE = Math.fround(0.0331),
  exact = (x: number): number => x;

/**
 * One gamma number of the shape `alpha` and the scale 1 by Marsaglia's and Tsang's rejection (2000, "A simple method
 * for generating gamma variables"). `round`: the rounding to the tensor's dtype; PyTorch keeps `alpha` in it.
 */
function gammaNumber(gen: Generator, alpha: number, round: (x: number) => number): number {
  let scale = 1;
  if (alpha < 1) {
    if (alpha === 0) return 0;
    // Few candidates are refused where alpha is at least 1: a number of alpha + 1 is scaled down.
    scale = pow(1 - gen.engine.u53(), round(1 / alpha));
    alpha = round(alpha + 1);
  }
  const d = round(alpha - THIRD),
    c = 1 / Math.sqrt(9 * d);
  for (;;) {
    let x: number, y: number;
    do {
      x = nextNormal(gen);
      y = 1 + c * x;
    } while (y <= 0);
    const v = y * y * y,
      u = 1 - gen.engine.u53(),
      xx = x * x;
    if (u < 1 - SQUEEZE * xx * xx || log(u) < 0.5 * xx + d * (1 - v + Math.log(v)) || Number.isNaN(v))
      return scale * d * v;
  }
}

const tiny32 = 2 ** -126,
  tiny64 = 2 ** -1022;

/** One gamma number for each of `alphas`, at least the smallest normal number of the dtype. */
export function standardGamma(gen: Generator, out: Float32Array | Float64Array, alphas: ArrayLike<number>): void {
  const single = out instanceof Float32Array,
    round = single ? Math.fround : exact,
    tiny = single ? tiny32 : tiny64;
  for (let i = 0; i < out.length; i++) {
    const v = gammaNumber(gen, alphas[i]!, round);
    out[i] = v < tiny ? tiny : v;
  }
}

/** Rows of `size` numbers that add up to 1: double-precision gamma numbers divided by their sum. */
export function dirichlet(
  gen: Generator,
  out: Float32Array | Float64Array,
  alphas: ArrayLike<number>,
  size: number,
): void {
  const single = out instanceof Float32Array,
    tiny = single ? tiny32 : tiny64,
    most = single ? 1 - 2 ** -24 : 1 - 2 ** -53;
  const gammas = new Float64Array(out.length);
  standardGamma(gen, gammas, alphas);
  for (let row = 0; row < out.length; row += size) {
    let sum = 0;
    for (let i = row; i < row + size; i++) sum += gammas[i]!;
    for (let i = row; i < row + size; i++) {
      const v = gammas[i]! / sum;
      out[i] = v < tiny ? tiny : v > most ? most : v;
    }
  }
}
