import { defineReduction, defineRoutine } from "../../core/define.js";
import { full, reduction, routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Attrs, Sample } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { isHalf } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { product } from "../../util/array.js";
import { eq } from "../pointwise/binary.js";
import { cast } from "../pointwise/cast.js";
import { restore } from "../reduce/reduce.js";
import { expand, narrow, unflatten } from "../view/view.js";
import { checkFloat, plainFloats } from "../refuse.js";
import { where } from "../pointwise/where.js";

// Pooling by the largest element. First it finds the positions of the largest elements, as indices in the plane (all
// spatial dimensions in row-major order). The values are read there, and the gradient goes back there.

/** The windows along one dimension: window i takes places `start[i]`, `start[i] + step`, … below `end[i]`, all inside. */
export interface Windows {
  readonly input: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly step: number;
}

/** The windows of a pooling with these sizes, clipped at the edges. */
export function windows(
  input: number,
  output: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
): Windows {
  const start = new Int32Array(output),
    end = new Int32Array(output);
  for (let i = 0; i < output; i++) {
    const first = i * stride - padding;
    end[i] = Math.min(first + (kernel - 1) * dilation + 1, input);
    start[i] = first < 0 ? first + Math.ceil(-first / dilation) * dilation : first;
  }
  return { input, start, end, step: dilation };
}

/** Windows that divide the input evenly. */
export function evenWindows(input: number, output: number): Windows {
  const at = (i: number): number => (i * input) / output;
  return {
    input,
    start: Int32Array.from({ length: output }, (_, i) => Math.floor(at(i))),
    end: Int32Array.from({ length: output }, (_, i) => Math.ceil(at(i + 1))),
    step: 1,
  };
}

const one: Windows = { input: 1, start: Int32Array.of(0), end: Int32Array.of(1), step: 1 };
const windowsOf = (a: Attrs): readonly Windows[] => a["windows"] as readonly Windows[];

type Floats = Float32Array | Float64Array;

/** The position of the largest element of each window. A NaN counts as the largest, the last of several. */
export function findLargest(
  x: Floats,
  offset: number,
  planes: number,
  all: readonly Windows[],
  out: Int32Array,
  to: number,
): void {
  const [zs, ys, xs] = [one, one, ...all].slice(-3) as [Windows, Windows, Windows];
  if (zs.input === 1 && pairs(ys) && pairs(xs)) {
    findOfFour(x, offset, planes, ys, xs, out, to);
    return;
  }
  const width = xs.input,
    area = ys.input * width,
    volume = zs.input * area;
  const { start: x0, end: x1, step: dx } = xs,
    { start: y0, end: y1, step: dy } = ys,
    { start: z0, end: z1, step: dz } = zs;
  const columns = x0.length;
  let p = to;
  for (let plane = 0; plane < planes; plane++) {
    const base = offset + plane * volume;
    for (let k = 0; k < z0.length; k++) {
      for (let j = 0; j < y0.length; j++) {
        const low = z0[k]!,
          high = z1[k]!,
          top = y0[j]!,
          bottom = y1[j]!;
        for (let i = 0; i < columns; i++) {
          const left = x0[i]!,
            right = x1[i]!;
          let best = -Infinity,
            place = low * area + top * width + left;
          for (let z = low; z < high; z += dz) {
            for (let y = top; y < bottom; y += dy) {
              const row = z * area + y * width;
              for (let at = row + left, end = row + right; at < end; at += dx) {
                const v = x[base + at]!;
                if (!(v <= best) && (v > best || v !== v)) {
                  best = v;
                  place = at;
                }
              }
            }
          }
          out[p++] = place;
        }
      }
    }
  }
}

/** Whether each window has two adjacent elements. */
const pairs = (w: Windows): boolean => w.step === 1 && w.start.every((s, i) => w.end[i] === s + 2);

/** {@link findLargest} for the usual windows, of two times two elements. */
function findOfFour(
  x: Floats,
  offset: number,
  planes: number,
  ys: Windows,
  xs: Windows,
  out: Int32Array,
  to: number,
): void {
  const width = xs.input,
    area = ys.input * width,
    { start: x0 } = xs,
    { start: y0 } = ys;
  let p = to;
  for (let plane = 0; plane < planes; plane++) {
    const base = offset + plane * area;
    for (let j = 0; j < y0.length; j++) {
      const row = y0[j]! * width;
      for (let i = 0; i < x0.length; i++) {
        const at = row + x0[i]!,
          first = base + at;
        const a = x[first]!,
          b = x[first + 1]!,
          c = x[first + width]!,
          d = x[first + width + 1]!;
        let best = a,
          place = at;
        if (!(b <= best) && (b > best || b !== b)) {
          best = b;
          place = at + 1;
        }
        if (!(c <= best) && (c > best || c !== c)) {
          best = c;
          place = at + width;
        }
        if (!(d <= best) && (d > best || d !== d)) place = at + width + 1;
        out[p++] = place;
      }
    }
  }
}

