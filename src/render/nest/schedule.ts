// How a kernel is run: complete data, chosen by a function per engine (`js/schedule.ts`, `c/schedule.ts`), and printed
// with the kernel. Results do not depend on it, except for the order of summation.

/** How the loops of a kernel run. Lists have an entry per axis of the kernel. */
export interface Schedule {
  /** The parallel axes, outermost loop first. */
  readonly order: readonly number[];
  /**
   * The number of points of an axis per turn of its loop; vectors of points, along the axis of a vector. Points along a
   * parallel axis have separate values; along a reducing axis they have separate partial results, merged at the end.
   */
  readonly tile: readonly number[];
  /** Reducing axes of known size without a loop: a sum over them is one expression of all their points. */
  readonly unroll: readonly number[];
  /** Axes of known size whose loops are fully unrolled. */
  readonly written: readonly number[];
  /** The number of neighbours per vector along an axis; 1 for single numbers. At most one parallel axis has more. */
  readonly lanes: readonly number[];
  /** Reductions over the same axes run in one loop. */
  readonly together: boolean;
  /**
   * float32 sums: in float64, or in float32 in parts of this many turns of the innermost loop, each starting at zero.
   */
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
