import { recorder } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { checkOptions, noMore, byName, type Rest } from "../../diagnose/arguments.js";
import { checkFunction, fail } from "../../diagnose/error.js";
import { Module } from "../../nn/module.js";
import { defaultGenerator } from "../../random/generator.js";
import { randint, randperm } from "../../random/integers.js";
import { uniform } from "../../random/distributions.js";
import { randn } from "../../tensor/creation.js";
import * as F from "./functional.js";
import type { PaddingMode } from "./functional.js";
import type { Interpolation } from "./geometry.js";
import { planesOf, roundEven, sizeOf } from "./picture.js";
import type { Transform } from "./simple.js";
import { pythonList } from "./text.js";

// Random transforms. They draw from the default generator as torchvision's do, so that the same seed gives the same
// result.

/** A float32 of `[from, to)`. */
function between(from: number, to: number): number {
  recorder?.refuse("a random transform of pictures");
  const out = new Float32Array(1);
  uniform(defaultGenerator, out, from, to);
  return out[0]!;
}
/** A whole number of `[0, n)`. */
function below(n: number): number {
  recorder?.refuse("a random transform of pictures");
  const out = new Int32Array(1);
  randint(defaultGenerator, out, 0, n);
  return out[0]!;
}
const checkProbability = (p: number): number =>
  p >= 0 && p <= 1 ? p : fail("transform", "probability should be a float between 0 and 1", `it is ${String(p)}.`);

/** Options of random transforms. */
export interface ProbabilityOptions {
  /** The probability of the change. Default 0.5. */
  p?: number;
}
/** Further arguments, by position or by name: p = 0.5. */
export type ProbabilityArguments = Rest<[p: number], ProbabilityOptions>;

/**
 * Mirrors the image left to right with probability `p` (default 0.5).
 *
 * Arguments, by position or by name: p = 0.5.
 */
export class RandomHorizontalFlip extends Module {
  static override readonly name: string = "RandomHorizontalFlip";
  /** Probability with which the image is mirrored. Default 0.5. */
  p: number;
  /**
   * Mirrors the image left to right with probability `p` (default 0.5). Arguments, by position or by name: p = 0.5.
   *
   * @example
   * new transforms.RandomHorizontalFlip(1)(tensor([[[1, 2, 3]]])).tolist(); // → 3,2,1
   */
  constructor(...options: ProbabilityArguments) {
    super();
    this.p = checkProbability(byName<ProbabilityOptions>("RandomHorizontalFlip", ["p"], options).p ?? 0.5);
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    return between(0, 1) < this.p ? F.hflip(x) : x;
  }
  override toString(): string {
    return `RandomHorizontalFlip(p=${this.p})`;
  }
}

/**
 * Flips the image upside down with probability `p` (default 0.5).
 *
 * Arguments, by position or by name: p = 0.5.
 */
export class RandomVerticalFlip extends Module {
  static override readonly name: string = "RandomVerticalFlip";
  /** Probability with which the image is mirrored. Default 0.5. */
  p: number;
  /**
   * Flips the image upside down with probability `p` (default 0.5). Arguments, by position or by name: p = 0.5.
   *
   * @example
   * new transforms.RandomVerticalFlip(1)(tensor([[[1, 2], [3, 4]]])).tolist(); // → 3,4,1,2
   */
  constructor(...options: ProbabilityArguments) {
    super();
    this.p = checkProbability(byName<ProbabilityOptions>("RandomVerticalFlip", ["p"], options).p ?? 0.5);
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    return between(0, 1) < this.p ? F.vflip(x) : x;
  }
  override toString(): string {
    return `RandomVerticalFlip(p=${this.p})`;
  }
}

/**
 * Applies several transforms together with probability `p` (default 0.5).
 *
 * Further arguments, by position or by name: p = 0.5.
 */
export class RandomApply extends Module {
  static override readonly name: string = "RandomApply";
  /** The transforms, in order. */
  transforms: readonly Transform[];
  /** Probability with which they are applied, all together. Default 0.5. */
  p: number;
  /**
   * Applies several transforms together with probability `p` (default 0.5). Further arguments, by position or by name:
   * p = 0.5.
   *
   * @example
   * const blurred = new transforms.RandomApply([(x) => x.mul(2), (x) => x.add(1)], { p: 1 });
   * blurred(tensor([[[1, 2]]])).tolist(); // → 3,5
   */
  constructor(list: readonly Transform[], ...options: ProbabilityArguments) {
    super();
    const { p = 0.5 } = byName<ProbabilityOptions>("RandomApply", ["p"], options);
    for (const t of list) checkFunction(t, "RandomApply");
    this.transforms = [...list];
    this.p = checkProbability(p);
  }
  /** Applies all transforms with probability `p`, or none. */
  forward(x: Tensor): Tensor {
    return this.p < between(0, 1) ? x : this.transforms.reduce((y, t) => t(y), x);
  }
  override toString(): string {
    return `RandomApply(\n    p=${this.p}\n${this.transforms.map((t) => `    ${String(t)}`).join("\n")}\n)`;
  }
}

