import { needArg, needTensor } from "../core/check.js";
import type { Arg } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import { byName, noMore } from "../diagnose/arguments.js";
import * as arithmetic from "../ops/pointwise/arithmetic.js";
import * as bin from "../ops/pointwise/binary.js";
import * as moments from "../ops/reduce/moments.js";
import { label } from "../ops/label.js";
import * as red from "../ops/reduce/reduce.js";
import { fail } from "../diagnose/error.js";
import { type DType, isSmooth } from "../shape/dtype.js";
import type { Dims, Flag } from "./api/argument-types.js";

// Reductions that read their arguments themselves, since they are called most, and functions with several signatures.

/** Options of reductions. */
export interface DimOptions {
  /** The dimension or dimensions to reduce. Default: all. */
  dim?: number | readonly number[] | null;
  /** Whether to keep reduced dimensions, with size 1. Default false. */
  keepdim?: boolean;
}
/** Options of sums, means and products. */
export interface SumOptions extends DimOptions {
  /** The dtype to compute in. Default: the input's (int64 for sums of integers). */
  dtype?: DType;
}
/** The arguments of var and std by name. */
export interface StdNamed extends DimOptions {
  /** The number subtracted from n in the divisor. Default 1. */
  correction?: number;
  /** The older name: false is `correction: 0`. */
  unbiased?: boolean;
}
type Reduction = (x: Tensor, ...args: unknown[]) => Tensor;
const places = ["dim", "keepdim"] as const,
  none: SumOptions = Object.freeze({});

/** The forms of a reduction: `f(x)`, `f(x, dim, keepdim)`, `f(x, { dim })`, `f(x, dim, { keepdim })`. */
function dimOptions(what: string, args: readonly unknown[], more: readonly (keyof SumOptions)[] = []): SumOptions {
  if (args.length === 0) return none; // a fast path for the common forms of small reductions
  if (args.length === 1 && typeof args[0] === "number") return { dim: args[0] };
  return byName<SumOptions>(what, places, args, more);
}
/** The user's form of a reduction; `more` are the names of arguments without a position. */
export const reduced =
  (what: string, f: (x: Tensor, o: SumOptions) => Tensor, more?: readonly (keyof SumOptions)[]): Reduction =>
  (x, ...args) => {
    needTensor(x, what);
    return f(x, dimOptions(what, args, more));
  };

/** PyTorch numbers the form with dimensions separately. */
export const numbered =
  (what: string, f: (x: Tensor, o: SumOptions) => Tensor, name: string): Reduction =>
  (x, ...args) => {
    needTensor(x, what);
    const all = dimOptions(what, args, ["dtype"]);
    return all.dim === undefined || all.dim === null ? f(x, all) : label(f(x, all), name);
  };

/** The options of var and std: in PyTorch a boolean after the tensor or the dimension is `unbiased` here, and keepdim everywhere else. */
export function spreadOptions(what: string, args: readonly unknown[]): StdNamed {
  return byName<StdNamed>(what, typeof args[0] === "boolean" ? ["unbiased"] : ["dim", "unbiased", "keepdim"], args, [
    "dim",
    "keepdim",
    "correction",
  ]);
}
/**
 * The variance of all elements, or along the dimensions `dim`: the mean squared distance from the mean.
 *
 * Divides by n − `correction` (default 1); `unbiased: false` is `correction: 0`. A boolean in place of `dim` is
 * `unbiased`, as in PyTorch: `var(x, false)` divides by n. Returns a scalar, or the input's shape without those
 * dimensions (`keepdim`, default false, keeps them with size 1); for complex numbers, a real tensor. NaN where the
 * divisor is 0.
 *
 * @throws KindlingError `float-only` for integers and bools, `dim-range`, `dim-repeated`.
 * @example
 * tensor([1, 2, 3, 4]).var({ correction: 0 }).item(); // → 1.25
 */
export function variance(
  x: Tensor,
  dim?: boolean | Dims<StdNamed>,
  unbiased?: Flag<StdNamed>,
  keepdim?: Flag<StdNamed>,
): Tensor {
  noMore("variance", 4, arguments);
  needTensor(x, "var");
  return moments.variance(x, spreadOptions("var", [dim, unbiased, keepdim]));
}

/** The arguments of {@link max} and {@link min} along a dimension by name. */
export interface MaxNamed {
  /** The dimension. */
  dim: number;
  /** Whether to keep the reduced dimension, with size 1. Default false. */
  keepdim?: boolean;
}
/** Arguments of {@link max}, by name. */
interface OtherNamed {
  /** The tensor to compare with, element by element. */
  other: Tensor;
}
/**
 * The largest element, a scalar; NaN if there is one. Equal elements share the gradient.
 *
 * @throws KindlingError `reduce-empty` for no elements, `no-complex`.
 * @example
 * max(tensor([[1, 5], [7, 3]])).item(); // → 7
 */
export function max(x: Tensor): Tensor;
/**
 * The larger of two tensors, element by element, as in {@link maximum}; they broadcast, and their dtypes are promoted.
 *
 * @throws KindlingError `broadcast`, `no-complex`.
 * @example
 * max(tensor([1, 5]), tensor([2, 4])).tolist(); // → 2,5
 */
export function max(x: Tensor, other: Tensor | OtherNamed): Tensor;
/**
 * The largest elements along the dimension `dim`, and their int64 positions: `{ values, indices }`, both of the input's
 * shape without `dim` (`keepdim`, default false, keeps it with size 1). Of equal elements, the first is taken.
 *
 * @throws KindlingError `reduce-empty` for a dimension of size 0, `no-complex`, `dim-range`.
 * @example
 * const { values, indices } = max(tensor([[1, 5], [7, 3]]), 1);
 * [values.tolist(), indices.tolist()]; // → 5,7,1,0
 */
