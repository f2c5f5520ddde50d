import { type Line, thinned } from "./curves.js";
import { placeOf, type Scale, scaleOf } from "./scale.js";

/** The data of a plot for all output formats. */
export class Drawing {
  readonly lines: readonly Line[];
  readonly x: Scale;
  readonly y: Scale;
  readonly title: string;
  readonly xLabel: string;

  constructor(lines: readonly Line[], o: { title: string; xLabel: string; logX: boolean; logY: boolean }) {
    this.lines = lines;
    const all = function* (axis: "x" | "y"): Iterable<number> {
      for (const l of lines) yield* l[axis];
    };
    this.x = scaleOf(all("x"), o.logX, 6);
    this.y = scaleOf(all("y"), o.logY, 5);
    this.title = o.title;
    this.xLabel = o.xLabel;
  }

  /** The points of a line, from 0 to 1 in both directions, thinned for the number of columns; NaN breaks the line. */
  points(line: number, columns: number): [number, number][] {
    return thinned(this.lines[line]!, columns, (x, y) => [placeOf(this.x, x), placeOf(this.y, y)]);
  }
}

/** The colors of curves, distinguishable with color blindness too (Okabe and Ito). */
export const colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442"] as const;
