import * as compare from "../compare.js";
import * as pointwise from "../pointwise.js";
import * as product from "../product.js";
import * as view from "../view.js";

// PyTorch's aliases of functions that are also methods. Its other aliases are in the other files of this folder.

/** The same as {@link abs}. */
export const absolute: typeof pointwise.abs = pointwise.abs;
/** The same as {@link acos}. */
export const arccos: typeof pointwise.acos = pointwise.acos;
/** The same as {@link acosh}. */
export const arccosh: typeof pointwise.acosh = pointwise.acosh;
/** The same as {@link asin}. */
export const arcsin: typeof pointwise.asin = pointwise.asin;
/** The same as {@link asinh}. */
export const arcsinh: typeof pointwise.asinh = pointwise.asinh;
/** The same as {@link atan}. */
export const arctan: typeof pointwise.atan = pointwise.atan;
/** The same as {@link atanh}. */
export const arctanh: typeof pointwise.atanh = pointwise.atanh;
/** The same as {@link atan2}. */
export const arctan2: typeof pointwise.atan2 = pointwise.atan2;
/** The same as {@link neg}. */
export const negative: typeof pointwise.neg = pointwise.neg;
/** The same as {@link trunc}. */
export const fix: typeof pointwise.trunc = pointwise.trunc;
/** The same as {@link div}. */
export const divide: typeof pointwise.div = pointwise.div;
/** The same as {@link div}. */
export const trueDivide: typeof pointwise.div = pointwise.div;
/** The same as {@link sub}. */
export const subtract: typeof pointwise.sub = pointwise.sub;
/** The same as {@link mul}. */
export const multiply: typeof pointwise.mul = pointwise.mul;
/** The same as {@link clamp}. */
export const clip: typeof pointwise.clamp = pointwise.clamp;
/** The same as {@link gt}. */
export const greater: typeof compare.gt = compare.gt;
/** The same as {@link ge}. */
export const greaterEqual: typeof compare.ge = compare.ge;
/** The same as {@link lt}. */
export const less: typeof compare.lt = compare.lt;
/** The same as {@link le}. */
export const lessEqual: typeof compare.le = compare.le;
/** The same as {@link ne}. */
export const notEqual: typeof compare.ne = compare.ne;
/** The same as {@link transpose}. */
export const swapaxes: typeof view.transpose = view.transpose;
/** The same as {@link transpose}. */
export const swapdims: typeof view.transpose = view.transpose;
/** The same as {@link movedim}. */
export const moveaxis: typeof view.movedim = view.movedim;
/** The same as {@link split}. */
export const unsafeSplit: typeof view.split = view.split;
/** The same as {@link chunk}. */
export const unsafeChunk: typeof view.chunk = view.chunk;
/** The same as {@link outer}. */
export const ger: typeof product.outer = product.outer;
