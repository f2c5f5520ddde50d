import type { BinaryFn, CompareFn, Dim, Expr, ReduceFn, UnaryFn } from "../../ir/expr.js";
import type { DType } from "../../shape/dtype.js";

// A kernel as statements, in the order in which they run: a language writes them one by one. Frozen data. The builder
// (`build.ts`) has decided where each value is computed, which points share it, and the remainders of loops.

/**
 * A whole number: known, or a name: a loop's counter (`i0`), a position (`q3`), an integer argument (`n1`). `first` and `last`
 * bound the points that one of several threads runs: whole tiles from the first on; the last thread's end with the axis.
 */
export type Int = number | string;

/** A number of the kernel, by its name, or a constant, which is the same in all lanes. Scalar arguments are `p0`, `p1`, … */
export type Atom = string | (Expr & { readonly kind: "const" });

/** A value's type: `lanes` neighbours, or a single number (1). */
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
  /** The number of valid lanes: less than `lanes` at the end of an axis. The others are undefined and not stored. */
  readonly count: Int;
}

/**
 * The operands of a value of `dtype`: `args`, with the same lanes, of the dtype `of` (except a condition, which is a
 * bool).
 */
export type Operation = { readonly dtype: DType; readonly of: DType; readonly args: readonly Atom[] } & (
  | { readonly kind: "unary"; readonly fn: UnaryFn }
  | { readonly kind: "binary"; readonly fn: BinaryFn }
  | { readonly kind: "compare"; readonly fn: CompareFn }
  | { readonly kind: "where" }
  | { readonly kind: "cast" }
  /** A single number in all lanes. */
  | { readonly kind: "splat" }
);
/** The other kinds of values. */
export type Source =
  | ({ readonly kind: "load" } & Place)
  /** The point of an axis, as int64: the sum of the terms; one more in each lane, if it is the vector's axis. */
  | { readonly kind: "axis"; readonly terms: readonly Int[] }
  /** The final value of an accumulator, rounded to its dtype; with `across`, combined over its lanes. */
  | { readonly kind: "result"; readonly from: Accumulator; readonly across: boolean };

/** A running reduction: a variable. */
export interface Accumulator extends Type {
  readonly name: string;
  readonly fn: ReduceFn;
  /** Its neutral initial value, a constant of its dtype. */
  readonly first: Exclude<Atom, string>;
  /** Floats narrower than float64 are summed up in float64. */
  readonly wide: boolean;
  /** For `argmax` and `argmin`: the name of the count of terms so far. */
  readonly counter: string | null;
}

/**
 * Turns of a loop that take `step` points each: as many as are "whole"; "all", of which the last may reach beyond the
 * end; or "once", for a remainder, if any.
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
  /** Starts or continues the count of terms for the position of an extremum. */
  | { readonly kind: "count"; readonly name: string; readonly first: boolean }
  /** Adds terms to a reduction, in order: `x`, or the unrounded product `x · y`. Lanes from `count` on are ignored. */
  | {
      readonly kind: "accumulate";
      readonly acc: Accumulator;
      readonly terms: readonly { readonly x: Atom; readonly y: Atom | null }[];
      readonly count: Int;
    }
  /** Merges another part of the same reduction into it. */
  | { readonly kind: "merge"; readonly acc: Accumulator; readonly part: Accumulator }
  | ({ readonly kind: "store"; readonly value: Atom } & Place)
  /** `from ≤ counter < to`, in several consecutive loops, each continuing where the previous one ended. */
  | {
      readonly kind: "loop";
      readonly counter: string;
      readonly from: Int;
      readonly to: Int;
      /** The number of points, if known. For a shared loop it is that of the whole axis. */
      readonly length: number | null;
      readonly turns: readonly Turns[];
    }
  /** The contents of a loop, for one point. */
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
