import type { Arg } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import * as bin from "../ops/binary.js";
import * as join from "../ops/join.js";
import * as comp from "../ops/composite.js";
import { label } from "../ops/label.js";
import * as red from "../ops/reduce.js";
import { fail } from "../diagnose/error.js";
import type { DType } from "../shape/dtype.js";
import { checkShape, normalizeDim } from "../shape/shape.js";
import { showShape } from "../util/array.js";
import * as views from "../ops/view.js";

// The forms in which users call ops whose arguments PyTorch lets one omit, name or spread.

export type Dims = number | readonly number[] | null;
/** `correction` and `unbiased` are for var and std. */
export interface DimOptions { dim?: Dims; keepdim?: boolean; dtype?: DType; correction?: number; unbiased?: boolean }
type Reduced = (x: Tensor, dim?: Dims | DimOptions, o?: DimOptions) => Tensor;

/** `f(x, dim, options)`, `f(x, { dim })` and `f(x)` as one set of options. */
function dimOptions(dim: Dims | DimOptions | undefined, o: DimOptions | undefined): DimOptions {
  if (dim === undefined) return o ?? {};
  if (dim !== null && typeof dim === "object" && !Array.isArray(dim)) return dim as DimOptions;
  // Written out: spreading an object costs more than the reduction of a small tensor.
  const out: DimOptions = { dim: dim as Dims, keepdim: o?.keepdim ?? false };
  if (o?.dtype !== undefined) out.dtype = o.dtype;
  if (o?.correction !== undefined) out.correction = o.correction;
  if (o?.unbiased !== undefined) out.unbiased = o.unbiased;
  return out;
}
const reduced = (f: (x: Tensor, o: DimOptions) => Tensor): Reduced => (x, dim, o) => f(x, dimOptions(dim, o));

/** PyTorch numbers the form with dimensions apart. */
const numbered = (f: (x: Tensor, o: DimOptions) => Tensor, name: string): Reduced => (x, dim, o) => {
  const all = dimOptions(dim, o);
  return all.dim === undefined || all.dim === null ? f(x, all) : label(f(x, all), name);
};

export const sum: Reduced = numbered(red.sum, "SumBackward1");
export const mean: Reduced = numbered(red.mean, "MeanBackward1");
export const prod: Reduced = numbered(red.prod, "ProdBackward1");
export const amax: Reduced = reduced(red.amax);
export const amin: Reduced = reduced(red.amin);
export const argmax: Reduced = reduced(red.argmax);
export const argmin: Reduced = reduced(red.argmin);
export const any: Reduced = reduced(red.any);
export const all: Reduced = reduced(red.all);

export const variance: Reduced = reduced(comp.variance);
export const std: Reduced = reduced(comp.std);

/** The p-norm: `norm(x)`, `norm(x, 1)`, `norm(x, 2, 0)`, `norm(x, { dim: 0, p: 1 })`. */
export function norm(x: Tensor, p?: number | "fro" | (DimOptions & { p?: number | "fro" }), dim?: Dims | DimOptions, o?: DimOptions): Tensor {
  if (typeof p === "object") return comp.norm(x, p.p ?? 2, p);
  return comp.norm(x, p ?? 2, dimOptions(dim, o));
}

export function logsumexp(x: Tensor, dim: number | readonly number[] | { dim: number | readonly number[]; keepdim?: boolean }, o: { keepdim?: boolean } = {}): Tensor {
  if (typeof dim === "object" && "dim" in dim) return comp.logsumexp(x, dim.dim, dim.keepdim);
  return comp.logsumexp(x, dim, o.keepdim);
}

const dimOf = (dim: number | { dim: number }): number => (typeof dim === "number" ? dim : dim.dim);
export function softmax(x: Tensor, dim: number | { dim: number }): Tensor { return comp.softmax(x, dimOf(dim)); }
export function logSoftmax(x: Tensor, dim: number | { dim: number }): Tensor { return comp.logSoftmax(x, dimOf(dim)); }

/**
 * The largest: of all elements, of two tensors element by element, or along a dimension with the positions.
 *
 * @example
 * const x = tensor([[1, 5], [7, 3]]);
 * max(x).item(); // → 7
 * max(x, 1).values.tolist(); // → 5,7
 * max(x, 1).indices.tolist(); // → 1,0
 */
