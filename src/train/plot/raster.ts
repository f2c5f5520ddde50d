import { encodePng } from "../../serialize/png.js";
import { colors, type Drawing } from "./drawing.js";
import { dotOf } from "./font.js";
import { placeOf } from "./scale.js";
import { frameOf } from "./svg.js";

/** The plot as a PNG file. */
export function pngOf(d: Drawing, width: number, height: number): Uint8Array {
  const canvas = new Canvas(width, height);
  const { left, top, w, h } = frameOf(d, width, height);
  const gray = "#444444";
  for (const t of d.y.ticks) {
    const y = top + (1 - placeOf(d.y, t.value)) * h;
    canvas.line(left, y, left + w, y, 0.5, "#e6e6e6");
    canvas.text(left - 8 - 12 * t.label.length, y - 7, t.label, gray);
  }
  for (const t of d.x.ticks)
    canvas.text(left + placeOf(d.x, t.value) * w - 6 * t.label.length, top + h + 8, t.label, gray);
  canvas.line(left, top, left, top + h, 0.6, "#888888");
  canvas.line(left, top + h, left + w, top + h, 0.6, "#888888");
  if (d.title !== "") canvas.text(left + w / 2 - 6 * d.title.length, 10, d.title, "#222222");
  if (d.xLabel !== "") canvas.text(left + w / 2 - 6 * d.xLabel.length, height - 20, d.xLabel, gray);
  d.lines.forEach((line, i) => {
    const color = colors[i % colors.length]!;
    let before: [number, number] | null = null;
    for (const [px, py] of d.points(i, Math.round(w))) {
      if (Number.isNaN(px) || Number.isNaN(py)) {
        before = null;
        continue;
      }
      const at: [number, number] = [left + px * w, top + (1 - py) * h];
      canvas.line(...(before ?? at), ...at, 1, color);
      before = at;
    }
    if (line.name !== "") {
      const y = top + 8 + i * 20;
      canvas.line(left + w - 36, y, left + w - 14, y, 1.5, color);
      canvas.text(left + w - 44 - 12 * line.name.length, y - 7, line.name, gray);
    }
  });
  return encodePng({ width, height, channels: 3, pixels: canvas.pixels });
}

class Canvas {
  readonly pixels: Uint8Array;
  private readonly width: number;
  private readonly height: number;
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height * 3).fill(255);
  }

  /** A line with round ends; `half` is half its width in pixels. Edges are blended by pixel coverage. */
  line(x0: number, y0: number, x1: number, y1: number, half: number, color: string): void {
    const dx = x1 - x0,
      dy = y1 - y0,
      length = dx * dx + dy * dy;
    const [fromX, toX] = this.span(Math.min(x0, x1) - half - 1, Math.max(x0, x1) + half + 1, this.width);
    const [fromY, toY] = this.span(Math.min(y0, y1) - half - 1, Math.max(y0, y1) + half + 1, this.height);
    for (let y = fromY; y < toY; y++) {
      for (let x = fromX; x < toX; x++) {
        const px = x + 0.5 - x0,
          py = y + 0.5 - y0;
        const t = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
        const away = Math.hypot(px - t * dx, py - t * dy);
        const cover = Math.max(0, Math.min(1, half + 0.5 - away));
        if (cover > 0) this.blend(x, y, color, cover);
      }
    }
  }

  /** Text with dots of two pixels; (x, y) is its upper left corner. */
  text(x: number, y: number, text: string, color: string): void {
    [...text].forEach((letter, i) => {
      for (let c = 0; c < 5; c++)
        for (let r = 0; r < 8; r++)
          if (dotOf(letter, c, r))
            for (let k = 0; k < 4; k++)
              this.blend(Math.round(x) + 12 * i + 2 * c + (k & 1), Math.round(y) + 2 * r + (k >> 1), color, 1);
    });
  }

  private span(from: number, to: number, most: number): [number, number] {
    return [Math.max(0, Math.floor(from)), Math.min(most, Math.ceil(to))];
  }

  private blend(x: number, y: number, color: string, cover: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    for (let c = 0; c < 3; c++) {
      const at = 3 * (y * this.width + x) + c,
        value = Number.parseInt(color.slice(1 + 2 * c, 3 + 2 * c), 16);
      this.pixels[at] = Math.round(this.pixels[at]! * (1 - cover) + value * cover);
    }
  }
}
