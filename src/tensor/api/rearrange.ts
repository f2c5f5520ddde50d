import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import * as broadcast from "../../ops/view/broadcast.js";
import * as cast from "../../ops/pointwise/cast.js";
import * as flips from "../../ops/view/flip.js";
import * as stfts from "../../ops/fft/stft.js";
import type { IstftArguments, StftArguments } from "../../ops/fft/stft.js";
import * as triangle from "../../ops/view/triangle.js";
import { checkDims, type Sizes, sizesOf } from "../../shape/shape.js";
import { type Dim, type Int, type Ints, type More, publicFunction, type Unary } from "./argument-types.js";
import type { DiagonalNamed } from "./view.js";

// Copies in another order: flipped, rolled, repeated, triangles, diagonals; and plain copies.

/** Arguments of {@link flip}, by name. */
interface DimsNamed {
  /** The dimensions to reverse. */
  dims: readonly number[];
}
/**
 * A copy with the order of elements reversed along the dimensions: `flip(x, 0, 1)` or `flip(x, [0, 1])`.
 *
 * @throws KindlingError `dim-range`, `dim-repeated`.
 * @example
 * flip(tensor([[1, 2], [3, 4]]), 0).tolist(); // → 3,4,1,2
 */
export const flip: (x: Tensor, ...dims: Sizes | [named: DimsNamed]) => Tensor = publicFunction(
  "flip",
  ["...dims"],
  flips.flip,
);
/** The arguments of {@link roll} by name. */
export interface RollNamed {
  /** The number of positions: one for each dimension. */
  shifts: Ints;
  /** The dimensions. Default: of the flattened tensor. */
  dims?: Ints;
}
/**
 * A copy with elements shifted by `shifts` along `dims`, one shift per dimension; those shifted past the end reappear
 * at the beginning. Without `dims`, the flattened tensor is shifted.
 *
 * @throws KindlingError `rearrange` if shifts and dimensions do not pair up, `dim-type`, `dim-range`.
 * @example
 * roll(tensor([1, 2, 3, 4]), 1).tolist(); // → 4,1,2,3
 */
export const roll: (x: Tensor, shifts: Ints | RollNamed, dims?: Ints | RollNamed) => Tensor = publicFunction(
  "roll",
  ["shifts", "dims"],
  flips.roll,
);
/** The arguments of {@link rot90} by name. */
export interface Rot90Named {
  /** The number of quarter turns. Default 1. */
  k?: number;
  /** The plane of the rotation. Default [0, 1]. */
  dims?: readonly number[];
}
/**
 * A copy rotated by `k` · 90° (default 1) in the plane of two dimensions (default `[0, 1]`), from the first towards the
 * second.
 *
 * @throws KindlingError `rearrange` for dimensions that do not span a plane.
 * @example
 * rot90(tensor([[1, 2], [3, 4]])).tolist(); // → 2,4,1,3
 */
export const rot90: (x: Tensor, k?: Int<Rot90Named>, dims?: readonly number[] | Rot90Named) => Tensor = publicFunction(
  "rot90",
  ["k", "dims"],
  flips.rot90,
);
/**
 * A copy flipped left to right: {@link flip} along dimension 1.
 *
 * @throws KindlingError `too-few-dims` for fewer than two dimensions.
 * @example
 * fliplr(tensor([[1, 2], [3, 4]])).tolist(); // → 2,1,4,3
 */
export const fliplr: Unary = publicFunction("fliplr", [], flips.fliplr);
/**
 * A copy flipped upside down: {@link flip} along dimension 0.
 *
 * @throws KindlingError `too-few-dims` for a scalar.
 * @example
 * flipud(tensor([[1, 2], [3, 4]])).tolist(); // → 3,4,1,2
 */
export const flipud: Unary = publicFunction("flipud", [], flips.flipud);
/** Arguments of {@link tile}, by name. */
interface TileDimsNamed {
  /** The number of repetitions along each dimension. */
  dims: readonly number[];
}
/**
 * Repeats the tensor along each dimension: `tile(x, 2, 3)` or `tile(x, [2, 3])`. Fewer counts than dimensions apply to
 * the last ones; more add dimensions in front.
 *
 * @throws KindlingError `negative-size`, `size-type`.
 * @example
 * tile(tensor([[1, 2]]), 2).tolist(); // → 1,2,1,2
 */
