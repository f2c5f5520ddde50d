import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { each, type Size, tuple } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import { foldColumns, unfoldColumns } from "../../ops/window/im2col.js";
import { label } from "../../ops/label.js";
import { squeeze, unsqueeze } from "../../ops/view/view.js";
import { isComplex } from "../../shape/dtype.js";
import { showShape } from "../../util/array.js";
import { checkFloat } from "../../ops/refuse.js";

/** Options of {@link fold} and {@link unfold}. */
export interface FoldOptions {
  /** The distance between elements of a block. Default 1. */
  dilation?: Size;
  /** Zeros around the image. Default 0. */
  padding?: Size;
  /** The step from one block to the next. Default 1. */
  stride?: Size;
}
type FoldArguments = Rest<[dilation: Size, padding: Size, stride: Size], FoldOptions>;

const bad = (sentence: string, fix: string): never => fail("fold-option", sentence, fix);
const two = (v: Size, name: string): number[] =>
  each(v, 2) ??
  bad(
    `It is expected ${name} equals to 2, but got size ${Array.isArray(v) ? v.length : String(v)}`,
    "a number for both dimensions, or [height, width].",
  );

function numbers(
  kernelSize: Size,
  o: FoldOptions,
): { kernel: number[]; dilation: number[]; padding: number[]; stride: number[] } {
  const kernel = two(kernelSize, "kernel_size"),
    dilation = two(o.dilation ?? 1, "dilation"),
    padding = two(o.padding ?? 0, "padding"),
    stride = two(o.stride ?? 1, "stride");
  const show = (v: readonly number[], name: string): string => `${name}_height: ${v[0]} ${name}_width: ${v[1]}`;
  if (kernel.some((n) => n <= 0))
    bad(`kernel size should be greater than zero, but got ${show(kernel, "kernel")}`, "choose a kernelSize from 1 on.");
  if (dilation.some((n) => n <= 0))
    bad(`dilation should be greater than zero, but got ${show(dilation, "dilation")}`, "leave dilation out: it is 1.");
  if (padding.some((n) => n < 0))
    bad(`padding should be non-negative, but got ${show(padding, "pad")}`, "leave padding out: it is 0.");
  if (stride.some((n) => n <= 0))
    bad(`stride should be greater than zero, but got ${show(stride, "stride")}`, "leave stride out: it is 1.");
  return { kernel, dilation, padding, stride };
}
function checkType(x: Tensor, name: string): void {
  if (!isComplex(x.dtype)) checkFloat(name, x.dtype);
}

const readFold = readerOf<FoldOptions>("fold", ["dilation", "padding", "stride"]),
  readUnfold = readerOf<FoldOptions>("unfold", ["dilation", "padding", "stride"]);

