import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { withDefaults } from "../../diagnose/arguments.js";
import { cast } from "../../ops/pointwise/cast.js";
import * as moments from "../../ops/reduce/moments.js";
import * as histograms from "../../ops/sort/histogram.js";
import type { HistogramOptions } from "../../ops/sort/histogram.js";
import { matrixNorm } from "../../ops/linalg/norm.js";
import * as quantiles from "../../ops/sort/quantile.js";
import * as red from "../../ops/reduce/reduce.js";
import * as stats from "../../ops/reduce/statistics.js";
import type { CovOptions, Extent } from "../../ops/reduce/statistics.js";
import { checkDType, type DType } from "../../shape/dtype.js";
import { type DimOptions, numbered, reduced, spreadOptions, type StdNamed, type SumOptions } from "../functions.js";
import { type Dim, type Dims, type Flag, type Int, type More, publicFunction, type Unary } from "./argument-types.js";
import type { NamedTuple } from "../../util/named-tuple.js";

// Reductions: sums, extremes, norms, statistics.

/**
 * The sum of all elements, or along the dimensions `dim`.
 *
 * Returns a scalar `[]`, or, with `dim`, the input's shape without those dimensions (`keepdim`, default false, keeps
 * them with size 1). The dtype is the input's, int64 for integers and bools; `dtype` converts the input first. The sum
 * of no elements is 0.
 *
 * @throws KindlingError `dim-range`, `dim-repeated`.
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * sum(x).item(); // → 10
 * sum(x, 0).tolist(); // → 4,6
 * sum(x, { dim: 1, keepdim: true }).shape; // → 2,1
 */
export const sum: (
  x: Tensor,
  dim?: Dims<SumOptions>,
  keepdim?: Flag<SumOptions>,
  options?: More<SumOptions>,
) => Tensor = numbered("sum", red.sum, "SumBackward1");
/**
 * The mean of all elements, or along the dimensions `dim`.
 *
 * Shapes, `keepdim` and `dtype` as in {@link sum}. The input must be floating point or complex, or `dtype` must convert
 * it. The mean of no elements is NaN.
 *
 * @throws KindlingError `float-only` for integers and bools, `dim-range`, `dim-repeated`.
 * @example
 * mean(tensor([[1, 2], [3, 4]]), 1).tolist(); // → 1.5,3.5
 */
export const mean: (
  x: Tensor,
  dim?: Dims<SumOptions>,
  keepdim?: Flag<SumOptions>,
  options?: More<SumOptions>,
) => Tensor = numbered("mean", red.mean, "MeanBackward1");
/**
 * The product of all elements, or along the dimensions `dim`.
 *
 * Shapes, dtypes, `keepdim` and `dtype` as in {@link sum}. The product of no elements is 1.
 *
 * @throws KindlingError `dim-range`, `dim-repeated`.
 * @example
 * prod(tensor([[1, 2], [3, 4]]), 0).tolist(); // → 3,8
 */
export const prod: (
  x: Tensor,
  dim?: Dims<SumOptions>,
  keepdim?: Flag<SumOptions>,
  options?: More<SumOptions>,
) => Tensor = numbered("prod", red.prod, "ProdBackward1");
/**
 * The largest element of all, or along the dimensions `dim`; NaN if there is one.
 *
 * Returns a scalar, or the input's shape without those dimensions (`keepdim`, default false, keeps them with size 1),
 * in the input's dtype. Equal elements share the gradient; {@link max} along a dimension gives it all to one of them.
 *
 * @throws KindlingError `reduce-empty` for no elements, `no-complex`, `dim-range`, `dim-repeated`.
 * @example
 * amax(tensor([[1, 5], [7, 3]]), 1).tolist(); // → 5,7
 */
export const amax: (x: Tensor, dim?: Dims<DimOptions>, keepdim?: Flag<DimOptions>) => Tensor = reduced(
  "amax",
  red.amax,
);
/**
 * The smallest element of all, or along the dimensions `dim`; NaN if there is one. Otherwise like {@link amax}.
 *
 * @throws KindlingError `reduce-empty` for no elements, `no-complex`, `dim-range`, `dim-repeated`.
 * @example
 * amin(tensor([[1, 5], [7, 3]]), 1).tolist(); // → 1,3
 */
