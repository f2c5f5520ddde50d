import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as gatherOps from "../../ops/indexing/gather.js";
import * as scatterIntoView from "../../ops/view/scatter-into-view.js";
import * as indexPutOps from "../../ops/indexing/index-put.js";
import * as scatterOps from "../../ops/indexing/scatter.js";
import type { ScatterReduce } from "../../ops/indexing/scatter.js";
import * as select from "../../ops/pointwise/select.js";
import type { TensorData } from "../creation.js";
import * as indexed from "../indexing.js";
import type { Index } from "../indexing.js";
import { type By, type Dim, type Flag, type Int, publicFunction, type Size, type Unary } from "./argument-types.js";
import type { DiagonalNamed, Start } from "./view.js";

// Indexing: reading elements, writing values, and masks. Functions that write values return a copy.

/**
 * Part of a tensor, Python's `x[…]`. Numbers, ranges, `null` and `"..."` give a view; tensors and masks give a copy.
 *
 * A number picks one index of its dimension, which disappears; a {@link slice} or a string such as `"1:3"` takes a
 * range; `null` adds a dimension of size 1; `"..."` stands for all dimensions not mentioned. An int64 tensor or an
 * array of integers picks each of them; a bool tensor picks the elements where it is true.
 *
 * @throws KindlingError `index-range`, `index-type`, `index-count`, `index-mask`, `index-dtype`, `index-broadcast`, `slice-step`.
 * @example
 * const x = arange(12).reshape(3, 4);
 * x.get(1, slice(0, 2)).tolist(); // → 4,5
 * x.get("...", -1).tolist(); // → 3,7,11
 * x.get(x.gt(8)).tolist(); // → 9,10,11
 */
export const get: (x: Tensor, ...indices: Index[]) => Tensor = indexed.get;
/** A value that {@link set} writes: a number, a tensor, or nested arrays of numbers. */
export type Value = Arg | TensorData;
/**
 * Writes into part of a tensor, Python's `x[…] = value`, and returns the tensor. The index is one entry or an array of them, as
 * {@link get} takes them; the value broadcasts to the part.
 *
 * @throws KindlingError `expand` or `copy-shape` for a value that does not broadcast to the part, `index-range`, `index-type`,
 * `index-count`, `index-mask`, `index-dtype`, `index-broadcast`.
 * @example
 * const x = zeros(2, 3);
 * x.set([0, slice(1, null)], 5).tolist(); // → 0,5,5,0,0,0
 * x.set(x.eq(0), -1).tolist(); // → -1,5,5,-1,-1,-1
 */
export const set: (x: Tensor, index: Index | readonly Index[], value: Value) => Tensor = indexed.set;
/** The arguments of {@link gather} and {@link indexSelect} by name. */
export interface GatherNamed {
  /** The dimension. */
  dim: number;
  /** The indices along `dim`. */
  index: Tensor;
}
/**
 * Elements along `dim` by an index of the result's shape: for two dimensions and dim 0, `out[i][j] = x[index[i][j]][j]`.
 *
 * `index` is int64, has as many dimensions as `x`, and in the others at most x's sizes.
 *
 * @throws KindlingError `index-dtype`, `index-range`, `gather-dims`, `gather-shape`, `dim-range`.
 * @example
 * gather(tensor([[1, 2], [3, 4]]), 1, tensor([[1], [0]], { dtype: "int64" })).tolist(); // → 2,3
 */
export const gather: (x: Tensor, ...args: By<[dim: number, index: Tensor], GatherNamed>) => Tensor = publicFunction(
  "gather",
  ["dim", "index"],
  gatherOps.gather,
);
/**
 * Slices along `dim`, a copy, by an int64 list of their positions: that dimension's size becomes the list's length.
 *
 * @throws KindlingError `index-dtype`, `index-range`, `index-dims` for an index that is not a list, `dim-range`.
 * @example
 * indexSelect(tensor([[1, 2], [3, 4]]), 0, tensor([1, 1], { dtype: "int64" })).tolist(); // → 3,4,3,4
 */
