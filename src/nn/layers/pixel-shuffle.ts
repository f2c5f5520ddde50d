import type { Tensor } from "../../core/tensor.js";
import { exactly } from "../../diagnose/arguments.js";
import { pixelShuffle, pixelUnshuffle } from "../functional/shuffle.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Arguments of {@link PixelShuffle}, by name. */
interface UpscaleFactorNamed {
  /** The factor by which each side grows. */
  upscaleFactor: number;
}
/**
 * Rearranges channels into space: `[…, C·r², H, W]` to `[…, C, H·r, W·r]`, where r is `upscaleFactor` (Shi et al.
 * 2016).
 *
 * @throws KindlingError `shuffle` if the channels cannot be divided by r².
 */
export class PixelShuffle extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "PixelShuffle");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.pixelshuffle",
    names: { upscaleFactor: "upscale_factor" },
    attributes: { upscale_factor: "count" },
  };
  /** Factor r by which height and width grow. */
  readonly upscaleFactor: number;
  /**
   * Rearranges channels into space: `[…, C·r², H, W]` to `[…, C, H·r, W·r]`, where r is `upscaleFactor` (Shi et al.
   * 2016).
   *
   * @throws KindlingError `shuffle` if the channels cannot be divided by r².
   * @example
   * new nn.PixelShuffle(3)(zeros(1, 9, 4, 4)).shape; // → 1,1,12,12
   */
  constructor(upscaleFactor: number);
  /**
   * Rearranges channels into space: `[…, C·r², H, W]` to `[…, C, H·r, W·r]`, where r is `upscaleFactor` (Shi et al.
   * 2016). Takes all arguments by name.
   */
  constructor(options: UpscaleFactorNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    [this.upscaleFactor] = exactly<[number]>("PixelShuffle", ["upscaleFactor"], [first, ...more]);
  }
  /** Rearranges: `[…, C · r², H, W]` to `[…, C, H · r, W · r]`, where r is `upscaleFactor`. */
  forward(x: Tensor): Tensor {
    return pixelShuffle(x, this.upscaleFactor);
  }
  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`;
  }
}
/** Arguments of {@link PixelUnshuffle}, by name. */
interface DownscaleFactorNamed {
  /** The factor by which each side shrinks. */
  downscaleFactor: number;
}
/**
 * The inverse of {@link PixelShuffle}: `[…, C, H·r, W·r]` to `[…, C·r², H, W]`.
 */
export class PixelUnshuffle extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "PixelUnshuffle");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.pixelshuffle",
    names: { downscaleFactor: "downscale_factor" },
    attributes: { downscale_factor: "count" },
  };
  /** Factor r by which height and width shrink. */
  readonly downscaleFactor: number;
  /**
   * The inverse of {@link PixelShuffle}: `[…, C, H·r, W·r]` to `[…, C·r², H, W]`.
   *
   * @example
   * new nn.PixelUnshuffle(2)(zeros(1, 3, 8, 8)).shape; // → 1,12,4,4
   */
  constructor(downscaleFactor: number);
  /** The inverse of {@link PixelShuffle}: `[…, C, H·r, W·r]` to `[…, C·r², H, W]`. Takes all arguments by name. */
  constructor(options: DownscaleFactorNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    [this.downscaleFactor] = exactly<[number]>("PixelUnshuffle", ["downscaleFactor"], [first, ...more]);
  }
  /** Rearranges: `[…, C, H · r, W · r]` to `[…, C · r², H, W]`, where r is `downscaleFactor`. */
  forward(x: Tensor): Tensor {
    return pixelUnshuffle(x, this.downscaleFactor);
  }
  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`;
  }
}
