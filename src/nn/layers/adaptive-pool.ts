import type { Tensor } from "../../core/tensor.js";
import { readerOf, exactly, required, type Rest } from "../../diagnose/arguments.js";
import {
  adaptiveAvgPool,
  adaptiveMaxPool,
  type AdaptiveMaxOptions,
  type OutputSize,
} from "../functional/adaptive-pool.js";
import type { Pooled } from "./max-pool.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

const avg: PythonForm = {
  module: "torch.nn.modules.pooling",
  names: { outputSize: "output_size" },
  attributes: { output_size: "openSize" },
};
const max: PythonForm = {
  module: "torch.nn.modules.pooling",
  names: { outputSize: "output_size", returnIndices: "return_indices" },
  attributes: { output_size: "openSize", return_indices: "bool" },
};

function text(v: OutputSize): string {
  const one = (n: number | null): string => (n === null ? "None" : String(n));
  return Array.isArray(v)
    ? `(${(v as readonly (number | null)[]).map(one).join(", ")}${v.length === 1 ? "," : ""})`
    : one(v as number | null);
}

/** Arguments of {@link AdaptivePoolNd}, by name. */
interface OutputSizeNamed {
  /** The size of the result: a number for each pooled dimension, or one for all. */
  outputSize: OutputSize;
}
/** The base of all adaptive pooling layers: the output's size does not depend on the input's. */
export abstract class AdaptivePoolNd extends Module {
  static override readonly name: string = "AdaptivePoolNd";
  /** Size of the output: one number for all spatial dimensions, or one for each; null keeps the input's. */
  readonly outputSize: OutputSize;
  // Without docstrings of their own, so that an editor shows the docstring of the layer.
  constructor(outputSize: OutputSize);
  constructor(options: OutputSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [outputSize] = exactly<[OutputSize]>("AdaptivePoolNd", ["outputSize"], [first, ...more]);
    this.outputSize = Array.isArray(outputSize) ? [...(outputSize as readonly (number | null)[])] : outputSize;
  }
  override extraRepr(): string {
    return `output_size=${text(this.outputSize)}`;
  }
}

/**
 * The mean of `outputSize` windows that divide a line evenly: `[N, C, L]` to `[N, C, outputSize]`.
 *
 * @example
 * new nn.AdaptiveAvgPool1d(2)(tensor([[1, 3, 5, 9]])); // → tensor([[2., 7.]])
 */
export class AdaptiveAvgPool1d extends AdaptivePoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "AdaptiveAvgPool1d");
  static override readonly python = avg;
  /** Pools: `[N, C, L]` (or without N) to `[N, C, …outputSize]`. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool(1, x, this.outputSize);
  }
}
/**
 * The mean of windows that divide each dimension evenly: `[N, C, H, W]` to `[N, C, …outputSize]`, whatever H and W.
 * null keeps a size.
 *
 * @throws KindlingError `pool-shape`, `pool-option`.
 * @example
 * new nn.AdaptiveAvgPool2d([5, null])(zeros(1, 64, 8, 9)).shape; // → 1,64,5,9
 */
export class AdaptiveAvgPool2d extends AdaptivePoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "AdaptiveAvgPool2d");
  static override readonly python = avg;
  /** Pools: `[N, C, H, W]` (or without N) to `[N, C, …outputSize]`. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool(2, x, this.outputSize);
  }
}
/**
 * {@link AdaptiveAvgPool2d} over volumes: `[N, C, D, H, W]`.
 *
 * @example
 * new nn.AdaptiveAvgPool3d(1)(zeros(2, 3, 4, 5, 6)).shape; // → 2,3,1,1,1
 */
export class AdaptiveAvgPool3d extends AdaptivePoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "AdaptiveAvgPool3d");
  static override readonly python = avg;
  /** Pools: `[N, C, D, H, W]` (or without N) to `[N, C, …outputSize]`. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool(3, x, this.outputSize);
  }
}

const read = [1, 2, 3].map((nd) => readerOf<AdaptiveMaxOptions>(`AdaptiveMaxPool${nd}d`, ["returnIndices"]));
/** Takes all arguments by name. */
export interface AdaptiveMaxNames<R extends boolean> {
  /** The size of the output: one number, or one per spatial dimension; null for the input's. */
  outputSize: OutputSize;
  /** Whether to return the positions of the largest elements too. Default false. */
  returnIndices?: R;
}
/** Further arguments, by position or by name: returnIndices = false. */
export type Indexed<R extends boolean> = Rest<
  [returnIndices: R],
  {
    /** Whether the layer returns `[values, indices]` instead of only the values. Default false. */
    returnIndices?: R;
  }
>;

/** The base of these layers. */
export abstract class AdaptiveMaxPoolNd extends AdaptivePoolNd {
  static override readonly name: string = "AdaptiveMaxPoolNd";
  /** Whether the layer returns `[values, indices]` instead of only the values. Default false. */
  readonly returnIndices: boolean;
  constructor(outputSize: OutputSize, options: AdaptiveMaxOptions) {
    super(outputSize);
    this.returnIndices = options.returnIndices ?? false;
  }
}

