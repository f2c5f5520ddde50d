import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import type { Attrs, Sample } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { isHalf } from "../../shape/dtype.js";
import { checkShape, type Shape } from "../../shape/shape.js";
import { product } from "../../util/array.js";
import { cast } from "../pointwise/cast.js";
import { plainFloats } from "../refuse.js";

// Linear maps along single dimensions: every element of the result is a weighted sum of a few elements of the same line
// of the input. Averages over windows, interpolation and mirrored edges are all such maps, one per spatial dimension.
// The gradient is the transposed map, so it is the same op.

/** A sparse matrix, row by row: row i adds up `weights[t] · x[places[t]]` for t from `starts[i]` to `starts[i + 1]`. */
export interface LineMap {
  /** Length of the input line. */
  readonly from: number;
  readonly starts: Int32Array;
  readonly places: Int32Array;
  /** null where all are 1. */
  readonly weights: Float64Array | null;
}

/** The longest supported line: its table has several bytes per element. */
const MAX_LINE = 2 ** 26;

/** Checks the sizes of the last dimensions of a result before creating tables of that size. */
export function checkLines(x: Tensor, sizes: readonly number[]): void {
  checkShape([...x.shape.slice(0, x.shape.length - sizes.length), ...sizes]);
  for (const n of sizes)
    if (n > MAX_LINE)
      fail(
        "too-large",
        `a dimension of ${n} elements is more than the ${MAX_LINE} that this operation can make from one`,
        "check the sizes: one of them is probably wrong.",
      );
}

/** The map whose row i has the taps that `row(i, add)` adds. Callers check `to`: see {@link checkLines}. */
export function lineMap(
  from: number,
  to: number,
  row: (i: number, add: (place: number, weight: number) => void) => void,
): LineMap {
  const starts = new Int32Array(to + 1);
  let places = new Int32Array(to + 8),
    weights = new Float64Array(to + 8),
    n = 0,
    plain = true;
  const add = (place: number, weight: number): void => {
    if (n === places.length) {
      const wider = new Int32Array(2 * n),
        heavier = new Float64Array(2 * n);
      wider.set(places);
      heavier.set(weights);
      places = wider;
      weights = heavier;
    }
    places[n] = place;
    weights[n++] = weight;
    if (weight !== 1) plain = false;
  };
  for (let i = 0; i < to; i++) {
    row(i, add);
    starts[i + 1] = n;
  }
  return { from, starts, places: places.slice(0, n), weights: plain ? null : weights.slice(0, n) };
}

const rowsOf = (m: LineMap): number => m.starts.length - 1;

function transposed(m: LineMap): LineMap {
  const to = rowsOf(m),
    starts = new Int32Array(m.from + 1);
  for (let t = 0; t < m.places.length; t++) starts[m.places[t]! + 1]!++;
  for (let i = 0; i < m.from; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice(),
    places = new Int32Array(m.places.length),
    weights = m.weights === null ? null : new Float64Array(m.places.length);
  for (let i = 0; i < to; i++) {
    for (let t = m.starts[i]!; t < m.starts[i + 1]!; t++) {
      const at = next[m.places[t]!]!++;
      places[at] = i;
      if (weights !== null) weights[at] = m.weights![t]!;
    }
  }
  return { from: to, starts, places, weights };
}

type Floats = Float64Array | Float32Array;

/** One map along the middle dimension of `[outer, n, inner]`. */
function along(x: Floats, from: number, outer: number, inner: number, m: LineMap, y: Floats, to: number): void {
  const rows = rowsOf(m),
    { starts, places, weights } = m;
  if (inner === 1) {
    for (let o = 0; o < outer; o++) {
      const line = from + o * m.from,
        out = to + o * rows;
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        if (weights === null) for (let t = starts[i]!; t < starts[i + 1]!; t++) sum += x[line + places[t]!]!;
        else for (let t = starts[i]!; t < starts[i + 1]!; t++) sum += x[line + places[t]!]! * weights[t]!;
        y[out + i] = sum;
      }
    }
    return;
  }
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < rows; i++) {
      const out = to + (o * rows + i) * inner,
        first = starts[i]!,
        end = starts[i + 1]!;
      if (first === end) {
        y.fill(0, out, out + inner);
        continue;
      }
      for (let t = first; t < end; t++) {
        const line = from + (o * m.from + places[t]!) * inner,
          w = weights === null ? 1 : weights[t]!;
        if (t === first) for (let j = 0; j < inner; j++) y[out + j] = x[line + j]! * w;
        else for (let j = 0; j < inner; j++) y[out + j]! += x[line + j]! * w;
      }
    }
  }
}

const mapsOf = (a: Attrs): readonly LineMap[] => a["maps"] as readonly LineMap[];

function outputShape(x: Tensor, a: Attrs): Shape {
  const maps = mapsOf(a);
  return [...x.shape.slice(0, x.shape.length - maps.length), ...maps.map(rowsOf)];
}

