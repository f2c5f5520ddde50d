import { complexForms, isComplexArg } from "../../core/complex.js";
import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { transpose } from "../view/view.js";

// The factors of gradient rules. Real numbers are their own conjugates, so a program without complex ones needs no more.

/** The complex conjugate of an operand; numbers are real. */
export const conjOf = <A extends Arg>(a: A): A => (isComplexArg(a) ? (complexForms.conj(a as Tensor) as A) : a);

/** The transposed matrices, conjugated if complex: the factors of a product's gradient. */
export const adjoint = (x: Tensor): Tensor => conjOf(transpose(x, -1, -2));
