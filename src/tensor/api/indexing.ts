import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as index from "../../ops/index.js";
import * as part from "../../ops/part.js";
import * as place from "../../ops/place.js";
import * as scattered from "../../ops/scatter.js";
import type { ScatterReduce } from "../../ops/scatter.js";
import * as select from "../../ops/select.js";
import type { TensorData } from "../creation.js";
import * as indexed from "../indexing.js";
import type { Index } from "../indexing.js";
import { named, type Unary } from "./named.js";

// Elements at places, and values put there; masks.

/**
 * Part of a tensor, Python's `x[…]`. Numbers, ranges, `null` and `"..."` give a view; tensors and masks give a copy.
 *
 * @throws KindlingError `index-range`, `index-type`, `index-count`, `index-mask`, `index-dtype`.
 * @example
 * const x = arange(12).reshape(3, 4);
 * x.get(1, slice(0, 2)).tolist(); // → 4,5
 * x.get("...", -1).tolist(); // → 3,7,11
 * x.get(x.gt(8)).tolist(); // → 9,10,11
 */
export const get: (x: Tensor, ...indices: Index[]) => Tensor = indexed.get;
/**
 * Writes into part of a tensor, Python's `x[…] = value`; the value broadcasts to the part.
 *
 * @example
 * const x = zeros(2, 3);
 * x.set([0, slice(1)], 5).tolist(); // → 0,5,5,0,0,0
 * x.set(x.eq(0), -1).tolist(); // → -1,5,5,-1,-1,-1
 */
export const set: (x: Tensor, index: Index | readonly Index[], value: Arg | TensorData) => Tensor = indexed.set;
/** `out[i][j] = x[index[i][j]][j]` for dim 0: elements of `x` along `dim` by an int64 index of the output's shape. */
export const gather: (x: Tensor, ...args: [dim: number, index: Tensor] | [named: { dim: number; index: Tensor }]) => Tensor = named("gather", ["dim", "index"], index.gather);
/** Slices of `x` along `dim` by a 1-D index. */
export const indexSelect: (x: Tensor, ...args: [dim: number, index: Tensor] | [named: { dim: number; index: Tensor }]) => Tensor = named("indexSelect", ["dim", "index"], index.indexSelect);
/** Elements of the flattened tensor by an index of any shape. */
export const take: (x: Tensor, index: Tensor | { index: Tensor }) => Tensor = named("take", ["index"], index.take);
/** The elements where the mask (bool, broadcast) holds, as a 1-D tensor. */
export const maskedSelect: (x: Tensor, mask: Tensor | { mask: Tensor }) => Tensor = named("maskedSelect", ["mask"], index.maskedSelect);
/** Like `scatter`, adding to what is there. */
export const scatterAdd: (x: Tensor, ...args: [dim: number, index: Tensor, src: Tensor] | [named: { dim: number; index: Tensor; src: Tensor }]) => Tensor = named("scatterAdd", ["dim", "index", "src"], index.scatterAdd);
/**
 * `x` with `out[index[i][j]][j] = src[i][j]` for dim 0. `src` is a tensor at least as large as the index, or a number;
 * `reduce: "add"` or `"multiply"` brings it together with what is there.
 *
 * @throws KindlingError `scatter-reduce`, `scatter-dtype`, `index-range`, `index-dtype`, `gather-dims`, `gather-shape`.
 * @example
 * scatter(zeros(3), 0, tensor([0, 2], { dtype: "int64" }), 1).tolist(); // → 1,0,1
 */
export const scatter: (x: Tensor, ...args: [dim: number, index: Tensor, src: Tensor | number, options?: { reduce?: "add" | "multiply" }] | [named: { dim: number; index: Tensor; src?: Tensor | number; value?: Tensor | number; reduce?: "add" | "multiply" }]) => Tensor = named("scatter", ["dim", "index", "src|value"], scattered.scatter, ["reduce"]);
/**
 * Elements of `src` brought together at `out[index[i][j]][j]` (for dim 0): their sum, product, mean, largest or smallest,
 * together with what `x` has there unless `includeSelf` is false. Places that no index names keep `x`.
 *
 * @throws KindlingError `scatter-reduce`, `scatter-dtype`, `index-range`, `index-dtype`, `gather-dims`, `gather-shape`.
 * @example
 * scatterReduce(zeros(2), 0, tensor([0, 1, 0], { dtype: "int64" }), tensor([5, 6, 7]), "amax").tolist(); // → 7,6
 */
