import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { type Size, tuple } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import { abs, relu, sign, trunc } from "../../ops/pointwise/unary.js";
import { pow } from "../../ops/pointwise/binary.js";
import { cast } from "../../ops/pointwise/cast.js";
import { label } from "../../ops/label.js";
import { maxOfTiles, poolPlaces, poolTake, unpool, type Windows, windows } from "../../ops/window/pool.js";
import { checkLines, lineMap, resample } from "../../ops/window/resample.js";
import { reshape } from "../../ops/view/view.js";
import { isHalf } from "../../shape/dtype.js";
import { checkShape } from "../../shape/shape.js";
import { tensor } from "../../tensor/creation.js";
import { product, range, sameArray, showShape } from "../../util/array.js";
import { type Numbers, poolFail, poolNumbers, poolSizes } from "./windows.js";
import { div, mul } from "../../ops/pointwise/arithmetic.js";

/** Options of {@link maxPool1d} to {@link maxPool3d}. Sizes are one number, or one per spatial dimension. */
export interface MaxPoolOptions {
  /** The step from one window to the next. Default: the kernel size, so that windows do not overlap. */
  stride?: Size | null;
  /** How far windows extend past the edge, at most half of their size. Default 0. */
  padding?: Size;
  /** The distance between elements of a window. Default 1. */
  dilation?: Size;
  /** Whether a last window that extends past the end counts. Default false. */
  ceilMode?: boolean;
  /** Whether to return the positions of the largest elements too. Default false. */
  returnIndices?: boolean;
}
/** Options of {@link avgPool1d} to {@link avgPool3d}. */
export interface AvgPoolOptions {
  /** The step from one window to the next. Default: the kernel size. */
  stride?: Size | null;
  /** Zeros around the input, at most half of the kernel size. Default 0. */
  padding?: Size;
  /** Whether a last window that extends past the end counts. Default false. */
  ceilMode?: boolean;
  /** Whether the padding's zeros count as elements. Default true. */
  countIncludePad?: boolean;
  /** The divisor of the sums, instead of the number of elements. */
  divisorOverride?: number | null;
}

/** Values and their positions in their planes (int64). */
export type WithIndices = [values: Tensor, indices: Tensor];

/** Options of a pooling that returns only the values. */
export type ValuesOnly<O> = Omit<O, "returnIndices"> & {
  /** Whether to return the positions of the largest values too. Default false. */
  returnIndices?: false;
};
/** Options of a pooling that also returns the positions of the values. */
export type AlsoIndices<O> = Omit<O, "returnIndices"> & {
  /** Whether to return the positions of the largest values too. Default false. */
  returnIndices: true;
};

/**
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false,
 * returnIndices = false.
 */
export type MaxPoolArguments = Rest<[...MaxPoolPlaces, returnIndices: false], ValuesOnly<MaxPoolOptions>>;
/**
 * Further arguments, by position or by name, `returnIndices: true` among them: stride = kernelSize, padding = 0,
 * dilation = 1, ceilMode = false.
 */
export type MaxPoolIndexArguments = never[] | Ending<MaxPoolPlaces, true, AlsoIndices<MaxPoolOptions>>;
/** Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false. */
export type MaxPoolWithIndicesArguments = Rest<[...MaxPoolPlaces, returnIndices: boolean], MaxPoolOptions>;
type MaxPoolPlaces = [stride: Size | null, padding: Size, dilation: Size, ceilMode: boolean];
/** Positional arguments up to a last required one, which is given by position or in a final object. */
export type Ending<P extends readonly unknown[], Last, O> = P extends readonly [infer First, ...infer More]
  ? [options: O] | [First | undefined, ...Ending<More, Last, O>]
  : [options: O] | [last: Last];
type AvgArguments = Rest<
  [stride: Size | null, padding: Size, ceilMode: boolean, countIncludePad: boolean, divisorOverride: number | null],
  AvgPoolOptions
>;

