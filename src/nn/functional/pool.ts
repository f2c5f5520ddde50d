import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, exactly, required, type Rest } from "../../diagnose/arguments.js";
import { type Size, tuple } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import { abs, relu, sign, trunc } from "../../ops/unary.js";
import { div, mul, pow } from "../../ops/binary.js";
import { cast } from "../../ops/cast.js";
import { label } from "../../ops/label.js";
import { evenWindows, maxOfTiles, poolPlaces, poolTake, unpool, type Windows, windows } from "../../ops/pool.js";
import { mean } from "../../ops/reduce.js";
import { checkLines, lineMap, resample } from "../../ops/resample.js";
import { reshape } from "../../ops/view.js";
import { isHalf } from "../../shape/dtype.js";
import { checkShape } from "../../shape/shape.js";
import { tensor } from "../../tensor/creation.js";
import { product, range, sameArray, showShape } from "../../util/array.js";
import { type Numbers, poolFail, poolNumbers, poolSizes } from "./windows.js";

/** Options of {@link maxPool1d} to {@link maxPool3d}. Sizes are one number, or one per spatial dimension. */
export interface MaxPoolOptions {
  /** How far the window moves. Default: the kernel size, so that windows lie side by side. */
  stride?: Size | null;
  /** How far windows reach over the edge, at most half of their size. Default 0. */
  padding?: Size;
  /** How far the elements of a window lie apart. Default 1. */
  dilation?: Size;
  /** Whether a last window that reaches over the end counts. Default false. */
  ceilMode?: boolean;
  /** Whether the places of the largest elements are given too. Default false. */
  returnIndices?: boolean;
}
/** Options of {@link avgPool1d} to {@link avgPool3d}. */
export interface AvgPoolOptions {
  /** How far the window moves. Default: the kernel size. */
  stride?: Size | null;
  /** Zeros around the input, at most half of the kernel size. Default 0. */
  padding?: Size;
  /** Whether a last window that reaches over the end counts. Default false. */
  ceilMode?: boolean;
  /** Whether the zeros around count as elements. Default true. */
  countIncludePad?: boolean;
  /** What sums are divided by, instead of how many elements they have. */
  divisorOverride?: number | null;
}

/** Values and the places of these in their planes (int64). */
export type WithIndices = [values: Tensor, indices: Tensor];

type MaxArguments = Rest<[stride: Size | null, padding: Size, dilation: Size, ceilMode: boolean, returnIndices: boolean], MaxPoolOptions>;
type AvgArguments = Rest<[stride: Size | null, padding: Size, ceilMode: boolean, countIncludePad: boolean, divisorOverride: number | null], AvgPoolOptions>;

const readMax = [1, 2, 3].map((nd) => readerOf<MaxPoolOptions>(`maxPool${nd}d`, ["stride", "padding", "dilation", "ceilMode", "returnIndices"]));
const readAvg = [readerOf<AvgPoolOptions>("avgPool1d", ["stride", "padding", "ceilMode", "countIncludePad"]), ...[2, 3].map((nd) => readerOf<AvgPoolOptions>(`avgPool${nd}d`, ["stride", "padding", "ceilMode", "countIncludePad", "divisorOverride"]))];

// ---- the largest ----

function largest(x: Tensor, nd: number, ws: readonly Windows[], kernel: string, made: string, indices: boolean): Tensor | WithIndices {
  const places = poolPlaces(x, ws, kernel);
  const values = label(poolTake(x, places, nd), nd === 1 ? "SqueezeBackward1" : made);
  return indices ? [values, cast(places, "int64")] : values;
}

/** Max pooling whose arguments are read; for the functions, and the layers. */
export function maxPool(nd: number, x: Tensor, kernelSize: Size, o: MaxPoolOptions): Tensor | WithIndices {
  const name = `max_pool${nd}d`;
  const n = poolNumbers(x, nd, name, { ...o, kernelSize } as Numbers);
  const made = nd === 1 ? "SqueezeBackward1" : `MaxPool${nd}DWithIndicesBackward0`;
  const sideBySide = n.kernel.every((k, d) => k === n.stride[d] && n.padding[d] === 0 && n.dilation[d] === 1 && n.output[d] === Math.floor(x.shape[x.shape.length - nd + d]! / k));
  if (sideBySide && o.returnIndices !== true && !isHalf(x.dtype)) return label(maxOfTiles(x, n.kernel, nd === 1 ? "max_pool1d_impl" : name), made);
  const ws = n.output.map((size, d) => windows(x.shape[x.shape.length - nd + d]!, size, n.kernel[d]!, n.stride[d]!, n.padding[d]!, n.dilation[d]!));
  return largest(x, nd, ws, nd === 1 ? "max_pool1d_impl" : name, `MaxPool${nd}DWithIndicesBackward0`, o.returnIndices ?? false);
}

