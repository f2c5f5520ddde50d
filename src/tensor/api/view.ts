import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import * as broadcast from "../../ops/view/broadcast.js";
import * as conjugates from "../../ops/complex/conjugates.js";
import * as complex from "../../ops/complex/parts.js";
import * as polar from "../../ops/complex/polar.js";
import * as join from "../../ops/view/join.js";
import { label } from "../../ops/label.js";
import * as indexPutOps from "../../ops/indexing/index-put.js";
import * as stack from "../../ops/view/stack.js";
import * as views from "../../ops/view/view.js";
import { normalizeDim, type Sizes, sizesOf } from "../../shape/shape.js";
import { type By, type Int, type Ints, publicFunction, type Size, type Unary } from "./argument-types.js";

// The same elements in another shape, order or layout, and parts of them: views, unless stated otherwise.

/**
 * The same elements in another shape, without a copy: `view(x, 2, 3)` or `view(x, [2, 3])`. One size may be −1, and is
 * computed from the others.
 *
 * @throws KindlingError `view-strides` if the layout would need a copy (use {@link reshape}), `reshape-size`, `shape-infer`.
 * @example
 * arange(6).view(2, -1).shape; // → 2,3
 */
export function view(x: Tensor, ...shape: Sizes): Tensor {
  return views.viewAs(x, sizesOf(shape));
}
/**
 * The same elements in another shape: a view if the layout allows it, else a copy. One size may be −1, and is computed
 * from the others.
 *
 * @throws KindlingError `reshape-size` for another number of elements, `shape-infer`.
 * @example
 * reshape(arange(6), [3, 2]).tolist(); // → 0,1,2,3,4,5
 */
export function reshape(x: Tensor, ...shape: Sizes): Tensor {
  return views.reshape(x, sizesOf(shape));
}
/**
 * A view with dimensions of size 1 expanded to larger sizes, and new dimensions in front; −1 keeps a size. No elements
 * are copied.
 *
 * @throws KindlingError `expand` for a dimension whose size is not 1, or for too few sizes.
 * @example
 * expand(tensor([[1], [2]]), 2, 3).tolist(); // → 1,1,1,2,2,2
 */
export function expand(x: Tensor, ...shape: Sizes): Tensor {
  return views.expand(x, sizesOf(shape));
}
/** Arguments of {@link permute}, by name. */
interface DimsNamed {
  /** The old dimensions, in their new order. */
  dims: readonly number[];
}
/**
 * A view with all dimensions in another order: dimension i of the result is dimension `dims[i]` of the input.
 *
 * @throws KindlingError `permute` for a different number of dimensions, `dim-range`, `dim-repeated`.
 * @example
 * permute(zeros(2, 3, 4), 2, 0, 1).shape; // → 4,2,3
 */
export const permute: (x: Tensor, ...dims: Sizes | [named: DimsNamed]) => Tensor = publicFunction(
  "permute",
  ["...dims"],
  (x: Tensor, ...dims: Sizes) => views.permute(x, sizesOf(dims)),
);
/** Arguments of {@link unbind}, by name. */
interface DimNamed {
  /** The dimension. Default 0. */
  dim?: number;
}
/**
 * A list of views, one for each index of the dimension `dim` (default 0), which disappears.
 *
 * @throws KindlingError `index-0d` for a scalar, `dim-range`.
 * @example
 * unbind(tensor([[1, 2], [3, 4]])).length; // → 2
 * unbind(tensor([[1, 2], [3, 4]]), 1)[0]!.tolist(); // → 1,3
 */
