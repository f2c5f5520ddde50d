import { needTensor } from "../core/check.js";
import type { Arg } from "../core/op.js";
import { recorder } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { checkKinds, shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { copy_ } from "../ops/pointwise/cast.js";
import { indexBy, indexPut, nonzero, refuseMask } from "../ops/indexing/gather.js";
import { alias, expand, reshape, select, slice as sliceView, unsqueeze } from "../ops/view/view.js";
import { dropLeadingOnes } from "../shape/broadcast.js";
import { showShape } from "../util/array.js";
import { tensor, type TensorData } from "./creation.js";
import { noMore, isNamed } from "../diagnose/arguments.js";

// x.get(…) and x.set([…], value): Python's x[…] in JavaScript.

/**
 * A range of one dimension; {@link slice} makes it.
 *
 * @example
 * slice(1, 3) instanceof Slice; // → true
 */
export class Slice {
  static readonly name: string = "Slice";
  /** The first position; null for the beginning. */
  readonly start: number | null;
  /** The position after the last; null for the end. */
  readonly end: number | null;
  /** The distance between positions. */
  readonly step: number;
  constructor(start: number | null, end: number | null, step: number) {
    this.start = start;
    this.end = end;
    this.step = step;
  }
}

/** The bounds of {@link slice}: both or none, and the step between positions. */
export type SliceArguments = [] | [start: number | null | undefined, end: number | null | undefined, step?: number];

/**
 * A range for `get` and `set`: `slice(1, 3)` is Python's `1:3`, `slice(null, 3)` is `:3`, `slice(2, null)` is `2:`, `slice()` is `:`.
 *
 * One number alone is refused: Python's `slice(3)` ends there, and JavaScript's `slice(3)` of arrays begins there.
 *
 * @throws KindlingError `slice-bounds` for one number alone.
 * @example
 * arange(10).get(slice(1, 8, 3)).tolist(); // → 1,4,7
 */
export function slice(...range: SliceArguments): Slice {
  noMore("slice", 3, range);
  for (const v of range) if (isNamed(v)) noMore("slice", 0, [v]);
  checkKinds("slice", ["start", "end", "step"], range);
  const [start = null, end = null, step = 1] = range;
  if ((range.length as number) === 1 && start !== null)
    fail(
      "slice-bounds",
      `slice(${start}) may end there, as in Python, or begin there, as with JavaScript's arrays`,
      `write slice(0, ${start}) for :${start}, or slice(${start}, null) for ${start}:.`,
    );
  return new Slice(start, end, step);
}

/**
 * One entry of an index: a number picks and drops a dimension; a {@link slice} or a string such as `":"` or `"1:8:2"`
 * takes a range; `null` adds a dimension; `"..."` stands for all dimensions not mentioned; a tensor or array of
 * integers picks each of them; a bool tensor or array picks where it is true.
 */
export type Index = number | bigint | null | string | Slice | Tensor | readonly TensorData[];

const COLON = new Slice(null, null, 1);
/** A whole dimension, written out: no slice is needed. */
const takesAll = (s: Slice, n: number): boolean => s.step === 1 && (s.start ?? 0) === 0 && (s.end ?? n) === n;

/** Whether a tensor is a mask rather than indices. */
const isMask = (t: Tensor): boolean => t.dtype === "bool" || t.dtype === "uint8";

function parse(i: Index): number | null | Slice | "..." | Tensor {
  if (i === null || i instanceof Slice) return i;
  if (typeof i === "bigint") return Number(i);
  if (typeof i === "number") {
    if (!Number.isInteger(i))
      fail(
        "index-type",
        `tensors used as indices must be long, byte or bool tensors; indices must be integers, but got ${shownValue(i)}`,
        Number.isNaN(i)
          ? "the index is NaN: something computed it from undefined or 0/0."
          : "round it first, e.g. Math.floor(i).",
      );
    return i;
  }
  if (typeof i === "string") {
    if (i === "..." || i === "…") return "...";
    const m = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/.exec(i);
    if (m === null)
      return fail(
        "index-type",
        `${JSON.stringify(i)} is not an index`,
        'write ranges as ":" or "1:3" or "::2", and "..." for all other dimensions.',
      );
    return new Slice(
      m[1] === undefined ? null : Number(m[1]),
      m[2] === undefined ? null : Number(m[2]),
      m[3] === undefined ? 1 : Number(m[3]),
    );
  }
  if (i instanceof Tensor) {
    if (isMask(i)) return i;
    if (!i.dtype.startsWith("int"))
      fail(
        "index-dtype",
        "tensors used as indices must be long, byte or bool tensors",
        `the index is ${i.dtype}: make it with { dtype: "int64" } or use .long(); for a mask, compare first.`,
      );
    if (i.shape.length === 0) recorder?.refuse("an index that is a tensor without dimensions");
    return i.shape.length === 0 && !i.wantsGrad ? Number(i.storage.data[i.offset]) : i;
  }
  if (Array.isArray(i)) {
    const flat = (i as unknown[]).flat(Infinity);
    if (flat.every((v) => typeof v === "boolean") && flat.length > 0) return tensor(i as TensorData);
    for (const v of flat)
      if (typeof v !== "bigint" && !Number.isInteger(v))
        fail("index-type", `indices must be integers, but got ${shownValue(v)}`, "for example x.get(0, 1).");
    return tensor(i as TensorData, { dtype: "int64" });
  }
  return fail(
    "index-type",
    `${typeof i} is not an index`,
    'an index is a number, slice(…), null, "...", a tensor or an array.',
  );
}

/** The part of an index that is a view, and the index tensors that remain, with the dimensions they index. */
function resolve(x: Tensor, indices: readonly Index[]): { base: Tensor; tensors: Tensor[]; dims: number[] } {
  const list = indices.map(parse);
  const uses = (i: (typeof list)[number]): number =>
    i === null || i === "..." ? 0 : i instanceof Tensor && isMask(i) ? i.shape.length : 1;
  const used = list.reduce<number>((n, i) => n + uses(i), 0);
  const nd = x.shape.length;
  if (used > nd)
    fail(
      "index-count",
      `too many indices for tensor of dimension ${nd}`,
      `the shape is ${showShape(x.shape)}, the index has ${used} entries.`,
    );
  const dots = list.indexOf("...");
  if (dots >= 0 && list.indexOf("...", dots + 1) >= 0)
    fail("index-count", "an index can only have a single ellipsis ('...')", "the others can be slices: null, null.");
  const fill = Array.from({ length: nd - used }, () => COLON);
  const full = dots >= 0 ? [...list.slice(0, dots), ...fill, ...list.slice(dots + 1)] : [...list, ...fill];
  let base = x;
  let d = 0,
    own = 0; // the next dimension of the view so far, and of x
  const tensors: Tensor[] = [],
    dims: number[] = [];
  for (const i of full) {
    if (i === null) base = unsqueeze(base, d++);
    else if (typeof i === "number") {
      const n = base.shape[d]!;
      if (i < -n || i >= n)
        fail(
          "index-range",
          `index ${i} is out of bounds for dimension ${own} with size ${n}`,
          n === 0 ? "the dimension is empty." : `valid are ${-n} … ${n - 1}.`,
        );
      base = select(base, d, i);
      own++;
    } else if (i instanceof Slice) {
      if (i !== COLON && !takesAll(i, base.shape[d]!)) base = sliceView(base, d, i.start, i.end, i.step);
      d++;
      own++;
    } else if (i instanceof Tensor) {
      if (isMask(i)) {
        const want = base.shape.slice(d, d + i.shape.length);
        i.shape.forEach((n, j) => {
          if (n !== want[j])
            fail(
              "index-mask",
              `The shape of the mask ${showShape(i.shape)} at index ${j} does not match the shape of the indexed tensor ${showShape(base.shape)} at index ${d + j}`,
              "compute the mask from the tensor that it selects from: x.gt(0).",
            );
        });
        refuseMask("a mask as an index");
        if (i.shape.length === 0) {
          // true takes everything and false nothing, along a new dimension
          base = unsqueeze(base, d);
          tensors.push(select(nonzero(reshape(i, [1])), 1, 0));
          dims.push(d++);
          continue;
        }
        const at = nonzero(i);
        for (let j = 0; j < i.shape.length; j++) {
          tensors.push(select(at, 1, j));
          dims.push(d++);
          own++;
        }
      } else {
        tensors.push(i);
        dims.push(d++);
        own++;
      }
    }
  }
  return { base, tensors, dims };
}

/**
 * Part of a tensor, Python's `x[…]`. Numbers, ranges, `null` and `"..."` give a view; tensors and masks give a copy.
 *
 * @throws KindlingError `index-range`, `index-type`, `index-count`, `index-mask`, `index-dtype`.
 * @example
 * const x = arange(12).reshape(3, 4);
 * x.get(1, slice(0, 2)).tolist(); // → 4,5
 * x.get("...", -1).tolist(); // → 3,7,11
 * x.get(x.gt(8)).tolist(); // → 9,10,11
 */
export function get(x: Tensor, ...indices: Index[]): Tensor {
  needTensor(x, "get");
  const { base, tensors, dims } = resolve(x, indices);
  if (tensors.length === 0) return base === x ? alias(x) : base;
  return indexBy(base, tensors, dims);
}

/**
 * Writes into part of a tensor, Python's `x[…] = value`; the value broadcasts to the part.
 *
 * @example
 * const x = zeros(2, 3);
 * x.set([0, slice(1, null)], 5).tolist(); // → 0,5,5,0,0,0
 * x.set(x.eq(0), -1).tolist(); // → -1,5,5,-1,-1,-1
 */
export function set(x: Tensor, index: Index | readonly Index[], value: Arg | TensorData): Tensor {
  noMore("set", 3, arguments);
  needTensor(x, "set");
  const list = Array.isArray(index) ? (index as readonly Index[]) : [index as Index];
  const { base, tensors, dims } = resolve(x, list);
  const v: Arg =
    typeof value === "object" && !(value instanceof Tensor)
      ? tensor(value as TensorData, { dtype: x.dtype })
      : (value as Arg);
  if (tensors.length === 0) {
    copy_(
      base,
      typeof v === "object" ? expand(reshape(v, dropLeadingOnes(v.shape, base.shape.length)), base.shape) : v,
    );
    return x;
  }
  const values = typeof v === "object" ? v : tensor(v, { dtype: x.dtype });
  copy_(base, indexPut(base, tensors, dims, values));
  return x;
}

/** Rows of the first dimension, one after another. */
export function* iterate(x: Tensor): Generator<Tensor, void, undefined> {
  if (x.shape.length === 0) fail("index-0d", "iteration over a 0-d tensor", "use item() to read the value.");
  for (let i = 0; i < x.shape[0]!; i++) yield select(x, 0, i);
}