export const amin: (x: Tensor, dim?: Dims<DimOptions>, keepdim?: Flag<DimOptions>) => Tensor = reduced(
  "amin",
  red.amin,
);
/**
 * The int64 position of the largest element along `dim`, or in the flattened tensor without it. Of equal elements, the
 * first is taken; NaN counts as the largest.
 *
 * Returns the input's shape without `dim` (`keepdim`, default false, keeps it with size 1). Not differentiable.
 *
 * @throws KindlingError `reduce-empty` for no elements, `no-complex`, `dim-range`.
 * @example
 * argmax(tensor([[1, 5], [7, 3]]), 1).tolist(); // → 1,0
 */
export const argmax: (x: Tensor, dim?: Dims<DimOptions>, keepdim?: Flag<DimOptions>) => Tensor = reduced(
  "argmax",
  red.argmax,
);
/**
 * The int64 position of the smallest element along `dim`, or in the flattened tensor without it. Otherwise like
 * {@link argmax}.
 *
 * @throws KindlingError `reduce-empty` for no elements, `no-complex`, `dim-range`.
 * @example
 * argmin(tensor([[1, 5], [7, 3]]), 1).tolist(); // → 0,1
 */
export const argmin: (x: Tensor, dim?: Dims<DimOptions>, keepdim?: Flag<DimOptions>) => Tensor = reduced(
  "argmin",
  red.argmin,
);
/**
 * Tests whether any element is not zero, of all or along the dimensions `dim`. False for no elements.
 *
 * Returns a scalar, or the input's shape without those dimensions (`keepdim`, default false, keeps them with size 1):
 * bool, or uint8 for uint8.
 *
 * @throws KindlingError `dim-range`, `dim-repeated`.
 * @example
 * any(tensor([[0, 0], [0, 2]]), 1).tolist(); // → false,true
 */
export const any: (x: Tensor, dim?: Dims<DimOptions>, keepdim?: Flag<DimOptions>) => Tensor = reduced("any", red.any);
/**
 * Tests whether every element is not zero, of all or along the dimensions `dim`. True for no elements. Otherwise like
 * {@link any}.
 *
 * @throws KindlingError `dim-range`, `dim-repeated`.
 * @example
 * all(tensor([[1, 0], [3, 2]]), 1).tolist(); // → false,true
 */
export const all: (x: Tensor, dim?: Dims<DimOptions>, keepdim?: Flag<DimOptions>) => Tensor = reduced("all", red.all);
/**
 * The standard deviation of all elements, or along the dimensions `dim`: the square root of the variance.
 *
 * The variance divides by n − `correction` (default 1); `unbiased: false` is `correction: 0`. A boolean in place of
 * `dim` is `unbiased`, as in PyTorch. Returns a scalar, or the input's shape without those dimensions (`keepdim`,
 * default false, keeps them with size 1); for complex numbers, a real tensor. NaN where the divisor is 0.
 *
 * @throws KindlingError `float-only` for integers and bools, `dim-range`, `dim-repeated`.
 * @example
 * std(tensor([1, 3]), { correction: 0 }).item(); // → 1
 */
export const std: (
  x: Tensor,
  dim?: boolean | Dims<StdNamed>,
  unbiased?: Flag<StdNamed>,
  keepdim?: Flag<StdNamed>,
) => Tensor = (x, ...args) => {
  needTensor(x, "std");
  return moments.std(x, spreadOptions("std", args));
};
/**
 * The norm's order: a number p, "fro" for 2, "nuc" for the sum of a matrix's singular values, or null for the default.
 */
export type NormOrder = number | "fro" | "nuc" | null;
/** The arguments of {@link norm} by name. */
export interface NormNamed extends SumOptions {
  /** The norm's order: a number, `"fro"` (default) or `"nuc"`. */
  p?: NormOrder;
}
/** `p` of {@link norm} by place, or all its arguments by name. */
export type NormPower = NormOrder | More<NormNamed>;
/**
 * The p-norm (Σ |x|^p)^(1/p) of all elements, or along the dimensions `dim`.
 *
 * `p` is 2 by default; 0 counts the elements that are not 0, ±Infinity gives the largest or smallest |x|, "fro" is 2,
 * and "nuc" the nuclear norm of matrices (the last two dimensions unless `dim` names others). Returns a scalar, or the
 * input's shape without those dimensions (`keepdim`, default false, keeps them with size 1); for complex numbers, a
 * real tensor. `dtype` converts the input first.
 *
 * @throws KindlingError `float-only` for integers and bools, `reduce-empty`, `dim-range`, `dim-repeated`.
 * @example
 * norm(tensor([3, 4])).item(); // → 5
 * norm(tensor([[3, -4], [1, 1]]), 1, 1).tolist(); // → 7,2
 */
