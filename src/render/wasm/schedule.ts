import { freeAxes } from "../../ir/axes.js";
import { contains, type Expr, nodesOf, operands } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import type { Reduce } from "./reduction.js";
import { known, type Helpers, vectorBinary, vectorUnary } from "./scalar.js";

// How the loops of a kernel are run: which axis is computed four points at a time, and which points are computed
// together. What is computed does not depend on it.
//
// A tile of points keeps its sums in registers while one loop over the reducing axes serves them all, so that each number
// that is read from memory takes part in several products. That is the whole trick of a fast matrix product, and a
// convolution is a sum of products like any other.

/** Numbers in a vector. */
export const LANES = 4;
/** Sums that a tile may keep: of 16 registers, some hold what is multiplied. */
const SUMS = 9;
/** As many sums are begun before the first is ready to be added to: a smaller tile waits. */
const LATENCY = 8;

export interface Schedule {
  /** The parallel axis that is computed four points at a time; null for none. */
  readonly vector: number | null;
  /** How many points of a parallel axis (vectors, of the vector axis) are computed together; one where it is not listed. */
  readonly tile: ReadonlyMap<number, number>;
  /** A parallel axis of two points that lie side by side, where the vector axis takes every other place; null for none. */
  readonly pair: number | null;
}

/** Chooses how to run a kernel whose sizes are known. */
export function scheduleOf(kernel: Kernel, helpers: Helpers): Schedule {
  const size = (axis: number): number => known(kernel.axes[axis]!.size);
  const memo = new Map<Expr, ReadonlySet<number>>();
  const parallel = kernel.axes.flatMap((a, i) => (a.kind === "parallel" ? [i] : []));
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
  const reduces = topReduces(kernel);
  const main = reduces.find((r) => parallel.some((a) => size(a) > 1 && freeAxes(r, memo).has(a)));
  if (main === undefined) return pairs(kernel, parallel, vectors.at(-1) ?? null, size, helpers, memo);

  const along = bestAlong(main, size, helpers, memo);
  const vector = vectors.reduce<number | null>(
    (best, axis) => (best === null || efficiency(size(axis)) >= efficiency(size(best)) ? axis : best),
    null,
  );
  // Four neighbours at a time along a reducing axis cost some additions at the end.
  const total = main.axes.reduce((n, a) => n * size(a), 1);
  const useVector =
    vector !== null &&
    (along === null || efficiency(size(vector)) >= efficiency(size(along)) * (total >= 64 ? 0.9 : 0.6));
  return {
    vector: useVector ? vector : null,
    tile: tileOf(main, parallel, useVector ? vector : null, size, reduces.length, memo),
    pair: null,
  };
}

/** Where the neighbours are only two, as in pooling's tiles, the axis beside them may have more. */
function pairs(
  kernel: Kernel,
  parallel: readonly number[],
  vector: number | null,
  size: (axis: number) => number,
  helpers: Helpers,
  memo: Map<Expr, ReadonlySet<number>>,
): Schedule {
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
  return beside === undefined
    ? { vector, tile: new Map(), pair: null }
    : { vector: beside, tile: new Map([[two!, 2]]), pair: two };
}

/** Tiles: along an axis that some operand does not move along, that operand is read once for several points. */
function tileOf(
  main: Reduce,
  parallel: readonly number[],
  vector: number | null,
  size: (axis: number) => number,
  sums: number,
  memo: Map<Expr, ReadonlySet<number>>,
): ReadonlyMap<number, number> {
  const loads = loadsOf(main.x)
    .map((e) => freeAxes(e, memo))
    .filter((axes) => main.axes.some((a) => axes.has(a)));
  const reuse = (axis: number): number =>
    loads.some((axes) => axes.has(axis)) ? loads.filter((axes) => !axes.has(axis)).length : 0;
  const rows = parallel
    .filter((a) => a !== vector && size(a) > 1 && reuse(a) > 0)
    .sort((a, b) => reuse(b) - reuse(a) || size(b) - size(a));
  const most = Math.max(1, Math.floor(SUMS / sums));
  const tile = new Map<number, number>();
  const evenly = (count: number, limit: number): number => Math.ceil(count / Math.ceil(count / Math.max(1, limit)));
  const [first, second] = rows;
  if (vector === null) {
    if (first !== undefined) tile.set(first, evenly(size(first), Math.min(4, most)));
    if (second !== undefined) tile.set(second, evenly(size(second), Math.min(4, Math.floor(most / tile.get(first!)!))));
    return tile;
  }
  const wide = Math.ceil(size(vector) / LANES);
  if (first === undefined) tile.set(vector, evenly(wide, Math.min(6, most)));
  else {
    // Rows and vectors of a tile, by what the whole costs with its smaller tiles at the edges.
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
    tile.set(first, r!);
    tile.set(vector, c!);
  }
  return tile;
}

/** The share of useful lanes. */
const efficiency = (n: number): number => n / (LANES * Math.ceil(n / LANES));

/** The reducing axis along which a reduction is best computed four at a time; null where it cannot be. */
export function bestAlong(
  e: Reduce,
  size: (axis: number) => number,
  helpers: Helpers,
  memo: Map<Expr, ReadonlySet<number>>,
): number | null {
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

/** Whether everything in `e` that depends on `axis` is float32 or bool and lies side by side, or (float32) every other. */
export function movesAlong(e: Expr, axis: number, helpers: Helpers, memo: Map<Expr, ReadonlySet<number>>): boolean {
  return !contains(e, (x) => freeAxes(x, memo).has(axis) && stumbles(x, axis, helpers));
}

/** Whether a node that depends on an axis cannot be computed for four of its points at a time, whatever its operands are. */
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

/** All reductions of a kernel, those that another one needs before it. */
export const topReduces = (kernel: Kernel): Reduce[] =>
  nodesOf(...kernel.outputs.map((o) => o.value)).filter((e): e is Reduce => e.kind === "reduce");

function loadsOf(e: Expr, found: Set<Expr> = new Set()): Expr[] {
  if (found.has(e)) return [];
  found.add(e);
  return e.kind === "load" ? [e] : e.kind === "reduce" ? [] : operands(e).flatMap((o) => loadsOf(o, found));
}
