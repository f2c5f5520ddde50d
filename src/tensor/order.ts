import type { Tensor } from "../core/tensor.js";
import type { Extremum } from "../ops/reduce.js";
import * as scan from "../ops/scan.js";
import * as search from "../ops/search.js";
import * as sorting from "../ops/sort.js";
import * as uniques from "../ops/unique.js";
import type { DType } from "../shape/dtype.js";
import { needTensor } from "../core/check.js";
import { byName } from "../diagnose/arguments.js";

// Sorting, searching, counting and running totals, in the forms in which users call them: PyTorch's arguments by position
// or by name.

/** A dimension, or that and keepdim by name. */
export type Along = number | { dim?: number; keepdim?: boolean };
/** Whether the dimension stays with size 1. */
export type Keep = boolean | { keepdim?: boolean };
interface AlongOptions { dim: number; keepdim: boolean }
const along = (what: string, given: readonly unknown[]): Partial<AlongOptions> => byName<AlongOptions>(what, ["dim", "keepdim"], given);

export interface SortOptions {
  /** Default: the last dimension. */
  dim?: number;
  /** The largest first. Default false. */
  descending?: boolean;
  /** Whether equal elements keep their order. They always do here. */
  stable?: boolean;
}
const sortOptions = (what: string, given: readonly unknown[]): SortOptions => byName<SortOptions>(what, ["dim", "descending"], given, ["stable"]);
/**
 * The elements in order along a dimension (the last one by default), with the positions they came from. NaN counts as the
 * largest. The gradient goes back to those positions.
 *
 * @throws KindlingError `dim-range`.
 * @example
 * const { values, indices } = sort(tensor([3, 1, 2]));
 * values.tolist(); // → 1,2,3
 * indices.tolist(); // → 1,2,0
 * sort(tensor([3, 1, 2]), { descending: true }).values.tolist(); // → 3,2,1
 */
export function sort(x: Tensor, dim?: number | SortOptions, descending?: boolean | SortOptions): Extremum {
  const o = sortOptions("sort", [dim, descending]);
  return sorting.sort(x, o.dim, o.descending, o.stable === undefined ? undefined : "SortBackward1");
}
/**
 * The int64 positions that {@link sort} gives.
 *
 * @example
 * argsort(tensor([3, 1, 2])).tolist(); // → 1,2,0
 */
export function argsort(x: Tensor, dim?: number | SortOptions, descending?: boolean | SortOptions): Tensor {
  const o = sortOptions("argsort", [dim, descending]);
  return sorting.argsort(x, o.dim, o.descending);
}

export interface TopkOptions {
  /** Default: the last dimension. */
  dim?: number;
  /** False for the smallest. Default true. */
  largest?: boolean;
  /** Whether they come in order. They always do here. */
  sorted?: boolean;
}
/**
 * The k largest elements along a dimension (the last one by default), in order, and where they are.
 *
 * @throws KindlingError `topk` for more than there are.
 * @example
 * topk(tensor([3, 9, 1, 7]), 2).values.tolist(); // → 9,7
 */
export function topk(x: Tensor, k: number, dim?: number | TopkOptions, largest?: boolean | TopkOptions, sorted?: boolean): Extremum {
  const o = byName<TopkOptions>("topk", ["dim", "largest", "sorted"], [dim, largest, sorted]);
  return sorting.topk(x, k, o.dim, o.largest);
}
/**
 * The k-th smallest element along a dimension (the last one by default), k from 1, and where it is.
 *
 * @throws KindlingError `topk` where there is no such element, `reduce-empty`.
 * @example
 * kthvalue(tensor([3, 9, 1, 7]), 2).values.item(); // → 3
 */
