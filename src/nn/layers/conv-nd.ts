import { each, pyBool, type Size, tuple } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import type { DType } from "../../shape/dtype.js";
import { floatType, zeros } from "../../tensor/creation.js";
import { product, showShape } from "../../util/array.js";
import type { ConvOptions, ConvTransposeOptions } from "../functional/conv.js";
import { kaimingUniform_, uniform_ } from "../init.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import type { PythonForm } from "../python-form.js";

/** The values around the input of a convolution. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

/** Options that all convolution layers have. */
interface LayerOptions {
  /** Whether to add a learned bias to each output channel. Default true. */
  bias?: boolean;
  /** The values around the input. Default `"zeros"`. */
  paddingMode?: PaddingMode;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}
/** Options of {@link Conv1d}, {@link Conv2d} and {@link Conv3d}. */
export interface ConvLayerOptions extends Omit<ConvOptions, "bias">, LayerOptions {}
/** Options of {@link ConvTranspose1d}, {@link ConvTranspose2d} and {@link ConvTranspose3d}. */
export interface ConvTransposeLayerOptions extends Omit<ConvTransposeOptions, "bias">, LayerOptions {}

/** The base of all convolution layers: their sizes, their parameters, and the initialization. */
export abstract class ConvNd extends Module {
  static override readonly name: string = "ConvNd";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.conv",
    names: {
      inChannels: "in_channels",
      outChannels: "out_channels",
      kernelSize: "kernel_size",
      outputPadding: "output_padding",
      paddingMode: "padding_mode",
      reversedPadding: "_reversed_padding_repeated_twice",
    },
    attributes: {
      in_channels: "count",
      out_channels: "count",
      kernel_size: "ints",
      stride: "ints",
      padding: "padding",
      dilation: "ints",
      transposed: "bool",
      output_padding: "ints",
      groups: "count",
      padding_mode: ["zeros", "reflect", "replicate", "circular"],
      _reversed_padding_repeated_twice: "ints",
    },
    missing: { padding_mode: "zeros", _reversed_padding_repeated_twice: [] },
    parameters: ["weight", "bias?"],
  };
  /** Number of channels of the input. */
  readonly inChannels: number;
  /** Number of channels of the output. */
  readonly outChannels: number;
  /** Size of the window, one number for each spatial dimension. */
  readonly kernelSize: readonly number[];
  /** Step from one window to the next, one number for each spatial dimension. Default 1. */
  readonly stride: readonly number[];
  /** Elements added on both sides of each spatial dimension; `"same"` keeps the size, `"valid"` adds none. Default 0. */
  readonly padding: readonly number[] | "same" | "valid";
  /** Distance of neighbouring elements within a window, one number for each spatial dimension. Default 1. */
  readonly dilation: readonly number[];
  /** Whether it is a transposed convolution. */
  readonly transposed: boolean;
  /** Elements added to one side of the output, in transposed convolutions. Default 0. */
  readonly outputPadding: readonly number[];
  /** Number of groups that channels are split into; each group of outputs sees only its group of inputs. Default 1. */
  readonly groups: number;
  /** What the padding holds: `"zeros"` (default), or the input `"reflect"`-ed, `"replicate"`-d at the edge, or `"circular"`. */
  readonly paddingMode: PaddingMode;
  /** The padding as `F.pad` takes it: both sides of the last dimension first. */
  readonly reversedPadding: readonly number[];
  /** Learned weights, `[outChannels, inChannels / groups, …kernelSize]`; transposed `[inChannels, outChannels / groups, …kernelSize]`. */
  weight: Parameter;
  /** Learned bias of each output channel, `[outChannels]`; null with `bias: false`. */
  bias: Parameter | null;

  constructor(
    nd: number,
    transposed: boolean,
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    options: Omit<ConvLayerOptions & ConvTransposeLayerOptions, "padding"> & { padding?: ConvLayerOptions["padding"] },
  ) {
    super();
    const name = new.target.name;
    for (const n of [inChannels, outChannels])
      if (!Number.isInteger(n))
        fail(
          "conv-option",
          `${name}(${String(inChannels)}, ${String(outChannels)}): the number of channels must be a whole number`,
          `new nn.${name}(inChannels, outChannels, kernelSize).`,
        );
    const sizes = (value: Size | undefined, what: string, otherwise: number): number[] =>
      each(value ?? otherwise, nd) ??
      fail(
        "conv-option",
        `${name}: ${what} must be a whole number or ${nd} of them, but got ${Array.isArray(value) ? showShape(value) : String(value)}`,
        "for example 3 or [3, 3].",
      );
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = sizes(kernelSize ?? Number.NaN, "kernel_size", 0);
    this.stride = sizes(options.stride, "stride", 1);
    const { padding } = options;
    this.padding = typeof padding === "string" ? padding : sizes(padding, "padding", 0);
    this.dilation = sizes(options.dilation, "dilation", 1);
    this.transposed = transposed;
    this.outputPadding = sizes(options.outputPadding, "output_padding", 0);
    this.groups = options.groups ?? 1;
    this.paddingMode = options.paddingMode ?? "zeros";
    this.check();
    // "same" keeps the size: if the padding cannot be split evenly, the extra element goes at the end.
    const sides = this.kernelSize.map((k, d): number[] => {
      if (typeof this.padding !== "string") return [this.padding[d]!, this.padding[d]!];
      const total = this.padding === "same" ? this.dilation[d]! * (k - 1) : 0;
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
    this.reversedPadding = sides.toReversed().flat();
    const dtype = floatType(options.dtype === undefined ? {} : { dtype: options.dtype }, "uniform_");
    const [first, second] = transposed ? [inChannels, outChannels] : [outChannels, inChannels];
    this.weight = new Parameter(zeros([first, second / this.groups, ...this.kernelSize], { dtype }));
    this.bias = this.registerParameter(
      "bias",
      (options.bias ?? true) ? new Parameter(zeros(outChannels, { dtype })) : null,
    );
    this.resetParameters();
  }

  private check(): void {
    const bad = (sentence: string, fix: string): never => fail("conv-option", sentence, fix);
    const { groups, padding, paddingMode } = this;
    if (!Number.isInteger(groups) || groups <= 0)
      bad("groups must be a positive integer", "leave groups out: it is 1.");
    if (this.inChannels % groups !== 0)
      bad("in_channels must be divisible by groups", "choose groups that divide both numbers of channels.");
    if (this.outChannels % groups !== 0)
      bad("out_channels must be divisible by groups", "choose groups that divide both numbers of channels.");
    if (typeof padding === "string") {
      if (padding !== "same" && padding !== "valid")
        bad(
          `Invalid padding string '${padding as string}', should be one of {'valid', 'same'}`,
          'use "same", "valid" or a number.',
        );
      if (padding === "same" && this.stride.some((s) => s !== 1))
        bad(
          "padding='same' is not supported for strided convolutions",
          "give the padding as a number: for an odd kernel, (kernel − 1) / 2.",
        );
    }
    if (!["zeros", "reflect", "replicate", "circular"].includes(paddingMode))
      bad(
        `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='${String(paddingMode)}'`,
        "leave paddingMode out for zeros.",
      );
    if (this.transposed && paddingMode !== "zeros")
      bad(`Only "zeros" padding mode is supported for ${this.constructor.name}`, "leave paddingMode out.");
  }

  /** Reinitializes the parameters, uniformly within ±1/√(inputs of an output element), as for a linear layer. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const inputs = product(this.weight.shape.slice(1));
    if (inputs !== 0) uniform_(this.bias, -1 / Math.sqrt(inputs), 1 / Math.sqrt(inputs));
  }

  override extraRepr(): string {
    const { padding } = this;
    const differ = (v: readonly number[], usual: number): boolean => v.some((n) => n !== usual);
    return [
      `${this.inChannels}, ${this.outChannels}, kernel_size=${tuple(this.kernelSize)}, stride=${tuple(this.stride)}`,
      ...(typeof padding === "string"
        ? [`padding=${padding}`]
        : differ(padding, 0)
          ? [`padding=${tuple(padding)}`]
          : []),
      ...(differ(this.dilation, 1) ? [`dilation=${tuple(this.dilation)}`] : []),
      ...(differ(this.outputPadding, 0) ? [`output_padding=${tuple(this.outputPadding)}`] : []),
      ...(this.groups === 1 ? [] : [`groups=${this.groups}`]),
      ...(this.bias === null ? [`bias=${pyBool(false)}`] : []),
      ...(this.paddingMode === "zeros" ? [] : [`padding_mode=${this.paddingMode}`]),
    ].join(", ");
  }
  override summary(): string {
    return `${this.constructor.name}(${this.inChannels} → ${this.outChannels}, ${this.kernelSize.join("×")})`;
  }
}
