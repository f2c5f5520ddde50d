import type { Tensor } from "../../core/tensor.js";
import type { Extremum } from "../../ops/reduce/reduce.js";
import * as scan from "../../ops/reduce/scan.js";
import * as search from "../../ops/sort/search.js";
import * as sorts from "../../ops/sort/sort.js";
import type { Generator } from "../../random/generator.js";
import type { DType } from "../../shape/dtype.js";
import * as creation from "../creation.js";
import { type Flag, type Int, type More, publicFunction, type Unary } from "./argument-types.js";

// Sorting, searching, counting, running totals, and draws.

/** The arguments of {@link sort} and {@link argsort} by name. */
export interface SortOptions {
  /** Default: the last dimension. */
  dim?: number;
  /** Whether the largest comes first. Default false. */
  descending?: boolean;
  /** Whether equal elements keep their order. Here they always do. */
  stable?: boolean;
}
/**
 * The elements in ascending order along `dim` (default −1), with the int64 positions they came from: `{ values, indices }`,
 * both of the input's shape.
 *
 * `descending` (default false) sorts from the largest. NaN counts as the largest; equal elements keep their order.
 *
 * @throws KindlingError `dim-range`, `no-complex`.
 * @example
 * const { values, indices } = sort(tensor([3, 1, 2]));
 * values.tolist(); // → 1,2,3
 * indices.tolist(); // → 1,2,0
 * sort(tensor([3, 1, 2]), { descending: true }).values.tolist(); // → 3,2,1
 */
export const sort: (
  x: Tensor,
  dim?: Int<SortOptions>,
  descending?: Flag<SortOptions>,
  options?: More<SortOptions>,
) => Extremum = publicFunction(
  "sort",
  ["dim", "descending"],
  (x: Tensor, dim?: number, descending?: boolean, o?: { stable: boolean }) =>
    sorts.sort(x, dim, descending, o === undefined ? undefined : "SortBackward1"),
  ["stable"],
);
/**
 * The int64 positions from {@link sort}, with the same arguments.
 *
 * @throws KindlingError `dim-range`, `no-complex`.
 * @example
 * argsort(tensor([3, 1, 2])).tolist(); // → 1,2,0
 */
export const argsort: (
  x: Tensor,
  dim?: Int<SortOptions>,
  descending?: Flag<SortOptions>,
  options?: More<SortOptions>,
) => Tensor = publicFunction(
  "argsort",
  ["dim", "descending"],
  (x: Tensor, dim?: number, descending?: boolean) => sorts.argsort(x, dim, descending),
  ["stable"],
);
/** The arguments of {@link mode} by name. */
export interface ModeNamed {
  /** The dimension. Default −1. */
  dim?: number;
  /** Whether to keep the reduced dimension, with size 1. Default false. */
  keepdim?: boolean;
}
/**
 * The most frequent element along `dim` (default −1), and its last position: `{ values, indices }`, both of the input's
 * shape without `dim` (`keepdim`, default false, keeps it with size 1). Of equally frequent elements, the smallest is
 * taken.
 *
 * @throws KindlingError `reduce-empty` for a dimension of size 0, `dim-range`, `no-complex`.
 * @example
 * mode(tensor([3, 1, 3, 2])).values.item(); // → 3
 */
export const mode: (x: Tensor, dim?: Int<ModeNamed>, keepdim?: Flag<ModeNamed>) => Extremum = publicFunction(
  "mode",
  ["dim", "keepdim"],
  sorts.mode,
);
/** The arguments of {@link topk} by name. */
export interface TopkNamed {
  /** The number of elements. */
  k: number;
  /** The dimension. Default −1. */
  dim?: number;
  /** Whether to take the largest elements instead of the smallest. Default true. */
  largest?: boolean;
  /** Whether they are sorted. Default true. */
  sorted?: boolean;
}
/** A flag of {@link topk} by place, or from here on all by name. */
export type TopkFlag = Flag<TopkNamed>;
/**
 * The `k` largest elements along `dim` (default −1), in descending order, and their int64 positions: `{ values, indices }`,
 * both of the input's shape with k in place of the dimension's size.
 *
 * `largest: false` gives the smallest instead, in ascending order. `sorted` (default true) has no effect: they are
 * always sorted.
 *
 * @throws KindlingError `topk` for a k that is negative or larger than the dimension, `dim-range`, `bool-arithmetic`, `no-complex`.
 * @example
 * topk(tensor([3, 9, 1, 7]), 2).values.tolist(); // → 9,7
 * topk(tensor([3, 9, 1, 7]), 2, { largest: false }).indices.tolist(); // → 2,0
 */
