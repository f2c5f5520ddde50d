import { needTensor } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { full, routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import { region, type Tensor } from "../../core/tensor.js";
import { type DType, isComplex, isHalf, isSmooth, readElement, writeElement } from "../../shape/dtype.js";
import { normalizeDim } from "../../shape/shape.js";
import { eq } from "../pointwise/binary.js";
import { cast, clone } from "../pointwise/cast.js";
import { gather } from "../indexing/gather.js";
import { cat } from "../view/join.js";
import { label } from "../label.js";
import type { Extremum } from "./reduce.js";
import { checkFloat } from "../refuse.js";
import { keysOf, rowsOf } from "../sort/rows.js";
import { exp } from "../pointwise/unary.js";
import { narrow } from "../view/view.js";
import { namedTuple } from "../../util/named-tuple.js";
import { mul, sub } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Scans along a dimension: cumulative sums, products, log-sums, extrema. Floats are summed in double precision.

/** The elements of a dense tensor as doubles; a copy for halves. */
function doubles(x: Tensor): Float64Array {
  if (!isHalf(x.dtype)) return region(x) as Float64Array; // any array of numbers, for the type checker
  return Float64Array.from({ length: x.count }, (_, i) => readElement(x.storage.data, x.dtype, x.offset + i) as number);
}
/** Writes doubles into a dense tensor of floats or small integers, rounding to its dtype. */
function put(out: Tensor, values: Float64Array): void {
  if (isHalf(out.dtype)) values.forEach((v, i) => writeElement(out.storage.data, out.dtype, out.offset + i, v));
  else (region(out) as Float64Array).set(values);
}

const sameAs = ([x]: readonly Tensor[]): { shape: readonly number[]; dtype: DType } => ({
  shape: x!.shape,
  dtype: x!.dtype,
});
const floats =
  (kernel: string) =>
  ([x]: readonly Tensor[]): { shape: readonly number[]; dtype: DType } => ({
    shape: x!.shape,
    dtype: checkFloat(kernel, x!.dtype),
  });
const alongDim = (a: Readonly<Record<string, unknown>>): number => a["dim"] as number;
const samples = [
  { shapes: [[3, 4]], attrs: { dim: 1 } },
  { shapes: [[3, 2, 2]], attrs: { dim: 0 } },
  { shapes: [[]], attrs: { dim: 0 } },
  { shapes: [[0, 2]], attrs: { dim: 0 } },
];
/** Floats and int64, which is what sums and products are computed in. */
const summed = (x: Tensor, dtype?: DType): Tensor => cast(x, dtype ?? (isSmooth(x.dtype) ? x.dtype : "int64"));

const cumsumOp = defineRoutine("cumsum", {
  linear: true,
  infer: sameAs,
  run: ([x], out, a) => {
    const { length, step, starts } = rowsOf(x!.shape, alongDim(a)),
      back = a["reverse"] === true;
    const by = back ? -step : step,
      first = back ? (length - 1) * step : 0;
    if (x!.dtype === "int64") {
      const from = region(x!) as BigInt64Array,
        to = region(out) as BigInt64Array;
      for (const start of starts)
        for (let j = 0, p = start + first, sum = 0n; j < length; j++, p += by) {
          sum = BigInt.asIntN(64, sum + from[p]!);
          to[p] = sum;
        }
      return;
    }
    const from = doubles(x!),
      to = new Float64Array(from.length);
    for (const start of starts)
      for (let j = 0, p = start + first, sum = 0; j < length; j++, p += by) to[p] = sum += from[p]!;
    put(out, to);
  },
  grad: [(g, s) => routine(cumsumOp, [g], { dim: s.attrs["dim"], reverse: s.attrs["reverse"] !== true })],
  samples: [...samples, { shapes: [[3, 4]], attrs: { dim: 1, reverse: true } }],
});
/** Sums of the first 1, 2, … elements along a dimension. Whole numbers and bools add up as int64. */
export function cumsum(x: Tensor, dim: number, dtype?: DType): Tensor {
  needTensor(x, "cumsum");
  return routine(cumsumOp, [summed(x, dtype)], { dim: normalizeDim(dim, x.shape.length) });
}

/**
 * y_j = b_j + a_j · y_(j−1) along a dimension, forwards or backwards: the recurrence that the gradients of running
 * products are made of. Its own gradient is such a recurrence, the other way.
 */
const recurrenceOp = defineRoutine("recurrence", {
  infer: floats("recurrence"),
  run: ([a, b], out, o) => {
    const { length, step, starts } = rowsOf(a!.shape, alongDim(o)),
      back = o["reverse"] === true;
    const by = back ? -step : step,
      first = back ? (length - 1) * step : 0;
    const factor = doubles(a!),
      term = doubles(b!),
      to = new Float64Array(factor.length);
    for (const start of starts)
      for (let j = 0, p = start + first, y = 0; j < length; j++, p += by)
        to[p] = y = term[p]! + (j === 0 ? 0 : factor[p]! * y);
    put(out, to);
  },
  grad: [
    (g, s) => {
      const dim = s.attrs["dim"] as number,
        back = s.attrs["reverse"] === true;
      return mul(adjoint(g, s.x, dim, back), shifted(s.out, dim, !back, 0));
    },
    (g, s) => adjoint(g, s.x, s.attrs["dim"] as number, s.attrs["reverse"] === true),
  ],
  saves: "xo",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      attrs: { dim: 1 },
    },
    {
      shapes: [
        [4, 2],
        [4, 2],
      ],
      attrs: { dim: 0, reverse: true },
    },
  ],
});
const recurrence = (a: Tensor, b: Tensor, dim: number, reverse: boolean): Tensor =>
  routine(recurrenceOp, [a, b], { dim, reverse });
