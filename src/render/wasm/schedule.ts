import { freeAxes } from "../../ir/axes.js";
import { contains, type Dim, type Expr, nodesOf, operands } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { plainSchedule, type Schedule } from "../nest/schedule.js";
import { product } from "../../util/array.js";
import { type Helpers, vectorBinary, vectorUnary } from "./scalar.js";

// The schedule of a kernel in WebAssembly: the axis computed four points at a time, the points computed together, the
// unrolled loops.
//
// A tile of points keeps its sums in registers while one loop over the reducing axes serves them all, so that each
// number read from memory takes part in several products. This is what makes a matrix product fast, and a convolution
// is also a sum of products.

/** Numbers in a vector. */
export const LANES = 4;
/** The maximum number of sums in a tile: some of the 16 registers hold the factors. */
const SUMS = 9;
/** The number of sums that hides the latency of an addition: a smaller tile waits. */
const LATENCY = 8;
/** Loops of up to this many turns are unrolled. */
const WRITTEN_OUT = 4;
/**
 * The number of unrolled terms of sums in old runtimes. V8 before 12, which also lacks relaxed instructions, performs
 * all loads of such a body first, and has too few registers to keep them.
 */
const MOST_TERMS = 30;
/** The maximum number of unrolled values in total: engines reject a function of 50,000 variables. */
const MOST_VALUES = 16384;
/** Turns of a part of a long float32 sum. */
const PART = 512;

type Reduce = Expr & { readonly kind: "reduce" };
type Memo = Map<Expr, ReadonlySet<number>>;

/** The number of whole tiles of an axis. */
export const turnsOf = (
  kernel: Kernel<number>,
  { tile, lanes }: Pick<Schedule, "tile" | "lanes">,
  axis: number,
): number => Math.floor(kernel.axes[axis]!.size / (tile[axis]! * lanes[axis]!));

/** Chooses the schedule of a kernel of known sizes; if its outermost loop is `shared`, it should have enough turns. */
export function scheduleOf(kernel: Kernel<number>, helpers: Helpers, shared = false): Schedule {
  const plain = plainSchedule(kernel.axes),
    memo: Memo = new Map(),
    size = (axis: number): number => kernel.axes[axis]!.size,
    reduces = topReduces(kernel);
  const tile = [...plain.tile],
    lanes = [...plain.lanes];
  const vector = vectorOf(kernel, plain.order, reduces, tile, size, helpers, memo);
  if (vector !== null) lanes[vector] = LANES;
  sumsAlong(reduces, vector, tile, lanes, size, helpers, memo);
  const turns = (axis: number): number => turnsOf(kernel, { tile, lanes }, axis);
  let { order } = plain,
    first: number | null = null;
  if (shared && order.length > 0) {
    const most = order.reduce((best, a) => (turns(best) >= 16 || turns(best) >= turns(a) ? best : a));
    order = [most, ...order.filter((a) => a !== most)];
    first = most;
  }
  const long = tooMany(kernel, { ...plain, order, tile, lanes }, helpers);
  return {
    ...plain,
    order,
    tile,
    lanes,
    written: kernel.axes.flatMap((_, a) => (turns(a) <= WRITTEN_OUT && !long.has(a) && a !== first ? [a] : [])),
    together: true,
    sums: { part: PART },
    shared: first,
  };
}

/** The parallel axis to vectorize, or null. Stores the number of points (vectors, for that axis) computed together in `tile`. */
function vectorOf(
  kernel: Kernel<number>,
  parallel: readonly number[],
  reduces: readonly Reduce[],
  tile: number[],
  size: (axis: number) => number,
  helpers: Helpers,
  memo: Memo,
): number | null {
  const vectors = parallel.filter(
    (axis) =>
      size(axis) > 1 &&
      kernel.outputs.every((o) => {
        const stride = o.index.strides[axis];
        return (
          (o.dtype === "float32" || o.dtype === "bool") && stride === 1 && movesAlong(o.value, axis, helpers, memo)
        );
      }),
  );
  const main = reduces.find((r) => parallel.some((a) => size(a) > 1 && freeAxes(r, memo).has(a)));
  if (main === undefined) return pairs(kernel, parallel, vectors.at(-1) ?? null, tile, size, helpers, memo);

  const along = bestAlong(main, size, helpers, memo);
  let vector = vectors.reduce<number | null>(
    (best, axis) => (best === null || efficiency(size(axis)) >= efficiency(size(best)) ? axis : best),
    null,
  );
  // Four neighbours at a time along a reducing axis cost some additions at the end.
  const total = product(main.axes.map(size));
  if (
    vector !== null &&
    along !== null &&
    efficiency(size(vector)) < efficiency(size(along)) * (total >= 64 ? 0.9 : 0.6)
  )
    vector = null;
  tiles(main, parallel, vector, tile, size, reduces.length, memo);
  return vector;
}