/** Arguments of {@link unfold}, by name. */
interface KernelSizeNamed {
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * im2col: the windows of images, each as a column. `[N, C, H, W]` (or `[C, H, W]`) gives `[N, C · kh · kw, windows]`.
 *
 * Further arguments, by position or by name: dilation = 1, padding = 0, stride = 1.
 *
 * @throws KindlingError `fold-option`.
 * @example
 * F.unfold(zeros(1, 3, 10, 12), [4, 5]).shape; // → 1,60,56
 */
export function unfold(x: Tensor, kernelSize: Size, ...options: FoldArguments): Tensor;
/**
 * im2col: the windows of images, each as a column. `[N, C, H, W]` (or `[C, H, W]`) gives `[N, C · kh · kw, windows]`.
 * Takes all arguments after the first by name.
 */
export function unfold(x: Tensor, options: FoldOptions & KernelSizeNamed): Tensor;
export function unfold(x: Tensor, ...args: unknown[]): Tensor {
  const [kernelSize, ...rest] = required<[Size]>("unfold", ["kernelSize"], args);
  needTensor(x, "unfold");
  const n = numbers(kernelSize, readUnfold(rest));
  if (x.shape.length !== 3 && x.shape.length !== 4)
    bad(
      `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${showShape(x.shape)}`,
      "inputs are [N, C, H, W], or [C, H, W].",
    );
  checkType(x, "im2col_out_cpu");
  const input = x.shape.length === 3 ? unsqueeze(x, 0) : x,
    size = input.shape.slice(2);
  const count = size.map(
    (s, d) => Math.floor((s + 2 * n.padding[d]! - n.dilation[d]! * (n.kernel[d]! - 1) - 1) / n.stride[d]!) + 1,
  );
  if (count.some((c) => c < 1))
    bad(
      `Given input with spatial size ${tuple(size)}, kernel_size=${tuple(n.kernel)}, dilation=${tuple(n.dilation)}, padding=${tuple(n.padding)}, calculated shape of the array of sliding blocks as ${tuple(count)}, but its components must be at least one.`,
      "choose a smaller kernel or dilation, or more padding.",
    );
  const out = unfoldColumns(input, { ...n, size, count });
  return input === x ? out : label(squeeze(out, 0), "Im2ColBackward0");
}

/** Arguments of {@link fold}, by name. */
interface OutputSizeKernelSizeNamed {
  /** Height and width of the image. */
  outputSize: Size;
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * col2im, which adds the windows of {@link unfold} up where they overlap: `[N, C · kh · kw, windows]` (or without N)
 * gives `[N, C, …outputSize]`.
 *
 * Further arguments, by position or by name: dilation = 1, padding = 0, stride = 1.
 *
 * @throws KindlingError `fold-option`.
 * @example
 * // The number of windows that cover each position.
 * F.fold(F.unfold(ones(1, 1, 3, 3), 2), 3, 2).tolist(); // → 1,2,1,2,4,2,1,2,1
 */
export function fold(x: Tensor, outputSize: Size, kernelSize: Size, ...options: FoldArguments): Tensor;
/**
 * col2im, which adds the windows of {@link unfold} up where they overlap: `[N, C · kh · kw, windows]` (or without N)
 * gives `[N, C, …outputSize]`. Takes all arguments after the first by name.
 */
export function fold(x: Tensor, options: FoldOptions & OutputSizeKernelSizeNamed): Tensor;
export function fold(x: Tensor, ...args: unknown[]): Tensor {
  const [outputSize, kernelSize, ...rest] = required<[Size, Size]>("fold", ["outputSize", "kernelSize"], args);
  needTensor(x, "fold");
  const size = two(outputSize, "output_size"),
    n = numbers(kernelSize, readFold(rest));
  if ((x.shape.length !== 2 && x.shape.length !== 3) || x.shape.slice(x.shape.length - 2).includes(0))
    bad(
      `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${showShape(x.shape)}`,
      "inputs are [N, C · kernel elements, blocks], as unfold gives them.",
    );
  const input = x.shape.length === 2 ? unsqueeze(x, 0) : x,
    d = x.shape.length - 2;
  const area = n.kernel[0]! * n.kernel[1]!;
  if (input.shape[1]! % area !== 0)
    bad(
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${input.shape[1]} and kernel_size=${tuple(n.kernel)}.`,
      "pass the kernelSize that unfold was given.",
    );
  const count = size.map(
    (s, i) => Math.floor((s + 2 * n.padding[i]! - n.dilation[i]! * (n.kernel[i]! - 1) - 1) / n.stride[i]!) + 1,
  );
  if (input.shape[2] !== count[0]! * count[1]! || count.some((c) => c < 1))
    bad(
      `Given output_size=${tuple(size)}, kernel_size=${tuple(n.kernel)}, dilation=${tuple(n.dilation)}, padding=${tuple(n.padding)}, stride=${tuple(n.stride)}, expected size of input's dimension 2 to match the calculated number of sliding blocks ${count[0]} * ${count[1]} = ${count[0]! * count[1]!}, but got input.size(2)=${x.shape[d + 1]}.`,
      "pass the sizes that unfold was given.",
    );
  checkType(x, "col2im_out_cpu");
  const out = foldColumns(input, { ...n, size, count });
  return input === x ? out : label(squeeze(out, 0), "Col2ImBackward0");
}
