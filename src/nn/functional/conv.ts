import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { each, type Size } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import * as conv from "../../ops/window/convolution.js";
import { label } from "../../ops/label.js";
import { permute, squeeze, unsqueeze } from "../../ops/view/view.js";
import { cppName, dtypeInfo } from "../../shape/dtype.js";
import { showShape } from "../../util/array.js";

/** Options of {@link conv1d}, {@link conv2d} and {@link conv3d}. Sizes are one number, or one per spatial dimension. */
export interface ConvOptions {
  /** Added to each output channel: `[out]`. */
  bias?: Tensor | null;
  /** The step from one window to the next. Default 1. */
  stride?: Size;
  /** Zeros added on each side; `"same"` keeps the size (stride 1 only), `"valid"` adds none. Default 0. */
  padding?: Size | "same" | "valid";
  /** The distance between elements of the window. Default 1. */
  dilation?: Size;
  /** The number of groups that channels are split into; each is convolved separately. Default 1. */
  groups?: number;
}
/** Options of {@link convTranspose1d}, {@link convTranspose2d} and {@link convTranspose3d}. */
export interface ConvTransposeOptions extends Omit<ConvOptions, "padding"> {
  /** The number of output elements removed on each side. Default 0. */
  padding?: Size;
  /** Elements added at the end of the output: a strided convolution maps several sizes to the same one. Default 0. */
  outputPadding?: Size;
}

type ConvArguments = Rest<
  [bias: Tensor | null, stride: Size, padding: Size | "same" | "valid", dilation: Size, groups: number],
  ConvOptions
>;
type TransposeArguments = Rest<
  [bias: Tensor | null, stride: Size, padding: Size, outputPadding: Size, groups: number, dilation: Size],
  ConvTransposeOptions
>;

/** `fail` with the code of a convolution's arguments. */
const badOption = (sentence: string, fix: string): never => fail("conv-option", sentence, fix);
const badShape = (sentence: string, fix: string): never => fail("conv-shape", sentence, fix);

function sizes(value: Size, nd: number, name: string): number[] {
  const out = each(value, nd);
  if (out !== null) return out;
  if (Array.isArray(value) && value.every((v) => Number.isInteger(v)))
    return badOption(
      `expected ${name} to be a single integer value or a list of ${nd} values to match the convolution dimensions, but got ${name}=${showShape(value)}`,
      `for example { ${name}: 1 }.`,
    );
  return badOption(
    `conv${nd}d(): argument '${name}' must be tuple of ints, but got ${String(value)}`,
    "one whole number for all dimensions, or an array of them.",
  );
}

/** A tensor with its batch dimension, which a single sample lacks. */
function batched(x: Tensor, nd: number, what: string): Tensor {
  if (x.shape.length === nd + 2) return x;
  if (x.shape.length === nd + 1) return unsqueeze(x, 0);
  return badShape(
    `Expected ${nd + 1}D (unbatched) or ${nd + 2}D (batched) input to ${what}, but got input of size: ${showShape(x.shape)}`,
    `the dimensions are [batch, channels, ${["length", "height, width", "depth, height, width"][nd - 1]}]${x.shape.length === nd ? ": use x.unsqueeze(0) for one channel" : ""}.`,
  );
}

function sameTypes(x: Tensor, w: Tensor, bias: Tensor | null): void {
  if (x.dtype === "bool")
    fail(
      "conv-dtype",
      `"slow_conv2d_cpu" not implemented for '${dtypeInfo[x.dtype].scalarType}'`,
      "convert first: x.float().",
    );
  const fix = (t: Tensor, to: Tensor): string => `one is ${t.dtype}, the other ${to.dtype}: use .to("${to.dtype}").`;
  if (x.dtype !== w.dtype)
    fail(
      "conv-dtype",
      `Input type (${cppName[x.dtype]}) and weight type (${cppName[w.dtype]}) should be the same`,
      fix(x, w),
    );
  if (bias !== null && bias.dtype !== x.dtype)
    fail(
      "conv-dtype",
      `Input type (${cppName[x.dtype]}) and bias type (${cppName[bias.dtype]}) should be the same`,
      fix(bias, x),
    );
}