/**
 * Along reducing axes: vectors of neighbours if possible, and several sums at a time, since each addition waits for the
 * previous one.
 */
function sumsAlong(
  reduces: readonly Reduce[],
  vector: number | null,
  tile: number[],
  lanes: number[],
  size: (axis: number) => number,
  helpers: Helpers,
  memo: Memo,
): void {
  const along = (r: Reduce): number | null =>
    placed(r) || (vector !== null && freeAxes(r, memo).has(vector)) ? null : bestAlong(r, size, helpers, memo);
  const over = (axis: number): readonly Reduce[] => reduces.filter((r) => r.axes.includes(axis));
  for (const r of reduces) {
    const axis = along(r);
    if (axis !== null && over(axis).every((other) => along(other) === axis)) lanes[axis] = LANES;
  }
  for (const r of reduces) {
    const last = r.axes.find((a) => lanes[a]! > 1) ?? r.axes.at(-1)!,
      whole = Math.floor(size(last) / lanes[last]!);
    const sums = over(last).reduce(
      (n, o) => n + [...freeAxes(o, memo)].reduce((p, a) => p * (o.axes.includes(a) ? 1 : tile[a]!), 1),
      0,
    );
    tile[last] = whole <= WRITTEN_OUT || sums >= 4 || over(last).some(placed) ? 1 : sums >= 2 ? 2 : whole >= 16 ? 4 : 2;
  }
}
const placed = (r: Reduce): boolean => r.fn === "argmax" || r.fn === "argmin";

/** Of nested short loops, the outer ones that no longer fit the limit. */
function tooMany(kernel: Kernel<number>, schedule: Schedule, helpers: Helpers): Set<number> {
  const { axes, outputs } = kernel,
    { order, tile, lanes } = schedule;
  const size = (axis: number): number => axes[axis]!.size;
  const reducing = axes.flatMap((a, i) => (a.kind === "reduce" ? [i] : []));
  const nodes = nodesOf(...outputs.map((o) => o.value)).length;
  // The innermost loop is written several times even if it is long: vectors of several turns, and the remainder.
  const last = reducing.pop();
  const points = product(order.map((a) => tile[a]!));
  let values = points * nodes * (last === undefined ? 1 : Math.min(size(last), 8));
  let terms = points * (last === undefined || size(last) > WRITTEN_OUT ? 1 : size(last));
  const out = new Set<number>();
  for (const axis of [...order, ...reducing].toReversed()) {
    const sum = axes[axis]!.kind === "reduce",
      turns = sum ? size(axis) : turnsOf(kernel, schedule, axis);
    const copies = turns > WRITTEN_OUT ? 1 : turns,
      rest = !sum && size(axis) % (tile[axis]! * lanes[axis]!) > 0 ? 1 : 0;
    const crowded = sum && !helpers.fused && terms * copies > MOST_TERMS;
    if (copies > 1 && (crowded || values * (copies + rest) > MOST_VALUES)) {
      out.add(axis);
      values *= 1 + rest;
    } else {
      values *= copies + rest;
      terms *= copies;
    }
  }
  return out;
}

/** If there are only two neighbours, as in pooling's tiles, the next axis may have more. */
function pairs(
  kernel: Kernel<number>,
  parallel: readonly number[],
  vector: number | null,
  tile: number[],
  size: (axis: number) => number,
  helpers: Helpers,
  memo: Memo,
): number | null {
  const two = vector !== null && size(vector) === 2 ? vector : null;
  const beside =
    two === null
      ? undefined
      : parallel.find(
          (axis) =>
            size(axis) >= LANES &&
            kernel.outputs.every(
              (o) => o.dtype === "float32" && o.index.strides[axis] === 2 && movesAlong(o.value, axis, helpers, memo),
            ),
        );
  if (beside === undefined) return vector;
  tile[two!] = 2;
  return beside;
}

