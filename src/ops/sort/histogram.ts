import { needTensor } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Attrs } from "../../core/op.js";
import { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cppName } from "../../shape/dtype.js";
import { product, range as upTo, sameArray, showShape } from "../../util/array.js";
import { sum } from "../reduce/reduce.js";
import { plainFloats, underivable } from "../refuse.js";
import { pythonNumber } from "./search.js";
import { diff } from "../reduce/statistics.js";
import { reshape } from "../view/view.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { div } from "../pointwise/arithmetic.js";

// Histograms of numbers, and of points in several dimensions. First the edges, then the counts between them.

/** Options of {@link histogram} and {@link histogramdd}. */
export interface HistogramOptions {
  /** The range of the bins, if `bins` is a number: `[from, to]` for each dimension, one after another. Default: the smallest and the largest value. */
  range?: readonly number[] | null;
  /** The weight of each value or point. Default: 1. */
  weight?: Tensor | null;
  /** Whether the result is a density, whose integral is 1. Default false. */
  density?: boolean;
}

const wrong = (sentence: string, fix: string): never => fail("histogram", sentence, fix);
type Floats = Float64Array;
const never = underivable("derivative for aten::histogram is not implemented");

const edgesOp = defineRoutine("histogramEdges", {
  infer: ([x], a) => {
    plainFloats(x!, "histogramdd");
    return { shape: [(a["bins"] as number) + 1], dtype: x!.dtype };
  },
  run: ([x], out, a) => {
    const [low, high] = limits(x!, a),
      n = a["bins"] as number,
      to = out.storage.data as Floats,
      o = out.offset,
      round = x!.dtype === "float32" ? Math.fround : (v: number): number => v;
    const step = round((round(high) - round(low)) / n),
      half = Math.floor((n + 1) / 2);
    for (let i = 0; i <= n; i++) to[o + i] = i < half ? round(low) + step * i : round(high) - step * (n - i); // as linspace
  },
  grad: [never],
  samples: [
    { shapes: [[5, 2]], attrs: { bins: 3, dim: 1, range: null } },
    { shapes: [[4, 1]], attrs: { bins: 2, dim: 0, range: [-1, 1] } },
  ],
});