export function max(x: Tensor): Tensor;
export function max(x: Tensor, other: Tensor): Tensor;
export function max(x: Tensor, dim: number | { dim: number; keepdim?: boolean }, o?: { keepdim?: boolean }): red.Extremum;
export function max(x: Tensor, a?: Tensor | number | { dim: number; keepdim?: boolean }, o: { keepdim?: boolean } = {}): Tensor | red.Extremum {
  return extremum(x, a, o, red.maxOf, bin.maximum, red.maxAlong);
}
/** The smallest; see {@link max}. */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, other: Tensor): Tensor;
export function min(x: Tensor, dim: number | { dim: number; keepdim?: boolean }, o?: { keepdim?: boolean }): red.Extremum;
export function min(x: Tensor, a?: Tensor | number | { dim: number; keepdim?: boolean }, o: { keepdim?: boolean } = {}): Tensor | red.Extremum {
  return extremum(x, a, o, red.minOf, bin.minimum, red.minAlong);
}
function extremum(
  x: Tensor, a: Tensor | number | { dim: number; keepdim?: boolean } | undefined, o: { keepdim?: boolean },
  whole: (x: Tensor) => Tensor, pair: (x: Tensor, y: Tensor) => Tensor, along: (x: Tensor, dim: number, keepdim?: boolean) => red.Extremum,
): Tensor | red.Extremum {
  if (a === undefined) return whole(x);
  if (typeof a === "number") return along(x, a, o.keepdim);
  if (a instanceof Tensor) return pair(x, a);
  return along(x, a.dim, a.keepdim);
}

/** `x + y`, or `x + alpha · y`. */
export function add(x: Arg, y: Arg, o?: { alpha?: number }): Tensor { return o?.alpha === undefined ? bin.add(x, y) : bin.addScaled(x, y, o.alpha); }
/** `x − y`, or `x − alpha · y`. */
export function sub(x: Arg, y: Arg, o?: { alpha?: number }): Tensor { return o?.alpha === undefined ? bin.sub(x, y) : label(bin.addScaled(x, y, -o.alpha), "SubBackward0"); }
/** `x / y`; `roundingMode` "trunc" or "floor" rounds. */
export function div(x: Arg, y: Arg, o?: { roundingMode?: "trunc" | "floor" | null }): Tensor { return bin.divide(x, y, o?.roundingMode ?? null); }
export function addcmul(x: Tensor, a: Tensor, b: Tensor, o?: { value?: number }): Tensor { return bin.addcmul(x, a, b, o?.value); }
export function addcdiv(x: Tensor, a: Tensor, b: Tensor, o?: { value?: number }): Tensor { return bin.addcdiv(x, a, b, o?.value); }

type Sizes = [...sizes: number[]] | [sizes: readonly number[]];
const sizesOf = (s: Sizes): readonly number[] => (typeof s[0] === "object" ? s[0] : s as number[]);
export function view(x: Tensor, ...shape: Sizes): Tensor { return views.viewAs(x, sizesOf(shape)); }
export function reshape(x: Tensor, ...shape: Sizes): Tensor { return views.reshape(x, sizesOf(shape)); }
export function permute(x: Tensor, ...dims: Sizes): Tensor { return views.permute(x, sizesOf(dims)); }
export function expand(x: Tensor, ...shape: Sizes): Tensor { return views.expand(x, sizesOf(shape)); }

/** Copies of the tensor beside one another: `repeats[d]` along each dimension, new ones in front. */
export function repeat(x: Tensor, ...repeats: Sizes): Tensor {
  const r = sizesOf(repeats);
  if (r.length < x.shape.length) fail("repeat-dims", "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor", `the tensor is ${showShape(x.shape)}: give ${x.shape.length} counts or more.`);
  checkShape(r.map((n, d) => n * (x.shape[d - (r.length - x.shape.length)] ?? 1)));
  const shape = [...Array<number>(Math.max(0, r.length - x.shape.length)).fill(1), ...x.shape];
  const wide = views.reshape(x, shape.flatMap((n) => [1, n]));
  return label(views.reshape(views.expand(wide, shape.flatMap((n, d) => [r[d]!, n])), shape.map((n, d) => n * r[d]!)), "RepeatBackward0");
}
/** The dimension taken apart into a list of views. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  if (x.shape.length === 0) fail("index-0d", "Dimension specified as 0 but tensor has no dimensions", "use item() to read the value.");
  const d = normalizeDim(dim, x.shape.length);
  return Array.from({ length: x.shape[d]! }, (_, i) => label(views.select(x, d, i), "UnbindBackward0"));
}
export const concat = join.cat;
