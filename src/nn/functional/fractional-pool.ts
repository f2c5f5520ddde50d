import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { each, type Size } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import { cast } from "../../ops/pointwise/cast.js";
import { randomPlaces } from "../../ops/window/fractional-pool.js";
import { label } from "../../ops/label.js";
import { poolTake } from "../../ops/window/pool.js";
import { plainFloats } from "../../ops/refuse.js";
import { normalizeDim } from "../../shape/shape.js";
import { rand } from "../../tensor/creation.js";
import { showShape } from "../../util/array.js";
import type { AlsoIndices, Ending, ValuesOnly, WithIndices } from "./pool.js";
import { poolFail } from "./windows.js";

/** Options of {@link fractionalMaxPool2d} and {@link fractionalMaxPool3d}: one of the first two is needed. */
export interface FractionalMaxPoolOptions {
  /** The size of the output: one number, or one per spatial dimension. */
  outputSize?: Size | null;
  /** The output's size as a fraction of the input's, between 0 and 1. */
  outputRatio?: number | readonly number[] | null;
  /** Whether to return the positions of the largest elements too. Default false. */
  returnIndices?: boolean;
  /** Numbers in [0, 1) that place the windows, `[N, C, dimensions]`, instead of random ones. */
  _randomSamples?: Tensor | null;
}
/** All arguments of {@link fractionalMaxPool2d} and {@link fractionalMaxPool3d} after the first, by name. */
export interface FractionalNamed extends FractionalMaxPoolOptions {
  /** The size of the windows: one number, or one per spatial dimension. */
  kernelSize: Size;
}
type FractionalPlaces = [outputSize: Size | null, outputRatio: number | readonly number[] | null];
/**
 * Further arguments, by position or by name: outputSize = null, outputRatio = null, returnIndices = false; one of the
 * first two is needed.
 */
export type FractionalArguments = Rest<
  [...FractionalPlaces, returnIndices: false, _randomSamples: Tensor | null],
  ValuesOnly<FractionalMaxPoolOptions>
>;
/**
 * Further arguments, by position or by name, `returnIndices: true` among them: outputSize = null, outputRatio = null.
 */
export type FractionalIndexArguments =
  | never[]
  | Ending<FractionalPlaces, true, AlsoIndices<FractionalMaxPoolOptions>>
  | [...FractionalPlaces, returnIndices: true, _randomSamples: Tensor | null];
/** Further arguments, by position or by name: outputSize = null, outputRatio = null; one of them is needed. */
export type FractionalWithIndicesArguments = Rest<
  [...FractionalPlaces, returnIndices: boolean, _randomSamples: Tensor | null],
  FractionalMaxPoolOptions
>;
const readers = [2, 3].map((nd) =>
  readerOf<FractionalMaxPoolOptions>(`fractionalMaxPool${nd}d`, [
    "outputSize",
    "outputRatio",
    "returnIndices",
    "_randomSamples",
  ]),
);

