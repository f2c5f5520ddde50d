import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { brightest, type Elements, pictureFrom, type Planes, planesOf } from "./picture.js";
import { noMore } from "../../diagnose/arguments.js";

// Brightness, contrast, saturation and hue of images with one channel or three, `[…, C, H, W]`.
// Source: torchvision/transforms/_functional_tensor.py.

type Channels = Planes & { readonly c: number; readonly size: number };

function channels(x: Tensor, what: string): Channels {
  const p = planesOf(x, what);
  const c = x.shape.length < 3 ? 1 : x.shape[x.shape.length - 3]!;
  if (c !== 1 && c !== 3)
    fail(
      "transform",
      `Input image tensor permitted channel values are 1 or 3, but found ${c}`,
      "images are [C, H, W], channels first: x.permute(2, 0, 1) brings them to the front.",
    );
  return { ...p, c, size: p.h * p.w };
}

/** Values of a dtype: uint8 truncates, as `.to(torch.uint8)` does. */
const stored = (x: Tensor): ((v: number) => number) => {
  const top = brightest(x);
  return x.dtype === "uint8" ? (v) => Math.trunc(Math.min(top, Math.max(0, v))) : (v) => Math.min(top, Math.max(0, v));
};

/** The brightness of element `i` of the image that begins at `at`. */
function gray(p: Channels, data: Elements, at: number, i: number, whole: boolean): number {
  if (p.c === 1) return data[at + i]!;
  const v = 0.2989 * data[at + i]! + 0.587 * data[at + p.size + i]! + 0.114 * data[at + 2 * p.size + i]!;
  return whole ? Math.trunc(v) : v;
}

/** Blends `factor` of the image with 1 − `factor` of another one, which `other` computes for each image and element. */
function blend(
  x: Tensor,
  factor: number,
  what: string,
  blendWith: (p: Channels, data: Elements, at: number) => (i: number) => number,
): Tensor {
  if (!(factor >= 0))
    fail("transform", `${what}_factor (${factor}) is not non-negative.`, "1 changes nothing, 0 removes everything.");
  const p = channels(x, what),
    put = stored(x);
  return pictureFrom(what, x, p.h, p.w, (data, to) => {
    for (let at = 0; at < data.length; at += p.c * p.size) {
      const second = blendWith(p, data, at);
      for (let k = at; k < at + p.c * p.size; k += p.size)
        for (let i = 0; i < p.size; i++) to[k + i] = put(factor * data[k + i]! + (1 - factor) * second(i));
    }
  });
}

/**
 * Changes the brightness: darker below 1, brighter above; 0 is black.
 *
 * @example
 * transforms.functional.adjustBrightness(tensor([[[0.25, 0.75]]]), 2).tolist(); // → 0.5,1
 */
export function adjustBrightness(x: Tensor, factor: number): Tensor {
  noMore("adjustBrightness", ["x", "factor"], arguments);
  return blend(x, factor, "brightness", () => () => 0);
}

/**
 * Changes the contrast: closer to the mean brightness below 1, further from it above.
 *
 * @example
 * transforms.functional.adjustContrast(tensor([[[0.25, 0.75]]]), 0).tolist(); // → 0.5,0.5
 */
export function adjustContrast(x: Tensor, factor: number): Tensor {
  noMore("adjustContrast", ["x", "factor"], arguments);
  return blend(x, factor, "contrast", (p, data, at) => {
    let sum = 0;
    for (let i = 0; i < p.size; i++) sum += gray(p, data, at, i, x.dtype === "uint8");
    return () => sum / p.size;
  });
}

/**
 * Changes the saturation: closer to grey below 1, more colourful above.
 *
 * @example
 * const red = tensor([[[1]], [[0]], [[0]]]);
 * transforms.functional.adjustSaturation(red, 0).flatten(); // → tensor([0.2989, 0.2989, 0.2989])
 */
export function adjustSaturation(x: Tensor, factor: number): Tensor {
  noMore("adjustSaturation", ["x", "factor"], arguments);
  return blend(x, factor, "saturation", (p, data, at) => (i) => gray(p, data, at, i, x.dtype === "uint8"));
}

/**
 * Converts to one channel of brightness.
 *
 * @example
 * const red = tensor([[[1]], [[0]], [[0]]]);
 * transforms.functional.rgbToGrayscale(red); // → tensor([[[0.2989]]])
 */
export function rgbToGrayscale(x: Tensor): Tensor {
  noMore("rgbToGrayscale", 1, arguments);
  const p = channels(x, "rgbToGrayscale");
  if (p.c === 1) return x;
  return pictureFrom(
    "gray",
    x,
    p.h,
    p.w,
    (data, to) => {
      for (let at = 0, o = 0; at < data.length; at += 3 * p.size, o += p.size)
        for (let i = 0; i < p.size; i++) to[o + i] = gray(p, data, at, i, x.dtype === "uint8");
    },
    1,
  );
}

/**
 * Rotates hues by a fraction of the colour circle, −0.5 to 0.5.
 *
 * @example
 * const red = tensor([[[1]], [[0]], [[0]]]);
 * transforms.functional.adjustHue(red, 0.5).flatten().tolist(); // → 0,1,1
 */
export function adjustHue(x: Tensor, factor: number): Tensor {
  noMore("adjustHue", ["x", "factor"], arguments);
  if (!(factor >= -0.5 && factor <= 0.5))
    fail(
      "transform",
      `hue_factor (${factor}) is not in [-0.5, 0.5].`,
      "0 changes nothing; −0.5 and 0.5 give the complementary colours.",
    );
  const p = channels(x, "hue");
  if (p.c === 1) return x;
  const top = brightest(x);
  const put = x.dtype === "uint8" ? (v: number): number => Math.trunc(v * (256 - 1e-3)) : (v: number): number => v;
  return pictureFrom("hue", x, p.h, p.w, (data, to) => {
    for (let at = 0; at < data.length; at += 3 * p.size) {
      for (let i = 0; i < p.size; i++) {
        const r = data[at + i]! / top,
          g = data[at + p.size + i]! / top,
          b = data[at + 2 * p.size + i]! / top;
        const high = Math.max(r, g, b),
          span = high - Math.min(r, g, b),
          s = high === 0 ? 0 : span / high;
        const sector =
          span === 0 ? 0 : high === r ? (g - b) / span : high === g ? 2 + (b - r) / span : 4 + (r - g) / span;
        const h = ((((sector / 6 + 1 + factor) % 1) + 1) % 1) * 6,
          k = Math.floor(h),
          f = h - k;
        const low = high * (1 - s),
          falling = high * (1 - s * f),
          rising = high * (1 - s * (1 - f));
        const rgb = [
          [high, rising, low],
          [falling, high, low],
          [low, high, rising],
          [low, falling, high],
          [rising, low, high],
          [high, low, falling],
        ][k % 6]!;
        for (let c = 0; c < 3; c++) to[at + c * p.size + i] = put(Math.min(1, Math.max(0, rgb[c]!)));
      }
    }
  });
}