export function kthvalue(x: Tensor, k: number, dim?: Along, keepdim?: Keep): Extremum {
  const o = along("kthvalue", [dim, keepdim]);
  return sorting.kthvalue(x, k, o.dim, o.keepdim);
}
/** The most frequent element along a dimension (the last one by default; of equally frequent ones the smallest), and where it is last. */
export function mode(x: Tensor, dim?: Along, keepdim?: Keep): Extremum {
  const o = along("mode", [dim, keepdim]);
  return sorting.mode(x, o.dim, o.keepdim);
}
/**
 * The median: of all elements, or along a dimension with the positions. Of an even number the lower one in the middle;
 * NaN where there is one.
 *
 * @example
 * median(tensor([5, 1, 4, 2])).item(); // → 2
 * median(tensor([[5, 1, 4]]), 1).indices.tolist(); // → 2
 */
export function median(x: Tensor): Tensor;
export function median(x: Tensor, dim: Along, keepdim?: Keep): Extremum;
export function median(x: Tensor, dim?: Along, keepdim?: Keep): Tensor | Extremum {
  const o = along("median", [dim, keepdim]);
  return o.dim === undefined ? sorting.medianOf(x) : sorting.medianAlong(x, o.dim, o.keepdim);
}
/** The {@link median} of what is not NaN. */
export function nanmedian(x: Tensor): Tensor;
export function nanmedian(x: Tensor, dim: Along, keepdim?: Keep): Extremum;
export function nanmedian(x: Tensor, dim?: Along, keepdim?: Keep): Tensor | Extremum {
  const o = along("nanmedian", [dim, keepdim]);
  return o.dim === undefined ? sorting.nanmedianOf(x) : sorting.nanmedianAlong(x, o.dim, o.keepdim);
}

// ---- running totals ----

export type Running = number | { dim: number; dtype?: DType };
interface RunningOptions { dim: number; dtype: DType }
const running = (what: string, given: readonly unknown[]): RunningOptions => byName<RunningOptions>(what, ["dim"], given, ["dtype"]) as RunningOptions;
/**
 * Sums of the first 1, 2, … elements along a dimension; whole numbers and bools add up as int64.
 *
 * @example
 * cumsum(tensor([1, 2, 3]), 0).tolist(); // → 1,3,6
 */
export function cumsum(x: Tensor, dim: Running, o?: { dtype?: DType }): Tensor { const all = running("cumsum", [dim, o]); return scan.cumsum(x, all.dim, all.dtype); }
/** Products of the first 1, 2, … elements along a dimension; whole numbers and bools multiply as int64. */
export function cumprod(x: Tensor, dim: Running, o?: { dtype?: DType }): Tensor { const all = running("cumprod", [dim, o]); return scan.cumprod(x, all.dim, all.dtype); }
/** log Σ e^x over the first 1, 2, … elements along a dimension, without overflow. Floats only. */
export function logcumsumexp(x: Tensor, dim: number | { dim: number }): Tensor { return scan.logcumsumexp(x, running("logcumsumexp", [dim]).dim); }
/** The largest of the first 1, 2, … elements along a dimension, and where it is. */
export function cummax(x: Tensor, dim: number | { dim: number }): Extremum { return scan.cummax(x, running("cummax", [dim]).dim); }
/** The smallest of the first 1, 2, … elements along a dimension, and where it is. */
export function cummin(x: Tensor, dim: number | { dim: number }): Extremum { return scan.cummin(x, running("cummin", [dim]).dim); }

// ---- different elements, counts ----

export interface UniqueOptions {
  /** Whether they come in order. They always do here. */
  sorted?: boolean;
  /** Also gives, for each element of the input, its number among the different ones. */
  returnInverse?: boolean;
  /** Also gives how often each occurs. */
  returnCounts?: boolean;
  /** Compares slices along this dimension instead of elements. */
  dim?: number | null;
}
type Chosen = Tensor | Tensor[];
function chosen(u: uniques.Unique, o: UniqueOptions): Chosen {
  const all = [u.output, ...(o.returnInverse === true ? [u.inverse] : []), ...(o.returnCounts === true ? [u.counts] : [])];
  return all.length === 1 ? u.output : all;
}
/**
 * The different elements, in order; with `returnInverse` and `returnCounts` a list of tensors. Not in compiled functions,
 * since the values say how many there are.
 *
 * @example
 * unique(tensor([3, 1, 3, 2])).tolist(); // → 1,2,3
 * const [values, counts] = unique(tensor([3, 1, 3, 2]), { returnCounts: true });
 * counts.tolist(); // → 1,1,2
 */
