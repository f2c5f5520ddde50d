import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { keep, pyBool, type Size, sizeText } from "../sizes.js";
import { maxPool, type MaxPoolOptions, type WithIndices } from "../functional/pool.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Whether indices are returned; a type parameter, since it decides the result type of a call. */
interface Indexing<R extends boolean> {
  /** Whether the layer returns `[values, indices]`, for a MaxUnpool, instead of only the values. Default false. */
  returnIndices?: R;
}
/** Takes all arguments by name. */
export type MaxPoolNames<R extends boolean> = MaxPoolOptions &
  Indexing<R> & {
    /** The size of the window: one number, or one per spatial dimension. */
    kernelSize: Size;
  };
/**
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, returnIndices = false,
 * ceilMode = false.
 */
export type MaxPoolArguments<R extends boolean> = Rest<
  [stride: Size | null, padding: Size, dilation: Size, returnIndices: R, ceilMode: boolean],
  MaxPoolOptions & Indexing<R>
>;

const reader = (name: string): ((args: readonly unknown[]) => MaxPoolOptions) =>
  readerOf(name, ["stride", "padding", "dilation", "returnIndices", "ceilMode"]);
const read1 = reader("MaxPool1d"),
  read2 = reader("MaxPool2d"),
  read3 = reader("MaxPool3d");

/** The base of these layers. */
export abstract class MaxPoolNd extends Module {
  static override readonly name: string = "MaxPoolNd";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.pooling",
    names: { kernelSize: "kernel_size", returnIndices: "return_indices", ceilMode: "ceil_mode" },
    attributes: {
      kernel_size: "size",
      stride: "size",
      padding: "size",
      dilation: "size",
      return_indices: "bool",
      ceil_mode: "bool",
    },
  };
  /** Size of the window: one number for all spatial dimensions, or one for each. */
  readonly kernelSize: Size;
  /** Step from one window to the next. Default: `kernelSize`. */
  readonly stride: Size;
  /** Elements of −∞ added on both sides of each spatial dimension; at most half a window. Default 0. */
  readonly padding: Size;
  /** Distance of neighbouring elements within a window. Default 1. */
  readonly dilation: Size;
  /** Whether the layer returns `[values, indices]`, for a MaxUnpool, instead of only the values. Default false. */
  readonly returnIndices: boolean;
  /** Whether a last window may extend past the edge (the output's size is rounded up, not down). Default false. */
  readonly ceilMode: boolean;
  constructor(kernelSize: Size, options: MaxPoolOptions) {
    super();
    this.kernelSize = keep(kernelSize);
    this.stride = keep(options.stride ?? kernelSize);
    this.padding = keep(options.padding ?? 0);
    this.dilation = keep(options.dilation ?? 1);
    this.returnIndices = options.returnIndices ?? false;
    this.ceilMode = options.ceilMode ?? false;
  }
  override extraRepr(): string {
    return `kernel_size=${sizeText(this.kernelSize)}, stride=${sizeText(this.stride)}, padding=${sizeText(this.padding)}, dilation=${sizeText(this.dilation)}, ceil_mode=${pyBool(this.ceilMode)}`;
  }
  override summary(): string {
    return `${this.constructor.name}(${sizeText(this.kernelSize)})`;
  }
}

/** The output of a layer: values, with their positions if requested. */
export type Pooled<R extends boolean> = R extends true ? WithIndices : Tensor;
const run = <R extends boolean>(nd: number, layer: MaxPoolNd, x: Tensor): Pooled<R> =>
  maxPool(nd, x, layer.kernelSize, layer) as Pooled<R>;

/**
 * The largest element of each window of a line: `[N, C, L]` to `[N, C, L']`. The arguments are those of
 * {@link MaxPool2d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, returnIndices = false,
 * ceilMode = false.
 */