export const scatterReduce: (x: Tensor, ...args: [dim: number, index: Tensor, src: Tensor, reduce: ScatterReduce, options?: { includeSelf?: boolean }] | [named: { dim: number; index: Tensor; src: Tensor; reduce: ScatterReduce; includeSelf?: boolean }]) => Tensor = named("scatterReduce", ["dim", "index", "src", "reduce"], scattered.scatterReduce, ["includeSelf"]);
/**
 * Rows of `source` brought together with the slices of `x` along `dim` that the 1-D index names: their product, mean,
 * largest or smallest ({@link indexAdd} adds them).
 */
export const indexReduce: (x: Tensor, ...args: [dim: number, index: Tensor, source: Tensor, reduce: "prod" | "mean" | "amax" | "amin", options?: { includeSelf?: boolean }] | [named: { dim: number; index: Tensor; source: Tensor; reduce: "prod" | "mean" | "amax" | "amin"; includeSelf?: boolean }]) => Tensor = named("indexReduce", ["dim", "index", "source", "reduce"], scattered.indexReduce, ["includeSelf"]);
/** The arguments of {@link takeAlongDim} by name. */
export interface TakeAlongDimNamed { indices: Tensor; dim?: number | null }
/**
 * Elements along `dim` by an index that broadcasts with the tensor in the other dimensions: what argsort and argmax give.
 * Without `dim`, elements of the flattened tensor.
 */
export const takeAlongDim: (x: Tensor, indices: Tensor | TakeAlongDimNamed, dim?: number | null | TakeAlongDimNamed) => Tensor = named("takeAlongDim", ["indices", "dim"], place.takeAlongDim);
/**
 * `x` with `alpha` times the rows of `source` added to its slices along `dim` that the 1-D index names; a slice named
 * twice gets both.
 *
 * @throws KindlingError `index-source`, `index-dtype`, `index-range`, `index-dims`, `scatter-dtype`.
 * @example
 * indexAdd(zeros(3), 0, tensor([0, 0, 2], { dtype: "int64" }), tensor([1, 2, 3])).tolist(); // → 3,0,3
 */
export const indexAdd: (x: Tensor, ...args: [dim: number, index: Tensor, source: Tensor, options?: { alpha?: number }] | [named: { dim: number; index: Tensor; source: Tensor; alpha?: number }]) => Tensor = named("indexAdd", ["dim", "index", "source"], place.indexAdd, ["alpha"]);
/** `x` with its slices along `dim` that the 1-D index names replaced by the rows of `source`. */
export const indexCopy: (x: Tensor, ...args: [dim: number, index: Tensor, source: Tensor] | [named: { dim: number; index: Tensor; source: Tensor }]) => Tensor = named("indexCopy", ["dim", "index", "source"], place.indexCopy);
/** `x` with `value` (a number, or a tensor without dimensions) in its slices along `dim` that the 1-D index names. */
export const indexFill: (x: Tensor, ...args: [dim: number, index: Tensor, value: Tensor | number] | [named: { dim: number; index: Tensor; value: Tensor | number }]) => Tensor = named("indexFill", ["dim", "index", "value"], place.indexFill);
/**
 * `x` with `values` (broadcast) at the places that index tensors name, one per dimension from the first on, as
 * `x[indices] = values` would write them: int64 numbers, or bool masks. `accumulate` adds instead, also where a place is
 * named twice.
 *
 * @throws KindlingError `index-count`, `index-dtype`, `index-range`, `copy-shape`, `scatter-dtype`.
 * @example
 * indexPut(zeros(2, 2), [tensor([0, 1], { dtype: "int64" }), tensor([1, 0], { dtype: "int64" })], tensor(5)).tolist(); // → 0,5,5,0
 */
