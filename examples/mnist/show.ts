// What was learned, for the eye: a confusion matrix, and pictures in a terminal and as a PNG file.
import { halfBlocks } from "../pictures.js";
import { png } from "./png.js";

/** One digit that was taken for another. */
export interface Mistake {
  readonly index: number;
  readonly truth: number;
  readonly guess: number;
  readonly loss: number;
  readonly pixels: Uint8Array;
}

const SIZE = 28;

/** Rows: what it is; columns: what it was taken for. */
export function confusionMatrix(counts: readonly (readonly number[])[], color: boolean): string {
  const dim = (s: string): string => (color ? `\x1b[2m${s}\x1b[22m` : s),
    bold = (s: string): string => (color ? `\x1b[1m${s}\x1b[22m` : s);
  const width = Math.max(4, ...counts.flat().map((n) => String(n).length + 1));
  const cell = (n: number, i: number, j: number): string => {
    const text = (n === 0 ? "·" : String(n)).padStart(width);
    return i === j ? bold(text) : n === 0 ? dim(text) : text;
  };
  const lines = counts.map((row, i) => {
    const total = row.reduce((a, b) => a + b, 0);
    return `${String(i).padStart(6)} ${row.map((n, j) => cell(n, i, j)).join("")}   ${dim(total === 0 ? "" : `${((100 * row[i]!) / total).toFixed(1)} %`)}`;
  });
  return [`       ${counts.map((_, j) => String(j).padStart(width)).join("")}   ${dim("← taken for")}`, ...lines].join(
    "\n",
  );
}

/** Pictures side by side in half blocks: each character is two pixels, one above the other. */
export function pictures(list: readonly Mistake[], columns: number, color: boolean): string {
  const perRow = Math.max(1, Math.floor((columns + 2) / (SIZE + 2)));
  const rows: string[] = [];
  for (let at = 0; at < list.length; at += perRow) {
    const some = list.slice(at, at + perRow);
    rows.push(some.map((m) => `${m.truth} taken for ${m.guess} (no. ${m.index})`.padEnd(SIZE)).join("  "));
    for (let y = 0; y < SIZE; y += 2) rows.push(some.map((m) => halfBlocks(m.pixels, SIZE, y, color)).join("  "));
    rows.push("");
  }
  return rows.join("\n");
}

/** The pictures in a grid, each pixel as a square of `scale`, as a PNG file. */
export function mosaic(list: readonly Mistake[], perRow = 10, scale = 4): Uint8Array {
  const cell = SIZE * scale + scale,
    rows = Math.max(1, Math.ceil(list.length / perRow));
  const width = perRow * cell + scale,
    height = rows * cell + scale;
  const out = new Uint8Array(width * height).fill(64);
  list.forEach((m, i) => {
    const left = scale + (i % perRow) * cell,
      top = scale + Math.floor(i / perRow) * cell;
    for (let y = 0; y < SIZE * scale; y++) {
      for (let x = 0; x < SIZE * scale; x++)
        out[(top + y) * width + left + x] = m.pixels[Math.floor(y / scale) * SIZE + Math.floor(x / scale)]!;
    }
  });
  return png(width, height, out);
}