/** Tiles: along an axis that some operand does not move along, that operand is read once for several points. */
function tiles(
  main: Reduce,
  parallel: readonly number[],
  vector: number | null,
  tile: number[],
  size: (axis: number) => number,
  sums: number,
  memo: Memo,
): void {
  const loads = loadsOf(main.x)
    .map((e) => freeAxes(e, memo))
    .filter((axes) => main.axes.some((a) => axes.has(a)));
  const reuse = (axis: number): number =>
    loads.some((axes) => axes.has(axis)) ? loads.filter((axes) => !axes.has(axis)).length : 0;
  const rows = parallel
    .filter((a) => a !== vector && size(a) > 1 && reuse(a) > 0)
    .sort((a, b) => reuse(b) - reuse(a) || size(b) - size(a));
  const most = Math.max(1, Math.floor(SUMS / sums));
  const evenly = (count: number, limit: number): number => Math.ceil(count / Math.ceil(count / Math.max(1, limit)));
  const [first, second] = rows;
  if (vector === null) {
    if (first !== undefined) tile[first] = evenly(size(first), Math.min(4, most));
    if (second !== undefined) tile[second] = evenly(size(second), Math.min(4, Math.floor(most / tile[first!]!)));
    return;
  }
  const wide = Math.ceil(size(vector) / LANES);
  if (first === undefined) tile[vector] = evenly(wide, Math.min(6, most));
  else {
    // Rows and vectors of a tile, by the total cost including smaller tiles at the edges.
    const cost = ([r, c]: readonly number[]): number => {
      const edges = (n: number, step: number): [number, number][] => [
        [Math.floor(n / step), step],
        [Math.min(1, n % step), n % step],
      ];
      return edges(size(first), r!).reduce(
        (sum, [rows, a]) =>
          sum +
          edges(wide, c!).reduce(
            (s, [columns, b]) => s + rows * columns * (Math.max(a * b, LATENCY) + 0.6 * (a + b)),
            0,
          ),
        0,
      );
    };
    const choices = [1, 2, 3, 4].flatMap((r) =>
      [1, 2, 3, 4, 5, 6].filter((c) => r * c <= most).map((c) => [evenly(size(first), r), evenly(wide, c)]),
    );
    const [r, c] = choices.reduce((x, y) => (cost(y) < cost(x) - 1e-9 ? y : x));
    tile[first] = r!;
    tile[vector] = c!;
  }
}

/** The fraction of useful lanes. */
const efficiency = (n: number): number => n / (LANES * Math.ceil(n / LANES));

/** The best reducing axis to vectorize a reduction; null if there is none. */
function bestAlong(e: Reduce, size: (axis: number) => number, helpers: Helpers, memo: Memo): number | null {
  if (e.dtype !== "float32" || e.x.dtype !== "float32") return null;
  let best: number | null = null;
  for (const axis of e.axes) {
    if (size(axis) < 3 || !freeAxes(e.x, memo).has(axis) || !movesAlong(e.x, axis, helpers, memo)) continue;
    if (
      best === null ||
      efficiency(size(axis)) * Math.min(size(axis), 8) >= efficiency(size(best)) * Math.min(size(best), 8)
    )
      best = axis;
  }
  return best;
}

/** Whether everything in `e` that depends on `axis` is float32 or bool and contiguous, or (float32) has stride 2. */
function movesAlong(e: Expr, axis: number, helpers: Helpers, memo: Memo): boolean {
  return !contains(e, (x) => freeAxes(x, memo).has(axis) && stumbles(x, axis, helpers));
}

/** Whether a node that depends on an axis cannot be vectorized, regardless of its operands. */
function stumbles(e: Expr, axis: number, helpers: Helpers): boolean {
  switch (e.kind) {
    case "load":
      return e.dtype === "float32"
        ? e.index.strides[axis] !== 1 && e.index.strides[axis] !== 2
        : e.dtype !== "bool" || e.index.strides[axis] !== 1;
    case "axis":
      return true;
    case "unary":
      return vectorUnary(e.fn, e.x.dtype, helpers) === null;
    case "binary":
      return vectorBinary(e.fn, e.dtype, helpers) === null;
    case "compare":
      return e.x.dtype !== "float32";
    case "cast":
      return !(e.dtype === "float32" && e.x.dtype === "bool") && !(e.dtype === "bool" && e.x.dtype === "float32");
    case "where":
    case "reduce":
      return e.dtype !== "float32";
    default:
      return false;
  }
}

/** All reductions of a kernel, dependencies first. */
const topReduces = (kernel: Kernel<number>): Reduce[] =>
  nodesOf<Dim>(...kernel.outputs.map((o) => o.value)).filter((e): e is Reduce => e.kind === "reduce");

function loadsOf(e: Expr, found: Set<Expr> = new Set()): Expr[] {
  if (found.has(e)) return [];
  found.add(e);
  return e.kind === "load" ? [e] : e.kind === "reduce" ? [] : operands(e).flatMap((o) => loadsOf(o, found));
}
