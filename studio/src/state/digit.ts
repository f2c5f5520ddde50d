// From strokes to the picture that the network reads, the way MNIST's digits were made: the drawing scaled to fit into
// 20 × 20, its centre of mass in the middle of 28 × 28.

export type Stroke = readonly { readonly x: number; readonly y: number }[];

/** The width of the pen on a pad of 28. */
const PEN = 2.2;

function rendered(strokes: readonly Stroke[], scale: number, dx: number, dy: number, pen: number): number[] {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 28 * 4;
  const c = canvas.getContext("2d", { willReadFrequently: true })!;
  c.scale(4, 4);
  c.lineCap = c.lineJoin = "round";
  c.lineWidth = pen;
  for (const s of strokes) {
    c.beginPath();
    s.forEach((p, i) => {
      const [x, y] = [p.x * scale + dx, p.y * scale + dy];
      if (i === 0) c.moveTo(x, y);
      else c.lineTo(x, y);
    });
    if (s.length === 1) c.lineTo(s[0]!.x * scale + dx + 0.01, s[0]!.y * scale + dy);
    c.stroke();
  }
  // Four by four dots to a pixel.
  const data = c.getImageData(0, 0, 112, 112).data;
  return Array.from({ length: 784 }, (_, i) => {
    const [row, col] = [Math.floor(i / 28) * 4, (i % 28) * 4];
    let sum = 0;
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sum += data[((row + y) * 112 + col + x) * 4 + 3]!;
    return sum / (16 * 255);
  });
}

export interface Prepared {
  readonly raw: number[];
  readonly scaled: number[];
  readonly centred: number[];
}

/** The steps on the way; strokes are in units of a pad of 28 × 28. */
export function prepare(strokes: readonly Stroke[]): Prepared {
  const raw = rendered(strokes, 1, 0, 0, PEN);
  const points = strokes.flat();
  if (points.length === 0) return { raw, scaled: raw, centred: raw };
  const [x0, x1] = [Math.min(...points.map((p) => p.x)), Math.max(...points.map((p) => p.x))];
  const [y0, y1] = [Math.min(...points.map((p) => p.y)), Math.max(...points.map((p) => p.y))];
  // The pen stays as wide as MNIST's, so the box of its middle is a little smaller than 20.
  const scale = Math.min(4, (20 - PEN) / Math.max(x1 - x0, y1 - y0, 0.1));
  const place = (cx: number, cy: number): [number, number] => [14 - cx * scale, 14 - cy * scale];
  const [bx, by] = place((x0 + x1) / 2, (y0 + y1) / 2);
  const scaled = rendered(strokes, scale, bx, by, PEN);
  let [mass, mx, my] = [0, 0, 0];
  scaled.forEach((v, i) => {
    mass += v;
    mx += v * ((i % 28) + 0.5);
    my += v * (Math.floor(i / 28) + 0.5);
  });
  const centred = mass === 0 ? scaled : rendered(strokes, scale, bx + 14 - mx / mass, by + 14 - my / mass, PEN);
  return { raw, scaled, centred };
}

/** 784 pixels as 28 rows. */
export const rowsOf = (pixels: readonly number[]): number[][] =>
  Array.from({ length: 28 }, (_, r) => pixels.slice(r * 28, r * 28 + 28));

/** A four, as the initial drawing. */
export const four: Stroke[] = [
  [
    { x: 9, y: 5 },
    { x: 8, y: 9 },
    { x: 7.5, y: 13 },
    { x: 9, y: 14 },
    { x: 14, y: 14 },
    { x: 19, y: 13.5 },
  ],
  [
    { x: 18, y: 5 },
    { x: 17.5, y: 10 },
    { x: 17, y: 16 },
    { x: 16.5, y: 23 },
  ],
];

/** Strokes as text for the address: each point two letters. */
export const strokesToText = (strokes: readonly Stroke[]): string =>
  strokes.map((s) => s.map((p) => letter(p.x) + letter(p.y)).join("")).join("-");

const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST";
const letter = (v: number): string => letters[Math.max(0, Math.min(55, Math.round(v * 2)))]!;

export function strokesFromText(text: string): Stroke[] | null {
  if (!/^([0-9a-zA-T]{2})+(-([0-9a-zA-T]{2})+)*$/.test(text) || text.length > 4000) return null;
  return text.split("-").map((s) =>
    Array.from({ length: s.length / 2 }, (_, i) => ({
      x: letters.indexOf(s[i * 2]!) / 2,
      y: letters.indexOf(s[i * 2 + 1]!) / 2,
    })),
  );
}
