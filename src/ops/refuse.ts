import { fail } from "../diagnose/error.js";
import type { GradRule } from "../core/op.js";
import type { Expr } from "../ir/expr.js";
import type { Tensor } from "../core/tensor.js";
import { type DType, dtypeInfo, isComplex, isFloat } from "../shape/dtype.js";

// Refuses the dtypes that an op has no meaning for, with the name of PyTorch's kernel. Those for `lower` give the
// operand back; they run when a kernel is built, so they cost nothing afterwards.

const missing = (kernel: string, d: DType): string => `"${kernel}" not implemented for '${dtypeInfo[d].scalarType}'`;

/** How floats are made of numbers of a dtype; of complex ones there are several ways, and `.float()` would drop a part. */
export const remedy = (d: DType): string =>
  isComplex(d) ? "take real(x), imag(x) or abs(x) first." : "convert first: x.float().";

/** Refuses a dtype for which PyTorch has no such kernel, and of which floats can be made. */
export function noKernel(kernel: string, d: DType): never {
  fail("float-only", missing(kernel, d), remedy(d));
}

/** Bits have a meaning in whole numbers and bools. */
export function wholeOnly(kernel: string, x: Expr): Expr {
  return isFloat(x.dtype) ? fail("int-only", missing(kernel, x.dtype), "convert first: x.long() or x.bool().") : x;
}

/** Bools have no arithmetic but `+` and `*`. */
export function numbersOnly(kernel: string, x: Expr): Expr {
  return x.dtype === "bool"
    ? fail("bool-arithmetic", missing(kernel, x.dtype), "convert first: x.long() or x.float().")
    : x;
}

/** What makes fractions works on floats. */
export function floatsOnly(kernel: string, x: Expr): Expr {
  checkFloat(kernel, x.dtype);
  return x;
}

/** {@link floatsOnly} for what PyTorch does not compute with halves either. */
export function fullFloats(kernel: string, x: Expr): Expr {
  return x.dtype === "float32" || x.dtype === "float64" ? x : noKernel(kernel, x.dtype);
}

/** {@link floatsOnly} for a dtype, which it returns. */
export function checkFloat(kernel: string, d: DType): DType {
  return isFloat(d) ? d : noKernel(kernel, d);
}

/** For routines that compute on a storage's numbers as they are: halves are bits there. */
export function plainFloats(x: Tensor, kernel: string): void {
  if (x.dtype !== "float32" && x.dtype !== "float64") noKernel(kernel, x.dtype);
}

/** In place of a gradient rule that nobody knows: backward refuses instead of taking the operand for a constant. */
export function underivable(sentence: string): GradRule & { readonly underivable: true } {
  return Object.assign(
    (): never => fail("no-derivative", sentence, "detach() the operand if its gradient is not wanted."),
    { underivable: true as const },
  );
}