export const indexPut: (x: Tensor, ...args: [indices: readonly Tensor[], values: Tensor, accumulate?: boolean] | [named: { indices: readonly Tensor[]; values: Tensor; accumulate?: boolean }]) => Tensor = named("indexPut", ["indices", "values", "accumulate"], place.indexPut);
/** `x` with the elements of `source` at the places that the index names in the flattened tensor; `accumulate` adds. */
export const put: (x: Tensor, ...args: [index: Tensor, source: Tensor, accumulate?: boolean] | [named: { index: Tensor; source: Tensor; accumulate?: boolean }]) => Tensor = named("put", ["index", "source", "accumulate"], place.put);
/**
 * `x` with the elements of `source`, in order, where the mask (bool, broadcast) holds.
 *
 * @throws KindlingError `mask-dtype`, `scatter-dtype`, `index-source` where the source has too few elements.
 * @example
 * maskedScatter(zeros(3), tensor([true, false, true]), tensor([1, 2])).tolist(); // → 1,0,2
 */
export const maskedScatter: (x: Tensor, ...args: [mask: Tensor, source: Tensor] | [named: { mask: Tensor; source: Tensor }]) => Tensor = named("maskedScatter", ["mask", "source"], place.maskedScatter);
/** The int64 indices of all elements that are not zero, one row each, as {@link nonzero}. */
export const argwhere: Unary = named("argwhere", [], place.argwhere);
/** `value` where the mask holds, `x` elsewhere. */
export const maskedFill: (x: Tensor, ...args: [mask: Tensor, value: Arg] | [named: { mask: Tensor; value: Arg }]) => Tensor = named("maskedFill", ["mask", "value"], select.maskedFill);
/** The arguments of {@link diagonalScatter} by name. */
export interface DiagonalScatterNamed { src: Tensor; offset?: number; dim1?: number; dim2?: number }
/**
 * A copy of `x` whose {@link diagonal} is `src`.
 *
 * @throws KindlingError `part-shape` where `src` has not the diagonal's shape.
 * @example
 * diagonalScatter(zeros(2, 2), tensor([1, 2])).tolist(); // → 1,0,0,2
 */
export const diagonalScatter: (x: Tensor, src: Tensor | DiagonalScatterNamed, offset?: number | DiagonalScatterNamed, dim1?: number | DiagonalScatterNamed, dim2?: number | DiagonalScatterNamed) => Tensor = named("diagonalScatter", ["src", "offset", "dim1", "dim2"], part.diagonalScatter);
/** A copy of `x` whose slice at `index` of a dimension is `src`; see {@link select}. */
export const selectScatter: (x: Tensor, ...args: [src: Tensor, dim: number, index: number] | [named: { src: Tensor; dim: number; index: number }]) => Tensor = named("selectScatter", ["src", "dim", "index"], part.selectScatter);
/** The arguments of {@link sliceScatter} by name. */
export interface SliceScatterNamed { src: Tensor; dim?: number; start?: number | null; end?: number | null; step?: number }
/** A copy of `x` with `src` in the elements `start … end − 1` of a dimension, every `step`-th. */
export const sliceScatter: (x: Tensor, src: Tensor | SliceScatterNamed, dim?: number | SliceScatterNamed, start?: number | null | SliceScatterNamed, end?: number | null | SliceScatterNamed, step?: number | SliceScatterNamed) => Tensor = named("sliceScatter", ["src", "dim", "start", "end", "step"], part.sliceScatter);
/** A copy of `x` with `src` where {@link asStrided} would show elements. */
export const asStridedScatter: (x: Tensor, ...args: [src: Tensor, size: readonly number[], stride: readonly number[], storageOffset?: number] | [named: { src: Tensor; size: readonly number[]; stride: readonly number[]; storageOffset?: number }]) => Tensor = named("asStridedScatter", ["src", "size", "stride", "storageOffset"], part.asStridedScatter);