/** Fractional pooling with parsed arguments: values and their positions. */
export function fractionalMaxPool(
  nd: 2 | 3,
  x: Tensor,
  kernelSize: Size,
  options: FractionalMaxPoolOptions,
): WithIndices {
  const name = `fractional_max_pool${nd}d`,
    { outputSize = null, outputRatio = null } = options;
  needTensor(x, name);
  if (outputSize === null && outputRatio === null)
    poolFail(`${name} requires specifying either an output_size or an output_ratio`, "for example { outputSize: 3 }.");
  const dims = x.shape.length,
    sizes = x.shape.slice(dims - nd);
  const ratios = typeof outputRatio === "number" ? Array<number>(nd).fill(outputRatio) : outputRatio;
  normalizeDim(-(nd + 1), dims);
  const kernel =
    each(kernelSize, nd) ??
    poolFail(`${name}: kernel_size must either be a single Int or tuple of Ints`, `it is ${shownValue(kernelSize)}.`);
  const output =
    outputSize === null
      ? sizes.map((n, d) => Math.trunc(n * ratios![d]!))
      : (each(outputSize, nd) ??
        poolFail(
          `${name}: output_size must either be a single Int or tuple of Ints`,
          `it is ${shownValue(outputSize)}.`,
        ));
  const samples =
    options._randomSamples ??
    (plainFloats(x, "check_uniform_bounds"),
    rand([dims === nd + 1 ? 1 : x.shape[0]!, x.shape[dims - nd - 1]!, nd], { dtype: x.dtype }));
  if (dims !== nd + 1 && dims !== nd + 2)
    fail(
      "pool-shape",
      `${name}(): Expected ${nd + 1}D or ${nd + 2}D tensor, but got: ${showShape(x.shape)}`,
      "the dimensions are [batch, channels, …], or the same without the batch.",
    );
  x.shape.forEach((n, d) => {
    if (n === 0 && d >= dims - nd - 1)
      fail(
        "pool-shape",
        `${name}(): Expected input to have non-zero size for non-batch dimensions, but got${showShape(x.shape)} with dimension ${d} being empty.`,
        "only the batch may be empty.",
      );
  });
  output.forEach((n, d) => {
    if (n + kernel[d]! - 1 > sizes[d]!) {
      const side = ["time", "height", "width"].slice(3 - nd)[d]!;
      fail(
        "pool-shape",
        `${name}${nd === 3 ? "_out" : ""}(): pool ${side} ${kernel[d]} too large relative to input ${side} ${sizes[d]}`,
        "the output and the window together must fit into the input: choose a smaller output or window.",
      );
    }
  });
  const [batch, channels] = dims === nd + 1 ? [1, x.shape[0]!] : (x.shape as [number, number]);
  if (
    samples.dtype !== x.dtype ||
    samples.shape.length !== 3 ||
    samples.shape[0]! < batch ||
    samples.shape[1]! < channels ||
    samples.shape[2] !== nd
  ) {
    poolFail(
      `${name}: Expect _random_samples of shape [${batch}, ${channels}, ${nd}] and dtype ${x.dtype}, but got ${showShape(samples.shape)} of ${samples.dtype}`,
      "leave _randomSamples out to draw them.",
    );
  }
  const places = randomPlaces(x, samples, kernel, output);
  return [label(poolTake(x, places, nd), `FractionalMaxPool${nd}DBackward0`), cast(places, "int64")];
}

/**
 * The largest element of each of `outputSize` windows (or of `outputRatio` times as many as there are elements) at
 * random positions of an image (Graham 2014): `[N, C, H, W]` (or `[C, H, W]`) gives `[N, C, …outputSize]`. So sizes can
 * shrink by fractional factors. For the same seed, the positions are PyTorch's.
 *
 * Further arguments, by position or by name: outputSize = null, outputRatio = null, returnIndices = false; one of the
 * first two is needed.
 *
 * @throws KindlingError `pool-shape`, `pool-option`, `float-only`.
 * @example
 * F.fractionalMaxPool2d(zeros(1, 2, 9, 9), 2, { outputRatio: 0.7 }).shape; // → 1,2,6,6
 */
export function fractionalMaxPool2d(x: Tensor, kernelSize: Size, ...options: FractionalArguments): Tensor;
/**
 * The largest element of each of `outputSize` windows at random positions of an image, and its position in the plane
 * (int64): `[values, indices]`. Same as {@link fractionalMaxPool2dWithIndices}.
 */
export function fractionalMaxPool2d(x: Tensor, kernelSize: Size, ...options: FractionalIndexArguments): WithIndices;
/**
 * The largest element of each of `outputSize` windows at random positions of an image, and its position in the plane
 * (int64): `[values, indices]`. Takes all arguments after the first by name.
 */
export function fractionalMaxPool2d(x: Tensor, options: AlsoIndices<FractionalNamed>): WithIndices;
/**
 * The largest element of each of `outputSize` windows at random positions of an image. Takes all arguments after the
 * first by name.
 */