interface MaxPool {
  /** The largest element of each window: `[N, C, …]` (or without N) to `[N, C, …]`, and its place in the plane (int64): `[values, indices]`. */
  (x: Tensor, kernelSize: Size, options: MaxPoolOptions & { returnIndices: true }): WithIndices;
  /**
   * The largest element of each window: `[N, C, …]` (or without N) to `[N, C, …]`. Further arguments, by place or by
   * name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false, returnIndices = false.
   */
  (x: Tensor, kernelSize: Size, ...options: MaxArguments): Tensor;
  /** The largest element of each window: `[N, C, …]` (or without N) to `[N, C, …]`, and its place in the plane (int64). All arguments after the first by name. */
  (x: Tensor, options: MaxPoolOptions & { kernelSize: Size; returnIndices: true }): WithIndices;
  /** The largest element of each window: `[N, C, …]` (or without N) to `[N, C, …]`. All arguments after the first by name. */
  (x: Tensor, options: MaxPoolOptions & { kernelSize: Size }): Tensor;
}
const maxPoolOf = (nd: number): MaxPool => ((x: Tensor, ...args: unknown[]) => {
  const [kernelSize, ...rest] = required<[Size]>(`maxPool${nd}d`, ["kernelSize"], args);
  return maxPool(nd, x, kernelSize, readMax[nd - 1]!(rest));
}) as MaxPool;

/** The largest element of each window of a line: `[N, C, L]` to `[N, C, L']`; as {@link maxPool2d}. */
export const maxPool1d: MaxPool = maxPoolOf(1);
/**
 * The largest element of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`, where
 * H' = ⌊(H + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Further arguments: stride (default: the kernel
 * size), padding, dilation, ceilMode, returnIndices; with the last `[values, indices]`, as `maxUnpool2d` takes them.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.maxPool2d(tensor([[[1, 2, 5, 3], [4, 0, 1, 7]]]), 2).tolist(); // → 4,7
 */
export const maxPool2d: MaxPool = maxPoolOf(2);
/** The largest element of each window of a volume: `[N, C, D, H, W]`; as {@link maxPool2d}. */
export const maxPool3d: MaxPool = maxPoolOf(3);

interface MaxPoolWithIndices {
  /** The largest element of each window, and its place in the plane (int64), as `[values, indices]`. Further arguments, by place or by name: stride = kernelSize, padding = 0, dilation = 1, ceilMode = false. */
  (x: Tensor, kernelSize: Size, ...options: MaxArguments): WithIndices;
  /** The largest element of each window, and its place in the plane (int64), as `[values, indices]`. All arguments after the first by name. */
  (x: Tensor, options: MaxPoolOptions & { kernelSize: Size }): WithIndices;
}
const withIndices = (nd: number): MaxPoolWithIndices => (x: Tensor, ...args: unknown[]): WithIndices => {
  const [kernelSize, ...rest] = required<[Size]>(`maxPool${nd}dWithIndices`, ["kernelSize"], args);
  return maxPool(nd, x, kernelSize, { ...readMax[nd - 1]!(rest), returnIndices: true }) as WithIndices;
};
/** {@link maxPool1d} with `returnIndices`. */
export const maxPool1dWithIndices = withIndices(1);
/** {@link maxPool2d} with `returnIndices`. */
export const maxPool2dWithIndices = withIndices(2);
/** {@link maxPool3d} with `returnIndices`. */
export const maxPool3dWithIndices = withIndices(3);

// ---- averages ----

