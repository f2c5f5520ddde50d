import { Tensor } from "../../core/tensor.js";
import { cast } from "../../ops/pointwise/cast.js";
import { isSmooth } from "../../shape/dtype.js";
import { getDefaultDType } from "../../shape/promotion.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { keep, pyBool, type Size, sizeText } from "../sizes.js";
import { formatNumber } from "../../util/pyformat.js";
import { lpPool, type LpPoolOptions } from "../functional/pool.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: stride = kernelSize, ceilMode = false. */
export type LpPoolArguments = Rest<[stride: Size | null, ceilMode: boolean], LpPoolOptions>;

const read = [1, 2].map((nd) => readerOf<LpPoolOptions>(`LPPool${nd}d`, ["stride", "ceilMode"]));

/** The base of these layers. */
export abstract class LPPoolNd extends Module {
  static override readonly name: string = "LPPoolNd";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.pooling",
    names: { normType: "norm_type", kernelSize: "kernel_size", ceilMode: "ceil_mode" },
    attributes: { norm_type: "number", kernel_size: "size", stride: "size?", ceil_mode: "bool" },
  };
  /** The p of the p-norm: 1 sums the window, larger values come closer to its maximum. */
  readonly normType: number;
  /** Size of the window: one number for all spatial dimensions, or one for each. */
  readonly kernelSize: Size;
  /** Step from one window to the next; null (default) for `kernelSize`. */
  readonly stride: Size | null;
  /** Whether a last window may extend past the edge (the output's size is rounded up, not down). Default false. */
  readonly ceilMode: boolean;
  constructor(normType: number, kernelSize: Size, options: LpPoolOptions) {
    super();
    this.normType = normType;
    this.kernelSize = keep(kernelSize);
    this.stride = options.stride === undefined || options.stride === null ? null : keep(options.stride);
    this.ceilMode = options.ceilMode ?? false;
  }
  override extraRepr(): string {
    return `norm_type=${formatNumber(this.normType)}, kernel_size=${sizeText(this.kernelSize)}, stride=${this.stride === null ? "None" : sizeText(this.stride)}, ceil_mode=${pyBool(this.ceilMode)}`;
  }
}

/** In PyTorch the layer's order is a float, so powers of whole numbers are floats too. */
const floats = (x: Tensor): Tensor => (x instanceof Tensor && !isSmooth(x.dtype) ? cast(x, getDefaultDType()) : x);

/** Arguments of {@link LPPool1d}, by name. */
interface NormTypeKernelSizeNamed {
  /** The order p of the norm. */
  normType: number;
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * The p-norm of each window of a line: `[N, C, L]` to `[N, C, L']`. The arguments are those of {@link LPPool2d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, ceilMode = false.
 */
export class LPPool1d extends LPPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "LPPool1d");
  /**
   * The p-norm of each window of a line: `[N, C, L]` to `[N, C, L']`. Further arguments, by position or by name:
   * stride = kernelSize, ceilMode = false.
   *
   * @example
   * new nn.LPPool1d(2, 2)(tensor([[3, 4, 6, 8]])); // → tensor([[ 5., 10.]])
   */
  constructor(normType: number, kernelSize: Size, ...options: LpPoolArguments);
  /** The p-norm of each window of a line: `[N, C, L]` to `[N, C, L']`. Takes all arguments by name. */
  constructor(options: LpPoolOptions & NormTypeKernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [normType, kernelSize, ...rest] = required<[number, Size]>(
      "LPPool1d",
      ["normType", "kernelSize"],
      [first, ...more],
    );
    super(normType, kernelSize, read[0]!(rest));
  }
  /** Pools: `[N, C, L]` (or without N) to `[N, C, L']`. */
  forward(x: Tensor): Tensor {
    return lpPool(1, floats(x), this.normType, this.kernelSize, this.stride, this.ceilMode);
  }
}
/**
 * The p-norm (Σ xᵖ)^(1/p) of each window: `[N, C, H, W]` to `[N, C, H', W']`. Further arguments, by position or by
 * name: stride = kernelSize, ceilMode = false.
 */
export class LPPool2d extends LPPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "LPPool2d");
  /**
   * The p-norm (Σ xᵖ)^(1/p) of each window: `[N, C, H, W]` to `[N, C, H', W']`. Further arguments, by position or by
   * name: stride = kernelSize, ceilMode = false.
   *
   * @example
   * new nn.LPPool2d(2, 3, { stride: 2 })(zeros(1, 4, 9, 9)).shape; // → 1,4,4,4
   */
  constructor(normType: number, kernelSize: Size, ...options: LpPoolArguments);
  /** The p-norm (Σ xᵖ)^(1/p) of each window: `[N, C, H, W]` to `[N, C, H', W']`. Takes all arguments by name. */
  constructor(options: LpPoolOptions & NormTypeKernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [normType, kernelSize, ...rest] = required<[number, Size]>(
      "LPPool2d",
      ["normType", "kernelSize"],
      [first, ...more],
    );
    super(normType, kernelSize, read[1]!(rest));
  }
  /** Pools: `[N, C, H, W]` (or without N) to `[N, C, H', W']`. */
  forward(x: Tensor): Tensor {
    return lpPool(2, floats(x), this.normType, this.kernelSize, this.stride, this.ceilMode);
  }
}
