import { fail } from "../diagnose/error.js";
import { checkStd, shown } from "./check.js";
import type { Generator } from "./generator.js";
import { normalOneByOne } from "./normal.js";
import { log } from "./precise.js";

// The distributions that programs draw from seldom, PyTorch's numbers in PyTorch's order. All work in double precision;
// the caller rounds to the dtype.

/** How many throws it takes until one succeeds that does so with probability `p`: ⌈ln u / ln(1 − p)⌉. */
export function geometric(gen: Generator, out: Float64Array, p: number): void {
  if (!(p > 0 && p < 1))
    fail(
      "random-probability",
      `geometric_ expects p to be in (0, 1), but got p=${shown(p)}`,
      "choose p between 0 and 1.",
    );
  const scale = Math.log1p(-p);
  for (let i = 0; i < out.length; i++) out[i] = Math.ceil(log(gen.engine.u53()) / scale);
}

/** The Cauchy distribution by its inverse, median + σ · tan(π (u − ½)). */
export function cauchy(gen: Generator, out: Float64Array, median: number, sigma: number): void {
  for (let i = 0; i < out.length; i++) out[i] = median + sigma * Math.tan(Math.PI * (gen.engine.u53() - 0.5));
}

/** e to the power of normal numbers. */
export function logNormal(gen: Generator, out: Float64Array, mean: number, std: number): void {
  if (!(std > 0)) fail("random-range", `log_normal_ expects std > 0.0, but found std=${shown(std)}`, "choose std > 0.");
  normalOneByOne(gen, out, mean, std);
  for (let i = 0; i < out.length; i++) out[i] = Math.exp(out[i]!);
}

/** Normal numbers one by one, for any dtype. */
export function normalDoubles(gen: Generator, out: Float64Array, mean: number, std: number): void {
  checkStd(std);
  normalOneByOne(gen, out, mean, std);
}

/** One Poisson number of each rate: Knuth's products of uniforms, from 10 on Hörmann's transformed rejection (1993). */
export function poisson(gen: Generator, out: Float64Array, rates: ArrayLike<number>): void {
  for (let i = 0; i < out.length; i++) {
    const rate = rates[i]!;
    if (!(rate >= 0))
      fail("random-range", "invalid Poisson rate, expected rate to be non-negative", `element ${i} is ${shown(rate)}.`);
    out[i] = rate === 0 ? 0 : rate < 10 ? byProducts(gen, rate) : byRejection(gen, rate);
  }
}
function byProducts(gen: Generator, rate: number): number {
  const limit = Math.exp(-rate);
  let n = 0;
  for (let p = gen.engine.u53(); p > limit; p *= gen.engine.u53()) n++;
  return n;
}
function byRejection(gen: Generator, rate: number): number {
  const root = Math.sqrt(rate),
    logRate = Math.log(rate);
  const b = 0.931 + 2.53 * root,
    a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4),
    limit = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = gen.engine.u53() - 0.5,
      v = gen.engine.u53();
    const s = 0.5 - Math.abs(u),
      k = Math.floor(((2 * a) / s + b) * u + rate + 0.43);
    if (s >= 0.07 && v <= limit) return k;
    if (k < 0 || (s < 0.013 && v > s)) continue;
    if (Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (s * s) + b) <= -rate + k * logRate - logFactorial(k))
      return k;
  }
}
/** ln k!, by Stirling's series from 10 on (Abramowitz & Stegun 6.1.41, of k + 1). */
function logFactorial(k: number): number {
  let n = k + 1,
    shift = 0;
  for (; n < 10; n++) shift += Math.log(n);
  const r = 1 / (n * n);
  return (
    (n - 0.5) * Math.log(n) -
    n +
    0.5 * Math.log(2 * Math.PI) +
    (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / n -
    shift
  );
}

/** What `random_()` without bounds draws for a dtype: all whole numbers from 0 on that it holds exactly. */
const spans = {
  float32: 2 ** 24 + 1,
  float16: 2 ** 11 + 1,
  bfloat16: 2 ** 8 + 1,
  int32: 2 ** 31,
  int16: 2 ** 15,
  int8: 2 ** 7,
  uint8: 2 ** 8,
  bool: 2,
} as const;
/** Fills with `random_()`'s numbers for a dtype other than int64. */
export function wholeNumbers(gen: Generator, out: Float64Array, dtype: keyof typeof spans | "float64"): void {
  const span = dtype === "float64" ? undefined : spans[dtype];
  for (let i = 0; i < out.length; i++)
    out[i] = span === undefined ? Number(gen.engine.random64() % (2n ** 53n + 1n)) : gen.engine.random32() % span;
}
