// Shapes and positions: views, joins, padding, and tensors that are made from nothing but sizes.

import {
  add,
  arange,
  cat,
  eye,
  F,
  flip,
  mul,
  indexSelect,
  permute,
  reshape,
  split,
  type Tensor,
  tensor,
  tile,
  tril,
  triu,
  unsqueeze,
  zeros,
} from "../../index.js";
import { cast } from "../../ops/pointwise/cast.js";
import { broadcastShapes } from "../../shape/broadcast.js";
import { expand, slice as sliceOf, squeeze } from "../../ops/view/view.js";
import { dtypeOf } from "../format/tensors.js";
import { product, range } from "../../util/array.js";
import { type Call, int64, type Rules, type Value } from "../call.js";

/** Axes from an attribute, or from input `i` in newer operator sets. */
const axes = (c: Call, i: number, nd: number): number[] | null =>
  (c.ints("axes") ?? c.numbers(i))?.map((a) => c.axis(a, nd)) ?? null;

function reshaped(c: Call): Tensor {
  const x = c.x(),
    keepsZero = c.flag("allowzero");
  const sizes = (c.numbers(1) ?? c.ints("shape") ?? c.wrong("the shape is missing")).map((n, i) =>
    n === 0 && !keepsZero
      ? (x.shape[i] ?? c.wrong(`size ${i} of the shape is 0, but the input has fewer dimensions`))
      : n,
  );
  return reshape(x, sizes);
}

function unsqueezed(c: Call): Tensor {
  const x = c.x(),
    given = c.ints("axes") ?? c.numbers(1) ?? c.wrong("the axes are missing"),
    nd = x.shape.length + given.length;
  return given
    .map((a) => c.axis(a, nd))
    .toSorted((a, b) => a - b)
    .reduce((y, a) => unsqueeze(y, a), x);
}

function sliced(c: Call): Tensor {
  let x = c.x();
  const nd = x.shape.length;
  const starts = c.ints("starts") ?? c.numbers(1) ?? [],
    ends = c.ints("ends") ?? c.numbers(2) ?? [];
  const dims = (c.ints("axes") ?? c.numbers(3) ?? range(starts.length)).map((a) => c.axis(a, nd)),
    steps = c.numbers(4) ?? starts.map(() => 1);
  dims.forEach((d, i) => {
    const n = x.shape[d]!,
      step = steps[i] ?? 1;
    if (step === 0) c.wrong("a step is 0");
    const at = (v: number, low: number, high: number): number => Math.max(low, Math.min(high, v < 0 ? v + n : v));
    if (step > 0) {
      const from = at(starts[i]!, 0, n);
      x = narrowed(x, d, from, Math.max(from, at(ends[i]!, 0, n)), step);
    } else {
      const from = at(starts[i]!, -1, n - 1),
        to = at(ends[i]!, -1, n - 1);
      // Turned round, the elements from … to + 1 are those from n − 1 − from on.
      x = narrowed(flip(x, [d]), d, n - 1 - from, Math.max(n - 1 - from, n - 1 - to), -step);
    }
  });
  return x;
}
/** Steps in a dimension; views, as everything here. */
export const narrowed = (x: Tensor, dim: number, from: number, to: number, step = 1): Tensor =>
  from === 0 && to === x.shape[dim] && step === 1 ? x : sliceOf(x, dim, from, to, step);

function splitUp(c: Call): Value[] {
  const x = c.x(),
    dim = c.axis(c.int("axis", 0), x.shape.length),
    n = x.shape[dim]!;
  let sizes = c.ints("split") ?? c.numbers(1);
  if (sizes === null) {
    const parts = c.int("num_outputs", c.outputs),
      each = Math.ceil(n / parts);
    sizes = range(parts).map((i) => Math.max(0, Math.min(each, n - i * each)));
  }
  return split(x, sizes, dim);
}

/** Sizes on each side as ONNX lists them (all beginnings, then all ends), by dimension. */
function padded(c: Call): Tensor {
  const x = c.x(),
    nd = x.shape.length;
  const sides = c.ints("pads") ?? c.ints("paddings") ?? c.numbers(1) ?? c.wrong("the paddings are missing");
  const dims = c.opset >= 18 ? (c.numbers(3)?.map((a) => c.axis(a, nd)) ?? range(nd)) : range(nd);
  const before = Array<number>(nd).fill(0),
    after = Array<number>(nd).fill(0);
  dims.forEach((d, i) => {
    before[d] = sides[i]!;
    after[d] = sides[i + dims.length]!;
  });
  const mode = c.text("mode", "constant");
  if (mode === "constant") {
    const value = c.opset >= 11 ? (c.maybe(2) === null ? 0 : Number(c.x(2).item())) : c.float("value", 0);
    return padConstant(x, before, after, value);
  }
  // The other modes go dimension by dimension: the elements that stand on each side, by their places.
  return range(nd).reduce((y, d) => {
    if (before[d] === 0 && after[d] === 0) return y;
    const n = x.shape[d]!,
      places = range(before[d]! + n + after[d]!).map((i) => {
        const k = i - before[d]!;
        if (mode === "edge") return Math.max(0, Math.min(n - 1, k));
        if (mode === "wrap") return ((k % n) + n) % n;
        const period = Math.max(1, 2 * (n - 1)),
          m = ((k % period) + period) % period;
        return m < n ? m : period - m;
      });
    return indexed(y, d, places);
  }, x);
}