export const unbind: (x: Tensor, dim?: number | DimNamed) => Tensor[] = publicFunction(
  "unbind",
  ["dim"],
  (x: Tensor, dim = 0) => {
    needTensor(x, "unbind");
    if (x.shape.length === 0)
      fail("index-0d", "Dimension specified as 0 but tensor has no dimensions", "use item() to read the value.");
    const d = normalizeDim(dim, x.shape.length);
    return Array.from({ length: x.shape[d]! }, (_, i) => label(views.select(x, d, i), "UnbindBackward0"));
  },
);
/** The arguments of {@link transpose} by name; NumPy's names are accepted, too. */
export interface TransposeNamed {
  /** One dimension. */
  dim0?: number;
  /** Another name of `dim0`. */
  axis0?: number;
  /** The other dimension. */
  dim1?: number;
  /** Another name of `dim1`. */
  axis1?: number;
}
/**
 * A view with the dimensions `dim0` and `dim1` swapped.
 *
 * @throws KindlingError `dim-range`, `dim-type`.
 * @example
 * transpose(zeros(2, 3, 4), 0, 2).shape; // → 4,3,2
 */
export const transpose: (x: Tensor, ...args: By<[dim0: number, dim1: number], TransposeNamed>) => Tensor =
  publicFunction("transpose", ["dim0|axis0", "dim1|axis1"], views.transpose);
/** The arguments of {@link movedim} by name. */
export interface MovedimNamed {
  /** The dimensions to move. */
  source: Ints;
  /** Their new positions. */
  destination: Ints;
}
/**
 * A view with the dimensions `source` moved to the positions `destination`, one for each; the others keep their order.
 *
 * @throws KindlingError `movedim` if the lists differ in length, `dim-range`, `dim-repeated`.
 * @example
 * movedim(zeros(2, 3, 4), 0, 2).shape; // → 3,4,2
 */
export const movedim: (x: Tensor, ...args: By<[source: Ints, destination: Ints], MovedimNamed>) => Tensor =
  publicFunction("movedim", ["source", "destination"], views.movedim);
/** Arguments of {@link squeeze}, by name. */
interface SqueezeDimNamed {
  /** The dimension or dimensions. Default: all of size 1. */
  dim?: Ints;
}
/**
 * A view without the dimensions of size 1: all of them, or those of `dim` that have that size.
 *
 * @throws KindlingError `dim-range`.
 * @example
 * squeeze(zeros(1, 2, 1)).shape; // → 2
 * squeeze(zeros(1, 2, 1), 0).shape; // → 2,1
 */
export const squeeze: (x: Tensor, dim?: Ints | SqueezeDimNamed) => Tensor = publicFunction(
  "squeeze",
  ["dim"],
  views.squeeze,
);
/** Arguments of {@link unsqueeze}, by name. */
interface UnsqueezeDimNamed {
  /** The position of the new dimension. */
  dim: number;
}
/**
 * A view with a new dimension of size 1 at `dim`, from −(ndim + 1) to ndim.
 *
 * @throws KindlingError `dim-range`, `dim-type`.
 * @example
 * unsqueeze(zeros(2, 3), 1).shape; // → 2,1,3
 */
export const unsqueeze: (x: Tensor, dim: number | UnsqueezeDimNamed) => Tensor = publicFunction(
  "unsqueeze",
  ["dim"],
  views.unsqueeze,
);
/** The arguments of {@link narrow} and {@link narrowCopy} by name. */
export interface NarrowNamed {
  /** The dimension. */
  dim: number;
  /** The first place. */
  start: number | Tensor;
  /** The number of elements. */
  length: number;
}
/**
 * A view of `length` elements of the dimension `dim`, from `start` on: a number (a negative one counts from the end) or an
 * int64 tensor without dimensions.
 *
 * @throws KindlingError `narrow` if the dimension is too small, `slice-0d` for a scalar, `dim-range`, `index-type`.
 * @example
 * narrow(arange(6), 0, 2, 3).tolist(); // → 2,3,4
 */