/** Average pooling whose arguments are read. */
export function avgPool(nd: number, x: Tensor, kernelSize: Size, o: AvgPoolOptions): Tensor {
  const name = `avg_pool${nd}d`, padded = o.countIncludePad ?? true, divisor = o.divisorOverride ?? null;
  const { kernel, stride, padding, output } = poolNumbers(x, nd, name, { ...o, kernelSize } as Numbers);
  if (divisor === 0) poolFail("divisor must be not zero");
  const whole = x.dtype === "int64"; // whole numbers are summed first, and divided once
  checkLines(x, output);
  const counts: number[][] = [];
  const maps = output.map((size, d) => {
    const n = x.shape[x.shape.length - nd + d]!, count: number[] = [];
    counts.push(count);
    return lineMap(n, size, (i, add) => {
      const first = i * stride[d]! - padding[d]!, last = Math.min(first + kernel[d]!, n + padding[d]!);
      const from = Math.max(first, 0), to = Math.min(last, n);
      count[i] = padded ? last - first : to - from;
      const weight = whole ? 1 : divisor === null ? 1 / count[i] : d === 0 ? 1 / divisor : 1;
      for (let p = from; p < to; p++) add(p, weight);
    });
  });
  if (whole) {
    const sums = resample(cast(x, "float64"), maps, name);
    const divisors = counts.map((list, d) => reshape(tensor(list, { dtype: "float64" }), range(nd).map((e) => (e === d ? list.length : 1)))).reduce((a, b) => mul(a, b));
    return cast(trunc(div(sums, divisor ?? divisors)), "int64");
  }
  return label(resample(x, maps, name), nd === 1 ? "SqueezeBackward1" : `AvgPool${nd}DBackward0`);
}

/**
 * The mean of each window of a line: `[N, C, L]` to `[N, C, L']`; as {@link avgPool2d}, without divisorOverride.
 *
 * Further arguments, by place or by name: stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true.
 */
export function avgPool1d(x: Tensor, kernelSize: Size, ...options: AvgArguments): Tensor;
/**
 * The mean of each window of a line: `[N, C, L]` to `[N, C, L']`; as {@link avgPool2d}, without divisorOverride. All
 * arguments after the first by name.
 */
export function avgPool1d(x: Tensor, options: AvgPoolOptions & { kernelSize: Size }): Tensor;
export function avgPool1d(x: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("avgPool1d", ["kernelSize"], args);
  return avgPool(1, x, kernelSize, readAvg[0]!(rest));
}
/**
 * The mean of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`, sizes as in {@link maxPool2d}. Further
 * arguments, by place or by name: stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true,
 * divisorOverride = null.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.avgPool2d(tensor([[[1, 2, 5, 3], [4, 1, 1, 7]]]), 2).tolist(); // → 2,4
 */
export function avgPool2d(x: Tensor, kernelSize: Size, ...options: AvgArguments): Tensor;
/**
 * The mean of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`, sizes as in {@link maxPool2d}. All
 * arguments after the first by name.
 */
export function avgPool2d(x: Tensor, options: AvgPoolOptions & { kernelSize: Size }): Tensor;
export function avgPool2d(x: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("avgPool2d", ["kernelSize"], args);
  return avgPool(2, x, kernelSize, readAvg[1]!(rest));
}
/**
 * The mean of each window of a volume: `[N, C, D, H, W]`; as {@link avgPool2d}.
 *
 * Further arguments, by place or by name: stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true,
 * divisorOverride = null.
 */
export function avgPool3d(x: Tensor, kernelSize: Size, ...options: AvgArguments): Tensor;
/** The mean of each window of a volume: `[N, C, D, H, W]`; as {@link avgPool2d}. All arguments after the first by name. */
export function avgPool3d(x: Tensor, options: AvgPoolOptions & { kernelSize: Size }): Tensor;
export function avgPool3d(x: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("avgPool3d", ["kernelSize"], args);
  return avgPool(3, x, kernelSize, readAvg[2]!(rest));
}

