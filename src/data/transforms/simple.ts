import type { Tensor } from "../../core/tensor.js";
import { checkKind, shownValue } from "../../diagnose/argument-kinds.js";
import { checkFunction, fail } from "../../diagnose/error.js";
import { checkOptions, noMore, byName, type Rest } from "../../diagnose/arguments.js";
import { Module } from "../../nn/module.js";
import { pythonList } from "./text.js";
import * as F from "./functional.js";
import type { PadArguments, PaddingMode, PadOptions } from "./functional.js";
import { resizeOptions } from "./resize.js";
import { sizeOf } from "./picture.js";

// Deterministic transforms.

/** A function from image to image. */
export type Transform = (x: Tensor) => Tensor;

/** Whether a transform treats a batch of images like each image, so that it can take the whole batch. */
export const isPointwise = (t: unknown): boolean => (t as { readonly pointwise?: boolean }).pointwise === true;

/** Several transforms, one after the other. */
export class Compose extends Module {
  static override readonly name: string = "Compose";
  /** The transforms, in order. */
  transforms: readonly Transform[];
  /**
   * Several transforms, one after the other.
   *
   * @example
   * const { Compose, Normalize, ToTensor } = transforms;
   * const transform = new Compose([new ToTensor(), new Normalize([0.5], [0.5])]);
   * transform(full([1, 2, 2], 255, { dtype: "uint8" })).tolist(); // → 1,1,1,1
   */
  constructor(list: readonly Transform[]) {
    noMore("Compose", 1, arguments, true);
    super();
    if (!Array.isArray(list))
      fail(
        "transform",
        `Compose takes a list of transforms, but got ${shownValue(list)}`,
        "for example new Compose([new ToTensor()]).",
      );
    for (const t of list) checkFunction(t, "Compose");
    this.transforms = [...list];
  }
  /** Whether it can take a whole batch at once: true if all of its transforms can. */
  get pointwise(): boolean {
    return this.transforms.every(isPointwise);
  }
  /** Applies the transforms one after another. */
  forward(x: Tensor): Tensor {
    return this.transforms.reduce((y, t) => t(y), x);
  }
  override toString(): string {
    return `Compose(\n${this.transforms.map((t) => `    ${String(t)}`).join("\n")}\n)`;
  }
}

/**
 * Converts uint8 images `[C, H, W]` or `[H, W]` to float32 `[C, H, W]` from 0 to 1. Floats are unchanged.
 *
 * @example
 * new transforms.ToTensor()(full([2, 2], 51, { dtype: "uint8" })).shape; // → 1,2,2
 * new transforms.ToTensor()(full([1, 1], 255, { dtype: "uint8" })).item(); // → 1
 */
export class ToTensor extends Module {
  static override readonly name: string = "ToTensor";
  /** Whether it can take a whole batch of images at once: true. */
  get pointwise(): boolean {
    return true;
  }
  /** Converts an image of bytes, `[C, H, W]` or `[H, W]`, to float32 `[C, H, W]` between 0 and 1. */
  forward(x: Tensor): Tensor {
    return F.toTensor(x);
  }
  override toString(): string {
    return "ToTensor()";
  }
}

/** `(x − mean) / std` for each channel, so that the values of a dataset have mean 0 and standard deviation 1. */
export class Normalize extends Module {
  static override readonly name: string = "Normalize";
  /** Mean of each channel, or one number for all. */
  mean: number | readonly number[];
  /** Standard deviation of each channel, or one number for all. */
  std: number | readonly number[];
  /**
   * `(x − mean) / std` for each channel, so that the values of a dataset have mean 0 and standard deviation 1.
   *
   * @example
   * new transforms.Normalize([0.1307], [0.3081])(zeros(1, 2, 2)).get(0, 0, 0).item().toFixed(4); // → -0.4242
   */
  constructor(mean: number | readonly number[], std: number | readonly number[]) {
    noMore("Normalize", ["mean", "std"], arguments, true);
    super();
    this.mean = mean;
    this.std = std;
  }
  /** Whether it can take a whole batch of images at once: true. */
  get pointwise(): boolean {
    return true;
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    return F.normalize(x, this.mean, this.std);
  }
  override toString(): string {
    return `Normalize(mean=${pythonList(this.mean)}, std=${pythonList(this.std)})`;
  }
}

/** Your own function as a transform. */
export class Lambda extends Module {
  static override readonly name: string = "Lambda";
  /** The function. */
  lambd: Transform;
  /**
   * Your own function as a transform.
   *
   * @example
   * new transforms.Lambda((x) => x.mul(2))(tensor([[[1, 2]]])).tolist(); // → 2,4
   */
  constructor(lambd: Transform) {
    noMore("Lambda", 1, arguments, true);
    super();
    checkFunction(lambd, "Lambda");
    this.lambd = lambd;
  }
  /** Calls the function. */
  forward(x: Tensor): Tensor {
    return this.lambd(x);
  }
  override toString(): string {
    return "Lambda()";
  }
}

/**
 * Adds a border of width `padding` around the image.
 *
 * Further arguments, by position or by name: fill = 0, paddingMode = "constant".
 */
