import { needTensor } from "../../core/check.js";
import { empty } from "../../core/dispatch.js";
import { recorder } from "../../core/recorder.js";
import { allocate } from "../../core/storage.js";
import { Tensor } from "../../core/tensor.js";
import { checkOptions } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { broadcastShapes as twoShapes, commonShape } from "../../shape/broadcast.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { checkDims, checkShape, MAX_NUMEL, normalizeDim, type Shape, type Sizes, sizesOf } from "../../shape/shape.js";
import { range, sameArray, showShape } from "../../util/array.js";
import { clone } from "../pointwise/cast.js";
import { indexSelect } from "../indexing/gather.js";
import { stack } from "./join.js";
import { label } from "../label.js";
import { type Tensors, tensorsOf } from "./stack.js";
import { expand, narrow, reshape, unsqueeze } from "./view.js";

// Tensors expanded to one shape, repeated, and combined with one another.

/**
 * An array of the tensors, each as a view of the shape that all of them broadcast to: `broadcastTensors(a, b)` or
 * `broadcastTensors([a, b])`.
 *
 * @throws KindlingError `broadcast` if there is no such shape.
 * @example
 * broadcastTensors(zeros(2, 1), zeros(3)).map((t) => t.shape.join("x")); // → 2x3,2x3
 */
export function broadcastTensors(...tensors: Tensors): Tensor[] {
  const list = tensorsOf(tensors, "broadcastTensors");
  const shape = list.reduce<Shape>((s, t) => twoShapes(s, t.shape), []);
  return list.map((t) => (sameArray(t.shape, shape) ? t : expand(t, shape)));
}
/**
 * The shape that tensors of these shapes broadcast to. A number is a shape of one dimension.
 *
 * @throws KindlingError `broadcast` if there is none.
 * @example
 * broadcastShapes([2, 1], [3], []); // → 2,3
 */
export function broadcastShapes(...shapes: (readonly number[] | number)[]): number[] {
  const all = shapes.map((s) => checkShape(typeof s === "number" ? [s] : s));
  const common =
    commonShape(all) ??
    fail(
      "broadcast",
      "Shape mismatch: objects cannot be broadcast to a single shape",
      `the shapes are ${all.map(showShape).join(", ")}; seen from the last dimension, sizes must be equal or 1.`,
    );
  return common.slice();
}
/** {@link expand} to a shape. */
export function broadcastTo(x: Tensor, shape: readonly number[]): Tensor {
  return expand(x, shape);
}

/** Repeats the tensor along its dimensions, `tile(x, 2, 3)`; other dimensions are not repeated. */
export function tile(x: Tensor, ...dims: Sizes): Tensor {
  needTensor(x, "tile");
  const counts = checkDims(sizesOf(dims), "dims");
  return repeated(x, [...Array<number>(Math.max(0, x.shape.length - counts.length)).fill(1), ...counts]);
}

/** Repeats the tensor `counts[d]` times along each dimension; additional counts add dimensions in front. */
export function repeated(x: Tensor, counts: readonly number[]): Tensor {
  if (counts.length < x.shape.length)
    fail(
      "repeat-dims",
      "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
      `the tensor is ${showShape(x.shape)}: give ${x.shape.length} counts or more.`,
    );
  if (!counts.every(Number.isInteger)) checkShape(counts, "repeats");
  checkShape(counts.map((n, d) => n * (x.shape[d - (counts.length - x.shape.length)] ?? 1)));
  const shape = [...Array<number>(Math.max(0, counts.length - x.shape.length)).fill(1), ...x.shape];
  const wide = reshape(
    x,
    shape.flatMap((n) => [1, n]),
  );
  // A copy even if nothing repeats, since the result may be written to.
  return label(
    reshape(
      clone(
        expand(
          wide,
          shape.flatMap((n, d) => [counts[d]!, n]),
        ),
      ),
      shape.map((n, d) => n * counts[d]!),
    ),
    "RepeatBackward0",
  );
}

/** Each element several times in a row: `repeats` times each, or by a separate count per element (a tensor of int64). */
export function repeatInterleave(
  x: Tensor,
  repeats?: number | Tensor,
  dim?: number | null,
  options?: { outputSize?: number },
): Tensor {
  needTensor(x, "repeatInterleave");
  const out = interleaved(x, repeats, dim),
    size = out.shape[normalizeDim(dim ?? 0, out.shape.length)];
  if (options?.outputSize !== undefined && options.outputSize !== size)
    fail(
      "repeat-dims",
      "allocated size does not match required size",
      `outputSize is ${options.outputSize}, and there are ${size} elements: leave it out.`,
    );
  return out;
}