export const indexSelect: (x: Tensor, ...args: By<[dim: number, index: Tensor], GatherNamed>) => Tensor =
  publicFunction("indexSelect", ["dim", "index"], gatherOps.indexSelect);
/** Arguments of {@link take}, by name. */
interface IndexNamed {
  /** The indices in the flattened tensor. */
  index: Tensor;
}
/**
 * Elements of the flattened tensor by int64 positions, in the shape of `index`. Negative positions count from the end.
 *
 * @throws KindlingError `index-dtype`, `index-range`.
 * @example
 * take(tensor([[1, 2], [3, 4]]), tensor([0, -1], { dtype: "int64" })).tolist(); // → 1,4
 */
export const take: (x: Tensor, index: Tensor | IndexNamed) => Tensor = publicFunction(
  "take",
  ["index"],
  gatherOps.take,
);
/** Arguments of {@link maskedSelect}, by name. */
interface MaskNamed {
  /** A bool tensor that broadcasts to x, true for the elements to select. */
  mask: Tensor;
}
/**
 * The elements for which `mask` is true, as a list. The mask is bool; it and the tensor broadcast together.
 *
 * @throws KindlingError `mask-dtype`, `broadcast`.
 * @example
 * maskedSelect(tensor([1, 2, 3]), tensor([true, false, true])).tolist(); // → 1,3
 */
export const maskedSelect: (x: Tensor, mask: Tensor | MaskNamed) => Tensor = publicFunction(
  "maskedSelect",
  ["mask"],
  gatherOps.maskedSelect,
);
/** The arguments of {@link scatterAdd} by name. */
export interface ScatterAddNamed {
  /** The dimension. */
  dim: number;
  /** The indices along `dim`. */
  index: Tensor;
  /** The values to write. */
  src: Tensor;
}
/**
 * `x` with the elements of `src` added at `out[index[i][j]][j]` (for two dimensions and dim 0); an index that occurs
 * twice gets both.
 *
 * `index` is int64 and at most as large as `src`, and apart from `dim` as `x`; the dtypes of `x` and `src` agree.
 *
 * @throws KindlingError `scatter-dtype`, `index-range`, `index-dtype`, `gather-dims`, `gather-shape`, `dim-range`.
 * @example
 * scatterAdd(zeros(2), 0, tensor([1, 1], { dtype: "int64" }), tensor([3, 4])).tolist(); // → 0,7
 */
export const scatterAdd: (
  x: Tensor,
  ...args: By<[dim: number, index: Tensor, src: Tensor], ScatterAddNamed>
) => Tensor = publicFunction("scatterAdd", ["dim", "index", "src"], gatherOps.scatterAdd);
/** The arguments of {@link scatter} by name. */
export interface ScatterNamed {
  /** The dimension. */
  dim: number;
  /** The indices along `dim`. */
  index: Tensor;
  /** The values to write. */
  src?: Tensor | number;
  /** The value to write: a number for all positions. */
  value?: Tensor | number;
  /** `"add"` or `"multiply"`, to combine with the existing values. Default: they are replaced. */
  reduce?: "add" | "multiply";
}
/**
 * `x` with the elements of `src`, or one number, at `out[index[i][j]][j]` (for two dimensions and dim 0).
 *
 * `index` is int64 and at most as large as `src`, and apart from `dim` as `x`; the dtypes of `x` and `src` agree.
 * `reduce: "add"` or `"multiply"` combines them with the existing values. By name, a number may also be called `value`.
 *
 * @throws KindlingError `scatter-reduce`, `scatter-dtype`, `index-range`, `index-dtype`, `gather-dims`, `gather-shape`, `dim-range`.
 * @example
 * scatter(zeros(3), 0, tensor([0, 2], { dtype: "int64" }), 1).tolist(); // → 1,0,1
 */