const readMax = [1, 2, 3].map((nd) =>
  readerOf<MaxPoolOptions>(`maxPool${nd}d`, ["stride", "padding", "dilation", "ceilMode", "returnIndices"]),
);
const readAvg = [
  readerOf<AvgPoolOptions>("avgPool1d", ["stride", "padding", "ceilMode", "countIncludePad"]),
  ...[2, 3].map((nd) =>
    readerOf<AvgPoolOptions>(`avgPool${nd}d`, ["stride", "padding", "ceilMode", "countIncludePad", "divisorOverride"]),
  ),
];

// ---- the largest ----

/** The largest element of each window, and with `indices` its position. */
export function largest(
  x: Tensor,
  nd: number,
  ws: readonly Windows[],
  kernel: string,
  made: string,
  indices: boolean,
): Tensor | WithIndices {
  const places = poolPlaces(x, ws, kernel);
  const values = label(poolTake(x, places, nd), nd === 1 ? "SqueezeBackward1" : made);
  return indices ? [values, cast(places, "int64")] : values;
}

/** Max pooling with parsed arguments, for the functions and the layers. */
export function maxPool(nd: number, x: Tensor, kernelSize: Size, options: MaxPoolOptions): Tensor | WithIndices {
  const name = `max_pool${nd}d`;
  const n = poolNumbers(x, nd, name, { ...options, kernelSize } as Numbers);
  const made = nd === 1 ? "SqueezeBackward1" : `MaxPool${nd}DWithIndicesBackward0`;
  const sideBySide = n.kernel.every(
    (k, d) =>
      k === n.stride[d] &&
      n.padding[d] === 0 &&
      n.dilation[d] === 1 &&
      n.output[d] === Math.floor(x.shape[x.shape.length - nd + d]! / k),
  );
  if (sideBySide && options.returnIndices !== true && !isHalf(x.dtype))
    return label(maxOfTiles(x, n.kernel, nd === 1 ? "max_pool1d_impl" : name), made);
  const ws = n.output.map((size, d) =>
    windows(x.shape[x.shape.length - nd + d]!, size, n.kernel[d]!, n.stride[d]!, n.padding[d]!, n.dilation[d]!),
  );
  return largest(
    x,
    nd,
    ws,
    nd === 1 ? "max_pool1d_impl" : name,
    `MaxPool${nd}DWithIndicesBackward0`,
    options.returnIndices ?? false,
  );
}