export const norm: (
  x: Tensor,
  p?: NormPower,
  dim?: Dims<NormNamed>,
  keepdim?: Flag<NormNamed>,
  options?: More<NormNamed>,
) => Tensor = publicFunction(
  "norm",
  ["p", "dim", "keepdim"],
  (x: Tensor, p?: NormOrder, dim: number | readonly number[] | null = null, keepdim = false, o?: { dtype?: DType }) =>
    p === "nuc"
      ? matrixNorm(x, { ord: "nuc", dim: (dim ?? [-2, -1]) as readonly number[], keepdim })
      : moments.norm(x, p ?? 2, { dim, keepdim, ...o }),
  ["dtype"],
);
/** The arguments of {@link logsumexp} by name. */
export interface LogsumexpNamed {
  /** The dimension or dimensions to sum over. */
  dim: number | readonly number[];
  /** Whether to keep the reduced dimension, with size 1. Default false. */
  keepdim?: boolean;
}
/**
 * log Σ eˣ along the dimensions `dim`, computed so that nothing overflows.
 *
 * Returns the input's shape without those dimensions (`keepdim`, default false, keeps them with size 1); integers and
 * bools give the default float. −∞ for no elements.
 *
 * @throws KindlingError `argument` without `dim`, `dim-range`, `dim-repeated`.
 * @example
 * logsumexp(tensor([[1000, 1000]]), 1).sub(1000).mul(2).exp().item().toFixed(3); // → 4.000
 */
export const logsumexp: (
  x: Tensor,
  dim: number | readonly number[] | LogsumexpNamed,
  keepdim?: Flag<LogsumexpNamed>,
) => Tensor = (x, ...args) => {
  const all = withDefaults<Required<LogsumexpNamed>>("logsumexp", ["dim", "keepdim"], { keepdim: false }, args);
  return moments.logsumexp(x, all.dim, all.keepdim);
};
/** The arguments of {@link softmax} and {@link logSoftmax} by name. */
export interface SoftmaxNamed {
  /** The dimension along which the results sum to 1. */
  dim: number;
  /** The dtype to compute in. Default: the input's. */
  dtype?: DType;
}
/** Softmax along the given dimension, after a conversion to the given dtype. */
const softmaxWith =
  (what: string, f: (x: Tensor, dim: number) => Tensor) =>
  (x: Tensor, dim: number, o?: { dtype?: DType }): Tensor => {
    needTensor(x, what);
    return f(o?.dtype === undefined ? x : cast(x, checkDType(o.dtype)), dim);
  };
/**
 * eˣ divided by its sum along `dim`: numbers between 0 and 1 that add up to 1. The shape is the input's; so is the dtype,
 * unless `dtype` converts the input first.
 *
 * @throws KindlingError `float-only` for integers, bools and complex numbers, `dim-type` without `dim`, `dim-range`.
 * @example
 * softmax(tensor([0, 0, 0, 0]), 0).tolist(); // → 0.25,0.25,0.25,0.25
 */
export const softmax: (x: Tensor, dim: number | SoftmaxNamed, options?: More<SoftmaxNamed>) => Tensor = publicFunction(
  "softmax",
  ["dim"],
  softmaxWith("softmax", moments.softmax),
  ["dtype"],
);
/**
 * The logarithm of {@link softmax} along `dim`, computed so that small numbers are not lost. Shape and dtype likewise.
 *
 * @throws KindlingError `float-only` for integers, bools and complex numbers, `dim-type` without `dim`, `dim-range`.
 * @example
 * logSoftmax(tensor([0, 0]), 0).exp().tolist(); // → 0.5,0.5
 */
export const logSoftmax: (x: Tensor, dim: number | SoftmaxNamed, options?: More<SoftmaxNamed>) => Tensor =
  publicFunction("logSoftmax", ["dim"], softmaxWith("logSoftmax", moments.logSoftmax), ["dtype"]);
/**
 * The {@link sum} of the elements that are not NaN, with the same shapes, dtypes and arguments.
 *
 * @throws KindlingError `no-complex`, `dim-range`, `dim-repeated`.
 * @example
 * nansum(tensor([1, NaN, 3])).item(); // → 4
 */
export const nansum: (
  x: Tensor,
  dim?: Dims<SumOptions>,
  keepdim?: Flag<SumOptions>,
  options?: More<SumOptions>,
) => Tensor = reduced("nansum", stats.nansum, ["dtype"]);
/**
 * The {@link mean} of the elements that are not NaN, with the same shapes and arguments. NaN where there are none.
 *
 * @throws KindlingError `float-only` for integers and bools, `no-complex`, `dim-range`, `dim-repeated`.
 * @example
 * nanmean(tensor([1, NaN, 3])).item(); // → 2
 */
