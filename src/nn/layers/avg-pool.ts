import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { keep, type Size, sizeText, tuple } from "../sizes.js";
import { avgPool, type AvgPoolOptions } from "../functional/pool.js";
import { poolSizes } from "../functional/windows.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, ceilMode = false,
 * countIncludePad = true, divisorOverride = null.
 */
export type AvgPoolArguments = Rest<
  [stride: Size | null, padding: Size, ceilMode: boolean, countIncludePad: boolean, divisorOverride: number | null],
  AvgPoolOptions
>;

const reader = (name: string): ((args: readonly unknown[]) => AvgPoolOptions) =>
  readerOf(name, ["stride", "padding", "ceilMode", "countIncludePad", "divisorOverride"]);
const read1 = readerOf<AvgPoolOptions>("AvgPool1d", ["stride", "padding", "ceilMode", "countIncludePad"]),
  read2 = reader("AvgPool2d"),
  read3 = reader("AvgPool3d");

/**
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, ceilMode = false,
 * countIncludePad = true.
 */
export type AvgPool1dArguments = Rest<
  [stride: Size | null, padding: Size, ceilMode: boolean, countIncludePad: boolean],
  Omit<AvgPoolOptions, "divisorOverride">
>;
/** Arguments of {@link AvgPool1d}, by name. */
interface KernelSizeNamed {
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * The mean of each window of a line: `[N, C, L]` to `[N, C, L']`. The arguments are those of {@link AvgPool2d}, without
 * divisorOverride.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, ceilMode = false,
 * countIncludePad = true.
 */
export class AvgPool1d extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "AvgPool1d");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.pooling",
    names: { kernelSize: "kernel_size", ceilMode: "ceil_mode", countIncludePad: "count_include_pad" },
    attributes: { kernel_size: "ints", stride: "ints", padding: "ints", ceil_mode: "bool", count_include_pad: "bool" },
  };
  /** Size of the window: one number in an array. */
  readonly kernelSize: readonly number[];
  /** Step from one window to the next. Default: `kernelSize`. */
  readonly stride: readonly number[];
  /** Zeros added on both sides; at most half a window. Default 0. */
  readonly padding: readonly number[];
  /** Whether a last window may extend past the edge (the output's size is rounded up, not down). Default false. */
  readonly ceilMode: boolean;
  /** Whether the padding's zeros count in the mean. Default true. */
  readonly countIncludePad: boolean;
  /**
   * The mean of each window of a line: `[N, C, L]` to `[N, C, L']`. Further arguments, by position or by name:
   * stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true.
   *
   * @example
   * new nn.AvgPool1d(2)(tensor([[1, 5, 2, 4]])); // → tensor([[3., 3.]])
   */
  constructor(kernelSize: Size, ...options: AvgPool1dArguments);
  /** The mean of each window of a line: `[N, C, L]` to `[N, C, L']`. Takes all arguments by name. */
  constructor(options: Omit<AvgPoolOptions, "divisorOverride"> & KernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [kernelSize, ...rest] = required<[Size]>("AvgPool1d", ["kernelSize"], [first, ...more]);
    const o = read1(rest);
    this.kernelSize = poolSizes(kernelSize, 1, "kernel_size", "avg_pool1d");
    this.stride = poolSizes(o.stride ?? kernelSize, 1, "stride", "avg_pool1d");
    this.padding = poolSizes(o.padding ?? 0, 1, "padding", "avg_pool1d");
    this.ceilMode = o.ceilMode ?? false;
    this.countIncludePad = o.countIncludePad ?? true;
  }
  /** Pools: `[N, C, L]` (or without N) to `[N, C, L']`. */
  forward(x: Tensor): Tensor {
    return avgPool(1, x, this.kernelSize, this);
  }
  override extraRepr(): string {
    return `kernel_size=${tuple(this.kernelSize)}, stride=${tuple(this.stride)}, padding=${tuple(this.padding)}`;
  }
}