/** Arguments of {@link maxPool1d}, by name. */
interface KernelSizeNamed {
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * The largest element of each window of a line: `[N, C, L]` (or `[C, L]`) gives `[N, C, L']`, where
 * L' = ⌊(L + 2 · padding − dilation · (kernelSize − 1) − 1) / stride⌋ + 1.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false,
 * returnIndices = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.maxPool1d(tensor([[[1, 4, 2, 3]]]), 2).tolist(); // → 4,3
 */
export function maxPool1d(x: Tensor, kernelSize: Size, ...options: MaxPoolArguments): Tensor;
/**
 * The largest element of each window, and its position in the plane (int64), as {@link maxUnpool1d} takes it:
 * `[values, indices]`. Same as {@link maxPool1dWithIndices}.
 */
export function maxPool1d(x: Tensor, kernelSize: Size, ...options: MaxPoolIndexArguments): WithIndices;
/**
 * The largest element of each window, and its position in the plane (int64), as {@link maxUnpool1d} takes it:
 * `[values, indices]`. Takes all arguments after the first by name.
 */
export function maxPool1d(x: Tensor, options: AlsoIndices<MaxPoolOptions> & KernelSizeNamed): WithIndices;
/**
 * The largest element of each window of a line: `[N, C, L]` (or `[C, L]`) gives `[N, C, L']`, where L' = ⌊(L + 2 ·
 * padding − dilation · (kernelSize − 1) − 1) / stride⌋ + 1. Takes all arguments after the first by name.
 */
export function maxPool1d(x: Tensor, options: ValuesOnly<MaxPoolOptions> & KernelSizeNamed): Tensor;
export function maxPool1d(x: Tensor, ...args: unknown[]): Tensor | WithIndices {
  const [kernelSize, ...rest] = required<[Size]>("maxPool1d", ["kernelSize"], args);
  return maxPool(1, x, kernelSize, readMax[0]!(rest));
}
/**
 * The largest element of each window of an image: `[N, C, H, W]` (or `[C, H, W]`) gives `[N, C, H', W']`, with sizes
 * as in {@link maxPool1d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false,
 * returnIndices = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.maxPool2d(tensor([[[1, 2, 5, 3], [4, 0, 1, 7]]]), 2).tolist(); // → 4,7
 */
export function maxPool2d(x: Tensor, kernelSize: Size, ...options: MaxPoolArguments): Tensor;
/**
 * The largest element of each window, and its position in the plane (int64), as {@link maxUnpool2d} takes it:
 * `[values, indices]`. Same as {@link maxPool2dWithIndices}.
 */
export function maxPool2d(x: Tensor, kernelSize: Size, ...options: MaxPoolIndexArguments): WithIndices;
/**
 * The largest element of each window, and its position in the plane (int64), as {@link maxUnpool2d} takes it:
 * `[values, indices]`. Takes all arguments after the first by name.
 */
export function maxPool2d(x: Tensor, options: AlsoIndices<MaxPoolOptions> & KernelSizeNamed): WithIndices;
/**
 * The largest element of each window of an image: `[N, C, H, W]` (or `[C, H, W]`) gives `[N, C, H', W']`, with sizes as
 * in {@link maxPool1d}. Takes all arguments after the first by name.
 */
export function maxPool2d(x: Tensor, options: ValuesOnly<MaxPoolOptions> & KernelSizeNamed): Tensor;
export function maxPool2d(x: Tensor, ...args: unknown[]): Tensor | WithIndices {
  const [kernelSize, ...rest] = required<[Size]>("maxPool2d", ["kernelSize"], args);
  return maxPool(2, x, kernelSize, readMax[1]!(rest));
}
/**
 * The largest element of each window of a volume: `[N, C, D, H, W]` (or `[C, D, H, W]`) gives `[N, C, D', H', W']`,
 * with sizes as in {@link maxPool1d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false,
 * returnIndices = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.maxPool3d(ones(1, 1, 2, 4, 4), 2).shape; // → 1,1,1,2,2
 */
export function maxPool3d(x: Tensor, kernelSize: Size, ...options: MaxPoolArguments): Tensor;
/**
 * The largest element of each window, and its position in the plane (int64), as {@link maxUnpool3d} takes it:
 * `[values, indices]`. Same as {@link maxPool3dWithIndices}.
 */
export function maxPool3d(x: Tensor, kernelSize: Size, ...options: MaxPoolIndexArguments): WithIndices;
/**
 * The largest element of each window, and its position in the plane (int64), as {@link maxUnpool3d} takes it:
 * `[values, indices]`. Takes all arguments after the first by name.
 */
export function maxPool3d(x: Tensor, options: AlsoIndices<MaxPoolOptions> & KernelSizeNamed): WithIndices;
/**
 * The largest element of each window of a volume: `[N, C, D, H, W]` (or `[C, D, H, W]`) gives `[N, C, D', H', W']`,
 * with sizes as in {@link maxPool1d}. Takes all arguments after the first by name.
 */
export function maxPool3d(x: Tensor, options: ValuesOnly<MaxPoolOptions> & KernelSizeNamed): Tensor;
export function maxPool3d(x: Tensor, ...args: unknown[]): Tensor | WithIndices {
  const [kernelSize, ...rest] = required<[Size]>("maxPool3d", ["kernelSize"], args);
  return maxPool(3, x, kernelSize, readMax[2]!(rest));
}

/**
 * {@link maxPool1d} with `returnIndices`: the largest element of each window of a line, and its position in the plane
 * (int64), as `[values, indices]`. `[N, C, L]` (or `[C, L]`) gives two tensors `[N, C, L']`.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * const [values, places] = F.maxPool1dWithIndices(tensor([[[1, 4, 2, 3]]]), 2);
 * places.tolist(); // → 1,3
 */
export function maxPool1dWithIndices(x: Tensor, kernelSize: Size, ...options: MaxPoolWithIndicesArguments): WithIndices;
/**
 * {@link maxPool1d} with `returnIndices`: the largest element of each window of a line, and its position in the plane
 * (int64), as `[values, indices]`. `[N, C, L]` (or `[C, L]`) gives two tensors `[N, C, L']`. Takes all arguments after
 * the first by name.
 */
export function maxPool1dWithIndices(x: Tensor, options: MaxPoolOptions & KernelSizeNamed): WithIndices;
export function maxPool1dWithIndices(x: Tensor, ...args: unknown[]): WithIndices {
  const [kernelSize, ...rest] = required<[Size]>("maxPool1dWithIndices", ["kernelSize"], args);
  return maxPool(1, x, kernelSize, { ...readMax[0]!(rest), returnIndices: true }) as WithIndices;
}
/**
 * {@link maxPool2d} with `returnIndices`: the largest element of each window of an image, and its position in the plane
 * (int64), as `[values, indices]`. `[N, C, H, W]` (or `[C, H, W]`) gives two tensors `[N, C, H', W']`.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * const [values, places] = F.maxPool2dWithIndices(tensor([[[1, 2, 5, 3], [4, 0, 1, 7]]]), 2);
 * places.tolist(); // → 4,7
 */
export function maxPool2dWithIndices(x: Tensor, kernelSize: Size, ...options: MaxPoolWithIndicesArguments): WithIndices;
/**
 * {@link maxPool2d} with `returnIndices`: the largest element of each window of an image, and its position in the plane
 * (int64), as `[values, indices]`. `[N, C, H, W]` (or `[C, H, W]`) gives two tensors `[N, C, H', W']`. Takes all
 * arguments after the first by name.
 */
export function maxPool2dWithIndices(x: Tensor, options: MaxPoolOptions & KernelSizeNamed): WithIndices;
export function maxPool2dWithIndices(x: Tensor, ...args: unknown[]): WithIndices {
  const [kernelSize, ...rest] = required<[Size]>("maxPool2dWithIndices", ["kernelSize"], args);
  return maxPool(2, x, kernelSize, { ...readMax[1]!(rest), returnIndices: true }) as WithIndices;
}
/**
 * {@link maxPool3d} with `returnIndices`: the largest element of each window of a volume, and its position in the plane
 * (int64), as `[values, indices]`. `[N, C, D, H, W]` (or `[C, D, H, W]`) gives two tensors `[N, C, D', H', W']`.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * const [values, places] = F.maxPool3dWithIndices(tensor([[[[1, 2], [3, 4]], [[8, 7], [6, 5]]]]), 2);
 * places.tolist(); // → 4
 */
export function maxPool3dWithIndices(x: Tensor, kernelSize: Size, ...options: MaxPoolWithIndicesArguments): WithIndices;
/**
 * {@link maxPool3d} with `returnIndices`: the largest element of each window of a volume, and its position in the plane
 * (int64), as `[values, indices]`. `[N, C, D, H, W]` (or `[C, D, H, W]`) gives two tensors `[N, C, D', H', W']`. Takes
 * all arguments after the first by name.
 */
export function maxPool3dWithIndices(x: Tensor, options: MaxPoolOptions & KernelSizeNamed): WithIndices;
export function maxPool3dWithIndices(x: Tensor, ...args: unknown[]): WithIndices {
  const [kernelSize, ...rest] = required<[Size]>("maxPool3dWithIndices", ["kernelSize"], args);
  return maxPool(3, x, kernelSize, { ...readMax[2]!(rest), returnIndices: true }) as WithIndices;
}

// ---- averages ----

/** Average pooling with parsed arguments. */
export function avgPool(nd: number, x: Tensor, kernelSize: Size, options: AvgPoolOptions): Tensor {
  const name = `avg_pool${nd}d`,
    padded = options.countIncludePad ?? true,
    divisor = options.divisorOverride ?? null;
  const { kernel, stride, padding, output } = poolNumbers(x, nd, name, { ...options, kernelSize } as Numbers);
  if (divisor === 0) poolFail("divisor must be not zero", "leave divisorOverride out.");
  const whole = x.dtype === "int64"; // whole numbers are summed first and divided once
  checkLines(x, output);
  const counts: number[][] = [];
  const maps = output.map((size, d) => {
    const n = x.shape[x.shape.length - nd + d]!,
      count: number[] = [];
    counts.push(count);
    return lineMap(n, size, (i, add) => {
      const first = i * stride[d]! - padding[d]!,
        last = Math.min(first + kernel[d]!, n + padding[d]!);
      const from = Math.max(first, 0),
        to = Math.min(last, n);
      count[i] = padded ? last - first : to - from;
      const weight = whole ? 1 : divisor === null ? 1 / count[i] : d === 0 ? 1 / divisor : 1;
      for (let p = from; p < to; p++) add(p, weight);
    });
  });
  if (whole) {
    const sums = resample(cast(x, "float64"), maps, name);
    const divisors = counts
      .map((list, d) =>
        reshape(
          tensor(list, { dtype: "float64" }),
          range(nd).map((e) => (e === d ? list.length : 1)),
        ),
      )
      .reduce((a, b) => mul(a, b));
    return cast(trunc(div(sums, divisor ?? divisors)), "int64");
  }
  return label(resample(x, maps, name), nd === 1 ? "SqueezeBackward1" : `AvgPool${nd}DBackward0`);
}

/**
 * The mean of each window of a line: `[N, C, L]` (or `[C, L]`) gives `[N, C, L']`, where
 * L' = ⌊(L + 2 · padding − kernelSize) / stride⌋ + 1.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, ceilMode = false,
 * countIncludePad = true.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.avgPool1d(tensor([[[1, 3, 5, 7]]]), 2).tolist(); // → 2,6
 */
export function avgPool1d(x: Tensor, kernelSize: Size, ...options: AvgArguments): Tensor;
/**
 * The mean of each window of a line: `[N, C, L]` (or `[C, L]`) gives `[N, C, L']`, where L' = ⌊(L + 2 · padding −
 * kernelSize) / stride⌋ + 1. Takes all arguments after the first by name.
 */
export function avgPool1d(x: Tensor, options: AvgPoolOptions & KernelSizeNamed): Tensor;
export function avgPool1d(x: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("avgPool1d", ["kernelSize"], args);
  return avgPool(1, x, kernelSize, readAvg[0]!(rest));
}
/**
 * The mean of each window of an image: `[N, C, H, W]` (or `[C, H, W]`) gives `[N, C, H', W']`, with sizes as in
 * {@link avgPool1d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, ceilMode = false,
 * countIncludePad = true, divisorOverride = null.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.avgPool2d(tensor([[[1, 2, 5, 3], [4, 1, 1, 7]]]), 2).tolist(); // → 2,4
 */
export function avgPool2d(x: Tensor, kernelSize: Size, ...options: AvgArguments): Tensor;
/**
 * The mean of each window of an image: `[N, C, H, W]` (or `[C, H, W]`) gives `[N, C, H', W']`, with sizes as in
 * {@link avgPool1d}. Takes all arguments after the first by name.
 */
export function avgPool2d(x: Tensor, options: AvgPoolOptions & KernelSizeNamed): Tensor;
export function avgPool2d(x: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("avgPool2d", ["kernelSize"], args);
  return avgPool(2, x, kernelSize, readAvg[1]!(rest));
}
/**
 * The mean of each window of a volume: `[N, C, D, H, W]` (or `[C, D, H, W]`) gives `[N, C, D', H', W']`, with sizes as
 * in {@link avgPool1d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, ceilMode = false,
 * countIncludePad = true, divisorOverride = null.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.avgPool3d(ones(1, 1, 2, 4, 4), 2).shape; // → 1,1,1,2,2
 */
export function avgPool3d(x: Tensor, kernelSize: Size, ...options: AvgArguments): Tensor;
/**
 * The mean of each window of a volume: `[N, C, D, H, W]` (or `[C, D, H, W]`) gives `[N, C, D', H', W']`, with sizes as
 * in {@link avgPool1d}. Takes all arguments after the first by name.
 */
export function avgPool3d(x: Tensor, options: AvgPoolOptions & KernelSizeNamed): Tensor;
export function avgPool3d(x: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("avgPool3d", ["kernelSize"], args);
  return avgPool(3, x, kernelSize, readAvg[2]!(rest));
}

/** Lp pooling with parsed arguments. */
export function lpPool(
  nd: number,
  x: Tensor,
  p: number,
  kernelSize: Size,
  stride: Size | null,
  ceilMode: boolean,
): Tensor {
  const count = product(poolSizes(kernelSize, nd, "kernel_size", `avg_pool${nd}d`));
  const average = avgPool(nd, pow(x, p), kernelSize, { stride, ceilMode });
  return pow(mul(mul(sign(average), relu(abs(average))), count), 1 / p);
}
type LpArguments = Rest<[stride: Size | null, ceilMode: boolean], LpPoolOptions>;
/** Options of {@link lpPool1d} and {@link lpPool2d}. */
export interface LpPoolOptions {
  /** The step from one window to the next. Default: the kernel size. */
  stride?: Size | null;
  /** Whether a last window that extends past the end counts. Default false. */
  ceilMode?: boolean;
}
const readLp = [1, 2].map((nd) => readerOf<LpPoolOptions>(`lpPool${nd}d`, ["stride", "ceilMode"]));
/** Arguments of {@link lpPool1d}, by name. */
interface NormTypeKernelSizeNamed {
  /** The order p of the norm. */
  normType: number;
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * The p-norm `(Σ xᵖ)^(1/p)` of each window of a line `[N, C, L]`, with `normType` as p: 1 gives the sum, a large p
 * nearly the maximum.
 *
 * Further arguments, by position or by name: stride = kernelSize, ceilMode = false.
 *
 * @example
 * F.lpPool1d(tensor([[[3, 4, 6, 8]]]), 2, 2).tolist(); // → 5,10
 */
export function lpPool1d(x: Tensor, normType: number, kernelSize: Size, ...options: LpArguments): Tensor;
/**
 * The p-norm `(Σ xᵖ)^(1/p)` of each window of a line `[N, C, L]`, with `normType` as p: 1 gives the sum, a large p
 * nearly the maximum. Takes all arguments after the first by name.
 */
export function lpPool1d(x: Tensor, options: LpPoolOptions & NormTypeKernelSizeNamed): Tensor;
export function lpPool1d(x: Tensor, ...args: unknown[]): Tensor {
  const [normType, kernelSize, ...rest] = required<[number, Size]>("lpPool1d", ["normType", "kernelSize"], args);
  const o = readLp[0]!(rest);
  return lpPool(1, x, normType, kernelSize, o.stride ?? null, o.ceilMode ?? false);
}
/**
 * The p-norm `(Σ xᵖ)^(1/p)` of each window of an image `[N, C, H, W]`, with `normType` as p: 1 gives the sum, a large
 * p nearly the maximum.
 *
 * Further arguments, by position or by name: stride = kernelSize, ceilMode = false.
 *
 * @example
 * F.lpPool2d(tensor([[[3, 4], [0, 0]]]), 2, 2).tolist(); // → 5
 */
export function lpPool2d(x: Tensor, normType: number, kernelSize: Size, ...options: LpArguments): Tensor;
/**
 * The p-norm `(Σ xᵖ)^(1/p)` of each window of an image `[N, C, H, W]`, with `normType` as p: 1 gives the sum, a large p
 * nearly the maximum. Takes all arguments after the first by name.
 */
export function lpPool2d(x: Tensor, options: LpPoolOptions & NormTypeKernelSizeNamed): Tensor;
export function lpPool2d(x: Tensor, ...args: unknown[]): Tensor {
  const [normType, kernelSize, ...rest] = required<[number, Size]>("lpPool2d", ["normType", "kernelSize"], args);
  const o = readLp[1]!(rest);
  return lpPool(2, x, normType, kernelSize, o.stride ?? null, o.ceilMode ?? false);
}

// ---- the way back ----

/** Options of {@link maxUnpool1d} to {@link maxUnpool3d}. */
export interface MaxUnpoolOptions {
  /** The stride of the pooling. Default: the kernel size. */
  stride?: Size | null;
  /** The padding of the pooling. Default 0. */
  padding?: Size;
  /** The output's size, if several lead to the same pooled size. */
  outputSize?: readonly number[] | null;
}
type UnpoolArguments = Rest<
  [stride: Size | null, padding: Size, outputSize: readonly number[] | null],
  MaxUnpoolOptions
>;
const readUnpool = [1, 2, 3].map((nd) =>
  readerOf<MaxUnpoolOptions>(`maxUnpool${nd}d`, ["stride", "padding", "outputSize"]),
);

/** Unpooling with parsed arguments. */
export function maxUnpool(nd: number, x: Tensor, indices: Tensor, kernelSize: Size, options: MaxUnpoolOptions): Tensor {
  const name = `max_unpool${nd}d`;
  needTensor(x, name);
  needTensor(indices, name, "indices");
  const kernel = poolSizes(kernelSize, nd, "kernel_size", name),
    stride =
      options.stride === undefined || options.stride === null ? kernel : poolSizes(options.stride, nd, "stride", name),
    padding = poolSizes(options.padding ?? 0, nd, "padding", name);
  if (indices.dtype !== "int64")
    fail(
      "index-dtype",
      `elements in indices should be type int64 but got: ${indices.dtype === "float32" ? "Float" : indices.dtype}`,
      "pass the indices that maxPool returns with returnIndices: true.",
    );
  if (x.shape.length !== nd + 1 && x.shape.length !== nd + 2)
    fail(
      "pool-shape",
      `Input to max_unpooling${nd}d should be a ${nd + 1}d or ${nd + 2}d Tensor, but got a tensor with ${x.shape.length} dimensions.`,
      "inputs are [N, C, …] or [C, …].",
    );
  if (!sameArray(x.shape, indices.shape))
    fail(
      "pool-shape",
      `Expected shape of indices to be same as that of the input tensor (${showShape(x.shape)}) but got indices tensor with shape: ${showShape(indices.shape)}`,
      "pass the indices that maxPool returned with returnIndices: true.",
    );
  const lead = x.shape.length - nd;
  const usual = kernel.map((k, d) => (x.shape[lead + d]! - 1) * stride[d]! + k - 2 * padding[d]!);
  const size =
    options.outputSize === undefined || options.outputSize === null
      ? usual
      : unpooledSize(options.outputSize, usual, stride);
  checkShape([...x.shape.slice(0, lead), ...size]);
  return label(
    unpool(x, indices, [...x.shape.slice(0, lead), ...size], nd),
    nd === 1 ? "SqueezeBackward1" : `MaxUnpool${nd}DBackward0`,
  );
}
function unpooledSize(
  wanted: readonly number[],
  usual: readonly number[],
  stride: readonly number[],
): readonly number[] {
  const size = wanted.length === usual.length + 2 ? wanted.slice(2) : wanted;
  if (size.length !== usual.length)
    poolFail(
      `output_size should be a sequence containing ${usual.length} or ${usual.length + 2} elements, but it has a length of '${size.length}'`,
      "give the size of each pooled dimension.",
    );
  size.forEach((n, d) => {
    const least = usual[d]! - stride[d]!,
      most = usual[d]! + stride[d]!;
    if (!(n > least && n < most))
      poolFail(
        `invalid output_size "${tuple(size)}" (dim ${d} must be between ${least} and ${most})`,
        "choose a size in this range.",
      );
  });
  return size;
}
/**
 * A partial inverse of {@link maxPool1d}: puts each maximum back at its position, from {@link maxPool1dWithIndices};
 * all else is 0. `[N, C, L]` and int64 indices of that shape give `[N, C, L']`.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, outputSize = null.
 *
 * @example
 * const [values, places] = F.maxPool1dWithIndices(tensor([[[1, 4, 2, 3]]]), 2);
 * F.maxUnpool1d(values, places, 2).tolist(); // → 0,4,0,3
 */
export function maxUnpool1d(x: Tensor, indices: Tensor, kernelSize: Size, ...options: UnpoolArguments): Tensor;
/**
 * A partial inverse of {@link maxPool1d}: puts each maximum back at its position, from {@link maxPool1dWithIndices};
 * all else is 0. `[N, C, L]` and int64 indices of that shape give `[N, C, L']`. Takes all arguments after the first by
 * name.
 */
export function maxUnpool1d(x: Tensor, indices: Tensor, options: MaxUnpoolOptions & KernelSizeNamed): Tensor;
export function maxUnpool1d(x: Tensor, indices: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("maxUnpool1d", ["kernelSize"], args);
  return maxUnpool(1, x, indices, kernelSize, readUnpool[0]!(rest));
}
/**
 * A partial inverse of {@link maxPool2d}: puts each maximum back at its position, from {@link maxPool2dWithIndices};
 * all else is 0. `[N, C, H, W]` and int64 indices of that shape give `[N, C, H', W']`.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, outputSize = null.
 *
 * @throws KindlingError `index-range` for indices beyond the output, `pool-shape`, `pool-option`.
 * @example
 * const [values, places] = F.maxPool2dWithIndices(tensor([[[1, 2], [3, 4]]]), 2);
 * F.maxUnpool2d(values, places, 2).tolist(); // → 0,0,0,4
 */
export function maxUnpool2d(x: Tensor, indices: Tensor, kernelSize: Size, ...options: UnpoolArguments): Tensor;
/**
 * A partial inverse of {@link maxPool2d}: puts each maximum back at its position, from {@link maxPool2dWithIndices};
 * all else is 0. `[N, C, H, W]` and int64 indices of that shape give `[N, C, H', W']`. Takes all arguments after the
 * first by name.
 */
export function maxUnpool2d(x: Tensor, indices: Tensor, options: MaxUnpoolOptions & KernelSizeNamed): Tensor;
export function maxUnpool2d(x: Tensor, indices: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("maxUnpool2d", ["kernelSize"], args);
  return maxUnpool(2, x, indices, kernelSize, readUnpool[1]!(rest));
}
/**
 * A partial inverse of {@link maxPool3d}: puts each maximum back at its position, from {@link maxPool3dWithIndices};
 * all else is 0. `[N, C, D, H, W]` and int64 indices of that shape give `[N, C, D', H', W']`.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, outputSize = null.
 *
 * @example
 * const [values, places] = F.maxPool3dWithIndices(tensor([[[[1, 2], [3, 4]], [[8, 7], [6, 5]]]]), 2);
 * F.maxUnpool3d(values, places, 2).tolist(); // → 0,0,0,0,8,0,0,0
 */
export function maxUnpool3d(x: Tensor, indices: Tensor, kernelSize: Size, ...options: UnpoolArguments): Tensor;
/**
 * A partial inverse of {@link maxPool3d}: puts each maximum back at its position, from {@link maxPool3dWithIndices};
 * all else is 0. `[N, C, D, H, W]` and int64 indices of that shape give `[N, C, D', H', W']`. Takes all arguments after
 * the first by name.
 */
export function maxUnpool3d(x: Tensor, indices: Tensor, options: MaxUnpoolOptions & KernelSizeNamed): Tensor;
export function maxUnpool3d(x: Tensor, indices: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("maxUnpool3d", ["kernelSize"], args);
  return maxUnpool(3, x, indices, kernelSize, readUnpool[2]!(rest));
}