/** Lp pooling whose arguments are read. */
export function lpPool(nd: number, x: Tensor, p: number, kernelSize: Size, stride: Size | null, ceilMode: boolean): Tensor {
  const count = product(poolSizes(kernelSize, nd, "kernel_size", `avg_pool${nd}d`));
  const average = avgPool(nd, pow(x, p), kernelSize, { stride, ceilMode });
  return pow(mul(mul(sign(average), relu(abs(average))), count), 1 / p);
}
type LpArguments = Rest<[stride: Size | null, ceilMode: boolean], LpPoolOptions>;
/** Options of {@link lpPool1d} and {@link lpPool2d}. */
export interface LpPoolOptions { stride?: Size | null; ceilMode?: boolean }
const readLp = [1, 2].map((nd) => readerOf<LpPoolOptions>(`lpPool${nd}d`, ["stride", "ceilMode"]));
/**
 * The p-norm (Σ xᵖ)^(1/p) of each window of a line; as {@link lpPool2d}.
 *
 * Further arguments, by place or by name: stride = kernelSize, ceilMode = false.
 */
export function lpPool1d(x: Tensor, normType: number, kernelSize: Size, ...options: LpArguments): Tensor;
/** The p-norm (Σ xᵖ)^(1/p) of each window of a line; as {@link lpPool2d}. All arguments after the first by name. */
export function lpPool1d(x: Tensor, options: LpPoolOptions & { normType: number; kernelSize: Size }): Tensor;
export function lpPool1d(x: Tensor, ...args: unknown[]): Tensor {
  const [normType, kernelSize, ...rest] = required<[number, Size]>("lpPool1d", ["normType", "kernelSize"], args);
  const o = readLp[0]!(rest); return lpPool(1, x, normType, kernelSize, o.stride ?? null, o.ceilMode ?? false);
}
/**
 * The p-norm (Σ xᵖ)^(1/p) of each window: p = 1 is a sum, a large p nearly the maximum. Further arguments, by place or
 * by name: stride = kernelSize, ceilMode = false.
 */
export function lpPool2d(x: Tensor, normType: number, kernelSize: Size, ...options: LpArguments): Tensor;
/** The p-norm (Σ xᵖ)^(1/p) of each window: p = 1 is a sum, a large p nearly the maximum. All arguments after the first by name. */
export function lpPool2d(x: Tensor, options: LpPoolOptions & { normType: number; kernelSize: Size }): Tensor;
export function lpPool2d(x: Tensor, ...args: unknown[]): Tensor {
  const [normType, kernelSize, ...rest] = required<[number, Size]>("lpPool2d", ["normType", "kernelSize"], args);
  const o = readLp[1]!(rest); return lpPool(2, x, normType, kernelSize, o.stride ?? null, o.ceilMode ?? false);
}

// ---- to a given size ----

/** A size for each dimension; null keeps what the input has. */
export type OutputSize = number | null | readonly (number | null)[];

function adaptive(x: Tensor, nd: number, name: string, outputSize: OutputSize): number[] {
  needTensor(x, name);
  const of = name.includes("max") ? ": " : " ";
  if (nd === 1 && x.shape.length !== 2 && x.shape.length !== 3) fail("pool-shape", `Expected 2 to 3 dimensions, but got ${x.shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${name})`);
  if (x.shape.length !== nd + 1 && x.shape.length !== nd + 2) fail("pool-shape", `${name}(): Expected ${nd + 1}D or ${nd + 2}D tensor, but got${of}${showShape(x.shape)}`, "the dimensions are [batch, channels, …], or the same without the batch.");
  const sizes = x.shape.slice(x.shape.length - nd);
  const out = Array.isArray(outputSize) ? outputSize as readonly (number | null)[] : Array<number | null>(nd).fill(outputSize as number | null);
  if (out.length !== nd) poolFail(`${name}: output_size must be ${nd}`, `one number, or an array of ${nd}.`);
  const wanted = out.map((n, d) => n ?? sizes[d]!);
  if (!wanted.every((n) => Number.isInteger(n) && n >= 0)) poolFail(`${name}: elements of output_size must be greater than or equal to 0 but received {${wanted.join(", ")}}`);
  const first = x.shape.length === nd + 2 ? 1 : 0;
  x.shape.forEach((n, d) => { if (n === 0 && d >= first) fail("pool-shape", `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${showShape(x.shape)} with dimension ${d} being empty`); });
  checkLines(x, wanted);
  return wanted;
}