export const nanmean: (
  x: Tensor,
  dim?: Dims<SumOptions>,
  keepdim?: Flag<SumOptions>,
  options?: More<SumOptions>,
) => Tensor = reduced("nanmean", stats.nanmean, ["dtype"]);
/** Arguments of {@link countNonzero}, by name. */
interface DimNamed {
  /** The dimension or dimensions. Default: all. */
  dim: Dims;
}
/**
 * The int64 number of elements that are not 0: of all, or along the dimensions `dim`, which disappear.
 *
 * @throws KindlingError `dim-range`, `dim-repeated`.
 * @example
 * countNonzero(tensor([[1, 0], [2, 3]]), 1).tolist(); // → 1,2
 */
export const countNonzero: (x: Tensor, dim?: Dims<DimNamed>) => Tensor = publicFunction(
  "countNonzero",
  ["dim"],
  stats.countNonzero,
);
/** Arguments of {@link aminmax}, by name. */
interface DimKeepdimNamed {
  /** The dimension. Default null: over all elements. */
  dim?: number | null;
  /** Whether to keep the reduced dimension, with size 1. Default false. */
  keepdim?: boolean;
}
/**
 * The smallest and the largest element as `{ min, max }`: of all, or along the dimension `dim`; NaN if there is one.
 *
 * Both are scalars, or have the input's shape without `dim` (`keepdim`, default false, keeps it with size 1).
 *
 * @throws KindlingError `reduce-empty` for no elements, `no-complex`, `dim-range`.
 * @example
 * const { min, max } = aminmax(tensor([3, 1, 2]));
 * [min.item(), max.item()]; // → 1,3
 */
export const aminmax: (x: Tensor, options?: DimKeepdimNamed) => Extent = publicFunction("aminmax", [], stats.aminmax, [
  "dim",
  "keepdim",
]);
/** The arguments of {@link dist} by name. */
export interface DistNamed {
  /** The other tensor. */
  other: Tensor;
  /** The order of the norm. Default 2. */
  p?: number;
}
/**
 * The p-norm of the difference of two tensors, which broadcast together: a scalar. `p` is 2 by default.
 *
 * @throws KindlingError `broadcast`, `bool-arithmetic`.
 * @example
 * dist(tensor([1, 1]), tensor([4, 5])).item(); // → 5
 */
export const dist: (x: Tensor, other: Tensor | DistNamed, p?: Int<DistNamed>) => Tensor = publicFunction(
  "dist",
  ["other", "p"],
  stats.dist,
);
/**
 * The covariance matrix of variables (rows) over observations (columns): `[n, m]` gives `[n, n]`. A list `[m]` is one
 * variable, and gives its variance, a scalar.
 *
 * Divides by m − `correction` (default 1). `fweights`, int64 `[m]`, is the number of times that each observation
 * counts; `aweights`, floats `[m]`, is its weight.
 *
 * @throws KindlingError `cov`.
 * @example
 * cov(tensor([[0, 1, 2], [2, 1, 0]])).tolist(); // → 1,-1,-1,1
 */
export const cov: (x: Tensor, options?: CovOptions) => Tensor = publicFunction("cov", [], stats.cov, [
  "correction",
  "fweights",
  "aweights",
]);
/** The arguments of {@link diff} by name. */
export interface DiffNamed {
  /** The number of times to take differences. Default 1. */
  n?: number;
  /** The dimension. Default −1. */
  dim?: number;
  /** Values to prepend. Default null: none. */
  prepend?: Tensor | null;
  /** Values to append. Default null: none. */
  append?: Tensor | null;
}
/** A tensor that diff prepends or appends to its input, or this and all further arguments by name. */
export type DiffEnd = Tensor | null | DiffNamed | undefined;
/**
 * Differences of neighbours along `dim` (default −1), taken `n` times (default 1): each time the dimension shrinks by
 * 1. For bools, true where neighbours differ.
 *
 * `prepend` and `append` are added before and after the input first; their shape is the input's, apart from `dim`.
 *
 * @throws KindlingError `diff` for a scalar or an unsuitable `prepend` or `append`, `dim-range`.
 * @example
 * diff(tensor([1, 4, 9])).tolist(); // → 3,5
 */
