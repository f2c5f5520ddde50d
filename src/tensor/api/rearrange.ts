import type { Tensor } from "../../core/tensor.js";
import * as broadcast from "../../ops/broadcast.js";
import * as cast from "../../ops/cast.js";
import * as flips from "../../ops/flip.js";
import * as stfts from "../../ops/stft.js";
import type { IstftRest, StftRest } from "../../ops/stft.js";
import * as triangle from "../../ops/triangle.js";
import type { Sizes } from "../../shape/shape.js";
import * as fn from "../functions.js";
import { named, type Unary } from "./named.js";

// Copies in another order: flipped, rolled, repeated, cut to triangles, laid on diagonals; copies as they are.

/**
 * A copy with the order of elements turned round along the dimensions, `flip(x, 0, 1)` or `flip(x, [0, 1])`.
 *
 * @throws KindlingError `dim-range`, `dim-repeated`.
 * @example
 * flip(tensor([[1, 2], [3, 4]]), 0).tolist(); // → 3,4,1,2
 */
export const flip: (x: Tensor, ...dims: Sizes | [named: { dims: readonly number[] }]) => Tensor = named("flip", ["...dims"], flips.flip);
/** The arguments of {@link roll} by name. */
export interface RollNamed { shifts: number | readonly number[]; dims?: number | readonly number[] }
/**
 * A copy shifted in a circle: by `shifts` along `dims` (as many of both), or, without dimensions, through the flattened
 * tensor.
 *
 * @throws KindlingError `rearrange` where shifts and dimensions do not pair up.
 * @example
 * roll(tensor([1, 2, 3, 4]), 1).tolist(); // → 4,1,2,3
 */
export const roll: (x: Tensor, shifts: number | readonly number[] | RollNamed, dims?: number | readonly number[] | RollNamed) => Tensor = named("roll", ["shifts", "dims"], flips.roll);
/** The arguments of {@link rot90} by name. */
export interface Rot90Named { k?: number; dims?: readonly number[] }
/**
 * A copy turned by k · 90° in the plane of two dimensions, from the first towards the second.
 *
 * @throws KindlingError `rearrange` for dimensions that span no plane.
 * @example
 * rot90(tensor([[1, 2], [3, 4]])).tolist(); // → 2,4,1,3
 */
export const rot90: (x: Tensor, k?: number | Rot90Named, dims?: readonly number[] | Rot90Named) => Tensor = named("rot90", ["k", "dims"], flips.rot90);
/** A copy with left and right exchanged: {@link flip} along dimension 1. */
export const fliplr: Unary = named("fliplr", [], flips.fliplr);
/** A copy upside down: {@link flip} along dimension 0. */
export const flipud: Unary = named("flipud", [], flips.flipud);
/**
 * The tensor repeated along its dimensions as often as told, `tile(x, 2, 3)`; for dimensions not told once.
 *
 * @example
 * tile(tensor([[1, 2]]), 2).tolist(); // → 1,2,1,2
 */
export const tile: (x: Tensor, ...dims: Sizes | [named: { dims: readonly number[] }]) => Tensor = named("tile", ["...dims"], broadcast.tile);
/** The arguments of {@link repeatInterleave} by name. */
export interface RepeatInterleaveNamed { repeats?: number | Tensor; dim?: number | null; outputSize?: number }
/**
 * Each element several times in a row: `repeats` times each, or (a tensor of int64, one count per element) as often as
 * told. Along `dim`, or of the flattened tensor. A tensor of counts alone gives the places: `[2, 1]` is `[0, 0, 1]`.
 *
 * @throws KindlingError `repeat-dims`, `index-dtype`.
 * @example
 * repeatInterleave(tensor([1, 2]), 2).tolist(); // → 1,1,2,2
 * repeatInterleave(tensor([1, 2]), tensor([0, 3], { dtype: "int64" })).tolist(); // → 2,2,2
 */
export const repeatInterleave: (x: Tensor, repeats?: number | Tensor | RepeatInterleaveNamed, dim?: number | null | RepeatInterleaveNamed, options?: RepeatInterleaveNamed) => Tensor = named("repeatInterleave", ["repeats", "dim"], broadcast.repeatInterleave, ["outputSize"]);
/**
 * Copies of the tensor beside one another: `repeats[d]` along each dimension, new ones in front.
 *
 * @throws KindlingError `repeat-dims` for fewer counts than dimensions.
 * @example
 * repeat(tensor([1, 2]), 2, 2).tolist(); // → 1,2,1,2,1,2,1,2
 */