/** Adaptive average pooling over `nd` dimensions. */
export function adaptiveAvgPool(nd: number, x: Tensor, outputSize: OutputSize): Tensor {
  const name = `adaptive_avg_pool${nd}d`, out = adaptive(x, nd, name, outputSize), lead = x.shape.length - nd;
  if (nd > 1 && out.every((n) => n === 1)) return label(mean(x, { dim: range(nd).map((d) => lead + d), keepdim: true }), "MeanBackward1");
  const maps = out.map((n, d) => {
    const w = evenWindows(x.shape[lead + d]!, n);
    return lineMap(w.input, n, (i, add) => { for (let p = w.start[i]!; p < w.end[i]!; p++) add(p, 1 / (w.end[i]! - w.start[i]!)); });
  });
  return label(resample(x, maps, name), nd === 1 ? "SqueezeBackward1" : `AdaptiveAvgPool${nd}DBackward0`);
}
/** Adaptive max pooling over `nd` dimensions. */
export function adaptiveMaxPool(nd: number, x: Tensor, outputSize: OutputSize, indices: boolean): Tensor | WithIndices {
  const name = `adaptive_max_pool${nd}d`, out = adaptive(x, nd, name, outputSize);
  return largest(x, nd, out.map((n, d) => evenWindows(x.shape[x.shape.length - nd + d]!, n)), name, `AdaptiveMaxPool${nd}DBackward0`, indices);
}

/** The mean of `outputSize` windows that share a line out evenly: `[N, C, L]` to `[N, C, outputSize]`. */
export function adaptiveAvgPool1d(x: Tensor, outputSize: OutputSize): Tensor;
/** The mean of `outputSize` windows that share a line out evenly: `[N, C, L]` to `[N, C, outputSize]`. All arguments after the first by name. */
export function adaptiveAvgPool1d(x: Tensor, options: { outputSize: OutputSize }): Tensor;
export function adaptiveAvgPool1d(x: Tensor, ...args: unknown[]): Tensor {
  const [outputSize] = exactly<[OutputSize]>("adaptiveAvgPool1d", ["outputSize"], args);
  return adaptiveAvgPool(1, x, outputSize);
}
/**
 * The mean of windows that share each dimension out evenly, so that the output has a given size whatever the input's:
 * `[N, C, H, W]` to `[N, C, …outputSize]`. null keeps a size; 1 averages everything.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * F.adaptiveAvgPool2d(ones(1, 8, 7, 5), 1).shape; // → 1,8,1,1
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: OutputSize): Tensor;
/**
 * The mean of windows that share each dimension out evenly, so that the output has a given size whatever the input's:
 * `[N, C, H, W]` to `[N, C, …outputSize]`. All arguments after the first by name.
 */
export function adaptiveAvgPool2d(x: Tensor, options: { outputSize: OutputSize }): Tensor;
export function adaptiveAvgPool2d(x: Tensor, ...args: unknown[]): Tensor {
  const [outputSize] = exactly<[OutputSize]>("adaptiveAvgPool2d", ["outputSize"], args);
  return adaptiveAvgPool(2, x, outputSize);
}
/** {@link adaptiveAvgPool2d} over volumes. */
export function adaptiveAvgPool3d(x: Tensor, outputSize: OutputSize): Tensor;
/** {@link adaptiveAvgPool2d} over volumes. All arguments after the first by name. */
export function adaptiveAvgPool3d(x: Tensor, options: { outputSize: OutputSize }): Tensor;
export function adaptiveAvgPool3d(x: Tensor, ...args: unknown[]): Tensor {
  const [outputSize] = exactly<[OutputSize]>("adaptiveAvgPool3d", ["outputSize"], args);
  return adaptiveAvgPool(3, x, outputSize);
}

