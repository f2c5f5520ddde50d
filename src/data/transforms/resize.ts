import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { checkOptions, noMore } from "../../diagnose/arguments.js";
import type { Interpolation } from "./geometry.js";
import { pictureFrom, planesOf, sizeOf, writer } from "./picture.js";

/** Options of {@link resize}. */
export interface ResizeOptions {
  /** Default "bilinear". */
  interpolation?: Interpolation;
  /** The maximum length of the longer side, for a size of one number. Default null. */
  maxSize?: number | null;
  /** Whether downscaling averages all elements under a pixel, so that fine lines do not vanish. Default true. */
  antialias?: boolean;
}

/** @internal Their names. */
export const resizeOptions: ReadonlySet<string> = new Set(["interpolation", "maxSize", "antialias"]);

/**
 * Resizes an image to `[height, width]`, or its shorter side to one number.
 *
 * Source: torchvision/transforms/functional.py; aten/src/ATen/native/cpu/UpSampleKernel.cpp.
 *
 * @example
 * transforms.functional.resize(zeros(3, 20, 30), 10).shape; // → 3,10,15
 */
export function resize(x: Tensor, size: number | readonly number[], options: ResizeOptions = {}): Tensor {
  noMore("resize", ["x", "size", "options"], arguments);
  checkOptions(options, resizeOptions, "resize");
  const { n, h, w } = planesOf(x, "resize");
  const [oh, ow] = target(size, h, w, options.maxSize ?? null);
  if (oh === h && ow === w) return x;
  const how = options.interpolation ?? "bilinear";
  if (how !== "bilinear" && how !== "nearest")
    fail(
      "transform",
      "This interpolation mode is unsupported with Tensor input",
      `it is "nearest" or "bilinear", but got ${String(how)}.`,
    );
  const line = how === "nearest" ? nearest : (options.antialias ?? true) ? smooth : linear;
  const across = line(w, ow),
    down = line(h, oh),
    write = writer(x);
  return pictureFrom("resize", x, oh, ow, (data, to) => {
    const narrow = new Float64Array(h * ow);
    for (let k = 0; k < n; k++) {
      for (let i = 0; i < h; i++) {
        for (let j = 0; j < ow; j++) {
          const t = across[j]!;
          let sum = 0;
          for (let q = 0; q < t.weights.length; q++) sum += t.weights[q]! * data[(k * h + i) * w + t.first + q]!;
          narrow[i * ow + j] = sum;
        }
      }
      for (let i = 0; i < oh; i++) {
        const t = down[i]!;
        for (let j = 0; j < ow; j++) {
          let sum = 0;
          for (let q = 0; q < t.weights.length; q++) sum += t.weights[q]! * narrow[(t.first + q) * ow + j]!;
          to[(k * oh + i) * ow + j] = write(sum);
        }
      }
    }
  });
}

function target(size: number | readonly number[], h: number, w: number, maxSize: number | null): [number, number] {
  if (typeof size !== "number" && size.length === 2) return sizeOf(size);
  const [short] = sizeOf(size);
  if (maxSize !== null && maxSize <= short)
    fail(
      "transform",
      `max_size = ${maxSize} must be strictly greater than the requested size for the smaller edge size = ${short}`,
      "raise maxSize, or ask for a smaller size.",
    );
  const [a, b] = w <= h ? [w, h] : [h, w];
  let [na, nb] = [short, Math.trunc((short * b) / a)];
  if (maxSize !== null && nb > maxSize) [na, nb] = [Math.trunc((maxSize * na) / nb), maxSize];
  return w <= h ? [nb, na] : [na, nb];
}

/** The sources of an element of the new line: elements from `first` on, with weights. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

const each = (to: number, f: (i: number) => Taps): Taps[] => Array.from({ length: to }, (_, i) => f(i));

function nearest(from: number, to: number): Taps[] {
  return each(to, (i) => ({ first: Math.min(from - 1, Math.floor(i * (from / to))), weights: [1] }));
}

function linear(from: number, to: number): Taps[] {
  return each(to, (i) => {
    const at = Math.max(0, ((i + 0.5) * from) / to - 0.5),
      first = Math.min(Math.floor(at), from - 1),
      part = at - first;
    return first + 1 < from ? { first, weights: [1 - part, part] } : { first, weights: [1] };
  });
}

/** A triangle filter as wide as the source elements of one pixel. */
function smooth(from: number, to: number): Taps[] {
  const scale = from / to,
    reach = Math.max(1, scale);
  return each(to, (i) => {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - reach + 0.5)),
      end = Math.min(from, Math.trunc(center + reach + 0.5));
    const weights = Array.from({ length: end - first }, (_, q) =>
      Math.max(0, 1 - Math.abs((first + q - center + 0.5) / reach)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((v) => v / sum) };
  });
}