/** The base of the layers over images and volumes. */
export abstract class AvgPoolNd extends Module {
  static override readonly name: string = "AvgPoolNd";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.pooling",
    names: {
      kernelSize: "kernel_size",
      ceilMode: "ceil_mode",
      countIncludePad: "count_include_pad",
      divisorOverride: "divisor_override",
    },
    attributes: {
      kernel_size: "size",
      stride: "size",
      padding: "size",
      ceil_mode: "bool",
      count_include_pad: "bool",
      divisor_override: "int?",
    },
    missing: { divisor_override: null },
  };
  /** Size of the window: one number for all spatial dimensions, or one for each. */
  readonly kernelSize: Size;
  /** Step from one window to the next. Default: `kernelSize`. */
  readonly stride: Size;
  /** Zeros added on both sides of each spatial dimension; at most half a window. Default 0. */
  readonly padding: Size;
  /** Whether a last window may extend past the edge (the output's size is rounded up, not down). Default false. */
  readonly ceilMode: boolean;
  /** Whether the padding's zeros count in the mean. Default true. */
  readonly countIncludePad: boolean;
  /** The divisor of the sums; null (default) for the window's size. */
  readonly divisorOverride: number | null;
  constructor(kernelSize: Size, options: AvgPoolOptions) {
    super();
    this.kernelSize = keep(kernelSize);
    this.stride = keep(options.stride ?? kernelSize);
    this.padding = keep(options.padding ?? 0);
    this.ceilMode = options.ceilMode ?? false;
    this.countIncludePad = options.countIncludePad ?? true;
    this.divisorOverride = options.divisorOverride ?? null;
  }
  override extraRepr(): string {
    return `kernel_size=${sizeText(this.kernelSize)}, stride=${sizeText(this.stride)}, padding=${sizeText(this.padding)}`;
  }
}

/**
 * The mean of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`. Further arguments, by position or by
 * name: stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true, divisorOverride = null.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 */
export class AvgPool2d extends AvgPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "AvgPool2d");
  /**
   * The mean of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`. Further arguments, by position or by
   * name: stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true, divisorOverride = null.
   *
   * @throws KindlingError `pool-shape`, `pool-option`.
   * @example
   * new nn.AvgPool2d(2)(zeros(1, 3, 8, 8)).shape; // → 1,3,4,4
   */
  constructor(kernelSize: Size, ...options: AvgPoolArguments);
  /** The mean of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`. Takes all arguments by name. */
  constructor(options: AvgPoolOptions & KernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [kernelSize, ...rest] = required<[Size]>("AvgPool2d", ["kernelSize"], [first, ...more]);
    super(kernelSize, read2(rest));
  }
  /** Pools: `[N, C, H, W]` (or without N) to `[N, C, H', W']`. */
  forward(x: Tensor): Tensor {
    return avgPool(2, x, this.kernelSize, this);
  }
}
/**
 * The mean of each window of a volume: `[N, C, D, H, W]`. The arguments are those of {@link AvgPool2d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, ceilMode = false,
 * countIncludePad = true, divisorOverride = null.
 */
export class AvgPool3d extends AvgPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "AvgPool3d");
  /**
   * The mean of each window of a volume: `[N, C, D, H, W]`. Further arguments, by position or by name:
   * stride = kernelSize, padding = 0, ceilMode = false, countIncludePad = true, divisorOverride = null.
   *
   * @example
   * new nn.AvgPool3d(2)(ones(1, 3, 8, 8, 8)).shape; // → 1,3,4,4,4
   */
  constructor(kernelSize: Size, ...options: AvgPoolArguments);
  /** The mean of each window of a volume: `[N, C, D, H, W]`. Takes all arguments by name. */
  constructor(options: AvgPoolOptions & KernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [kernelSize, ...rest] = required<[Size]>("AvgPool3d", ["kernelSize"], [first, ...more]);
    super(kernelSize, read3(rest));
  }
  /** Pools: `[N, C, D, H, W]` (or without N) to `[N, C, D', H', W']`. */
  forward(x: Tensor): Tensor {
    return avgPool(3, x, this.kernelSize, this);
  }
}
