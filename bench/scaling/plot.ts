// Curves as a picture in SVG: the horizontal axis in powers of two, the vertical one from 0 to 1.

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}
const colors = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#a463f2"];

export function plot(title: string, vertical: string, curves: readonly Curve[]): string {
  const [width, height, left, right, top, bottom] = [640, 340, 56, 150, 36, 44];
  const xs = curves.flatMap((c) => c.points.map(([x]) => Math.log2(x))),
    [low, high] = [Math.min(...xs), Math.max(...xs)];
  const px = (x: number): string => (left + ((Math.log2(x) - low) / (high - low)) * (width - left - right)).toFixed(1),
    py = (y: number): string => (height - bottom - y * (height - top - bottom)).toFixed(1);
  const lines = [0, 0.25, 0.5, 0.75, 1].map(
    (y) =>
      `<line x1="${left}" x2="${width - right}" y1="${py(y)}" y2="${py(y)}" stroke="#8884"/><text x="${left - 8}" y="${Number(py(y)) + 4}" text-anchor="end">${100 * y} %</text>`,
  );
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 2 ** (low + i)).map(
    (x) => `<text x="${px(x)}" y="${height - bottom + 18}" text-anchor="middle">${x}</text>`,
  );
  const drawn = curves.map(({ name, points }, i) => {
    const color = colors[i % colors.length]!,
      at = points.map(([x, y]) => `${px(x)},${py(Math.min(1, y))}`).join(" ");
    const y = top + 16 + 18 * i;
    return `<polyline points="${at}" fill="none" stroke="${color}" stroke-width="2"/><line x1="${width - right + 12}" x2="${width - right + 30}" y1="${y - 4}" y2="${y - 4}" stroke="${color}" stroke-width="2"/><text x="${width - right + 36}" y="${y}">${name}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#777">`,
    `<text x="${left}" y="20" font-size="14">${title}</text>`,
    ...lines,
    ...ticks,
    `<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">nodes</text>`,
    `<text x="14" y="${(top + height - bottom) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(top + height - bottom) / 2})">${vertical}</text>`,
    ...drawn,
    "</svg>\n",
  ].join("\n");
}
