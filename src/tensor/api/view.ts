import type { Tensor } from "../../core/tensor.js";
import * as broadcast from "../../ops/broadcast.js";
import * as conjugates from "../../ops/complex/conjugates.js";
import * as complex from "../../ops/complex/parts.js";
import * as polar from "../../ops/complex/polar.js";
import * as join from "../../ops/join.js";
import * as place from "../../ops/place.js";
import * as stack from "../../ops/stack.js";
import * as views from "../../ops/view.js";
import type { Sizes } from "../../shape/shape.js";
import * as fn from "../functions.js";
import * as shapes from "../shapes.js";
import { named, type Unary } from "./named.js";

// The same elements under another shape, order or layout, and parts of them: views, unless said otherwise.

/**
 * The same elements under another shape, without a copy; one size may be −1.
 *
 * @throws KindlingError `view-strides` where the layout would need a copy (use reshape), `reshape-size`, `shape-infer`.
 * @example
 * arange(6).view(2, -1).shape; // → 2,3
 */
export const view: (x: Tensor, ...shape: Sizes) => Tensor = fn.view;
/**
 * Like {@link view}, with a copy where the layout needs one.
 *
 * @throws KindlingError `reshape-size`, `shape-infer`.
 * @example
 * reshape(arange(6), [3, 2]).tolist(); // → 0,1,2,3,4,5
 */
export const reshape: (x: Tensor, ...shape: Sizes) => Tensor = fn.reshape;
/**
 * A view with sizes of 1 stretched and new dimensions in front; −1 keeps a size. Nothing is copied.
 *
 * @throws KindlingError `expand` for another size than 1.
 * @example
 * expand(tensor([[1], [2]]), 2, 3).tolist(); // → 1,1,1,2,2,2
 */
export const expand: (x: Tensor, ...shape: Sizes) => Tensor = fn.expand;
/**
 * A view with all dimensions in another order.
 *
 * @example
 * permute(zeros(2, 3, 4), 2, 0, 1).shape; // → 4,2,3
 */
export const permute: (x: Tensor, ...dims: Sizes | [named: { dims: readonly number[] }]) => Tensor = named("permute", ["...dims"], fn.permute);
/** The dimension taken apart into a list of views. */
export const unbind: (x: Tensor, dim?: number | { dim?: number }) => Tensor[] = named("unbind", ["dim"], fn.unbind);
/** Two dimensions exchanged. */
export const transpose: (x: Tensor, ...args: [dim0: number, dim1: number] | [named: { dim0?: number; axis0?: number; dim1?: number; axis1?: number }]) => Tensor = named("transpose", ["dim0|axis0", "dim1|axis1"], views.transpose);
/** Dimensions moved to other places, the rest in their order. */
export const movedim: (x: Tensor, ...args: [source: number | readonly number[], destination: number | readonly number[]] | [named: { source: number | readonly number[]; destination: number | readonly number[] }]) => Tensor = named("movedim", ["source", "destination"], views.movedim);
/** Without the dimensions of size 1: all of them, or those listed. */
export const squeeze: (x: Tensor, dim?: number | readonly number[] | { dim?: number | readonly number[] }) => Tensor = named("squeeze", ["dim"], views.squeeze);
/** With a dimension of size 1 put in at `dim`. */
export const unsqueeze: (x: Tensor, dim: number | { dim: number }) => Tensor = named("unsqueeze", ["dim"], views.unsqueeze);
/** `length` elements of a dimension from `start` on. */
export const narrow: (x: Tensor, ...args: [dim: number, start: number | Tensor, length: number] | [named: { dim: number; start: number | Tensor; length: number }]) => Tensor = named("narrow", ["dim", "start", "length"], views.narrow);
/** One index of a dimension, which disappears. */
export const select: (x: Tensor, ...args: [dim: number, index: number] | [named: { dim: number; index: number }]) => Tensor = named("select", ["dim", "index"], views.select);
/** The arguments of {@link diagonal} by name. */
export interface DiagonalNamed { offset?: number; dim1?: number; dim2?: number }
/** The diagonal of two dimensions, as a new last dimension. */
export const diagonal: (x: Tensor, offset?: number | DiagonalNamed, dim1?: number | DiagonalNamed, dim2?: number | DiagonalNamed) => Tensor = named("diagonal", ["offset", "dim1", "dim2"], views.diagonal);
/** Windows of `size` every `step` along a dimension, as a new last dimension. */
export const unfold: (x: Tensor, ...args: [dimension: number, size: number, step: number] | [named: { dimension: number; size: number; step: number }]) => Tensor = named("unfold", ["dimension", "size", "step"], views.unfold);
/** Any layout over the tensor's storage that stays inside it. */
export const asStrided: (x: Tensor, ...args: [size: readonly number[], stride: readonly number[], storageOffset?: number] | [named: { size: readonly number[]; stride: readonly number[]; storageOffset?: number }]) => Tensor = named("asStrided", ["size", "stride", "storageOffset"], views.asStrided);
/** The arguments of {@link flatten} by name. */
export interface FlattenNamed { startDim?: number; endDim?: number }
/** Consecutive dimensions `start … end` as one. */
export const flatten: (x: Tensor, startDim?: number | FlattenNamed, endDim?: number | FlattenNamed) => Tensor = named("flatten", ["startDim", "endDim"], views.flatten);
/** One dimension as several; one size may be −1. */
export const unflatten: (x: Tensor, ...args: [dim: number, sizes: readonly number[]] | [named: { dim: number; sizes: readonly number[] }]) => Tensor = named("unflatten", ["dim", "sizes"], views.unflatten);
/** A matrix transposed; tensors of fewer dimensions as they are. */
export const t: Unary = named("t", [], views.t);
/** The same elements outside the graph: no gradient flows through. */
export const detach: Unary = named("detach", [], views.detach);
/** {@link narrow} as a copy. */
export const narrowCopy: (x: Tensor, ...args: [dim: number, start: number | Tensor, length: number] | [named: { dim: number; start: number | Tensor; length: number }]) => Tensor = named("narrowCopy", ["dim", "start", "length"], place.narrowCopy);
/** {@link expand} to a shape. */
export const broadcastTo: (x: Tensor, size: readonly number[] | { size: readonly number[] }) => Tensor = named("broadcastTo", ["size"], broadcast.broadcastTo);
/** All elements in a row; a copy where they do not lie in that order already. */
export const ravel: Unary = named("ravel", [], stack.ravel);
/** The last two dimensions exchanged; of complex numbers, also their signs. PyTorch's adjoint of a real tensor. */
export const adjoint: Unary = named("adjoint", [], stack.adjoint);
/** The arguments of {@link tensorSplit} by name. */
export interface TensorSplitNamed { indicesOrSections?: number | readonly number[] | Tensor; indices?: number | readonly number[] | Tensor; sections?: number | readonly number[] | Tensor; tensorIndicesOrSections?: number | readonly number[] | Tensor; dim?: number }
/**
 * Pieces of a dimension, as views: `n` of nearly equal size (the first ones larger by one), or cut before each of the
 * places listed (a list or a 1-D int64 tensor; places beyond the end give empty pieces).
 *
 * @throws KindlingError `split`.
 * @example
 * tensorSplit(arange(5), 2)[0]!.tolist(); // → 0,1,2
 * tensorSplit(arange(5), [1, 3]).length; // → 3
 */