export const scatter: (
  x: Tensor,
  ...args: By<[dim: number, index: Tensor, src: Tensor | number], ScatterNamed>
) => Tensor = publicFunction("scatter", ["dim", "index", "src|value"], scatterOps.scatter, ["reduce"]);
/** How {@link scatterReduce} combines elements. */
export type Combine = ScatterReduce;
/** The arguments of {@link scatterReduce} by name. */
export interface Combining {
  /** The dimension. */
  dim: number;
  /** The indices along `dim`. */
  index: Tensor;
  /** The values to write. */
  src: Tensor;
  /** How values with the same index are combined, such as `"sum"`. */
  reduce: ScatterReduce;
  /** Whether the existing values are included. Default true. */
  includeSelf?: boolean;
}
/**
 * `x` with the elements of `src` combined at `out[index[i][j]][j]` (for two dimensions and dim 0): their "sum", "prod", "mean",
 * "amax" or "amin".
 *
 * The values of `x` are included unless `includeSelf` is false (default true). Elements that no index names keep their
 * value. Shapes and dtypes as in {@link scatterAdd}.
 *
 * @throws KindlingError `scatter-reduce`, `scatter-dtype`, `index-range`, `index-dtype`, `gather-dims`, `gather-shape`,
 * `bool-arithmetic`, `no-complex`, `dim-range`.
 * @example
 * scatterReduce(zeros(2), 0, tensor([0, 1, 0], { dtype: "int64" }), tensor([5, 6, 7]), "amax").tolist(); // → 7,6
 */
export const scatterReduce: (
  x: Tensor,
  ...args: By<[dim: number, index: Tensor, src: Tensor, reduce: Combine], Combining>
) => Tensor = publicFunction("scatterReduce", ["dim", "index", "src", "reduce"], scatterOps.scatterReduce, [
  "includeSelf",
]);
/** How {@link indexReduce} combines elements. */
export type Reduce = "prod" | "mean" | "amax" | "amin";
/** The arguments of {@link indexReduce} by name. */
export interface RowsNamed {
  /** The dimension. */
  dim: number;
  /** The indices along `dim`. */
  index: Tensor;
  /** The values to write. */
  source: Tensor;
  /** How values with the same index are combined, such as `"sum"`. */
  reduce: Reduce;
  /** Whether the existing values are included. Default true. */
  includeSelf?: boolean;
}
/**
 * `x` with the slices of `source` combined with those of `x` along `dim` that an int64 list names: their "prod",
 * "mean", "amax" or "amin"; {@link indexAdd} adds them. `includeSelf: false` (default true) leaves out the values of
 * `x`.
 *
 * @throws KindlingError `scatter-reduce`, `scatter-dtype`, `index-source`, `index-dtype`, `index-range`, `index-dims`, `dim-range`.
 * @example
 * indexReduce(ones(2), 0, tensor([0, 0], { dtype: "int64" }), tensor([2, 3]), "prod").tolist(); // → 6,1
 */
export const indexReduce: (
  x: Tensor,
  ...args: By<[dim: number, index: Tensor, source: Tensor, reduce: Reduce], RowsNamed>
) => Tensor = publicFunction("indexReduce", ["dim", "index", "source", "reduce"], scatterOps.indexReduce, [
  "includeSelf",
]);
/** The arguments of {@link takeAlongDim} by name. */
export interface TakeAlongDimNamed {
  /** The indices along `dim`. */
  indices: Tensor;
  /** The dimension. Default null: of the flattened tensor. */
  dim?: number | null;
}
/**
 * Elements along `dim` by int64 indices, such as those of {@link argsort} and {@link argmax}; apart from `dim`, both
 * broadcast together. Without `dim`, elements of the flattened tensor, as a list.
 *
 * @throws KindlingError `gather-dims` for another number of dimensions, `index-dtype`, `index-range`, `dim-range`.
 * @example
 * const x = tensor([[1, 5], [7, 3]]);
 * takeAlongDim(x, argmax(x, 1, true), 1).tolist(); // → 5,7
 */
export const takeAlongDim: (x: Tensor, indices: Tensor | TakeAlongDimNamed, dim?: Dim<TakeAlongDimNamed>) => Tensor =
  publicFunction("takeAlongDim", ["indices", "dim"], indexPutOps.takeAlongDim);
