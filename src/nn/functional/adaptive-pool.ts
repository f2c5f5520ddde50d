import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { exactly, readerOf, required } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { label } from "../../ops/label.js";
import { evenWindows } from "../../ops/window/pool.js";
import { mean } from "../../ops/reduce/reduce.js";
import { checkLines, lineMap, resample } from "../../ops/window/resample.js";
import { range, showShape } from "../../util/array.js";
import { type AlsoIndices, largest, type ValuesOnly, type WithIndices } from "./pool.js";
import { poolFail } from "./windows.js";

// Poolings to a given size: the windows divide each dimension evenly.

/** A size for each dimension; null keeps the input's size. */
export type OutputSize = number | null | readonly (number | null)[];

function adaptive(x: Tensor, nd: number, name: string, outputSize: OutputSize): number[] {
  needTensor(x, name);
  const of = name.includes("max") ? ": " : " ";
  if (nd === 1 && x.shape.length !== 2 && x.shape.length !== 3)
    fail(
      "pool-shape",
      `Expected 2 to 3 dimensions, but got ${x.shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${name})`,
      "inputs are [N, C, …] or [C, …].",
    );
  if (x.shape.length !== nd + 1 && x.shape.length !== nd + 2)
    fail(
      "pool-shape",
      `${name}(): Expected ${nd + 1}D or ${nd + 2}D tensor, but got${of}${showShape(x.shape)}`,
      "the dimensions are [batch, channels, …], or the same without the batch.",
    );
  const sizes = x.shape.slice(x.shape.length - nd);
  const out = Array.isArray(outputSize)
    ? (outputSize as readonly (number | null)[])
    : Array<number | null>(nd).fill(outputSize as number | null);
  if (out.length !== nd) poolFail(`${name}: output_size must be ${nd}`, `one number, or an array of ${nd}.`);
  const wanted = out.map((n, d) => n ?? sizes[d]!);
  if (!wanted.every((n) => Number.isInteger(n) && n >= 0))
    poolFail(
      `${name}: elements of output_size must be greater than or equal to 0 but received {${wanted.join(", ")}}`,
      "choose an output size from 1 on.",
    );
  const first = x.shape.length === nd + 2 ? 1 : 0;
  x.shape.forEach((n, d) => {
    if (n === 0 && d >= first)
      fail(
        "pool-shape",
        `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${showShape(x.shape)} with dimension ${d} being empty`,
        "only the batch may be empty.",
      );
  });
  checkLines(x, wanted);
  return wanted;
}

/** Adaptive average pooling over `nd` dimensions. */
export function adaptiveAvgPool(nd: number, x: Tensor, outputSize: OutputSize): Tensor {
  const name = `adaptive_avg_pool${nd}d`,
    out = adaptive(x, nd, name, outputSize),
    lead = x.shape.length - nd;
  if (nd > 1 && out.every((n) => n === 1))
    return label(mean(x, { dim: range(nd).map((d) => lead + d), keepdim: true }), "MeanBackward1");
  const maps = out.map((n, d) => {
    const w = evenWindows(x.shape[lead + d]!, n);
    return lineMap(w.input, n, (i, add) => {
      for (let p = w.start[i]!; p < w.end[i]!; p++) add(p, 1 / (w.end[i]! - w.start[i]!));
    });
  });
  return label(resample(x, maps, name), nd === 1 ? "SqueezeBackward1" : `AdaptiveAvgPool${nd}DBackward0`);
}
/** Adaptive max pooling over `nd` dimensions. */
export function adaptiveMaxPool(nd: number, x: Tensor, outputSize: OutputSize, indices: boolean): Tensor | WithIndices {
  const name = `adaptive_max_pool${nd}d`,
    out = adaptive(x, nd, name, outputSize);
  return largest(
    x,
    nd,
    out.map((n, d) => evenWindows(x.shape[x.shape.length - nd + d]!, n)),
    name,
    `AdaptiveMaxPool${nd}DBackward0`,
    indices,
  );
}

/** Arguments of {@link adaptiveAvgPool1d}, by name. */
interface OutputSizeNamed {
  /** The size of the result: a number for each pooled dimension, or one for all. */
  outputSize: OutputSize;
}
/**
 * The mean of `outputSize` windows that cover a line evenly: `[N, C, L]` (or `[C, L]`) gives `[N, C, outputSize]`.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.adaptiveAvgPool1d(tensor([[[1, 2, 3, 4]]]), 2).tolist(); // → 1.5,3.5
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: OutputSize): Tensor;
/**
 * The mean of `outputSize` windows that cover a line evenly: `[N, C, L]` (or `[C, L]`) gives `[N, C, outputSize]`.
 * Takes all arguments after the first by name.
 */
