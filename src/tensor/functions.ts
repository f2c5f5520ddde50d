import { needTensor } from "../core/check.js";
import type { Arg } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import * as bin from "../ops/binary.js";
import * as comp from "../ops/composite.js";
import { label } from "../ops/label.js";
import * as red from "../ops/reduce.js";
import { fail } from "../diagnose/error.js";
import { checkOptions } from "../diagnose/options.js";
import { checkDType, type DType, isSmooth } from "../shape/dtype.js";
import { cast } from "../ops/cast.js";
import { checkDims, normalizeDim, type Sizes, sizesOf } from "../shape/shape.js";
import { repeated } from "../ops/broadcast.js";
import { matrixNorm } from "../ops/linalg/norm.js";
import * as views from "../ops/view.js";

// The forms in which users call ops whose arguments PyTorch lets one omit, name or spread.

/** A dimension, several, or (null) all. */
export type Dims = number | readonly number[] | null;
/** Options of reductions. */
export interface DimOptions {
  /** What to reduce over. Default: all dimensions. */
  dim?: Dims;
  /** Whether what is reduced stays as dimensions of size 1. Default false. */
  keepdim?: boolean;
  /** The dtype to compute in. Default: the input's (int64 for sums of whole numbers). */
  dtype?: DType;
  /** For var and std: what is taken from n in the divisor. Default 1. */
  correction?: number;
  /** For var and std, the older name: false is `correction: 0`. */
  unbiased?: boolean;
}
/** The last argument may be `keepdim` alone, as in PyTorch. */
export type Reduced = (x: Tensor, dim?: Dims | DimOptions, o?: boolean | DimOptions) => Tensor;
const known: ReadonlySet<string> = new Set(["dim", "keepdim", "dtype", "correction", "unbiased", "p"]);

/** `f(x, dim, options)`, `f(x, { dim })` and `f(x)` as one set of options. */
function dimOptions(dim: Dims | DimOptions | undefined, o: boolean | DimOptions | undefined): DimOptions {
  if (typeof o === "boolean") return dimOptions(dim, { keepdim: o });
  if (o !== undefined) checkOptions(o, known, "the reduction");
  if (dim === undefined) return o ?? {};
  if (dim !== null && typeof dim === "object" && !Array.isArray(dim)) {
    checkOptions(dim, known, "the reduction");
    return dim as DimOptions;
  }
  // Written out: spreading an object costs more than the reduction of a small tensor.
  const out: DimOptions = { dim: dim as Dims, keepdim: o?.keepdim ?? false };
  if (o?.dtype !== undefined) out.dtype = o.dtype;
  if (o?.correction !== undefined) out.correction = o.correction;
  if (o?.unbiased !== undefined) out.unbiased = o.unbiased;
  return out;
}
/** The user's form of a reduction. */
export const reduced = (f: (x: Tensor, o: DimOptions) => Tensor): Reduced => (x, dim, o) => {
  needTensor(x, f.name);
  return f(x, dimOptions(dim, o));
};

/** PyTorch numbers the form with dimensions apart. */
const numbered = (f: (x: Tensor, o: DimOptions) => Tensor, name: string): Reduced => (x, dim, o) => {
  needTensor(x, f.name);
  const all = dimOptions(dim, o);
  return all.dim === undefined || all.dim === null ? f(x, all) : label(f(x, all), name);
};

/**
 * The sum of all elements, or along dimensions; whole numbers and bools add up as int64.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * sum(x).item(); // → 10
 * sum(x, 0).tolist(); // → 4,6
 * sum(x, { dim: 1, keepdim: true }).shape; // → 2,1
 */
