import { freeAxes } from "../../ir/axes.js";
import { type Dim, type Expr, nodesOf } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { dtypeInfo, isFloat } from "../../shape/dtype.js";
import { plainSchedule, type Schedule } from "../nest/schedule.js";

// How a kernel runs on a CPU with vectors of a given number of bytes: 64 with AVX-512, 32 with AVX2, 16 elsewhere.

/** The number of sums in flight: an addition takes four cycles, and two can begin in each. */
const UNDER_WAY = 8;
/** Iterations of one part of a long float32 sum. */
const PART = 512;

type Reduce = Expr & { readonly kind: "reduce" };

/** Chooses how to run a kernel. */
export function cSchedule(kernel: Kernel, vectorBytes: number): Schedule {
  const plain: Schedule = { ...plainSchedule(kernel.axes), together: true, sums: { part: PART } };
  const nodes = nodesOf(...kernel.outputs.map((o) => o.value)),
    reduces = nodes.filter((e): e is Reduce => e.kind === "reduce");
  if (nodes.some(oneByOne)) return plain;
  const memo = new Map<Expr, ReadonlySet<number>>();
  const moves = (e: Expr, axis: number): boolean => freeAxes(e, memo).has(axis);
  const widest = Math.max(...nodes.map((e) => dtypeInfo[e.dtype].bytes), 4) as 4 | 8;
  const width = vectorBytes / widest;
  /** No more lanes than an axis has points, to the next power of two. */
  const widthOf = (axis: number): number => {
    const { size } = kernel.axes[axis]!;
    return typeof size === "number" ? Math.min(width, 2 ** Math.ceil(Math.log2(size))) : width;
  };

  const tile = [...plain.tile],
    lanes = [...plain.lanes];
  // Elements contiguous in every output and in every operand (or at a known stride).
  const neighbours = (axis: number, of: readonly Expr[]): boolean =>
    enough(kernel.axes[axis]!.size) && of.every((e) => e.kind !== "load" || typeof e.index.strides[axis] === "number");
  const contiguous = (axis: number, of: readonly Expr[]): number =>
    of.reduce((n, e) => n + (e.kind === "load" && Math.abs(Number(e.index.strides[axis])) > 1 ? 1 : 0), 0);
  const parallel = plain.order.filter(
    (a) => kernel.outputs.every((o) => o.index.strides[a] === 1) && neighbours(a, nodes),
  );
  // Else every other one of some, as where windows of two meet: a vector of those is picked out of two.
  const alternate = (a: number): boolean =>
    neighbours(a, nodes) &&
    kernel.outputs.every((o) => within2(o.index.strides[a])) &&
    nodes.every((e) => e.kind !== "load" || e.index.strides[a] === 0 || within2(e.index.strides[a]));
  const vector = parallel.find((a) => contiguous(a, nodes) === 0) ?? plain.order.findLast(alternate) ?? null;
  if (vector !== null) {
    lanes[vector] = widthOf(vector);
    const main = reduces.find((r) => moves(r, vector));
    if (main !== undefined) {
      // Rows that share what is read along the vector's axis.
      const row = plain.order.findLast((a) => a !== vector && moves(main, a));
      tile[vector] = row === undefined ? 4 : 2;
      if (row !== undefined) tile[row] = Math.max(1, Math.floor(UNDER_WAY / 2 / reduces.length));
    }
  }
  // Sums of single numbers: several neighbours along a reducing axis at once.
  const alongOf = (r: Reduce): number | null => {
    if (vector !== null && moves(r, vector)) return null;
    const within = nodesOf(r.x);
    return r.axes.findLast((a) => neighbours(a, within) && contiguous(a, within) === 0 && moves(r.x, a)) ?? null;
  };
  for (const r of reduces) {
    const along = alongOf(r),
      same = reduces.filter((o) => along !== null && o.axes.includes(along));
    if (along === null || same.some((o) => alongOf(o) !== along)) continue;
    lanes[along] = widthOf(along);
    tile[along] = Math.max(1, Math.floor(UNDER_WAY / 2 / same.length));
  }
  return { ...plain, tile, lanes };
}

/**
 * For the axis that threads divide: its size, and the points of an iteration. Each thread runs whole iterations, the
 * last one to the end.
 */
export function sharing(
  kernel: Kernel,
  { shared, tile, lanes }: Schedule,
): { readonly size: Dim; readonly step: number } | null {
  return shared === null ? null : { size: kernel.axes[shared]!.size, step: tile[shared]! * lanes[shared]! };
}

const within2 = (stride: Dim | undefined): boolean => stride === 1 || stride === 2;
const enough = (size: Dim): boolean => typeof size !== "number" || size > 2;

/** Operations that cannot be computed for empty lanes, or that depend on the position of a lane. */
function oneByOne(e: Expr): boolean {
  switch (e.kind) {
    case "binary":
      return !isFloat(e.dtype) && ["div", "fmod", "mod", "floordiv", "gcd", "pow"].includes(e.fn);
    case "reduce":
      return e.fn === "argmax" || e.fn === "argmin";
    default:
      return false;
  }
}