export const topk: (
  x: Tensor,
  k: number | TopkNamed,
  dim?: Int<TopkNamed>,
  largest?: TopkFlag,
  sorted?: TopkFlag,
) => Extremum = publicFunction(
  "topk",
  ["k", "dim", "largest", "sorted"],
  (x: Tensor, k: number, dim?: number, largest?: boolean) => sorts.topk(x, k, dim, largest),
);
/** The arguments of {@link kthvalue} by name. */
export interface KthvalueNamed {
  /** The rank: 1 is the smallest. */
  k: number;
  /** The dimension. Default −1. */
  dim?: number;
  /** Whether to keep the reduced dimension, with size 1. Default false. */
  keepdim?: boolean;
}
/**
 * The `k`-th smallest element along `dim` (default −1), k from 1, and its int64 position: `{ values, indices }`, both of the
 * input's shape without `dim` (`keepdim`, default false, keeps it with size 1).
 *
 * @throws KindlingError `topk` for a k outside 1 … the dimension's size, `reduce-empty`, `dim-range`, `bool-arithmetic`, `no-complex`.
 * @example
 * kthvalue(tensor([3, 9, 1, 7]), 2).values.item(); // → 3
 */
export const kthvalue: (
  x: Tensor,
  k: number | KthvalueNamed,
  dim?: Int<KthvalueNamed>,
  keepdim?: Flag<KthvalueNamed>,
) => Extremum = publicFunction("kthvalue", ["k", "dim", "keepdim"], sorts.kthvalue);
/** The arguments of {@link cumsum} and {@link cumprod} by name. */
export interface CumsumNamed {
  /** The dimension to sum along. */
  dim: number;
  /** The dtype of the sum. Default: the input's, int64 for integers and bools. */
  dtype?: DType;
}
/**
 * Running sums: the sums of the first 1, 2, … elements along `dim`, in the input's shape. The dtype is the input's, int64 for
 * integers and bools; `dtype` converts the input first.
 *
 * @throws KindlingError `dim-type` without `dim`, `dim-range`.
 * @example
 * cumsum(tensor([1, 2, 3]), 0).tolist(); // → 1,3,6
 */
export const cumsum: (x: Tensor, dim: number | CumsumNamed, options?: More<CumsumNamed>) => Tensor = publicFunction(
  "cumsum",
  ["dim"],
  (x: Tensor, dim: number, o?: { dtype: DType }) => scan.cumsum(x, dim, o?.dtype),
  ["dtype"],
);
/**
 * Running products: the products of the first 1, 2, … elements along `dim`. Shapes and dtypes as in {@link cumsum}.
 *
 * @throws KindlingError `dim-type` without `dim`, `dim-range`.
 * @example
 * cumprod(tensor([1, 2, 3]), 0).tolist(); // → 1,2,6
 */
export const cumprod: (x: Tensor, dim: number | CumsumNamed, options?: More<CumsumNamed>) => Tensor = publicFunction(
  "cumprod",
  ["dim"],
  (x: Tensor, dim: number, o?: { dtype: DType }) => scan.cumprod(x, dim, o?.dtype),
  ["dtype"],
);
/** Arguments of {@link logcumsumexp}, by name. */
interface DimNamed {
  /** The dimension. */
  dim: number;
}
/**
 * log Σ eˣ over the first 1, 2, … elements along `dim`, computed so that nothing overflows. Shape and dtype are the input's.
 *
 * @throws KindlingError `float-only` for integers and bools, `dim-type` without `dim`, `dim-range`.
 * @example
 * logcumsumexp(tensor([0, 0]), 0).exp().round().tolist(); // → 1,2
 */
export const logcumsumexp: (x: Tensor, dim: number | DimNamed) => Tensor = publicFunction(
  "logcumsumexp",
  ["dim"],
  scan.logcumsumexp,
);
/**
 * The largest of the first 1, 2, … elements along `dim`, and its int64 position: `{ values, indices }`, both of the
 * input's shape. After a NaN, all further results are NaN.
 *
 * @throws KindlingError `dim-type` without `dim`, `dim-range`, `no-complex`.
 * @example
 * cummax(tensor([1, 3, 2]), 0).values.tolist(); // → 1,3,3
 */
export const cummax: (x: Tensor, dim: number | DimNamed) => Extremum = publicFunction("cummax", ["dim"], scan.cummax);
/**
 * The smallest of the first 1, 2, … elements along `dim`, and its int64 position. Otherwise like {@link cummax}.
 *
 * @throws KindlingError `dim-type` without `dim`, `dim-range`, `no-complex`.
 * @example
 * cummin(tensor([3, 1, 2]), 0).values.tolist(); // → 3,1,1
 */