/** Options of {@link RandomCrop}. */
export interface RandomCropOptions {
  /** A border to add first. Default null. */
  padding?: number | readonly number[] | null;
  /** Whether to pad images that are too small. Default false. */
  padIfNeeded?: boolean;
  /** The value of a "constant" border. Default 0. */
  fill?: number;
  /** How the border is filled. Default "constant". */
  paddingMode?: PaddingMode;
}

const cropOptions: ReadonlySet<string> = new Set(["padding", "padIfNeeded", "fill", "paddingMode"]);

/**
 * Crops a random part of the image.
 *
 * Options, by name: padding = null, padIfNeeded = false, fill = 0, paddingMode = "constant".
 */
export class RandomCrop extends Module {
  static override readonly name: string = "RandomCrop";
  /** Height and width of the result. */
  size: readonly [number, number];
  /** The given options. */
  options: RandomCropOptions;
  /**
   * Crops a random part of the image. Options, by name: padding = null, padIfNeeded = false, fill = 0,
   * paddingMode = "constant".
   *
   * @example
   * new transforms.RandomCrop(28, { padding: 2 })(zeros(1, 28, 28)).shape; // → 1,28,28
   */
  constructor(size: number | readonly number[], options: RandomCropOptions = {}) {
    noMore("RandomCrop", ["size", "options"], arguments, true);
    super();
    checkOptions(options, cropOptions, "RandomCrop");
    this.size = sizeOf(size);
    this.options = options;
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    const { padding = null, padIfNeeded = false, fill = 0, paddingMode = "constant" } = this.options;
    const [th, tw] = this.size;
    let from = padding === null ? x : F.pad(x, padding, fill, paddingMode);
    if (padIfNeeded && planesOf(from, "RandomCrop").w < tw)
      from = F.pad(from, [tw - planesOf(from, "RandomCrop").w, 0], fill, paddingMode);
    if (padIfNeeded && planesOf(from, "RandomCrop").h < th)
      from = F.pad(from, [0, th - planesOf(from, "RandomCrop").h], fill, paddingMode);
    const { h, w } = planesOf(from, "RandomCrop");
    if (h < th || w < tw)
      fail(
        "transform",
        `Required crop size (${th}, ${tw}) is larger than input image size (${h}, ${w})`,
        "pass { padIfNeeded: true }, or a smaller size.",
      );
    if (h === th && w === tw) return from;
    const i = below(h - th + 1),
      j = below(w - tw + 1);
    return F.crop(from, i, j, th, tw);
  }
  override toString(): string {
    return `RandomCrop(size=${pythonList(this.size)}, padding=${pythonList(this.options.padding)})`;
  }
}

/** A range: one number stands for −v … v. */
function range(v: number | readonly [number, number], name: string): [number, number] {
  if (typeof v !== "number") {
    checkLength(v, name, [2]);
    return [v[0], v[1]];
  }
  if (v < 0)
    fail(
      "transform",
      `If ${name} is a single number, it must be positive.`,
      "a number d stands for the range from −d to d.",
    );
  return [-v, v];
}

function checkLength(v: unknown, name: string, lengths: readonly number[]): void {
  if (!Array.isArray(v) || !lengths.includes(v.length))
    fail(
      "transform",
      `${name} should be a sequence of length ${lengths.join(" or ")}.`,
      `it is ${Array.isArray(v) ? `[${v.join(", ")}]` : String(v)}.`,
    );
}

/** Angles to draw from: one number d for −d … d, or [from, to]. */
type Degrees = number | readonly [from: number, to: number];

/** Options of {@link RandomRotation}. */
export interface RandomRotationOptions {
  /** How to interpolate between elements. Default "nearest". */
  interpolation?: Interpolation;
  /** Whether to enlarge the image so that nothing is cut off. Default false. */
  expand?: boolean;
  /** The fixed point, [x, y]. Default: the centre. */
  center?: readonly [number, number] | null;
  /** The value outside the image. Default 0. */
  fill?: number;
}

