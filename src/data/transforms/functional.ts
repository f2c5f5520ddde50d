import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { cast } from "../../ops/pointwise/cast.js";
import { flip } from "./geometry.js";
import { isFloat } from "../../shape/dtype.js";
import { tensor } from "../../tensor/creation.js";
import { showShape } from "../../util/array.js";
import { narrow, reshape, unsqueeze } from "../../ops/view/view.js";
import { clone } from "../../ops/pointwise/cast.js";
import { checkFill, pictureFrom, planesOf, roundEven, sizeOf } from "./picture.js";
import { noMore, byName, type Rest } from "../../diagnose/arguments.js";
import { div } from "../../ops/pointwise/arithmetic.js";

// The transforms as functions: torchvision.transforms.functional.
export { adjustBrightness, adjustContrast, adjustHue, adjustSaturation, rgbToGrayscale } from "./color.js";
export { affine, type AffineOptions, rotate, type RotateOptions } from "./geometry.js";
export { resize, type ResizeOptions } from "./resize.js";

/**
 * float32 from 0 to 1, `[C, H, W]`, of a uint8 image `[C, H, W]` or `[H, W]`; floats are unchanged.
 *
 * @example
 * transforms.functional.toTensor(full([1, 2, 2], 255, { dtype: "uint8" })).tolist(); // → 1,1,1,1
 */
export function toTensor(x: Tensor): Tensor {
  noMore("toTensor", 1, arguments);
  needTensor(x, "toTensor");
  const picture = x.shape.length === 2 ? unsqueeze(x, 0) : x;
  if (picture.shape.length < 3)
    fail(
      "transform",
      `pic should be 2/3 dimensional. Got ${x.shape.length} dimensions.`,
      "a picture is [H, W], or [H, W, C] as from a canvas.",
    );
  return x.dtype === "uint8" ? div(cast(picture, "float32"), 255) : picture;
}

/**
 * `(x − mean) / std` for each channel of a float image `[…, C, H, W]`.
 *
 * @example
 * transforms.functional.normalize(tensor([[[0, 1]]]), [0.5], [0.5]).tolist(); // → -1,1
 */
export function normalize(x: Tensor, mean: number | readonly number[], std: number | readonly number[]): Tensor {
  noMore("normalize", ["x", "mean", "std"], arguments);
  needTensor(x, "normalize");
  if (!isFloat(x.dtype))
    fail(
      "transform",
      `Input tensor should be a float tensor. Got ${x.dtype}.`,
      "apply ToTensor first: it returns floats.",
    );
  if (x.shape.length < 3)
    fail(
      "transform",
      `Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = ${showShape(x.shape)}`,
      "add a channel: x.unsqueeze(0).",
    );
  const c = x.shape[x.shape.length - 3]!;
  const channels = (v: number | readonly number[]): Tensor => {
    const list =
      typeof v === "number"
        ? [v]
        : Array.isArray(v)
          ? (v as readonly number[])
          : fail(
              "transform",
              `mean and std are numbers, one for each channel, but got ${v === null ? "null" : typeof v}`,
              "new transforms.Normalize([0.1307], [0.3081])",
            );
    // It would turn grey images into colour ones.
    if (c === 1 && list.length > 1)
      fail(
        "transform",
        `output with shape ${showShape(x.shape)} doesn't match the broadcast shape ${showShape([...x.shape.slice(0, -3), list.length, ...x.shape.slice(-2)])}`,
        `the picture has one channel, and there are ${list.length} numbers: give one mean and one std.`,
      );
    return reshape(tensor(list, { dtype: x.dtype }), [list.length, 1, 1]);
  };
  const centre = channels(mean),
    spread = channels(std);
  if ([std].flat().includes(0))
    fail(
      "transform",
      `std evaluated to zero after conversion to ${x.dtype}, leading to division by zero.`,
      "use the standard deviations of the data, greater than 0.",
    );
  return x.sub(centre).div(spread);
}

/**
 * The part of an image from row `top` and column `left` on, padded with 0 outside the image.
 *
 * @example
 * const picture = tensor([[[1, 2, 3], [4, 5, 6]]]);
 * transforms.functional.crop(picture, 0, 1, 2, 2).tolist(); // → 2,3,5,6
 */
export function crop(x: Tensor, top: number, left: number, height: number, width: number): Tensor {
  noMore("crop", ["x", "top", "left", "height", "width"], arguments);
  const { h, w } = planesOf(x, "crop");
  const inside = top >= 0 && left >= 0 && top + height <= h && left + width <= w;
  if (inside) return clone(narrow(narrow(x, -2, top, height), -1, left, width));
  const sides = [Math.max(0, -left), Math.max(0, -top), Math.max(0, left + width - w), Math.max(0, top + height - h)];
  return crop(pad(x, sides), Math.max(0, top), Math.max(0, left), height, width);
}

/**
 * The centre of an image, padded with 0 if it is larger than the image.
 *
 * @example
 * transforms.functional.centerCrop(tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]), 1).tolist(); // → 5
 */
export function centerCrop(x: Tensor, size: number | readonly number[]): Tensor {
  noMore("centerCrop", ["x", "size"], arguments);
  const [th, tw] = sizeOf(size);
  let { h, w } = planesOf(x, "centerCrop");
  let from = x;
  if (tw > w || th > h) {
    const more = (t: number, s: number): [number, number] =>
      t > s ? [Math.floor((t - s) / 2), Math.floor((t - s + 1) / 2)] : [0, 0];
    const [[left, right], [top, bottom]] = [more(tw, w), more(th, h)];
    from = pad(x, [left, top, right, bottom]);
    [h, w] = [h + top + bottom, w + left + right];
  }
  return crop(from, roundEven((h - th) / 2), roundEven((w - tw) / 2), th, tw);
}

