import { fail } from "../diagnose/error.js";
import type { Expr } from "../ir/expr.js";
import { type DType, dtypeInfo } from "../shape/dtype.js";

// For `lower`: refuses the dtypes that an op has no meaning for, with the name of PyTorch's kernel, and gives the
// operand back. It runs when a kernel is built, so it costs nothing afterwards.

const missing = (kernel: string, d: DType): string => `"${kernel}" not implemented for '${dtypeInfo[d].scalarType}'`;

/** Bits have a meaning in whole numbers and bools. */
export function wholeOnly(kernel: string, x: Expr): Expr {
  return x.dtype.includes("float") ? fail("int-only", missing(kernel, x.dtype), "convert first: x.long() or x.bool().") : x;
}

/** Bools have no arithmetic but `+` and `*`. */
export function numbersOnly(kernel: string, x: Expr): Expr {
  return x.dtype === "bool" ? fail("bool-arithmetic", missing(kernel, x.dtype), "convert first: x.long() or x.float().") : x;
}

/** What makes fractions works on floats. */
export function floatsOnly(kernel: string, x: Expr): Expr {
  return x.dtype.includes("float") ? x : fail("float-only", missing(kernel, x.dtype), "convert first: x.float().");
}
