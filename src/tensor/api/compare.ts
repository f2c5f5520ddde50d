import type { Tensor } from "../../core/tensor.js";
import * as bin from "../../ops/binary.js";
import * as compare from "../../ops/compare.js";
import * as conjugates from "../../ops/complex/conjugates.js";
import * as complex from "../../ops/complex/parts.js";
import * as composite from "../../ops/composite.js";
import * as questions from "../questions.js";
import { named, type Unary, type Binary } from "./named.js";

// Comparisons, logic and bits; what is equal to what.

/** How near is near: |x − other| ≤ atol (default 1e-8) + rtol (default 1e-5) · |other|; with `equalNan` NaN is near NaN. */
export interface CloseOptions { rtol?: number; atol?: number; equalNan?: boolean }
/** x = y. */
export const eq: Binary = named("eq", ["other"], bin.eq);
/** x ≠ y; NaN differs from everything. */
export const ne: Binary = named("ne", ["other"], bin.ne);
/** x < y. */
export const lt: Binary = named("lt", ["other"], bin.lt);
/** x ≤ y. */
export const le: Binary = named("le", ["other"], bin.le);
/** x > y. */
export const gt: Binary = named("gt", ["other"], bin.gt);
/** x ≥ y. */
export const ge: Binary = named("ge", ["other"], bin.ge);
/** Where both are not 0. */
export const logicalAnd: Binary = named("logicalAnd", ["other"], bin.logicalAnd);
/** Where either is not 0. */
export const logicalOr: Binary = named("logicalOr", ["other"], bin.logicalOr);
/** Where one is 0 and the other is not. */
export const logicalXor: Binary = named("logicalXor", ["other"], bin.logicalXor);
/** The bits that both have; whole numbers and bools (`int-only` otherwise). */
export const bitwiseAnd: Binary = named("bitwiseAnd", ["other"], bin.bitwiseAnd);
/** The bits that either has; whole numbers and bools. */
export const bitwiseOr: Binary = named("bitwiseOr", ["other"], bin.bitwiseOr);
/** The bits that one of both has; whole numbers and bools. */
export const bitwiseXor: Binary = named("bitwiseXor", ["other"], bin.bitwiseXor);
/** x · 2^y by shifting bits; whole numbers. */
export const bitwiseLeftShift: Binary = named("bitwiseLeftShift", ["other"], bin.bitwiseLeftShift);
/** x / 2^y, rounded down, by shifting bits; whole numbers. */
export const bitwiseRightShift: Binary = named("bitwiseRightShift", ["other"], bin.bitwiseRightShift);
/** The larger of two; where one is NaN, the other. */
export const fmax: Binary = named("fmax", ["other"], compare.fmax);
/** The smaller of two; where one is NaN, the other. */
export const fmin: Binary = named("fmin", ["other"], compare.fmin);
/** The greatest common divisor of whole numbers, 0 or more. */
export const gcd: Binary = named("gcd", ["other"], compare.gcd);
/** The least common multiple of whole numbers; 0 where either is 0. */
export const lcm: Binary = named("lcm", ["other"], compare.lcm);
/** Where x has no imaginary part: everywhere, for real numbers. */
export const isreal: Unary = named("isreal", [], compare.isreal);
/** Whether both have the same shape and the same elements. */
export const equal: (x: Tensor, other: Tensor | { other: Tensor }) => boolean = named("equal", ["other"], compare.equal);
/** Element by element: equal, or within the tolerance. */
export const isclose: (x: Tensor, other: Tensor | ({ other: Tensor } & CloseOptions), options?: CloseOptions) => Tensor =
  named("isclose", ["other"], composite.isclose, ["rtol", "atol", "equalNan"]);
/** Whether all elements of both are within `rtol · |other| + atol` of each other. */
export const allclose: (x: Tensor, other: Tensor | ({ other: Tensor } & CloseOptions), options?: CloseOptions) => boolean =
  named("allclose", ["other"], composite.allclose, ["rtol", "atol", "equalNan"]);
/** Whether the tensor's dtype has fractions. */
export const isFloatingPoint: (x: Tensor) => boolean = named("isFloatingPoint", [], questions.isFloatingPoint);
/** Whether the tensor's dtype has negative numbers. */
export const isSigned: (x: Tensor) => boolean = named("isSigned", [], questions.isSigned);
/** Whether a tensor of one element is not zero. */
export const isNonzero: (x: Tensor) => boolean = named("isNonzero", [], questions.isNonzero);
/** Whether the elements are complex numbers. */
export const isComplex: (x: Tensor) => boolean = named("isComplex", [], complex.isComplexTensor);
/** Whether a conjugation is still to be done: never. */
export const isConj: (x: Tensor) => boolean = named("isConj", [], conjugates.isConj);
/** Whether a negation is still to be done: never. */
export const isNeg: (x: Tensor) => boolean = named("isNeg", [], conjugates.isNeg);