export const diff: (
  x: Tensor,
  n?: Int<DiffNamed>,
  dim?: Int<DiffNamed>,
  prepend?: DiffEnd,
  append?: DiffEnd,
) => Tensor = publicFunction(
  "diff",
  ["n", "dim", "prepend", "append"],
  (x: Tensor, n = 1, dim = -1, prepend: Tensor | null = null, append: Tensor | null = null) =>
    stats.diff(x, { n, dim, prepend, append }),
);
/** The arguments of {@link quantile} and {@link nanquantile} by name. */
export interface QNamed extends quantiles.QuantileOptions {
  /** The fraction of values below, from 0 to 1: one number or several. */
  q: number | Tensor;
}
/** `q` of {@link quantile} by place, or all its arguments by name. */
export type Quantiles = number | Tensor | QNamed;
/**
 * The q-quantiles of all elements, or along the dimension `dim`, for q in [0, 1]; 0.5 is the median. NaN where there is one.
 *
 * One `q` gives a scalar, or the input's shape without `dim` (`keepdim`, default false, keeps it with size 1); a tensor
 * `[k]` of the input's dtype gives k of those along a new first dimension. `interpolation` sets the value between two
 * elements: "linear" (default), "lower", "higher", "nearest" or "midpoint".
 *
 * @throws KindlingError `quantile` for a q outside [0, 1], no elements, or other dtypes than float32 and float64; `dim-range`.
 * @example
 * quantile(tensor([1, 2, 3, 4]), 0.5).item(); // → 2.5
 * quantile(tensor([1, 2, 3, 4]), tensor([0, 1])).tolist(); // → 1,4
 */
export const quantile: (
  x: Tensor,
  q: Quantiles,
  dim?: Dim<QNamed>,
  keepdim?: Flag<QNamed>,
  options?: More<QNamed>,
) => Tensor = publicFunction(
  "quantile",
  ["q", "dim", "keepdim"],
  (x: Tensor, q: number | Tensor, dim: number | null = null, keepdim = false, o?: quantiles.QuantileOptions) =>
    quantiles.quantile(x, q, { dim, keepdim, ...o }),
  ["interpolation"],
);
/**
 * The {@link quantile} of the elements that are not NaN, with the same shapes and arguments; NaN where there are none.
 *
 * @throws KindlingError `quantile`, `dim-range`.
 * @example
 * nanquantile(tensor([1, NaN, 3]), 0.5).item(); // → 2
 */
export const nanquantile: (
  x: Tensor,
  q: Quantiles,
  dim?: Dim<QNamed>,
  keepdim?: Flag<QNamed>,
  options?: More<QNamed>,
) => Tensor = publicFunction(
  "nanquantile",
  ["q", "dim", "keepdim"],
  (x: Tensor, q: number | Tensor, dim: number | null = null, keepdim = false, o?: quantiles.QuantileOptions) =>
    quantiles.nanquantile(x, q, { dim, keepdim, ...o }),
  ["interpolation"],
);
/**
 * Pearson's correlation coefficients, in [−1, 1], of variables (rows) over observations (columns): `[n, m]` gives
 * `[n, n]`. For a list, one variable, the scalar 1.
 *
 * @throws KindlingError `cov` for more than two dimensions or for bools.
 * @example
 * corrcoef(tensor([[0, 1, 2], [4, 2, 0]])).round().tolist(); // → 1,-1,-1,1
 */
export const corrcoef: Unary = publicFunction("corrcoef", [], stats.corrcoef);
/** The arguments of {@link histogram} by name. */
export interface HistogramNamed extends HistogramOptions {
  /** The number of bins, or their edges. */
  bins: number | Tensor;
}
/** The result of {@link histogram}. */
export type Histogram = NamedTuple<{ hist: Tensor; binEdges: Tensor }>;
/**
 * The number of elements in each bin, or the sum of their `weight`.
 *
 * `bins` is a number of equal parts of `range` (default: from the smallest to the largest element), or a sorted tensor
 * of their edges. Every bin includes its left edge; the last one also includes its right edge. `density: true`
 * normalizes the histogram to an integral of 1. Returns `hist` `[bins]` and `binEdges` `[bins + 1]`, in the input's
 * dtype.
 *
 * @throws KindlingError `histogram`, `float-only` for integers and bools.
 * @example
 * const { hist, binEdges } = histogram(tensor([1, 2, 1]), 4, { range: [0, 3] });
 * [hist.tolist(), binEdges.tolist()]; // → 0,2,1,0,0,0.75,1.5,2.25,3
 */
export const histogram: (x: Tensor, bins: number | Tensor | HistogramNamed, options?: HistogramOptions) => Histogram =
  histograms.histogram;