/** Options of {@link adaptiveMaxPool1d} to {@link adaptiveMaxPool3d}. */
export interface AdaptiveMaxOptions { returnIndices?: boolean }
/** What may follow, by place or by name: returnIndices = false. */
export type AdaptiveMaxArguments = Rest<[returnIndices: boolean], AdaptiveMaxOptions>;
interface AdaptiveMax {
  /** The largest element of each of `outputSize` windows that share the input out evenly: `[N, C, …]` (or without N) to `[N, C, …outputSize]`, and its place in the plane (int64): `[values, indices]`. */
  (x: Tensor, outputSize: OutputSize, returnIndices: true | { returnIndices: true }): WithIndices;
  /** The largest element of each of `outputSize` windows that share the input out evenly: `[N, C, …]` (or without N) to `[N, C, …outputSize]`. Further arguments, by place or by name: returnIndices = false. */
  (x: Tensor, outputSize: OutputSize, ...options: AdaptiveMaxArguments): Tensor;
  /** The largest element of each of `outputSize` windows that share the input out evenly: `[N, C, …]` (or without N) to `[N, C, …outputSize]`, and its place in the plane (int64). All arguments after the first by name. */
  (x: Tensor, options: { outputSize: OutputSize; returnIndices: true }): WithIndices;
  /** The largest element of each of `outputSize` windows that share the input out evenly: `[N, C, …]` (or without N) to `[N, C, …outputSize]`. All arguments after the first by name. */
  (x: Tensor, options: AdaptiveMaxOptions & { outputSize: OutputSize }): Tensor;
}
const adaptiveMaxOf = (nd: number): AdaptiveMax => {
  const read = readerOf<AdaptiveMaxOptions>(`adaptiveMaxPool${nd}d`, ["returnIndices"]);
  return ((x: Tensor, ...args: unknown[]) => {
    const [outputSize, ...rest] = required<[OutputSize]>(`adaptiveMaxPool${nd}d`, ["outputSize"], args);
    return adaptiveMaxPool(nd, x, outputSize, read(rest).returnIndices ?? false);
  }) as AdaptiveMax;
};
/** The largest elements of windows that share a line out evenly. */
export const adaptiveMaxPool1d: AdaptiveMax = adaptiveMaxOf(1);
/** The largest elements of windows that share each dimension out evenly: `[N, C, H, W]` to `[N, C, …outputSize]`. */
export const adaptiveMaxPool2d: AdaptiveMax = adaptiveMaxOf(2);
/** {@link adaptiveMaxPool2d} over volumes. */
export const adaptiveMaxPool3d: AdaptiveMax = adaptiveMaxOf(3);

const adaptiveWithIndices = (nd: number) => (x: Tensor, outputSize: OutputSize | { outputSize: OutputSize }, ...more: never[]): WithIndices =>
  adaptiveMaxPool(nd, x, exactly<[OutputSize]>(`adaptiveMaxPool${nd}dWithIndices`, ["outputSize"], [outputSize, ...more])[0], true) as WithIndices;
/** {@link adaptiveMaxPool1d} with `returnIndices`. */
export const adaptiveMaxPool1dWithIndices = adaptiveWithIndices(1);
/** {@link adaptiveMaxPool2d} with `returnIndices`. */
export const adaptiveMaxPool2dWithIndices = adaptiveWithIndices(2);
/** {@link adaptiveMaxPool3d} with `returnIndices`. */
export const adaptiveMaxPool3dWithIndices = adaptiveWithIndices(3);

// ---- the way back ----

/** Options of {@link maxUnpool1d} to {@link maxUnpool3d}. */
export interface MaxUnpoolOptions {
  stride?: Size | null;
  padding?: Size;
  /** The output's size, where several lead to the same pooled size. */
  outputSize?: readonly number[] | null;
}
type UnpoolArguments = Rest<[stride: Size | null, padding: Size, outputSize: readonly number[] | null], MaxUnpoolOptions>;
const readUnpool = [1, 2, 3].map((nd) => readerOf<MaxUnpoolOptions>(`maxUnpool${nd}d`, ["stride", "padding", "outputSize"]));

