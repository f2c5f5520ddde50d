import type { Drawing } from "./drawing.js";
import { placeOf } from "./scale.js";

// A plot for a terminal. One curve is drawn in Braille dots, two by four per character; several are drawn with
// different marks, since a terminal's colors may be off.

const marks = ["•", "×", "+", "o", "*", "#", "@", "%"];

/** The plot as lines of text. */
export function textOf(d: Drawing, width: number, height: number): string {
  const { lines, x, y } = d;
  const labels = new Map<number, string>();
  for (const t of y.ticks) {
    const p = placeOf(y, t.value);
    if (p >= -1e-9 && p <= 1 + 1e-9) labels.set(Math.round((1 - p) * (height - 1)), t.label);
  }
  const margin = Math.max(1, ...[...labels.values()].map((l) => l.length));
  const columns = Math.max(2, width - margin - 2);
  const cells = Array.from({ length: height }, () => new Array<string>(columns).fill(" "));
  if (lines.length === 1) drawBraille(d, cells);
  else lines.forEach((_, i) => drawMarks(d, i, cells));
  const out: string[] = [];
  if (d.title !== "") out.push(" ".repeat(margin + 2 + Math.max(0, (columns - d.title.length) >> 1)) + d.title);
  cells.forEach((row, i) => {
    const label = labels.get(i);
    out.push(`${(label ?? "").padStart(margin)} ${label === undefined ? "│" : "┤"}${row.join("")}`.trimEnd());
  });
  const axis = new Array<string>(columns).fill("─"),
    under = new Array<string>(columns + margin).fill(" ");
  let free = 0;
  for (const t of x.ticks) {
    const p = placeOf(x, t.value);
    if (p < -1e-9 || p > 1 + 1e-9) continue;
    const at = Math.round(p * (columns - 1));
    const from = Math.max(0, Math.min(at - (t.label.length >> 1), columns - t.label.length));
    if (from < free) continue;
    axis[at] = "┬";
    for (let i = 0; i < t.label.length; i++) under[from + i] = t.label[i]!;
    free = from + t.label.length + 1;
  }
  out.push(`${" ".repeat(margin + 1)}└${axis.join("")}`);
  out.push(`${" ".repeat(margin + 2)}${under.join("")}`.trimEnd());
  if (d.xLabel !== "") out.push(" ".repeat(margin + 2 + Math.max(0, (columns - d.xLabel.length) >> 1)) + d.xLabel);
  const named = lines.filter((l) => l.name !== "");
  if (named.length > 0)
    out.push(
      " ".repeat(margin + 2) +
        lines.map((l, i) => `${lines.length === 1 ? "─" : marks[i % marks.length]!} ${l.name}`).join("   "),
    );
  return out.join("\n");
}

/** Calls `dot` along a line from point to point; a point without a position leaves a gap. */
function trace(d: Drawing, line: number, w: number, h: number, dot: (x: number, y: number) => void): void {
  let before: [number, number] | null = null;
  for (const [px, py] of d.points(line, w)) {
    if (Number.isNaN(px) || Number.isNaN(py)) {
      before = null;
      continue;
    }
    const at: [number, number] = [Math.round(px * (w - 1)), Math.round((1 - py) * (h - 1))];
    if (before === null) dot(...at);
    else {
      const n = Math.max(Math.abs(at[0] - before[0]), Math.abs(at[1] - before[1]), 1);
      for (let i = 0; i <= n; i++)
        dot(
          Math.round(before[0] + ((at[0] - before[0]) * i) / n),
          Math.round(before[1] + ((at[1] - before[1]) * i) / n),
        );
    }
    before = at;
  }
}

/** The bit of each dot of a Braille character, by column and row. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
];

function drawBraille(d: Drawing, cells: string[][]): void {
  const h = cells.length,
    w = cells[0]!.length;
  const bits = cells.map(() => new Uint8Array(w));
  trace(d, 0, 2 * w, 4 * h, (x, y) => {
    bits[y >> 2]![x >> 1]! |= dots[x & 1]![y & 3]!;
  });
  bits.forEach((row, i) => row.forEach((b, j) => b !== 0 && (cells[i]![j] = String.fromCharCode(0x2800 + b))));
}

function drawMarks(d: Drawing, line: number, cells: string[][]): void {
  trace(d, line, cells[0]!.length, cells.length, (x, y) => {
    cells[y]![x] = marks[line % marks.length]!;
  });
}
