// Sliding windows and pictures: convolution, pooling, resampling.

import {
  abs,
  add,
  amax,
  arange,
  div,
  F,
  full,
  indexSelect,
  maximum,
  mean,
  mul,
  ones,
  pow,
  remainder,
  reshape,
  scatter,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  where,
  zeros,
} from "../../index.js";
import { convolution, transposedConvolution } from "../../nn/functional/conv.js";
import { avgPool, maxPool } from "../../nn/functional/pool.js";
import { cast } from "../../ops/pointwise/cast.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { product, range } from "../../util/array.js";
import { type Call, int64, type Rules, type Value } from "../call.js";
import { narrowed, padConstant } from "./shape.js";

/** The windows of a node: what is before and after each spatial dimension, and how far they are apart. */
interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export function windowsOf(c: Call, size: readonly number[], kernelSize: readonly number[]): Windows {
  const nd = kernelSize.length,
    strides = c.ints("strides") ?? Array<number>(nd).fill(1),
    dilations = c.ints("dilations") ?? Array<number>(nd).fill(1),
    auto = c.text("auto_pad", "NOTSET");
  if (auto === "NOTSET" || auto === "") {
    const pads = c.ints("pads") ?? Array<number>(2 * nd).fill(0);
    return { kernel: kernelSize, strides, dilations, before: pads.slice(0, nd), after: pads.slice(nd) };
  }
  if (auto === "VALID") {
    const none = Array<number>(nd).fill(0);
    return { kernel: kernelSize, strides, dilations, before: none, after: none };
  }
  const total = kernelSize.map((k, i) => {
    const out = Math.ceil(size[i]! / strides[i]!);
    return Math.max(0, (out - 1) * strides[i]! + (k - 1) * dilations[i]! + 1 - size[i]!);
  });
  const small = total.map((t) => t >> 1),
    large = total.map((t) => t - (t >> 1));
  return auto === "SAME_LOWER"
    ? { kernel: kernelSize, strides, dilations, before: large, after: small }
    : { kernel: kernelSize, strides, dilations, before: small, after: large };
}

/** A tensor padded in its spatial dimensions. */
const padSpatial = (x: Tensor, before: readonly number[], after: readonly number[], value: number): Tensor =>
  padConstant(x, [0, 0, ...before], [0, 0, ...after], value);

const same = (a: readonly number[], b: readonly number[]): boolean => a.every((n, i) => n === b[i]);

/** A convolution of one to three dimensions; the padding may differ from side to side. */
export function convolve(c: Call, x: Tensor, w: Tensor, bias: Value): Tensor {
  const nd = x.shape.length - 2;
  if (nd < 1 || nd > 3) c.wrong(`a convolution over ${nd} dimensions is none that kindling has`);
  const ws = windowsOf(c, x.shape.slice(2), w.shape.slice(2)),
    even = same(ws.before, ws.after);
  return convolution(nd, even ? x : padSpatial(x, ws.before, ws.after, 0), w, {
    bias,
    stride: ws.strides,
    padding: even ? ws.before : 0,
    dilation: ws.dilations,
    groups: c.int("group", 1),
  });
}

