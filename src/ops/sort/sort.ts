import { needTensor } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { full, record, routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isFloat } from "../../shape/dtype.js";
import { normalizeDim } from "../../shape/shape.js";
import { eq, logicalAnd, logicalOr } from "../pointwise/binary.js";
import { cast, clone } from "../pointwise/cast.js";
import { gather } from "../indexing/gather.js";
import { label } from "../label.js";
import type { Extremum } from "../reduce/reduce.js";
import { sum } from "../reduce/reduce.js";
import { keysOf, rowsOf, selectRow, sortRow } from "./rows.js";
import { isnan } from "../pointwise/unary.js";
import { narrow, reshape, squeeze } from "../view/view.js";
import { namedTuple } from "../../util/named-tuple.js";
import { mul, div } from "../pointwise/arithmetic.js";

// Sorting, and results of sorting: the k-th element, the median, the mode. A routine finds the positions, and gather
// reads the values there, so that gradients flow back to their sources.

const orderOp = defineRoutine("order", {
  infer: ([x], a) => ({
    shape: x!.shape.map((n, d) => (d === a["dim"] ? ((a["count"] as number | undefined) ?? n) : n)),
    dtype: "int64",
  }),
  run: ([x], out, a) => {
    const keys = keysOf(x!),
      { length, step, starts } = rowsOf(x!.shape, a["dim"] as number);
    const count = (a["count"] as number | undefined) ?? length,
      rows = rowsOf(out.shape, a["dim"] as number).starts;
    const order = new Int32Array(length),
      spare = new Int32Array(length),
      to = out.storage.data as BigInt64Array;
    const descending = a["descending"] === true,
      few = count > 0 && count * 8 <= length;
    for (let r = 0; r < rows.length; r++) {
      const sorted = few
        ? selectRow(keys, starts[r]!, step, length, descending, count)
        : sortRow(keys, starts[r]!, step, length, descending, order, spare);
      for (let i = 0, p = out.offset + rows[r]!; i < count; i++, p += step) to[p] = BigInt(sorted[i]!);
    }
  },
  samples: [
    { shapes: [[3, 4]], attrs: { dim: 1, descending: false } },
    { shapes: [[5, 2]], attrs: { dim: 0, descending: true, count: 3 } },
    { shapes: [[0, 2]], attrs: { dim: 0, descending: false } },
    { shapes: [[2, 17]], attrs: { dim: 1, descending: true, count: 2 } },
  ],
});

/** The int64 positions that sort `x` along a dimension; equal elements keep their order. The first `count` of them, if given. */
function orderOf(x: Tensor, dim: number, descending: boolean, count?: number): Tensor {
  if (x.shape.length === 0) return full([], "int64", 0);
  return routine(orderOp, [x], { dim, descending, ...(count === undefined ? {} : { count }) });
}
/** The elements at these positions, under the name of the function that selected them. */
const pick = (x: Tensor, dim: number, indices: Tensor, name: string): Extremum =>
  namedTuple({ values: label(x.shape.length === 0 ? clone(x) : gather(x, dim, indices), name), indices });
const kept = ({ values, indices }: Extremum, dim: number, keepdim: boolean, name: string): Extremum =>
  namedTuple(
    keepdim || values.shape.length === 0
      ? { values, indices }
      : { values: label(squeeze(values, dim), name), indices: squeeze(indices, dim) },
  );

/**
 * The sorted elements along a dimension, and their original positions. NaN counts as the largest; equal elements keep
 * their order.
 */
export function sort(x: Tensor, dim = -1, descending = false, name = "SortBackward0"): Extremum {
  needTensor(x, "sort");
  const d = normalizeDim(dim, x.shape.length);
  return pick(x, d, orderOf(x, d, descending), name);
}
/** The int64 positions of the elements in order along a dimension. */
export function argsort(x: Tensor, dim = -1, descending = false): Tensor {
  needTensor(x, "argsort");
  return orderOf(x, normalizeDim(dim, x.shape.length), descending);
}
/** The elements in order along the first dimension. */
export function msort(x: Tensor): Tensor {
  return sort(x, 0).values;
}

const notBool = (x: Tensor, kernel: string): void => {
  if (x.dtype === "bool") fail("bool-arithmetic", `"${kernel}" not implemented for 'Bool'`, "convert first: x.long().");
};

/** The k largest (or smallest) elements along a dimension, in order, and their positions. */
export function topk(x: Tensor, k: number, dim = -1, largest = true): Extremum {
  needTensor(x, "topk");
  const d = normalizeDim(dim, x.shape.length);
  if (!(Number.isInteger(k) && k >= 0 && k <= (x.shape[d] ?? 1)))
    fail(
      "topk",
      "selected index k out of range",
      `k is ${String(k)}, but there are ${x.shape[d] ?? 1} elements along dimension ${d}.`,
    );
  notBool(x, "topk_cpu");
  return pick(x, d, orderOf(x, d, largest, k), "TopkBackward0");
}

function nonEmpty(name: string, x: Tensor, d: number): void {
  if (x.shape[d] === 0)
    fail(
      "reduce-empty",
      `${name}(): Expected reduction dim ${d} to have non-zero size.`,
      "the tensor is empty: there is nothing to choose from.",
    );
}