/** Each element's effect on the following ones: r_j = g_j + a_(j+1) · r_(j+1). */
const adjoint = (g: Tensor, a: Tensor, dim: number, reverse: boolean): Tensor =>
  recurrence(shifted(a, dim, reverse, 0), g, dim, !reverse);

/** The elements shifted by one along a dimension, towards its end or its start, with `fill` at the gap. */
function shifted(x: Tensor, dim: number, towardsEnd: boolean, fill: number): Tensor {
  if (x.shape.length === 0) return full([], x.dtype, fill);
  const n = x.shape[dim]!,
    edge = full(
      x.shape.map((s, d) => (d === dim ? Math.min(n, 1) : s)),
      x.dtype,
      fill,
    );
  const rest = narrow(x, dim, towardsEnd || n === 0 ? 0 : 1, Math.max(0, n - 1));
  return cat(towardsEnd ? [edge, rest] : [rest, edge], dim);
}

const cumprodOp = defineRoutine("cumprod", {
  infer: sameAs,
  run: ([x], out, a) => {
    const { length, step, starts } = rowsOf(x!.shape, alongDim(a));
    if (x!.dtype === "int64") {
      const from = region(x!) as BigInt64Array,
        to = region(out) as BigInt64Array;
      for (const start of starts)
        for (let j = 0, p = start, product = 1n; j < length; j++, p += step) {
          product = BigInt.asIntN(64, product * from[p]!);
          to[p] = product;
        }
      return;
    }
    const from = doubles(x!),
      to = new Float64Array(from.length);
    for (const start of starts)
      for (let j = 0, p = start, product = 1; j < length; j++, p += step) to[p] = product *= from[p]!;
    put(out, to);
  },
  // The product of the elements before and after each one: exact with zeros, since nothing is divided.
  grad: [
    (g, s) => {
      const dim = s.attrs["dim"] as number;
      return mul(shifted(s.out, dim, true, 1), adjoint(g, s.x, dim, false));
    },
  ],
  saves: "xo",
  samples,
});
/** Products of the first 1, 2, … elements along a dimension. Whole numbers and bools multiply as int64. */
export function cumprod(x: Tensor, dim: number, dtype?: DType): Tensor {
  needTensor(x, "cumprod");
  if (isComplex(dtype ?? x.dtype)) {
    const all = cast(x, dtype ?? x.dtype),
      d = normalizeDim(dim, x.shape.length),
      products: Tensor[] = [];
    for (let i = 0; i < (all.shape[d] ?? 0); i++)
      products.push(i === 0 ? narrow(all, d, 0, 1) : mul(products[i - 1]!, narrow(all, d, i, 1)));
    return label(products.length === 0 ? clone(all) : cat(products, d), "CumprodBackward0");
  }
  return routine(cumprodOp, [summed(x, dtype)], { dim: normalizeDim(dim, x.shape.length) });
}

