import type { Tensor } from "../core/tensor.js";
import { byName } from "../diagnose/arguments.js";
import * as q from "../ops/quantile.js";
import * as stats from "../ops/statistics.js";
import { type Dims, reduced, type Reduced, spreadOptions, type DimOptions } from "./functions.js";

// Statistics in the forms in which users call them: PyTorch's arguments by position or by name.

/** The {@link sum} of what is not NaN, of all elements or along dimensions. */
export const nansum: Reduced = reduced("nansum", stats.nansum, ["dtype"]);
/**
 * The {@link mean} of what is not NaN, of all elements or along dimensions. Floats only.
 *
 * @example
 * nanmean(tensor([1, NaN, 3])).item(); // → 2
 */
export const nanmean: Reduced = reduced("nanmean", stats.nanmean, ["dtype"]);
/** How many elements are not 0, of all or along dimensions: int64. */
export function countNonzero(x: Tensor, dim?: Dims | { dim?: Dims }): Tensor { return stats.countNonzero(x, byName<{ dim: Dims }>("countNonzero", ["dim"], [dim]).dim ?? null); }
/** The smallest and the largest element as `{ min, max }`, of all or, with `dim`, along a dimension. */
export function aminmax(x: Tensor, o?: { dim?: number | null; keepdim?: boolean }): stats.Extent { return stats.aminmax(x, byName<{ dim: number | null; keepdim: boolean }>("aminmax", [], [o], ["dim", "keepdim"])); }
/** The p-norm (2 by default) of the difference. */
export function dist(x: Tensor, y: Tensor, p?: number | { p?: number }): Tensor { return stats.dist(x, y, byName<{ p: number }>("dist", ["p"], [p]).p); }
type SpreadArguments = [dim?: Dims | boolean | DimOptions, unbiased?: boolean | DimOptions, keepdim?: boolean | DimOptions];
/** The standard deviation and the mean, with the options of {@link std}. */
export function stdMean(x: Tensor, ...args: SpreadArguments): [std: Tensor, mean: Tensor] { return stats.stdMean(x, spreadOptions("stdMean", args)); }
/** The variance and the mean, with the options of {@link std}. */
export function varMean(x: Tensor, ...args: SpreadArguments): [variance: Tensor, mean: Tensor] { return stats.varMean(x, spreadOptions("varMean", args)); }

type QuantileForm = (x: Tensor, q: number | Tensor, dim?: number | null | q.QuantileOptions, keepdim?: boolean | q.QuantileOptions, o?: q.QuantileOptions) => Tensor;
const quantileForm = (f: typeof q.quantile): QuantileForm => (x, share, dim, keepdim, o) =>
  f(x, share, byName<q.QuantileOptions>(f.name, ["dim", "keepdim"], [dim, keepdim, o], ["interpolation"]));
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
export const quantile: QuantileForm = quantileForm(q.quantile);
/** The {@link quantile} of what is not NaN. */
export const nanquantile: QuantileForm = quantileForm(q.nanquantile);

/** The covariances of variables (rows) over observations (columns); of one variable, its variance. */
export function cov(x: Tensor, o?: stats.CovOptions): Tensor { return stats.cov(x, byName<stats.CovOptions>("cov", [], [o], ["correction", "fweights", "aweights"])); }
/**
 * Differences of neighbours along a dimension (the last one by default), taken `n` times.
 *
 * @example
 * diff(tensor([1, 4, 9])).tolist(); // → 3,5
 */
export function diff(x: Tensor, n?: number | stats.DiffOptions, dim?: number | stats.DiffOptions, prepend?: Tensor | null | stats.DiffOptions, append?: Tensor | null): Tensor {
  return stats.diff(x, byName<stats.DiffOptions>("diff", ["n", "dim", "prepend", "append"], [n, dim, prepend, append]));
}
type Integral = (y: Tensor, x?: Tensor | null | stats.TrapezoidOptions, o?: stats.TrapezoidOptions) => Tensor;
const integral = (f: typeof stats.trapezoid): Integral => (y, x, o) => {
  const all = byName<stats.TrapezoidOptions & { x: Tensor | null }>(f.name, ["x"], [x, o], ["dx", "dim"]);
  return f(y, all.x ?? null, all);
};
/**
 * The integral along a dimension (the last one by default) by the trapezoidal rule: of y at the places `x`, or `dx` apart.
 *
 * @example
 * trapezoid(tensor([1, 2, 3])).item(); // → 4
 * trapezoid(tensor([1, 2, 3]), tensor([0, 2, 4])).item(); // → 8
 */
export const trapezoid: Integral = integral(stats.trapezoid);
/** The integral up to each place along a dimension, by the trapezoidal rule. */
export const cumulativeTrapezoid: Integral = integral(stats.cumulativeTrapezoid);