/** The arguments of {@link indexAdd} by name. */
export interface IndexAddNamed {
  /** The dimension. */
  dim: number;
  /** The indices along `dim`. */
  index: Tensor;
  /** The values to write. */
  source: Tensor;
  /** The factor of the other tensor. Default 1. */
  alpha?: number;
}
/**
 * `x` with `alpha` (default 1) times the slices of `source` added to its own along `dim` that an int64 list names; a slice named
 * twice gets both.
 *
 * @throws KindlingError `index-source`, `index-dtype`, `index-range`, `index-dims`, `scatter-dtype`, `dim-range`.
 * @example
 * indexAdd(zeros(3), 0, tensor([0, 0, 2], { dtype: "int64" }), tensor([1, 2, 3])).tolist(); // → 3,0,3
 */
export const indexAdd: (x: Tensor, ...args: By<[dim: number, index: Tensor, source: Tensor], IndexAddNamed>) => Tensor =
  publicFunction("indexAdd", ["dim", "index", "source"], indexPutOps.indexAdd, ["alpha"]);
/** The arguments of {@link indexCopy} by name. */
export interface IndexCopyNamed {
  /** The dimension. */
  dim: number;
  /** The indices along `dim`. */
  index: Tensor;
  /** The values to write. */
  source: Tensor;
}
/**
 * `x` with its slices along `dim` that an int64 list names replaced by those of `source`.
 *
 * @throws KindlingError `index-source`, `index-dtype`, `index-range`, `index-dims`, `scatter-dtype`, `dim-range`.
 * @example
 * indexCopy(zeros(3), 0, tensor([2, 0], { dtype: "int64" }), tensor([1, 2])).tolist(); // → 2,0,1
 */
export const indexCopy: (
  x: Tensor,
  ...args: By<[dim: number, index: Tensor, source: Tensor], IndexCopyNamed>
) => Tensor = publicFunction("indexCopy", ["dim", "index", "source"], indexPutOps.indexCopy);
/** The arguments of {@link indexFill} by name. */
export interface IndexFillNamed {
  /** The dimension. */
  dim: number;
  /** The indices along `dim`. */
  index: Tensor;
  /** The values to write. */
  value: Tensor | number;
}
/**
 * `x` with `value`, a number or a tensor without dimensions, in its slices along `dim` that an int64 list names.
 *
 * @throws KindlingError `index-source` for a value with dimensions, `index-dtype`, `index-range`, `index-dims`, `dim-range`.
 * @example
 * indexFill(zeros(3), 0, tensor([0, 2], { dtype: "int64" }), 5).tolist(); // → 5,0,5
 */
export const indexFill: (
  x: Tensor,
  ...args: By<[dim: number, index: Tensor, value: Tensor | number], IndexFillNamed>
) => Tensor = publicFunction("indexFill", ["dim", "index", "value"], indexPutOps.indexFill);
/** The indices of {@link indexPut}, one per dimension from the first on. */
export interface Places extends ReadonlyArray<Tensor> {}
/** The arguments of {@link indexPut} by name. */
export interface IndexPutNamed {
  /** The positions: a tensor of indices for each dimension. */
  indices: Places;
  /** The values to write. */
  values: Tensor;
  /** Whether values are added to the existing ones. Default false: they replace them. */
  accumulate?: boolean;
}
/** `accumulate` of {@link indexPut} by position or by name. */
export type Accumulate = Flag<{
  /** Whether values are added to the existing ones. */
  accumulate: boolean;
}>;
/**
 * `x` with `values` at the positions that index tensors name, one per dimension from the first on, like
 * `x[indices] = values`.
 *
 * The indices are integers or bool masks and broadcast together; `values` broadcasts to the positions and has x's
 * dtype. `accumulate` (default false) adds instead, also where an index occurs twice.
 *
 * @throws KindlingError `index-count`, `index-dtype`, `index-range`, `index-mask`, `index-broadcast`, `copy-shape`, `scatter-dtype`.
 * @example
 * indexPut(zeros(2, 2), [tensor([0, 1], { dtype: "int64" }), tensor([1, 0], { dtype: "int64" })], tensor(5)).tolist(); // → 0,5,5,0
 */