/** The checks that both directions share, in PyTorch's order. */
function checkNumbers(
  stride: readonly number[],
  padding: readonly number[],
  dilation: readonly number[],
  outputPadding: readonly number[],
  groups: number,
): void {
  if (padding.some((p) => p < 0)) badOption("negative padding is not supported", "F.pad with negative sizes cuts off.");
  if (outputPadding.some((p) => p < 0))
    badOption("negative output_padding is not supported", "choose an outputPadding from 0 on.");
  if (stride.some((s) => s <= 0)) badOption("non-positive stride is not supported", "choose a stride from 1 on.");
  if (!Number.isInteger(groups) || groups <= 0)
    badOption("non-positive groups is not supported", "leave groups out: it is 1.");
  if (dilation.some((d) => d <= 0))
    badOption(`dilation should be greater than zero, but got ${showShape(dilation)}`, "leave dilation out: it is 1.");
}

function checkWeight(x: Tensor, w: Tensor, bias: Tensor | null, groups: number, transposed: boolean): void {
  const nd = w.shape.length;
  if (x.shape.length !== nd)
    badShape(
      `Expected ${nd}-dimensional input for ${nd}-dimensional weight ${showShape(w.shape)}, but got ${x.shape.length}-dimensional input of size ${showShape(x.shape)} instead`,
      "inputs are [N, C, …], or [C, …].",
    );
  if (w.shape[0]! < groups)
    badShape(
      `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0, but got weight of size ${showShape(w.shape)} instead`,
      "the weight has groups · outChannels / groups rows.",
    );
  if (w.shape[0]! % groups !== 0)
    badShape(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${showShape(w.shape)}] instead`,
      "the first size of the weight must be a multiple of groups.",
    );
  const grouping = transposed ? "transposed=1" : `groups=${groups}`;
  const wanted = transposed ? w.shape[0]! : w.shape[1]! * groups,
    outputs = transposed ? w.shape[1]! * groups : w.shape[0]!;
  if (x.shape[1] !== wanted) {
    badShape(
      `Given ${grouping}, weight of size ${showShape(w.shape)}, expected input${showShape(x.shape)} to have ${wanted} channels, but got ${x.shape[1]} channels instead`,
      x.shape[nd - 1] === wanted
        ? `dimension 1 holds the channels; here they seem to come last: use x.movedim(-1, 1).`
        : `dimension 1 holds the channels: it must be ${wanted}.`,
    );
  }
  if (bias !== null && (bias.shape.length !== 1 || bias.shape[0] !== outputs))
    badShape(
      `Given ${transposed ? "transposed=1, " : ""}weight of size ${showShape(w.shape)}, expected bias to be 1-dimensional with ${outputs} elements, but got bias of size ${showShape(bias.shape)} instead`,
      `give the bias ${outputs} elements, or null.`,
    );
  const kernel = w.shape.slice(2);
  if (kernel.some((k) => k === 0))
    badShape(
      `kernel size should be greater than zero, but got ${showShape(kernel)}`,
      "the weight is [outChannels, inChannels, …], none of them 0.",
    );
}

/** A convolution with parsed arguments, for the functions and the layers. */
export function convolution(nd: number, x: Tensor, w: Tensor, options: ConvOptions): Tensor {
  const what = `conv${nd}d`,
    bias = options.bias ?? null,
    groups = options.groups ?? 1;
  needTensor(x, what);
  needTensor(w, what, "weight");
  if (bias !== null) needTensor(bias, what, "bias");
  const input = batched(x, nd, what);
  sameTypes(x, w, bias);
  const stride = sizes(options.stride ?? 1, nd, "stride"),
    dilation = sizes(options.dilation ?? 1, nd, "dilation");
  const kernel = w.shape.slice(2);
  const same = options.padding === "same";
  if (typeof options.padding === "string" && !same && options.padding !== "valid")
    badOption(`Invalid padding string: '${options.padding as string}'`, 'use "same", "valid" or a number.');
  if (same && stride.some((s) => s !== 1))
    badOption(
      "padding='same' is not supported for strided convolutions",
      "give the padding as a number: for an odd kernel, (kernel − 1) / 2.",
    );
  const around =
    typeof options.padding === "string" ? sizes(0, nd, "padding") : sizes(options.padding ?? 0, nd, "padding");
  checkNumbers(stride, around, dilation, [], groups);
  checkWeight(input, w, bias, groups, false);
  const reach = kernel.map((k, d) => dilation[d]! * (k - 1));
  const size = input.shape.slice(2);
  const padded = size.map((n, d) => n + 2 * around[d]!);
  if (!same && padded.some((n, d) => n < reach[d]! + 1)) {
    badShape(
      `Calculated padded input size per channel: (${padded.join(" x ")}). Kernel size: (${reach.map((r) => r + 1).join(" x ")}). Kernel size can't be greater than actual input size`,
      "use a smaller kernel, or padding; perhaps pooling before it made the image too small.",
    );
  }
  // "same": if the zeros cannot be split evenly, the extra one goes at the end.
  const geometry: conv.Geometry = {
    stride,
    dilation,
    groups,
    kernel,
    input: size,
    padding: same ? reach.map((r) => Math.floor(r / 2)) : around,
    output: same ? size : padded.map((n, d) => Math.floor((n - reach[d]! - 1) / stride[d]!) + 1),
  };
  const out = conv.convolve(input, w, bias, geometry);
  return input === x ? out : squeeze(out, 0);
}

