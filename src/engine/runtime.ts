import { fail } from "../diagnose/error.js";
import { toBigInt } from "../shape/dtype.js";
import { bfloat16ToFloat, floatToBfloat16, floatToHalf, halfToFloat } from "../util/half.js";
import { gcd, gcdBig } from "../util/gamma.js";
import { erf, nextafter, nextafter32, nextafterBfloat16 } from "../util/special.js";

/** Functions that few programs need: the ops that call them put them here when they make a kernel, and other programs carry none. */
interface Rare { zeta: (x: number, q: number) => number; igamma: (a: number, x: number) => number; igammac: (a: number, x: number) => number }

// What rendered kernels call because JavaScript has no operator for it, or one with other rules than PyTorch's.

const zeroDivision = (): never => fail("zero-division", "ZeroDivisionError", "an integer was divided by zero; convert with .float() to get inf and nan instead.");

function floorDiv(x: number, y: number): number {
  if (y === 0) return x / y;
  const m = x % y;
  let d = (x - m) / y;
  if (m !== 0 && y < 0 !== m < 0) d -= 1;
  if (d === 0) return 1 / (x / y) < 0 ? -0 : 0;
  const f = Math.floor(d);
  return d - f > 0.5 ? f + 1 : f;
}

function mod(x: number, y: number): number {
  const m = x % y;
  return m !== 0 && y < 0 !== m < 0 ? m + y : m;
}

function powBig(x: bigint, y: bigint): bigint {
  if (y < 0n) return x === 1n ? 1n : x === -1n ? (y % 2n === 0n ? 1n : -1n) : 0n;
  let out = 1n;
  for (let b = x, e = y; e > 0n; e >>= 1n, b = BigInt.asIntN(64, b * b)) if (e & 1n) out = BigInt.asIntN(64, out * b);
  return out;
}

export const runtime = {
  halfToFloat, floatToHalf, bfloat16ToFloat, floatToBfloat16, erf, floorDiv, mod, powBig,
  gcdInt: gcd, gcdBig, nextafter, nextafter32, nextafterBfloat16,
  ...{} as Rare,
  roundHalf: (x: number): number => halfToFloat(floatToHalf(x)),
  roundBfloat16: (x: number): number => bfloat16ToFloat(floatToBfloat16(x)),
  /** To nearest, ties to even, as C's nearbyint. */
  roundEven: (x: number): number => {
    const f = Math.floor(x), d = x - f;
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
  floorDivInt: (x: number, y: number): number => (y === 0 ? zeroDivision() : Math.floor(x / y)),
  floorDivBig: (x: bigint, y: bigint): bigint => {
    if (y === 0n) return zeroDivision();
    const q = x / y;
    return x % y !== 0n && x < 0n !== y < 0n ? q - 1n : q;
  },
  modInt: (x: number, y: number): number => (y === 0 ? zeroDivision() : mod(x, y)),
  modBig: (x: bigint, y: bigint): bigint => {
    if (y === 0n) return zeroDivision();
    const m = x % y;
    return m !== 0n && m < 0n !== y < 0n ? m + y : m;
  },
  remInt: (x: number, y: number): number => (y === 0 ? zeroDivision() : x % y),
  remBig: (x: bigint, y: bigint): bigint => (y === 0n ? zeroDivision() : x % y),
  powInt: (x: number, y: number): number => Number(BigInt.asIntN(32, powBig(BigInt(x), BigInt(y)))),
};