export const tile: (x: Tensor, ...dims: Sizes | [named: TileDimsNamed]) => Tensor = publicFunction(
  "tile",
  ["...dims"],
  broadcast.tile,
);
/** The arguments of {@link repeatInterleave} by name. */
export interface RepeatsNamed {
  /** The number of repetitions: one number, or one for each element. */
  repeats?: number | Tensor;
  /** The dimension. Default null: of the flattened tensor. */
  dim?: number | null;
  /** The number of elements of the result, if known. */
  outputSize?: number;
}
/** The number of repetitions of each element, or all arguments by name. */
export type Repeats = number | Tensor | More<RepeatsNamed>;
/**
 * Each element several times in a row: `repeats` times each, or, for an int64 tensor of one count per element, that often.
 *
 * With `dim`, slices along that dimension are repeated; without it, elements of the flattened tensor. `outputSize` only states
 * how many there will be. A tensor of counts alone gives positions: `[2, 1]` gives `[0, 0, 1]`.
 *
 * @throws KindlingError `repeat-dims` for negative counts or another number of them, `index-dtype`, `size-type`, `dim-range`.
 * @example
 * repeatInterleave(tensor([1, 2]), 2).tolist(); // → 1,1,2,2
 * repeatInterleave(tensor([1, 2]), tensor([0, 3], { dtype: "int64" })).tolist(); // → 2,2,2
 */
export const repeatInterleave: (
  x: Tensor,
  repeats?: Repeats,
  dim?: Dim<RepeatsNamed>,
  o?: More<RepeatsNamed>,
) => Tensor = publicFunction("repeatInterleave", ["repeats", "dim"], broadcast.repeatInterleave, ["outputSize"]);
/** Arguments of {@link repeat}, by name. */
interface RepeatRepeatsNamed {
  /** The number of repetitions along each dimension. */
  repeats: readonly number[];
}
/**
 * Repeats the tensor along each dimension: `repeat(x, 2, 3)` or `repeat(x, [2, 3])`. More counts than dimensions add
 * dimensions in front.
 *
 * @throws KindlingError `repeat-dims` for fewer counts than dimensions, `negative-size`, `size-type`.
 * @example
 * repeat(tensor([1, 2]), 2, 2).tolist(); // → 1,2,1,2,1,2,1,2
 */
export const repeat: (x: Tensor, ...repeats: Sizes | [named: RepeatRepeatsNamed]) => Tensor = publicFunction(
  "repeat",
  ["...repeats"],
  (x: Tensor, ...repeats: Sizes) => {
    needTensor(x, "repeat");
    return broadcast.repeated(x, checkDims(sizesOf(repeats), "repeats"));
  },
);
/** Arguments of {@link diag}, by name. */
interface DiagDiagonalNamed {
  /** Which diagonal: 0 (default) the main one, 1 the one above, −1 the one below. */
  diagonal?: number;
}
/**
 * For a list, a square matrix of zeros with it as the diagonal; for a matrix, a copy of its diagonal. `diagonal`
 * (default 0) moves it, up if it is positive.
 *
 * @throws KindlingError `too-few-dims` unless there are one or two dimensions.
 * @example
 * diag(tensor([1, 2])).tolist(); // → 1,0,0,2
 */
export const diag: (x: Tensor, diagonal?: number | DiagDiagonalNamed) => Tensor = publicFunction(
  "diag",
  ["diagonal"],
  triangle.diag,
);
/** Arguments of {@link diagflat}, by name. */
interface OffsetNamed {
  /** Which diagonal: 0 (default) the main one, 1 the one above, −1 the one below. */
  offset?: number;
}
/**
 * A square matrix of zeros with all elements on its diagonal. `offset` (default 0) moves it, up if it is positive.
 *
 * @example
 * diagflat(tensor([[1], [2]])).tolist(); // → 1,0,0,2
 */
export const diagflat: (x: Tensor, offset?: number | OffsetNamed) => Tensor = publicFunction(
  "diagflat",
  ["offset"],
  triangle.diagflat,
);
/**
 * Matrices of zeros with the last dimension as their diagonal: `[…, n]` gives `[…, n, n]`.
 *
 * `offset` (default 0) moves the diagonal, up if it is positive, and makes the matrices larger. `dim1` (default −2) and
 * `dim2` (default −1) are the dimensions of the matrices in the result.
 *
 * @throws KindlingError `diagonal` if both dimensions are the same, `dim-range`.
 * @example
 * diagEmbed(tensor([1, 2])).tolist(); // → 1,0,0,2
 */