/** A transposed convolution with parsed arguments. */
export function transposedConvolution(nd: number, x: Tensor, w: Tensor, options: ConvTransposeOptions): Tensor {
  const what = `conv_transpose${nd}d`,
    bias = options.bias ?? null,
    groups = options.groups ?? 1;
  needTensor(x, what);
  needTensor(w, what, "weight");
  if (bias !== null) needTensor(bias, what, "bias");
  const input = batched(x, nd, what);
  sameTypes(x, w, bias);
  const stride = sizes(options.stride ?? 1, nd, "stride"),
    dilation = sizes(options.dilation ?? 1, nd, "dilation"),
    padding = sizes(options.padding ?? 0, nd, "padding"),
    more = sizes(options.outputPadding ?? 0, nd, "output_padding");
  checkNumbers(stride, padding, dilation, more, groups);
  checkWeight(input, w, bias, groups, true);
  const kernel = w.shape.slice(2),
    size = input.shape.slice(2);
  if (more.some((p, d) => p >= stride[d]! && p >= dilation[d]!)) {
    const perDimension = (name: string, v: readonly number[], one: number): string =>
      (nd === 1 ? [one, ...v] : v)
        .map((n, i) => `${name}_${["depth", "height", "width"].slice(nd === 3 ? 0 : 1)[i]}: ${n}`)
        .join(" ");
    badOption(
      `output padding must be smaller than either stride or dilation, but got ${perDimension("output_padding", more, 0)} ${perDimension("stride", stride, 1)} ${perDimension("dilation", dilation, 1)}`,
      "choose a smaller outputPadding, or a larger stride.",
    );
  }
  const output = size.map(
    (n, d) => (n - 1) * stride[d]! - 2 * padding[d]! + dilation[d]! * (kernel[d]! - 1) + more[d]! + 1,
  );
  if (output.some((n) => n <= 0))
    badShape(
      `Given input size per channel: (${size.join(" x ")}). Calculated output size per channel: (${output.join(" x ")}). Output size is too small`,
      "use less padding.",
    );
  const out = conv.convolveTransposed(input, w, bias, {
    stride,
    dilation,
    padding,
    groups,
    kernel,
    input: output,
    output: size,
  });
  return input === x ? out : squeeze(out, 0);
}

const readConv = [1, 2, 3].map((nd) =>
  readerOf<ConvOptions>(`conv${nd}d`, ["bias", "stride", "padding", "dilation", "groups"]),
);
const readTranspose = [1, 2, 3].map((nd) =>
  readerOf<ConvTransposeOptions>(`convTranspose${nd}d`, [
    "bias",
    "stride",
    "padding",
    "outputPadding",
    "groups",
    "dilation",
  ]),
);