const pairs = (from: number, to: number): LineMap =>
  lineMap(from, to, (i, add) => {
    add(i % from, 0.75);
    add((i + 2) % from, -0.5);
    if (i % 2 === 0) add(0, 2);
  });
const samples: Sample[] = [
  { shapes: [[2, 3, 4]], attrs: { maps: [pairs(3, 2), pairs(4, 5)] } },
  { shapes: [[2, 5]], attrs: { maps: [pairs(5, 3)] } },
  { shapes: [[0, 4]], attrs: { maps: [pairs(4, 2)] } },
];

const resampleOp = defineRoutine("resample", {
  infer: ([x], a) => {
    plainFloats(x!, String(a["kernel"]));
    return { shape: outputShape(x!, a), dtype: x!.dtype };
  },
  run: ([x], out, a) => {
    const maps = mapsOf(a),
      lead = x!.shape.length - maps.length;
    const shape = x!.shape.slice();
    let from = x!.storage.data as Floats,
      at = x!.offset;
    // Every pass but the last goes to a buffer of doubles.
    for (let d = 0; d < maps.length; d++) {
      const m = maps[d]!,
        dim = lead + d,
        last = d === maps.length - 1;
      const outer = product(shape.slice(0, dim)),
        inner = product(shape.slice(dim + 1));
      shape[dim] = rowsOf(m);
      const to = last ? (out.storage.data as Floats) : new Float64Array(outer * rowsOf(m) * inner),
        start = last ? out.offset : 0;
      along(from, at, outer, inner, m, to, start);
      from = to;
      at = start;
    }
  },
  grad: [(g, s) => routine(resampleOp, [g], { ...s.attrs, maps: mapsOf(s.attrs).map(transposed) })],
  samples,
});

/**
 * Applies a map to each of the last dimensions, the first map to the first of these. float16 is computed in float32.
 * `kernel` is PyTorch's name in the error for other dtypes.
 */
export function resample(x: Tensor, maps: readonly LineMap[], kernel: string): Tensor {
  if (isHalf(x.dtype)) return cast(routine(resampleOp, [cast(x, "float32")], { maps, kernel }), x.dtype);
  return routine(resampleOp, [x], { maps, kernel });
}

// ---- elements picked ----

/** Walks through all combinations of `lists` and writes `from[at + Σ]` one after the other: a copy for any dtype. */
function pick(x: Tensor, lists: readonly Int32Array[], out: Tensor): void {
  const from = x.storage.data as Float64Array,
    to = out.storage.data as Float64Array;
  const nd = lists.length,
    inner = lists[nd - 1]!,
    place = new Int32Array(nd),
    sum = new Int32Array(nd);
  sum.forEach((_, d) => {
    sum[d] = (d === 0 ? x.offset : sum[d - 1]!) + lists[d]![0]!;
  });
  for (let p = out.offset, end = p + out.count; p < end;) {
    const base = nd === 1 ? x.offset : sum[nd - 2]!;
    for (let j = 0; j < inner.length; j++) to[p++] = from[base + inner[j]!]!;
    let d = nd - 2;
    while (d >= 0 && ++place[d]! === lists[d]!.length) place[d--] = 0;
    for (let e = Math.max(d, 0); e < nd - 1; e++) sum[e] = (e === 0 ? x.offset : sum[e - 1]!) + lists[e]![place[e]!]!;
  }
}

const pickOp = defineRoutine("pickAlong", {
  infer: ([x], a) => ({ shape: outputShape(x!, a), dtype: x!.dtype }),
  run: ([x], out, a) => {
    if (out.count === 0) return;
    const maps = mapsOf(a),
      lead = x!.shape.length - maps.length,
      s = x!.strides;
    const outer = product(x!.shape.slice(0, lead)),
      plane = product(x!.shape.slice(lead));
    pick(
      x!,
      [
        Int32Array.from({ length: outer }, (_, i) => i * plane),
        ...maps.map((m, d) => m.places.map((p) => p * s[lead + d]!)),
      ],
      out,
    );
  },
  linear: true,
  grad: [(g, s) => resample(g, mapsOf(s.attrs).map(transposed), "pick")],
  samples: [
    {
      shapes: [[2, 3, 4]],
      attrs: { maps: [lineMap(3, 4, (i, add) => add((i * 2) % 3, 1)), lineMap(4, 2, (i, add) => add(3 - i, 1))] },
    },
    { shapes: [[3]], attrs: { maps: [lineMap(3, 5, (i, add) => add(i % 3, 1))] } },
  ],
});

/** The elements at the positions `places` of each of the last dimensions, for any dtype. */
export function pickAlong(x: Tensor, places: readonly ArrayLike<number>[]): Tensor {
  const lead = x.shape.length - places.length;
  return routine(pickOp, [x], {
    maps: places.map((list, d) => lineMap(x.shape[lead + d]!, list.length, (i, add) => add(list[i]!, 1))),
  });
}
