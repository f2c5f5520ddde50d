import * as inplace from "../inplace.js";

// PyTorch's aliases of in-place methods.

/** The same as {@link neg_}. */
export const negative_: typeof inplace.neg_ = inplace.neg_;
/** The same as {@link clamp_}. */
export const clip_: typeof inplace.clamp_ = inplace.clamp_;
/** The same as {@link trunc_}. */
export const fix_: typeof inplace.trunc_ = inplace.trunc_;
/** The same as {@link abs_}. */
export const absolute_: typeof inplace.abs_ = inplace.abs_;
/** The same as {@link mul_}. */
export const multiply_: typeof inplace.mul_ = inplace.mul_;
/** The same as {@link div_}. */
export const divide_: typeof inplace.div_ = inplace.div_;
/** The same as {@link div_}. */
export const trueDivide_: typeof inplace.div_ = inplace.div_;
/** The same as {@link sub_}. */
export const subtract_: typeof inplace.sub_ = inplace.sub_;
/** The same as {@link acos_}. */
export const arccos_: typeof inplace.acos_ = inplace.acos_;
/** The same as {@link asin_}. */
export const arcsin_: typeof inplace.asin_ = inplace.asin_;
/** The same as {@link atan_}. */
export const arctan_: typeof inplace.atan_ = inplace.atan_;
/** The same as {@link acosh_}. */
export const arccosh_: typeof inplace.acosh_ = inplace.acosh_;
/** The same as {@link asinh_}. */
export const arcsinh_: typeof inplace.asinh_ = inplace.asinh_;
/** The same as {@link atanh_}. */
export const arctanh_: typeof inplace.atanh_ = inplace.atanh_;
/** The same as {@link atan2_}. */
export const arctan2_: typeof inplace.atan2_ = inplace.atan2_;
/** The same as {@link ne_}. */
export const notEqual_: typeof inplace.ne_ = inplace.ne_;
/** The same as {@link lt_}. */
export const less_: typeof inplace.lt_ = inplace.lt_;
/** The same as {@link le_}. */
export const lessEqual_: typeof inplace.le_ = inplace.le_;
/** The same as {@link gt_}. */
export const greater_: typeof inplace.gt_ = inplace.gt_;
/** The same as {@link ge_}. */
export const greaterEqual_: typeof inplace.ge_ = inplace.ge_;
/** The same as {@link transpose_}. */
export const swapaxes_: typeof inplace.transpose_ = inplace.transpose_;
/** The same as {@link transpose_}. */
export const swapdims_: typeof inplace.transpose_ = inplace.transpose_;