/** Arguments of {@link conv1d}, by name. */
interface WeightNamed {
  /** The weights `[outChannels, inChannels / groups, length]`. */
  weight: Tensor;
}
/**
 * Convolution over a line: x `[N, C, L]` (or `[C, L]`) and weight `[out, C / groups, k]` give `[N, out, L']`, where
 * L' = ⌊(L + 2 · padding − dilation · (k − 1) − 1) / stride⌋ + 1.
 *
 * Further arguments, by position or by name: bias = null, stride = 1, padding = 0, dilation = 1, groups = 1.
 *
 * @throws KindlingError `conv-shape`, `conv-option`, `conv-dtype`.
 * @example
 * F.conv1d(ones(1, 1, 5), ones(1, 1, 3)).tolist(); // → 3,3,3
 */
export function conv1d(x: Tensor, weight: Tensor, ...options: ConvArguments): Tensor;
/**
 * Convolution over a line: x `[N, C, L]` (or `[C, L]`) and weight `[out, C / groups, k]` give `[N, out, L']`, where
 * L' = ⌊(L + 2 · padding − dilation · (k − 1) − 1) / stride⌋ + 1. Takes all arguments after the first by name.
 */
export function conv1d(x: Tensor, options: ConvOptions & WeightNamed): Tensor;
export function conv1d(x: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("conv1d", ["weight"], args);
  return convolution(1, x, weight, readConv[0]!(rest));
}
/** Arguments of {@link conv2d}, by name. */
interface Conv2dWeightNamed {
  /** The weights `[outChannels, inChannels / groups, height, width]`. */
  weight: Tensor;
}
/**
 * Convolution over an image: x `[N, C, H, W]` (or `[C, H, W]`) and weight `[out, C / groups, kh, kw]` give
 * `[N, out, H', W']`, with sizes as in {@link conv1d}. Each output element is the sum of a window of the input times
 * the weights of its channel.
 *
 * Further arguments, by position or by name: bias = null, stride = 1, padding = 0, dilation = 1, groups = 1.
 *
 * @throws KindlingError `conv-shape`, `conv-option`, `conv-dtype`.
 * @example
 * F.conv2d(ones(1, 3, 8, 8), ones(4, 3, 3, 3), { stride: 2, padding: 1 }).shape; // → 1,4,4,4
 */
export function conv2d(x: Tensor, weight: Tensor, ...options: ConvArguments): Tensor;
/**
 * Convolution over an image: x `[N, C, H, W]` (or `[C, H, W]`) and weight `[out, C / groups, kh, kw]` give
 * `[N, out, H', W']`, with sizes as in {@link conv1d}. Each output element is the sum of a window of the input times
 * the weights of its channel. Takes all arguments after the first by name.
 */
export function conv2d(x: Tensor, options: ConvOptions & Conv2dWeightNamed): Tensor;
export function conv2d(x: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("conv2d", ["weight"], args);
  return convolution(2, x, weight, readConv[1]!(rest));
}
/** Arguments of {@link conv3d}, by name. */
interface Conv3dWeightNamed {
  /** The weights `[outChannels, inChannels / groups, depth, height, width]`. */
  weight: Tensor;
}
/**
 * Convolution over a volume: x `[N, C, D, H, W]` (or `[C, D, H, W]`) and weight `[out, C / groups, kd, kh, kw]` give
 * `[N, out, D', H', W']`, with sizes as in {@link conv1d}.
 *
 * Further arguments, by position or by name: bias = null, stride = 1, padding = 0, dilation = 1, groups = 1.
 *
 * @throws KindlingError `conv-shape`, `conv-option`, `conv-dtype`.
 * @example
 * F.conv3d(ones(1, 1, 2, 2, 2), ones(1, 1, 2, 2, 2)).item(); // → 8
 */
