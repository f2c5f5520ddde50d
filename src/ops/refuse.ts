import { fail } from "../diagnose/error.js";
import type { GradRule } from "../core/op.js";
import type { Expr } from "../ir/expr.js";
import type { Tensor } from "../core/tensor.js";
import { type DType, dtypeInfo, isComplex, isFloat } from "../shape/dtype.js";

// Rejects dtypes that an op does not support, with the name of PyTorch's kernel. Those for `lower` return the operand;
// they run when a kernel is built, so they cost nothing afterwards.

const missing = (kernel: string, d: DType): string => `"${kernel}" not implemented for '${dtypeInfo[d].scalarType}'`;

/** How to convert a dtype to floats; for complex numbers there are several ways, and `.float()` would drop a part. */
export const remedy = (d: DType): string =>
  isComplex(d) ? "take real(x), imag(x) or abs(x) first." : "convert first: x.float().";

/** Rejects a dtype that PyTorch's kernel does not support, but that can be converted to floats. */
export function noKernel(kernel: string, d: DType): never {
  fail("float-only", missing(kernel, d), remedy(d));
}

/** Bit operations need whole numbers or bools. */
export function wholeOnly(kernel: string, x: Expr): Expr {
  return isFloat(x.dtype) ? fail("int-only", missing(kernel, x.dtype), "convert first: x.long() or x.bool().") : x;
}

/** Bools have no arithmetic except `+` and `*`. */
export function numbersOnly(kernel: string, x: Expr): Expr {
  return x.dtype === "bool"
    ? fail("bool-arithmetic", missing(kernel, x.dtype), "convert first: x.long() or x.float().")
    : x;
}

/** Functions with fractional results need floats. */
export function floatsOnly(kernel: string, x: Expr): Expr {
  checkFloat(kernel, x.dtype);
  return x;
}

/** {@link floatsOnly} for functions that PyTorch does not compute in float16 either. */
export function fullFloats(kernel: string, x: Expr): Expr {
  return x.dtype === "float32" || x.dtype === "float64" ? x : noKernel(kernel, x.dtype);
}

/** {@link floatsOnly} for a dtype, which it returns. */
export function checkFloat(kernel: string, d: DType): DType {
  return isFloat(d) ? d : noKernel(kernel, d);
}

/** For routines that compute directly on a storage's numbers, where float16 is stored as bits. */
export function plainFloats(x: Tensor, kernel: string): void {
  if (x.dtype !== "float32" && x.dtype !== "float64") noKernel(kernel, x.dtype);
}

/** Replaces an unknown gradient rule: backward throws instead of treating the operand as a constant. */
export function underivable(sentence: string): GradRule & { readonly underivable: true } {
  return Object.assign(
    (): never => fail("no-derivative", sentence, "detach() the operand if its gradient is not wanted."),
    { underivable: true as const },
  );
}