/**
 * The largest elements of windows that divide a line evenly; with `returnIndices` `[values, indices]`.
 *
 * Further arguments, by position or by name: returnIndices = false.
 */
export class AdaptiveMaxPool1d<R extends boolean = false> extends AdaptiveMaxPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "AdaptiveMaxPool1d");
  static override readonly python = max;
  /**
   * The largest elements of windows that divide a line evenly; with `returnIndices` `[values, indices]`. Further
   * arguments, by position or by name: returnIndices = false.
   *
   * @example
   * new nn.AdaptiveMaxPool1d(2)(tensor([[1, 3, 9, 5]])); // → tensor([[3., 9.]])
   */
  constructor(outputSize: OutputSize, ...options: Indexed<R>);
  /**
   * The largest elements of windows that divide a line evenly; with `returnIndices` `[values, indices]`. Takes all
   * arguments by name.
   */
  constructor(options: AdaptiveMaxNames<R>);
  constructor(first: unknown, ...more: unknown[]) {
    const [outputSize, ...rest] = required<[OutputSize]>("AdaptiveMaxPool1d", ["outputSize"], [first, ...more]);
    super(outputSize, read[0]!(rest));
  }
  /** Pools: `[N, C, L]` (or without N) to `[N, C, …outputSize]`; with `returnIndices` to `[values, indices]`. */
  forward(x: Tensor): Pooled<R> {
    return adaptiveMaxPool(1, x, this.outputSize, this.returnIndices) as Pooled<R>;
  }
}
/**
 * The largest elements of windows that divide each dimension evenly: `[N, C, H, W]` to `[N, C, …outputSize]`.
 *
 * Further arguments, by position or by name: returnIndices = false.
 */
export class AdaptiveMaxPool2d<R extends boolean = false> extends AdaptiveMaxPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "AdaptiveMaxPool2d");
  static override readonly python = max;
  /**
   * The largest elements of windows that divide each dimension evenly: `[N, C, H, W]` to `[N, C, …outputSize]`. Further
   * arguments, by position or by name: returnIndices = false.
   *
   * @example
   * new nn.AdaptiveMaxPool2d([2, 3])(zeros(1, 4, 9, 7)).shape; // → 1,4,2,3
   */
  constructor(outputSize: OutputSize, ...options: Indexed<R>);
  /**
   * The largest elements of windows that divide each dimension evenly: `[N, C, H, W]` to `[N, C, …outputSize]`. Takes
   * all arguments by name.
   */
  constructor(options: AdaptiveMaxNames<R>);
  constructor(first: unknown, ...more: unknown[]) {
    const [outputSize, ...rest] = required<[OutputSize]>("AdaptiveMaxPool2d", ["outputSize"], [first, ...more]);
    super(outputSize, read[1]!(rest));
  }
  /** Pools: `[N, C, H, W]` (or without N) to `[N, C, …outputSize]`; with `returnIndices` to `[values, indices]`. */
  forward(x: Tensor): Pooled<R> {
    return adaptiveMaxPool(2, x, this.outputSize, this.returnIndices) as Pooled<R>;
  }
}
/**
 * {@link AdaptiveMaxPool2d} over volumes: `[N, C, D, H, W]`.
 *
 * Further arguments, by position or by name: returnIndices = false.
 */
export class AdaptiveMaxPool3d<R extends boolean = false> extends AdaptiveMaxPoolNd {
  static override readonly name = /* @__PURE__ */ layer(this, "AdaptiveMaxPool3d");
  static override readonly python = max;
  /**
   * {@link AdaptiveMaxPool2d} over volumes: `[N, C, D, H, W]`. Further arguments, by position or by name:
   * returnIndices = false.
   *
   * @example
   * new nn.AdaptiveMaxPool3d([null, 2, 2])(zeros(1, 4, 5, 6, 7)).shape; // → 1,4,5,2,2
   */
  constructor(outputSize: OutputSize, ...options: Indexed<R>);
  /** {@link AdaptiveMaxPool2d} over volumes: `[N, C, D, H, W]`. Takes all arguments by name. */
  constructor(options: AdaptiveMaxNames<R>);
  constructor(first: unknown, ...more: unknown[]) {
    const [outputSize, ...rest] = required<[OutputSize]>("AdaptiveMaxPool3d", ["outputSize"], [first, ...more]);
    super(outputSize, read[2]!(rest));
  }
  /** Pools: `[N, C, D, H, W]` (or without N) to `[N, C, …outputSize]`; with `returnIndices` to `[values, indices]`. */
  forward(x: Tensor): Pooled<R> {
    return adaptiveMaxPool(3, x, this.outputSize, this.returnIndices) as Pooled<R>;
  }
}
