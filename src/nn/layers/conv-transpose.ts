import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest, byName } from "../../diagnose/arguments.js";
import { type Size, tuple } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import { showShape } from "../../util/array.js";
import { ConvNd, type ConvTransposeLayerOptions } from "./conv-nd.js";
import { transposedConvolution } from "../functional/conv.js";
import { layer } from "../python-form.js";

/** {@link ConvTransposeLayerOptions} with the kernel size by name, too. */
export interface ConvTransposeKernel extends ConvTransposeLayerOptions {
  /** The size of the window: one number, or one per spatial dimension. */
  kernelSize: Size;
}
/** Takes all arguments by name. */
export interface ConvTransposeNames extends ConvTransposeKernel {
  /** The channels of the input. */
  inChannels: number;
  /** The channels of the output. */
  outChannels: number;
}
/**
 * Further arguments, by position or by name: stride = 1, padding = 0, outputPadding = 0, groups = 1, bias = true,
 * dilation = 1, paddingMode = "zeros".
 */
export type TransposeArguments = Rest<
  [
    stride: Size,
    padding: Size,
    outputPadding: Size,
    groups: number,
    bias: boolean,
    dilation: Size,
    paddingMode: "zeros",
  ],
  ConvTransposeLayerOptions
>;

const reader = (name: string): ((args: readonly unknown[]) => ConvTransposeLayerOptions) =>
  readerOf(name, ["stride", "padding", "outputPadding", "groups", "bias", "dilation", "paddingMode"], ["dtype"]);
const read1 = reader("ConvTranspose1d"),
  read2 = reader("ConvTranspose2d"),
  read3 = reader("ConvTranspose3d");

/** The elements to add to the output to reach the requested size. */
function lengthened(layer: ConvNd, x: Tensor, wanted: readonly number[]): number[] {
  const nd = layer.kernelSize.length,
    padding = layer.padding as readonly number[],
    other = x.shape.length === nd + 2 ? 2 : 1;
  const sizes = wanted.length === nd + other ? wanted.slice(other) : wanted;
  if (sizes.length !== nd)
    fail(
      "conv-option",
      `ConvTranspose${nd}D: for ${x.shape.length}D input, output_size must have ${nd} or ${other + nd} elements (got ${sizes.length})`,
      "give the size of each dimension after the channels.",
    );
  const least = layer.kernelSize.map(
    (k, d) => (x.shape[other + d]! - 1) * layer.stride[d]! - 2 * padding[d]! + layer.dilation[d]! * (k - 1) + 1,
  );
  const most = least.map((n, d) => n + layer.stride[d]! - 1);
  if (sizes.some((n, d) => !(n >= least[d]! && n <= most[d]!)))
    fail(
      "conv-option",
      `requested an output size of ${tuple(sizes)}, but valid sizes range from ${showShape(least)} to ${showShape(most)} (for an input of torch.Size(${showShape(x.shape.slice(2))}))`,
      "choose a size in this range, or another stride.",
    );
  return sizes.map((n, d) => n - least[d]!);
}

/**
 * The size of the result, if several are possible: `[height, width]`, by position or by name.
 */
type OutputSizeArgument =
  | readonly number[]
  | null
  | {
      /** The size of the result, if several are possible. Default null: the smallest. */
      outputSize?: readonly number[] | null;
    };
const sizeOf = (layer: ConvNd, given: OutputSizeArgument | undefined): readonly number[] | null =>
  byName<{ outputSize?: readonly number[] | null }>(layer.constructor.name, ["outputSize"], [given]).outputSize ?? null;

function forward(layer: ConvNd, x: Tensor, outputSize: readonly number[] | null): Tensor {
  const { weight, bias, stride, dilation, groups } = layer;
  return transposedConvolution(layer.kernelSize.length, x, weight, {
    bias,
    stride,
    padding: layer.padding as readonly number[],
    dilation,
    groups,
    outputPadding: outputSize === null ? layer.outputPadding : lengthened(layer, x, outputSize),
  });
}

