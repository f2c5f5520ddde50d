import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { checkDType, complexType, type DType, dtypeInfo, isComplex, isFloat } from "./dtype.js";
import { noMore } from "../diagnose/arguments.js";

// PyTorch's lattice (c10/core/ScalarType.h, promoteTypes): bool < uint8 / int8 < int16 < int32 < int64 < float16 /
// bfloat16 < float32 < float64 < complex64 < complex128, where float64 with complex64 gives complex128, uint8 with int8 gives int16 and float16 with bfloat16 gives float32.
const rank: { readonly [D in DType]: number } = {
  bool: 0,
  uint8: 1,
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  float16: 5,
  bfloat16: 5,
  float32: 6,
  float64: 7,
  complex64: 8,
  complex128: 9,
};

/**
 * The dtype that the result of an operation on tensors of two dtypes has, by PyTorch's rules of promotion.
 *
 * @example
 * promoteTypes("int64", "float16"); // → float16
 */
export function promoteTypes(a: DType, b: DType): DType {
  noMore("promoteTypes", 2, arguments, false);
  if (!(a in rank) || !(b in rank)) {
    checkDType(a, "a");
    checkDType(b, "b");
  }
  if (a === b) return a;
  if ((a === "complex64" && b === "float64") || (a === "float64" && b === "complex64")) return "complex128";
  if (rank[a] === rank[b]) return rank[a] === 1 ? "int16" : "float32";
  return rank[a] > rank[b] ? a : b;
}

/**
 * A JavaScript value combined with a tensor. Whole numbers count as integers: 1 and 1.0 are the same number in
 * JavaScript.
 */
export type ScalarValue = number | bigint | boolean;

/** The category of a JavaScript value. */
export function scalarCategory(v: ScalarValue): "bool" | "int" | "float" {
  if (typeof v === "boolean") return "bool";
  return typeof v === "bigint" || Number.isInteger(v) ? "int" : "float";
}

const order = { bool: 0, int: 1, float: 2, complex: 3 };

let defaultDType: "float32" | "float64" = "float32";

/**
 * The dtype of new floating-point tensors: float32, unless {@link setDefaultDType} changed it.
 *
 * @example
 * getDefaultDtype(); // → float32
 */
export function getDefaultDType(): "float32" | "float64" {
  noMore("getDefaultDtype", 0, arguments);
  return defaultDType;
}
/**
 * Sets the dtype of new floating-point tensors: of `tensor` for numbers, `zeros`, `rand`, and the parameters of layers.
 *
 * @example
 * setDefaultDtype("float64");
 * tensor([1]).dtype; // → float64
 * setDefaultDtype("float32");
 */
export function setDefaultDType(d: "float32" | "float64"): void {
  noMore("setDefaultDtype", 1, arguments);
  if (checkDType(d) !== "float32" && d !== "float64")
    fail(
      "dtype-name",
      `only floating-point types are supported as the default type, but got d = ${shownValue(d)}`,
      'write "float32" or "float64".',
    );
  defaultDType = d;
}

/**
 * The dtype of `tensor ∘ scalar`: the tensor's, unless the scalar is of a higher category (then int64 or the default
 * float).
 */
export function promoteScalar(a: DType, v: ScalarValue): DType {
  const c = scalarCategory(v);
  if (order[c] <= order[dtypeInfo[a].category]) return a;
  return c === "int" ? "int64" : defaultDType;
}

/**
 * The common dtype of several tensors under PyTorch's rule that a 0-d tensor only counts within its category
 * (aten/src/ATen/native/TypeProperties.cpp, result_type).
 */
export function resultType(operands: readonly { readonly dtype: DType; readonly shape: readonly number[] }[]): DType {
  let dim: DType | undefined;
  let zero: DType | undefined;
  for (const t of operands) {
    if (t.shape.length > 0) dim = dim === undefined ? t.dtype : promoteTypes(dim, t.dtype);
    else zero = zero === undefined ? t.dtype : promoteTypes(zero, t.dtype);
  }
  if (dim === undefined) return zero ?? defaultDType;
  if (zero === undefined || order[dtypeInfo[zero].category] <= order[dtypeInfo[dim].category]) return dim;
  return isComplex(zero) && isFloat(dim) ? complexType(dim) : promoteTypes(dim, zero);
}

/** Whether PyTorch lets a value of dtype `from` be stored into dtype `to` (float into int is refused). */
export function canCast(from: DType, to: DType): boolean {
  return order[dtypeInfo[from].category] <= order[dtypeInfo[to].category];
}
