import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import type { Size } from "../sizes.js";
import { type ConvLayerOptions, ConvNd, type PaddingMode } from "./conv-nd.js";
import { convolution } from "../functional/conv.js";
import { watchDead } from "../functional/hints.js";
import { padAs } from "../functional/pad.js";
import { layer } from "../python-form.js";

/** {@link ConvLayerOptions} with the kernel size by name, too. */
export interface ConvKernel extends ConvLayerOptions {
  /** The size of the window: one number, or one per spatial dimension. */
  kernelSize: Size;
}
/** Takes all arguments by name. */
export interface ConvNames extends ConvKernel {
  /** The channels of the input. */
  inChannels: number;
  /** The channels of the output. */
  outChannels: number;
}
/**
 * Further arguments, by position or by name: stride = 1, padding = 0, dilation = 1, groups = 1, bias = true,
 * paddingMode = "zeros".
 */
export type ConvArguments = Rest<
  [
    stride: Size,
    padding: Size | "same" | "valid",
    dilation: Size,
    groups: number,
    bias: boolean,
    paddingMode: PaddingMode,
  ],
  ConvLayerOptions
>;

const reader = (name: string): ((args: readonly unknown[]) => ConvLayerOptions) =>
  readerOf(name, ["stride", "padding", "dilation", "groups", "bias", "paddingMode"], ["dtype"]);
const read1 = reader("Conv1d"),
  read2 = reader("Conv2d"),
  read3 = reader("Conv3d");

function forward(layer: ConvNd, x: Tensor): Tensor {
  const { weight, bias, stride, dilation, groups, paddingMode } = layer,
    nd = layer.kernelSize.length;
  const out =
    paddingMode === "zeros"
      ? convolution(nd, x, weight, { bias, stride, padding: layer.padding, dilation, groups })
      : convolution(nd, padAs(x, layer.reversedPadding, paddingMode), weight, { bias, stride, dilation, groups });
  watchDead(x, layer);
  return out;
}

/**
 * Convolution over lines: `[N, inChannels, L]` to `[N, outChannels, L']`; a window of `kernelSize` elements moves along
 * the line. The arguments are those of {@link Conv2d}.
 *
 * Further arguments, by position or by name: stride = 1, padding = 0, dilation = 1, groups = 1, bias = true,
 * paddingMode = "zeros"; by name only: dtype.
 *
 * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
 */
export class Conv1d extends ConvNd {
  static override readonly name = /* @__PURE__ */ layer(this, "Conv1d");
  /**
   * Convolution over lines: `[N, inChannels, L]` to `[N, outChannels, L']`; a window of `kernelSize` elements moves
   * along the line. Further arguments, by position or by name: stride = 1, padding = 0, dilation = 1, groups = 1,
   * bias = true, paddingMode = "zeros"; by name only: dtype.
   *
   * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
   * @example
   * new nn.Conv1d(4, 8, 3, { padding: 1 })(zeros(2, 4, 50)).shape; // → 2,8,50
   */
  constructor(inChannels: number, outChannels: number, kernelSize: Size, ...options: ConvArguments);
  /**
   * Convolution over lines: `[N, inChannels, L]` to `[N, outChannels, L']`; a window of `kernelSize` elements moves
   * along the line. Takes the kernel size and all further arguments by name.
   */
  constructor(inChannels: number, outChannels: number, options: ConvKernel);
  /**
   * Convolution over lines: `[N, inChannels, L]` to `[N, outChannels, L']`; a window of `kernelSize` elements moves
   * along the line. Takes all arguments by name.
   */
  constructor(options: ConvNames);
  constructor(first: unknown, ...more: unknown[]) {
    const [inChannels, outChannels, kernelSize, ...rest] = required<[number, number, Size]>(
      "Conv1d",
      ["inChannels", "outChannels", "kernelSize"],
      [first, ...more],
    );
    super(1, false, inChannels, outChannels, kernelSize, read1(rest));
  }
  /** Convolves: `[N, inChannels, L]` (or without N) to `[N, outChannels, L']`. */
  forward(x: Tensor): Tensor {
    return forward(this, x);
  }
}

/**
 * Convolution over images: `[N, inChannels, H, W]` (or one, without N) to `[N, outChannels, H', W']` with H' = ⌊(H +
 * 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Each output element is the sum of a window of the input,
 * all its channels, times the weights of its own channel: it searches for the same pattern everywhere.
 *
 * `weight` is `[outChannels, inChannels / groups, kernelSize, kernelSize]`, `bias` `[outChannels]`; both are
 * initialized as in PyTorch for the same seed.
 *
 * Further arguments, by position or by name: stride = 1, padding = 0, dilation = 1, groups = 1, bias = true,
 * paddingMode = "zeros"; by name only: dtype.
 *
 * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
 */
