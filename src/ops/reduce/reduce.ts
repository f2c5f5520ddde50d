import { needTensor } from "../../core/check.js";
import { defineReduction } from "../../core/define.js";
import { full, reduction } from "../../core/dispatch.js";
import type { Attrs, ReductionOp } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { type DType, dtypeInfo, isFloat } from "../../shape/dtype.js";
import { normalizeDim, reducedDims, type Shape } from "../../shape/shape.js";
import { product, range } from "../../util/array.js";
import { eq } from "../pointwise/binary.js";
import { cast, clone } from "../pointwise/cast.js";
import { gather } from "../indexing/gather.js";
import { cat } from "../view/join.js";
import { label } from "../label.js";
import { expand, permute, reshape, slice, squeeze, unsqueeze } from "../view/view.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { div, mul } from "../pointwise/arithmetic.js";

// Reductions, over all dimensions or some.

export interface ReduceOptions {
  dim?: number | readonly number[] | null;
  keepdim?: boolean;
  dtype?: DType;
}

/** A reduced tensor with its dimensions of size 1 restored, so that it broadcasts against the input. */
export function restore(g: Tensor, attrs: Attrs, shape: Shape): Tensor {
  if (attrs["keepdim"] === true) return g;
  const dims = attrs["dims"] as readonly number[];
  if (dims.length === shape.length) return g; // 0-d broadcasts as it is
  return reshape(
    g,
    shape.map((n, d) => (dims.includes(d) ? 1 : n)),
  );
}

const over = (op: ReductionOp, x: Tensor, o: ReduceOptions): Tensor =>
  reduction(op, [x], reducedDims(o.dim, x.shape.length), o.keepdim ?? false);
const typed = (x: Tensor, o: ReduceOptions): Tensor => (o.dtype === undefined ? x : cast(x, o.dtype));

const sums = (d: DType): DType => (isFloat(d) ? d : "int64");
const floats =
  (what: string) =>
  (d: DType): DType =>
    isFloat(d)
      ? d
      : fail(
          "float-only",
          `${what}(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${dtypeInfo[d].scalarType}`,
          "convert first: x.float().",
        );

const samples = [
  { shapes: [[3, 4]], attrs: { dims: [0, 1], keepdim: false } },
  { shapes: [[3, 4]], attrs: { dims: [1], keepdim: false } },
  { shapes: [[2, 3, 4]], attrs: { dims: [0, 2], keepdim: true } },
  { shapes: [[]], attrs: { dims: [], keepdim: false } },
  { shapes: [[5, 1]], attrs: { dims: [0], keepdim: false } },
];

const sumOp = defineReduction("sum", {
  accumulate: sums,
  lower: (_, [x], r) => r("sum", x!),
  grad: [(g, s) => expand(restore(g, s.attrs, s.shapes[0]!), s.shapes[0]!)],
  samples,
});
const meanOp = defineReduction("mean", {
  accumulate: floats("mean"),
  lower: (k, [x], r, n) => k.div(r("sum", x!), n),
  grad: [(g, s) => expand(restore(div(g, s.attrs["count"] as number), s.attrs, s.shapes[0]!), s.shapes[0]!)],
  samples,
});

/** The sum; integers and bools add up as int64. */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  return over(sumOp, typed(x, options), options);
}
/** The mean of floats. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  return over(meanOp, typed(x, options), options);
}

/**
 * The product of all elements but each one, along the last dimension. Pairs are multiplied level by level instead of
 * dividing by the element, so it is exact where there are zeros, and at every order of differentiation.
 */
function productOfOthers(x: Tensor): Tensor {
  const nd = x.shape.length,
    n = x.shape[nd - 1]!;
  if (n <= 1) return full(x.shape, x.dtype, 1);
  const even = n % 2 === 0 ? x : cat([x, full([...x.shape.slice(0, -1), 1], x.dtype, 1)], nd - 1);
  const a = slice(even, nd - 1, 0, null, 2),
    b = slice(even, nd - 1, 1, null, 2);
  const others = productOfOthers(mul(a, b));
  const both = cat([unsqueeze(mul(others, b), nd), unsqueeze(mul(others, a), nd)], nd);
  return slice(reshape(both, even.shape), nd - 1, 0, n);
}

const prodOp = defineReduction("prod", {
  accumulate: sums,
  lower: (_, [x], r) => r("prod", x!),
  grad: [
    (g, s) => {
      const shape = s.shapes[0]!,
        dims = s.attrs["dims"] as readonly number[];
      const kept = range(shape.length).filter((d) => !dims.includes(d));
      const order = [...kept, ...dims];
      const moved = permute(s.x, order);
      const rows = reshape(moved, [product(kept.map((d) => shape[d]!)), product(dims.map((d) => shape[d]!))]);
      const others = permute(
        reshape(productOfOthers(rows), moved.shape),
        range(shape.length).map((d) => order.indexOf(d)),
      );
      return mul(restore(g, s.attrs, shape), others);
    },
  ],
  saves: "x",
  samples,
});
/** The product; integers and bools multiply as int64. */
export function prod(x: Tensor, options: ReduceOptions = {}): Tensor {
  return over(prodOp, typed(x, options), options);
}