/** How {@link pad} fills the border: with a value, the edge, or the image mirrored without or with its edge. */
export type PaddingMode = "constant" | "edge" | "reflect" | "symmetric";

/** Options of {@link pad}. */
export interface PadOptions {
  /** The value of a "constant" border. Default 0. */
  fill?: number;
  /** How the border is filled. Default "constant". */
  paddingMode?: PaddingMode;
}
/** Further arguments, by position or by name: fill = 0, paddingMode = "constant". */
export type PadArguments = Rest<[fill: number, paddingMode: PaddingMode], PadOptions>;
/**
 * Adds a border around an image: one width for all sides, `[left and right, top and bottom]`, or
 * `[left, top, right, bottom]`.
 *
 * @example
 * transforms.functional.pad(tensor([[[1, 2]]]), [1, 0], { paddingMode: "edge" }).tolist(); // → 1,1,2,2
 */
export function pad(x: Tensor, padding: number | readonly number[], ...options: PadArguments): Tensor {
  const { fill = 0, paddingMode: mode = "constant" } = byName<PadOptions>("pad", ["fill", "paddingMode"], options);
  const { n, h, w } = planesOf(x, "pad");
  checkFill(fill);
  if (typeof padding !== "number" && !Array.isArray(padding))
    fail(
      "transform",
      "Got inappropriate padding arg",
      `it is ${shownValue(padding)}: a number, or an array of 2 or 4.`,
    );
  const p = typeof padding === "number" ? [padding] : [...padding];
  if (![1, 2, 4].includes(p.length))
    fail(
      "transform",
      `Padding must be an int or a 1, 2, or 4 element tuple, not a ${p.length} element tuple`,
      "one number for all sides, [sides, top and bottom], or [left, top, right, bottom].",
    );
  const [left, top, right = left, bottom = top] =
    p.length === 1 ? [p[0]!, p[0]!] : (p as [number, number, number?, number?]);
  const [oh, ow] = [h + top + bottom, w + left + right];
  if (oh < 0 || ow < 0) fail("transform", "padding makes the picture's size negative", `it is ${h} × ${w}.`);
  const columns = Int32Array.from({ length: ow }, (_, j) => sourcePosition(j - left, w, mode)),
    rows = Int32Array.from({ length: oh }, (_, i) => sourcePosition(i - top, h, mode));
  return pictureFrom("pad", x, oh, ow, (data, to) => {
    for (let k = 0, at = 0; k < n; k++) {
      for (let i = 0; i < oh; i++) {
        const row = rows[i]!;
        for (let j = 0; j < ow; j++, at++)
          to[at] = row < 0 || columns[j]! < 0 ? fill : data[(k * h + row) * w + columns[j]!]!;
      }
    }
  });
}

/** The source of position `i` of a padded line of `n`; −1 for none. */
function sourcePosition(i: number, n: number, mode: PaddingMode): number {
  if (i >= 0 && i < n) return i;
  switch (mode) {
    case "constant":
      return -1;
    case "edge":
      return i < 0 ? 0 : n - 1;
    case "reflect": {
      if (n < 2 || i <= -n || i >= 2 * n - 1)
        fail(
          "transform",
          "Padding size should be less than the corresponding input dimension",
          `a side of ${n} allows a padding of at most ${n - 1}.`,
        );
      return i < 0 ? -i : 2 * n - 2 - i;
    }
    case "symmetric": {
      if (i < -n || i >= 2 * n)
        fail(
          "transform",
          "Padding size should be at most the corresponding input dimension",
          `a side of ${n} allows a padding of at most ${n}.`,
        );
      return i < 0 ? -i - 1 : 2 * n - 1 - i;
    }
    default:
      return fail(
        "transform",
        "Padding mode should be either constant, edge, reflect or symmetric",
        `it is ${String(mode)}.`,
      );
  }
}

/**
 * Mirrors the image left to right.
 *
 * @example
 * transforms.functional.hflip(tensor([[[1, 2, 3]]])).tolist(); // → 3,2,1
 */
export function hflip(x: Tensor): Tensor {
  noMore("hflip", 1, arguments);
  return flip(x, true);
}
/**
 * Flips the image upside down.
 *
 * @example
 * transforms.functional.vflip(tensor([[[1, 2], [3, 4]]])).tolist(); // → 3,4,1,2
 */
export function vflip(x: Tensor): Tensor {
  noMore("vflip", 1, arguments);
  return flip(x, false);
}

/**
 * A copy with the rectangle from row `i` and column `j` on overwritten: by a number, or by a tensor that broadcasts to
 * it.
 *
 * @example
 * transforms.functional.erase(tensor([[[1, 2], [3, 4]]]), 0, 1, 2, 1, 0).tolist(); // → 1,0,3,0
 */
export function erase(x: Tensor, i: number, j: number, h: number, w: number, value: number | Tensor): Tensor {
  noMore("erase", ["x", "i", "j", "h", "w", "value"], arguments);
  const out = clone(x);
  narrow(narrow(out, -2, i, h), -1, j, w).copy_(value);
  return out;
}