export function adaptiveAvgPool1d(x: Tensor, options: OutputSizeNamed): Tensor;
export function adaptiveAvgPool1d(x: Tensor, ...args: unknown[]): Tensor {
  const [outputSize] = exactly<[OutputSize]>("adaptiveAvgPool1d", ["outputSize"], args);
  return adaptiveAvgPool(1, x, outputSize);
}
/**
 * The mean of windows that cover an image evenly, so that the output has a given size whatever the input's:
 * `[N, C, H, W]` gives `[N, C, …outputSize]`. null keeps a size; 1 averages everything.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.adaptiveAvgPool2d(ones(1, 8, 7, 5), 1).shape; // → 1,8,1,1
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: OutputSize): Tensor;
/**
 * The mean of windows that cover an image evenly, so that the output has a given size whatever the input's:
 * `[N, C, H, W]` gives `[N, C, …outputSize]`. null keeps a size; 1 averages everything. Takes all arguments after the
 * first by name.
 */
export function adaptiveAvgPool2d(x: Tensor, options: OutputSizeNamed): Tensor;
export function adaptiveAvgPool2d(x: Tensor, ...args: unknown[]): Tensor {
  const [outputSize] = exactly<[OutputSize]>("adaptiveAvgPool2d", ["outputSize"], args);
  return adaptiveAvgPool(2, x, outputSize);
}
/**
 * The mean of windows that cover a volume evenly: `[N, C, D, H, W]` gives `[N, C, …outputSize]`. null keeps a size.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.adaptiveAvgPool3d(ones(1, 8, 7, 5, 3), [2, null, 1]).shape; // → 1,8,2,5,1
 */
export function adaptiveAvgPool3d(x: Tensor, outputSize: OutputSize): Tensor;
/**
 * The mean of windows that cover a volume evenly: `[N, C, D, H, W]` gives `[N, C, …outputSize]`. null keeps a size.
 * Takes all arguments after the first by name.
 */
export function adaptiveAvgPool3d(x: Tensor, options: OutputSizeNamed): Tensor;
export function adaptiveAvgPool3d(x: Tensor, ...args: unknown[]): Tensor {
  const [outputSize] = exactly<[OutputSize]>("adaptiveAvgPool3d", ["outputSize"], args);
  return adaptiveAvgPool(3, x, outputSize);
}

/** Options of {@link adaptiveMaxPool1d} to {@link adaptiveMaxPool3d}. */
export interface AdaptiveMaxOptions {
  /** Whether to return the positions of the largest elements too. Default false. */
  returnIndices?: boolean;
}
/** All arguments of {@link adaptiveMaxPool1d} to {@link adaptiveMaxPool3d} after the first, by name. */
export interface AdaptiveMaxNamed extends AdaptiveMaxOptions {
  /** The number of windows: one number, or one per spatial dimension; null keeps a size. */
  outputSize: OutputSize;
}
const readAdaptive = [1, 2, 3].map((nd) => readerOf<AdaptiveMaxOptions>(`adaptiveMaxPool${nd}d`, ["returnIndices"]));
/** Arguments of {@link adaptiveMaxPool1d}, by name. */
interface IndicesNamed {
  /** Whether to return the positions of the largest values too. Default false. */
  returnIndices: true;
}
/** Arguments of {@link adaptiveMaxPool1d}, by name. */
interface ReturnIndicesNamed {
  /** Whether to return the positions of the largest values too. Default false. */
  returnIndices?: false;
}
/**
 * The largest element of each of `outputSize` windows that cover a line evenly: `[N, C, L]` (or `[C, L]`) gives
 * `[N, C, …outputSize]`. null keeps a size.
 *
 * Further arguments, by position or by name: returnIndices = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.adaptiveMaxPool1d(tensor([[[1, 4, 2, 3]]]), 2).tolist(); // → 4,3
 */
export function adaptiveMaxPool1d(
  x: Tensor,
  outputSize: OutputSize,
  returnIndices?: false | ReturnIndicesNamed,
): Tensor;
/**
 * The largest element of each of `outputSize` windows that cover a line evenly, and its position in the plane (int64):
 * `[values, indices]`. Same as {@link adaptiveMaxPool1dWithIndices}.
 */