export function max(x: Tensor, dim: number | MaxNamed, keepdim?: Flag<MaxNamed>): red.Extremum;
export function max(x: Tensor, ...args: unknown[]): Tensor | red.Extremum {
  return extremum("max", x, args, red.maxOf, bin.maximum, red.maxAlong);
}
/**
 * The smallest element, a scalar; NaN if there is one. Equal elements share the gradient.
 *
 * @throws KindlingError `reduce-empty` for no elements, `no-complex`.
 * @example
 * min(tensor([[1, 5], [7, 3]])).item(); // → 1
 */
export function min(x: Tensor): Tensor;
/**
 * The smaller of two tensors, element by element, as in {@link minimum}; they broadcast, and their dtypes are promoted.
 *
 * @throws KindlingError `broadcast`, `no-complex`.
 * @example
 * min(tensor([1, 5]), tensor([2, 4])).tolist(); // → 1,4
 */
export function min(x: Tensor, other: Tensor | OtherNamed): Tensor;
/**
 * The smallest elements along the dimension `dim`, and their int64 positions: `{ values, indices }`, both of the
 * input's shape without `dim` (`keepdim`, default false, keeps it with size 1). Of equal elements, the first is taken.
 *
 * @throws KindlingError `reduce-empty` for a dimension of size 0, `no-complex`, `dim-range`.
 * @example
 * const { values, indices } = min(tensor([[1, 5], [7, 3]]), 1);
 * [values.tolist(), indices.tolist()]; // → 1,3,0,1
 */
export function min(x: Tensor, dim: number | MaxNamed, keepdim?: Flag<MaxNamed>): red.Extremum;
export function min(x: Tensor, ...args: unknown[]): Tensor | red.Extremum {
  return extremum("min", x, args, red.minOf, bin.minimum, red.minAlong);
}

interface ExtremumArguments {
  other?: Tensor;
  dim?: number;
  keepdim?: boolean;
}
function extremum(
  what: string,
  x: Tensor,
  args: readonly unknown[],
  whole: (x: Tensor) => Tensor,
  pair: (x: Tensor, y: Tensor) => Tensor,
  along: (x: Tensor, dim: number, keepdim?: boolean) => red.Extremum,
): Tensor | red.Extremum {
  needTensor(x, what);
  const all = byName<ExtremumArguments>(what, args[0] instanceof Tensor ? ["other"] : ["dim", "keepdim"], args, [
    "other",
  ]);
  if (all.other !== undefined) return pair(x, all.other);
  return all.dim === undefined ? whole(x) : along(x, all.dim, all.keepdim);
}

/** `x + y`, or `x + alpha · y`. */
export function add(x: Arg, y: Arg, options?: { alpha?: number }): Tensor {
  const alpha = alphaOf("add", options, x, y);
  return alpha === undefined ? arithmetic.add(x, y) : bin.addScaled(x, y, alpha);
}
/** `x − y`, or `x − alpha · y`. */
export function sub(x: Arg, y: Arg, options?: { alpha?: number }): Tensor {
  const alpha = alphaOf("sub", options, x, y);
  arithmetic.checkDifference(x, y);
  return alpha === undefined ? arithmetic.sub(x, y) : label(bin.addScaled(x, y, -alpha), "SubBackward0");
}
/** `other − alpha · x`. */
export const rsub = (x: Tensor, other: Arg, o?: { alpha?: number }): Tensor => {
  needTensor(x, "rsub");
  needArg(other, "rsub");
  return label(sub(other, x, o), typeof other === "object" ? "RsubBackward0" : "RsubBackward1");
};
/** The option of sums and differences: an integer with operands of integers and bools. */
export function alphaOf(what: string, options: unknown, x: Arg, y: Arg): number | undefined {
  if (options === undefined) return undefined;
  const { alpha } = byName<{ alpha?: number }>(what, [], [options], ["alpha"]);
  if (
    alpha !== undefined &&
    !Number.isInteger(alpha) &&
    [x, y].every((a) => (a instanceof Tensor ? !isSmooth(a.dtype) : typeof a !== "number" || Number.isInteger(a)))
  ) {
    fail(
      "int-only",
      "For integral input tensors, argument alpha must not be a floating point number.",
      "convert first: x.float().",
    );
  }
  return alpha;
}
/** `x / y`; `roundingMode` "trunc" or "floor" rounds. */
export function div(x: Arg, y: Arg, options?: { roundingMode?: Rounding }): Tensor {
  return bin.divide(x, y, roundingOf("div", options));
}
/** How a quotient is rounded: towards 0, towards −∞, or (null) not at all. */
export type Rounding = "trunc" | "floor" | null;
/** The option of divisions. */
export const roundingOf = (what: string, o: unknown): Rounding =>
  o === undefined ? null : (byName<{ roundingMode?: Rounding }>(what, [], [o], ["roundingMode"]).roundingMode ?? null);
/** `x + value · a · b`, broadcast together; `value` is 1 by default. */
export function addcmul(x: Tensor, a: Tensor, b: Tensor, options?: { value?: number }): Tensor {
  return bin.addcmul(x, a, b, wholeFor([x, a, b], options?.value));
}
/** A factor of integer tensors: PyTorch truncates it. */
export function wholeFor(tensors: readonly Tensor[], value = 1): number {
  return Number.isInteger(value) || tensors.some((t) => !(t instanceof Tensor) || isSmooth(t.dtype))
    ? value
    : Math.trunc(value);
}
/** `x + value · a / b`, broadcast together; `value` is 1 by default. */
export function addcdiv(x: Tensor, a: Tensor, b: Tensor, options?: { value?: number }): Tensor {
  return bin.addcdiv(x, a, b, options?.value);
}