export const indexPut: (
  x: Tensor,
  ...args: By<[indices: Places, values: Tensor, accumulate?: Accumulate], IndexPutNamed>
) => Tensor = publicFunction("indexPut", ["indices", "values", "accumulate"], indexPutOps.indexPut);
/** The arguments of {@link put} by name. */
export interface PutNamed {
  /** The indices in the flattened tensor. */
  index: Tensor;
  /** The values to write. */
  source: Tensor;
  /** Whether values are added to the existing ones. Default false: they replace them. */
  accumulate?: boolean;
}
/**
 * `x` with the elements of `source`, as many as `index` has, at those int64 positions of the flattened tensor.
 * `accumulate` (default false) adds instead, also where an index occurs twice.
 *
 * @throws KindlingError `index-source` for another number of elements, `index-dtype`, `index-range`, `scatter-dtype`.
 * @example
 * put(zeros(2, 2), tensor([1, 2], { dtype: "int64" }), tensor([5, 6])).tolist(); // → 0,5,6,0
 */
export const put: (
  x: Tensor,
  ...args: By<[index: Tensor, source: Tensor, accumulate?: Accumulate], PutNamed>
) => Tensor = publicFunction("put", ["index", "source", "accumulate"], indexPutOps.put);
/** The arguments of {@link maskedScatter} by name. */
export interface MaskedScatterNamed {
  /** A bool tensor that broadcasts to x, true for the elements to select. */
  mask: Tensor;
  /** The values to write. */
  source: Tensor;
}
/**
 * `x` with the elements of `source`, in order, where `mask` is true. The mask is bool and broadcasts to `x`; the dtypes of `x` and
 * `source` agree.
 *
 * @throws KindlingError `mask-dtype`, `scatter-dtype`, `index-source` if the source has too few elements, `broadcast`.
 * @example
 * maskedScatter(zeros(3), tensor([true, false, true]), tensor([1, 2])).tolist(); // → 1,0,2
 */
export const maskedScatter: (x: Tensor, ...args: By<[mask: Tensor, source: Tensor], MaskedScatterNamed>) => Tensor =
  publicFunction("maskedScatter", ["mask", "source"], indexPutOps.maskedScatter);
/**
 * The int64 indices of all elements that are not zero, one row each: `[n, ndim]`, like {@link nonzero}.
 *
 * @example
 * argwhere(tensor([[0, 1], [2, 0]])).tolist(); // → 0,1,1,0
 */
export const argwhere: Unary = publicFunction("argwhere", [], indexPutOps.argwhere);
/** The arguments of {@link maskedFill} by name. */
export interface MaskedFillNamed {
  /** A bool tensor that broadcasts to x, true for the elements to select. */
  mask: Tensor;
  /** The values to write. */
  value: Arg;
}
/**
 * `value` where `mask` is true, `x` elsewhere. The mask is bool; it and `x` broadcast together. The value, a number or a tensor
 * without dimensions, is converted to x's dtype.
 *
 * @throws KindlingError `mask-dtype`, `broadcast`.
 * @example
 * maskedFill(tensor([1, 2, 3]), tensor([false, true, false]), 0).tolist(); // → 1,0,3
 */
export const maskedFill: (x: Tensor, ...args: By<[mask: Tensor, value: Arg], MaskedFillNamed>) => Tensor =
  publicFunction("maskedFill", ["mask", "value"], select.maskedFill);
/** The arguments of {@link diagonalScatter} by name. */
export interface DiagonalSrc extends DiagonalNamed {
  /** The values to write. */
  src: Tensor;
}
/** An argument of {@link diagonalScatter}, or this and all further ones by name. */
export type DiagInt = Int<DiagonalNamed>;
/**
 * A copy of `x` whose {@link diagonal} of the dimensions `dim1` (default 0) and `dim2` (default 1), moved by `offset` (default 0),
 * is `src`.
 *
 * @throws KindlingError `part-shape` if `src` does not have the diagonal's shape, `diagonal`, `dim-range`.
 * @example
 * diagonalScatter(zeros(2, 2), tensor([1, 2])).tolist(); // → 1,0,0,2
 */