export const sum: Reduced = numbered(red.sum, "SumBackward1");
/** The mean of all elements, or along dimensions. Floats only (`float-only`); `dtype` converts first. */
export const mean: Reduced = numbered(red.mean, "MeanBackward1");
/** The product of all elements, or along dimensions; whole numbers and bools multiply as int64. */
export const prod: Reduced = numbered(red.prod, "ProdBackward1");
/** The largest element, of all or along dimensions; NaN if there is one. Equal ones share the gradient. */
export const amax: Reduced = reduced(red.amax);
/** The smallest element, of all or along dimensions; NaN if there is one. Equal ones share the gradient. */
export const amin: Reduced = reduced(red.amin);
/**
 * The int64 position of the largest element: along a dimension, or in the flattened tensor. The first of equal ones.
 *
 * @example
 * argmax(tensor([[1, 5], [7, 3]]), 1).tolist(); // → 1,0
 */
export const argmax: Reduced = reduced(red.argmax);
/** The int64 position of the smallest element: along a dimension, or in the flattened tensor. The first of equal ones. */
export const argmin: Reduced = reduced(red.argmin);
/** Whether any element is not zero: of all, or along dimensions. Bool (uint8 for uint8). */
export const any: Reduced = reduced(red.any);
/** Whether every element is not zero: of all, or along dimensions. Bool (uint8 for uint8). */
export const all: Reduced = reduced(red.all);

type Spread = (x: Tensor, dim?: Dims | boolean | DimOptions, o?: boolean | DimOptions, keepdim?: boolean) => Tensor;
/** The options of var and std. */
export function spreadOptions(dim: Dims | boolean | DimOptions | undefined, o: boolean | DimOptions | undefined, keepdim?: boolean): DimOptions {
  // In PyTorch a bool after the tensor or the dimension is `unbiased` here, and keepdim everywhere else.
  if (typeof dim === "boolean") return { unbiased: dim };
  if (typeof o === "boolean") return { ...dimOptions(dim, undefined), unbiased: o, ...(keepdim === undefined ? {} : { keepdim }) };
  return dimOptions(dim, o);
}
const spread = (f: (x: Tensor, o: DimOptions) => Tensor): Spread => (x, dim, o, keepdim) => f(x, spreadOptions(dim, o, keepdim));
/**
 * The mean squared distance from the mean, of all elements or along dimensions; divides by n − `correction` (default 1).
 * A boolean after the tensor or the dimension is `unbiased`, as in PyTorch: `var(x, false)` divides by n.
 *
 * @example
 * tensor([1, 2, 3, 4]).var({ correction: 0 }).item(); // → 1.25
 */
export const variance: Spread = spread(comp.variance);
/** The square root of the variance. */
export const std: Spread = spread(comp.std);

/** The p-norm: `norm(x)`, `norm(x, 1)`, `norm(x, 2, 0)`, `norm(x, { dim: 0, p: 1 })`. */
export function norm(x: Tensor, p?: NormOrder | (DimOptions & { p?: NormOrder }), dim?: Dims | DimOptions, o?: boolean | DimOptions): Tensor {
  const named = typeof p === "object" && p !== null, order = named ? p.p ?? 2 : p ?? 2;
  const all = named ? dimOptions(p, undefined) : dimOptions(dim, o);
  return order === "nuc" ? matrixNorm(x, { ord: "nuc", dim: (all.dim ?? [-2, -1]) as readonly number[], keepdim: all.keepdim ?? false }) : comp.norm(x, order, all);
}
/** Which norm: a number p, "fro" for 2, or "nuc", the sum of a matrix's singular values. */
type NormOrder = number | "fro" | "nuc";

/** log Σ e^x along dimensions, without overflow. */
export function logsumexp(x: Tensor, dim: number | readonly number[] | { dim: number | readonly number[]; keepdim?: boolean }, o: boolean | { keepdim?: boolean } = {}): Tensor {
  if (typeof dim === "object" && dim !== null && "dim" in dim) return comp.logsumexp(x, dim.dim, dim.keepdim);
  return comp.logsumexp(x, dim, keepdimOf(o));
}