export const narrow: (
  x: Tensor,
  ...args: By<[dim: number, start: number | Tensor, length: number], NarrowNamed>
) => Tensor = publicFunction("narrow", ["dim", "start", "length"], views.narrow);
/** The arguments of {@link select} by name. */
export interface SelectNamed {
  /** The dimension. */
  dim: number;
  /** The index along `dim`. */
  index: number;
}
/**
 * A view of one index of the dimension `dim`, which disappears. A negative index counts from the end.
 *
 * @throws KindlingError `index-range`, `index-0d` for a scalar, `dim-range`.
 * @example
 * select(tensor([[1, 2], [3, 4]]), 1, 0).tolist(); // → 1,3
 */
export const select: (x: Tensor, ...args: By<[dim: number, index: number], SelectNamed>) => Tensor = publicFunction(
  "select",
  ["dim", "index"],
  views.select,
);
/** The arguments of {@link diagonal} by name. */
export interface DiagonalNamed {
  /** Which diagonal: 0 (default) the main one, 1 the one above, −1 the one below. */
  offset?: number;
  /** The first dimension of the matrices. Default 0 (for diagEmbed, −2). */
  dim1?: number;
  /** The second dimension of the matrices. Default 1 (for diagEmbed, −1). */
  dim2?: number;
}
/**
 * A view of the diagonal of the dimensions `dim1` (default 0) and `dim2` (default 1), which disappear; it becomes a new last
 * dimension. `offset` (default 0) moves it, up if it is positive.
 *
 * @throws KindlingError `diagonal` if both dimensions are the same, `dim-range`.
 * @example
 * diagonal(tensor([[1, 2], [3, 4]])).tolist(); // → 1,4
 */
export const diagonal: (
  x: Tensor,
  offset?: Int<DiagonalNamed>,
  dim1?: Int<DiagonalNamed>,
  dim2?: Int<DiagonalNamed>,
) => Tensor = publicFunction("diagonal", ["offset", "dim1", "dim2"], views.diagonal);
/** The arguments of {@link unfold} by name. */
export interface UnfoldNamed {
  /** The dimension to slide the window along. */
  dimension: number;
  /** The size of each window. */
  size: number;
  /** The step between windows. */
  step: number;
}
/**
 * A view of windows of `size` elements, one every `step` elements of a dimension: its size becomes the number of
 * windows, (n − size) / step + 1 rounded down, and a new last dimension holds each window.
 *
 * @throws KindlingError `unfold` for a size that does not fit or a step below 1, `dim-range`.
 * @example
 * unfold(arange(5), 0, 3, 2).tolist(); // → 0,1,2,2,3,4
 */
export const unfold: (x: Tensor, ...args: By<[dimension: number, size: number, step: number], UnfoldNamed>) => Tensor =
  publicFunction("unfold", ["dimension", "size", "step"], views.unfold);
/** The arguments of {@link asStrided} by name. */
export interface AsStridedNamed {
  /** The shape of the view. */
  size: Size;
  /** The distance between neighbouring elements of each dimension, in elements. */
  stride: Size;
  /** The position of the first element in the storage. Default: x's own. */
  storageOffset?: number;
}
/** The position of the first element, in elements, or this and all further arguments by name. */
export type Start = Int<AsStridedNamed>;
/**
 * A view with any layout over the tensor's storage: element `[i, j, …]` is at
 * `storageOffset + i · stride[0] + j · stride[1] + …`. The offset is the tensor's own by default. Elements may be
 * shared.
 *
 * @throws KindlingError `as-strided` for negative strides, or if an element is outside the storage.
 * @example
 * asStrided(arange(5), [2, 3], [1, 1]).tolist(); // → 0,1,2,1,2,3
 */
export const asStrided: (
  x: Tensor,
  ...args: By<[size: Size, stride: Size, storageOffset?: Start], AsStridedNamed>
) => Tensor = publicFunction("asStrided", ["size", "stride", "storageOffset"], views.asStrided);
/** The arguments of {@link flatten} by name. */
export interface FlattenNamed {
  /** The first dimension to join. Default 0. */
  startDim?: number;
  /** The last dimension to join. Default −1. */
  endDim?: number;
}
/**
 * The dimensions `startDim` (default 0) to `endDim` (default −1) as one: a view if the layout allows it, else a copy. A scalar
 * becomes a list of one element.
 *
 * @throws KindlingError `flatten` if `startDim` is after `endDim`, `dim-range`.
 * @example
 * flatten(zeros(2, 3, 4), 1).shape; // → 2,12
 */
