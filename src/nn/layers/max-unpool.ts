import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest, byName } from "../../diagnose/arguments.js";
import { type Size, tuple } from "../sizes.js";
import { maxUnpool, type MaxUnpoolOptions } from "../functional/pool.js";
import { poolSizes } from "../functional/windows.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: stride = kernelSize, padding = 0. */
export type MaxUnpoolArguments = Rest<[stride: Size | null, padding: Size], Omit<MaxUnpoolOptions, "outputSize">>;

const reader = (name: string): ((args: readonly unknown[]) => MaxUnpoolOptions) =>
  readerOf(name, ["stride", "padding"]);
const read1 = reader("MaxUnpool1d"),
  read2 = reader("MaxUnpool2d"),
  read3 = reader("MaxUnpool3d");

/** The base of these layers. */
export abstract class MaxUnpoolNd extends Module {
  static override readonly name: string = "MaxUnpoolNd";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.pooling",
    names: { kernelSize: "kernel_size" },
    attributes: { kernel_size: "ints", stride: "ints", padding: "ints" },
  };
  /** Size of the pooling's windows, one number for each spatial dimension. */
  readonly kernelSize: readonly number[];
  /** Step of the pooling. Default: `kernelSize`. */
  readonly stride: readonly number[];
  /** Padding of the pooling. Default 0. */
  readonly padding: readonly number[];
  constructor(nd: number, kernelSize: Size, options: MaxUnpoolOptions) {
    super();
    const name = `max_unpool${nd}d`;
    this.kernelSize = poolSizes(kernelSize, nd, "kernel_size", name);
    this.stride = poolSizes(options.stride ?? kernelSize, nd, "stride", name);
    this.padding = poolSizes(options.padding ?? 0, nd, "padding", name);
  }
  override extraRepr(): string {
    return `kernel_size=${tuple(this.kernelSize)}, stride=${tuple(this.stride)}, padding=${tuple(this.padding)}`;
  }
}
/** The size of the result, by position or by name. */
type OutputSizeArgument =
  | readonly number[]
  | null
  | {
      /** The size of the result, if several are possible. Default null: the smallest. */
      outputSize?: readonly number[] | null;
    };
function run(
  nd: number,
  layer: MaxUnpoolNd,
  x: Tensor,
  indices: Tensor,
  outputSizeArg: OutputSizeArgument | undefined,
): Tensor {
  const { outputSize = null } = byName<{ outputSize?: readonly number[] | null }>(
    layer.constructor.name,
    ["outputSize"],
    [outputSizeArg],
  );
  return maxUnpool(nd, x, indices, layer.kernelSize, { stride: layer.stride, padding: layer.padding, outputSize });
}

/** Arguments of {@link MaxUnpool1d}, by name. */
interface KernelSizeNamed {
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * A partial inverse of `MaxPool1d`; see {@link MaxUnpool2d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0.
 */
export class MaxUnpool1d extends MaxUnpoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "MaxUnpool1d");
  /**
   * A partial inverse of `MaxPool1d`; see {@link MaxUnpool2d}. Further arguments, by position or by name:
   * stride = kernelSize, padding = 0.
   *
   * @example
   * const [values, indices] = new nn.MaxPool1d(2, { returnIndices: true })(tensor([[1, 5, 2, 3]]));
   * new nn.MaxUnpool1d(2)(values, indices); // → tensor([[0., 5., 0., 3.]])
   */
  constructor(kernelSize: Size, ...options: MaxUnpoolArguments);
  /** A partial inverse of `MaxPool1d`; see {@link MaxUnpool2d}. Takes all arguments by name. */
  constructor(options: Omit<MaxUnpoolOptions, "outputSize"> & KernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [kernelSize, ...rest] = required<[Size]>("MaxUnpool1d", ["kernelSize"], [first, ...more]);
    super(1, kernelSize, read1(rest));
  }
  /** Puts values back: `[N, C, L']` and their indices to `[N, C, L]`; `outputSize` chooses among the possible sizes. */
  forward(x: Tensor, indices: Tensor, outputSize?: OutputSizeArgument): Tensor {
    return run(1, this, x, indices, outputSize);
  }
}
/**
 * A partial inverse of `MaxPool2d`: puts each value back at the position of its maximum, and zeros elsewhere. Called
 * with the values, the indices from the pooling, and optionally the output's size. Further arguments, by position or by
 * name: stride = kernelSize, padding = 0.
 *
 * @throws KindlingError `index-range` for indices beyond the output, `pool-shape`, `pool-option`.
 */
export class MaxUnpool2d extends MaxUnpoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "MaxUnpool2d");
  /**
   * A partial inverse of `MaxPool2d`: puts each value back at the position of its maximum, and zeros elsewhere. Further
   * arguments, by position or by name: stride = kernelSize, padding = 0.
   *
   * @throws KindlingError `index-range` for indices beyond the output, `pool-shape`, `pool-option`.
   * @example
   * const [values, indices] = new nn.MaxPool2d(2, { returnIndices: true })(tensor([[[1, 2], [4, 3]]]));
   * new nn.MaxUnpool2d(2)(values, indices).tolist(); // → 0,0,4,0
   */
  constructor(kernelSize: Size, ...options: MaxUnpoolArguments);
  /**
   * A partial inverse of `MaxPool2d`: puts each value back at the position of its maximum, and zeros elsewhere. Takes
   * all arguments by name.
   */
  constructor(options: Omit<MaxUnpoolOptions, "outputSize"> & KernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [kernelSize, ...rest] = required<[Size]>("MaxUnpool2d", ["kernelSize"], [first, ...more]);
    super(2, kernelSize, read2(rest));
  }
  /** Puts values back: `[N, C, H', W']` and their indices to `[N, C, H, W]`; `outputSize` chooses among the possible sizes. */
  forward(x: Tensor, indices: Tensor, outputSize?: OutputSizeArgument): Tensor {
    return run(2, this, x, indices, outputSize);
  }
}
/**
 * A partial inverse of `MaxPool3d`; see {@link MaxUnpool2d}.
 *
 * Further arguments, by position or by name: stride = kernelSize, padding = 0.
 */
export class MaxUnpool3d extends MaxUnpoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "MaxUnpool3d");
  /**
   * A partial inverse of `MaxPool3d`; see {@link MaxUnpool2d}. Further arguments, by position or by name:
   * stride = kernelSize, padding = 0.
   *
   * @example
   * const [values, indices] = new nn.MaxPool3d(2, { returnIndices: true })(rand(1, 3, 8, 8, 8));
   * new nn.MaxUnpool3d(2)(values, indices).shape; // → 1,3,8,8,8
   */
  constructor(kernelSize: Size, ...options: MaxUnpoolArguments);
  /** A partial inverse of `MaxPool3d`; see {@link MaxUnpool2d}. Takes all arguments by name. */
  constructor(options: Omit<MaxUnpoolOptions, "outputSize"> & KernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [kernelSize, ...rest] = required<[Size]>("MaxUnpool3d", ["kernelSize"], [first, ...more]);
    super(3, kernelSize, read3(rest));
  }
  /** Puts values back: `[N, C, D', H', W']` and their indices to `[N, C, D, H, W]`; `outputSize` chooses among the possible sizes. */
  forward(x: Tensor, indices: Tensor, outputSize?: OutputSizeArgument): Tensor {
    return run(3, this, x, indices, outputSize);
  }
}