function interleaved(x: Tensor, repeats?: number | Tensor, dim?: number | null): Tensor {
  if (repeats === undefined) return places(x);
  const along = dim ?? null;
  const t = along === null ? reshape(x, [x.count]) : x;
  const d = normalizeDim(along ?? 0, t.shape.length);
  if (typeof repeats === "number") {
    if (!Number.isInteger(repeats))
      fail("size-type", `repeats must be integers, but got ${repeats}`, "for example x.repeat(2, 3).");
    if (repeats < 0) fail("repeat-dims", "Repeats must be non-negative", "for example x.repeat(2, 3).");
    const shape = t.shape.length === 0 ? [1] : t.shape.slice();
    shape[d]! *= repeats;
    checkShape(shape);
    if (t.shape.length === 0) return reshape(expand(reshape(t, [1]), [repeats]), [repeats]);
    const wide = t.shape.slice();
    wide.splice(d + 1, 0, repeats);
    return label(reshape(clone(expand(unsqueeze(t, d + 1), wide)), shape), "IndexSelectBackward0");
  }
  needTensor(repeats, "repeatInterleave", "repeats");
  const n = t.shape[d] ?? 1;
  if (repeats.shape.length > 1) fail("repeat-dims", "repeats must be 0-dim or 1-dim tensor", "flatten() it.");
  if (repeats.count !== 1 && repeats.count !== n)
    fail(
      "repeat-dims",
      "repeats must have the same size as input along dim",
      `there are ${repeats.count} counts for ${n} elements.`,
    );
  return indexSelect(t, d, places(repeats.count === n ? reshape(repeats, [n]) : expand(reshape(repeats, [1]), [n])));
}

/** For counts [2, 0, 1]: the places [0, 0, 2]. */
function places(counts: Tensor): Tensor {
  recorder?.refuse("repeatInterleave() with counts from a tensor");
  if (counts.shape.length !== 1)
    fail("repeat-dims", "repeat_interleave only accept 1D vector as repeat", "flatten() it.");
  if (counts.dtype !== "int64" && counts.dtype !== "int32")
    fail(
      "index-dtype",
      `"repeat_interleave_cpu" not implemented for '${dtypeInfo[counts.dtype].scalarType}'`,
      `the counts are ${counts.dtype}: convert them with .long().`,
    );
  const list = Array.from({ length: counts.count }, (_, i) =>
    Number(counts.storage.data[counts.offset + i * counts.strides[0]!]!),
  );
  if (list.some((n) => n < 0)) fail("repeat-dims", "repeats can not be negative", "choose repeats ≥ 0.");
  const total = list.reduce((a, b) => a + b, 0);
  checkShape([total]);
  const out = allocate(counts.dtype, total);
  for (let i = 0, at = 0; i < list.length; at += list[i++]!)
    (out.data as Int32Array).fill((counts.dtype === "int64" ? BigInt(i) : i) as number, at, at + list[i]!);
  return new Tensor(out, [total], null, 0, counts.dtype);
}

/** The order of the coordinates: see {@link meshgrid}. */
export interface GridOptions {
  /** `"ij"` for matrix order (default), `"xy"` for Cartesian order. */
  indexing?: "ij" | "xy";
}
/** Lists, or an array of them, and the order of the coordinates. */
export type GridArguments =
  | readonly Tensor[]
  | readonly [...lists: Tensor[], options: GridOptions]
  | readonly [lists: readonly Tensor[], options?: GridOptions];
const gridNames: ReadonlySet<string> = new Set(["indexing"]);

/**
 * The coordinates of a grid: for lists of n and m values, two views `[n, m]` in which the values of the first list run down and
 * those of the second across. Takes the lists one by one, or an array of them.
 *
 * `indexing` is "ij" by default; "xy" exchanges the first two dimensions. A scalar counts as a list of one; all dtypes must agree.
 *
 * @throws KindlingError `meshgrid` for other shapes, different dtypes or an unknown `indexing`, `cat-empty` for no lists.
 * @example
 * meshgrid([tensor([1, 2]), tensor([3, 4, 5])]).map((t) => t.shape.join("x")); // → 2x3,2x3
 */
