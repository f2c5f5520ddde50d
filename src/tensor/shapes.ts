import type { Arg } from "../core/op.js";
import type { Tensor } from "../core/tensor.js";
import * as broadcast from "../ops/broadcast.js";
import { outer } from "../ops/contract.js";
import * as flips from "../ops/flip.js";
import { cat, chunk, split } from "../ops/join.js";
import * as part from "../ops/part.js";
import * as place from "../ops/place.js";
import * as products from "../ops/products.js";
import * as scattered from "../ops/scatter.js";
import { where as choose } from "../ops/select.js";
import * as stacks from "../ops/stack.js";
import * as triangle from "../ops/triangle.js";
import { movedim, transpose } from "../ops/view.js";

// The methods that rearrange, pick and place, and the second names that PyTorch has for some functions.

/** The same as {@link cat}. */
export const concatenate = cat;
/** The same as {@link vstack}. */
export const rowStack = stacks.vstack;
/** The same as {@link transpose}. */
export const swapaxes = transpose;
/** The same as {@link transpose}. */
export const swapdims = transpose;
/** The same as {@link movedim}. */
export const moveaxis = movedim;
/** The same as {@link outer}. */
export const ger = outer;
/** {@link split} by a list of sizes. */
export function splitWithSizes(x: Tensor, sizes: readonly number[], dim = 0): Tensor[] { return split(x, sizes, dim); }
/** The same as {@link chunk}. */
export const unsafeChunk = chunk;
/** The same as {@link split}. */
export const unsafeSplit = split;

/**
 * `x` where the condition holds, `y` elsewhere, all broadcast together; of the condition alone, where it holds: one
 * int64 list of places per dimension.
 *
 * @throws KindlingError `where-condition` for a condition that is not bool.
 * @example
 * where(tensor([true, false]), tensor([1, 2]), 0).tolist(); // → 1,0
 * where(tensor([0, 5, 0, 7]).gt(0))[0]!.tolist(); // → 1,3
 */
export function where(condition: Tensor): Tensor[];
export function where(condition: Tensor, x: Arg, y: Arg): Tensor;
export function where(condition: Tensor, x?: Arg, y?: Arg): Tensor | Tensor[] {
  return x === undefined && y === undefined ? place.nonzero(condition, { asTuple: true }) : choose(condition, x!, y!);
}

/** Every method that this family gives to tensors. */
export const shapes = {
  adjoint: stacks.adjoint, ravel: stacks.ravel, tensorSplit: stacks.tensorSplit, hsplit: stacks.hsplit, vsplit: stacks.vsplit, dsplit: stacks.dsplit,
  broadcastTo: broadcast.broadcastTo, tile: broadcast.tile, repeatInterleave: broadcast.repeatInterleave,
  flip: flips.flip, fliplr: flips.fliplr, flipud: flips.flipud, roll: flips.roll, rot90: flips.rot90,
  swapaxes, swapdims, moveaxis, splitWithSizes, unsafeChunk, unsafeSplit,
  diag: triangle.diag, diagEmbed: triangle.diagEmbed, diagflat: triangle.diagflat, tril: triangle.tril, triu: triangle.triu, trace: triangle.trace,
  diagonalScatter: part.diagonalScatter, selectScatter: part.selectScatter, sliceScatter: part.sliceScatter, asStridedScatter: part.asStridedScatter,
  addmm: products.addmm, addmv: products.addmv, addr: products.addr, addbmm: products.addbmm, baddbmm: products.baddbmm,
  inner: products.inner, ger, kron: products.kron, renorm: products.renorm,
  scatter: scattered.scatter, scatterReduce: scattered.scatterReduce, indexReduce: scattered.indexReduce,
  indexAdd: place.indexAdd, indexCopy: place.indexCopy, indexFill: place.indexFill, indexPut: place.indexPut, put: place.put, takeAlongDim: place.takeAlongDim,
  maskedScatter: place.maskedScatter, nonzero: place.nonzero, argwhere: place.argwhere, narrowCopy: place.narrowCopy, sumToSize: place.sumToSize,
  where: (x: Tensor, condition: Tensor, y: Arg): Tensor => choose(condition, x, y),
} as const;
