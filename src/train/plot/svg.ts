import { colors, type Drawing } from "./drawing.js";
import { placeOf } from "./scale.js";

/** The plot as an SVG picture. */
export function svgOf(d: Drawing, width: number, height: number): string {
  const { left, top, w, h } = frameOf(d, width, height);
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
  ];
  const text = (x: number, y: number, anchor: string, s: string, more = ""): void => {
    out.push(`<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="#444"${more}>${escaped(s)}</text>`);
  };
  for (const t of d.y.ticks) {
    const y = top + (1 - placeOf(d.y, t.value)) * h;
    out.push(`<path d="M${left} ${round(y)}h${round(w)}" stroke="#e6e6e6"/>`);
    text(left - 8, y + 4, "end", t.label);
  }
  for (const t of d.x.ticks) text(left + placeOf(d.x, t.value) * w, top + h + 20, "middle", t.label);
  out.push(`<path d="M${left} ${top}v${round(h)}h${round(w)}" fill="none" stroke="#888"/>`);
  if (d.title !== "") text(left + w / 2, 22, "middle", d.title, ' font-weight="600" font-size="15"');
  if (d.xLabel !== "") text(left + w / 2, height - 8, "middle", d.xLabel);
  d.lines.forEach((line, i) => {
    const color = colors[i % colors.length]!;
    let path = "",
      drawing = false;
    for (const [px, py] of d.points(i, Math.round(w))) {
      if (Number.isNaN(px) || Number.isNaN(py)) {
        drawing = false;
        continue;
      }
      const x = round(left + px * w),
        y = round(top + (1 - py) * h);
      path += drawing ? `L${x} ${y}` : `M${x} ${y}h0`; // a single point is a dot
      drawing = true;
    }
    out.push(
      `<path d="${path}" fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>`,
    );
    if (line.name !== "") {
      const y = top + 8 + i * 20;
      out.push(`<path d="M${round(left + w - 14)} ${y}h-22" stroke="${color}" stroke-width="3"/>`);
      text(left + w - 42, y + 4, "end", line.name);
    }
  });
  return `${out.join("\n")}\n</svg>\n`;
}

/** The area of the curves within an image. */
export function frameOf(
  d: Drawing,
  width: number,
  height: number,
): { left: number; top: number; w: number; h: number } {
  const left = 24 + 9 * Math.max(1, ...d.y.ticks.map((t) => t.label.length)),
    top = d.title === "" ? 16 : 38;
  const bottom = d.xLabel === "" ? 32 : 50;
  return { left, top, w: Math.max(1, width - left - 20), h: Math.max(1, height - top - bottom) };
}

const round = (v: number): number => Math.round(v * 100) / 100;
const escaped = (s: string): string =>
  s
    .replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
    // Characters that XML does not allow.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?");
