import type { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { readerOf, type Rest } from "../../diagnose/arguments.js";
import { each, type Size, tuple } from "../sizes.js";
import { fractionalMaxPool, type FractionalMaxPoolOptions } from "../functional/fractional-pool.js";
import { poolFail } from "../functional/windows.js";
import type { Pooled } from "./max-pool.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

type Given<R extends boolean> = Rest<
  [
    outputSize: Size | null,
    outputRatio: number | readonly number[] | null,
    returnIndices: R,
    _randomSamples: Tensor | null,
  ],
  FractionalMaxPoolOptions & {
    /** Whether the layer returns `[values, indices]` instead of only the values. Default false. */
    returnIndices?: R;
  }
>;

/** The base of both layers. */
export abstract class FractionalMaxPoolNd extends Module {
  static override readonly name: string = "FractionalMaxPoolNd";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.pooling",
    names: {
      kernelSize: "kernel_size",
      outputSize: "output_size",
      outputRatio: "output_ratio",
      returnIndices: "return_indices",
      _randomSamples: "_random_samples",
    },
    attributes: { kernel_size: "ints", return_indices: "bool", output_size: "ints?", output_ratio: "floats?" },
    buffers: ["_random_samples?"],
  };
  /** Size of the window, one number for each spatial dimension. */
  readonly kernelSize: readonly number[];
  /** Whether the layer returns `[values, indices]` instead of only the values. Default false. */
  readonly returnIndices: boolean;
  /** @internal The positions of the windows, `[N, C, spatial dimensions]` from 0 to 1; null (default) draws them in each call. */
  readonly _randomSamples: Tensor | null;
  /** Size of the output, one number for each spatial dimension; null if `outputRatio` is given. */
  readonly outputSize: readonly number[] | null;
  /** Size of the output as a fraction of the input's, between 0 and 1; null if `outputSize` is given. */
  readonly outputRatio: readonly number[] | null;
  protected constructor(nd: 2 | 3, kernelSize: Size, given: readonly unknown[]) {
    super();
    const name = `FractionalMaxPool${nd}d`,
      o = readerOf<FractionalMaxPoolOptions>(name, ["outputSize", "outputRatio", "returnIndices", "_randomSamples"])(
        given,
      );
    const { outputSize = null, outputRatio = null } = o;
    const sizes = (v: Size, what: string): number[] =>
      each(v, nd) ??
      poolFail(
        `fractional_max_pool${nd}d: ${what} must either be a single Int or tuple of Ints`,
        `it is ${shownValue(v)}.`,
      );
    this.kernelSize = sizes(kernelSize, "kernel_size");
    this.returnIndices = o.returnIndices ?? false;
    this._randomSamples = this.registerBuffer("_randomSamples", o._randomSamples ?? null);
    if (outputSize === null && outputRatio === null)
      poolFail(
        `${name} requires specifying either an output size, or a pooling ratio`,
        "for example { outputSize: 3 }.",
      );
    if (outputSize !== null && outputRatio !== null)
      poolFail("only one of output_size and output_ratio may be specified", "leave one of them out.");
    this.outputSize = outputSize === null ? null : sizes(outputSize, "output_size");
    this.outputRatio =
      outputRatio === null
        ? null
        : typeof outputRatio === "number"
          ? Array<number>(nd).fill(outputRatio)
          : [...outputRatio];
    if (this.outputRatio?.every((r) => r > 0 && r < 1) === false)
      poolFail(
        `output_ratio must be between 0 and 1 (got ${typeof outputRatio === "number" ? outputRatio : tuple(outputRatio!)})`,
        "for example { outputRatio: 0.5 }.",
      );
  }
  protected pool<R extends boolean>(nd: 2 | 3, x: Tensor): Pooled<R> {
    const both = fractionalMaxPool(nd, x, this.kernelSize, this);
    return (this.returnIndices ? both : both[0]) as Pooled<R>;
  }
}

/**
 * The largest element of each of `outputSize` windows, or of `outputRatio` times as many as there are elements, at
 * random positions: `[N, C, H, W]` to `[N, C, …outputSize]` (Graham 2014). Further arguments: outputSize, outputRatio,
 * returnIndices.
 *
 * Further arguments, by position or by name: outputSize = null, outputRatio = null (one of them must be given),
 * returnIndices = false, _randomSamples = null.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 */
export class FractionalMaxPool2d<R extends boolean = false> extends FractionalMaxPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "FractionalMaxPool2d");
  /**
   * The largest element of each of `outputSize` windows, or of `outputRatio` times as many as there are elements, at
   * random positions: `[N, C, H, W]` to `[N, C, …outputSize]` (Graham 2014). Further arguments, by position or by name:
   * outputSize = null, outputRatio = null (one of them must be given), returnIndices = false, _randomSamples = null.
   *
   * @throws KindlingError `pool-shape`, `pool-option`.
   * @example
   * new nn.FractionalMaxPool2d(3, { outputSize: [13, 12] })(zeros(2, 16, 50, 32)).shape; // → 2,16,13,12
   */
  constructor(kernelSize: Size, ...rest: Given<R>) {
    super(2, kernelSize, rest);
  }
  /** Pools: `[N, C, H, W]` (or without N) to `[N, C, …outputSize]`; with `returnIndices` to `[values, indices]`. */
  forward(x: Tensor): Pooled<R> {
    return this.pool(2, x);
  }
}
/**
 * {@link FractionalMaxPool2d} over volumes: `[N, C, D, H, W]`.
 *
 * Further arguments, by position or by name: outputSize = null, outputRatio = null (one of them must be given),
 * returnIndices = false, _randomSamples = null.
 */
export class FractionalMaxPool3d<R extends boolean = false> extends FractionalMaxPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "FractionalMaxPool3d");
  /**
   * {@link FractionalMaxPool2d} over volumes: `[N, C, D, H, W]`. Further arguments, by position or by name:
   * outputSize = null, outputRatio = null (one of them must be given), returnIndices = false, _randomSamples = null.
   *
   * @example
   * new nn.FractionalMaxPool3d(2, { outputRatio: 0.5 })(zeros(1, 2, 8, 8, 6)).shape; // → 1,2,4,4,3
   */
  constructor(kernelSize: Size, ...rest: Given<R>) {
    super(3, kernelSize, rest);
  }
  /** Pools: `[N, C, D, H, W]` (or without N) to `[N, C, …outputSize]`; with `returnIndices` to `[values, indices]`. */
  forward(x: Tensor): Pooled<R> {
    return this.pool(3, x);
  }
}