export const flatten: (x: Tensor, startDim?: Int<FlattenNamed>, endDim?: Int<FlattenNamed>) => Tensor = publicFunction(
  "flatten",
  ["startDim", "endDim"],
  views.flatten,
);
/** The arguments of {@link unflatten} by name. */
export interface UnflattenNamed {
  /** The dimension to divide. */
  dim: number;
  /** The sizes to divide it into; one may be −1. */
  sizes: readonly number[];
}
/**
 * A view with the dimension `dim` divided into several of the sizes listed; one may be −1, and is computed from the
 * others.
 *
 * @throws KindlingError `reshape-size` if the sizes do not multiply to the dimension's, `shape-infer`, `dim-range`.
 * @example
 * unflatten(zeros(2, 6), 1, [2, -1]).shape; // → 2,2,3
 */
export const unflatten: (x: Tensor, ...args: By<[dim: number, sizes: readonly number[]], UnflattenNamed>) => Tensor =
  publicFunction("unflatten", ["dim", "sizes"], views.unflatten);
/**
 * A view of a matrix with its dimensions swapped. Tensors of fewer dimensions stay as they are.
 *
 * @throws KindlingError `t-dims` for more than two dimensions.
 * @example
 * t(tensor([[1, 2], [3, 4]])).tolist(); // → 1,3,2,4
 */
export const t: Unary = publicFunction("t", [], views.t);
/**
 * A view of the same elements outside the graph: no gradient flows through it.
 *
 * @example
 * tensor(2, { requiresGrad: true }).mul(3).detach().requiresGrad; // → false
 */
export const detach: Unary = publicFunction("detach", [], views.detach);
/**
 * {@link narrow} as a copy.
 *
 * @throws KindlingError `narrow` if the dimension is too small, `slice-0d` for a scalar, `dim-range`, `index-type`.
 * @example
 * narrowCopy(arange(6), 0, 2, 3).tolist(); // → 2,3,4
 */
export const narrowCopy: (
  x: Tensor,
  ...args: By<[dim: number, start: number | Tensor, length: number], NarrowNamed>
) => Tensor = publicFunction("narrowCopy", ["dim", "start", "length"], indexPutOps.narrowCopy);
/** Arguments of {@link broadcastTo}, by name. */
interface SizeNamed {
  /** The shape of the result. */
  size: readonly number[];
}
/**
 * {@link expand} to a shape, given as a list.
 *
 * @throws KindlingError `expand` for a dimension whose size is not 1, or for too few sizes.
 * @example
 * broadcastTo(tensor([1, 2]), [2, 2]).tolist(); // → 1,2,1,2
 */
export const broadcastTo: (x: Tensor, size: readonly number[] | SizeNamed) => Tensor = publicFunction(
  "broadcastTo",
  ["size"],
  broadcast.broadcastTo,
);
/**
 * All elements as a list, in row-major order: a view if the layout allows it, else a copy.
 *
 * @example
 * ravel(tensor([[1, 2], [3, 4]])).tolist(); // → 1,2,3,4
 */
export const ravel: Unary = publicFunction("ravel", [], stack.ravel);
/**
 * The last two dimensions swapped, and complex numbers conjugated. A view of a real tensor.
 *
 * @throws KindlingError `too-few-dims` for fewer than two dimensions.
 * @example
 * adjoint(tensor([[1, 2], [3, 4]])).tolist(); // → 1,3,2,4
 */
