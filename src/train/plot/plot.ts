import { noMore } from "../../diagnose/arguments.js";
import { checkSettings, checkWhole } from "../../diagnose/settings.js";
import { fail } from "../../diagnose/error.js";
import { type FilePath, isPath } from "../../serialize/pt/save.js";
import { filesFor } from "../../serialize/files.js";
import { type Curves, linesOf } from "./curves.js";
import { Drawing } from "./drawing.js";
import { pngOf } from "./raster.js";
import { svgOf } from "./svg.js";
import { textOf } from "./text.js";

// Curves as a plot: for a terminal, as SVG, as PNG and as CSV, all from the same numbers.

/** Settings of {@link plot}. */
export interface PlotOptions {
  /** The title above the plot. */
  title?: string | undefined;
  /** The label below the plot. */
  xLabel?: string | undefined;
  /** Whether the vertical axis is logarithmic; values not above 0 are omitted. Default false. */
  logY?: boolean | undefined;
  /** Whether the horizontal axis is logarithmic. Default false. */
  logX?: boolean | undefined;
  /** The width in characters, in a terminal; default 72. */
  columns?: number | undefined;
  /** The height in characters, in a terminal, without axis and title; default 15. */
  rows?: number | undefined;
  /** The width in pixels, as SVG and PNG; default 800. */
  width?: number | undefined;
  /** The height in pixels, as SVG and PNG; default 480. */
  height?: number | undefined;
}

const settings = { title: "s", xLabel: "s", logY: "b", logX: "b", columns: "n", rows: "n", width: "n", height: "n" };

/**
 * The result of {@link plot}: curves that print as text, and convert to SVG, PNG or CSV.
 *
 * @example
 * const p = plot([4, 2, 1, 0.5]);
 * p.svg().startsWith("<svg"); // → true
 */
export class Plot {
  static readonly name: string = "Plot";
  private readonly drawing: Drawing;
  private readonly o: PlotOptions;

  /** @internal */
  constructor(drawing: Drawing, o: PlotOptions) {
    this.drawing = drawing;
    this.o = o;
  }
  /** The plot for a terminal. */
  toString(): string {
    return textOf(this.drawing, this.o.columns ?? 72, this.o.rows ?? 15);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  /** The plot as the text of an SVG picture. */
  svg(): string {
    noMore("svg", 0, arguments, true);
    return svgOf(this.drawing, this.o.width ?? 800, this.o.height ?? 480);
  }
  /** The plot as the bytes of a PNG picture. */
  png(): Uint8Array {
    noMore("png", 0, arguments, true);
    return pngOf(this.drawing, this.o.width ?? 800, this.o.height ?? 480);
  }
  /** The numbers as CSV: a line for each point, with the curve's name, x and y. */
  csv(): string {
    noMore("csv", 0, arguments, true);
    const cell = (s: string): string => (/[",\n\r]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s);
    return `curve,x,y\n${this.drawing.lines.map((l) => Array.from(l.x, (x, i) => `${cell(l.name)},${x},${l.y[i]!}\n`).join("")).join("")}`;
  }
  /** Writes the plot to a file: SVG, PNG, CSV or text, by its extension (.svg, .png, .csv, .txt). */
  save(path: FilePath): void {
    noMore("save", 1, arguments);
    if (!isPath(path)) fail("argument", "save() takes the path of a file", 'for example p.save("loss.svg").');
    const name = typeof path === "string" ? path : path.href;
    const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
    const text = { svg: () => this.svg(), csv: () => this.csv(), txt: () => `${this.toString()}\n` }[ending];
    if (text === undefined && ending !== "png")
      fail(
        "argument",
        `a plot cannot be saved as ${JSON.stringify(name)}`,
        "use the extension .svg, .png, .csv or .txt.",
      );
    filesFor("plot.save").write(path, [text === undefined ? this.png() : new TextEncoder().encode(text())]);
  }
}

/**
 * Curves as a plot: print it in a terminal, or export it as SVG, PNG or CSV. A curve is a list of numbers over 0, 1, 2,
 * …, or `{ x, y }`; pass several in an object, by name. NaN and infinity are gaps. If there are more points than
 * columns, the lowest and highest of each column are drawn, so that no spike is lost.
 *
 * Options, by name: title, xLabel, logY = false, logX = false, columns = 72 and rows = 15 (characters), width = 800 and
 * height = 480 (pixels).
 *
 * @example
 * const losses = Array.from({ length: 200 }, (_, i) => Math.exp(-i / 40));
 * const p = plot({ loss: losses }, { title: "training", logY: true });
 * console.log(String(p));
 * p.save("loss.svg");
 */
export function plot(curves: Curves, options: PlotOptions = {}): Plot {
  noMore("plot", 2, arguments);
  checkSettings("plot", options, settings);
  checkWhole("plot", "columns", options.columns, 12);
  checkWhole("plot", "rows", options.rows, 2);
  checkWhole("plot", "width", options.width, 100);
  checkWhole("plot", "height", options.height, 80);
  const { title = "", xLabel = "", logX = false, logY = false } = options;
  return new Plot(new Drawing(linesOf(curves), { title, xLabel, logX, logY }), options);
}
