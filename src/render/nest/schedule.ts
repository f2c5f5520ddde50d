// How a kernel is run: complete data, chosen by a function per engine (`js/schedule.ts`, `c/schedule.ts`), and printed
// beside the kernel. What is computed does not depend on it, except for the order in which a sum adds up.

/** How the loops of a kernel run. Lists have an entry per axis of the kernel. */
export interface Schedule {
  /** The parallel axes, outermost loop first. */
  readonly order: readonly number[];
  /**
   * How many points of an axis one turn of its loop computes; vectors of points, along the axis of a vector. Points along a
   * parallel axis have values of their own; along a reducing axis they have partial results of their own, merged at the end.
   */
  readonly tile: readonly number[];
  /** Reducing axes of known size without a loop: a sum over them is one expression of all their points. */
  readonly unroll: readonly number[];
  /** Axes of known size whose loops are written out, turn by turn. */
  readonly written: readonly number[];
  /** How many neighbours along an axis are one vector; 1 for single numbers. One parallel axis at most has more. */
  readonly lanes: readonly number[];
  /** Reductions over the same axes run in one loop. */
  readonly together: boolean;
  /** float32 sums: in float64, or in float32 by parts of so many turns of the innermost loop, each begun at zero. */
  readonly sums: "float64" | { readonly part: number };
  /** The parallel axis whose turns threads share: the first of `order`, or null. */
  readonly shared: number | null;
}

/** The plainest schedule: a loop for each axis, one point a turn. */
export const plainSchedule = (axes: readonly { readonly kind: "parallel" | "reduce" }[]): Schedule => ({
  order: axes.flatMap((a, i) => (a.kind === "parallel" ? [i] : [])),
  tile: axes.map(() => 1),
  unroll: [],
  written: [],
  lanes: axes.map(() => 1),
  together: false,
  sums: "float64",
  shared: null,
});