export function conv3d(x: Tensor, weight: Tensor, ...options: ConvArguments): Tensor;
/**
 * Convolution over a volume: x `[N, C, D, H, W]` (or `[C, D, H, W]`) and weight `[out, C / groups, kd, kh, kw]` give
 * `[N, out, D', H', W']`, with sizes as in {@link conv1d}. Takes all arguments after the first by name.
 */
export function conv3d(x: Tensor, options: ConvOptions & Conv3dWeightNamed): Tensor;
export function conv3d(x: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("conv3d", ["weight"], args);
  return convolution(3, x, weight, readConv[2]!(rest));
}
/** Arguments of {@link convTranspose1d}, by name. */
interface ConvTranspose1dWeightNamed {
  /** The weights `[inChannels, outChannels / groups, length]`. */
  weight: Tensor;
}
/**
 * Transposed convolution over a line, the gradient of {@link conv1d} with respect to its input: x `[N, C, L]` (or
 * `[C, L]`) and weight `[C, out / groups, k]` give `[N, out, L']`, where L' = (L − 1) · stride − 2 · padding + dilation
 * · (k − 1) + outputPadding + 1. Each input element adds the weights, scaled by its value, to a window of the output.
 *
 * Further arguments, by position or by name: bias = null, stride = 1, padding = 0, outputPadding = 0, groups = 1,
 * dilation = 1.
 *
 * @throws KindlingError `conv-shape`, `conv-option`, `conv-dtype`.
 * @example
 * F.convTranspose1d(tensor([[[1, 2]]]), ones(1, 1, 2), { stride: 2 }).tolist(); // → 1,1,2,2
 */
export function convTranspose1d(x: Tensor, weight: Tensor, ...options: TransposeArguments): Tensor;
/**
 * Transposed convolution over a line, the gradient of {@link conv1d} with respect to its input: x `[N, C, L]` (or
 * `[C, L]`) and weight `[C, out / groups, k]` give `[N, out, L']`, where L' = (L − 1) · stride − 2 · padding + dilation
 * · (k − 1) + outputPadding + 1. Each input element adds the weights, scaled by its value, to a window of the output.
 * Takes all arguments after the first by name.
 */
export function convTranspose1d(x: Tensor, options: ConvTransposeOptions & ConvTranspose1dWeightNamed): Tensor;
export function convTranspose1d(x: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("convTranspose1d", ["weight"], args);
  return transposedConvolution(1, x, weight, readTranspose[0]!(rest));
}
/** Arguments of {@link convTranspose2d}, by name. */
interface ConvTranspose2dWeightNamed {
  /** The weights `[inChannels, outChannels / groups, height, width]`. */
  weight: Tensor;
}
/**
 * Transposed convolution over an image, the gradient of {@link conv2d} with respect to its input: x `[N, C, H, W]` and
 * weight `[C, out / groups, kh, kw]` give `[N, out, H', W']`, with sizes as in {@link convTranspose1d}.
 *
 * Further arguments, by position or by name: bias = null, stride = 1, padding = 0, outputPadding = 0, groups = 1,
 * dilation = 1.
 *
 * @throws KindlingError `conv-shape`, `conv-option`, `conv-dtype`.
 * @example
 * F.convTranspose2d(ones(1, 4, 4, 4), ones(4, 3, 2, 2), { stride: 2 }).shape; // → 1,3,8,8
 */
export function convTranspose2d(x: Tensor, weight: Tensor, ...options: TransposeArguments): Tensor;
/**
 * Transposed convolution over an image, the gradient of {@link conv2d} with respect to its input: x `[N, C, H, W]` and
 * weight `[C, out / groups, kh, kw]` give `[N, out, H', W']`, with sizes as in {@link convTranspose1d}. Takes all
 * arguments after the first by name.
 */