const rotationOptions: ReadonlySet<string> = new Set(["interpolation", "expand", "center", "fill"]);

/**
 * Rotates the image by a random angle between −degrees and degrees, or in a range.
 *
 * Options, by name: interpolation = "nearest", expand = false, center = null (the centre), fill = 0.
 */
export class RandomRotation extends Module {
  static override readonly name: string = "RandomRotation";
  /** The angles to draw from, from the smallest to the largest, counterclockwise. */
  degrees: readonly [number, number];
  /** The given options. */
  options: RandomRotationOptions;
  /**
   * Rotates the image by a random angle between −degrees and degrees, or in a range. Options, by name:
   * interpolation = "nearest", expand = false, center = null (the centre), fill = 0.
   *
   * @example
   * const turn = new transforms.RandomRotation([90, 90]); // always a quarter turn
   * turn(tensor([[[1, 2], [3, 4]]])).tolist(); // → 2,4,1,3
   */
  constructor(degrees: Degrees, options: RandomRotationOptions = {}) {
    noMore("RandomRotation", ["degrees", "options"], arguments, true);
    super();
    checkOptions(options, rotationOptions, "RandomRotation");
    this.degrees = range(degrees, "degrees");
    this.options = options;
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    return F.rotate(x, between(this.degrees[0], this.degrees[1]), { fill: 0, ...this.options });
  }
  override toString(): string {
    const o = this.options;
    return `RandomRotation(degrees=[${this.degrees.map((d) => d.toFixed(1)).join(", ")}], interpolation=${o.interpolation ?? "nearest"}, expand=${o.expand === true ? "True" : "False"}, fill=${o.fill ?? 0})`;
  }
}

/** Options of {@link RandomAffine}. */
export interface RandomAffineOptions {
  /** The maximum translation, as fractions of width and height. Default null: none. */
  translate?: readonly [number, number] | null;
  /** The range of the scale factor. Default null. */
  scale?: readonly [number, number] | null;
  /** Degrees of shear: one number for −v … v along x, [from, to] along x, or four numbers for x and y. Default null. */
  shear?: number | readonly number[] | null;
  /** How to interpolate between elements. Default "nearest". */
  interpolation?: Interpolation;
  /** The value outside the image. Default 0. */
  fill?: number;
  /** The fixed point, [x, y]. Default: the centre. */
  center?: readonly [number, number] | null;
}

const affineOptions: ReadonlySet<string> = new Set(["translate", "scale", "shear", "interpolation", "fill", "center"]);

/**
 * Randomly rotates, translates, scales and shears the image around its centre.
 *
 * Options, by name: translate = null, scale = null, shear = null, interpolation = "nearest", fill = 0, center = null
 * (the centre).
 */
export class RandomAffine extends Module {
  static override readonly name: string = "RandomAffine";
  /** The angles to draw from, from the smallest to the largest, clockwise. */
  degrees: readonly [number, number];
  /** The given options. */
  options: RandomAffineOptions;
  /**
   * Randomly rotates, translates, scales and shears the image around its centre. Options, by name: translate = null,
   * scale = null, shear = null, interpolation = "nearest", fill = 0, center = null (the centre).
   *
   * @example
   * const augment = new transforms.RandomAffine(10, { translate: [0.1, 0.1], scale: [0.9, 1.1] });
   * augment(zeros(1, 28, 28)).shape; // → 1,28,28
   */
  constructor(degrees: Degrees, options: RandomAffineOptions = {}) {
    noMore("RandomAffine", ["degrees", "options"], arguments, true);
    super();
    checkOptions(options, affineOptions, "RandomAffine");
    this.degrees = range(degrees, "degrees");
    if (options.translate !== undefined && options.translate !== null) checkLength(options.translate, "translate", [2]);
    if (options.scale !== undefined && options.scale !== null) checkLength(options.scale, "scale", [2]);
    if (typeof options.shear === "number") range(options.shear, "shear");
    else if (options.shear !== undefined && options.shear !== null) checkLength(options.shear, "shear", [2, 4]);
    for (const t of options.translate ?? [])
      if (!(t >= 0 && t <= 1))
        fail(
          "transform",
          "translation values should be between 0 and 1",
          "fractions of the width and height, such as [0.1, 0.1].",
        );
    for (const s of options.scale ?? [])
      if (!(s > 0)) fail("transform", "scale values should be positive", "for example { scale: [0.8, 1.2] }.");
    this.options = options;
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    const {
      translate = null,
      scale = null,
      shear = null,
      interpolation = "nearest",
      fill = 0,
      center = null,
    } = this.options;
    const { h, w } = planesOf(x, "RandomAffine");
    const angle = between(this.degrees[0], this.degrees[1]);
    const move = (part: number, size: number): number => roundEven(between(-part * size, part * size));
    const moved: [number, number] = translate === null ? [0, 0] : [move(translate[0], w), move(translate[1], h)];
    const scaled = scale === null ? 1 : between(scale[0], scale[1]);
    const s = shear === null ? null : typeof shear === "number" ? [-shear, shear] : shear;
    const sheared = s === null ? [0, 0] : [between(s[0]!, s[1]!), s.length === 4 ? between(s[2]!, s[3]!) : 0];
    return F.affine(x, angle, moved, scaled, sheared, { interpolation, fill, center });
  }
  override toString(): string {
    const { translate, scale, shear } = this.options;
    const floats = (v: readonly number[]): string => `[${v.map((d) => d.toFixed(1)).join(", ")}]`;
    return `RandomAffine(degrees=${floats(this.degrees)}${translate ? `, translate=${pythonList(translate)}` : ""}${scale ? `, scale=${pythonList(scale)}` : ""}${shear !== null && shear !== undefined ? `, shear=${floats(typeof shear === "number" ? [-shear, shear] : shear)}` : ""})`;
  }
}

