import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { keep, type Size, sizeText } from "../sizes.js";
import { fold, type FoldOptions, unfold } from "../functional/fold.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: dilation = 1, padding = 0, stride = 1. */
export type FoldArguments = Rest<[dilation: Size, padding: Size, stride: Size], FoldOptions>;
const readFold = readerOf<FoldOptions>("Fold", ["dilation", "padding", "stride"]),
  readUnfold = readerOf<FoldOptions>("Unfold", ["dilation", "padding", "stride"]);

/** Arguments of {@link Unfold}, by name. */
interface KernelSizeNamed {
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * Extracts blocks of images as columns: `[N, C, H, W]` to `[N, C · kh · kw, blocks]`. Further arguments, by position or
 * by name: dilation = 1, padding = 0, stride = 1.
 */
export class Unfold extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Unfold");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.fold",
    names: { kernelSize: "kernel_size" },
    attributes: { kernel_size: "size", dilation: "size", padding: "size", stride: "size" },
  };
  /** Size of a block: one number for both spatial dimensions, or one for each. */
  readonly kernelSize: Size;
  /** Distance of neighbouring elements within a block. Default 1. */
  readonly dilation: Size;
  /** Zeros added on both sides of each spatial dimension. Default 0. */
  readonly padding: Size;
  /** Step from one block to the next. Default 1. */
  readonly stride: Size;
  /**
   * Extracts blocks of images as columns: `[N, C, H, W]` to `[N, C · kh · kw, blocks]`. Further arguments, by position
   * or by name: dilation = 1, padding = 0, stride = 1.
   *
   * @example
   * new nn.Unfold(2)(zeros(1, 3, 4, 5)).shape; // → 1,12,12
   */
  constructor(kernelSize: Size, ...options: FoldArguments);
  /**
   * Extracts blocks of images as columns: `[N, C, H, W]` to `[N, C · kh · kw, blocks]`. Takes all arguments by name.
   */
  constructor(options: FoldOptions & KernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [kernelSize, ...rest] = required<[Size]>("Unfold", ["kernelSize"], [first, ...more]);
    const o = readUnfold(rest);
    this.kernelSize = keep(kernelSize);
    this.dilation = keep(o.dilation ?? 1);
    this.padding = keep(o.padding ?? 0);
    this.stride = keep(o.stride ?? 1);
  }
  /** Takes out blocks: `[N, C, H, W]` (or without N) to `[N, C · k, blocks]`, k elements each. */
  forward(x: Tensor): Tensor {
    return unfold(x, this.kernelSize, this.dilation, this.padding, this.stride);
  }
  override extraRepr(): string {
    return `kernel_size=${sizeText(this.kernelSize)}, dilation=${sizeText(this.dilation)}, padding=${sizeText(this.padding)}, stride=${sizeText(this.stride)}`;
  }
}

/** Arguments of {@link Fold}, by name. */
interface OutputSizeKernelSizeNamed {
  /** Height and width of the image. */
  outputSize: Size;
  /** The window's size: a number for each dimension, or one for all. */
  kernelSize: Size;
}
/**
 * The adjoint of {@link Unfold}: sums blocks `[N, C · kh · kw, blocks]` into `[N, C, …outputSize]`; overlaps add up.
 * Further arguments, by position or by name: dilation = 1, padding = 0, stride = 1.
 *
 * @throws KindlingError `fold-option`.
 */
export class Fold extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Fold");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.fold",
    names: { outputSize: "output_size", kernelSize: "kernel_size" },
    attributes: { output_size: "size", kernel_size: "size", dilation: "size", padding: "size", stride: "size" },
  };
  /** Height and width of the output: one number for both, or one for each. */
  readonly outputSize: Size;
  /** Size of a block: one number for both spatial dimensions, or one for each. */
  readonly kernelSize: Size;
  /** Distance of neighbouring elements within a block. Default 1. */
  readonly dilation: Size;
  /** The padding with which the blocks were extracted. Default 0. */
  readonly padding: Size;
  /** Step from one block to the next. Default 1. */
  readonly stride: Size;
  /**
   * The adjoint of {@link Unfold}: sums blocks `[N, C · kh · kw, blocks]` into `[N, C, …outputSize]`; overlaps add up.
   * Further arguments, by position or by name: dilation = 1, padding = 0, stride = 1.
   *
   * @throws KindlingError `fold-option`.
   * @example
   * new nn.Fold([2, 3], [2, 2])(ones(1, 4, 2)).tolist(); // → 1,2,1,1,2,1
   */
  constructor(outputSize: Size, kernelSize: Size, ...options: FoldArguments);
  /**
   * The adjoint of {@link Unfold}: sums blocks `[N, C · kh · kw, blocks]` into `[N, C, …outputSize]`; overlaps add up.
   * Takes all arguments by name.
   */
  constructor(options: FoldOptions & OutputSizeKernelSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [outputSize, kernelSize, ...rest] = required<[Size, Size]>(
      "Fold",
      ["outputSize", "kernelSize"],
      [first, ...more],
    );
    const o = readFold(rest);
    this.outputSize = keep(outputSize);
    this.kernelSize = keep(kernelSize);
    this.dilation = keep(o.dilation ?? 1);
    this.padding = keep(o.padding ?? 0);
    this.stride = keep(o.stride ?? 1);
  }
  /** Adds up blocks: `[N, C · k, blocks]` (or without N), k elements each, to `[N, C, …outputSize]`. */
  forward(x: Tensor): Tensor {
    return fold(x, this.outputSize, this.kernelSize, this.dilation, this.padding, this.stride);
  }
  override extraRepr(): string {
    return `output_size=${sizeText(this.outputSize)}, kernel_size=${sizeText(this.kernelSize)}, dilation=${sizeText(this.dilation)}, padding=${sizeText(this.padding)}, stride=${sizeText(this.stride)}`;
  }
}