export function fractionalMaxPool2d(x: Tensor, options: ValuesOnly<FractionalNamed>): Tensor;
export function fractionalMaxPool2d(x: Tensor, ...args: unknown[]): Tensor | WithIndices {
  const [kernelSize, ...rest] = required<[Size]>("fractionalMaxPool2d", ["kernelSize"], args);
  const o = readers[0]!(rest),
    both = fractionalMaxPool(2, x, kernelSize, o);
  return o.returnIndices === true ? both : both[0];
}
/**
 * The largest element of each of `outputSize` windows (or of `outputRatio` times as many as there are elements) at
 * random positions of a volume (Graham 2014): `[N, C, D, H, W]` (or `[C, D, H, W]`) gives `[N, C, …outputSize]`. So
 * sizes can shrink by fractional factors. For the same seed, the positions are PyTorch's.
 *
 * Further arguments, by position or by name: outputSize = null, outputRatio = null, returnIndices = false; one of the
 * first two is needed.
 *
 * @throws KindlingError `pool-shape`, `pool-option`, `float-only`.
 * @example
 * F.fractionalMaxPool3d(zeros(1, 2, 9, 9, 9), 2, { outputSize: [4, 5, 6] }).shape; // → 1,2,4,5,6
 */
export function fractionalMaxPool3d(x: Tensor, kernelSize: Size, ...options: FractionalArguments): Tensor;
/**
 * The largest element of each of `outputSize` windows at random positions of a volume, and its position in the plane
 * (int64): `[values, indices]`. Same as {@link fractionalMaxPool3dWithIndices}.
 */
export function fractionalMaxPool3d(x: Tensor, kernelSize: Size, ...options: FractionalIndexArguments): WithIndices;
/**
 * The largest element of each of `outputSize` windows at random positions of a volume, and its position in the plane
 * (int64): `[values, indices]`. Takes all arguments after the first by name.
 */
export function fractionalMaxPool3d(x: Tensor, options: AlsoIndices<FractionalNamed>): WithIndices;
/**
 * The largest element of each of `outputSize` windows at random positions of a volume. Takes all arguments after the
 * first by name.
 */
export function fractionalMaxPool3d(x: Tensor, options: ValuesOnly<FractionalNamed>): Tensor;
export function fractionalMaxPool3d(x: Tensor, ...args: unknown[]): Tensor | WithIndices {
  const [kernelSize, ...rest] = required<[Size]>("fractionalMaxPool3d", ["kernelSize"], args);
  const o = readers[1]!(rest),
    both = fractionalMaxPool(3, x, kernelSize, o);
  return o.returnIndices === true ? both : both[0];
}
/**
 * {@link fractionalMaxPool2d} with `returnIndices`: the largest element of each of `outputSize` windows at random
 * positions of an image, and its position in the plane (int64): `[values, indices]`.
 *
 * Further arguments, by position or by name: outputSize = null, outputRatio = null; one of the first two is needed.
 *
 * @throws KindlingError `pool-shape`, `pool-option`, `float-only`.
 * @example
 * const [values, places] = F.fractionalMaxPool2dWithIndices(tensor([[[1, 2], [4, 3]]]), 2, 1);
 * places.tolist(); // → 2
 */
export function fractionalMaxPool2dWithIndices(
  x: Tensor,
  kernelSize: Size,
  ...options: FractionalWithIndicesArguments
): WithIndices {
  return fractionalMaxPool(2, x, kernelSize, readers[0]!(options));
}
/**
 * {@link fractionalMaxPool3d} with `returnIndices`: the largest element of each of `outputSize` windows at random
 * positions of a volume, and its position in the plane (int64): `[values, indices]`.
 *
 * Further arguments, by position or by name: outputSize = null, outputRatio = null; one of the first two is needed.
 *
 * @throws KindlingError `pool-shape`, `pool-option`, `float-only`.
 * @example
 * const [values, places] = F.fractionalMaxPool3dWithIndices(zeros(1, 2, 9, 9, 9), 2, 4);
 * places.shape; // → 1,2,4,4,4
 */
export function fractionalMaxPool3dWithIndices(
  x: Tensor,
  kernelSize: Size,
  ...options: FractionalWithIndicesArguments
): WithIndices {
  return fractionalMaxPool(3, x, kernelSize, readers[1]!(options));
}