export const diagonalScatter: (
  x: Tensor,
  src: Tensor | DiagonalSrc,
  offset?: DiagInt,
  dim1?: DiagInt,
  dim2?: DiagInt,
) => Tensor = publicFunction("diagonalScatter", ["src", "offset", "dim1", "dim2"], scatterIntoView.diagonalScatter);
/** The arguments of {@link selectScatter} by name. */
export interface SelectScatterNamed {
  /** The values to write. */
  src: Tensor;
  /** The dimension. */
  dim: number;
  /** The index along `dim`. */
  index: number;
}
/**
 * A copy of `x` whose slice at `index` of the dimension `dim` is `src`; see {@link select}.
 *
 * @throws KindlingError `part-shape` if `src` does not have the slice's shape, `index-range`, `dim-range`.
 * @example
 * selectScatter(zeros(2, 2), tensor([1, 2]), 0, 1).tolist(); // → 0,0,1,2
 */
export const selectScatter: (
  x: Tensor,
  ...args: By<[src: Tensor, dim: number, index: number], SelectScatterNamed>
) => Tensor = publicFunction("selectScatter", ["src", "dim", "index"], scatterIntoView.selectScatter);
/** The arguments of {@link sliceScatter} by name. */
export interface SliceSrc {
  /** The values to write. */
  src: Tensor;
  /** The dimension. Default 0. */
  dim?: number;
  /** The first index. Default null: 0. */
  start?: number | null;
  /** The index after the last. Default null: the end. */
  end?: number | null;
  /** The step. Default 1. */
  step?: number;
}
/** A dimension or step, or this and all further arguments of {@link sliceScatter} by name. */
export type SliceInt = Int<SliceSrc>;
/**
 * A bound of a slice, null for the dimension's own, or this and all further arguments of {@link sliceScatter} by name.
 */
export type Bound = Dim<SliceSrc>;
/**
 * A copy of `x` with `src` in the elements `start` … `end` − 1 of the dimension `dim` (default 0), every `step`-th (default 1).
 * Without `start` or `end`, from the beginning or to the end; negative ones count from the end.
 *
 * @throws KindlingError `part-shape` if `src` does not have the slice's shape, `slice-step`, `dim-range`.
 * @example
 * sliceScatter(zeros(4), tensor([1, 2]), 0, 1, 3).tolist(); // → 0,1,2,0
 */
export const sliceScatter: (
  x: Tensor,
  src: Tensor | SliceSrc,
  dim?: SliceInt,
  start?: Bound,
  end?: Bound,
  step?: SliceInt,
) => Tensor = publicFunction("sliceScatter", ["src", "dim", "start", "end", "step"], scatterIntoView.sliceScatter);
/** The arguments of {@link asStridedScatter} by name. */
export interface Layout {
  /** The values to write. */
  src: Tensor;
  /** The shape of the view. */
  size: Size;
  /** The distance between neighbouring elements of each dimension, in elements. */
  stride: Size;
  /** The position of the first element in the storage. Default: x's own. */
  storageOffset?: number;
}
/**
 * A copy of `x` with `src` written to the elements that {@link asStrided} with the same `size`, `stride` and
 * `storageOffset` selects.
 *
 * @throws KindlingError `part-shape` if `src` does not have the shape `size`, `as-strided`.
 * @example
 * asStridedScatter(zeros(2, 2), tensor([1, 2]), [2], [3]).tolist(); // → 1,0,0,2
 */
export const asStridedScatter: (
  x: Tensor,
  ...args: By<[src: Tensor, size: Size, stride: Size, storageOffset?: Start], Layout>
) => Tensor = publicFunction(
  "asStridedScatter",
  ["src", "size", "stride", "storageOffset"],
  scatterIntoView.asStridedScatter,
);