export function adaptiveMaxPool1d(x: Tensor, outputSize: OutputSize, returnIndices: true | IndicesNamed): WithIndices;
/**
 * The largest element of each of `outputSize` windows that cover a line evenly, and its position in the plane (int64):
 * `[values, indices]`. Takes all arguments after the first by name.
 */
export function adaptiveMaxPool1d(x: Tensor, options: AlsoIndices<AdaptiveMaxNamed>): WithIndices;
/**
 * The largest element of each of `outputSize` windows that cover a line evenly: `[N, C, L]` (or `[C, L]`) gives
 * `[N, C, …outputSize]`. null keeps a size. Takes all arguments after the first by name.
 */
export function adaptiveMaxPool1d(x: Tensor, options: ValuesOnly<AdaptiveMaxNamed>): Tensor;
export function adaptiveMaxPool1d(x: Tensor, ...args: unknown[]): Tensor | WithIndices {
  const [outputSize, ...rest] = required<[OutputSize]>("adaptiveMaxPool1d", ["outputSize"], args);
  return adaptiveMaxPool(1, x, outputSize, readAdaptive[0]!(rest).returnIndices ?? false);
}
/**
 * The largest element of each of `outputSize` windows that cover an image evenly: `[N, C, H, W]` (or `[C, H, W]`)
 * gives `[N, C, …outputSize]`. null keeps a size.
 *
 * Further arguments, by position or by name: returnIndices = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.adaptiveMaxPool2d(tensor([[[1, 2, 5, 3], [4, 0, 1, 7]]]), [1, 2]).tolist(); // → 4,7
 */
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: OutputSize,
  returnIndices?: false | ReturnIndicesNamed,
): Tensor;
/**
 * The largest element of each of `outputSize` windows that cover an image evenly, and its position in the plane
 * (int64): `[values, indices]`. Same as {@link adaptiveMaxPool2dWithIndices}.
 */
export function adaptiveMaxPool2d(x: Tensor, outputSize: OutputSize, returnIndices: true | IndicesNamed): WithIndices;
/**
 * The largest element of each of `outputSize` windows that cover an image evenly, and its position in the plane
 * (int64): `[values, indices]`. Takes all arguments after the first by name.
 */
export function adaptiveMaxPool2d(x: Tensor, options: AlsoIndices<AdaptiveMaxNamed>): WithIndices;
/**
 * The largest element of each of `outputSize` windows that cover an image evenly: `[N, C, H, W]` (or `[C, H, W]`) gives
 * `[N, C, …outputSize]`. null keeps a size. Takes all arguments after the first by name.
 */
export function adaptiveMaxPool2d(x: Tensor, options: ValuesOnly<AdaptiveMaxNamed>): Tensor;
export function adaptiveMaxPool2d(x: Tensor, ...args: unknown[]): Tensor | WithIndices {
  const [outputSize, ...rest] = required<[OutputSize]>("adaptiveMaxPool2d", ["outputSize"], args);
  return adaptiveMaxPool(2, x, outputSize, readAdaptive[1]!(rest).returnIndices ?? false);
}
/**
 * The largest element of each of `outputSize` windows that cover a volume evenly: `[N, C, D, H, W]` (or `[C, D, H, W]`)
 * gives `[N, C, …outputSize]`. null keeps a size.
 *
 * Further arguments, by position or by name: returnIndices = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.adaptiveMaxPool3d(ones(1, 8, 4, 6, 6), [1, 2, 2]).shape; // → 1,8,1,2,2
 */
export function adaptiveMaxPool3d(
  x: Tensor,
  outputSize: OutputSize,
  returnIndices?: false | ReturnIndicesNamed,
): Tensor;
/**
 * The largest element of each of `outputSize` windows that cover a volume evenly, and its position in the plane
 * (int64): `[values, indices]`. Same as {@link adaptiveMaxPool3dWithIndices}.
 */
export function adaptiveMaxPool3d(x: Tensor, outputSize: OutputSize, returnIndices: true | IndicesNamed): WithIndices;
/**
 * The largest element of each of `outputSize` windows that cover a volume evenly, and its position in the plane
 * (int64): `[values, indices]`. Takes all arguments after the first by name.
 */
