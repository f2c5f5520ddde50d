import type { Tensor } from "../../core/tensor.js";
import * as histograms from "../../ops/histogram.js";
import type { HistogramOptions } from "../../ops/histogram.js";
import * as opStats from "../../ops/statistics.js";
import type { DType } from "../../shape/dtype.js";
import * as fn from "../functions.js";
import type { Dims, NormArguments, NormOrder, Reduced, SoftmaxOptions, Spread } from "../functions.js";
import * as stats from "../statistics.js";
import type { QuantileOptions } from "../../ops/quantile.js";
import type { CovOptions, Extent } from "../../ops/statistics.js";
import { named, type Unary } from "./named.js";

// Many elements into one: sums, extremes, norms, statistics.

/**
 * The sum of all elements, or along dimensions; whole numbers and bools add up as int64.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * sum(x).item(); // → 10
 * sum(x, 0).tolist(); // → 4,6
 * sum(x, { dim: 1, keepdim: true }).shape; // → 2,1
 */
export const sum: Reduced = fn.sum;
/** The mean of all elements, or along dimensions. Floats only (`float-only`); `dtype` converts first. */
export const mean: Reduced = fn.mean;
/** The product of all elements, or along dimensions; whole numbers and bools multiply as int64. */
export const prod: Reduced = fn.prod;
/** The largest element, of all or along dimensions; NaN if there is one. Equal ones share the gradient. */
export const amax: Reduced = fn.amax;
/** The smallest element, of all or along dimensions; NaN if there is one. Equal ones share the gradient. */
export const amin: Reduced = fn.amin;
/**
 * The int64 position of the largest element: along a dimension, or in the flattened tensor. The first of equal ones.
 *
 * @example
 * argmax(tensor([[1, 5], [7, 3]]), 1).tolist(); // → 1,0
 */
export const argmax: Reduced = fn.argmax;
/** The int64 position of the smallest element: along a dimension, or in the flattened tensor. The first of equal ones. */
export const argmin: Reduced = fn.argmin;
/** Whether any element is not zero: of all, or along dimensions. Bool (uint8 for uint8). */
export const any: Reduced = fn.any;
/** Whether every element is not zero: of all, or along dimensions. Bool (uint8 for uint8). */
export const all: Reduced = fn.all;
/** The square root of the variance. */
export const std: Spread = fn.std;
/** The p-norm: `norm(x)`, `norm(x, 1)`, `norm(x, 2, 0)`, `norm(x, { dim: 0, p: 1 })`. */
export const norm: (x: Tensor, p?: NormOrder | null | NormArguments, dim?: Dims | NormArguments, keepdim?: boolean | NormArguments, o?: { dtype?: DType }) => Tensor = fn.norm;
/** log Σ e^x along dimensions, without overflow. */
export const logsumexp: (x: Tensor, dim: number | readonly number[] | { dim: number | readonly number[]; keepdim?: boolean }, keepdim?: boolean | { keepdim?: boolean }) => Tensor = fn.logsumexp;
/**
 * e^x divided by its sum along `dim`: positive numbers that add up to 1. With `dtype`, x is converted first.
 *
 * @example
 * softmax(tensor([0, 0, 0, 0]), 0).tolist(); // → 0.25,0.25,0.25,0.25
 */
export const softmax: (x: Tensor, dim: number | (SoftmaxOptions & { dim: number }), o?: { dtype?: DType }) => Tensor = fn.softmax;
/** The logarithm of softmax, computed so that no small number is lost. */
export const logSoftmax: (x: Tensor, dim: number | (SoftmaxOptions & { dim: number }), o?: { dtype?: DType }) => Tensor = fn.logSoftmax;
/** The {@link sum} of what is not NaN, of all elements or along dimensions. */
export const nansum: Reduced = stats.nansum;
/**
 * The {@link mean} of what is not NaN, of all elements or along dimensions. Floats only.
 *
 * @example
 * nanmean(tensor([1, NaN, 3])).item(); // → 2
 */
export const nanmean: Reduced = stats.nanmean;
/** How many elements are not 0, of all or along dimensions: int64. */
export const countNonzero: (x: Tensor, dim?: Dims | { dim?: Dims }) => Tensor = stats.countNonzero;
/** The smallest and the largest element as `{ min, max }`, of all or, with `dim`, along a dimension. */
export const aminmax: (x: Tensor, o?: { dim?: number | null; keepdim?: boolean }) => Extent = stats.aminmax;
/** The arguments of {@link dist} by name. */
export interface DistNamed { other: Tensor; p?: number }
/** The p-norm (2 by default) of the difference. */
export const dist: (x: Tensor, other: Tensor | DistNamed, p?: number | DistNamed) => Tensor = named("dist", ["other", "p"], stats.dist);
/** The covariances of variables (rows) over observations (columns); of one variable, its variance. */
export const cov: (x: Tensor, o?: CovOptions) => Tensor = stats.cov;
/** The arguments of {@link diff} by name. */
export interface DiffNamed { n?: number; dim?: number; prepend?: Tensor | null; append?: Tensor | null }
/**
 * Differences of neighbours along a dimension (the last one by default), taken `n` times.
 *
 * @example
 * diff(tensor([1, 4, 9])).tolist(); // → 3,5
 */
export const diff: (x: Tensor, n?: number | DiffNamed, dim?: number | DiffNamed, prepend?: Tensor | null | DiffNamed, append?: Tensor | null | DiffNamed) => Tensor = named("diff", ["n", "dim", "prepend", "append"], stats.diff);
/** The arguments of {@link quantile} by name. */
export interface QuantileNamed extends QuantileOptions { q: number | Tensor }
type Quantile = (x: Tensor, q: number | Tensor | QuantileNamed, dim?: number | null | QuantileOptions, keepdim?: boolean | QuantileOptions, options?: QuantileOptions) => Tensor;
/**
 * The q-quantile (0.5 is the median) of all elements or along a dimension; for a list of q all of them, along a new first
 * dimension. Between two elements `interpolation` "linear" (the default) is exact; "lower", "higher", "nearest" take one
 * of them, "midpoint" their mean. NaN where there is one. Not above float64, nor below float32.
 *
 * @throws KindlingError `quantile`.
 * @example
 * quantile(tensor([1, 2, 3, 4]), 0.5).item(); // → 2.5
 * quantile(tensor([1, 2, 3, 4]), tensor([0, 1])).tolist(); // → 1,4
 */
export const quantile: Quantile = named("quantile", ["q", "dim", "keepdim"], stats.quantile, ["interpolation"]);
/** The {@link quantile} of what is not NaN. */
export const nanquantile: Quantile = named("nanquantile", ["q", "dim", "keepdim"], stats.nanquantile, ["interpolation"]);
/** Pearson's correlation coefficients of variables (rows) over observations (columns). */
export const corrcoef: Unary = named("corrcoef", [], opStats.corrcoef);
/**
 * How many elements, or how much of their `weight`, lie in each bin: in so many equal parts of a range, or between the
 * edges that a tensor lists (the last bin holds its right edge, too). Gives `hist` and `binEdges`, which is one longer.
 *
 * @throws KindlingError `histogram`, `float-only`.
 * @example
 * const { hist, binEdges } = histogram(tensor([1, 2, 1]), 4, { range: [0, 3] });
 * [hist.tolist(), binEdges.tolist()]; // → 0,2,1,0,0,0.75,1.5,2.25,3
 */
export const histogram: (x: Tensor, bins: number | Tensor | (HistogramOptions & { bins: number | Tensor }), o?: HistogramOptions) => { hist: Tensor; binEdges: Tensor } = histograms.histogram;
