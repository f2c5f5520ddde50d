import { bfloat16ToFloat, floatToBfloat16, floatToHalf, halfToFloat } from "../util/half.js";
import { checkStd } from "./check.js";
import type { Generator } from "./generator.js";
import { normalBlock32 } from "./normal32.js";
import { cos, fma, log, sin } from "./precise.js";

// All of these are Box and Muller's method: two uniforms become two independent normals,
//   √(-2 ln u1) · cos(2π u2)   and   √(-2 ln u1) · sin(2π u2). PyTorch pairs them up in two ways, and a program that
// compares numbers with it encounters both.

/**
 * Fills `out` from the normal distribution, PyTorch's `normal_` on contiguous data: in blocks of 16 when there are 16
 * elements or more, one by one below that.
 */
export function normal(gen: Generator, out: Float32Array | Float64Array, mean = 0, std = 1): void {
  checkStd(std);
  const n = out.length;
  if (n < 16) {
    normalOneByOne(gen, out, mean, std);
    return;
  }
  const engine = gen.engine;
  if (out instanceof Float32Array) {
    const mean32 = Math.fround(mean);
    const std32 = Math.fround(std);
    for (let i = 0; i < n; i++) out[i] = engine.u24();
    for (let i = 0; i + 16 <= n; i += 16) normalBlock32(out, i, mean32, std32);
    if (n % 16 === 0) return;
    // The last 16 are drawn again in full, over those of the block before that they share.
    for (let i = n - 16; i < n; i++) out[i] = engine.u24();
    normalBlock32(out, n - 16, mean32, std32);
  } else {
    for (let i = 0; i < n; i++) out[i] = engine.u53();
    for (let i = 0; i + 16 <= n; i += 16) normalBlock64(out, i, mean, std);
    if (n % 16 === 0) return;
    for (let i = n - 16; i < n; i++) out[i] = engine.u53();
    normalBlock64(out, n - 16, mean, std);
  }
}

/**
 * `normal` below 16 elements, and PyTorch's way for any number of them when they are not contiguous. Works in float64
 * and keeps the second sample of each pair in the generator.
 */
export function normalOneByOne(gen: Generator, out: Float32Array | Float64Array, mean = 0, std = 1): void {
  checkStd(std);
  for (let i = 0; i < out.length; i++) out[i] = fma(nextNormal(gen), std, mean);
}

/** The next standard normal: the one that was kept, or a fresh pair's first. */
export function nextNormal(gen: Generator): number {
  const kept = gen.nextNormal;
  if (kept !== null) {
    gen.nextNormal = null;
    return kept;
  }
  const angle = 2 * Math.PI * gen.engine.u53();
  const radius = Math.sqrt(-2 * log(1 - gen.engine.u53()));
  gen.nextNormal = radius * sin(angle);
  return radius * cos(angle);
}

function normalBlock64(d: Float64Array, at: number, mean: number, std: number): void {
  for (let j = at; j < at + 8; j++) {
    const radius = Math.sqrt(-2 * log(1 - d[j]!));
    const angle = 2 * Math.PI * d[j + 8]!;
    d[j] = fma(radius * cos(angle), std, mean);
    d[j + 8] = fma(radius * sin(angle), std, mean);
  }
}

/** `normal` for the 16-bit dtypes, as bits. The uniforms have 11 bits (float16) or 8 (bfloat16), as in PyTorch. */
export function normal16(gen: Generator, out: Uint16Array, dtype: "float16" | "bfloat16", mean = 0, std = 1): void {
  checkStd(std);
  const n = out.length;
  const half = dtype === "float16";
  const round = half ? floatToHalf : floatToBfloat16;
  if (n < 16) {
    for (let i = 0; i < n; i++) out[i] = round(fma(nextNormal(gen), std, mean));
    return;
  }
  const block = half ? normalBlockHalf : normalBlockBfloat16;
  const mask = half ? 0x7ff : 0xff;
  const unit = half ? 2 ** -11 : 2 ** -8;
  const fill = (from: number): void => {
    for (let i = from; i < n; i++) out[i] = round((gen.engine.bits() & mask) * unit);
  };
  fill(0);
  for (let i = 0; i + 16 <= n; i += 16) block(out, i, mean, std);
  if (n % 16 === 0) return;
  fill(n - 16);
  block(out, n - 16, mean, std);
}

const fr = Math.fround;
const h = (x: number): number => halfToFloat(floatToHalf(x));
const b = (x: number): number => bfloat16ToFloat(floatToBfloat16(x));

// C++ has no mathematics for float16, so the arithmetic between the roundings below is float32's …
function normalBlockHalf(d: Uint16Array, at: number, mean: number, std: number): void {
  const m = h(mean);
  const s = h(std);
  for (let j = at; j < at + 8; j++) {
    const u1 = h(1 - halfToFloat(d[j]!));
    const angle = h(2 * Math.PI * halfToFloat(d[j + 8]!));
    const radius = h(fr(Math.sqrt(-2 * fr(log(u1)))));
    d[j] = floatToHalf(fr(radius * fr(cos(angle))) * s + m);
    d[j + 8] = floatToHalf(fr(radius * fr(sin(angle))) * s + m);
  }
}

// … while PyTorch gives bfloat16 functions of its own, which round after each step.
function normalBlockBfloat16(d: Uint16Array, at: number, mean: number, std: number): void {
  const m = b(mean);
  const s = b(std);
  for (let j = at; j < at + 8; j++) {
    const u1 = b(1 - bfloat16ToFloat(d[j]!));
    const angle = b(2 * Math.PI * bfloat16ToFloat(d[j + 8]!));
    const radius = b(Math.sqrt(b(-2 * b(log(u1)))));
    d[j] = floatToBfloat16(b(b(radius * b(cos(angle))) * s) + m);
    d[j + 8] = floatToBfloat16(b(b(radius * b(sin(angle))) * s) + m);
  }
}