function keepdimOf(o: boolean | { keepdim?: boolean }): boolean {
  if (typeof o === "boolean") return o;
  checkOptions(o, known, "the reduction");
  return o.keepdim ?? false;
}

interface SoftmaxOptions { dim?: number; dtype?: DType }
const softmaxNames: ReadonlySet<string> = new Set(["dim", "dtype"]);
/** Softmax along the dimension told, after a conversion to the dtype told, which keeps small numbers of a sum of halves. */
function softmaxWith(f: (x: Tensor, dim: number) => Tensor, x: Tensor, dim: number | SoftmaxOptions, o?: SoftmaxOptions): Tensor {
  const all: SoftmaxOptions = typeof dim === "object" && dim !== null ? dim : { ...o, dim };
  checkOptions(all, softmaxNames, "softmax");
  return f(all.dtype === undefined ? x : cast(x, checkDType(all.dtype)), all.dim as number);
}
/**
 * e^x divided by its sum along `dim`: positive numbers that add up to 1. With `dtype`, x is converted first.
 *
 * @example
 * softmax(tensor([0, 0, 0, 0]), 0).tolist(); // → 0.25,0.25,0.25,0.25
 */
export function softmax(x: Tensor, dim: number | (SoftmaxOptions & { dim: number }), o?: { dtype?: DType }): Tensor {
  needTensor(x, "softmax");
  return softmaxWith(comp.softmax, x, dim, o);
}
/** The logarithm of softmax, computed so that no small number is lost. */
export function logSoftmax(x: Tensor, dim: number | (SoftmaxOptions & { dim: number }), o?: { dtype?: DType }): Tensor {
  needTensor(x, "logSoftmax");
  return softmaxWith(comp.logSoftmax, x, dim, o);
}

/**
 * The largest: of all elements, of two tensors element by element, or along a dimension with the positions.
 *
 * @example
 * const x = tensor([[1, 5], [7, 3]]);
 * max(x).item(); // → 7
 * max(x, 1).values.tolist(); // → 5,7
 * max(x, 1).indices.tolist(); // → 1,0
 */
export function max(x: Tensor): Tensor;
export function max(x: Tensor, other: Tensor): Tensor;
export function max(x: Tensor, dim: number | { dim: number; keepdim?: boolean }, o?: boolean | { keepdim?: boolean }): red.Extremum;
export function max(x: Tensor, a?: Tensor | number | { dim: number; keepdim?: boolean }, o: boolean | { keepdim?: boolean } = {}): Tensor | red.Extremum {
  return extremum(x, a, o, red.maxOf, bin.maximum, red.maxAlong);
}
/** The smallest; see {@link max}. */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, other: Tensor): Tensor;
export function min(x: Tensor, dim: number | { dim: number; keepdim?: boolean }, o?: boolean | { keepdim?: boolean }): red.Extremum;
export function min(x: Tensor, a?: Tensor | number | { dim: number; keepdim?: boolean }, o: boolean | { keepdim?: boolean } = {}): Tensor | red.Extremum {
  return extremum(x, a, o, red.minOf, bin.minimum, red.minAlong);
}
function extremum(
  x: Tensor, a: Tensor | number | { dim: number; keepdim?: boolean } | undefined, o: boolean | { keepdim?: boolean },
  whole: (x: Tensor) => Tensor, pair: (x: Tensor, y: Tensor) => Tensor, along: (x: Tensor, dim: number, keepdim?: boolean) => red.Extremum,
): Tensor | red.Extremum {
  needTensor(x, pair === bin.maximum ? "max" : "min");
  if (a === undefined) return whole(x);
  if (a instanceof Tensor) return pair(x, a);
  return typeof a === "object" && a !== null ? along(x, a.dim, a.keepdim) : along(x, a, keepdimOf(o));
}

