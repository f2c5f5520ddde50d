import type { Tensor } from "../core/tensor.js";
import type { Extremum } from "../ops/reduce/reduce.js";
import * as search from "../ops/sort/search.js";
import * as sorting from "../ops/sort/sort.js";
import * as uniques from "../ops/sort/unique.js";
import { byName, noMore } from "../diagnose/arguments.js";
import type { Flag } from "./api/argument-types.js";

// Functions with several signatures, and searches in sorted boundaries.

/** The arguments of {@link median} and {@link nanmedian} along a dimension by name. */
export interface MedianNamed {
  /** The dimension. */
  dim: number;
  /** Whether to keep the reduced dimension, with size 1. Default false. */
  keepdim?: boolean;
}
const along = (what: string, given: readonly unknown[]): Partial<MedianNamed> =>
  byName<MedianNamed>(what, ["dim", "keepdim"], given);

/**
 * The median of all elements, a scalar in the input's dtype. For an even number of elements, the lower of the middle
 * two; NaN if there is one, or if there are no floats.
 *
 * @throws KindlingError `reduce-empty` for an empty tensor of integers, `bool-arithmetic`, `no-complex`.
 * @example
 * median(tensor([5, 1, 4, 2])).item(); // → 2
 */
export function median(x: Tensor): Tensor;
/**
 * The medians along the dimension `dim`, and their int64 positions: `{ values, indices }`, both of the input's shape without
 * `dim` (`keepdim`, default false, keeps it with size 1).
 *
 * @throws KindlingError `reduce-empty` for a dimension of size 0, `dim-range`, `bool-arithmetic`, `no-complex`.
 * @example
 * median(tensor([[5, 1, 4]]), 1).indices.tolist(); // → 2
 */
export function median(x: Tensor, dim: number | MedianNamed, keepdim?: Flag<MedianNamed>): Extremum;
export function median(x: Tensor, ...args: unknown[]): Tensor | Extremum {
  const o = along("median", args);
  return o.dim === undefined ? sorting.medianOf(x) : sorting.medianAlong(x, o.dim, o.keepdim);
}
/**
 * The {@link median} of the elements that are not NaN, a scalar; NaN where there are none.
 *
 * @throws KindlingError `reduce-empty` for an empty tensor of integers, `bool-arithmetic`, `no-complex`.
 * @example
 * nanmedian(tensor([5, NaN, 4])).item(); // → 4
 */
export function nanmedian(x: Tensor): Tensor;
/**
 * The medians of the elements that are not NaN along the dimension `dim`, and their int64 positions: `{ values, indices }`, both of the
 * input's shape without `dim` (`keepdim`, default false, keeps it with size 1).
 *
 * @throws KindlingError `reduce-empty` for a dimension of size 0, `dim-range`, `bool-arithmetic`, `no-complex`.
 * @example
 * nanmedian(tensor([[5, NaN, 4]]), 1).indices.tolist(); // → 2
 */
export function nanmedian(x: Tensor, dim: number | MedianNamed, keepdim?: Flag<MedianNamed>): Extremum;
export function nanmedian(x: Tensor, ...args: unknown[]): Tensor | Extremum {
  const o = along("nanmedian", args);
  return o.dim === undefined ? sorting.nanmedianOf(x) : sorting.nanmedianAlong(x, o.dim, o.keepdim);
}

/** The options of {@link unique} and {@link uniqueConsecutive}. */
export interface UniqueOptions {
  /** Whether they are sorted. Here they always are. */
  sorted?: boolean;
  /** Whether to also return the position of each element of the input among the distinct ones. */
  returnInverse?: boolean;
  /** Whether to also return the number of occurrences of each. */
  returnCounts?: boolean;
  /** Compares slices along this dimension instead of elements. */
  dim?: number | null;
}
type Chosen = Tensor | Tensor[];
function chosen(u: uniques.Unique, o: UniqueOptions): Chosen {
  const all = [
    u.output,
    ...(o.returnInverse === true ? [u.inverse] : []),
    ...(o.returnCounts === true ? [u.counts] : []),
  ];
  return all.length === 1 ? u.output : all;
}
/** Options with which {@link unique} returns a single tensor. */
export interface UniqueAlone extends UniqueOptions {
  returnInverse?: false;
  returnCounts?: false;
}
/** Options with which {@link unique} returns all results. */
export interface UniqueAll extends UniqueOptions {
  returnInverse: true;
  returnCounts: true;
}
/** The result of {@link unique} with both options. */
export type UniqueParts = [output: Tensor, inverse: Tensor, counts: Tensor];
/**
 * The different elements in ascending order, a list. With `dim`, the different slices along that dimension instead.
 *
 * Not in compiled functions, since the number of results depends on values.
 *
 * @throws KindlingError `unique`, `dim-range`.
 * @example
 * unique(tensor([3, 1, 3, 2])).tolist(); // → 1,2,3
 */