export const adjoint: Unary = publicFunction("adjoint", [], stack.adjoint);
/** How to split a dimension: a number of pieces, or the positions where each piece after the first begins. */
export type Cuts = number | readonly number[];
/** The arguments of {@link tensorSplit} by name; the first has four. */
export interface TensorSplitNamed {
  /** The positions of the cuts, or the number of equal parts. */
  indicesOrSections?: Cuts | Tensor;
  /** The positions of the cuts. */
  indices?: Cuts | Tensor;
  /** The number of equal parts. */
  sections?: Cuts | Tensor;
  /** The positions of the cuts, or the number of equal parts. */
  tensorIndicesOrSections?: Cuts | Tensor;
  /** The dimension. Default 0. */
  dim?: number;
}
/**
 * A list of views, pieces of the dimension `dim` (default 0): n of nearly equal size (the first ones larger by one), or
 * cut before each of the positions listed.
 *
 * The positions are a list or an int64 list tensor; those beyond the end give empty pieces.
 *
 * @throws KindlingError `split` for no pieces, a scalar or other positions; `dim-range`.
 * @example
 * tensorSplit(arange(5), 2)[0]!.tolist(); // → 0,1,2
 * tensorSplit(arange(5), [1, 3]).length; // → 3
 */
export const tensorSplit: (
  x: Tensor,
  indicesOrSections: Cuts | Tensor | TensorSplitNamed,
  dim?: Int<TensorSplitNamed>,
) => Tensor[] = publicFunction(
  "tensorSplit",
  ["indicesOrSections|indices|sections|tensorIndicesOrSections", "dim"],
  stack.tensorSplit,
);
/** The argument of {@link hsplit}, {@link vsplit} and {@link dsplit} by name; it has three. */
export interface CutsNamed {
  /** The positions of the cuts, or the number of equal parts. */
  indicesOrSections?: Cuts;
  /** The positions of the cuts. */
  indices?: Cuts;
  /** The number of equal parts. */
  sections?: Cuts;
}
/**
 * {@link tensorSplit} along dimension 1 (0 of a list), into equal pieces or before the positions listed.
 *
 * @throws KindlingError `split` for a scalar, or if the dimension is not divisible by the number of pieces.
 * @example
 * hsplit(tensor([[1, 2], [3, 4]]), 2)[0]!.tolist(); // → 1,3
 */
export const hsplit: (x: Tensor, indicesOrSections: Cuts | CutsNamed) => Tensor[] = publicFunction(
  "hsplit",
  ["indicesOrSections|indices|sections"],
  stack.hsplit,
);
/**
 * {@link tensorSplit} along dimension 0 of two or more, into equal pieces or before the positions listed.
 *
 * @throws KindlingError `split` for fewer than two dimensions, or if the dimension is not divisible by the number of pieces.
 * @example
 * vsplit(tensor([[1, 2], [3, 4]]), 2)[0]!.tolist(); // → 1,2
 */
export const vsplit: (x: Tensor, indicesOrSections: Cuts | CutsNamed) => Tensor[] = publicFunction(
  "vsplit",
  ["indicesOrSections|indices|sections"],
  stack.vsplit,
);
/**
 * {@link tensorSplit} along dimension 2 of three or more, into equal pieces or before the positions listed.
 *
 * @throws KindlingError `split` for fewer than three dimensions, or if the dimension is not divisible by the number of pieces.
 * @example
 * dsplit(zeros(1, 2, 4), 2)[0]!.shape; // → 1,2,2
 */
export const dsplit: (x: Tensor, indicesOrSections: Cuts | CutsNamed) => Tensor[] = publicFunction(
  "dsplit",
  ["indicesOrSections|indices|sections"],
  stack.dsplit,
);
/** The arguments of {@link split} by name; the first has two. */
export interface SplitNamed {
  /** The size of each part, or the sizes of all. */
  splitSize?: Ints;
  /** The size of each part, or the sizes of all. */
  splitSizeOrSections?: Ints;
  /** The dimension. Default 0. */
  dim?: number;
}
/**
 * A list of views, pieces of the dimension `dim` (default 0): all of the size `splitSize` (the last perhaps smaller), or of the
 * sizes listed.
 *
 * @throws KindlingError `split` for a scalar, a negative size, or sizes that do not add up to the dimension's; `dim-range`.
 * @example
 * split(arange(5), 2).map((p) => p.shape[0]); // → 2,2,1
 * split(arange(5), [1, 4])[1]!.tolist(); // → 1,2,3,4
 */