/** `x + y`, or `x + alpha · y`. */
export function add(x: Arg, y: Arg, o?: { alpha?: number }): Tensor { return o?.alpha === undefined ? bin.add(x, y) : bin.addScaled(x, y, o.alpha); }
/** `x − y`, or `x − alpha · y`. */
export function sub(x: Arg, y: Arg, o?: { alpha?: number }): Tensor {
  bin.checkDifference(x, y);
  return o?.alpha === undefined ? bin.sub(x, y) : label(bin.addScaled(x, y, -o.alpha), "SubBackward0");
}
/** `x / y`; `roundingMode` "trunc" or "floor" rounds. */
export function div(x: Arg, y: Arg, o?: { roundingMode?: "trunc" | "floor" | null }): Tensor { return bin.divide(x, y, o?.roundingMode ?? null); }
/** `x + value · a · b`, broadcast together; `value` is 1 unless told otherwise. */
export function addcmul(x: Tensor, a: Tensor, b: Tensor, o?: { value?: number }): Tensor { return bin.addcmul(x, a, b, wholeFor([x, a, b], o?.value)); }
/** A factor beside tensors of whole numbers: PyTorch cuts its fraction off. */
export function wholeFor(tensors: readonly Tensor[], value = 1): number {
  return Number.isInteger(value) || tensors.some((t) => !(t instanceof Tensor) || isSmooth(t.dtype)) ? value : Math.trunc(value);
}
/** `x + value · a / b`, broadcast together; `value` is 1 unless told otherwise. */
export function addcdiv(x: Tensor, a: Tensor, b: Tensor, o?: { value?: number }): Tensor { return bin.addcdiv(x, a, b, o?.value); }

/**
 * The same elements under another shape, without a copy; one size may be −1.
 *
 * @throws KindlingError `view-strides` where the layout would need a copy (use reshape), `reshape-size`, `shape-infer`.
 * @example
 * arange(6).view(2, -1).shape; // → 2,3
 */
export function view(x: Tensor, ...shape: Sizes): Tensor { return views.viewAs(x, sizesOf(shape)); }
/**
 * Like {@link view}, with a copy where the layout needs one.
 *
 * @throws KindlingError `reshape-size`, `shape-infer`.
 * @example
 * reshape(arange(6), [3, 2]).tolist(); // → 0,1,2,3,4,5
 */
export function reshape(x: Tensor, ...shape: Sizes): Tensor { return views.reshape(x, sizesOf(shape)); }
/**
 * A view with all dimensions in another order.
 *
 * @example
 * permute(zeros(2, 3, 4), 2, 0, 1).shape; // → 4,2,3
 */
export function permute(x: Tensor, ...dims: Sizes): Tensor { return views.permute(x, sizesOf(dims)); }
/**
 * A view with sizes of 1 stretched and new dimensions in front; −1 keeps a size. Nothing is copied.
 *
 * @throws KindlingError `expand` for another size than 1.
 * @example
 * expand(tensor([[1], [2]]), 2, 3).tolist(); // → 1,1,1,2,2,2
 */
export function expand(x: Tensor, ...shape: Sizes): Tensor { return views.expand(x, sizesOf(shape)); }

/**
 * Copies of the tensor beside one another: `repeats[d]` along each dimension, new ones in front.
 *
 * @throws KindlingError `repeat-dims` for fewer counts than dimensions.
 * @example
 * repeat(tensor([1, 2]), 2, 2).tolist(); // → 1,2,1,2,1,2,1,2
 */
export function repeat(x: Tensor, ...repeats: Sizes): Tensor {
  needTensor(x, "repeat");
  return repeated(x, checkDims(sizesOf(repeats), "repeats"));
}
/** The dimension taken apart into a list of views. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  needTensor(x, "unbind");
  if (x.shape.length === 0) fail("index-0d", "Dimension specified as 0 but tensor has no dimensions", "use item() to read the value.");
  const d = normalizeDim(dim, x.shape.length);
  return Array.from({ length: x.shape[d]! }, (_, i) => label(views.select(x, d, i), "UnbindBackward0"));
}
