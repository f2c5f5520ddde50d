import type { BinaryFn, CompareFn, Dim, Expr, ReduceFn, UnaryFn } from "../../ir/expr.js";
import type { DType } from "../../shape/dtype.js";

// A kernel as statements, in the order in which they run: what a language writes down one by one. Frozen data. The
// builder (`build.ts`) has decided where each value is computed, which points share it, and what is left over at the ends of loops.

/**
 * A whole number: known, or a name: a loop's counter (`i0`), a position (`q3`), an integer argument (`n1`). `first` and `last`
 * bound the points that one of several threads runs: whole tiles from the first on; the last thread's end with the axis.
 */
export type Int = number | string;

/** A number of the kernel, by its name, or a constant, which is the same in all lanes. Scalar arguments are `p0`, `p1`, … */
export type Atom = string | (Expr & { readonly kind: "const" });

/** A value's type: `lanes` neighbours side by side, or a single number (1). */
export interface Type {
  readonly dtype: DType;
  readonly lanes: number;
}

/** Some elements of a buffer: the first at `at`, the others `stride` further each (0: it is the same for all lanes). */
export interface Place extends Type {
  /** Outputs first, then inputs. */
  readonly buffer: number;
  readonly at: Int;
  readonly stride: Dim;
  /** How many of the lanes are there: less than `lanes` at the end of an axis. The others hold anything and are not stored. */
  readonly count: Int;
}

/** What a value of `dtype` is computed from: `args`, which have its lanes, of the dtype `of` (but for a condition, a bool). */
export type Operation = { readonly dtype: DType; readonly of: DType; readonly args: readonly Atom[] } & (
  | { readonly kind: "unary"; readonly fn: UnaryFn }
  | { readonly kind: "binary"; readonly fn: BinaryFn }
  | { readonly kind: "compare"; readonly fn: CompareFn }
  | { readonly kind: "where" }
  | { readonly kind: "cast" }
  /** A single number in all lanes. */
  | { readonly kind: "splat" }
);
/** What a value is, otherwise. */
export type Source =
  | ({ readonly kind: "load" } & Place)
  /** The point of an axis, as int64: the sum of the terms; one more in each lane, if it is the vector's axis. */
  | { readonly kind: "axis"; readonly terms: readonly Int[] }
  /** What an accumulator came to, rounded to its dtype; with `across`, its lanes taken together. */
  | { readonly kind: "result"; readonly from: Accumulator; readonly across: boolean };

/** A reduction under way: a variable. */
export interface Accumulator extends Type {
  readonly name: string;
  readonly fn: ReduceFn;
  /** What it begins with, which changes nothing: of its dtype, as a constant is. */
  readonly first: Exclude<Atom, string>;
  /** Floats narrower than float64 are summed up in float64. */
  readonly wide: boolean;
  /** For `argmax` and `argmin`: the name of the count of terms so far. */
  readonly counter: string | null;
}

/**
 * Turns of a loop that take `step` points each: as many as are "whole"; "all", of which the last may reach beyond the end; or "once",
 * for what is left, if anything is.
 */
export interface Turns {
  readonly step: number;
  readonly cover: "whole" | "all" | "once";
  readonly body: readonly Statement[];
}

export type Statement =
  /** A position or step: the sum of the terms (a pair is a product), but not above `most`. */
  | {
      readonly kind: "index";
      readonly name: string;
      readonly terms: readonly (Int | readonly [Int, Int])[];
      readonly most: Int | null;
    }
  | { readonly kind: "let"; readonly name: string; readonly type: Type; readonly value: Operation | Source }
  /** Starts a reduction. */
  | { readonly kind: "begin"; readonly acc: Accumulator }
  /** Starts, or goes on with, the count of terms for the place of an extremum. */
  | { readonly kind: "count"; readonly name: string; readonly first: boolean }
  /** Takes terms into a reduction, in order: `x`, or the product `x · y`, which is not rounded. Lanes from `count` on do not count. */
  | {
      readonly kind: "accumulate";
      readonly acc: Accumulator;
      readonly terms: readonly { readonly x: Atom; readonly y: Atom | null }[];
      readonly count: Int;
    }
  /** Takes another part of the same reduction into it. */
  | { readonly kind: "merge"; readonly acc: Accumulator; readonly part: Accumulator }
  | ({ readonly kind: "store"; readonly value: Atom } & Place)
  /** `from ≤ counter < to`, in several loops one after the other, each going on where the one before ended. */
  | {
      readonly kind: "loop";
      readonly counter: string;
      readonly from: Int;
      readonly to: Int;
      /** How many points that is, where it is known. A shared loop's is that of the whole axis. */
      readonly length: number | null;
      readonly turns: readonly Turns[];
    }
  /** What stands in a loop, for one point. */
  | { readonly kind: "block"; readonly counter: string; readonly at: Int; readonly body: readonly Statement[] };

/** A kernel ready to be written in a language. */
export interface Nest {
  readonly name: string;
  /** The buffers' element types, outputs first. */
  readonly buffers: readonly DType[];
  readonly outputs: number;
  readonly params: readonly DType[];
  readonly ints: number;
  readonly body: readonly Statement[];
}