function convTranspose(c: Call): Tensor {
  const [x, w] = [c.x(), c.x(1)],
    bias = c.maybe(2),
    nd = x.shape.length - 2;
  if (nd < 1 || nd > 3) c.wrong(`a convolution over ${nd} dimensions is none that kindling has`);
  const size = x.shape.slice(2),
    kernel = w.shape.slice(2);
  const strides = c.ints("strides") ?? Array<number>(nd).fill(1),
    dilations = c.ints("dilations") ?? Array<number>(nd).fill(1);
  let more = c.ints("output_padding") ?? zeroesFor(nd);
  const wanted = c.ints("output_shape")?.slice(-nd) ?? null,
    auto = c.text("auto_pad", "NOTSET");
  const whole = size.map((n, i) => (n - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1);
  let before = (c.ints("pads") ?? Array<number>(2 * nd).fill(0)).slice(0, nd),
    after = (c.ints("pads") ?? Array<number>(2 * nd).fill(0)).slice(nd);
  if (wanted !== null || auto.startsWith("SAME")) {
    const over = whole.map((n, i) => n + more[i]! - (wanted?.[i] ?? size[i]! * strides[i]!));
    more = more.map((n, i) => n + Math.max(0, -over[i]!));
    const total = over.map((n) => Math.max(0, n));
    before = total.map((t) => (auto === "SAME_UPPER" ? t >> 1 : t - (t >> 1)));
    after = total.map((t, i) => t - before[i]!);
  }
  let y = transposedConvolution(nd, x, w, {
    stride: strides,
    dilation: dilations,
    groups: c.int("group", 1),
  });
  y = padSpatial(y, zeroesFor(nd), more, 0);
  range(nd).forEach((i) => {
    y = narrowed(y, 2 + i, before[i]!, whole[i]! + more[i]! - after[i]!);
  });
  return bias === null ? y : add(y, reshape(bias, [1, -1, ...Array<number>(nd).fill(1)]));
}
const zeroesFor = (n: number): number[] => Array<number>(n).fill(0);

/** The padding that windows need at the end when sizes are rounded up. */
function rounding(c: Call, size: readonly number[], w: Windows): number[] {
  if (!c.flag("ceil_mode")) return zeroesFor(size.length);
  return size.map((n, i) => {
    const reach = (w.kernel[i]! - 1) * w.dilations[i]! + 1,
      padded = n + w.before[i]! + w.after[i]!;
    let out = Math.ceil((padded - reach) / w.strides[i]!) + 1;
    if ((out - 1) * w.strides[i]! >= n + w.before[i]!) out--; // a window that begins in the padding at the end
    return Math.max(0, (out - 1) * w.strides[i]! + reach - padded);
  });
}

function maxPooled(c: Call): Value[] {
  const x = c.x(),
    size = x.shape.slice(2),
    nd = size.length,
    w = windowsOf(c, size, c.ints("kernel_shape") ?? c.wrong('the attribute "kernel_shape" is missing'));
  if (nd < 1 || nd > 3) c.wrong(`pooling over ${nd} dimensions is none that kindling has`);
  const extra = rounding(c, size, w);
  const after = w.after.map((a, i) => a + extra[i]!);
  const low = dtypeInfo[x.dtype].category === "float" ? -Infinity : x.dtype === "uint8" ? 0 : -128;
  const padded = padSpatial(x, w.before, after, low);
  const options = { stride: w.strides, dilation: w.dilations, padding: 0, ceilMode: false };
  // Windows compare floats; what they find is exact.
  const whole = dtypeInfo[x.dtype].category !== "float",
    floats = whole ? cast(padded, "float32") : padded;
  const back = (t: Tensor): Tensor => (whole ? cast(t, x.dtype) : t);
  if (!c.wants(1)) return [back(maxPool(nd, floats, w.kernel, options) as Tensor)];
  const [values, places] = maxPool(nd, floats, w.kernel, {
    ...options,
    returnIndices: true,
  } as typeof options) as unknown as [Tensor, Tensor];
  // From places in the padded plane to places in the whole input, row by row (or column by column).
  let rest = places,
    at = full([...places.shape], 0, int64);
  const planeSizes = padded.shape.slice(2),
    columns = c.int("storage_order", 0) === 1;
  for (let i = nd - 1; i >= 0; i--) {
    const n = planeSizes[i]!,
      coordinate = sub(remainder(rest, n), w.before[i]!);
    rest = div(rest, n, { roundingMode: "floor" });
    at = add(at, mul(coordinate, columns ? product(size.slice(0, i)) : product(size.slice(i + 1))));
  }
  const planes = x.shape[0]! * x.shape[1]!;
  const plane = reshape(mul(arange(planes, int64), product(size)), [x.shape[0]!, x.shape[1]!, ...size.map(() => 1)]);
  return [back(values), add(at, plane)];
}

function averagePooled(c: Call): Tensor {
  const x = c.x(),
    size = x.shape.slice(2),
    nd = size.length,
    w = windowsOf(c, size, c.ints("kernel_shape") ?? c.wrong('the attribute "kernel_shape" is missing'));
  if (nd < 1 || nd > 3) c.wrong(`pooling over ${nd} dimensions is none that kindling has`);
  if (w.dilations.some((d) => d !== 1)) c.wrong("average pooling with dilations is not in kindling");
  const extra = rounding(c, size, w),
    none = zeroesFor(nd);
  const pool = (t: Tensor): Tensor => avgPool(nd, t, w.kernel, { stride: w.strides });
  const y = pool(padSpatial(padSpatial(x, w.before, w.after, 0), none, extra, 0));
  const counted = c.flag("count_include_pad") ? extra : [...w.before, ...w.after, ...extra];
  if (counted.every((n) => n === 0)) return y;
  // Each window's share of elements that count.
  const there = ones([1, 1, ...size], { dtype: x.dtype });
  const inside = padSpatial(there, w.before, w.after, c.flag("count_include_pad") ? 1 : 0);
  return div(y, pool(padSpatial(inside, none, extra, 0)));
}

function lpPooled(c: Call): Tensor {
  const x = c.x(),
    p = c.int("p", 2),
    w = windowsOf(c, x.shape.slice(2), c.ints("kernel_shape")!);
  const sums = avgPool(w.kernel.length, padSpatial(pow(abs(x), p), w.before, w.after, 0), w.kernel, {
    stride: w.strides,
  });
  return pow(mul(sums, product(w.kernel)), 1 / p);
}

const spatial = (x: Tensor): number[] => range(x.shape.length).slice(2);

function maxUnpooled(c: Call): Tensor {
  const [x, index] = [c.x(), c.x(1)],
    kernel = c.ints("kernel_shape")!,
    nd = kernel.length,
    strides = c.ints("strides") ?? Array<number>(nd).fill(1),
    pads = c.ints("pads") ?? zeroesFor(2 * nd);
  const size = range(nd).map((i) => (x.shape[2 + i]! - 1) * strides[i]! - pads[i]! - pads[i + nd]! + kernel[i]!);
  const sizes = [x.shape[0]!, x.shape[1]!, ...size];
  const y = reshape(
    scatter(zeros([product(sizes)], { dtype: x.dtype }), 0, reshape(cast(index, "int64"), [-1]), reshape(x, [-1])),
    sizes,
  );
  const wanted = c.numbers(2);
  return wanted === null
    ? y
    : padConstant(
        y,
        sizes.map(() => 0),
        wanted.map((n, i) => n - sizes[i]!),
        0,
      );
}

/** Where the points of a resized dimension come from: places in the input with their weights, and whether the point is inside. */
interface Samples {
  readonly places: readonly (readonly number[])[];
  readonly weights: readonly (readonly number[])[];
  readonly inside: readonly boolean[];
}

interface Resizing {
  readonly mode: string;
  readonly transform: string;
  readonly nearest: string;
  readonly cubic: number;
  readonly excludes: boolean;
}

function samplesOf(n: number, out: number, scale: number, low: number, high: number, r: Resizing): Samples {
  const places: number[][] = [],
    weights: number[][] = [],
    inside: boolean[] = [];
  for (let i = 0; i < out; i++) {
    let at: number;
    if (r.transform === "align_corners") at = out === 1 ? 0 : (i * (n - 1)) / (out - 1);
    else if (r.transform === "asymmetric") at = i / scale;
    else if (r.transform === "tf_crop_and_resize")
      at = out > 1 ? low * (n - 1) + (i * (high - low) * (n - 1)) / (out - 1) : 0.5 * (low + high) * (n - 1);
    else if (r.transform === "tf_half_pixel_for_nn") at = (i + 0.5) / scale;
    else if (r.transform === "pytorch_half_pixel") at = out > 1 ? (i + 0.5) / scale - 0.5 : 0;
    else if (r.transform === "half_pixel_symmetric") {
      const centre = n / 2,
        offset = centre * (1 - out / (n * scale));
      at = offset + (i + 0.5) / scale - 0.5;
    } else at = (i + 0.5) / scale - 0.5;
    inside.push(at >= 0 && at <= n - 1);
    const edge = (k: number): number => Math.max(0, Math.min(n - 1, k));
    if (r.mode === "nearest") {
      const f = Math.floor(at),
        part = at - f;
      const k =
        r.nearest === "floor"
          ? f
          : r.nearest === "ceil"
            ? Math.ceil(at)
            : r.nearest === "round_prefer_ceil"
              ? Math.floor(at + 0.5)
              : part === 0.5
                ? f
                : Math.round(at);
      places.push([edge(k)]);
      weights.push([1]);
    } else if (r.mode === "linear") {
      const f = Math.floor(at),
        part = at - f;
      places.push([edge(f), edge(f + 1)]);
      weights.push([1 - part, part]);
    } else {
      const f = Math.floor(at),
        t = at - f,
        a = r.cubic;
      const near = (s: number): number => ((a + 2) * s - (a + 3)) * s * s + 1,
        far = (s: number): number => ((a * s - 5 * a) * s + 8 * a) * s - 4 * a;
      let w = [far(1 + t), near(t), near(1 - t), far(2 - t)];
      const at4 = [f - 1, f, f + 1, f + 2];
      if (r.excludes) {
        w = w.map((v, k) => (at4[k]! < 0 || at4[k]! >= n ? 0 : v));
        const total = w.reduce((p, q) => p + q, 0);
        w = w.map((v) => v / total);
      }
      places.push(at4.map(edge));
      weights.push(w);
    }
  }
  return { places, weights, inside };
}

/** One dimension at new points: sums of weighted rows. */
function resampled(x: Tensor, dim: number, s: Samples): Tensor {
  const each = s.weights[0]?.length ?? 1;
  const shape = range(x.shape.length).map((d) => (d === dim ? s.places.length : 1));
  const terms = range(each).map((k) => {
    const rows = indexSelect(
      x,
      dim,
      tensor(
        s.places.map((p) => p[k]!),
        int64,
      ),
    );
    if (each === 1) return rows;
    return mul(
      rows,
      reshape(
        tensor(
          s.weights.map((w) => w[k]!),
          { dtype: x.dtype },
        ),
        shape,
      ),
    );
  });
  return terms.reduce((a, b) => add(a, b));
}

function resized(c: Call): Tensor {
  const x = c.x(),
    nd = x.shape.length;
  if (c.flag("antialias")) c.wrong("resizing with antialias is not in kindling");
  // Resize of opset 10 has its scales second; since opset 11 a region of interest is there, and sizes may take the place of scales.
  const old = c.opset < 11,
    given = old ? c.numbers(1) : c.numbers(2),
    sizes = old ? null : c.numbers(3);
  const axes = c.ints("axes")?.map((a) => c.axis(a, nd)) ?? range(nd);
  const transform = old ? "asymmetric" : c.text("coordinate_transformation_mode", "half_pixel");
  const roi = old || transform !== "tf_crop_and_resize" ? null : c.numbers(1);
  const mode = c.text("mode", "nearest").replace("bilinear", "linear").replace("trilinear", "linear");
  const r: Resizing = {
    mode,
    transform,
    nearest: old ? "floor" : c.text("nearest_mode", "round_prefer_floor"),
    cubic: c.float("cubic_coeff_a", -0.75),
    excludes: c.flag("exclude_outside"),
  };
  const out = [...x.shape],
    scales = Array<number>(nd).fill(1);
  const policy = c.text("keep_aspect_ratio_policy", "stretch");
  if (given !== null && given.length > 0)
    axes.forEach((d, i) => {
      scales[d] = given[i]!;
      const low = roi?.[i] ?? 0,
        high = roi?.[i + axes.length] ?? 1;
      out[d] = Math.floor(x.shape[d]! * (high - low) * given[i]! + 1e-9);
    });
  else if (sizes !== null && sizes.length > 0) {
    const ratios = axes.map((d, i) => sizes[i]! / x.shape[d]!);
    const one = policy === "not_larger" ? Math.min(...ratios) : policy === "not_smaller" ? Math.max(...ratios) : null;
    axes.forEach((d, i) => {
      scales[d] = one ?? ratios[i]!;
      out[d] = one === null ? sizes[i]! : Math.floor(one * x.shape[d]! + 0.5);
    });
  } else c.wrong("neither sizes nor scales are given");
  const wholeType = dtypeInfo[x.dtype].category !== "float";
  let y = wholeType && mode !== "nearest" ? cast(x, "float32") : x;
  const outside: [dim: number, inside: readonly boolean[]][] = [];
  axes.forEach((d, i) => {
    if (out[d] === x.shape[d] && scales[d] === 1 && roi === null) return;
    const s = samplesOf(x.shape[d]!, out[d]!, scales[d]!, roi?.[i] ?? 0, roi?.[i + axes.length] ?? 1, r);
    y = resampled(y, d, s);
    if (roi !== null && s.inside.includes(false)) outside.push([d, s.inside]);
  });
  for (const [d, inside] of outside) {
    const mask = reshape(
      tensor([...inside]),
      range(nd).map((k) => (k === d ? inside.length : 1)),
    );
    y = where(mask, y, c.float("extrapolation_value", 0));
  }
  return wholeType ? cast(y, x.dtype) : y;
}

function upsampled(c: Call): Tensor {
  let x = c.x();
  const scales = c.floats("scales") ?? c.numbers(1)!;
  const r: Resizing = {
    mode: c.text("mode", "nearest") === "nearest" ? "nearest" : "linear",
    transform: "asymmetric",
    nearest: "floor",
    cubic: -0.75,
    excludes: false,
  };
  scales.forEach((scale, d) => {
    if (scale !== 1) x = resampled(x, d, samplesOf(x.shape[d]!, Math.floor(x.shape[d]! * scale), scale, 0, 1, r));
  });
  return x;
}

/** Averages (or maxima) of points within regions of a picture, as many for each cell of a grid. */
function roiAlign(c: Call): Tensor {
  const [x, rois] = [c.x(), c.x(1)],
    batch = c.numbers(2)!;
  const half =
    c.text("coordinate_transformation_mode", c.opset >= 16 ? "half_pixel" : "output_half_pixel") === "half_pixel";
  const rows = c.int("output_height", 1),
    columns = c.int("output_width", 1),
    ratio = c.int("sampling_ratio", 0),
    scale = c.float("spatial_scale", 1),
    best = c.text("mode", "avg") === "max";
  const [, channels, h, w] = x.shape as [number, number, number, number];
  const regions = rois.tolist() as number[][];
  const cells = regions.map(([left, top, right, bottom], k) => {
    const shift = half ? 0.5 : 0,
      y0 = top! * scale - shift,
      x0 = left! * scale - shift;
    let high = bottom! * scale - shift - y0,
      wide = right! * scale - shift - x0;
    if (!half) {
      high = Math.max(high, 1);
      wide = Math.max(wide, 1);
    }
    const ny = ratio > 0 ? ratio : Math.ceil(high / rows),
      nx = ratio > 0 ? ratio : Math.ceil(wide / columns);
    const points = (
      from: number,
      length: number,
      cellsOf: number,
      each: number,
      n: number,
    ): [number, number, number, number][] =>
      range(cellsOf * each).map((i) => {
        const at = from + (length / cellsOf) * (Math.floor(i / each) + ((i % each) + 0.5) / each);
        if (at < -1 || at > n) return [0, 0, 0, 0];
        const p = Math.max(0, at),
          low = Math.min(n - 1, Math.floor(p)),
          up = Math.min(n - 1, low + 1),
          part = low >= n - 1 ? 0 : p - low;
        return [low, up, 1 - part, part];
      });
    const picture = narrowed(x, 0, batch[k]!, batch[k]! + 1);
    const py = points(y0, high, rows, ny, h),
      px = points(x0, wide, columns, nx, w);
    const pick = (t: Tensor, dim: number, list: readonly [number, number, number, number][]): [Tensor, Tensor] => {
      const shape = range(4).map((d) => (d === dim ? list.length : 1));
      const part = (i: 0 | 1): Tensor =>
        mul(
          indexSelect(
            t,
            dim,
            tensor(
              list.map((p) => p[i]),
              int64,
            ),
          ),
          reshape(
            tensor(
              list.map((p) => p[(i + 2) as 2 | 3]),
              { dtype: x.dtype },
            ),
            shape,
          ),
        );
      return [part(0), part(1)];
    };
    const corners = pick(picture, 2, py).flatMap((t) => pick(t, 3, px));
    if (best) {
      const grid = corners.map((t) => reshape(t, [channels, rows, ny, columns, nx]));
      return amax(
        grid.reduce((a, b) => maximum(a, b)),
        [2, 4],
      );
    }
    return mean(
      reshape(
        corners.reduce((a, b) => add(a, b)),
        [channels, rows, ny, columns, nx],
      ),
      [2, 4],
    );
  });
  return cells.length === 0 ? zeros([0, channels, rows, columns], { dtype: x.dtype }) : stack(cells);
}

export const windows: Rules = {
  AveragePool: averagePooled,
  Conv: (c) => convolve(c, c.x(), c.x(1), c.maybe(2)),
  ConvTranspose: convTranspose,
  GlobalAveragePool: (c) => mean(c.x(), spatial(c.x()), true),
  GlobalLpPool: (c) => {
    const x = c.x(),
      p = c.int("p", 2);
    return pow(sum(pow(abs(x), p), spatial(x), true), 1 / p);
  },
  GlobalMaxPool: (c) => amax(c.x(), spatial(c.x()), true),
  GridSample: (c) =>
    F.gridSample(c.x(), c.x(1), {
      mode: c
        .text("mode", "bilinear")
        .replace(/^linear$/, "bilinear")
        .replace(/^cubic$/, "bicubic") as "bilinear",
      paddingMode: c.text("padding_mode", "zeros") as "zeros",
      alignCorners: c.flag("align_corners"),
    }),
  LpPool: lpPooled,
  MaxPool: maxPooled,
  MaxUnpool: maxUnpooled,
  Resize: resized,
  RoiAlign: roiAlign,
  Upsample: upsampled,
};