const logcumsumexpOp = defineRoutine("logcumsumexp", {
  infer: floats("logcumsumexp_out_cpu"),
  run: ([x], out, a) => {
    const { length, step, starts } = rowsOf(x!.shape, alongDim(a));
    const from = doubles(x!),
      to = new Float64Array(from.length);
    for (const start of starts) {
      for (let j = 0, p = start, log = -Infinity; j < length; j++, p += step) {
        const v = from[p]!,
          high = Math.max(log, v);
        log =
          Math.abs(high) === Infinity && log === v
            ? v
            : high === Infinity
              ? high
              : high + Math.log1p(Math.exp(-Math.abs(log - v)));
        to[p] = log;
      }
    }
    put(out, to);
  },
  // e^(x − y) · t with t_j = g_j + e^(y_j − y_(j+1)) · t_(j+1): no exponent is positive.
  grad: [
    (g, s) => {
      const dim = s.attrs["dim"] as number,
        { x, out } = s;
      const power = (d: Tensor, none: Tensor): Tensor => where(none, 0, exp(where(none, 0, d)));
      const none = noGrad(() => eq(x, -Infinity)),
        nothing = noGrad(() => eq(out, -Infinity));
      const decay = power(sub(shifted(out, dim, true, -Infinity), out), nothing);
      return mul(power(sub(x, out), none), adjoint(g, decay, dim, false));
    },
  ],
  saves: "xo",
  samples,
});
/** log Σ e^x over the first 1, 2, … elements along a dimension, without overflow. Floats only. */
export function logcumsumexp(x: Tensor, dim: number): Tensor {
  needTensor(x, "logcumsumexp");
  return routine(logcumsumexpOp, [x], { dim: normalizeDim(dim, x.shape.length) });
}

const runningOp = defineRoutine("runningExtremum", {
  infer: ([x]) => ({ shape: x!.shape, dtype: "int64" }),
  run: ([x], out, a) => {
    const { length, step, starts } = rowsOf(x!.shape, alongDim(a)),
      up = a["largest"] === true;
    const keys = keysOf(x!),
      to = region(out) as BigInt64Array;
    for (const start of starts) {
      let best = keys[start]!,
        at = 0n;
      for (let j = 0, p = start; j < length; j++, p += step) {
        const v = keys[p]!;
        // The last of equal ones; a NaN is kept until the next one.
        if (v !== v || (best === best && (up ? v >= best : v <= best))) {
          best = v;
          at = BigInt(j);
        }
        to[p] = at;
      }
    }
  },
  samples: [
    { shapes: [[3, 4]], attrs: { dim: 1, largest: true } },
    { shapes: [[4, 2]], attrs: { dim: 0, largest: false } },
    { shapes: [[]], attrs: { dim: 0, largest: true } },
  ],
});
function cumulativeExtremum(x: Tensor, dim: number, largest: boolean): Extremum {
  const name = largest ? "cummax" : "cummin";
  needTensor(x, name);
  const d = normalizeDim(dim, x.shape.length),
    indices = routine(runningOp, [x], { dim: d, largest });
  return namedTuple({
    values: label(
      x.shape.length === 0 ? clone(x) : gather(x, d, indices),
      largest ? "CummaxBackward0" : "CumminBackward0",
    ),
    indices,
  });
}
/** The largest of the first 1, 2, … elements along a dimension, and where it is (the last of equal ones). */
export function cummax(x: Tensor, dim: number): Extremum {
  return cumulativeExtremum(x, dim, true);
}
/** The smallest of the first 1, 2, … elements along a dimension, and where it is (the last of equal ones). */
export function cummin(x: Tensor, dim: number): Extremum {
  return cumulativeExtremum(x, dim, false);
}