// An extremum's gradient is shared among the elements that reach it.
const extremum = (fn: "max" | "min"): ReductionOp =>
  defineReduction(fn === "max" ? "amax" : "amin", {
    accumulate: (d) => d,
    lower: (_, [x], r) => r(fn, x!),
    grad: [
      (g, s) => {
        const shape = s.shapes[0]!;
        const mask = cast(eq(s.x, restore(s.out, s.attrs, shape)), s.dtypes[0]!);
        const ties = sum(mask, { dim: s.attrs["dims"] as readonly number[], keepdim: true });
        return mul(restore(g, s.attrs, shape), div(mask, ties));
      },
    ],
    saves: "xo",
    samples,
  });
const amaxOp = extremum("max"),
  aminOp = extremum("min");

function nonEmpty(name: string, x: Tensor, o: ReduceOptions, dims: readonly number[]): void {
  const d = dims.find((i) => x.shape[i] === 0);
  if (d === undefined) return;
  const hint = name.startsWith("arg") ? "" : " Specify the reduction dim with the 'dim' argument.";
  fail(
    "reduce-empty",
    o.dim === undefined || o.dim === null
      ? `${name}(): Expected reduction dim to be specified for input.numel() == 0.${hint}`
      : `${name}(): Expected reduction dim ${d} to have non-zero size.`,
    "the tensor is empty: there is nothing to choose from.",
  );
}
function extreme(op: ReductionOp, x: Tensor, o: ReduceOptions, name = op.name): Tensor {
  if (x.count === 0) nonEmpty(name, x, o, reducedDims(o.dim, x.shape.length));
  return over(op, x, o);
}
/** The largest element; NaN if there is one. Equal ones share the gradient. */
export function amax(x: Tensor, options: ReduceOptions = {}): Tensor {
  return extreme(amaxOp, x, options);
}
/** The smallest element; NaN if there is one. Equal ones share the gradient. */
export function amin(x: Tensor, options: ReduceOptions = {}): Tensor {
  return extreme(aminOp, x, options);
}

/** `amax` of all elements, under the name `max`. */
export function maxOf(x: Tensor): Tensor {
  return label(extreme(amaxOp, x, {}, "max"), "MaxBackward1");
}
/** `amin` of all elements, under the name `min`. */
export function minOf(x: Tensor): Tensor {
  return label(extreme(aminOp, x, {}, "min"), "MinBackward1");
}

const argmaxOp = defineReduction("argmax", { accumulate: (d) => d, lower: (_, [x], r) => r("argmax", x!), samples });
const argminOp = defineReduction("argmin", { accumulate: (d) => d, lower: (_, [x], r) => r("argmin", x!), samples });
/** The int64 position of the largest element (the first of equal ones): along `dim`, or in the flattened tensor. */
export function argmax(x: Tensor, options: ReduceOptions = {}): Tensor {
  return extreme(argmaxOp, x, options);
}
/** The int64 position of the smallest element (the first of equal ones): along `dim`, or in the flattened tensor. */
export function argmin(x: Tensor, options: ReduceOptions = {}): Tensor {
  return extreme(argminOp, x, options);
}

const anyOp = defineReduction("any", {
  accumulate: (d) => d,
  lower: (k, [x], r) => k.cast(r("max", k.cast(x!, "bool")), x!.dtype === "uint8" ? "uint8" : "bool"),
  samples,
});
const allOp = defineReduction("all", {
  accumulate: (d) => d,
  lower: (k, [x], r) => k.cast(r("min", k.cast(x!, "bool")), x!.dtype === "uint8" ? "uint8" : "bool"),
  samples,
});
/** Whether any element is not zero. */
export function any(x: Tensor, options: ReduceOptions = {}): Tensor {
  return over(anyOp, x, options);
}
/** Whether every element is not zero. */
export function all(x: Tensor, options: ReduceOptions = {}): Tensor {
  return over(allOp, x, options);
}

export type Extremum = NamedTuple<{ values: Tensor; indices: Tensor }>;

/** Values and positions of the largest elements along one dimension; the gradient goes to that element alone. */
export function maxAlong(x: Tensor, dim: number, keepdim = false): Extremum {
  return along(argmaxOp, "max", x, dim, keepdim);
}
/** Values and positions of the smallest elements along one dimension. */
export function minAlong(x: Tensor, dim: number, keepdim = false): Extremum {
  return along(argminOp, "min", x, dim, keepdim);
}

function along(op: ReductionOp, name: "max" | "min", x: Tensor, dim: number, keepdim: boolean): Extremum {
  needTensor(x, name);
  const d = normalizeDim(dim, x.shape.length);
  const made = name === "max" ? "MaxBackward0" : "MinBackward0";
  if (x.shape.length === 0) return namedTuple({ values: label(clone(x), made), indices: full([], "int64", 0) });
  const at = extreme(op, x, { dim: d, keepdim: true }, name);
  const values = gather(x, d, at);
  return namedTuple(
    keepdim
      ? { values: label(values, made), indices: at }
      : { values: label(squeeze(values, d), made), indices: squeeze(at, d) },
  );
}
