import type { Tensor } from "../../core/tensor.js";
import { checkKinds } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { byName, checkOptions, noMore, type Rest } from "../../diagnose/arguments.js";
import { checkFill, type Elements, pictureFrom, planesOf, roundEven, writer } from "./picture.js";

// Rotation, translation, scaling and shearing of images.

export function flip(x: Tensor, across: boolean): Tensor {
  const what = across ? "hflip" : "vflip",
    { n, h, w } = planesOf(x, what);
  return pictureFrom(what, x, h, w, (data, to) => {
    for (let k = 0, at = 0; k < n; k++) {
      for (let i = 0; i < h; i++) {
        const row = (k * h + (across ? i : h - 1 - i)) * w;
        for (let j = 0; j < w; j++, at++) to[at] = data[row + (across ? w - 1 - j : j)]!;
      }
    }
  });
}

/** How to interpolate between elements. */
export type Interpolation = "nearest" | "bilinear";

/** Options of {@link affine}. */
export interface AffineOptions {
  /** Default "nearest". */
  interpolation?: Interpolation;
  /** The value outside the image. Default 0. */
  fill?: number;
  /** The fixed point, [x, y]. Default: the centre. */
  center?: readonly [number, number] | null;
}
/** Options of {@link rotate}. */
export interface RotateOptions extends AffineOptions {
  /** Whether to enlarge the image so that nothing is cut off. Default false. */
  expand?: boolean;
}

const rotateOptions: ReadonlySet<string> = new Set(["interpolation", "fill", "center", "expand"]);

/**
 * The source position of an element of the result: x = m₀·x' + m₁·y' + m₂, y = m₃·x' + m₄·y' + m₅, both from the
 * middle.
 */
type Matrix = readonly [number, number, number, number, number, number];

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The inverse of: shear, rotate by `angle` degrees and scale around `center`, then translate. */
function inverse(
  center: readonly [number, number],
  angle: number,
  translate: readonly [number, number],
  scale: number,
  shear: readonly [number, number],
): Matrix {
  const rot = radians(angle),
    sx = radians(shear[0]),
    sy = radians(shear[1]);
  const a = Math.cos(rot - sy) / Math.cos(sy),
    b = -a * Math.tan(sx) - Math.sin(rot);
  const c = Math.sin(rot - sy) / Math.cos(sy),
    d = -c * Math.tan(sx) + Math.cos(rot);
  const m = [d / scale, -b / scale, -c / scale, a / scale] as const;
  const dx = -center[0] - translate[0],
    dy = -center[1] - translate[1];
  return [m[0], m[1], m[0] * dx + m[1] * dy + center[0], m[2], m[3], m[2] * dx + m[3] * dy + center[1]];
}

const middle = (center: readonly [number, number] | null | undefined, w: number, h: number): [number, number] =>
  center === null || center === undefined ? [0, 0] : [center[0] - w / 2, center[1] - h / 2];

/** The translation to the right and down, in elements. */
type Shift = readonly [x: number, y: number];
/** Degrees along x, or along x and y. */
type Shear = number | readonly number[];
/** Further arguments, by position or by name: interpolation = "nearest", fill = 0, center = null. */
type AffineArguments = Rest<
  [interpolation: Interpolation, fill: number, center: readonly [number, number] | null],
  AffineOptions
>;
/**
 * Rotates an image by `angle` degrees clockwise, translates it by `translate` [x, y], scales it, and shears it by
 * degrees along x and y.
 *
 * Source: torchvision/transforms/functional.py and _functional_tensor.py.
 *
 * @example
 * const picture = tensor([[[1, 2, 3]]]);
 * transforms.functional.affine(picture, 0, [1, 0], 1, 0).tolist(); // → 0,1,2
 */
export function affine(
  x: Tensor,
  angle: number,
  translate: Shift,
  scale: number,
  shear: Shear,
  ...options: AffineArguments
): Tensor {
  checkKinds("affine", ["angle", "translate", "scale", "shear"], [angle, translate, scale, shear]);
  const o = byName<AffineOptions>("affine", ["interpolation", "fill", "center"], options);
  if (!(scale > 0)) fail("transform", "Argument scale should be positive", "1 keeps the size.");
  const { h, w } = planesOf(x, "affine");
  const [sx, sy = 0] = typeof shear === "number" ? [shear] : (shear as [number, number?]);
  return sample(x, inverse(middle(o.center, w, h), angle, translate, scale, [sx, sy]), h, w, o);
}

