import { fail } from "../diagnose/error.js";
import { toBigInt } from "../shape/dtype.js";
import { bfloat16ToFloat, floatToBfloat16, floatToHalf, halfToFloat } from "../util/half.js";

// What rendered kernels call because JavaScript has no operator for it, or one with other rules than PyTorch's.

/** Refuses to divide whole numbers by zero. */
export const zeroDivision = (): never =>
  fail(
    "zero-division",
    "ZeroDivisionError",
    "an integer was divided by zero; convert with .float() to get inf and nan instead.",
  );

function powBig(x: bigint, y: bigint): bigint {
  if (y < 0n) return x === 1n ? 1n : x === -1n ? (y % 2n === 0n ? 1n : -1n) : 0n;
  let out = 1n;
  for (let b = x, e = y; e > 0n; e >>= 1n, b = BigInt.asIntN(64, b * b)) if (e & 1n) out = BigInt.asIntN(64, out * b);
  return out;
}

/** What kernels call for functions that few programs need; `functions/` puts it here before an expression with one exists. */
export interface Brought
  extends
    Record<"erf", (x: number) => number>,
    Record<
      | "floorDiv"
      | "mod"
      | "floorDivInt"
      | "modInt"
      | "remInt"
      | "gcdInt"
      | "nextafter"
      | "nextafter32"
      | "nextafterBfloat16"
      | "zeta"
      | "igamma"
      | "igammac",
      (x: number, y: number) => number
    >,
    Record<"floorDivBig" | "modBig" | "remBig" | "gcdBig", (x: bigint, y: bigint) => bigint> {}

const always = {
  halfToFloat,
  floatToHalf,
  bfloat16ToFloat,
  floatToBfloat16,
  powBig,
  roundHalf: (x: number): number => halfToFloat(floatToHalf(x)),
  roundBfloat16: (x: number): number => bfloat16ToFloat(floatToBfloat16(x)),
  /** To nearest, ties to even, as C's nearbyint. */
  roundEven: (x: number): number => {
    const f = Math.floor(x),
      d = x - f;
    if (d < 0.5) return f === 0 && x < 0 ? -0 : f;
    if (d > 0.5 || f % 2 !== 0) return f + 1 === 0 && x < 0 ? -0 : f + 1;
    return f === 0 && x < 0 ? -0 : f;
  },
  exp2: (x: number): number => 2 ** x,
  /** C's pow: unlike JavaScript's, 1^y is 1 for every y, and (−1)^±∞ is 1. */
  pow: (x: number, y: number): number => (x === 1 || (x === -1 && (y === Infinity || y === -Infinity)) ? 1 : x ** y),
  toInt64: (x: number): bigint => toBigInt(x),
  /** Truncates; what does not fit becomes the smallest int32, as a CPU's conversion instruction gives. */
  toInt32: (x: number): number => (x > -9223372036854775809 && x < 9223372036854775808 ? Math.trunc(x) | 0 : 0),
  divInt: (x: number, y: number): number => (y === 0 ? zeroDivision() : Math.trunc(x / y)),
  divBig: (x: bigint, y: bigint): bigint => (y === 0n ? zeroDivision() : x / y),
  powInt: (x: number, y: number): number => Number(BigInt.asIntN(32, powBig(BigInt(x), BigInt(y)))),
};

/** What is in a kernel's scope as `rt`. What is brought has its places from the start: an object that grows later makes kernels slower. */
export const runtime: typeof always & { [N in keyof Brought]: Brought[N] | undefined } = {
  ...always,
  erf: undefined,
  floorDiv: undefined,
  mod: undefined,
  floorDivInt: undefined,
  modInt: undefined,
  remInt: undefined,
  gcdInt: undefined,
  nextafter: undefined,
  nextafter32: undefined,
  nextafterBfloat16: undefined,
  zeta: undefined,
  igamma: undefined,
  igammac: undefined,
  floorDivBig: undefined,
  modBig: undefined,
  remBig: undefined,
  gcdBig: undefined,
};