export const cummin: (x: Tensor, dim: number | DimNamed) => Extremum = publicFunction("cummin", ["dim"], scan.cummin);
/** The arguments of {@link histc} by name. */
export interface HistcOptions {
  /** The number of bins. Default 100. */
  bins?: number;
  /** The lower end. Default 0. */
  min?: number;
  /** The upper end. Default 0: with `min` 0, the smallest and the largest value are the ends. */
  max?: number;
}
/**
 * The number of elements in each of `bins` (default 100) equal parts of [`min`, `max`]: a list `[bins]` in the input's
 * dtype. Without `min` and `max`, or with both equal, the range goes from the smallest to the largest element. Elements
 * outside the range are not counted.
 *
 * @throws KindlingError `histc` for no bins or a range that is reversed or not finite, `float-only`.
 * @example
 * histc(tensor([1, 2, 1, 4]), 3, 1, 4).tolist(); // → 2,1,1
 */
export const histc: (x: Tensor, bins?: Int<HistcOptions>, min?: Int<HistcOptions>, max?: Int<HistcOptions>) => Tensor =
  publicFunction("histc", ["bins", "min", "max"], search.histc);
/** The arguments of {@link bincount} by name. */
export interface BincountOptions {
  /** The weight of each element. Default null: 1. */
  weights?: Tensor | null;
  /** The least number of bins. Default 0. */
  minlength?: number;
}
/**
 * How often 0, 1, 2, … occur in a list of integers that are not negative: a list as long as the largest one + 1, or
 * `minlength` (default 0) if that is longer. int64; with `weights`, a list as long as the input, their sums instead.
 *
 * @throws KindlingError `bincount` for other dtypes, shapes or negative elements.
 * @example
 * bincount(tensor([1, 1, 3], { dtype: "int64" })).tolist(); // → 0,2,0,1
 */
export const bincount: (
  x: Tensor,
  weights?: Tensor | null | More<BincountOptions>,
  minlength?: Int<BincountOptions>,
) => Tensor = publicFunction("bincount", ["weights", "minlength"], search.bincount);
/**
 * The elements in ascending order along the first dimension: the values of `sort(x, 0)`.
 *
 * @throws KindlingError `no-complex`.
 * @example
 * msort(tensor([3, 1, 2])).tolist(); // → 1,2,3
 */
export const msort: Unary = publicFunction("msort", [], sorts.msort);
/** The arguments of {@link bernoulli} by name. */
export interface BernoulliNamed {
  /** The probability of a 1. Default: the tensor's own values. */
  p?: number;
  /** The source of random numbers. Default: the one that `manualSeed` seeds. */
  generator?: Generator;
}
/**
 * Draws 1 with the probability given by each element of the input, else 0; shape and dtype are the input's. A number
 * `p` replaces the probabilities of all elements. `generator` is the source of random numbers.
 *
 * @throws KindlingError `random-probability` for a probability outside [0, 1], `float-only`.
 * @example
 * bernoulli(tensor([0, 1, 1])).tolist(); // → 0,1,1
 */
export const bernoulli: (x: Tensor, p?: Int<BernoulliNamed>, options?: More<BernoulliNamed>) => Tensor = publicFunction(
  "bernoulli",
  ["p"],
  creation.bernoulli,
  ["generator"],
);
/** The arguments of {@link multinomial} by name. */
export interface Samples {
  /** The number of draws. */
  numSamples: number;
  /** Whether an index may be drawn more than once. Default false. */
  replacement?: boolean;
  /** The source of random numbers. Default: the one that `manualSeed` seeds. */
  generator?: Generator;
}
/**
 * Draws `numSamples` int64 indices by weight: weights `[n]` give `[numSamples]`, weights `[rows, n]` give
 * `[rows, numSamples]`.
 *
 * Weights are floats of at least 0 and need not add up to 1. Without `replacement` (default) no index is drawn twice.
 * `generator` is the source of random numbers.
 *
 * @throws KindlingError `random-probability` for weights that are negative, not finite or all 0, `random-range` for more
 * samples than there are, `multinomial` for other shapes, `float-only`.
 * @example
 * multinomial(tensor([0, 1, 0]), 1).tolist(); // → 1
 */
export const multinomial: (
  x: Tensor,
  numSamples: number | Samples,
  replacement?: Flag<Samples>,
  options?: More<Samples>,
) => Tensor = publicFunction("multinomial", ["numSamples", "replacement"], creation.multinomial, ["generator"]);