export function unique(x: Tensor, options?: UniqueAlone): Tensor;
/**
 * The distinct elements in ascending order; the position of each element of the input among them, int64 in the input's
 * shape; and the number of occurrences of each, an int64 list.
 *
 * @throws KindlingError `unique`, `dim-range`.
 * @example
 * const [values, inverse] = unique(tensor([3, 1, 3]), { returnInverse: true, returnCounts: true });
 * values.get(inverse).tolist(); // → 3,1,3
 */
export function unique(x: Tensor, options: UniqueAll): UniqueParts;
/**
 * The distinct elements in ascending order, and with `returnInverse` or `returnCounts` one more tensor: the position of
 * each element of the input among them, int64 in the input's shape, or the number of occurrences of each, an int64
 * list.
 *
 * @throws KindlingError `unique`, `dim-range`.
 * @example
 * const [values, counts] = unique(tensor([3, 1, 3, 2]), { returnCounts: true });
 * counts.tolist(); // → 1,1,2
 */
export function unique(x: Tensor, options: UniqueOptions): [output: Tensor, more: Tensor];
export function unique(x: Tensor, ...args: unknown[]): Chosen {
  const all = byName<UniqueOptions>("unique", ["sorted", "returnInverse", "returnCounts", "dim"], args);
  return chosen(uniques.unique(x, all.dim ?? null), all);
}
/**
 * The elements, a list, without those that equal the one before. With `dim`, slices along that dimension instead.
 *
 * Not in compiled functions, since the number of results depends on values.
 *
 * @throws KindlingError `unique`, `dim-range`.
 * @example
 * uniqueConsecutive(tensor([1, 1, 2, 1])).tolist(); // → 1,2,1
 */
export function uniqueConsecutive(x: Tensor, options?: UniqueAlone): Tensor;
/**
 * The elements without those that equal the one before; the position of each element of the input among them, int64 in
 * the input's shape; and the lengths of runs, an int64 list.
 *
 * @throws KindlingError `unique`, `dim-range`.
 * @example
 * uniqueConsecutive(tensor([1, 1, 2]), { returnInverse: true, returnCounts: true })[1].tolist(); // → 0,0,1
 */
export function uniqueConsecutive(x: Tensor, options: UniqueAll): UniqueParts;
/**
 * The elements without those that equal the one before, and with `returnInverse` or `returnCounts` one more tensor, as in
 * {@link unique}.
 *
 * @throws KindlingError `unique`, `dim-range`.
 * @example
 * uniqueConsecutive(tensor([1, 1, 2]), { returnCounts: true })[1].tolist(); // → 2,1
 */
export function uniqueConsecutive(x: Tensor, options: UniqueOptions): [output: Tensor, more: Tensor];
export function uniqueConsecutive(x: Tensor, ...args: unknown[]): Chosen {
  const all = byName<UniqueOptions>("uniqueConsecutive", ["returnInverse", "returnCounts", "dim"], args);
  return chosen(uniques.uniqueConsecutive(x, all.dim ?? null), all);
}

/**
 * The position of each value along the last dimension of a sorted sequence: the number of elements that are smaller or,
 * with `right` (default false), not larger. Returns int64 in the shape of `values`, int32 with `outInt32`.
 *
 * The sequence is a list `[n]`, or has the leading dimensions of `values`. `side: "right"` is `right: true`; `sorter`
 * is the order of a sequence that is not sorted, as from {@link argsort}.
 *
 * @throws KindlingError `searchsorted`.
 * @example
 * searchsorted(tensor([1, 3, 5]), tensor([2, 3, 9])).tolist(); // → 1,1,3
 */
export function searchsorted(sequence: Tensor, values: Tensor | number, options?: search.SearchOptions): Tensor {
  noMore("searchsorted", 3, arguments);
  return search.searchsorted(
    sequence,
    values,
    byName<search.SearchOptions>("searchsorted", [], [options], ["outInt32", "right", "side", "sorter"]),
  );
}