/** The k-th smallest element along a dimension (k counts from 1), and its position. */
export function kthvalue(x: Tensor, k: number, dim = -1, keepdim = false): Extremum {
  needTensor(x, "kthvalue");
  const d = normalizeDim(dim, x.shape.length);
  nonEmpty("kthvalue", x, d);
  if (!(Number.isInteger(k) && k >= 1 && k <= (x.shape[d] ?? 1)))
    fail(
      "topk",
      `kthvalue(): selected number k out of range for dimension ${d}`,
      `k is ${String(k)}, but must be from 1 to ${x.shape[d] ?? 1}.`,
    );
  notBool(x, "kthvalue_cpu");
  const order = orderOf(x, d, false, k);
  const indices = x.shape.length === 0 ? order : clone(narrow(order, d, k - 1, 1));
  return kept(pick(x, d, indices, "KthvalueBackward0"), d, keepdim, "KthvalueBackward0");
}

// Which element of a row it is. `n` elements are sorted as `order` says; `key(i)` is the i-th of them.
type Choice = (order: Int32Array, n: number, key: (i: number) => number | bigint) => number;
const choices: Record<"median" | "nanmedian" | "mode", Choice> = {
  // The lower of the two in the middle; the first NaN if there is one. NaNs come last.
  median: (order, n, key) => {
    let numbers = n;
    while (numbers > 0 && Number.isNaN(key(numbers - 1))) numbers--;
    return order[numbers < n ? numbers : (n - 1) >> 1]!;
  },
  nanmedian: (order, n, key) => {
    let numbers = n;
    while (numbers > 0 && Number.isNaN(key(numbers - 1))) numbers--;
    return order[numbers === 0 ? 0 : (numbers - 1) >> 1]!;
  },
  // The last of the longest run of equal ones; of runs of one length the smallest element's. NaNs are alike, and the first
  // of them stands for all.
  mode: (order, n, key) => {
    let best = 0,
      longest = 0,
      run = 0;
    for (let i = 0; i < n; i++) {
      run++;
      if (i === n - 1 || !(key(i) === key(i + 1) || Number.isNaN(key(i)))) {
        // NaNs come last
        if (run > longest) {
          longest = run;
          best = order[Number.isNaN(key(i)) ? i + 1 - run : i]!;
        }
        run = 0;
      }
    }
    return best;
  },
};
const chosenOp = defineRoutine("chosen", {
  infer: ([x], a) => ({ shape: x!.shape.map((n, d) => (d === a["dim"] ? 1 : n)), dtype: "int64" }),
  run: ([x], out, a) => {
    const keys = keysOf(x!),
      { length, step, starts } = rowsOf(x!.shape, a["dim"] as number),
      choose = choices[a["choice"] as keyof typeof choices];
    const order = new Int32Array(length),
      spare = new Int32Array(length),
      to = out.storage.data as BigInt64Array;
    for (let r = 0; r < starts.length; r++) {
      const start = starts[r]!,
        sorted = sortRow(keys, start, step, length, false, order, spare);
      to[out.offset + r] = BigInt(choose(sorted, length, (i) => keys[start + sorted[i]! * step]!));
    }
  },
  samples: (["median", "nanmedian", "mode"] as const).map((choice) => ({
    shapes: [[3, 5]],
    attrs: { dim: 1, choice },
  })),
});

function choose(x: Tensor, choice: keyof typeof choices, dim: number, keepdim: boolean, name: string): Extremum {
  needTensor(x, choice);
  const d = normalizeDim(dim, x.shape.length);
  nonEmpty(choice === "nanmedian" ? "median" : choice, x, d);
  const indices = x.shape.length === 0 ? full([], "int64", 0) : routine(chosenOp, [x], { dim: d, choice });
  return kept(pick(x, d, indices, name), d, keepdim, name);
}
/** The median along a dimension (the lower of two), and its position; NaN if there is one. */
export function medianAlong(x: Tensor, dim: number, keepdim = false): Extremum {
  needTensor(x, "median");
  notBool(x, "median_out");
  return choose(x, "median", dim, keepdim, "MedianBackward1");
}
/** The median along a dimension of elements that are not NaN, and its position. */
export function nanmedianAlong(x: Tensor, dim: number, keepdim = false): Extremum {
  needTensor(x, "nanmedian");
  notBool(x, "median_out");
  return choose(x, "nanmedian", dim, keepdim, "NanmedianBackward1");
}
/** The most frequent element along a dimension (the smallest of equally frequent ones), and its last position. */
export function mode(x: Tensor, dim = -1, keepdim = false): Extremum {
  return choose(x, "mode", dim, keepdim, "ModeBackward0");
}

/** The gradient is shared among the elements that are as large; a NaN is as large as a NaN. */
const evenly = (gradName: string): Differentiable => ({
  gradName,
  saves: "xo",
  grad: [
    (g, s) => {
      const mask = cast(logicalOr(eq(s.x, s.out), logicalAnd(isnan(s.x), isnan(s.out))), s.dtypes[0]!);
      return mul(div(mask, sum(mask)), g);
    },
  ],
});
const medianStep = evenly("Median"),
  nanmedianStep = evenly("Nanmedian");
function whole(x: Tensor, choice: "median" | "nanmedian", step: Differentiable): Tensor {
  needTensor(x, choice);
  notBool(x, "median_cpu");
  if (x.count === 0)
    return isFloat(x.dtype)
      ? record(step, [x], {}, full([], x.dtype, NaN))
      : fail(
          "reduce-empty",
          `value cannot be converted to type ${dtypeInfo[x.dtype].scalarType} without overflow`,
          "the tensor is empty: it has no median.",
        );
  return record(
    step,
    [x],
    {},
    noGrad(() => choose(reshape(x, [x.count]), choice, 0, false, "").values),
  );
}
/** The median of all elements (the lower one of two); NaN if there is one. */
export function medianOf(x: Tensor): Tensor {
  return whole(x, "median", medianStep);
}
/** The median of all elements that are not NaN. */
export function nanmedianOf(x: Tensor): Tensor {
  return whole(x, "nanmedian", nanmedianStep);
}
