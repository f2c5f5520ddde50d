import { fail } from "../diagnose/error.js";
import { toBigInt } from "../shape/dtype.js";
import { bfloat16ToFloat, floatToBfloat16, floatToHalf, halfToFloat } from "../util/half.js";

// Runtime functions of rendered kernels, for operations that JavaScript lacks or defines differently from PyTorch.

/** Throws for a division of whole numbers by zero. */
export const zeroDivision = (): never =>
  fail(
    "zero-division",
    "ZeroDivisionError",
    "an integer was divided by zero; convert with .float() to get inf and nan instead.",
  );

/** Runtime functions for rarely used functions; `functions/` registers them here before an expression with one exists. */
export interface Brought
  extends
    Record<"erf", (x: number) => number>,
    Record<
      | "pow"
      | "powInt"
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
    Record<"powBig" | "floorDivBig" | "modBig" | "remBig" | "gcdBig", (x: bigint, y: bigint) => bigint> {}

const always = {
  halfToFloat,
  floatToHalf,
  bfloat16ToFloat,
  floatToBfloat16,
  roundHalf: (x: number): number => halfToFloat(floatToHalf(x)),
  roundBfloat16: (x: number): number => bfloat16ToFloat(floatToBfloat16(x)),
  /** To nearest, ties to even, as C's nearbyint. */
  roundEven: (x: number): number => {
    const r = Math.round(x);
    return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
  },
  exp2: (x: number): number => 2 ** x,
  toInt64: (x: number): bigint => toBigInt(x),
  /** Truncates; out-of-range values become the smallest int32, as in a CPU's conversion instruction. */
  toInt32: (x: number): number => (x > -9223372036854775809 && x < 9223372036854775808 ? Math.trunc(x) | 0 : 0),
  divInt: (x: number, y: number): number => (y === 0 ? zeroDivision() : Math.trunc(x / y)),
  divBig: (x: bigint, y: bigint): bigint => (y === 0n ? zeroDivision() : x / y),
};

/**
 * The object `rt` in a kernel's scope. Registered functions have their fields from the start, since an object that
 * grows later makes kernels slower.
 */
export const runtime: typeof always & { [N in keyof Brought]: Brought[N] | undefined } = {
  ...always,
  erf: undefined,
  pow: undefined,
  powInt: undefined,
  powBig: undefined,
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
