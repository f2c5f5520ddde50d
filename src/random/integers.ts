import { fail } from "../diagnose/error.js";
import type { Generator } from "./generator.js";

/** The arrays that integers can be drawn into. */
export type IntegerOut = BigInt64Array | Int32Array | Int16Array | Int8Array | Uint8Array | Float32Array | Float64Array;

// Per dtype: the name in PyTorch's sentence, the bounds, and for floats how many bits hold an integer exactly.
const limits = {
  int64: ["long", -(2n ** 63n), 2n ** 63n - 1n, 64],
  int32: ["int", -(2n ** 31n), 2n ** 31n - 1n, 32],
  int16: ["short", -(2n ** 15n), 2n ** 15n - 1n, 16],
  int8: ["signed char", -128n, 127n, 8],
  uint8: ["unsigned char", 0n, 255n, 8],
  bool: ["bool", 0n, 1n, 1],
  float16: ["c10::Half", -65504n, 65504n, 11],
  bfloat16: ["c10::BFloat16", -(255n << 120n), 255n << 120n, 8],
  float32: ["float", -(0xffffffn << 104n), 0xffffffn << 104n, 24],
  float64: ["double", -(0x1fffffffffffffn << 971n), 0x1fffffffffffffn << 971n, 53],
} as const;

type IntegerDType = keyof typeof limits;

/**
 * Fills `out` with integers in [low, high), PyTorch's `randint` and `random_(low, high)`: one word modulo the range, two
 * words when the range is 2^32 or more (PyTorch 1.13's threshold; the newest has 2^28). `dtype` is needed only where the
 * array does not tell: "bool" in a Uint8Array, "float16" and "bfloat16" in a Float32Array that the caller then rounds.
 * Bounds beyond 2^53 are given as bigints.
 */
export function randint(
  gen: Generator,
  out: IntegerOut,
  low: number | bigint,
  high: number | bigint,
  dtype: IntegerDType = dtypeOf(out),
): void {
  let from = integer(low, "low");
  let to = integer(high, "high");
  if (from < -(2n ** 63n) || to > 2n ** 63n - 1n)
    fail("random-range", "Overflow when unpacking long", "the bounds of randint lie between -2^63 and 2^63 - 1.");
  if (from >= to) {
    fail(
      "random-range",
      `random_ expects 'from' to be less than 'to', but got from=${from} >= to=${to}`,
      "randint(low, high) draws from low up to, but not including, high.",
    );
  }
  const [name, min, max, digits] = limits[dtype];
  if (dtype.includes("float")) {
    from = roundUp(from, digits);
    to = roundDown(to, digits);
    if (from >= to) {
      fail(
        "random-range",
        `random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from=${from} >= to=${to}`,
        `no ${dtype} lies between these bounds.`,
      );
    }
  }
  if (from < min || from > max)
    fail("random-range", `from is out of bounds for ${name}`, `${dtype} holds ${min} to ${max}.`);
  if (to - 1n < min || to - 1n > max)
    fail("random-range", `to - 1 is out of bounds for ${name}`, `${dtype} holds ${min} to ${max}.`);
  const range = to - from;
  const base = Number(from);
  if (range < 2n ** 32n && Number.isSafeInteger(base)) fillSmall(gen, out, base, Number(range));
  else fillLarge(gen, out, from, range);
}

function fillSmall(gen: Generator, out: IntegerOut, base: number, range: number): void {
  const engine = gen.engine;
  const n = out.length;
  if (out instanceof BigInt64Array) {
    // As pairs of 32-bit halves: a bigint per element would be allocated.
    const halves = new Int32Array(out.buffer, out.byteOffset, 2 * n);
    for (let i = 0; i < n; i++) {
      const value = (engine.random32() % range) + base;
      halves[2 * i] = value;
      halves[2 * i + 1] = Math.floor(value / 2 ** 32);
    }
  } else {
    for (let i = 0; i < n; i++) out[i] = (engine.random32() % range) + base;
  }
}

function fillLarge(gen: Generator, out: IntegerOut, from: bigint, range: bigint): void {
  const engine = gen.engine;
  // A range of exactly 2^32 is all that an int32 can reach, and one word covers it.
  const wide = range >= 2n ** 32n && !(out instanceof Int32Array);
  for (let i = 0; i < out.length; i++) {
    const draw = wide ? engine.random64() : BigInt(engine.random32());
    const value = (draw % range) + from;
    if (out instanceof BigInt64Array) out[i] = value;
    else out[i] = Number(value);
  }
}

function dtypeOf(out: IntegerOut): IntegerDType {
  if (out instanceof BigInt64Array) return "int64";
  if (out instanceof Int32Array) return "int32";
  if (out instanceof Int16Array) return "int16";
  if (out instanceof Int8Array) return "int8";
  if (out instanceof Uint8Array) return "uint8";
  return out instanceof Float32Array ? "float32" : "float64";
}

function integer(x: number | bigint, name: string): bigint {
  if (typeof x !== "bigint" && !Number.isSafeInteger(x)) {
    fail(
      "random-range",
      `randint(): argument '${name}' must be int, not ${typeof x === "number" ? "float" : typeof x}`,
      `${String(x)} is not a whole number that JavaScript holds exactly; beyond 2^53 write a bigint such as 10n ** 17n.`,
    );
  }
  return BigInt(x);
}

// A float cannot hold every integer beyond 2^digits. PyTorch moves the bounds to the nearest ones inside the range that
// it can hold, so that rounding a draw never leaves the range.
function spacing(x: bigint, digits: number): bigint {
  const bits = (x < 0n ? -x : x).toString(2).length;
  return bits > digits ? 1n << BigInt(bits - digits) : 1n;
}

/** The integer rounded to one that `digits` bits hold, ties to even. */
function rounded(x: bigint, digits: number): bigint {
  const step = spacing(x, digits);
  if (step === 1n) return x;
  const size = x < 0n ? -x : x;
  const below = size / step;
  const twice = 2n * (size - below * step);
  const up = twice > step || (twice === step && (below & 1n) === 1n);
  const value = (below + (up ? 1n : 0n)) * step;
  return x < 0n ? -value : value;
}

function roundUp(from: bigint, digits: number): bigint {
  const next = rounded(from + 1n, digits);
  return next < from ? next + spacing(from + 1n, digits) : from;
}

function roundDown(to: bigint, digits: number): bigint {
  const before = rounded(to - 1n, digits);
  return before >= to ? before - spacing(to - 1n, digits) : to;
}

/**
 * Fills `out`, of length `n`, with the numbers 0 to n - 1 in random order, PyTorch's `randperm`.
 */
export function randperm(gen: Generator, n: number, out: IntegerOut): void {
  if (n !== out.length) fail("internal", `randperm: ${n} numbers for an array of ${out.length}`);
  const engine = gen.engine;
  // An int64 is swapped through its lower half; the upper ones are 0.
  const wide = out instanceof BigInt64Array;
  const data = wide ? new Int32Array(out.buffer, out.byteOffset, 2 * n).fill(0) : out;
  const step = wide ? 2 : 1;
  for (let i = 0; i < n; i++) data[step * i] = i;
  for (let i = 0; i < n - 1; i++) {
    const a = step * i;
    const b = step * (i + (engine.random32() % (n - i)));
    const kept = data[a]!;
    data[a] = data[b]!;
    data[b] = kept;
  }
}

/** 63 random bits: the seed that PyTorch's DataLoader and RandomSampler draw (`int64` `random_()`). */
export function randomSeed63(gen: Generator): bigint {
  return gen.engine.random64() & (2n ** 63n - 1n);
}
