import { needTensor } from "../core/check.js";
import type { Arg } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import { byName, withDefaults } from "../diagnose/arguments.js";
import * as bin from "../ops/binary.js";
import * as comp from "../ops/composite.js";
import { label } from "../ops/label.js";
import * as red from "../ops/reduce.js";
import { fail } from "../diagnose/error.js";
import { checkDType, type DType, isSmooth } from "../shape/dtype.js";
import { cast } from "../ops/cast.js";
import { checkDims, normalizeDim, type Sizes, sizesOf } from "../shape/shape.js";
import { repeated } from "../ops/broadcast.js";
import { matrixNorm } from "../ops/linalg/norm.js";
import * as views from "../ops/view.js";

// The forms in which users call ops whose arguments PyTorch lets one omit, name or spread.

/** A dimension, several, or (null) all. */
export type Dims = number | readonly number[] | null;
/** Options of reductions. */
export interface DimOptions {
  /** What to reduce over. Default: all dimensions. */
  dim?: Dims;
  /** Whether what is reduced stays as dimensions of size 1. Default false. */
  keepdim?: boolean;
  /** The dtype to compute in. Default: the input's (int64 for sums of whole numbers). */
  dtype?: DType;
  /** For var and std: what is taken from n in the divisor. Default 1. */
  correction?: number;
  /** For var and std, the older name: false is `correction: 0`. */
  unbiased?: boolean;
}
/** A reduction: over all elements, or along dimensions. The last argument by place may be `keepdim`. */
export type Reduced = (x: Tensor, dim?: Dims | DimOptions, keepdim?: boolean | DimOptions, options?: DimOptions) => Tensor;
const places = ["dim", "keepdim"] as const, none: DimOptions = Object.freeze({});

/** What a reduction is asked for: `f(x)`, `f(x, dim, keepdim)`, `f(x, { dim })`, `f(x, dim, { keepdim })`. */
function dimOptions(what: string, args: readonly unknown[], more: readonly (keyof DimOptions)[] = []): DimOptions {
  if (args.length === 0) return none; // the common forms of small reductions, without a detour
  if (args.length === 1 && typeof args[0] === "number") return { dim: args[0] };
  return byName<DimOptions>(what, places, args, more);
}
/** The user's form of a reduction; `more` are the names of what has no place. */
export const reduced = (what: string, f: (x: Tensor, o: DimOptions) => Tensor, more?: readonly (keyof DimOptions)[]): Reduced => (x, ...args) => {
  needTensor(x, what);
  return f(x, dimOptions(what, args, more));
};

/** PyTorch numbers the form with dimensions apart. */
const numbered = (what: string, f: (x: Tensor, o: DimOptions) => Tensor, name: string): Reduced => (x, ...args) => {
  needTensor(x, what);
  const all = dimOptions(what, args, ["dtype"]);
  return all.dim === undefined || all.dim === null ? f(x, all) : label(f(x, all), name);
};

/**
 * The sum of all elements, or along dimensions; whole numbers and bools add up as int64.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * sum(x).item(); // → 10
 * sum(x, 0).tolist(); // → 4,6
 * sum(x, { dim: 1, keepdim: true }).shape; // → 2,1
 */
export const sum: Reduced = numbered("sum", red.sum, "SumBackward1");
/** The mean of all elements, or along dimensions. Floats only (`float-only`); `dtype` converts first. */
export const mean: Reduced = numbered("mean", red.mean, "MeanBackward1");
/** The product of all elements, or along dimensions; whole numbers and bools multiply as int64. */
export const prod: Reduced = numbered("prod", red.prod, "ProdBackward1");
/** The largest element, of all or along dimensions; NaN if there is one. Equal ones share the gradient. */
export const amax: Reduced = reduced("amax", red.amax);
/** The smallest element, of all or along dimensions; NaN if there is one. Equal ones share the gradient. */
export const amin: Reduced = reduced("amin", red.amin);
/**
 * The int64 position of the largest element: along a dimension, or in the flattened tensor. The first of equal ones.
 *
 * @example
 * argmax(tensor([[1, 5], [7, 3]]), 1).tolist(); // → 1,0
 */
export const argmax: Reduced = reduced("argmax", red.argmax);
/** The int64 position of the smallest element: along a dimension, or in the flattened tensor. The first of equal ones. */
export const argmin: Reduced = reduced("argmin", red.argmin);
/** Whether any element is not zero: of all, or along dimensions. Bool (uint8 for uint8). */
export const any: Reduced = reduced("any", red.any);
/** Whether every element is not zero: of all, or along dimensions. Bool (uint8 for uint8). */
export const all: Reduced = reduced("all", red.all);