/** The least place of an element `x` that is the largest `y`, or no number: a reduction of floats, which engines compute many at a time. */
const firstPlaceOp = defineReduction("firstPlace", {
  arity: 3,
  accumulate: (d) => checkFloat("max_pool", d),
  lower: (k, [x, y, p], r) => r("min", k.where(k.or(k.eq(x!, y!), k.isnan(x!)), p!, k.const(Infinity, p!.dtype))),
  samples: [{ shapes: [[2, 3], [2, 1], [3]], attrs: { dims: [1], keepdim: true } }],
});

/** The largest element of each tile; the gradient goes to the first of equal ones. */
const tileMaxOp = defineReduction("tileMax", {
  accumulate: (d) => d,
  lower: (_, [x], r) => r("max", x!),
  grad: [
    (g, s) => {
      const dims = s.attrs["dims"] as readonly number[],
        shape = s.shapes[0]!;
      const largest = restore(s.out, s.attrs, shape);
      const tile = shape.map((n, d) => (dims.includes(d) ? n : 1));
      const places = full(tile, s.x.dtype, 0),
        { data } = places.storage;
      for (let i = 0; i < places.count; i++) data[places.offset + i] = i;
      const first = noGrad(() =>
        reduction(
          firstPlaceOp,
          [s.x, largest, places].map((t) => expand(t, shape)),
          dims,
          true,
        ),
      );
      return where(eq(first, places), restore(g, s.attrs, shape), 0);
    },
  ],
  saves: "xo",
  samples: [
    { shapes: [[2, 3, 2, 2, 3]], attrs: { dims: [2, 4], keepdim: false } },
    { shapes: [[4, 3]], attrs: { dims: [1], keepdim: false } },
    { shapes: [[2, 2, 7, 2]], attrs: { dims: [1, 3], keepdim: false } },
    { shapes: [[2, 5, 2]], attrs: { dims: [0, 2], keepdim: true } },
  ],
});

/**
 * Max pooling by adjacent windows: splits the last dimensions into tiles of these sizes and returns the tiles' largest
 * elements. A remainder at the end is ignored.
 */
export function maxOfTiles(x: Tensor, sizes: readonly number[], kernel: string): Tensor {
  plainFloats(x, kernel);
  const first = x.shape.length - sizes.length;
  let tiles = x;
  for (let d = sizes.length - 1; d >= 0; d--) {
    const k = sizes[d]!,
      n = x.shape[first + d]!,
      count = Math.floor(n / k);
    if (count * k < n) tiles = narrow(tiles, first + d, 0, count * k);
    tiles = unflatten(tiles, first + d, [count, k]);
  }
  return reduction(
    tileMaxOp,
    [tiles],
    sizes.map((_, d) => first + 2 * d + 1),
    false,
  );
}

const plane = (x: Shape, dims: number): number => product(x.slice(x.length - dims));

const samplesWith = (ws: readonly Windows[]): Sample[] => [
  { shapes: [[2, ...ws.map((w) => w.input)]], attrs: { windows: ws, kernel: "max_pool2d" } },
];
const placesOp = defineRoutine("poolPlaces", {
  infer: ([x], a) => {
    plainFloats(x!, a["kernel"] as string);
    const ws = windowsOf(a);
    return {
      shape: [...x!.shape.slice(0, x!.shape.length - ws.length), ...ws.map((w) => w.start.length)],
      dtype: "int32",
    };
  },
  run: ([x], out, a) => {
    const ws = windowsOf(a);
    if (out.count > 0)
      findLargest(
        x!.storage.data as Float32Array,
        x!.offset,
        x!.count / plane(x!.shape, ws.length),
        ws,
        out.storage.data as Int32Array,
        out.offset,
      );
  },
  samples: [
    ...samplesWith([windows(5, 2, 2, 2, 0, 1), windows(4, 3, 3, 2, 1, 1)]),
    ...samplesWith([windows(7, 3, 3, 2, 1, 2)]),
    ...samplesWith([evenWindows(3, 2), evenWindows(4, 3), evenWindows(5, 2)]),
  ],
});

