import type { Arg } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import * as bin from "../ops/binary.js";
import * as join from "../ops/join.js";
import * as comp from "../ops/composite.js";
import * as red from "../ops/reduce.js";
import type { DType } from "../shape/dtype.js";
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

export const sum: Reduced = reduced(red.sum);
export const mean: Reduced = reduced(red.mean);
export const prod: Reduced = reduced(red.prod);
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
  return extremum(x, a, o, red.amax, bin.maximum, red.maxAlong);
}
/** The smallest; see {@link max}. */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, other: Tensor): Tensor;
export function min(x: Tensor, dim: number | { dim: number; keepdim?: boolean }, o?: { keepdim?: boolean }): red.Extremum;
export function min(x: Tensor, a?: Tensor | number | { dim: number; keepdim?: boolean }, o: { keepdim?: boolean } = {}): Tensor | red.Extremum {
  return extremum(x, a, o, red.amin, bin.minimum, red.minAlong);
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
export function sub(x: Arg, y: Arg, o?: { alpha?: number }): Tensor { return o?.alpha === undefined ? bin.sub(x, y) : bin.addScaled(x, y, -o.alpha); }
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
  const shape = [...Array<number>(Math.max(0, r.length - x.shape.length)).fill(1), ...x.shape];
  const wide = views.reshape(x, shape.flatMap((n) => [1, n]));
  return views.reshape(views.expand(wide, shape.flatMap((n, d) => [r[d]!, n])), shape.map((n, d) => n * r[d]!));
}
/** The dimension taken apart into a list of views. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  const d = dim < 0 ? dim + x.shape.length : dim;
  return Array.from({ length: x.shape[d] ?? 0 }, (_, i) => views.select(x, dim, i));
}
export const concat = join.cat;