/** Options of {@link RandomErasing}. */
export interface RandomErasingOptions {
  /** The probability of erasing. Default 0.5. */
  p?: number;
  /** The range of the erased fraction of the area. Default [0.02, 0.33]. */
  scale?: readonly [number, number];
  /** Ratio of height to width of the erased part. Default [0.3, 3.3]. */
  ratio?: readonly [number, number];
  /** The value to write: a number, one for each channel, or "random" for normal noise. Default 0. */
  value?: number | readonly number[] | "random";
}

const erasingOptions: ReadonlySet<string> = new Set(["p", "scale", "ratio", "value"]);

/**
 * Overwrites a random rectangle of a float image. Use it after ToTensor.
 *
 * Options, by name: p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0.
 */
export class RandomErasing extends Module {
  static override readonly name: string = "RandomErasing";
  /** Probability with which a rectangle is erased. Default 0.5. */
  p: number;
  /** Smallest and largest fraction of the image's area to erase. Default [0.02, 0.33]. */
  scale: readonly [number, number];
  /** Smallest and largest ratio of the rectangle's height to its width. Default [0.3, 3.3]. */
  ratio: readonly [number, number];
  /** The value to write: a number, one for each channel, or `"random"` for normal noise. Default 0. */
  value: number | readonly number[] | "random";
  /**
   * Overwrites a random rectangle of a float image. Options, by name: p = 0.5, scale = [0.02, 0.33], ratio = [0.3,
   * 3.3], value = 0.
   *
   * @example
   * const y = new transforms.RandomErasing({ p: 1 })(ones(1, 16, 16));
   * y.eq(0).any().item(); // → true
   */
  constructor(options: RandomErasingOptions = {}) {
    noMore("RandomErasing", 1, arguments, true);
    super();
    checkOptions(options, erasingOptions, "RandomErasing");
    this.p = options.p ?? 0.5;
    this.scale = options.scale ?? [0.02, 0.33];
    this.ratio = options.ratio ?? [0.3, 3.3];
    this.value = options.value ?? 0;
    if (this.scale[0] < 0 || this.scale[1] > 1)
      fail("transform", "Scale should be between 0 and 1", "fractions of the picture's area, such as [0.02, 0.33].");
    if (this.p < 0 || this.p > 1)
      fail("transform", "Random erasing probability should be between 0 and 1", "for example { p: 0.5 }.");
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    if (!(between(0, 1) < this.p)) return x;
    const { h, w } = planesOf(x, "RandomErasing"),
      c = x.shape[x.shape.length - 3] ?? 1;
    if (typeof this.value === "object" && this.value.length !== 1 && this.value.length !== c)
      fail(
        "transform",
        `If value is a sequence, it should have either a single value or ${c} (number of input channels)`,
        "for example { value: 0 }.",
      );
    const low = Math.fround(Math.log(this.ratio[0])),
      high = Math.fround(Math.log(this.ratio[1]));
    for (let tries = 0; tries < 10; tries++) {
      const area = h * w * between(this.scale[0], this.scale[1]);
      const aspect = Math.fround(Math.exp(between(low, high)));
      const eh = roundEven(Math.sqrt(area * aspect)),
        ew = roundEven(Math.sqrt(area / aspect));
      if (!(eh < h && ew < w)) continue;
      const value =
        this.value === "random"
          ? randn([c, eh, ew])
          : typeof this.value === "number"
            ? this.value
            : x.newTensor(this.value).reshape([this.value.length, 1, 1]);
      const i = below(h - eh + 1),
        j = below(w - ew + 1);
      return F.erase(x, i, j, eh, ew, value);
    }
    return x;
  }
  override toString(): string {
    return `RandomErasing(p=${this.p}, scale=${pythonList(this.scale)}, ratio=${pythonList(this.ratio)}, value=${this.value === "random" ? "random" : pythonList(this.value)}, inplace=False)`;
  }
}