export class Pad extends Module {
  static override readonly name: string = "Pad";
  /** Width of the border: one number, `[left and right, top and bottom]`, or `[left, top, right, bottom]`. */
  padding: number | readonly number[];
  /** The value of a `"constant"` border. Default 0. */
  fill: number;
  /** How the border is filled: `"constant"` (default), `"edge"`, `"reflect"` or `"symmetric"`. */
  paddingMode: PaddingMode;
  /**
   * Adds a border of width `padding` around the image. Further arguments, by position or by name: fill = 0,
   * paddingMode = "constant".
   *
   * @example
   * new transforms.Pad(2)(zeros(1, 28, 28)).shape; // → 1,32,32
   */
  constructor(padding: number | readonly number[], ...options: PadArguments) {
    super();
    checkKind("Pad", "padding", padding);
    const o = byName<PadOptions>("Pad", ["fill", "paddingMode"], options);
    this.padding = padding;
    this.fill = o.fill ?? 0;
    this.paddingMode = o.paddingMode ?? "constant";
  }
  /** Whether it can take a whole batch of images at once: true. */
  get pointwise(): boolean {
    return true;
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    return F.pad(x, this.padding, this.fill, this.paddingMode);
  }
  override toString(): string {
    return `Pad(padding=${pythonList(this.padding)}, fill=${this.fill}, padding_mode=${this.paddingMode})`;
  }
}

/** Crops the centre of the image, `size` × `size` or `[height, width]`. */
export class CenterCrop extends Module {
  static override readonly name: string = "CenterCrop";
  /** Height and width of the result. */
  size: readonly [number, number];
  /**
   * Crops the centre of the image, `size` × `size` or `[height, width]`.
   *
   * @example
   * new transforms.CenterCrop([2, 4])(zeros(3, 10, 10)).shape; // → 3,2,4
   */
  constructor(size: number | readonly number[]) {
    noMore("CenterCrop", ["size"], arguments, true);
    super();
    this.size = sizeOf(size);
  }
  /** Whether it can take a whole batch of images at once: true. */
  get pointwise(): boolean {
    return true;
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    return F.centerCrop(x, this.size);
  }
  override toString(): string {
    return `CenterCrop(size=${pythonList(this.size)})`;
  }
}

/**
 * Resizes the image to `[height, width]`, or its shorter side to one number.
 *
 * Options, by name: interpolation = "bilinear", maxSize = null, antialias = true.
 */
export class Resize extends Module {
  static override readonly name: string = "Resize";
  /** Height and width of the result, or one number for the shorter side. */
  size: number | readonly number[];
  /** The given options. */
  options: F.ResizeOptions;
  /**
   * Resizes the image to `[height, width]`, or its shorter side to one number. Options, by name:
   * interpolation = "bilinear", maxSize = null, antialias = true.
   *
   * @example
   * new transforms.Resize([16, 24])(zeros(3, 32, 32)).shape; // → 3,16,24
   */
  constructor(size: number | readonly number[], options: F.ResizeOptions = {}) {
    noMore("Resize", ["size", "options"], arguments, true);
    super();
    sizeOf(size);
    checkOptions(options, resizeOptions, "Resize");
    this.size = size;
    this.options = options;
  }
  /** Whether it can take a whole batch of images at once: true. */
  get pointwise(): boolean {
    return true;
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    return F.resize(x, this.size, this.options);
  }
  override toString(): string {
    const o = this.options;
    return `Resize(size=${pythonList(this.size)}, interpolation=${o.interpolation ?? "bilinear"}, max_size=${o.maxSize ?? "None"}, antialias=${(o.antialias ?? true) ? "True" : "False"})`;
  }
}

/** Further arguments, by position or by name: numOutputChannels = 1. */
type GrayscaleArguments = Rest<
  [numOutputChannels: 1 | 3],
  {
    /** Channels of the result: 1 (default), or 3 equal ones. */
    numOutputChannels?: 1 | 3;
  }
>;
/**
 * Converts colours to brightness, in one channel or (with 3) in three equal ones.
 *
 * Arguments, by position or by name: numOutputChannels = 1.
 */
export class Grayscale extends Module {
  static override readonly name: string = "Grayscale";
  /** Channels of the result: 1 (default), or 3 equal ones. */
  numOutputChannels: 1 | 3;
  /**
   * Converts colours to brightness, in one channel or (with 3) in three equal ones. Arguments, by position or by name:
   * numOutputChannels = 1.
   *
   * @example
   * new transforms.Grayscale()(zeros(3, 8, 8)).shape; // → 1,8,8
   */
  constructor(...options: GrayscaleArguments) {
    super();
    const { numOutputChannels = 1 } = byName<{ numOutputChannels?: 1 | 3 }>(
      "Grayscale",
      ["numOutputChannels"],
      options,
    );
    if (numOutputChannels !== 1 && (numOutputChannels as number) !== 3)
      fail("transform", "num_output_channels should be either 1 or 3", `it is ${String(numOutputChannels)}.`);
    this.numOutputChannels = numOutputChannels;
  }
  /** Whether it can take a whole batch of images at once: true. */
  get pointwise(): boolean {
    return true;
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    const g = F.rgbToGrayscale(x);
    return this.numOutputChannels === 1 ? g : g.expand([...g.shape.slice(0, -3), 3, ...g.shape.slice(-2)]).clone();
  }
  override toString(): string {
    return `Grayscale(num_output_channels=${this.numOutputChannels})`;
  }
}