export class MaxPool1d<R extends boolean = false> extends MaxPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "MaxPool1d");
  /**
   * The largest element of each window of a line: `[N, C, L]` to `[N, C, L']`. Further arguments, by position or by
   * name: stride = kernelSize, padding = 0, dilation = 1, returnIndices = false, ceilMode = false.
   *
   * @example
   * new nn.MaxPool1d(2)(tensor([[1, 5, 2, 3]])); // → tensor([[5., 3.]])
   */
  constructor(kernelSize: Size, ...options: MaxPoolArguments<R>);
  /** The largest element of each window of a line: `[N, C, L]` to `[N, C, L']`. Takes all arguments by name. */
  constructor(options: MaxPoolNames<R>);
  constructor(first: unknown, ...more: unknown[]) {
    const [kernelSize, ...rest] = required<[Size]>("MaxPool1d", ["kernelSize"], [first, ...more]);
    super(kernelSize, read1(rest));
  }
  /** Pools: `[N, C, L]` (or without N) to `[N, C, L']`; with `returnIndices` to `[values, indices]`. */
  forward(x: Tensor): Pooled<R> {
    return run(1, this, x);
  }
}
/**
 * The largest element of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`. The image becomes smaller
 * (by half with a window of 2), and small shifts of a pattern matter less. Further arguments, by position or by name:
 * stride = kernelSize, padding = 0, dilation = 1, returnIndices = false, ceilMode = false.
 *
 * With `returnIndices` it returns `[values, indices]`, as {@link MaxUnpool2d} takes them.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 */
export class MaxPool2d<R extends boolean = false> extends MaxPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "MaxPool2d");
  /**
   * The largest element of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`. Further arguments, by
   * position or by name: stride = kernelSize, padding = 0, dilation = 1, returnIndices = false, ceilMode = false.
   *
   * @throws KindlingError `pool-shape`, `pool-option`.
   * @example
   * new nn.MaxPool2d(2)(zeros(64, 32, 24, 24)).shape; // → 64,32,12,12
   */
  constructor(kernelSize: Size, ...options: MaxPoolArguments<R>);
  /**
   * The largest element of each window: `[N, C, H, W]` (or `[C, H, W]`) to `[N, C, H', W']`. Takes all arguments by
   * name.
   */
  constructor(options: MaxPoolNames<R>);
  constructor(first: unknown, ...more: unknown[]) {
    const [kernelSize, ...rest] = required<[Size]>("MaxPool2d", ["kernelSize"], [first, ...more]);
    super(kernelSize, read2(rest));
  }
  /** Pools: `[N, C, H, W]` (or without N) to `[N, C, H', W']`; with `returnIndices` to `[values, indices]`. */
  forward(x: Tensor): Pooled<R> {
    return run(2, this, x);
  }
}
/**
 * The largest element of each window of a volume: `[N, C, D, H, W]`. The arguments are those of {@link MaxPool2d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0, dilation = 1, returnIndices = false,
 * ceilMode = false.
 */
export class MaxPool3d<R extends boolean = false> extends MaxPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "MaxPool3d");
  /**
   * The largest element of each window of a volume: `[N, C, D, H, W]`. Further arguments, by position or by name:
   * stride = kernelSize, padding = 0, dilation = 1, returnIndices = false, ceilMode = false.
   *
   * @example
   * new nn.MaxPool3d(2)(zeros(1, 3, 8, 8, 8)).shape; // → 1,3,4,4,4
   */
  constructor(kernelSize: Size, ...options: MaxPoolArguments<R>);
  /** The largest element of each window of a volume: `[N, C, D, H, W]`. Takes all arguments by name. */
  constructor(options: MaxPoolNames<R>);
  constructor(first: unknown, ...more: unknown[]) {
    const [kernelSize, ...rest] = required<[Size]>("MaxPool3d", ["kernelSize"], [first, ...more]);
    super(kernelSize, read3(rest));
  }
  /** Pools: `[N, C, D, H, W]` (or without N) to `[N, C, D', H', W']`; with `returnIndices` to `[values, indices]`. */
  forward(x: Tensor): Pooled<R> {
    return run(3, this, x);
  }
}
