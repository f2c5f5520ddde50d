import type { Tensor } from "../../core/tensor.js";
import { readerOf, type Rest } from "../../diagnose/arguments.js";
import { keep, type Size, sizeText } from "../sizes.js";
import { formatRepr } from "../../util/pyformat.js";
import { interpolate, type InterpolateMode, type InterpolateOptions } from "../functional/interpolate.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Options of {@link Upsample}. */
export type UpsampleOptions = Omit<InterpolateOptions, "antialias">;
const read = readerOf<UpsampleOptions>("Upsample", [
  "size",
  "scaleFactor",
  "mode",
  "alignCorners",
  "recomputeScaleFactor",
]);
/**
 * Further arguments, by position or by name: size = null, scaleFactor = null, mode = "nearest", alignCorners = null
 * (false), recomputeScaleFactor = null (false).
 */
export type UpsampleArguments = Rest<
  [
    size: Size | null,
    scaleFactor: Size | null,
    mode: InterpolateMode,
    alignCorners: boolean | null,
    recomputeScaleFactor: boolean | null,
  ],
  UpsampleOptions
>;
/**
 * Resizes the spatial dimensions of `[N, C, …]`, to `size` or by `scaleFactor`; by name or in this order: size,
 * scaleFactor, mode (`"nearest"`, `"linear"`, `"bilinear"`, `"bicubic"`, `"trilinear"`), alignCorners,
 * recomputeScaleFactor.
 *
 * Further arguments, by position or by name: size = null, scaleFactor = null, mode = "nearest", alignCorners = null
 * (false), recomputeScaleFactor = null (false).
 *
 * @throws KindlingError `interpolate-option`.
 */
export class Upsample extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Upsample");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.upsampling",
    names: {
      scaleFactor: "scale_factor",
      alignCorners: "align_corners",
      recomputeScaleFactor: "recompute_scale_factor",
    },
    attributes: {
      name: "string",
      size: "size?",
      scale_factor: "floats?",
      mode: ["nearest", "linear", "bilinear", "bicubic", "trilinear", "area", "nearest-exact"],
      align_corners: "bool?",
      recompute_scale_factor: "bool?",
    },
    missing: { recompute_scale_factor: null },
  };
  /** The name of its class, as PyTorch stores it. */
  override readonly name: string;
  /** Size of the output's spatial dimensions; null if `scaleFactor` is given. */
  readonly size: Size | null;
  /** Factor by which spatial dimensions grow; null if `size` is given. */
  readonly scaleFactor: Size | null;
  /** How to interpolate between elements: `"nearest"` (default), `"linear"`, `"bilinear"`, `"bicubic"` or `"trilinear"`. */
  readonly mode: InterpolateMode;
  /** Whether the outermost elements keep their values, in the linear and cubic modes; null (default) for false. */
  readonly alignCorners: boolean | null;
  /** Whether the factor is computed again from the output's rounded size; null (default) for false. */
  readonly recomputeScaleFactor: boolean | null;
  /**
   * Resizes the spatial dimensions of `[N, C, …]`, to `size` or by `scaleFactor`; by name or in this order: size,
   * scaleFactor, mode (`"nearest"`, `"linear"`, `"bilinear"`, `"bicubic"`, `"trilinear"`), alignCorners,
   * recomputeScaleFactor. Further arguments, by position or by name: size = null, scaleFactor = null, mode = "nearest",
   * alignCorners = null (false), recomputeScaleFactor = null (false).
   *
   * @throws KindlingError `interpolate-option`.
   * @example
   * new nn.Upsample({ scaleFactor: 2, mode: "bilinear" })(zeros(1, 3, 4, 5)).shape; // → 1,3,8,10
   */
  constructor(...options: UpsampleArguments) {
    super();
    const o = read(options);
    this.name = new.target.name;
    this.size = o.size === undefined || o.size === null ? null : keep(o.size);
    this.scaleFactor = o.scaleFactor === undefined || o.scaleFactor === null ? null : keep(o.scaleFactor);
    this.mode = o.mode ?? "nearest";
    this.alignCorners = o.alignCorners ?? null;
    this.recomputeScaleFactor = o.recomputeScaleFactor ?? null;
  }
  /** Resizes: `[N, C, …]` to `[N, C, …size]`. */
  forward(x: Tensor): Tensor {
    return interpolate(x, this.size, this.scaleFactor, this.mode, this.alignCorners, this.recomputeScaleFactor);
  }
  override extraRepr(): string {
    const { scaleFactor, size } = this;
    const target =
      scaleFactor === null
        ? `size=${size === null ? "None" : sizeText(size)}`
        : `scale_factor=${typeof scaleFactor === "number" ? formatRepr(scaleFactor) : `(${scaleFactor.map(formatRepr).join(", ")}${scaleFactor.length === 1 ? "," : ""})`}`;
    return `${target}, mode=${this.mode}`;
  }
}

/** Further arguments, by position or by name: size = null, scaleFactor = null. */
export type UpsamplingNearest2dArguments = Rest<
  [size: Size | null, scaleFactor: Size | null],
  Pick<UpsampleOptions, "size" | "scaleFactor">
>;
/**
 * {@link Upsample} of images with mode `"nearest"`.
 *
 * Further arguments, by position or by name: size = null, scaleFactor = null.
 */
export class UpsamplingNearest2d extends Upsample {
  static override readonly name = /* @__PURE__ */ layer(this, "UpsamplingNearest2d");
  /**
   * {@link Upsample} of images with mode `"nearest"`. Further arguments, by position or by name: size = null,
   * scaleFactor = null.
   *
   * @example
   * new nn.UpsamplingNearest2d({ scaleFactor: 2 })(tensor([[[[1, 2]]]])).tolist(); // → 1,1,2,2,1,1,2,2
   */
  constructor(...options: UpsamplingNearest2dArguments) {
    super({ ...read(options), mode: "nearest" });
  }
}
/** Further arguments, by position or by name: size = null, scaleFactor = null. */
export type UpsamplingBilinear2dArguments = Rest<
  [size: Size | null, scaleFactor: Size | null],
  Pick<UpsampleOptions, "size" | "scaleFactor">
>;
/**
 * {@link Upsample} of images with mode `"bilinear"` and aligned corners.
 *
 * Further arguments, by position or by name: size = null, scaleFactor = null.
 */
export class UpsamplingBilinear2d extends Upsample {
  static override readonly name = /* @__PURE__ */ layer(this, "UpsamplingBilinear2d");
  /**
   * {@link Upsample} of images with mode `"bilinear"` and aligned corners. Further arguments, by position or by name:
   * size = null, scaleFactor = null.
   *
   * @example
   * new nn.UpsamplingBilinear2d({ size: [1, 3] })(tensor([[[[0, 4]]]])); // → tensor([[[[0., 2., 4.]]]])
   */
  constructor(...options: UpsamplingBilinear2dArguments) {
    super({ ...read(options), mode: "bilinear", alignCorners: true });
  }
}
