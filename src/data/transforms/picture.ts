import { needTensor } from "../../core/check.js";
import { recordedCall } from "../../tensor/recorded-call.js";
import { region, type Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { isHalf } from "../../shape/dtype.js";
import { showShape } from "../../util/array.js";

// Images are tensors [C, H, W] (or with more dimensions in front), uint8 from 0 to 255 or floats from 0 to 1.

/** The number and size of the planes of an image. */
export interface Planes {
  readonly n: number;
  readonly h: number;
  readonly w: number;
}
/** The elements of an image, one after the other. */
export type Elements = Float32Array | Float64Array | Uint8Array;

export function planesOf(x: Tensor, what: string): Planes {
  needTensor(x, what);
  const d = x.shape.length;
  if (d < 2)
    fail(
      "transform",
      `Tensor is not a torch image.`,
      `${what} takes a picture [C, H, W], but got ${showShape(x.shape)}.`,
    );
  if (isHalf(x.dtype) || x.dtype === "int64" || x.dtype === "bool")
    fail("transform", `${what} does not take pictures of dtype ${x.dtype}`, "use uint8 or float32: x.float().");
  const h = x.shape[d - 2]!,
    w = x.shape[d - 1]!;
  return { n: h * w === 0 ? 0 : x.count / (h * w), h, w };
}

/** A new image of another size (and perhaps number of channels), filled by `run` from the elements of `x`. */
export function pictureFrom(
  what: string,
  x: Tensor,
  h: number,
  w: number,
  run: (from: Elements, to: Elements) => void,
  channels: number | null = null,
): Tensor {
  const front = x.shape.slice(0, -2);
  if (channels !== null) front[front.length - 1] = channels;
  return recordedCall(what, [x], [...front, h, w], x.dtype, ([from], to) =>
    run(region(from!) as Elements, region(to) as Elements),
  );
}

/** Converts a value to the image's dtype: whole numbers are rounded, halves to even as in PyTorch. */
export function writer(x: Tensor): (v: number) => number {
  if (x.dtype === "float32" || x.dtype === "float64") return (v) => v;
  return x.dtype === "uint8" ? (v) => Math.min(255, Math.max(0, roundEven(v))) : roundEven;
}

/** Python's round(): halves to the even neighbour. */
export function roundEven(v: number): number {
  const r = Math.round(v);
  return r - v === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

/** The value for white. */
export const brightest = (x: Tensor): number => (x.dtype === "uint8" ? 255 : 1);

/** A size given as one number, or as [height, width]. */
export function sizeOf(size: number | readonly number[]): [number, number] {
  const given = typeof size === "number" ? [size] : Array.isArray(size) ? (size as readonly number[]) : [],
    list = given.length === 1 ? [given[0]!, given[0]!] : [...given];
  if (list.length !== 2 || !list.every((v) => Number.isInteger(v) && v > 0))
    fail(
      "transform",
      "Please provide only two dimensions (h, w) for size.",
      `sizes must be whole numbers above 0, but got ${String(size)}.`,
    );
  return list as [number, number];
}

/** The fill value is one number, for all channels. */
export function checkFill(fill: unknown): void {
  if (fill !== undefined && typeof fill !== "number")
    fail(
      "transform",
      `fill must be one number for all channels, but got ${fill === null ? "null" : Array.isArray(fill) ? "a list" : typeof fill}`,
      "for example { fill: 0 }.",
    );
}
