import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";

interface Points {
  /** The positions, from left to right. */
  readonly x: ArrayLike<number>;
  /** The values at the positions. */
  readonly y: ArrayLike<number>;
}
/** Numbers over 0, 1, 2, … or over `x`. */
export type Curve = ArrayLike<number> | Points;

/** One curve, or several by name. */
export type Curves = Curve | Readonly<Record<string, Curve>>;

/** A curve to draw. */
export interface Line {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const isList = (v: unknown): v is ArrayLike<number> =>
  (Array.isArray(v) || ArrayBuffer.isView(v)) && typeof (v as unknown as { length?: unknown }).length === "number";
const isPair = (v: unknown): v is { x: ArrayLike<number>; y: ArrayLike<number> } =>
  typeof v === "object" && v !== null && isList((v as { x?: unknown }).x) && isList((v as { y?: unknown }).y);

/** The curves as lists of the same length. */
export function linesOf(curves: Curves): Line[] {
  if (isList(curves) || isPair(curves)) return [lineOf("", curves)];
  if (typeof curves !== "object" || curves === null)
    fail(
      "argument",
      `plot() takes lists of numbers, but got ${shownValue(curves)}`,
      "for example plot({ loss: losses }).",
    );
  return Object.entries(curves as Readonly<Record<string, Curve>>).map(([name, c]) => lineOf(name, c));
}

function lineOf(name: string, c: Curve): Line {
  const at = name === "" ? "a curve" : `curve ${JSON.stringify(name)}`;
  if (!isList(c) && !isPair(c))
    fail(
      "argument",
      `plot() expects ${at} to be a list of numbers, but got ${shownValue(c)}`,
      "or { x, y }, two lists of the same length.",
    );
  const y = numbersOf(at, isList(c) ? c : c.y);
  const x = isList(c) ? Float64Array.from(y.keys()) : numbersOf(at, c.x);
  if (x.length !== y.length)
    fail("argument", `plot() got ${x.length} x and ${y.length} y in ${at}`, "both lists must have the same length.");
  return { name, x, y };
}

function numbersOf(at: string, list: ArrayLike<number>): Float64Array {
  return Float64Array.from(list as ArrayLike<unknown>, (v) => {
    if (typeof v === "number") return v;
    if (typeof v === "bigint") return Number(v);
    return fail(
      "argument",
      `plot() found ${shownValue(v)} in ${at}`,
      "a curve holds numbers: losses.push(loss.item()).",
    );
  });
}

/**
 * A line's points, if it has more than four for each of `columns`: the first, lowest, highest and last of each column,
 * so that no spike is lost. `place` returns a point's position from 0 to 1, or NaN for none, which breaks the line.
 */
export function thinned(
  line: Line,
  columns: number,
  place: (x: number, y: number) => [number, number],
): [number, number][] {
  const points = Array.from(line.x, (x, i) => place(x, line.y[i]!));
  if (points.length <= 4 * columns) return points;
  const out: [number, number][] = [];
  for (let i = 0; i < points.length;) {
    const column = Math.floor(points[i]![0] * columns);
    let low = i,
      high = i,
      end = i;
    let gap = -1;
    for (; end < points.length && (Math.floor(points[end]![0] * columns) === column || end === i); end++) {
      const y = points[end]![1];
      if (Number.isNaN(y)) gap = end;
      else {
        if (!(points[low]![1] <= y)) low = end;
        if (!(points[high]![1] >= y)) high = end;
      }
    }
    const kept = [...new Set([i, low, high, end - 1, ...(gap < 0 ? [] : [gap])])].sort((a, b) => a - b);
    for (const k of kept) out.push(points[k]!);
    i = end;
  }
  return out;
}
