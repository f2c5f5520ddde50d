import type { Tensor } from "../../core/tensor.js";
import { readerOf, type Rest } from "../../diagnose/arguments.js";
import { warn } from "../../diagnose/warn.js";
import { interpolate, type InterpolateMode, type InterpolateOptions } from "./interpolate.js";

// Older names of `interpolate`, as PyTorch keeps them.

/** Options of {@link upsampleNearest} and {@link upsampleBilinear}. */
export type UpsampleSize = Pick<InterpolateOptions, "size" | "scaleFactor">;
/** Options of {@link upsample}. */
export type UpsampleOptions = UpsampleSize & Pick<InterpolateOptions, "mode" | "alignCorners">;
type Size = number | readonly number[] | null;
type SizeArguments = Rest<[size: Size, scaleFactor: Size], UpsampleSize>;

const read = readerOf<UpsampleOptions>("upsample", ["size", "scaleFactor", "mode", "alignCorners"]);
const readNearest = readerOf<UpsampleSize>("upsampleNearest", ["size", "scaleFactor"]);
const readBilinear = readerOf<UpsampleSize>("upsampleBilinear", ["size", "scaleFactor"]);
const deprecated = (name: string): void =>
  warn("interpolate-name", `nn.functional.${name} is deprecated. Use nn.functional.interpolate instead.`);

/**
 * Further arguments, by position or by name: size = null, scaleFactor = null, mode = "nearest", alignCorners = false.
 */
export type UpsampleArguments = Rest<
  [size: Size, scaleFactor: Size, mode: InterpolateMode, alignCorners: boolean | null],
  UpsampleOptions
>;
/**
 * {@link interpolate} under its old name, with a warning.
 *
 * Further arguments, by position or by name: size = null, scaleFactor = null, mode = "nearest", alignCorners = false.
 *
 * @example
 * F.upsample(tensor([[[1, 2]]]), { scaleFactor: 2 }).tolist(); // → 1,1,2,2
 */
export function upsample(x: Tensor, ...options: UpsampleArguments): Tensor {
  deprecated("upsample");
  return interpolate(x, read(options));
}
/**
 * {@link interpolate} with mode `"nearest"` under its old name, with a warning.
 *
 * Further arguments, by position or by name: size = null, scaleFactor = null.
 *
 * @example
 * F.upsampleNearest(tensor([[[1, 2]]]), 4).tolist(); // → 1,1,2,2
 */
export function upsampleNearest(x: Tensor, ...options: SizeArguments): Tensor {
  deprecated("upsample_nearest");
  return interpolate(x, readNearest(options));
}
/**
 * {@link interpolate} of `[N, C, H, W]` with mode `"bilinear"` and `alignCorners` under its old name, with a warning.
 *
 * Further arguments, by position or by name: size = null, scaleFactor = null.
 *
 * @example
 * F.upsampleBilinear(tensor([[[[0, 3]]]]), [1, 4]).tolist(); // → 0,1,2,3
 */
export function upsampleBilinear(x: Tensor, ...options: SizeArguments): Tensor {
  deprecated("upsample_bilinear");
  return interpolate(x, { ...readBilinear(options), mode: "bilinear", alignCorners: true });
}