/**
 * Options of {@link ColorJitter}: the maximum change of each. One number v stands for 1 − v … 1 + v (hue: −v … v).
 * Default 0.
 */
export interface ColorJitterOptions {
  /** The change of brightness. Default 0. */
  brightness?: number | readonly [number, number];
  /** The change of contrast. Default 0. */
  contrast?: number | readonly [number, number];
  /** The change of saturation. Default 0. */
  saturation?: number | readonly [number, number];
  /** The change of hue, at most 0.5. Default 0. */
  hue?: number | readonly [number, number];
}

const jitterOptions: ReadonlySet<string> = new Set(["brightness", "contrast", "saturation", "hue"]);

/**
 * Randomly changes brightness, contrast, saturation and hue, in random order.
 *
 * Options, by name, each a number v for 1 − v … 1 + v (hue: −v … v) or a range: brightness = 0, contrast = 0,
 * saturation = 0, hue = 0.
 */
export class ColorJitter extends Module {
  static override readonly name: string = "ColorJitter";
  /** For each of the four: the range to draw from, or null for no change. */
  ranges: readonly (readonly [number, number] | null)[];
  /**
   * Randomly changes brightness, contrast, saturation and hue, in random order. Options, by name, each a number v for 1
   * − v … 1 + v (hue: −v … v) or a range: brightness = 0, contrast = 0, saturation = 0, hue = 0.
   *
   * @example
   * const jitter = new transforms.ColorJitter({ brightness: 0.5 }); // times 0.5 to 1.5
   * const y = jitter(full([3, 2, 2], 0.5));
   * y.min().item() >= 0.25 && y.max().item() <= 0.75; // → true
   */
  constructor(options: ColorJitterOptions = {}) {
    noMore("ColorJitter", 1, arguments, true);
    super();
    checkOptions(options, jitterOptions, "ColorJitter");
    this.ranges = [
      spread(options.brightness, "brightness", 1),
      spread(options.contrast, "contrast", 1),
      spread(options.saturation, "saturation", 1),
      spread(options.hue, "hue", 0),
    ];
  }
  /** Transforms images `[…, C, H, W]`. */
  forward(x: Tensor): Tensor {
    const order = new Int32Array(4);
    randperm(defaultGenerator, 4, order);
    const factors = this.ranges.map((r) => (r === null ? null : between(r[0], r[1])));
    const change = [F.adjustBrightness, F.adjustContrast, F.adjustSaturation, F.adjustHue];
    let y = x;
    for (const k of order) if (factors[k] !== null) y = change[k]!(y, factors[k]!);
    return y;
  }
  override toString(): string {
    const [b, c, s, h] = this.ranges.map((r) => pythonList(r)) as [string, string, string, string];
    return `ColorJitter(brightness=${b}, contrast=${c}, saturation=${s}, hue=${h})`;
  }
}

function spread(
  v: number | readonly [number, number] | undefined,
  name: string,
  middle: number,
): readonly [number, number] | null {
  const [low, high] = middle === 0 ? [-0.5, 0.5] : [0, Infinity];
  let r: readonly [number, number];
  if (v === undefined) return null;
  if (typeof v === "number") {
    if (v < 0)
      fail(
        "transform",
        `If ${name} is a single number, it must be non negative.`,
        "for example 0.2: factors from 0.8 to 1.2.",
      );
    r = [middle === 0 ? -v : Math.max(0, middle - v), middle + v];
  } else r = v;
  if (!(r[0] >= low && r[0] <= r[1] && r[1] <= high))
    fail(
      "transform",
      `${name} values should be between (${low}, ${high}), but got ${pythonList(r)}.`,
      "give the range as [low, high].",
    );
  return r[0] === middle && r[1] === middle ? null : r;
}
