import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { checkOptions, noMore } from "../../diagnose/arguments.js";
import { fromTypedArray } from "../../tensor/creation.js";
import { ImageDataset, type ImageOptions } from "./images.js";
import { Dice, type Point, strokesOf } from "./strokes.js";

// Generated digits: strokes in a unit square, randomly bent, rotated and slanted, drawn with a soft pen of varying
// width, and centred like MNIST's.

const SIZE = 28;

/** Options of {@link SyntheticDigits}. */
export interface SyntheticDigitsOptions extends ImageOptions {
  /** The seed of the digits; another seed draws others. Default 0. */
  seed?: number;
}

const known: ReadonlySet<string> = new Set(["transform", "targetTransform", "seed"]);

/**
 * Generated digits that look like handwriting, 28 × 28 like MNIST's. They need no files and no network. The same seed
 * always produces the same digits, and the first ones do not depend on `n`.
 *
 * Options, by name: seed = 0, transform = null, targetTransform = null.
 */
export class SyntheticDigits extends ImageDataset {
  static override readonly name: string = "SyntheticDigits";
  /**
   * Generated digits that look like handwriting, 28 × 28 like MNIST's. They need no files and no network. Options, by
   * name: seed = 0, transform = null, targetTransform = null.
   *
   * @example
   * const set = new datasets.SyntheticDigits(100, { seed: 1 });
   * const [picture, label] = set.get(0);
   * [picture.shape, picture.dtype, label >= 0 && label < 10].join(" "); // → 1,28,28 uint8 true
   */
  constructor(n: number, options: SyntheticDigitsOptions = {}) {
    noMore("SyntheticDigits", 2, arguments, true);
    if (!Number.isInteger(n) || n < 1)
      fail(
        "data",
        `SyntheticDigits takes the number of digits to draw, but got ${shownValue(n)}`,
        "for example new datasets.SyntheticDigits(1000).",
      );
    checkOptions(options, known, "SyntheticDigits");
    if (options.seed !== undefined && !Number.isSafeInteger(options.seed))
      fail(
        "data",
        `the seed of SyntheticDigits must be a whole number, but got ${shownValue(options.seed)}`,
        "for example { seed: 0 }.",
      );
    const images = new Uint8Array(n * SIZE * SIZE),
      labels = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const dice = new Dice(options.seed ?? 0, i);
      labels[i] = dice.below(10);
      draw(labels[i]!, dice, images.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE));
    }
    super(
      fromTypedArray(images, [n, SIZE, SIZE]),
      fromTypedArray(labels, [n]),
      Array.from({ length: 10 }, (_, i) => String(i)),
      options,
    );
  }
}

/** The square of each pixel's distance to the nearest line; used again for each digit. */
const squares = new Float32Array(SIZE * SIZE);
const FAR = 81;

/** Draws a digit. */
function draw(digit: number, dice: Dice, out: Uint8Array): void {
  const strokes = deform(strokesOf(digit, dice), dice);
  const radius = dice.between(0.7, 1.7),
    soft = dice.between(0.8, 1.3);
  squares.fill(FAR);
  for (const line of strokes) for (let i = 1; i < line.length; i++) near(line[i - 1]!, line[i]!, radius + soft);
  // A pen's pressure varies.
  const dark = dice.between(0.95, 1.15),
    tilt = dice.between(0, 2 * Math.PI),
    uneven = dice.between(0, 0.2);
  for (let y = 0, at = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, at++) {
      if (squares[at] === FAR) continue;
      const ink = Math.min(1, Math.max(0, (radius + soft / 2 - Math.sqrt(squares[at]!)) / soft));
      if (ink === 0) continue;
      const press =
        1 - uneven * (0.5 + 0.5 * Math.sin((x * Math.cos(tilt) + y * Math.sin(tilt)) / 4)) + dice.between(-0.06, 0.06);
      out[at] = Math.min(255, Math.max(0, Math.round(255 * ink * ink * (3 - 2 * ink) * dark * press)));
    }
  }
}

/**
 * From the unit square to the image: slightly bent, slanted, rotated, in a box of about 20 × 20, with its centre of
 * mass in the middle.
 */
function deform(strokes: readonly (readonly Point[])[], dice: Dice): Point[][] {
  const bend = [
    dice.between(-0.08, 0.08),
    dice.between(-0.08, 0.08),
    dice.between(0, 6.3),
    dice.between(0, 6.3),
  ] as const;
  const turn = dice.normal() * 0.11,
    slant = dice.normal() * 0.2 + 0.07;
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const bent = strokes.map((line) =>
    line.map(([x, y]): Point => {
      const u = x - 0.5 + bend[0] * Math.sin(5 * y + bend[2]),
        v = y - 0.5 + bend[1] * Math.sin(5 * x + bend[3]);
      const w = u - slant * v;
      return [c * w - s * v, s * w + c * v];
    }),
  );
  let left = 9,
    right = -9,
    top = 9,
    bottom = -9,
    sx = 0,
    sy = 0,
    weight = 0;
  for (const line of bent) {
    for (let i = 0; i < line.length; i++) {
      const [x, y] = line[i]!;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      if (i === 0) continue;
      const [px, py] = line[i - 1]!,
        length = Math.hypot(x - px, y - py);
      sx += (length * (x + px)) / 2;
      sy += (length * (y + py)) / 2;
      weight += length;
    }
  }
  const scale = dice.between(16.5, 19) / Math.max(right - left, bottom - top, 0.5);
  const wide = dice.between(0.75, 1.25);
  const mx = sx / weight,
    my = sy / weight;
  const at = [(SIZE - 1) / 2 + dice.normal() * 0.6, (SIZE - 1) / 2 + dice.normal() * 0.6] as const;
  return bent.map((line) => line.map(([x, y]): Point => [at[0] + (x - mx) * scale * wide, at[1] + (y - my) * scale]));
}

/** Updates the distances of the pixels along the line from `a` to `b`, up to the distance `reach`. */
function near([ax, ay]: Point, [bx, by]: Point, reach: number): void {
  const dx = bx - ax,
    dy = by - ay,
    square = dx * dx + dy * dy;
  const x0 = Math.max(0, Math.floor(Math.min(ax, bx) - reach)),
    x1 = Math.min(SIZE - 1, Math.ceil(Math.max(ax, bx) + reach));
  const y0 = Math.max(0, Math.floor(Math.min(ay, by) - reach)),
    y1 = Math.min(SIZE - 1, Math.ceil(Math.max(ay, by) + reach));
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
      const ex = x - ax - t * dx,
        ey = y - ay - t * dy,
        d = ex * ex + ey * ey;
      if (d < squares[y * SIZE + x]!) squares[y * SIZE + x] = d;
    }
  }
}