/** Zeros, or another number, on both sides; negative sizes take away. */
export function padConstant(x: Tensor, before: readonly number[], after: readonly number[], value: number): Tensor {
  if (before.every((n) => n === 0) && after.every((n) => n === 0)) return x;
  const sides = range(x.shape.length)
    .toReversed()
    .flatMap((d) => [before[d]!, after[d]!]);
  return F.pad(x, sides, { value });
}

const indexed = (x: Tensor, dim: number, places: readonly number[]): Tensor =>
  indexSelect(x, dim, tensor([...places], int64));

function range_(c: Call): Tensor {
  const [start, limit, delta] = [c.x(0), c.x(1), c.x(2)].map((t) => Number(t.item())) as [number, number, number];
  const n = Math.max(0, Math.ceil((limit - start) / delta));
  const { dtype } = c.x();
  return cast(add(mul(arange(n, { dtype: dtype === "float32" ? "float64" : dtype }), delta), start), dtype);
}

function depthToSpace(c: Call): Tensor {
  const x = c.x(),
    b = c.int("blocksize"),
    [n, ch, h, w] = x.shape as [number, number, number, number],
    rest = ch / (b * b);
  const y =
    c.text("mode", "DCR") === "DCR"
      ? permute(reshape(x, [n, b, b, rest, h, w]), [0, 3, 4, 1, 5, 2])
      : permute(reshape(x, [n, rest, b, b, h, w]), [0, 1, 4, 2, 5, 3]);
  return reshape(y, [n, rest, h * b, w * b]);
}
function spaceToDepth(c: Call): Tensor {
  const x = c.x(),
    b = c.int("blocksize"),
    [n, ch, h, w] = x.shape as [number, number, number, number];
  return reshape(permute(reshape(x, [n, ch, h / b, b, w / b, b]), [0, 3, 5, 1, 2, 4]), [n, ch * b * b, h / b, w / b]);
}

/** The first so many of each sequence turned round. */
function reverseSequence(c: Call): Tensor {
  const x = c.x(),
    lengths = c.numbers(1)!,
    time = c.int("time_axis", 0),
    batch = c.int("batch_axis", 1);
  const parts = lengths.map((n, i) => {
    const one = narrowed(x, batch, i, i + 1);
    return cat([flip(narrowed(one, time, 0, n), [time]), narrowed(one, time, n, x.shape[time]!)], time);
  });
  return cat(parts, batch);
}

function constant(c: Call): Tensor {
  const given = c.tensor("value");
  if (given !== null) return given;
  if (c.has("value_float")) return tensor(c.float("value_float"));
  if (c.has("value_floats")) return tensor(c.floats("value_floats")!);
  if (c.has("value_int")) return tensor(c.int("value_int"), int64);
  if (c.has("value_ints")) return tensor(c.ints("value_ints")!, int64);
  return c.wrong("the constant is of a kind that kindling does not have (a text or a sparse tensor)");
}

function constantOfShape(c: Call): Tensor {
  const value = c.tensor("value"),
    sizes = c.numbers(0)!;
  return value === null ? zeros(sizes) : expand(reshape(value, []), sizes);
}

export const shape: Rules = {
  Concat: (c) => {
    const all = c.all();
    return all.length === 1 ? all[0]! : cat(all, c.axis(c.int("axis", 1), all[0]!.shape.length));
  },
  Constant: constant,
  ConstantOfShape: constantOfShape,
  DepthToSpace: depthToSpace,
  Expand: (c) => {
    const x = c.x();
    return expand(x, broadcastShapes(x.shape, c.numbers(1)!));
  },
  EyeLike: (c) => {
    const x = c.x(),
      [rows, columns] = x.shape as [number, number],
      k = c.int("k", 0);
    const dtype = c.has("dtype") ? dtypeOf(c.int("dtype"), "what EyeLike makes") : x.dtype;
    const side = Math.max(rows, columns) + Math.abs(k);
    const whole = eye(side, { dtype });
    const [down, along] = [Math.max(0, k), Math.max(0, -k)];
    return narrowed(narrowed(whole, 0, down, down + rows), 1, along, along + columns);
  },
  Flatten: (c) => {
    const x = c.x(),
      nd = x.shape.length,
      given = c.int("axis", 1),
      axis = given < 0 ? given + nd : given;
    return reshape(x, [product(x.shape.slice(0, axis)), product(x.shape.slice(axis))]);
  },
  Identity: (c) => c.x(),
  Pad: padded,
  Range: range_,
  Reshape: reshaped,
  ReverseSequence: reverseSequence,
  Shape: (c) => {
    const { shape: all } = c.x(),
      nd = all.length;
    const at = (v: number): number => Math.max(0, Math.min(nd, v < 0 ? v + nd : v));
    return tensor(all.slice(at(c.int("start", 0)), at(c.int("end", nd))), int64);
  },
  Size: (c) => tensor(c.x().count, int64),
  Slice: sliced,
  SpaceToDepth: spaceToDepth,
  Split: splitUp,
  Squeeze: (c) => {
    const x = c.x();
    const dims = axes(c, 1, x.shape.length);
    for (const d of dims ?? [])
      if (x.shape[d] !== 1) c.wrong(`the dimension ${d} to squeeze has the size ${x.shape[d]}`);
    return dims === null ? squeeze(x) : squeeze(x, dims);
  },
  Tile: (c) => tile(c.x(), c.numbers(1)!),
  Transpose: (c) => {
    const x = c.x();
    return permute(x, c.ints("perm") ?? range(x.shape.length).toReversed());
  },
  Trilu: (c) => (c.flag("upper", true) ? triu(c.x(), c.number(1) ?? 0) : tril(c.x(), c.number(1) ?? 0)),
  Unsqueeze: unsqueezed,
};