export function meshgrid(...args: GridArguments): Tensor[] {
  const last = args[args.length - 1],
    named = args.length > 0 && !(last instanceof Tensor) && !Array.isArray(last);
  const o: GridOptions = named ? ((last as GridOptions | undefined) ?? {}) : {};
  checkOptions(o, gridNames, "meshgrid");
  const list = tensorsOf((named ? args.slice(0, -1) : args) as Tensors, "meshgrid");
  if (list.length === 0)
    return fail("cat-empty", "meshgrid expects a non-empty TensorList", "for example meshgrid(x, y).");
  for (const t of list) {
    if (t.shape.length > 1)
      fail(
        "meshgrid",
        `torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${showShape(t.shape)}`,
        "flatten() it.",
      );
    if (t.dtype !== list[0]!.dtype)
      fail(
        "meshgrid",
        "meshgrid expects all tensors to have the same dtype",
        `they are ${list.map((v) => v.dtype).join(", ")}.`,
      );
  }
  const indexing = o.indexing ?? "ij";
  if (indexing !== "ij" && indexing !== "xy")
    fail(
      "meshgrid",
      `torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${String(indexing)}`,
      'for example { indexing: "ij" }.',
    );
  const swap = indexing === "xy" && list.length > 1;
  const order = swap ? [list[1]!, list[0]!, ...list.slice(2)] : list;
  const shape = order.map((t) => t.count);
  const grids = order.map((t, i) =>
    expand(
      reshape(
        t,
        shape.map((n, d) => (d === i ? n : 1)),
      ),
      shape,
    ),
  );
  return swap ? [grids[1]!, grids[0]!, ...grids.slice(2)] : grids;
}

/**
 * Every way to take one element of each list, as rows: lists of n and m elements give `[n · m, 2]`. Of one list, the list itself.
 *
 * @throws KindlingError `meshgrid` for other than lists or different dtypes.
 * @example
 * cartesianProd(tensor([1, 2]), tensor([3, 4])).tolist(); // → 1,3,1,4,2,3,2,4
 */
export function cartesianProd(...tensors: Tensors): Tensor {
  const list = tensorsOf(tensors, "cartesianProd");
  for (const t of list)
    if (t.shape.length !== 1)
      fail("meshgrid", `Expect a 1D vector, but got shape ${showShape(t.shape)}`, "flatten() it.");
  return list.length === 1
    ? list[0]!
    : stack(
        meshgrid(list).map((g) => reshape(g, [g.count])),
        1,
      );
}

/** The maximum number of elements in one combination; PyTorch's limit is 64, a tensor's dimensions. */
const MAX_CHOSEN = 2 ** 10;

/** Every way to take r elements of a list, as rows in the list's order; `withReplacement` may take one more than once. */
export function combinations(x: Tensor, r = 2, options: { withReplacement?: boolean } | boolean = {}): Tensor {
  needTensor(x, "combinations");
  if (x.shape.length !== 1)
    fail("meshgrid", `Expect a 1D vector, but got shape ${showShape(x.shape)}`, "flatten() it.");
  if (!(r >= 0)) fail("meshgrid", `Expect a non-negative number, but got ${r}`, "choose r ≥ 0.");
  if (r === 0) return clone(narrow(x, 0, 0, 0));
  const again = typeof options === "boolean" ? options : (options.withReplacement ?? false);
  if (!again && r > x.count) return label(reshape(narrow(x, 0, 0, 0), checkShape([0, r])), "StackBackward0");
  // Their number: n over r, or n + r − 1 over r; computed before they are created.
  const n = again ? x.count + r - 1 : x.count;
  let many = 1;
  for (let i = 1; i <= Math.min(r, n - r) && many <= MAX_NUMEL; i++) many = (many * (n - i + 1)) / i;
  checkShape([Math.round(many), r]);
  if (r > MAX_CHOSEN)
    fail(
      "too-large",
      `combinations of ${r} elements each: kindling makes combinations of at most ${MAX_CHOSEN}`,
      "check r, the size of each combination.",
    );
  let rows: number[][] = [[]];
  for (let i = 0; i < r; i++)
    rows = rows.flatMap((row) =>
      range(x.count)
        .slice(row.length === 0 ? 0 : row[row.length - 1]! + (again ? 0 : 1))
        .map((j) => [...row, j]),
    );
  return label(reshape(indexSelect(x, 0, constant(rows.flat(), "int64")), [rows.length, r]), "StackBackward0");
}

/** Whole numbers as a tensor. */
function constant(values: readonly number[], dtype: "int64" | "int32"): Tensor {
  const out = empty([values.length], dtype);
  const data = out.storage.data;
  values.forEach((v, i) => {
    data[out.offset + i] = dtype === "int64" ? BigInt(v) : v;
  });
  return out;
}