export function adaptiveMaxPool3d(x: Tensor, options: AlsoIndices<AdaptiveMaxNamed>): WithIndices;
/**
 * The largest element of each of `outputSize` windows that cover a volume evenly: `[N, C, D, H, W]` (or `[C, D, H, W]`)
 * gives `[N, C, …outputSize]`. null keeps a size. Takes all arguments after the first by name.
 */
export function adaptiveMaxPool3d(x: Tensor, options: ValuesOnly<AdaptiveMaxNamed>): Tensor;
export function adaptiveMaxPool3d(x: Tensor, ...args: unknown[]): Tensor | WithIndices {
  const [outputSize, ...rest] = required<[OutputSize]>("adaptiveMaxPool3d", ["outputSize"], args);
  return adaptiveMaxPool(3, x, outputSize, readAdaptive[2]!(rest).returnIndices ?? false);
}

/**
 * {@link adaptiveMaxPool1d} with `returnIndices`: the largest element of each of `outputSize` windows that cover a line
 * evenly, and its position in the plane (int64), as `[values, indices]`.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * const [values, places] = F.adaptiveMaxPool1dWithIndices(tensor([[[1, 4, 2, 3]]]), 2);
 * places.tolist(); // → 1,3
 */
export function adaptiveMaxPool1dWithIndices(x: Tensor, outputSize: OutputSize): WithIndices;
/**
 * {@link adaptiveMaxPool1d} with `returnIndices`: the largest element of each of `outputSize` windows that cover a line
 * evenly, and its position in the plane (int64), as `[values, indices]`. Takes all arguments after the first by name.
 */
export function adaptiveMaxPool1dWithIndices(x: Tensor, options: OutputSizeNamed): WithIndices;
export function adaptiveMaxPool1dWithIndices(x: Tensor, ...args: unknown[]): WithIndices {
  const [outputSize] = exactly<[OutputSize]>("adaptiveMaxPool1dWithIndices", ["outputSize"], args);
  return adaptiveMaxPool(1, x, outputSize, true) as WithIndices;
}
/**
 * {@link adaptiveMaxPool2d} with `returnIndices`: the largest element of each of `outputSize` windows that cover a
 * image evenly, and its position in the plane (int64), as `[values, indices]`.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * const [values, places] = F.adaptiveMaxPool2dWithIndices(tensor([[[1, 2, 5, 3], [4, 0, 1, 7]]]), [1, 2]);
 * places.tolist(); // → 4,7
 */
export function adaptiveMaxPool2dWithIndices(x: Tensor, outputSize: OutputSize): WithIndices;
/**
 * {@link adaptiveMaxPool2d} with `returnIndices`: the largest element of each of `outputSize` windows that cover a
 * image evenly, and its position in the plane (int64), as `[values, indices]`. Takes all arguments after the first by
 * name.
 */
export function adaptiveMaxPool2dWithIndices(x: Tensor, options: OutputSizeNamed): WithIndices;
export function adaptiveMaxPool2dWithIndices(x: Tensor, ...args: unknown[]): WithIndices {
  const [outputSize] = exactly<[OutputSize]>("adaptiveMaxPool2dWithIndices", ["outputSize"], args);
  return adaptiveMaxPool(2, x, outputSize, true) as WithIndices;
}
/**
 * {@link adaptiveMaxPool3d} with `returnIndices`: the largest element of each of `outputSize` windows that cover a
 * volume evenly, and its position in the plane (int64), as `[values, indices]`.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * const [values, places] = F.adaptiveMaxPool3dWithIndices(tensor([[[[1, 2]], [[4, 3]]]]), 1);
 * places.tolist(); // → 2
 */
export function adaptiveMaxPool3dWithIndices(x: Tensor, outputSize: OutputSize): WithIndices;
/**
 * {@link adaptiveMaxPool3d} with `returnIndices`: the largest element of each of `outputSize` windows that cover a
 * volume evenly, and its position in the plane (int64), as `[values, indices]`. Takes all arguments after the first by
 * name.
 */
export function adaptiveMaxPool3dWithIndices(x: Tensor, options: OutputSizeNamed): WithIndices;
export function adaptiveMaxPool3dWithIndices(x: Tensor, ...args: unknown[]): WithIndices {
  const [outputSize] = exactly<[OutputSize]>("adaptiveMaxPool3dWithIndices", ["outputSize"], args);
  return adaptiveMaxPool(3, x, outputSize, true) as WithIndices;
}
