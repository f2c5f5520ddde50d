import type { Tensor } from "../../core/tensor.js";
import * as bin from "../../ops/pointwise/binary.js";
import * as compare from "../../ops/pointwise/compare.js";
import * as conjugates from "../../ops/complex/conjugates.js";
import * as complex from "../../ops/complex/parts.js";
import * as moments from "../../ops/reduce/moments.js";
import * as typeInfo from "../type-info.js";
import { publicFunction, type Unary, type Binary } from "./argument-types.js";

// Comparisons, logic, bits and equality.

/**
 * Tolerances: elements are close if |x − other| ≤ atol (default 1e-8) + rtol (default 1e-5) · |other|; with `equalNan`,
 * NaN is close to NaN.
 */
export interface CloseOptions {
  /** The tolerance relative to `other`. Default 1e-5. */
  rtol?: number;
  /** The absolute tolerance. Default 1e-8. */
  atol?: number;
  /** Whether NaN equals NaN. Default false. */
  equalNan?: boolean;
}
/**
 * Tests for equality, element by element: x = other. Both are broadcast together, and either may be a number; the result is
 * bool. NaN equals nothing.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * eq(tensor([1, 2]), tensor([1, 3])); // → tensor([ True, False])
 */
export const eq: Binary = publicFunction("eq", ["other"], bin.eq);
/**
 * Tests for inequality, element by element: x ≠ other. Both are broadcast together, and either may be a number; the result
 * is bool. NaN differs from everything.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * ne(tensor([1, 2]), tensor([1, 3])); // → tensor([False,  True])
 */
export const ne: Binary = publicFunction("ne", ["other"], bin.ne);
/**
 * Compares element by element: x < other. Both are broadcast together, and either may be a number; the result is bool.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * lt(tensor([1, 2, 3]), 2); // → tensor([ True, False, False])
 */
export const lt: Binary = publicFunction("lt", ["other"], bin.lt);
/**
 * Compares element by element: x ≤ other. Both are broadcast together, and either may be a number; the result is bool.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * le(tensor([1, 2, 3]), 2); // → tensor([ True,  True, False])
 */
export const le: Binary = publicFunction("le", ["other"], bin.le);
/**
 * Compares element by element: x > other. Both are broadcast together, and either may be a number; the result is bool.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * gt(tensor([1, 2, 3]), 2); // → tensor([False, False,  True])
 */
export const gt: Binary = publicFunction("gt", ["other"], bin.gt);
/**
 * Compares element by element: x ≥ other. Both are broadcast together, and either may be a number; the result is bool.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * ge(tensor([1, 2, 3]), 2); // → tensor([False,  True,  True])
 */
export const ge: Binary = publicFunction("ge", ["other"], bin.ge);
/**
 * True where both are not 0. Both are broadcast together, and either may be a number; the result is bool.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * logicalAnd(tensor([0, 1, 2]), tensor([1, 0, 3])); // → tensor([False, False,  True])
 */
export const logicalAnd: Binary = publicFunction("logicalAnd", ["other"], bin.logicalAnd);
/**
 * True where at least one is not 0. Both are broadcast together, and either may be a number; the result is bool.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * logicalOr(tensor([0, 1, 0]), tensor([1, 0, 0])); // → tensor([ True,  True, False])
 */
export const logicalOr: Binary = publicFunction("logicalOr", ["other"], bin.logicalOr);
/**
 * True where exactly one is not 0. Both are broadcast together, and either may be a number; the result is bool.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit.
 * @example
 * logicalXor(tensor([0, 1, 2]), tensor([1, 0, 3])); // → tensor([ True,  True, False])
 */
export const logicalXor: Binary = publicFunction("logicalXor", ["other"], bin.logicalXor);
/**
 * The bits that both have; for bool, {@link logicalAnd}. Both are broadcast together, and either may be a number; the
 * result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `int-only` for floats, `no-complex` for complex numbers.
 * @example
 * bitwiseAnd(tensor([6], { dtype: "int64" }), 3); // → tensor([2])
 */
export const bitwiseAnd: Binary = publicFunction("bitwiseAnd", ["other"], bin.bitwiseAnd);
/**
 * The bits that at least one has; for bool, {@link logicalOr}. Both are broadcast together, and either may be a number; the
 * result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `int-only` for floats, `no-complex` for complex numbers.
 * @example
 * bitwiseOr(tensor([6], { dtype: "int64" }), 3); // → tensor([7])
 */
export const bitwiseOr: Binary = publicFunction("bitwiseOr", ["other"], bin.bitwiseOr);
/**
 * The bits that exactly one has; for bool, {@link logicalXor}. Both are broadcast together, and either may be a number; the
 * result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `int-only` for floats, `no-complex` for complex numbers.
 * @example
 * bitwiseXor(tensor([6], { dtype: "int64" }), 3); // → tensor([5])
 */
export const bitwiseXor: Binary = publicFunction("bitwiseXor", ["other"], bin.bitwiseXor);
/**
 * Shifts bits to the left: x · 2^other, for whole numbers. Both are broadcast together, and either may be a number; the
 * result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `int-only` for floats, `bool-arithmetic` for bools,
 * `no-complex` for complex numbers.
 * @example
 * bitwiseLeftShift(tensor([1, 3], { dtype: "int64" }), 2); // → tensor([ 4, 12])
 */
export const bitwiseLeftShift: Binary = publicFunction("bitwiseLeftShift", ["other"], bin.bitwiseLeftShift);
/**
 * Shifts bits to the right: x / 2^other rounded down, for whole numbers. Both are broadcast together, and either may be a
 * number; the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `int-only` for floats, `bool-arithmetic` for bools,
 * `no-complex` for complex numbers.
 * @example
 * bitwiseRightShift(tensor([8, 5], { dtype: "int64" }), 1); // → tensor([4, 2])
 */