export const tensorSplit: (x: Tensor, indicesOrSections: number | readonly number[] | Tensor | TensorSplitNamed, dim?: number | TensorSplitNamed) => Tensor[] = named("tensorSplit", ["indicesOrSections|indices|sections|tensorIndicesOrSections", "dim"], stack.tensorSplit);
/** {@link tensorSplit} along dimension 1 (0 for a list), into equal pieces or at the places listed. */
export const hsplit: (x: Tensor, indicesOrSections: number | readonly number[] | { indicesOrSections?: number | readonly number[]; indices?: number | readonly number[]; sections?: number | readonly number[] }) => Tensor[] = named("hsplit", ["indicesOrSections|indices|sections"], stack.hsplit);
/** {@link tensorSplit} along dimension 0 of two or more, into equal pieces or at the places listed. */
export const vsplit: (x: Tensor, indicesOrSections: number | readonly number[] | { indicesOrSections?: number | readonly number[]; indices?: number | readonly number[]; sections?: number | readonly number[] }) => Tensor[] = named("vsplit", ["indicesOrSections|indices|sections"], stack.vsplit);
/** {@link tensorSplit} along dimension 2, into equal pieces or at the places listed. */
export const dsplit: (x: Tensor, indicesOrSections: number | readonly number[] | { indicesOrSections?: number | readonly number[]; indices?: number | readonly number[]; sections?: number | readonly number[] }) => Tensor[] = named("dsplit", ["indicesOrSections|indices|sections"], stack.dsplit);
/** The arguments of {@link split} by name. */
export interface SplitNamed { splitSize?: number | readonly number[]; splitSizeOrSections?: number | readonly number[]; dim?: number }
/** Pieces of a dimension, as views: all of `size` (the last perhaps smaller), or of the sizes listed. */
export const split: (x: Tensor, splitSize: number | readonly number[] | SplitNamed, dim?: number | SplitNamed) => Tensor[] = named("split", ["splitSize|splitSizeOrSections", "dim"], join.split);
/** The arguments of {@link chunk} by name. */
export interface ChunkNamed { chunks: number; dim?: number }
/** At most `chunks` pieces of equal size (the last perhaps smaller), as views. */
export const chunk: (x: Tensor, chunks: number | ChunkNamed, dim?: number | ChunkNamed) => Tensor[] = named("chunk", ["chunks", "dim"], join.chunk);
/** The arguments of {@link splitWithSizes} by name. */
export interface SplitWithSizesNamed { splitSizes: readonly number[]; dim?: number }
/** {@link split} by a list of sizes. */
export const splitWithSizes: (x: Tensor, splitSizes: readonly number[] | SplitWithSizesNamed, dim?: number | SplitWithSizesNamed) => Tensor[] = named("splitWithSizes", ["splitSizes", "dim"], shapes.splitWithSizes);
/**
 * The complex conjugate: the imaginary part negated. (A copy; PyTorch negates it when it is read.) A tensor that is not
 * complex is its own.
 *
 * @example
 * conj(complex(tensor([1, 2]), tensor([3, 4]))); // → tensor([1.-3.j, 2.-4.j])
 */
export const conj: Unary = named("conj", [], complex.conj);
/** {@link conj}, computed. */
export const conjPhysical: Unary = named("conjPhysical", [], conjugates.conjPhysical);
/** The tensor itself: nothing is left to be done. */
export const resolveConj: Unary = named("resolveConj", [], conjugates.resolveConj);
/** The tensor itself: nothing is left to be done. */
export const resolveNeg: Unary = named("resolveNeg", [], conjugates.resolveNeg);
/**
 * The angle of complex numbers in (−π, π]; of real ones 0, or π where they are negative. It has no gradient at 0.
 *
 * @example
 * angle(complex(tensor([0, -1]), tensor([2, 0]))); // → tensor([1.5708, 3.1416])
 */
export const angle: Unary = named("angle", [], polar.angle);