/** Unpooling whose arguments are read. */
export function maxUnpool(nd: number, x: Tensor, indices: Tensor, kernelSize: Size, o: MaxUnpoolOptions): Tensor {
  const name = `max_unpool${nd}d`;
  needTensor(x, name); needTensor(indices, name, "indices");
  const kernel = poolSizes(kernelSize, nd, "kernel_size", name), stride = o.stride === undefined || o.stride === null ? kernel : poolSizes(o.stride, nd, "stride", name), padding = poolSizes(o.padding ?? 0, nd, "padding", name);
  if (indices.dtype !== "int64") fail("index-dtype", `elements in indices should be type int64 but got: ${indices.dtype === "float32" ? "Float" : indices.dtype}`, "they are what maxPool gives with returnIndices.");
  if (x.shape.length !== nd + 1 && x.shape.length !== nd + 2) fail("pool-shape", `Input to max_unpooling${nd}d should be a ${nd + 1}d or ${nd + 2}d Tensor, but got a tensor with ${x.shape.length} dimensions.`);
  if (!sameArray(x.shape, indices.shape)) fail("pool-shape", `Expected shape of indices to be same as that of the input tensor (${showShape(x.shape)}) but got indices tensor with shape: ${showShape(indices.shape)}`);
  const lead = x.shape.length - nd;
  const usual = kernel.map((k, d) => (x.shape[lead + d]! - 1) * stride[d]! + k - 2 * padding[d]!);
  const size = o.outputSize === undefined || o.outputSize === null ? usual : unpooledSize(o.outputSize, usual, stride);
  checkShape([...x.shape.slice(0, lead), ...size]);
  return label(unpool(x, cast(indices, "int32"), [...x.shape.slice(0, lead), ...size], nd), nd === 1 ? "SqueezeBackward1" : `MaxUnpool${nd}DBackward0`);
}
function unpooledSize(wanted: readonly number[], usual: readonly number[], stride: readonly number[]): readonly number[] {
  const size = wanted.length === usual.length + 2 ? wanted.slice(2) : wanted;
  if (size.length !== usual.length) poolFail(`output_size should be a sequence containing ${usual.length} or ${usual.length + 2} elements, but it has a length of '${size.length}'`);
  size.forEach((n, d) => {
    const least = usual[d]! - stride[d]!, most = usual[d]! + stride[d]!;
    if (!(n > least && n < most)) poolFail(`invalid output_size "${tuple(size)}" (dim ${d} must be between ${least} and ${most})`);
  });
  return size;
}
/**
 * The way back from {@link maxPool1d}; as {@link maxUnpool2d}.
 *
 * Further arguments, by place or by name: stride = kernelSize, padding = 0, outputSize = null.
 */
export function maxUnpool1d(x: Tensor, indices: Tensor, kernelSize: Size, ...options: UnpoolArguments): Tensor;
/** The way back from {@link maxPool1d}; as {@link maxUnpool2d}. All arguments after the first by name. */
export function maxUnpool1d(x: Tensor, indices: Tensor, options: MaxUnpoolOptions & { kernelSize: Size }): Tensor;
export function maxUnpool1d(x: Tensor, indices: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("maxUnpool1d", ["kernelSize"], args);
  return maxUnpool(1, x, indices, kernelSize, readUnpool[0]!(rest));
}
/**
 * The way back from {@link maxPool2d}: each element is put where the largest was that it stands for, among zeros.
 * Further arguments, by place or by name: stride = kernelSize, padding = 0, outputSize = null.
 *
 * @throws KindlingError `index-range` for indices beyond the output, `pool-shape`, `pool-option`.
 */
export function maxUnpool2d(x: Tensor, indices: Tensor, kernelSize: Size, ...options: UnpoolArguments): Tensor;
/**
 * The way back from {@link maxPool2d}: each element is put where the largest was that it stands for, among zeros. All
 * arguments after the first by name.
 */
export function maxUnpool2d(x: Tensor, indices: Tensor, options: MaxUnpoolOptions & { kernelSize: Size }): Tensor;
export function maxUnpool2d(x: Tensor, indices: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("maxUnpool2d", ["kernelSize"], args);
  return maxUnpool(2, x, indices, kernelSize, readUnpool[1]!(rest));
}
/**
 * The way back from {@link maxPool3d}.
 *
 * Further arguments, by place or by name: stride = kernelSize, padding = 0, outputSize = null.
 */
export function maxUnpool3d(x: Tensor, indices: Tensor, kernelSize: Size, ...options: UnpoolArguments): Tensor;
/** The way back from {@link maxPool3d}. All arguments after the first by name. */
export function maxUnpool3d(x: Tensor, indices: Tensor, options: MaxUnpoolOptions & { kernelSize: Size }): Tensor;
export function maxUnpool3d(x: Tensor, indices: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("maxUnpool3d", ["kernelSize"], args);
  return maxUnpool(3, x, indices, kernelSize, readUnpool[2]!(rest));
}