/** The edges of the bins of one dimension. */
function limits(x: Tensor, a: Attrs): readonly [low: number, high: number] {
  const d = a["dim"] as number,
    given = a["range"] as readonly [number, number] | null,
    [count, n] = x.shape as [number, number],
    values = x.storage.data as Floats;
  let [low, high] = given ?? (count === 0 ? [0, 1] : [Infinity, -Infinity]);
  if (given === null) {
    for (let i = 0; i < count; i++) {
      const v = values[x.offset + i * n + d]!;
      if (v !== v) {
        low = high = NaN;
        break;
      }
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  if (!Number.isFinite(low) || !Number.isFinite(high))
    wrong(
      `torch.histogramdd: dimension ${d}'s range [${pythonNumber(low)}, ${pythonNumber(high)}] is not finite`,
      "give a range, or take NaN and infinities out first.",
    );
  if (low > high)
    wrong(
      `torch.histogramdd: min should not exceed max, but got min ${low} max ${high} for dimension ${d}`,
      "swap min and max.",
    );
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** The bin of `v` between the `n` edges that begin at `from`: the last one whose left edge is not above it; −1 outside. */
function binOf(v: number, edges: Floats, from: number, n: number): number {
  const last = from + n - 1;
  if (!(v >= edges[from]! && v <= edges[last]!)) return -1;
  let low = from,
    high = last + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (v < edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return Math.min(low - 1 - from, n - 2);
}

const countOp = defineRoutine("histogramCounts", {
  infer: ([x, ...rest], a) => ({
    shape: rest.slice(0, a["dims"] as number).map((e) => e.count - 1),
    dtype: (plainFloats(x!, "histogramdd"), x!.dtype),
  }),
  run: ([x, ...rest], out, a) => {
    const dims = a["dims"] as number,
      edges = rest.slice(0, dims),
      weight = rest[dims],
      count = x!.shape[0]!,
      values = x!.storage.data as Floats;
    const sums = new Float64Array(out.count),
      to = out.storage.data as Floats;
    for (let i = 0; i < count; i++) {
      let at = 0;
      for (let d = 0; d < dims && at >= 0; d++) {
        const e = edges[d]!,
          bin = binOf(values[x!.offset + i * dims + d]!, e.storage.data as Floats, e.offset, e.count);
        at = bin < 0 ? -1 : at * (e.count - 1) + bin;
      }
      if (at >= 0 && sums.length > 0)
        sums[at]! += weight === undefined ? 1 : (weight.storage.data as Floats)[weight.offset + i]!;
    }
    to.set(sums, out.offset);
  },
  grad: [never],
  samples: [{ shapes: [[6, 1], [4]], attrs: { dims: 1 } }],
});

/** Counts the rows of `points` `[M, N]` in bins of each dimension. */
function counted(
  points: Tensor,
  bins: readonly (number | Tensor)[],
  o: HistogramOptions,
  shape: readonly number[],
): { hist: Tensor; binEdges: Tensor[] } {
  const [count, dims] = points.shape as [number, number],
    weight = o.weight ?? null,
    range = o.range ?? null;
  bins.forEach((b, d) => {
    if (typeof b === "number") {
      if (!(Number.isInteger(b) && b > 0))
        wrong(`torch.histogram(): bins must be > 0, but got ${b} for dimension ${d}`, "choose a number from 1 on.");
      return;
    }
    needTensor(b, "histogram", "bins");
    if (b.dtype !== points.dtype)
      wrong(
        `torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype ${cppName[points.dtype]} and bins for dimension ${d} with dtype ${cppName[b.dtype]}`,
        `convert the edges: .to("${points.dtype}").`,
      );
    if (b.shape.length !== 1)
      wrong(
        `torch.histogramdd: bins tensor should have one dimension, but got ${b.shape.length} dimensions in the bins tensor for dimension ${d}`,
        "flatten() it.",
      );
    if (b.count < 1)
      wrong(
        `torch.histogramdd: bins tensor should have at least 1 element, but got 0 elements in the bins tensor for dimension ${d}`,
        "give at least one edge.",
      );
    if (b.count < 2)
      wrong(`torch.histogram(): bins must be > 0, but got 0 for dimension ${d}`, "two edges make one bin.");
  });
  if (weight !== null) {
    needTensor(weight, "histogram", "weight");
    if (weight.dtype !== points.dtype)
      wrong(
        `torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same dtype, but got input(${cppName[points.dtype]}), and weight(${cppName[weight.dtype]})`,
        `use weight.to(x.dtype).`,
      );
    if (!sameArray(weight.shape, shape.slice(0, -1))) {
      wrong(
        `torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, but got input with shape ${showShape(shape)} and weight with shape ${showShape(weight.shape)}`,
        "give one weight for each point.",
      );
    }
  }
  if (range !== null && !Array.isArray(range))
    fail(
      "argument",
      "histogram() received an invalid combination of arguments",
      "range is an array: [from, to] for each dimension.",
    );
  if (range !== null && range.length !== 2 * dims)
    wrong(
      `torch.histogramdd: for a ${dims}-dimensional histogram range should have ${2 * dims} elements, but got ${range.length}`,
      "give a min and a max for each dimension.",
    );
  const binEdges = bins.map((b, dim) =>
    typeof b !== "number"
      ? b
      : routine(edgesOp, [points], {
          bins: b,
          dim,
          range: range === null ? null : [range[2 * dim]!, range[2 * dim + 1]!],
        }),
  );
  let hist = routine(countOp, [points, ...binEdges, ...(weight === null ? [] : [reshape(weight, [count])])], { dims });
  if (o.density === true) {
    hist = div(hist, sum(hist));
    binEdges.forEach((e, d) => {
      hist = div(
        hist,
        noGrad(() =>
          reshape(
            diff(e),
            upTo(dims).map((i) => (i === d ? -1 : 1)),
          ),
        ),
      );
    });
  }
  return { hist, binEdges };
}

const places = ["bins"] as const,
  names = ["range", "weight", "density"] as const;

/** The number of elements in each bin, and the bins' edges. */
export function histogram(
  x: Tensor,
  bins: number | Tensor | (HistogramOptions & { bins: number | Tensor }),
  o?: HistogramOptions,
): NamedTuple<{ hist: Tensor; binEdges: Tensor }> {
  noMore("histogram", 3, arguments);
  needTensor(x, "histogram");
  const all = byName<HistogramOptions & { bins: number | Tensor }>("histogram", places, [bins, o], names);
  const points = reshape(x, [x.count, 1]),
    { weight } = all;
  const { hist, binEdges } = counted(
    points,
    [all.bins],
    weight instanceof Tensor ? { ...all, weight: reshape(weight, [weight.count]) } : all,
    points.shape,
  );
  return namedTuple({ hist, binEdges: binEdges[0]! });
}

/** Bins of {@link histogramdd}: one number for all dimensions, one for each, or the edges in each. */
export type Bins = number | readonly number[] | readonly Tensor[];
/** The arguments of {@link histogramdd} by name. */
export interface HistogramddNamed extends HistogramOptions {
  /** The number of bins, or their edges. */
  bins: Bins;
}
/** The result of {@link histogramdd}. */
export type Histogramdd = NamedTuple<{ hist: Tensor; binEdges: Tensor[] }>;
/**
 * The number of points, or the sum of their `weight`, in each box of a grid. The points are the rows of `[…, N]`.
 *
 * `bins` is a number for all dimensions, one number for each, or a tensor of edges for each; `range` holds two numbers per dimension
 * (default: the smallest and the largest coordinate). `density: true` divides so that the histogram's integral is 1. Gives `hist`
 * of N dimensions and `binEdges`, an array of N lists.
 *
 * @throws KindlingError `histogram`, `float-only` for integers and bools.
 * @example
 * histogramdd(tensor([[0, 1], [1, 0], [2, 0], [2, 2]]), [2, 2]).hist.tolist(); // → 0,1,2,1
 */
export function histogramdd(x: Tensor, bins: Bins | HistogramddNamed, options?: HistogramOptions): Histogramdd {
  noMore("histogramdd", 3, arguments);
  needTensor(x, "histogramdd");
  const all = byName<HistogramOptions & { bins: number | readonly (number | Tensor)[] }>(
    "histogramdd",
    places,
    [bins, options],
    names,
  );
  if (x.shape.length < 2)
    wrong(
      "torch.histogramdd: input tensor should have at least 2 dimensions",
      "each row is a point: [points, dimensions].",
    );
  const n = x.shape[x.shape.length - 1]!,
    list = typeof all.bins === "number" ? Array<number>(n).fill(all.bins) : all.bins;
  if (!Array.isArray(list)) needTensor(list, "histogramdd", "bins");
  if (list.length !== n)
    wrong(
      list[0] instanceof Tensor
        ? `torch.histogramdd: expected ${n} sequences of bin edges for a ${n}-dimensional histogram but got ${list.length}`
        : "histogramdd: The size of bins must be equal to the innermost dimension of the input.",
      "give one entry for each dimension.",
    );
  return namedTuple(counted(reshape(x, [product(x.shape.slice(0, -1)), n]), list, all, x.shape));
}