/**
 * Rotates an image by `angle` degrees counterclockwise.
 *
 * @example
 * transforms.functional.rotate(tensor([[[1, 2], [3, 4]]]), 90).tolist(); // → 2,4,1,3
 */
export function rotate(x: Tensor, angle: number, options: RotateOptions = {}): Tensor {
  noMore("rotate", ["x", "angle", "options"], arguments);
  checkOptions(options, rotateOptions, "rotate");
  const { h, w } = planesOf(x, "rotate");
  const m = inverse(middle(options.center, w, h), -angle, [0, 0], 1, [0, 0]);
  const [oh, ow] = options.expand === true ? extent(m, h, w) : [h, w];
  return sample(x, m, oh, ow, options);
}

/** The size of the box around the rotated image. */
function extent(m: Matrix, h: number, w: number): [number, number] {
  const xs: number[] = [],
    ys: number[] = [];
  for (const [px, py] of [
    [-w / 2, -h / 2],
    [-w / 2, h / 2],
    [w / 2, h / 2],
    [w / 2, -h / 2],
  ] as const) {
    xs.push(Math.trunc((m[0] * px + m[1] * py + m[2] + w / 2) / 1e-3) * 1e-3);
    ys.push(Math.trunc((m[3] * px + m[4] * py + m[5] + h / 2) / 1e-3) * 1e-3);
  }
  const size = (v: readonly number[]): number =>
    Math.ceil(Math.trunc(Math.max(...v) / 1e-3) * 1e-3) - Math.floor(Math.trunc(Math.min(...v) / 1e-3) * 1e-3);
  return [size(ys), size(xs)];
}

/** Reads the image at the source position of each element, given by the matrix. */
function sample(x: Tensor, m: Matrix, oh: number, ow: number, o: AffineOptions): Tensor {
  const { h, w } = planesOf(x, "affine");
  const how = o.interpolation ?? "nearest",
    { fill } = o;
  checkFill(fill);
  if (how !== "nearest" && how !== "bilinear")
    fail(
      "transform",
      `This interpolation mode is unsupported with Tensor input`,
      `it is "nearest" or "bilinear", but got ${String(how)}.`,
    );
  const write = writer(x),
    all = oh * ow;
  const f = Math.fround; // as in PyTorch's grid, so that ties round the same way
  const [a, b, c, d, e, g] = [f(m[0]), f(m[1]), f(m[2]), f(m[3]), f(m[4]), f(m[5])];
  const read = how === "nearest" ? nearest : bilinear;
  return pictureFrom("affine", x, oh, ow, (data, to) => {
    for (let i = 0, at = 0; i < oh; i++) {
      const v = i - oh / 2 + 0.5;
      for (let j = 0; j < ow; j++, at++) {
        const u = j - ow / 2 + 0.5;
        const px = f(f(a * u + b * v + c) + (w - 1) / 2),
          py = f(f(d * u + e * v + g) + (h - 1) / 2);
        for (let from = 0, k = at; from < data.length; from += h * w, k += all)
          to[k] = write(read(data, from, h, w, px, py, fill));
      }
    }
  });
}

/** The element of the plane at `from` that is nearest to a point. */
function nearest(data: Elements, from: number, h: number, w: number, px: number, py: number, fill = 0): number {
  const x = roundEven(px),
    y = roundEven(py);
  return x >= 0 && x < w && y >= 0 && y < h ? data[from + y * w + x]! : fill;
}

/** The value between the four elements around a point, with 0 outside the plane. */
function bilinear(data: Elements, from: number, h: number, w: number, px: number, py: number, fill?: number): number {
  const x0 = Math.floor(px),
    y0 = Math.floor(py),
    fx = px - x0,
    fy = py - y0;
  let sum = 0,
    weight = 0;
  for (let t = 0; t < 4; t++) {
    const x = x0 + (t & 1),
      y = y0 + (t >> 1);
    if (x < 0 || x >= w || y < 0 || y >= h) continue;
    const share = ((t & 1) === 1 ? fx : 1 - fx) * (t > 1 ? fy : 1 - fy);
    sum += share * data[from + y * w + x]!;
    weight += share;
  }
  // With a fill, PyTorch multiplies the value again by the fraction that was inside.
  return fill === undefined ? sum : sum * weight + (1 - weight) * fill;
}