export function unique(x: Tensor, o?: UniqueOptions & { returnInverse?: false; returnCounts?: false }): Tensor;
export function unique(x: Tensor, o: UniqueOptions & { returnInverse: true; returnCounts: true }): [output: Tensor, inverse: Tensor, counts: Tensor];
export function unique(x: Tensor, o: UniqueOptions): [output: Tensor, more: Tensor];
export function unique(x: Tensor, o?: UniqueOptions): Chosen {
  const all = byName<UniqueOptions>("unique", ["sorted", "returnInverse", "returnCounts", "dim"], [o]);
  return chosen(uniques.unique(x, all.dim ?? null), all);
}
/**
 * The elements without those that are like the one before.
 *
 * @example
 * uniqueConsecutive(tensor([1, 1, 2, 1])).tolist(); // → 1,2,1
 */
export function uniqueConsecutive(x: Tensor, o?: UniqueOptions & { returnInverse?: false; returnCounts?: false }): Tensor;
export function uniqueConsecutive(x: Tensor, o: UniqueOptions & { returnInverse: true; returnCounts: true }): [output: Tensor, inverse: Tensor, counts: Tensor];
export function uniqueConsecutive(x: Tensor, o: UniqueOptions): [output: Tensor, more: Tensor];
export function uniqueConsecutive(x: Tensor, o?: UniqueOptions): Chosen {
  const all = byName<UniqueOptions>("uniqueConsecutive", ["returnInverse", "returnCounts", "dim"], [o]);
  return chosen(uniques.uniqueConsecutive(x, all.dim ?? null), all);
}

export interface HistcOptions { bins?: number; min?: number; max?: number }
/**
 * How many elements fall into each of `bins` (100) equal parts of [min, max]; without them, of the elements' own range.
 *
 * @example
 * histc(tensor([1, 2, 1, 4]), 3, 1, 4).tolist(); // → 2,1,1
 */
export function histc(x: Tensor, bins?: number | HistcOptions, min?: number | HistcOptions, max?: number): Tensor {
  const o = byName<HistcOptions>("histc", ["bins", "min", "max"], [bins, min, max]);
  return search.histc(x, o.bins, o.min, o.max);
}
export interface BincountOptions { weights?: Tensor | null; minlength?: number }
/**
 * How often 0, 1, 2, … occur in a list of whole numbers, or the sums of the weights where they do.
 *
 * @example
 * bincount(tensor([1, 1, 3], { dtype: "int64" })).tolist(); // → 0,2,0,1
 */
export function bincount(x: Tensor, weights?: Tensor | null | BincountOptions, minlength?: number | BincountOptions): Tensor {
  const o = byName<BincountOptions>("bincount", ["weights", "minlength"], [weights, minlength]);
  return search.bincount(x, o.weights ?? null, o.minlength);
}
/**
 * Where along the last dimension of a sorted sequence each value belongs: how many elements are smaller (or, with
 * `right`, not larger). int64.
 *
 * @example
 * searchsorted(tensor([1, 3, 5]), tensor([2, 3, 9])).tolist(); // → 1,1,3
 */
export function searchsorted(sequence: Tensor, values: Tensor | number, o?: search.SearchOptions): Tensor {
  return search.searchsorted(sequence, values, byName<search.SearchOptions>("searchsorted", [], [o], ["outInt32", "right", "side", "sorter"]));
}
/**
 * The number of the bucket between 1-D boundaries that each element falls into.
 *
 * @example
 * bucketize(tensor([2, 9]), tensor([1, 3, 5])).tolist(); // → 1,3
 */
export function bucketize(x: Tensor | number, boundaries: Tensor, o?: Pick<search.SearchOptions, "outInt32" | "right">): Tensor {
  if (typeof x !== "number") needTensor(x, "bucketize");
  return search.bucketize(x, boundaries, byName<search.SearchOptions>("bucketize", [], [o], ["outInt32", "right"]));
}