export const repeat: (x: Tensor, ...repeats: Sizes | [named: { repeats: readonly number[] }]) => Tensor = named("repeat", ["...repeats"], fn.repeat);
/**
 * A list as the diagonal of a square matrix of zeros; of a matrix, its diagonal, as a copy.
 *
 * @throws KindlingError `too-few-dims` for other than one or two dimensions.
 * @example
 * diag(tensor([1, 2])).tolist(); // → 1,0,0,2
 */
export const diag: (x: Tensor, diagonal?: number | { diagonal?: number }) => Tensor = named("diag", ["diagonal"], triangle.diag);
/** {@link diag} of the flattened tensor. */
export const diagflat: (x: Tensor, offset?: number | { offset?: number }) => Tensor = named("diagflat", ["offset"], triangle.diagflat);
/** The arguments of {@link diagEmbed} by name. */
export interface DiagEmbedNamed { offset?: number; dim1?: number; dim2?: number }
/**
 * The last dimension as a diagonal: `[…, n]` gives zeros `[…, n, n]` with the elements on the diagonal of `dim1` and
 * `dim2`; an offset moves it and makes the matrices larger.
 */
export const diagEmbed: (x: Tensor, offset?: number | DiagEmbedNamed, dim1?: number | DiagEmbedNamed, dim2?: number | DiagEmbedNamed) => Tensor = named("diagEmbed", ["offset", "dim1", "dim2"], triangle.diagEmbed);
/**
 * The lower triangle of a matrix (or of the matrices of a batch): elements above the diagonal become 0. `diagonal` moves
 * the border, up where it is positive.
 *
 * @throws KindlingError `too-few-dims`.
 * @example
 * tril(ones(3, 3)).tolist(); // → 1,0,0,1,1,0,1,1,1
 */
export const tril: (x: Tensor, diagonal?: number | { diagonal?: number }) => Tensor = named("tril", ["diagonal"], triangle.tril);
/** The upper triangle of a matrix (or of the matrices of a batch): elements below the diagonal become 0. See {@link tril}. */
export const triu: (x: Tensor, diagonal?: number | { diagonal?: number }) => Tensor = named("triu", ["diagonal"], triangle.triu);
/** A row-major copy that shares nothing. */
export const clone: Unary = named("clone", [], cast.clone);
/** The tensor itself where it is row-major already, else a copy. */
export const contiguous: Unary = named("contiguous", [], cast.contiguous);
/**
 * The short-time Fourier transform: a signal `[L]` or a batch of them `[B, L]` is cut into windows of `nFft` numbers every
 * `hopLength`, and each is transformed: `[frequencies, frames]`, or `[B, frequencies, frames]`. Further arguments, by place
 * or by name: hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex. Differentiable.
 *
 * @throws KindlingError `stft`, `pad-size`, `pad-mode`, `float-only`.
 * @example
 * stft(ones(16), 8, { window: hannWindow(8), returnComplex: true }).shape; // → 5,9
 */
export const stft: (x: Tensor, nFft: number, ...rest: StftRest) => Tensor = named("stft", ["nFft", "hopLength", "winLength", "window", "center", "padMode", "normalized", "onesided", "returnComplex"], stfts.stft);
/**
 * The signal whose {@link stft} this is, or comes nearest to it: `[frequencies, frames]`, or a batch of them, complex, or
 * with the parts as a last dimension. Takes the settings that stft had, by place or by name: hopLength, winLength, window,
 * center, normalized, onesided, length, returnComplex. Differentiable.
 *
 * @throws KindlingError `stft`, `reduce-empty`, `dim-range`.
 * @example
 * const x = tensor([1, 2, 3, 4, 5, 6, 7, 8]), window = hannWindow(4);
 * istft(stft(x, 4, { window, returnComplex: true }), 4, { window }).round().tolist(); // → 1,2,3,4,5,6,7,8
 */
export const istft: (x: Tensor, nFft: number, ...rest: IstftRest) => Tensor = named("istft", ["nFft", "hopLength", "winLength", "window", "center", "normalized", "onesided", "length", "returnComplex"], stfts.istft);
