import * as inplace from "../inplace.js";

// PyTorch's second names of methods that write over their tensor.

/** The same as {@link neg_}. */
export const negative_ = inplace.neg_;
/** The same as {@link clamp_}. */
export const clip_ = inplace.clamp_;
/** The same as {@link trunc_}. */
export const fix_ = inplace.trunc_;
/** The same as {@link abs_}. */
export const absolute_ = inplace.abs_;
/** The same as {@link mul_}. */
export const multiply_ = inplace.mul_;
/** The same as {@link div_}. */
export const divide_ = inplace.div_;
/** The same as {@link div_}. */
export const trueDivide_ = inplace.div_;
/** The same as {@link sub_}. */
export const subtract_ = inplace.sub_;
/** The same as {@link acos_}. */
export const arccos_ = inplace.acos_;
/** The same as {@link asin_}. */
export const arcsin_ = inplace.asin_;
/** The same as {@link atan_}. */
export const arctan_ = inplace.atan_;
/** The same as {@link acosh_}. */
export const arccosh_ = inplace.acosh_;
/** The same as {@link asinh_}. */
export const arcsinh_ = inplace.asinh_;
/** The same as {@link atanh_}. */
export const arctanh_ = inplace.atanh_;
/** The same as {@link atan2_}. */
export const arctan2_ = inplace.atan2_;
/** The same as {@link ne_}. */
export const notEqual_ = inplace.ne_;
/** The same as {@link lt_}. */
export const less_ = inplace.lt_;
/** The same as {@link le_}. */
export const lessEqual_ = inplace.le_;
/** The same as {@link gt_}. */
export const greater_ = inplace.gt_;
/** The same as {@link ge_}. */
export const greaterEqual_ = inplace.ge_;
/** The same as {@link transpose_}. */
export const swapaxes_ = inplace.transpose_;
/** The same as {@link transpose_}. */
export const swapdims_ = inplace.transpose_;