/** Variance and standard deviation. */
export type Spread = (x: Tensor, dim?: Dims | boolean | DimOptions, unbiased?: boolean | DimOptions, keepdim?: boolean | DimOptions) => Tensor;
/** The options of var and std: in PyTorch a boolean after the tensor or the dimension is `unbiased` here, and keepdim everywhere else. */
export function spreadOptions(what: string, args: readonly unknown[]): DimOptions {
  return byName<DimOptions>(what, typeof args[0] === "boolean" ? ["unbiased"] : ["dim", "unbiased", "keepdim"], args, ["dim", "keepdim", "correction"]);
}
const spread = (what: string, f: (x: Tensor, o: DimOptions) => Tensor): Spread => (x, ...args) => {
  needTensor(x, what);
  return f(x, spreadOptions(what, args));
};
/**
 * The mean squared distance from the mean, of all elements or along dimensions; divides by n − `correction` (default 1).
 * A boolean after the tensor or the dimension is `unbiased`, as in PyTorch: `var(x, false)` divides by n.
 *
 * @example
 * tensor([1, 2, 3, 4]).var({ correction: 0 }).item(); // → 1.25
 */
export const variance: Spread = spread("var", comp.variance);
/** The square root of the variance. */
export const std: Spread = spread("std", comp.std);

/** The p-norm: `norm(x)`, `norm(x, 1)`, `norm(x, 2, 0)`, `norm(x, { dim: 0, p: 1 })`. */
export function norm(x: Tensor, p?: NormOrder | null | NormArguments, dim?: Dims | NormArguments, keepdim?: boolean | NormArguments, o?: { dtype?: DType }): Tensor {
  const all = byName<NormArguments>("norm", ["p", "dim", "keepdim"], [p, dim, keepdim, o], ["dtype"]), order = all.p ?? 2;
  return order === "nuc" ? matrixNorm(x, { ord: "nuc", dim: (all.dim ?? [-2, -1]) as readonly number[], keepdim: all.keepdim ?? false }) : comp.norm(x, order, all);
}
/** The arguments of {@link norm} by name. */
export interface NormArguments extends DimOptions { p?: NormOrder | null }
/** Which norm: a number p, "fro" for 2, or "nuc", the sum of a matrix's singular values. */
export type NormOrder = number | "fro" | "nuc";

/** log Σ e^x along dimensions, without overflow. */
export function logsumexp(x: Tensor, dim: number | readonly number[] | { dim: number | readonly number[]; keepdim?: boolean }, keepdim?: boolean | { keepdim?: boolean }): Tensor {
  const all = withDefaults<{ dim: number | readonly number[]; keepdim: boolean }>("logsumexp", ["dim", "keepdim"], { keepdim: false }, [dim, keepdim]);
  return comp.logsumexp(x, all.dim, all.keepdim);
}

/** The options of softmax and logSoftmax. */
export interface SoftmaxOptions { dim?: number; dtype?: DType }
/** Softmax along the dimension told, after a conversion to the dtype told, which keeps small numbers of a sum of halves. */
function softmaxWith(what: string, f: (x: Tensor, dim: number) => Tensor, x: Tensor, args: readonly unknown[]): Tensor {
  needTensor(x, what);
  const all = byName<SoftmaxOptions>(what, ["dim"], args, ["dtype"]);
  return f(all.dtype === undefined ? x : cast(x, checkDType(all.dtype)), all.dim as number);
}
/**
 * e^x divided by its sum along `dim`: positive numbers that add up to 1. With `dtype`, x is converted first.
 *
 * @example
 * softmax(tensor([0, 0, 0, 0]), 0).tolist(); // → 0.25,0.25,0.25,0.25
 */
export function softmax(x: Tensor, dim: number | (SoftmaxOptions & { dim: number }), o?: { dtype?: DType }): Tensor {
  return softmaxWith("softmax", comp.softmax, x, [dim, o]);
}
/** The logarithm of softmax, computed so that no small number is lost. */
export function logSoftmax(x: Tensor, dim: number | (SoftmaxOptions & { dim: number }), o?: { dtype?: DType }): Tensor {
  return softmaxWith("logSoftmax", comp.logSoftmax, x, [dim, o]);
}

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
export function max(x: Tensor, dim: number | { dim: number; keepdim?: boolean }, o?: boolean | { keepdim?: boolean }): red.Extremum;
export function max(x: Tensor, ...args: unknown[]): Tensor | red.Extremum { return extremum("max", x, args, red.maxOf, bin.maximum, red.maxAlong); }
/** The smallest; see {@link max}. */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, other: Tensor): Tensor;
export function min(x: Tensor, dim: number | { dim: number; keepdim?: boolean }, o?: boolean | { keepdim?: boolean }): red.Extremum;
export function min(x: Tensor, ...args: unknown[]): Tensor | red.Extremum { return extremum("min", x, args, red.minOf, bin.minimum, red.minAlong); }

interface ExtremumArguments { other?: Tensor; dim?: number; keepdim?: boolean }
function extremum(
  what: string, x: Tensor, args: readonly unknown[], whole: (x: Tensor) => Tensor, pair: (x: Tensor, y: Tensor) => Tensor,
  along: (x: Tensor, dim: number, keepdim?: boolean) => red.Extremum,
): Tensor | red.Extremum {
  needTensor(x, what);
  const all = byName<ExtremumArguments>(what, args[0] instanceof Tensor ? ["other"] : ["dim", "keepdim"], args, ["other"]);
  if (all.other !== undefined) return pair(x, all.other);
  return all.dim === undefined ? whole(x) : along(x, all.dim, all.keepdim);
}