/** The positions of the largest elements of the windows over the last dimensions: int32, outside the graph. */
export function poolPlaces(x: Tensor, ws: readonly Windows[], kernel: string): Tensor {
  return routine(placesOp, [isHalf(x.dtype) ? cast(x, "float32") : x], { windows: ws, kernel });
}

/** Positions as indices, and their offset. The user's are int64; they are checked before they are narrowed. */
function narrowed(places: Tensor): [at: Int32Array, begin: number] {
  const { data } = places.storage,
    { offset, count } = places;
  return data instanceof BigInt64Array
    ? [Int32Array.from(data.subarray(offset, offset + count), Number), 0]
    : [data as Int32Array, offset];
}

const takeOp = defineRoutine("poolTake", {
  infer: ([x, places]) => ({ shape: places!.shape, dtype: x!.dtype }),
  run: ([x, places], out, a) => {
    if (out.count === 0) return;
    const from = x!.storage.data as Float64Array,
      [at, begin] = narrowed(places!),
      to = out.storage.data as Float64Array;
    const size = plane(x!.shape, a["dims"] as number),
      each = plane(places!.shape, a["dims"] as number);
    let base = x!.offset,
      i = begin,
      p = out.offset;
    for (const end = p + out.count; p < end; base += size)
      for (const stop = p + each; p < stop;) to[p++] = from[base + at[i++]!]!;
  },
  grad: [(g, s) => poolSpread(g, s.y, s.shapes[0]!, s.attrs["dims"] as number), null],
  saves: "y",
  samples: [
    {
      shapes: [
        [2, 3, 4],
        [2, 2, 2],
      ],
      indices: [undefined, 12],
      attrs: { dims: 2 },
    },
  ],
});
/** The elements at these positions of each plane of the last `dims` dimensions. */
export function poolTake(x: Tensor, places: Tensor, dims: number): Tensor {
  return routine(takeOp, [x, places], { dims });
}

function checkPlaces(places: Tensor, size: number, shape: Shape): void {
  const at = places.storage.data;
  for (let i = places.offset, end = i + places.count; i < end; i++) {
    if (!(at[i]! >= 0 && at[i]! < size))
      fail(
        "index-range",
        `Found an invalid max index: ${at[i]} (output volumes are of size ${shape.join("x")}`,
        "the indices must come from a max pooling of a tensor of this size; perhaps outputSize must be given.",
      );
  }
}

const spreadOp = defineRoutine("poolSpread", {
  infer: ([g], a) => {
    if (a["set"] !== true) plainFloats(g!, "max_pool2d");
    return { shape: a["shape"] as Shape, dtype: g!.dtype };
  },
  run: ([g, places], out, a) => {
    if (g!.count === 0 || out.count === 0) return;
    const from = g!.storage.data as Float64Array,
      to = out.storage.data as Float64Array;
    const dims = a["dims"] as number,
      size = plane(out.shape, dims),
      each = plane(places!.shape, dims),
      set = a["set"] === true;
    checkPlaces(places!, size, out.shape.slice(out.shape.length - dims));
    const [at, begin] = narrowed(places!);
    let base = out.offset,
      i = begin,
      p = g!.offset;
    for (const end = p + g!.count; p < end; base += size) {
      const stop = p + each;
      if (set) for (; p < stop; p++) to[base + at[i++]!] = from[p]!;
      else for (; p < stop; p++) to[base + at[i++]!]! += from[p]!;
    }
  },
  grad: [(g, s) => poolTake(g, s.y, s.attrs["dims"] as number), null],
  saves: "y",
  samples: [
    {
      shapes: [
        [2, 2, 2],
        [2, 2, 2],
      ],
      indices: [undefined, 12],
      attrs: { dims: 2, shape: [2, 3, 4] },
    },
  ],
});
/** Zeros of this shape, with the sums of the scattered values at these positions of each plane. */
export function poolSpread(g: Tensor, places: Tensor, shape: Shape, dims: number): Tensor {
  return isHalf(g.dtype)
    ? cast(routine(spreadOp, [cast(g, "float32"), places], { shape, dims }), g.dtype)
    : routine(spreadOp, [g, places], { shape, dims });
}
/** Zeros of this shape, with the scattered values at these positions of each plane, the last of several. */
export function unpool(x: Tensor, places: Tensor, shape: Shape, dims: number): Tensor {
  return routine(spreadOp, [x, places], { shape, dims, set: true });
}
