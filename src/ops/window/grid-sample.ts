import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import type { Attrs, Sample } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { product } from "../../util/array.js";
import { remedy, underivable } from "../refuse.js";

// Images sampled at positions between their elements. Each coordinate of a position determines, along its dimension, a
// few elements (taps) with weights and the weights' slopes; the value is the sum over all combinations of taps. So all
// modes, and both numbers of dimensions, share one loop.

/** How to interpolate between elements. */
export type GridMode = "bilinear" | "nearest" | "bicubic";
/** The values outside the image: zeros, the nearest element, or the mirrored image. */
export type GridPadding = "zeros" | "border" | "reflection";

interface How {
  readonly mode: GridMode;
  readonly padding: GridPadding;
  readonly align: boolean;
}
const howOf = (a: Attrs): How => a as unknown as How;
const tapsOf = (mode: GridMode): number => (mode === "nearest" ? 1 : mode === "bilinear" ? 2 : 4);

type Floats = Float32Array | Float64Array;

/** Nearest whole number, the even one of two. */
function nearestEven(x: number): number {
  const low = Math.floor(x),
    rest = x - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

/** Keys' cubic with parameter −3/4 and its slope, at distance t ≥ 0 from an element. */
const cubic = (t: number): number => (t <= 1 ? (1.25 * t - 2.25) * t * t + 1 : ((-0.75 * t + 3.75) * t - 6) * t + 3);
const cubicSlope = (t: number): number => (t <= 1 ? (3.75 * t - 4.5) * t : (-2.25 * t + 7.5) * t - 6);

/** Reads coordinates along one dimension after another and stores their taps. */
class Taps {
  /** Per dimension and tap: which element (−1 outside), its weight, and the weight's slope. */
  readonly sources: Int32Array;
  readonly weight: Float64Array;
  readonly slope: Float64Array;
  readonly count: number;
  /** The slope of the last place that {@link inside} gave. */
  private turn = 1;
  private readonly how: How;
  private readonly round: (v: number) => number;

  constructor(how: How, dims: number, single: boolean) {
    this.how = how;
    this.round = single ? Math.fround : (v) => v;
    this.count = tapsOf(how.mode);
    this.sources = new Int32Array(dims * this.count);
    this.weight = new Float64Array(dims * this.count);
    this.slope = new Float64Array(dims * this.count);
  }

  /** A position moved inside according to the padding. */
  private inside(at: number, size: number): number {
    const { padding, align } = this.how;
    this.turn = 1;
    if (padding === "zeros") return at;
    let p = at;
    if (padding === "reflection") {
      // between the middles of the outer elements, or between their edges
      const low = align ? 0 : -0.5,
        span = align ? size - 1 : size;
      if (span === 0) {
        this.turn = 0;
        return 0;
      }
      const away = p - low,
        d = Math.abs(away),
        rest = d % span;
      const odd = Math.floor(d / span) % 2 === 1;
      p = low + (odd ? span - rest : rest);
      this.turn = away < 0 === odd ? 1 : -1;
    }
    if (!(p > 0)) {
      this.turn = 0;
      return 0;
    }
    if (p >= size - 1) {
      this.turn = 0;
      return size - 1;
    }
    return p;
  }

  /** Works out the taps of the coordinate `c`, from −1 to 1, along dimension `d` of this size. */
  read(d: number, c: number, size: number): void {
    const { mode, align } = this.how,
      { round } = this;
    const scale = align ? (size - 1) / 2 : size / 2,
      middle = round(round(c + 1) * scale),
      at = align ? middle : round(middle - 0.5);
    const first = d * this.count;
    if (mode === "bicubic") {
      const low = Math.floor(at),
        part = at - low;
      for (let k = 0; k < 4; k++) {
        const t = Math.abs(part + 1 - k);
        this.put(
          first + k,
          this.inside(low - 1 + k, size),
          size,
          cubic(t),
          (part + 1 - k < 0 ? -1 : 1) * cubicSlope(t) * scale,
        );
      }
      return;
    }
    const p = this.inside(at, size),
      turn = this.turn * scale;
    if (mode === "nearest") {
      this.put(first, nearestEven(p), size, 1, 0);
      return;
    }
    const low = Math.floor(p),
      part = round(p - low);
    this.put(first, low, size, round(1 - part), -turn);
    this.put(first + 1, low + 1, size, part, turn);
  }

  private put(i: number, place: number, size: number, weight: number, slope: number): void {
    this.sources[i] = place >= 0 && place < size ? place : -1;
    this.weight[i] = weight;
    this.slope[i] = slope;
  }
}

/** Walks over all positions of a grid: `visit` gets the sample, the position's number, and the {@link Walk}. */
class Walk {
  readonly taps: Taps;
  /** Combinations of taps that lie inside: their offsets in a channel, and their weights. */
  readonly offset: Int32Array;
  readonly weight: Float64Array;
  length = 0;
  /** Whether the position is NaN: then the value is NaN too. */
  lost = false;
  readonly sizes: readonly number[];
  readonly channels: number;
  readonly area: number;
  readonly points: number;
  private readonly combination: Int32Array;

  constructor(x: readonly number[], grid: readonly number[], how: How, single: boolean) {
    this.sizes = x.slice(2);
    const nd = this.sizes.length;
    this.channels = x[1]!;
    this.area = product(this.sizes);
    this.points = product(grid.slice(1, -1));
    this.taps = new Taps(how, nd, single);
    const all = this.taps.count ** nd;
    this.offset = new Int32Array(all);
    this.weight = new Float64Array(all);
    this.combination = new Int32Array(nd);
  }

  /** Reads the position whose coordinates, x first, begin at `at`. */
  read(grid: Floats, at: number): void {
    const nd = this.sizes.length;
    for (let d = 0; d < nd; d++) this.taps.read(d, grid[at + nd - 1 - d]!, this.sizes[d]!);
    this.combine(-1);
  }

  /** Multiplies the taps' weights out; for dimension `sloped` it takes their slopes. */
  combine(sloped: number): void {
    const { taps, combination, sizes } = this,
      nd = sizes.length,
      { count } = taps;
    let n = 0;
    this.lost = false;
    for (let c = 0; c < this.offset.length; c++) {
      let rest = c;
      for (let d = nd - 1; d >= 0; d--) {
        combination[d] = rest % count;
        rest = (rest - combination[d]!) / count;
      }
      let offset = 0,
        weight = 1,
        out = false;
      for (let d = 0; d < nd; d++) {
        const i = d * count + combination[d]!;
        if (taps.sources[i]! < 0) out = true;
        offset = offset * sizes[d]! + taps.sources[i]!;
        weight *= d === sloped ? taps.slope[i]! : taps.weight[i]!;
      }
      if (weight !== weight) this.lost = true;
      if (out) continue;
      this.offset[n] = offset;
      this.weight[n++] = weight;
    }
    this.length = n;
  }
}

/** Checks the dtypes and starts a walk. */
const walkOver = (x: Tensor, shape: readonly number[], grid: Tensor, a: Attrs): Walk =>
  new Walk(shape, grid.shape, howOf(a), x.dtype === "float32");
const floats = (t: Tensor): Floats => t.storage.data as Floats;

function checkFloats(x: Tensor): void {
  if (x.dtype !== "float32" && x.dtype !== "float64")
    fail(
      "float-only",
      x.shape.length === 4
        ? `grid_sampler_2d_cpu not implemented for ${dtypeInfo[x.dtype].scalarType}`
        : `"grid_sampler3d_cpu" not implemented for '${dtypeInfo[x.dtype].scalarType}'`,
      remedy(x.dtype),
    );
}

const ways: How[] = (["bilinear", "nearest", "bicubic"] as const).flatMap((mode) =>
  (["zeros", "border", "reflection"] as const).flatMap((padding) =>
    [true, false].map((align) => ({ mode, padding, align })),
  ),
);
/** For each way to sample: images, and volumes where there are any. */
const samplesOf = (shapes: (nd: number) => number[][], more: (nd: number) => Attrs): Sample[] =>
  ways.flatMap((how, i) =>
    (how.mode === "bicubic" || i % 3 !== 0 ? [2] : [2, 3]).map((nd) => ({
      shapes: shapes(nd),
      attrs: { ...how, ...more(nd) },
    })),
  );
const picture = (nd: number): number[] => (nd === 2 ? [1, 2, 3, 4] : [1, 1, 2, 3, 2]);
const places = (nd: number): number[] => (nd === 2 ? [1, 2, 2, 2] : [1, 1, 2, 2, 3]);
const values = (nd: number): number[] => [...picture(nd).slice(0, 2), ...places(nd).slice(1, -1)];

const notTwice = (nd: number): ReturnType<typeof underivable> =>
  underivable(`derivative for aten::grid_sampler_${nd}d_backward is not implemented`);
const never = notTwice(2);

const op = defineRoutine("gridSample", {
  infer: ([x, grid]) => {
    checkFloats(x!);
    return { shape: [...x!.shape.slice(0, 2), ...grid!.shape.slice(1, -1)], dtype: x!.dtype };
  },
  run: ([x, grid], out, a) => {
    const w = walkOver(x!, x!.shape, grid!, a),
      nd = w.sizes.length,
      from = floats(x!),
      g = floats(grid!),
      to = floats(out);
    for (let n = 0; n < x!.shape[0]!; n++) {
      const base = x!.offset + n * w.channels * w.area,
        result = out.offset + n * w.channels * w.points,
        start = grid!.offset + n * w.points * nd;
      for (let p = 0; p < w.points; p++) {
        w.read(g, start + p * nd);
        for (let c = 0; c < w.channels; c++) {
          let sum = w.lost ? NaN : 0;
          const channel = base + c * w.area;
          for (let k = 0; k < w.length; k++) sum += from[channel + w.offset[k]!]! * w.weight[k]!;
          to[result + c * w.points + p] = sum;
        }
      }
    }
  },
  grad: [
    (g, s) => routine(inputOp, [g, s.y], { ...s.attrs, shape: s.shapes[0] }),
    (g, s) => routine(gridOp, [g, s.x, s.y], s.attrs),
  ],
  saves: "xy",
  twice: false,
  samples: samplesOf(
    (nd) => [picture(nd), places(nd)],
    () => ({}),
  ),
  domain: [-1.3, 1.4],
});

/** The gradient for the image: the gradient of a position goes back to its taps. */
const inputOp = defineRoutine("gridSampleInput", {
  infer: ([g], a) => {
    checkFloats(g!);
    return { shape: a["shape"] as number[], dtype: g!.dtype };
  },
  run: ([g, grid], out, a) => {
    const w = walkOver(g!, out.shape, grid!, a),
      nd = w.sizes.length,
      from = floats(g!),
      at = floats(grid!),
      to = floats(out);
    for (let n = 0; n < out.shape[0]!; n++) {
      const base = out.offset + n * w.channels * w.area,
        source = g!.offset + n * w.channels * w.points,
        start = grid!.offset + n * w.points * nd;
      for (let p = 0; p < w.points; p++) {
        w.read(at, start + p * nd);
        for (let c = 0; c < w.channels; c++) {
          const channel = base + c * w.area,
            v = from[source + c * w.points + p]!;
          for (let k = 0; k < w.length; k++) to[channel + w.offset[k]!]! += v * w.weight[k]!;
        }
      }
    }
  },
  grad: [never, never],
  samples: samplesOf(
    (nd) => [values(nd), places(nd)],
    (nd) => ({ shape: picture(nd) }),
  ).filter((s) => s.attrs!["mode"] !== "nearest"),
});

/** The gradient for the grid: along each dimension, the sum of the taps with the slopes of their weights. */
const gridOp = defineRoutine("gridSampleGrid", {
  infer: ([g, , grid]) => {
    checkFloats(g!);
    return { shape: grid!.shape, dtype: g!.dtype };
  },
  run: ([g, x, grid], out, a) => {
    const w = walkOver(x!, x!.shape, grid!, a),
      nd = w.sizes.length,
      from = floats(g!),
      values = floats(x!),
      at = floats(grid!),
      to = floats(out);
    for (let n = 0; n < x!.shape[0]!; n++) {
      const base = x!.offset + n * w.channels * w.area,
        source = g!.offset + n * w.channels * w.points,
        start = n * w.points * nd;
      for (let p = 0; p < w.points; p++) {
        w.read(at, grid!.offset + start + p * nd);
        for (let d = 0; d < nd; d++) {
          w.combine(d);
          let sum = w.lost ? NaN : 0;
          for (let c = 0; c < w.channels; c++) {
            const channel = base + c * w.area,
              v = from[source + c * w.points + p]!;
            for (let k = 0; k < w.length; k++) sum += values[channel + w.offset[k]!]! * w.weight[k]! * v;
          }
          to[out.offset + start + p * nd + nd - 1 - d] = sum;
        }
      }
    }
  },
  grad: [never, never, never],
  samples: samplesOf(
    (nd) => [values(nd), picture(nd), places(nd)],
    () => ({}),
  ).filter((s) => s.attrs!["mode"] !== "nearest"),
  domain: [-1.3, 1.4],
});

/** Values of `x` `[N, C, …]` at the places `grid` `[N, …, dimensions]`, whose shapes are checked. */
export function sampleGrid(x: Tensor, grid: Tensor, how: How): Tensor {
  return routine(op, [x, grid], { ...how });
}