/** `x + y`, or `x + alpha · y`. */
export function add(x: Arg, y: Arg, o?: { alpha?: number }): Tensor {
  const alpha = alphaOf("add", o);
  return alpha === undefined ? bin.add(x, y) : bin.addScaled(x, y, alpha);
}
/** `x − y`, or `x − alpha · y`. */
export function sub(x: Arg, y: Arg, o?: { alpha?: number }): Tensor {
  const alpha = alphaOf("sub", o);
  bin.checkDifference(x, y);
  return alpha === undefined ? bin.sub(x, y) : label(bin.addScaled(x, y, -alpha), "SubBackward0");
}
/** The option of sums and differences. */
export const alphaOf = (what: string, o: unknown): number | undefined => (o === undefined ? undefined : byName<{ alpha?: number }>(what, [], [o], ["alpha"]).alpha);
/** `x / y`; `roundingMode` "trunc" or "floor" rounds. */
export function div(x: Arg, y: Arg, o?: { roundingMode?: Rounding }): Tensor { return bin.divide(x, y, roundingOf("div", o)); }
/** How a quotient is rounded: towards 0, towards −∞, or (null) not at all. */
export type Rounding = "trunc" | "floor" | null;
/** The option of divisions. */
export const roundingOf = (what: string, o: unknown): Rounding => (o === undefined ? null : byName<{ roundingMode?: Rounding }>(what, [], [o], ["roundingMode"]).roundingMode ?? null);
/** `x + value · a · b`, broadcast together; `value` is 1 unless told otherwise. */
export function addcmul(x: Tensor, a: Tensor, b: Tensor, o?: { value?: number }): Tensor { return bin.addcmul(x, a, b, wholeFor([x, a, b], o?.value)); }
/** A factor beside tensors of whole numbers: PyTorch cuts its fraction off. */
export function wholeFor(tensors: readonly Tensor[], value = 1): number {
  return Number.isInteger(value) || tensors.some((t) => !(t instanceof Tensor) || isSmooth(t.dtype)) ? value : Math.trunc(value);
}
/** `x + value · a / b`, broadcast together; `value` is 1 unless told otherwise. */
export function addcdiv(x: Tensor, a: Tensor, b: Tensor, o?: { value?: number }): Tensor { return bin.addcdiv(x, a, b, o?.value); }

/**
 * The same elements under another shape, without a copy; one size may be −1.
 *
 * @throws KindlingError `view-strides` where the layout would need a copy (use reshape), `reshape-size`, `shape-infer`.
 * @example
 * arange(6).view(2, -1).shape; // → 2,3
 */
export function view(x: Tensor, ...shape: Sizes): Tensor { return views.viewAs(x, sizesOf(shape)); }
/**
 * Like {@link view}, with a copy where the layout needs one.
 *
 * @throws KindlingError `reshape-size`, `shape-infer`.
 * @example
 * reshape(arange(6), [3, 2]).tolist(); // → 0,1,2,3,4,5
 */
export function reshape(x: Tensor, ...shape: Sizes): Tensor { return views.reshape(x, sizesOf(shape)); }
/**
 * A view with all dimensions in another order.
 *
 * @example
 * permute(zeros(2, 3, 4), 2, 0, 1).shape; // → 4,2,3
 */
export function permute(x: Tensor, ...dims: Sizes): Tensor { return views.permute(x, sizesOf(dims)); }
/**
 * A view with sizes of 1 stretched and new dimensions in front; −1 keeps a size. Nothing is copied.
 *
 * @throws KindlingError `expand` for another size than 1.
 * @example
 * expand(tensor([[1], [2]]), 2, 3).tolist(); // → 1,1,1,2,2,2
 */
export function expand(x: Tensor, ...shape: Sizes): Tensor { return views.expand(x, sizesOf(shape)); }

/**
 * Copies of the tensor beside one another: `repeats[d]` along each dimension, new ones in front.
 *
 * @throws KindlingError `repeat-dims` for fewer counts than dimensions.
 * @example
 * repeat(tensor([1, 2]), 2, 2).tolist(); // → 1,2,1,2,1,2,1,2
 */
export function repeat(x: Tensor, ...repeats: Sizes): Tensor {
  needTensor(x, "repeat");
  return repeated(x, checkDims(sizesOf(repeats), "repeats"));
}
/** The dimension taken apart into a list of views. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  needTensor(x, "unbind");
  if (x.shape.length === 0) fail("index-0d", "Dimension specified as 0 but tensor has no dimensions", "use item() to read the value.");
  const d = normalizeDim(dim, x.shape.length);
  return Array.from({ length: x.shape[d]! }, (_, i) => label(views.select(x, d, i), "UnbindBackward0"));
}
