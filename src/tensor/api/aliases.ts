import * as compare from "./compare.js";
import * as pointwise from "./pointwise.js";
import * as product from "./product.js";
import * as view from "./view.js";

// PyTorch's second names of functions that are methods, too.

/** The same as {@link abs}. */
export const absolute = pointwise.abs;
/** The same as {@link acos}. */
export const arccos = pointwise.acos;
/** The same as {@link acosh}. */
export const arccosh = pointwise.acosh;
/** The same as {@link asin}. */
export const arcsin = pointwise.asin;
/** The same as {@link asinh}. */
export const arcsinh = pointwise.asinh;
/** The same as {@link atan}. */
export const arctan = pointwise.atan;
/** The same as {@link atanh}. */
export const arctanh = pointwise.atanh;
/** The same as {@link atan2}. */
export const arctan2 = pointwise.atan2;
/** The same as {@link neg}. */
export const negative = pointwise.neg;
/** The same as {@link trunc}. */
export const fix = pointwise.trunc;
/** The same as {@link div}. */
export const divide = pointwise.div;
/** The same as {@link div}. */
export const trueDivide = pointwise.div;
/** The same as {@link sub}. */
export const subtract = pointwise.sub;
/** The same as {@link mul}. */
export const multiply = pointwise.mul;
/** The same as {@link clamp}. */
export const clip = pointwise.clamp;
/** The same as {@link gt}. */
export const greater = compare.gt;
/** The same as {@link ge}. */
export const greaterEqual = compare.ge;
/** The same as {@link lt}. */
export const less = compare.lt;
/** The same as {@link le}. */
export const lessEqual = compare.le;
/** The same as {@link ne}. */
export const notEqual = compare.ne;
/** The same as {@link transpose}. */
export const swapaxes = view.transpose;
/** The same as {@link transpose}. */
export const swapdims = view.transpose;
/** The same as {@link movedim}. */
export const moveaxis = view.movedim;
/** The same as {@link split}. */
export const unsafeSplit = view.split;
/** The same as {@link chunk}. */
export const unsafeChunk = view.chunk;
/** The same as {@link outer}. */
export const ger = product.outer;