export function convTranspose2d(x: Tensor, options: ConvTransposeOptions & ConvTranspose2dWeightNamed): Tensor;
export function convTranspose2d(x: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("convTranspose2d", ["weight"], args);
  return transposedConvolution(2, x, weight, readTranspose[1]!(rest));
}
/** Arguments of {@link convTranspose3d}, by name. */
interface ConvTranspose3dWeightNamed {
  /** The weights `[inChannels, outChannels / groups, depth, height, width]`. */
  weight: Tensor;
}
/**
 * Transposed convolution over a volume, the gradient of {@link conv3d} with respect to its input: x `[N, C, D, H, W]`
 * and weight `[C, out / groups, kd, kh, kw]` give `[N, out, D', H', W']`, with sizes as in {@link convTranspose1d}.
 *
 * Further arguments, by position or by name: bias = null, stride = 1, padding = 0, outputPadding = 0, groups = 1,
 * dilation = 1.
 *
 * @throws KindlingError `conv-shape`, `conv-option`, `conv-dtype`.
 * @example
 * F.convTranspose3d(ones(1, 4, 2, 2, 2), ones(4, 3, 2, 2, 2), { stride: 2 }).shape; // → 1,3,4,4,4
 */
export function convTranspose3d(x: Tensor, weight: Tensor, ...options: TransposeArguments): Tensor;
/**
 * Transposed convolution over a volume, the gradient of {@link conv3d} with respect to its input: x `[N, C, D, H, W]`
 * and weight `[C, out / groups, kd, kh, kw]` give `[N, out, D', H', W']`, with sizes as in {@link convTranspose1d}.
 * Takes all arguments after the first by name.
 */
export function convTranspose3d(x: Tensor, options: ConvTransposeOptions & ConvTranspose3dWeightNamed): Tensor;
export function convTranspose3d(x: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("convTranspose3d", ["weight"], args);
  return transposedConvolution(3, x, weight, readTranspose[2]!(rest));
}

/** Options of {@link convTbc}. */
export interface ConvTbcOptions {
  /** Zeros on each side. Default 0. */
  pad?: number;
}
const readTbc = readerOf<ConvTbcOptions>("convTbc", ["pad"]);

/** Further arguments, by position or by name: pad = 0. */
export type ConvTbcArguments = Rest<[pad: number], ConvTbcOptions>;
/**
 * A convolution over time, with time first: `[T, N, C]` with weights `[k, C, out]`, a bias `[out]`, and `pad` zeros on
 * each side give `[T', N, out]`.
 *
 * Further arguments, by position or by name: pad = 0.
 *
 * @throws KindlingError `conv-shape`, `conv-option`, `conv-dtype`.
 * @example
 * F.convTbc(ones(5, 2, 3), ones(3, 3, 4), zeros(4), 1).shape; // → 5,2,4
 */
export function convTbc(x: Tensor, weight: Tensor, bias: Tensor, ...options: ConvTbcArguments): Tensor {
  const { pad = 0 } = readTbc(options);
  needTensor(x, "conv_tbc");
  needTensor(weight, "conv_tbc", "weight");
  needTensor(bias, "conv_tbc", "bias");
  if (x.shape.length !== 3)
    badShape("Input must have 3 dims: time, batch, in_channel", "reshape the input to [T, N, C].");
  if (weight.shape.length !== 3)
    badShape(
      "Weight tensor must have 3 dims: kernel_width, in_channels, out_channels.",
      "reshape the weight to [K, inChannels, outChannels].",
    );
  if (bias.shape.length !== 1) badShape("Bias must be 1-D", "flatten() it.");
  const [time, batch, channels] = x.shape as [number, number, number],
    [width, inputs, outputs] = weight.shape as [number, number, number];
  if (channels !== inputs)
    badShape(
      "Input dim 2 (input channels) is not == dim 1 in the weight tensor",
      "give the weight as many input channels as the input has.",
    );
  if (bias.shape[0] !== outputs)
    badShape(
      "Bias size must equal dim 2 in the weight tensor (output channels).",
      "give the bias one element per output channel.",
    );
  const length = time + 2 * pad - width + 1;
  if (length < 0)
    badShape(
      `Trying to create tensor with negative dimension ${length}: [${length}, ${batch}, ${outputs}]`,
      "the window is longer than the sequence: use a shorter one, or padding.",
    );
  const y = convolution(1, permute(x, [1, 2, 0]), permute(weight, [2, 1, 0]), { bias, padding: pad });
  return label(permute(y, [2, 0, 1]), "ConvTbcBackward0");
}
