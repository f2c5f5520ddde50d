import type { Generator } from "./generator.js";
import { log } from "./precise.js";

// Binomial numbers in PyTorch's order (aten/src/ATen/native/Distributions.h, after TensorFlow).

/** ln k! less Stirling's approximation of it. */
const tails = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
  0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287,
];
function tail(k: number): number {
  if (k <= 9) return tails[Math.trunc(k)]!;
  const square = (k + 1) * (k + 1);
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}

/** The number of successful trials, from the distances between successes: geometric numbers are added up to `count`. */
function byDistances(gen: Generator, count: number, p: number): number {
  const logFailure = Math.log1p(-p);
  let sum = 0,
    n = 0;
  for (;;) {
    sum += Math.ceil(log(gen.engine.u53()) / logFailure);
    if (!(sum <= count)) return n;
    n++;
  }
}

/** Hörmann's transformed rejection with squeeze (1993, "The generation of binomial random variates"), for large counts. */
function byRejection(gen: Generator, count: number, p: number): number {
  const spread = Math.sqrt(count * p * (1 - p)),
    b = 1.15 + 2.53 * spread,
    a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = count * p + 0.5,
    limit = 0.92 - 4.2 / b,
    odds = p / (1 - p),
    alpha = (2.83 + 5.1 / b) * spread,
    m = Math.floor((count + 1) * p);
  for (;;) {
    const u = gen.engine.u53() - 0.5,
      v = gen.engine.u53(),
      s = 0.5 - Math.abs(u),
      k = Math.floor(((2 * a) / s + b) * u + c);
    if (k < 0 || k > count) continue;
    if (s >= 0.07 && v <= limit) return k;
    const bound =
      (m + 0.5) * Math.log((m + 1) / (odds * (count - m + 1))) +
      (count + 1) * Math.log((count - m + 1) / (count - k + 1)) +
      (k + 0.5) * Math.log((odds * (count - k + 1)) / (k + 1)) +
      tail(m) +
      tail(count - m) -
      tail(k) -
      tail(count - k);
    if (Math.log((v * alpha) / (a / (s * s) + b)) <= bound) return k;
  }
}

function binomialNumber(gen: Generator, count: number, p: number, round: (x: number) => number): number {
  if (count <= 0 || p <= 0) return 0;
  if (p >= 1) return count;
  if (!(p <= 0.5 || p > 0.5)) return NaN;
  const few = p <= 0.5 ? p : round(1 - p);
  const n = count * few >= 10 ? byRejection(gen, count, few) : byDistances(gen, count, few);
  return p <= 0.5 ? n : count - n;
}

/** For each count and probability, the number of successes in that many trials. */
export function binomial(
  gen: Generator,
  out: Float32Array | Float64Array,
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): void {
  const round = out instanceof Float32Array ? Math.fround : (x: number): number => x;
  for (let i = 0; i < out.length; i++) out[i] = binomialNumber(gen, counts[i]!, probabilities[i]!, round);
}