export const diagEmbed: (
  x: Tensor,
  offset?: Int<DiagonalNamed>,
  dim1?: Int<DiagonalNamed>,
  dim2?: Int<DiagonalNamed>,
) => Tensor = publicFunction("diagEmbed", ["offset", "dim1", "dim2"], triangle.diagEmbed);
/**
 * The lower triangle of matrices `[…, n, m]`, in a copy: elements above the diagonal become 0. `diagonal` (default 0) moves the
 * border, up if it is positive.
 *
 * @throws KindlingError `too-few-dims` for fewer than two dimensions, `dim-type`.
 * @example
 * tril(ones(3, 3)).tolist(); // → 1,0,0,1,1,0,1,1,1
 */
export const tril: (x: Tensor, diagonal?: number | DiagDiagonalNamed) => Tensor = publicFunction(
  "tril",
  ["diagonal"],
  triangle.tril,
);
/**
 * The upper triangle of matrices `[…, n, m]`, in a copy: elements below the diagonal become 0. `diagonal` (default 0) moves the
 * border, up if it is positive.
 *
 * @throws KindlingError `too-few-dims` for fewer than two dimensions, `dim-type`.
 * @example
 * triu(ones(2, 2), 1).tolist(); // → 0,1,0,0
 */
export const triu: (x: Tensor, diagonal?: number | DiagDiagonalNamed) => Tensor = publicFunction(
  "triu",
  ["diagonal"],
  triangle.triu,
);
/**
 * A copy in row-major order that shares no memory. Gradients flow through it.
 *
 * @example
 * const x = tensor([1, 2]), y = clone(x);
 * y.mul_(10);
 * x.tolist(); // → 1,2
 */
export const clone: Unary = publicFunction("clone", [], cast.clone);
/**
 * The tensor itself if its elements are in row-major order, else a copy in that order.
 *
 * @example
 * contiguous(zeros(2, 3).t()).stride(); // → 2,1
 */
export const contiguous: Unary = publicFunction("contiguous", [], cast.contiguous);
/**
 * The short-time Fourier transform of a signal `[L]` or a batch of them `[B, L]`: frames of `nFft` numbers, one every
 * `hopLength`, are multiplied by `window` and transformed. Returns `[frequencies, frames]` or
 * `[B, frequencies, frames]`, complex with `returnComplex: true`.
 *
 * Arguments, by position or by name:
 * - `nFft`; `hopLength`: default nFft / 4, rounded down; `winLength`: default nFft.
 * - `window`: a list of winLength numbers; default all ones.
 * - `center` (default true) pads the signal so that frame t is centred at t · hopLength; `padMode` (default "reflect")
 * is the padding mode.
 * - `normalized` (default false) divides by √nFft.
 * - `onesided` (default true for real signals) omits the frequencies that mirror the others, which leaves nFft / 2 + 1.
 * - `returnComplex`: without it, the real and imaginary parts of a real signal come in a last dimension `[2]`.
 *
 * @throws KindlingError `stft`, `pad-size`, `pad-mode`, `float-only`.
 * @example
 * stft(ones(16), 8, { window: hannWindow(8), returnComplex: true }).shape; // → 5,9
 */
export const stft: (x: Tensor, ...args: StftArguments) => Tensor = publicFunction(
  "stft",
  ["nFft", "hopLength", "winLength", "window", "center", "padMode", "normalized", "onesided", "returnComplex"],
  stfts.stft,
);
/**
 * The signal `[L]` whose {@link stft} is `[frequencies, frames]`, or is closest to it; a batch
 * `[B, frequencies, frames]` gives `[B, L]`. The input is complex, or holds the parts in a last dimension `[2]`.
 *
 * Takes the settings of {@link stft}, by position or by name: `nFft`, `hopLength`, `winLength`, `window`, `center`,
 * `normalized`, `onesided`; also `length`, to which the signal is cut or padded, and `returnComplex` (default false)
 * for a complex signal.
 *
 * @throws KindlingError `stft`, `reduce-empty`, `dim-range`.
 * @example
 * const x = tensor([1, 2, 3, 4, 5, 6, 7, 8]), window = hannWindow(4);
 * istft(stft(x, 4, { window, returnComplex: true }), 4, { window }).round().tolist(); // → 1,2,3,4,5,6,7,8
 */
export const istft: (x: Tensor, ...args: IstftArguments) => Tensor = publicFunction(
  "istft",
  ["nFft", "hopLength", "winLength", "window", "center", "normalized", "onesided", "length", "returnComplex"],
  stfts.istft,
);