/**
 * Transposed convolution over lines, the gradient of {@link Conv1d}: `[N, inChannels, L]` to `[N, outChannels, L']`.
 * The arguments are those of {@link ConvTranspose2d}.
 *
 * Further arguments, by position or by name: stride = 1, padding = 0, outputPadding = 0, groups = 1, bias = true,
 * dilation = 1, paddingMode = "zeros"; by name only: dtype.
 *
 * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
 */
export class ConvTranspose1d extends ConvNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConvTranspose1d");
  /**
   * Transposed convolution over lines, the gradient of {@link Conv1d}: `[N, inChannels, L]` to `[N, outChannels, L']`.
   * Further arguments, by position or by name: stride = 1, padding = 0, outputPadding = 0, groups = 1, bias = true,
   * dilation = 1, paddingMode = "zeros"; by name only: dtype.
   *
   * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
   * @example
   * new nn.ConvTranspose1d(8, 4, 2, { stride: 2 })(zeros(1, 8, 10)).shape; // → 1,4,20
   */
  constructor(inChannels: number, outChannels: number, kernelSize: Size, ...options: TransposeArguments);
  /**
   * Transposed convolution over lines, the gradient of {@link Conv1d}: `[N, inChannels, L]` to `[N, outChannels, L']`.
   * Takes the kernel size and all further arguments by name.
   */
  constructor(inChannels: number, outChannels: number, options: ConvTransposeKernel);
  /**
   * Transposed convolution over lines, the gradient of {@link Conv1d}: `[N, inChannels, L]` to `[N, outChannels, L']`.
   * Takes all arguments by name.
   */
  constructor(options: ConvTransposeNames);
  constructor(first: unknown, ...more: unknown[]) {
    const [inChannels, outChannels, kernelSize, ...rest] = required<[number, number, Size]>(
      "ConvTranspose1d",
      ["inChannels", "outChannels", "kernelSize"],
      [first, ...more],
    );
    super(1, true, inChannels, outChannels, kernelSize, read1(rest));
  }
  /**
   * Applies the transposed convolution: `[N, inChannels, L]` (or without N) to `[N, outChannels, L']`; `outputSize`
   * chooses among the possible sizes.
   */
  forward(x: Tensor, outputSize?: OutputSizeArgument): Tensor {
    return forward(this, x, sizeOf(this, outputSize));
  }
}

/**
 * Transposed convolution over images, the gradient of {@link Conv2d}, which makes images larger:
 * `[N, inChannels, H, W]` to `[N, outChannels, H', W']` with H' = (H − 1)·stride − 2·padding + dilation·(kernelSize −
 * 1) + outputPadding + 1. Each input element adds the weights, scaled by its value, to a window of the output.
 *
 * `weight` is `[inChannels, outChannels / groups, kernelSize, kernelSize]`. A call takes the output's size as a second
 * argument, if several are possible.
 *
 * Further arguments, by position or by name: stride = 1, padding = 0, outputPadding = 0, groups = 1, bias = true,
 * dilation = 1, paddingMode = "zeros"; by name only: dtype.
 *
 * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
 */