export const split: (x: Tensor, splitSize: Ints | SplitNamed, dim?: Int<SplitNamed>) => Tensor[] = publicFunction(
  "split",
  ["splitSize|splitSizeOrSections", "dim"],
  join.split,
);
/** The arguments of {@link chunk} by name. */
export interface ChunkNamed {
  /** How many parts. */
  chunks: number;
  /** The dimension. Default 0. */
  dim?: number;
}
/**
 * A list of views, at most `chunks` pieces of equal size of the dimension `dim` (default 0); the last may be smaller.
 *
 * @throws KindlingError `split` for a scalar or fewer than one chunk, `dim-range`.
 * @example
 * chunk(arange(5), 2).map((p) => p.shape[0]); // → 3,2
 */
export const chunk: (x: Tensor, chunks: number | ChunkNamed, dim?: Int<ChunkNamed>) => Tensor[] = publicFunction(
  "chunk",
  ["chunks", "dim"],
  join.chunk,
);
/** The arguments of {@link splitWithSizes} by name. */
export interface SizesNamed {
  /** The size of each part. */
  splitSizes: readonly number[];
  /** The dimension. Default 0. */
  dim?: number;
}
/**
 * A list of views, pieces of the dimension `dim` (default 0) of the sizes listed: {@link split} by a list.
 *
 * @throws KindlingError `split` for a scalar, or sizes that do not add up to the dimension's; `dim-range`.
 * @example
 * splitWithSizes(arange(5), [1, 4])[1]!.tolist(); // → 1,2,3,4
 */
export const splitWithSizes: (
  x: Tensor,
  splitSizes: readonly number[] | SizesNamed,
  dim?: Int<SizesNamed>,
) => Tensor[] = publicFunction("splitWithSizes", ["splitSizes", "dim"], join.split);
/**
 * The complex conjugates: the imaginary parts negated, in a copy. (PyTorch negates them when they are read.) A tensor that is
 * not complex is returned itself.
 *
 * @example
 * conj(complex(tensor([1, 2]), tensor([3, 4]))); // → tensor([1.-3.j, 2.-4.j])
 */
export const conj: Unary = publicFunction("conj", [], complex.conj);
/**
 * The same as {@link conj}, which computes at once here.
 *
 * @example
 * conjPhysical(complex(tensor([1]), tensor([3]))); // → tensor([1.-3.j])
 */
export const conjPhysical: Unary = publicFunction("conjPhysical", [], conjugates.conjPhysical);
/**
 * The tensor itself: {@link conj} leaves nothing to be done later.
 *
 * @example
 * resolveConj(tensor([1, 2])).tolist(); // → 1,2
 */
export const resolveConj: Unary = publicFunction("resolveConj", [], conjugates.resolveConj);
/**
 * The tensor itself: no negation is left to be done later.
 *
 * @example
 * resolveNeg(tensor([1, 2])).tolist(); // → 1,2
 */
export const resolveNeg: Unary = publicFunction("resolveNeg", [], conjugates.resolveNeg);
/**
 * The angles of complex numbers, in (−π, π], as a real tensor of their shape; of real numbers 0, or π if they are negative.
 * Integers and bools give float32. The gradient at 0 is 0.
 *
 * @example
 * angle(complex(tensor([0, -1]), tensor([2, 0]))); // → tensor([1.5708, 3.1416])
 */
export const angle: Unary = publicFunction("angle", [], polar.angle);