export const bitwiseRightShift: Binary = publicFunction("bitwiseRightShift", ["other"], bin.bitwiseRightShift);
/**
 * The larger of two; where one is NaN, the other. Both are broadcast together, and either may be a number; the result has
 * the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * fmax(tensor([1, NaN]), tensor([3, 2])); // → tensor([3., 2.])
 */
export const fmax: Binary = publicFunction("fmax", ["other"], compare.fmax);
/**
 * The smaller of two; where one is NaN, the other. Both are broadcast together, and either may be a number; the result has
 * the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `no-complex` for complex numbers.
 * @example
 * fmin(tensor([1, NaN]), tensor([3, 2])); // → tensor([1., 2.])
 */
export const fmin: Binary = publicFunction("fmin", ["other"], compare.fmin);
/**
 * The greatest common divisor of whole numbers; never negative. Both are broadcast together, and either may be a number;
 * the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `int-only` for floats, `bool-arithmetic` for bools,
 * `no-complex` for complex numbers.
 * @example
 * gcd(tensor([12, 7], { dtype: "int64" }), 8); // → tensor([4, 1])
 */
export const gcd: Binary = publicFunction("gcd", ["other"], compare.gcd);
/**
 * The least common multiple of whole numbers; 0 where either is 0. Both are broadcast together, and either may be a number;
 * the result has the dtype of both, promoted.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `int-only` for floats, `bool-arithmetic` for bools,
 * `no-complex` for complex numbers.
 * @example
 * lcm(tensor([4, 0], { dtype: "int64" }), 6); // → tensor([12,  0])
 */
export const lcm: Binary = publicFunction("lcm", ["other"], compare.lcm);
/**
 * True where the imaginary part is 0: everywhere, for real dtypes.
 *
 * @example
 * isreal(tensor([{ re: 1, im: 0 }, { re: 1, im: 2 }])); // → tensor([ True, False])
 */
export const isreal: Unary = publicFunction("isreal", [], compare.isreal);
/** Arguments of {@link equal}, by name. */
interface OtherNamed {
  /** The tensor to compare with. */
  other: Tensor;
}
/**
 * Whether both tensors have the same shape and the same elements. NaN equals nothing.
 *
 * @example
 * equal(tensor([1, 2]), tensor([1, 2])); // → true
 */
export const equal: (x: Tensor, other: Tensor | OtherNamed) => boolean = publicFunction(
  "equal",
  ["other"],
  compare.equal,
);
/**
 * Tests whether elements are close: |x − other| ≤ atol + rtol · |other|. Both are broadcast together; the result is bool.
 * `rtol` is 1e-5 and `atol` 1e-8 by default; with `equalNan` (default false) NaN is close to NaN.
 *
 * @throws KindlingError `broadcast` for shapes that do not fit, `close-tolerance` for a negative tolerance.
 * @example
 * isclose(tensor([1, 2]), tensor([1 + 1e-6, 2.1])); // → tensor([ True, False])
 */
export const isclose: (x: Tensor, other: Tensor | (OtherNamed & CloseOptions), options?: CloseOptions) => Tensor =
  publicFunction("isclose", ["other"], moments.isclose, ["rtol", "atol", "equalNan"]);
/**
 * Whether all elements are close: |x − other| ≤ atol + rtol · |other|, with the options of {@link isclose}.
 *
 * @throws KindlingError `close-tolerance` for a negative tolerance.
 * @example
 * allclose(tensor([1, 2]), tensor([1 + 1e-6, 2])); // → true
 */
export const allclose: (x: Tensor, other: Tensor | (OtherNamed & CloseOptions), options?: CloseOptions) => boolean =
  publicFunction("allclose", ["other"], moments.allclose, ["rtol", "atol", "equalNan"]);
/**
 * Whether the dtype is a float: float32, float64, float16 or bfloat16.
 *
 * @example
 * isFloatingPoint(tensor([1])); // → true
 */
export const isFloatingPoint: (x: Tensor) => boolean = publicFunction("isFloatingPoint", [], typeInfo.isFloatingPoint);
/**
 * Whether the dtype has negative numbers: all but uint8 and bool.
 *
 * @example
 * isSigned(tensor([true])); // → false
 */
export const isSigned: (x: Tensor) => boolean = publicFunction("isSigned", [], typeInfo.isSigned);
/**
 * Whether the only element of a tensor is not 0.
 *
 * @throws KindlingError `item-size` for any other number of elements than 1.
 * @example
 * isNonzero(tensor([3])); // → true
 */
export const isNonzero: (x: Tensor) => boolean = publicFunction("isNonzero", [], typeInfo.isNonzero);
/**
 * Whether the dtype is complex64 or complex128.
 *
 * @example
 * isComplex(tensor([1])); // → false
 */
export const isComplex: (x: Tensor) => boolean = publicFunction("isComplex", [], complex.isComplexTensor);
/**
 * Whether a conjugation is pending: always false, since {@link conj} computes at once.
 *
 * @example
 * isConj(tensor([1])); // → false
 */
export const isConj: (x: Tensor) => boolean = publicFunction("isConj", [], conjugates.isConj);
/**
 * Whether a negation is pending: always false, since {@link neg} computes at once.
 *
 * @example
 * isNeg(tensor([1])); // → false
 */
export const isNeg: (x: Tensor) => boolean = publicFunction("isNeg", [], conjugates.isNeg);
