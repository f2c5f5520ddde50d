import { fail } from "../diagnose/error.js";
import { floatToBfloat16, floatToHalf, bfloat16ToFloat, halfToFloat } from "../util/half.js";
import { checkUniform, shown } from "./check.js";
import type { Generator } from "./generator.js";
import { fma, log } from "./precise.js";

/** What a 0-or-1 draw can be written to. */
export type Flags = Float32Array | Float64Array | Uint8Array | Int8Array | Int16Array | Int32Array | BigInt64Array;

/**
 * Fills `out` with uniform numbers in [from, to), PyTorch's `uniform_`. A float32 takes 24 bits of one word, a float64
 * 53 bits of two. PyTorch's kernel multiplies and adds in one rounding, and so does this.
 */
export function uniform(gen: Generator, out: Float32Array | Float64Array, from = 0, to = 1): void {
  const engine = gen.engine;
  const n = out.length;
  if (out instanceof Float32Array) {
    checkUniform(from, to, "float32");
    const low = Math.fround(from);
    const range = Math.fround(Math.fround(to) - low);
    // The product of 24-bit numbers is exact in a double, so this rounds once but for a chance of about 2^-29; when
    // from = -to, as in every layer's initial weights, the sum is exact too.
    for (let i = 0; i < n; i++) out[i] = engine.u24() * range + low;
  } else {
    checkUniform(from, to, "float64");
    const range = to - from;
    if (from === 0) for (let i = 0; i < n; i++) out[i] = engine.u53() * range;
    else for (let i = 0; i < n; i++) out[i] = fma(engine.u53(), range, from);
  }
}

/** `uniform` for the 16-bit dtypes, as bits: 11 random bits for a float16, 8 for a bfloat16. */
export function uniform16(gen: Generator, out: Uint16Array, dtype: "float16" | "bfloat16", from = 0, to = 1): void {
  checkUniform(from, to, dtype);
  const engine = gen.engine;
  const half = dtype === "float16";
  const round = half ? floatToHalf : floatToBfloat16;
  const widen = half ? halfToFloat : bfloat16ToFloat;
  const mask = half ? 0x7ff : 0xff;
  const unit = half ? 2 ** -11 : 2 ** -8;
  const low = widen(round(from));
  const range = widen(round(widen(round(to)) - low));
  for (let i = 0; i < out.length; i++) out[i] = round((engine.bits() & mask) * unit * range + low);
}

/** Writes 1 with probability `p` and 0 otherwise, PyTorch's `bernoulli_(p)`: 53 bits per element, whatever the dtype. */
export function bernoulli(gen: Generator, out: Flags, p = 0.5): void {
  if (!(p >= 0 && p <= 1))
    fail("random-probability", `bernoulli_ expects p to be in [0, 1], but got p=${shown(p)}`, "choose p from 0 to 1.");
  const { engine } = gen;
  if (out instanceof BigInt64Array) for (let i = 0; i < out.length; i++) out[i] = engine.u53() < p ? 1n : 0n;
  else engine.chances(out, p, 1);
}

/**
 * `bernoulli` with a probability per element (`torch.bernoulli(p)`, `bernoulli_(p)` with a tensor): 24 bits each where
 * the probabilities are float32, 53 where they are float64.
 */
export function bernoulliTensor(gen: Generator, out: Flags, p: Float32Array | Float64Array): void {
  const engine = gen.engine;
  const n = out.length;
  for (let i = 0; i < n; i++) {
    if (!(p[i]! >= 0 && p[i]! <= 1)) {
      fail(
        "random-probability",
        "Expected p_in >= 0 && p_in <= 1 to be true, but got false.",
        `element ${i} of the probabilities is ${shown(p[i]!)}; each must lie in [0, 1] (a sigmoid ensures that).`,
      );
    }
  }
  const wide = p instanceof Float64Array;
  const big = out instanceof BigInt64Array;
  for (let i = 0; i < n; i++) {
    const hit = (wide ? engine.u53() : engine.u24()) < p[i]!;
    if (big) out[i] = hit ? 1n : 0n;
    else out[i] = hit ? 1 : 0;
  }
}

/**
 * The factors that dropout multiplies its input with: 0 with probability `p`, else 1/(1 - p). As in PyTorch,
 * p = 0 and p = 1 draw nothing.
 */
export function dropoutNoise(gen: Generator, out: Float32Array | Float64Array, p: number): void {
  if (!(p >= 0 && p <= 1))
    fail(
      "random-probability",
      `dropout probability has to be between 0 and 1, but got ${shown(p)}`,
      "it is the fraction of elements to drop, e.g. 0.5.",
    );
  if (p === 0 || p === 1) {
    out.fill(1 - p);
    return;
  }
  const keep = 1 - p;
  const scale = 1 / (out instanceof Float32Array ? Math.fround(keep) : keep);
  gen.engine.chances(out, keep, scale);
}

/** Fills `out` from the exponential distribution of rate `lambda`, PyTorch's `exponential_`. */
export function exponential(gen: Generator, out: Float32Array | Float64Array, lambda = 1): void {
  if (!(lambda >= 0))
    fail("random-range", `exponential_ expects lambda >= 0.0, but found lambda=${shown(lambda)}`, "choose lambda > 0.");
  const engine = gen.engine;
  const factor = -1 / lambda;
  const n = out.length;
  for (let i = 0; i < n; i++) out[i] = factor * log(1 - engine.u53());
}
