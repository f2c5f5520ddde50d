import { complexForms, isComplexArg } from "../../core/complex.js";
import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { transpose } from "../view/view.js";

// What gradient rules multiply with. Real numbers are their own conjugates, so a program without complex ones needs no more.

/** The complex conjugate of an operand; numbers are real. */
export const conjOf = <A extends Arg>(a: A): A => (isComplexArg(a) ? (complexForms.conj(a as Tensor) as A) : a);

/** The matrices transposed, and of complex ones the conjugate: what a product's gradient multiplies with. */
export const adjoint = (x: Tensor): Tensor => conjOf(transpose(x, -1, -2));
