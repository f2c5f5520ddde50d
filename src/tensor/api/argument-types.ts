import { checkKind, mayBeNumber } from "../../diagnose/argument-kinds.js";
import { byPlace, isNamed, noMore } from "../../diagnose/arguments.js";
import type { Arg } from "../../core/op.js";
import { needTensor } from "../../core/check.js";
import { Tensor } from "../../core/tensor.js";

// The types of arguments that may be given by position or by name; N is the interface of the names. Each stands for one
// argument, or, in its place, an object of all that follow.

/** An integer, or this and all further arguments by name. */
export type Int<N> = number | Partial<N> | undefined;
/** A boolean, or this and all further arguments by name. */
export type Flag<N> = boolean | Partial<N> | undefined;
/** A dimension, null for the default, or this and all further arguments by name. */
export type Dim<N> = number | null | Partial<N> | undefined;
/** One dimension or several, null for all, or this and all further arguments by name. */
export type Dims<N = never> = number | readonly number[] | null | Partial<N> | undefined;
/** Arguments by name, behind those by place. */
export type More<N> = Partial<N> | undefined;
/** Arguments all by place, or by place and the rest by name, or all by name. */
export type By<P extends readonly unknown[], N> = P | [...places: P, options: Partial<N>] | [named: N];
/** A list of integers. */
export interface Size extends ReadonlyArray<number> {}
/** One integer or several. */
export type Ints = number | readonly number[];

/** A function of one tensor. */
export type Unary = (x: Tensor) => Tensor;
/** A function of two tensors, or of a tensor and a number, broadcast together. */
export type Binary = (
  x: Arg,
  other:
    | Arg
    | {
        /** The other operand: a tensor or a number. */
        other: Arg;
      },
) => Tensor;

/** An operation that PyTorch also computes for two numbers. */
const ofNumbers =
  /^(add|sub|mul|div|divide|multiply|subtract|trueDivide|floorDivide|linspace|logspace|full|normal|stack|polygamma|trilIndices|triuIndices)$/;
/**
 * A public function. `places` are the names of the arguments after the tensor, in PyTorch's order, by which they may be
 * given, too; `more` those that only a name reaches. `f` takes them in their places, and an object of the others at the
 * end. Anything else is refused.
 */
/* @__NO_SIDE_EFFECTS__ */
export function publicFunction<F>(
  what: string,
  places: readonly string[],
  f: (x: never, ...args: never[]) => unknown,
  more: readonly string[] = [],
): F {
  const run = f as (x: unknown, ...args: unknown[]) => unknown;
  // The short forms are apart, since they are called most: they make no list of what they were given (`arguments` is none, either,
  // where only its length is asked for), and know a tensor at a glance. What max(1) gives has `values`, and is no object of options.
  if (places.length === 0 && more.length === 0) {
    return function (x: unknown) {
      if (arguments.length > 1) noMore(what, 1, arguments); // [x, y].map(abs) hands it more than it wants
      return run(x);
    } as F;
  }
  if (places.length === 1 && !places[0]!.startsWith("...")) {
    const name = places[0]!.split("|")[0]!,
      numeric = mayBeNumber(what, name);
    return function (x: unknown, y: unknown) {
      if (arguments.length <= 2) {
        if (y instanceof Tensor || (numeric && typeof y === "number")) {
          if (typeof x === "number" && typeof y === "number" && !ofNumbers.test(what)) needTensor(x, what);
          return run(x, y);
        }
        if (typeof y !== "object" || !isNamed(y) || ("values" in y && name !== "values")) {
          checkKind(what, name, y);
          return run(x, y);
        }
      }
      return run(x, ...byPlace(what, places, Array.prototype.slice.call(arguments, 1), more));
    } as F;
  }
  return ((x: unknown, ...args: unknown[]) => run(x, ...byPlace(what, places, args, more))) as F;
}

/** A function that takes its first argument by name, too, where all of them are given so: `full({ size: [2], fillValue: 7 })`. */
/* @__NO_SIDE_EFFECTS__ */
export function wholly<F>(first: string, f: unknown): F {
  const run = f as (...args: unknown[]) => unknown;
  return ((...args: unknown[]) => {
    const [all] = args;
    if (args.length !== 1 || !isNamed(all) || !(first in all)) return run(...args);
    const { [first]: value, ...more } = all;
    return run(value, more);
  }) as F;
}