export class ConvTranspose2d extends ConvNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConvTranspose2d");
  /**
   * Transposed convolution over images, the gradient of {@link Conv2d}, which makes images larger:
   * `[N, inChannels, H, W]` to `[N, outChannels, H', W']` with H' = (H − 1)·stride − 2·padding + dilation·(kernelSize −
   * 1) + outputPadding + 1. Further arguments, by position or by name: stride = 1, padding = 0, outputPadding = 0,
   * groups = 1, bias = true, dilation = 1, paddingMode = "zeros"; by name only: dtype.
   *
   * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
   * @example
   * new nn.ConvTranspose2d(16, 8, 4, { stride: 2, padding: 1 })(zeros(1, 16, 7, 7)).shape; // → 1,8,14,14
   */
  constructor(inChannels: number, outChannels: number, kernelSize: Size, ...options: TransposeArguments);
  /**
   * Transposed convolution over images, the gradient of {@link Conv2d}, which makes images larger:
   * `[N, inChannels, H, W]` to `[N, outChannels, H', W']` with H' = (H − 1)·stride − 2·padding + dilation·(kernelSize −
   * 1) + outputPadding + 1. Takes the kernel size and all further arguments by name.
   */
  constructor(inChannels: number, outChannels: number, options: ConvTransposeKernel);
  /**
   * Transposed convolution over images, the gradient of {@link Conv2d}, which makes images larger:
   * `[N, inChannels, H, W]` to `[N, outChannels, H', W']` with H' = (H − 1)·stride − 2·padding + dilation·(kernelSize −
   * 1) + outputPadding + 1. Takes all arguments by name.
   */
  constructor(options: ConvTransposeNames);
  constructor(first: unknown, ...more: unknown[]) {
    const [inChannels, outChannels, kernelSize, ...rest] = required<[number, number, Size]>(
      "ConvTranspose2d",
      ["inChannels", "outChannels", "kernelSize"],
      [first, ...more],
    );
    super(2, true, inChannels, outChannels, kernelSize, read2(rest));
  }
  /**
   * Applies the transposed convolution: `[N, inChannels, H, W]` (or without N) to `[N, outChannels, H', W']`;
   * `outputSize` chooses among the possible sizes.
   */
  forward(x: Tensor, outputSize?: OutputSizeArgument): Tensor {
    return forward(this, x, sizeOf(this, outputSize));
  }
}

/**
 * Transposed convolution over volumes, the gradient of {@link Conv3d}: `[N, inChannels, D, H, W]` to
 * `[N, outChannels, D', H', W']`. The arguments are those of {@link ConvTranspose2d}.
 *
 * Further arguments, by position or by name: stride = 1, padding = 0, outputPadding = 0, groups = 1, bias = true,
 * dilation = 1, paddingMode = "zeros"; by name only: dtype.
 *
 * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
 */
export class ConvTranspose3d extends ConvNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConvTranspose3d");
  /**
   * Transposed convolution over volumes, the gradient of {@link Conv3d}: `[N, inChannels, D, H, W]` to
   * `[N, outChannels, D', H', W']`. Further arguments, by position or by name: stride = 1, padding = 0,
   * outputPadding = 0, groups = 1, bias = true, dilation = 1, paddingMode = "zeros"; by name only: dtype.
   *
   * @throws KindlingError `conv-option`; when called `conv-shape`, `conv-dtype`.
   * @example
   * new nn.ConvTranspose3d(8, 4, 2, { stride: 2 })(zeros(1, 8, 4, 4, 4)).shape; // → 1,4,8,8,8
   */
  constructor(inChannels: number, outChannels: number, kernelSize: Size, ...options: TransposeArguments);
  /**
   * Transposed convolution over volumes, the gradient of {@link Conv3d}: `[N, inChannels, D, H, W]` to
   * `[N, outChannels, D', H', W']`. Takes the kernel size and all further arguments by name.
   */
  constructor(inChannels: number, outChannels: number, options: ConvTransposeKernel);
  /**
   * Transposed convolution over volumes, the gradient of {@link Conv3d}: `[N, inChannels, D, H, W]` to
   * `[N, outChannels, D', H', W']`. Takes all arguments by name.
   */
  constructor(options: ConvTransposeNames);
  constructor(first: unknown, ...more: unknown[]) {
    const [inChannels, outChannels, kernelSize, ...rest] = required<[number, number, Size]>(
      "ConvTranspose3d",
      ["inChannels", "outChannels", "kernelSize"],
      [first, ...more],
    );
    super(3, true, inChannels, outChannels, kernelSize, read3(rest));
  }
  /**
   * Applies the transposed convolution: `[N, inChannels, D, H, W]` (or without N) to `[N, outChannels, D', H', W']`;
   * `outputSize` chooses among the possible sizes.
   */
  forward(x: Tensor, outputSize?: OutputSizeArgument): Tensor {
    return forward(this, x, sizeOf(this, outputSize));
  }
}