export class Conv2d extends ConvNd {
  static override readonly name = /* @__PURE__ */ layer(this, "Conv2d");
  /**
   * Convolution over images: `[N, inChannels, H, W]` (or one, without N) to `[N, outChannels, H', W']` with H' = ⌊(H +
   * 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Further arguments, by position or by name: stride = 1,
   * padding = 0, dilation = 1, groups = 1, bias = true, paddingMode = "zeros"; by name only: dtype.
   *
   * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
   * @example
   * new nn.Conv2d(1, 32, 3, 1)(zeros(64, 1, 28, 28)).shape; // → 64,32,26,26
   * new nn.Conv2d(1, 32, 3, { padding: "same" })(zeros(64, 1, 28, 28)).shape; // → 64,32,28,28
   * new nn.Conv2d(1, 32, { kernelSize: 3, stride: 2 })(zeros(64, 1, 28, 28)).shape; // → 64,32,13,13
   */
  constructor(inChannels: number, outChannels: number, kernelSize: Size, ...options: ConvArguments);
  /**
   * Convolution over images: `[N, inChannels, H, W]` (or one, without N) to `[N, outChannels, H', W']` with H' = ⌊(H +
   * 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Takes the kernel size and all further arguments by name.
   */
  constructor(inChannels: number, outChannels: number, options: ConvKernel);
  /**
   * Convolution over images: `[N, inChannels, H, W]` (or one, without N) to `[N, outChannels, H', W']` with H' = ⌊(H +
   * 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Takes all arguments by name.
   */
  constructor(options: ConvNames);
  constructor(first: unknown, ...more: unknown[]) {
    const [inChannels, outChannels, kernelSize, ...rest] = required<[number, number, Size]>(
      "Conv2d",
      ["inChannels", "outChannels", "kernelSize"],
      [first, ...more],
    );
    super(2, false, inChannels, outChannels, kernelSize, read2(rest));
  }
  /** Convolves: `[N, inChannels, H, W]` (or without N) to `[N, outChannels, H', W']`. */
  forward(x: Tensor): Tensor {
    return forward(this, x);
  }
}

/**
 * Convolution over volumes: `[N, inChannels, D, H, W]` to `[N, outChannels, D', H', W']`. The arguments are those of
 * {@link Conv2d}.
 *
 * Further arguments, by position or by name: stride = 1, padding = 0, dilation = 1, groups = 1, bias = true,
 * paddingMode = "zeros"; by name only: dtype.
 *
 * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
 */
export class Conv3d extends ConvNd {
  static override readonly name = /* @__PURE__ */ layer(this, "Conv3d");
  /**
   * Convolution over volumes: `[N, inChannels, D, H, W]` to `[N, outChannels, D', H', W']`. Further arguments, by
   * position or by name: stride = 1, padding = 0, dilation = 1, groups = 1, bias = true, paddingMode = "zeros"; by name
   * only: dtype.
   *
   * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
   * @example
   * new nn.Conv3d(1, 4, 3)(zeros(2, 1, 8, 16, 16)).shape; // → 2,4,6,14,14
   */
  constructor(inChannels: number, outChannels: number, kernelSize: Size, ...options: ConvArguments);
  /**
   * Convolution over volumes: `[N, inChannels, D, H, W]` to `[N, outChannels, D', H', W']`. Takes the kernel size and
   * all further arguments by name.
   */
  constructor(inChannels: number, outChannels: number, options: ConvKernel);
  /**
   * Convolution over volumes: `[N, inChannels, D, H, W]` to `[N, outChannels, D', H', W']`. Takes all arguments by
   * name.
   */
  constructor(options: ConvNames);
  constructor(first: unknown, ...more: unknown[]) {
    const [inChannels, outChannels, kernelSize, ...rest] = required<[number, number, Size]>(
      "Conv3d",
      ["inChannels", "outChannels", "kernelSize"],
      [first, ...more],
    );
    super(3, false, inChannels, outChannels, kernelSize, read3(rest));
  }
  /** Convolves: `[N, inChannels, D, H, W]` (or without N) to `[N, outChannels, D', H', W']`. */
  forward(x: Tensor): Tensor {
    return forward(this, x);
  }
}
