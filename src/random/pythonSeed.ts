import { fail } from "../diagnose/error.js";
import { sha512 } from "./sha512.js";

/** What Python's `random.seed` takes. */
export type PythonSeed = number | bigint | string | Uint8Array;

/** The words that Python hands to `init_by_array` for a seed, the lowest first. */
export function seedWords(seed: PythonSeed): Uint32Array {
  let n = seedInteger(seed);
  const words: number[] = [];
  do {
    words.push(Number(n & 0xffffffffn));
    n >>= 32n;
  } while (n > 0n);
  return Uint32Array.from(words);
}

function seedInteger(seed: PythonSeed): bigint {
  if (typeof seed === "bigint") return seed < 0n ? -seed : seed;
  if (typeof seed === "number") {
    if (Number.isSafeInteger(seed)) return BigInt(Math.abs(seed));
    if (Number.isInteger(seed)) {
      fail(
        "random-seed",
        `seed: ${BigInt(seed)} is beyond 2^53, where a JavaScript number no longer holds every integer`,
        `write it as a bigint: ${BigInt(seed)}n.`,
      );
    }
    return floatHash(seed);
  }
  if (typeof seed !== "string" && !(seed instanceof Uint8Array)) {
    fail(
      "random-seed",
      "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.",
      "pass a whole number such as 42, or a string.",
    );
  }
  // The text's bytes and then their SHA-512, read as one big number.
  const bytes = typeof seed === "string" ? new TextEncoder().encode(seed) : seed;
  let n = 0n;
  for (const b of bytes) n = (n << 8n) | BigInt(b);
  for (const b of sha512(bytes)) n = (n << 8n) | BigInt(b);
  return n;
}

/** Python's `hash` of a float, as the unsigned 64-bit integer it seeds with: the fraction modulo the prime 2^61 - 1. */
function floatHash(x: number): bigint {
  if (Number.isNaN(x))
    fail(
      "random-seed",
      "seed: NaN is not a seed",
      "some calculation before this line went wrong; pass a whole number such as 42.",
    );
  let hash = 314159n;
  if (Number.isFinite(x)) {
    let numerator = Math.abs(x);
    let halvings = 0;
    for (; !Number.isInteger(numerator); halvings++) numerator *= 2;
    // 2^61 is 1 modulo the prime, so dividing by 2 is multiplying by 2^60.
    hash = (BigInt(numerator) << BigInt((61 - (halvings % 61)) % 61)) % (2n ** 61n - 1n);
  }
  return BigInt.asUintN(64, x < 0 ? -hash : hash);
}
