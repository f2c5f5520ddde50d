import { needTensor } from "../../core/check.js";
import { empty } from "../../core/dispatch.js";
import { fillBy } from "../../core/recorder.js";
import { region, type Tensor } from "../../core/tensor.js";
import { readerOf, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { warn } from "../../diagnose/warn.js";
import { ne } from "../../ops/pointwise/binary.js";
import { cast } from "../../ops/pointwise/cast.js";
import { squeeze, unsqueeze } from "../../ops/view/view.js";
import { dropoutNoise } from "../../random/distributions.js";
import { defaultGenerator } from "../../random/generator.js";
import { type DType, dtypeInfo, isHalf } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { add_, mul_ } from "../../tensor/inplace.js";
import { watchEval } from "./hints.js";
import { add, mul, sub } from "../../ops/pointwise/arithmetic.js";

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** The fraction of elements set to 0. Default 0.5. */
  p?: number;
  /** Whether dropout is active. Default true. */
  training?: boolean;
  /** Whether to overwrite the input with the result. Default false. */
  inplace?: boolean;
}

type DropoutArguments = Rest<[p: number, training: boolean, inplace: boolean], DropoutOptions>;
const readerFor = (name: string): ((args: readonly unknown[]) => DropoutOptions) =>
  readerOf<DropoutOptions>(name, ["p", "training", "inplace"]);
const readDropout = readerFor("dropout");

/**
 * In training, sets each element to 0 with probability `p` and multiplies the others by 1/(1 − p), so that sums stay
 * the same on average (Srivastava et al. 2014). The same elements as in PyTorch for the same seed.
 *
 * Further arguments, by position or by name: p = 0.5, training = true, inplace = false.
 *
 * @throws KindlingError `random-probability`, `float-only`.
 * @example
 * F.dropout(ones(4), 0.5, { training: false }).tolist(); // → 1,1,1,1
 */
export function dropout(x: Tensor, ...options: DropoutArguments): Tensor {
  const { p = 0.5, training = true, inplace = false } = readDropout(options);
  return drop(x, p, training, inplace);
}

/** {@link dropout} with all its arguments, for the layer. */
export function drop(x: Tensor, p: number, training: boolean, inplace: boolean): Tensor {
  needTensor(x, "dropout");
  checkProbability(p);
  watchEval(training, p);
  if (p === 0 || !training || x.count === 0) return x;
  needFloat(x);
  const factors = noise(x.shape, x.dtype, p);
  return inplace ? mul_(x, factors) : mul(x, factors);
}

/** The remaining elements are scaled up, which whole numbers cannot represent. */
function needFloat(x: Tensor): void {
  const { category, scalarType } = dtypeInfo[x.dtype];
  if (category === "int" || category === "bool")
    fail(
      "float-only",
      `result type Float can't be cast to the desired output type ${scalarType}`,
      "convert first: x.float().",
    );
}

export function checkProbability(p: number): void {
  if (!(p >= 0 && p <= 1))
    fail(
      "random-probability",
      `dropout probability has to be between 0 and 1, but got ${p}`,
      "it is the fraction of elements to drop, e.g. 0.5.",
    );
}

/** 0 or 1/(1 − p) for each element, drawn in row-major order whatever the input's strides. */
function noise(shape: Shape, dtype: DType, p: number): Tensor {
  const made = empty(shape, dtype === "float64" ? "float64" : "float32");
  fillBy("dropout", [], made, (_, out) => dropoutNoise(defaultGenerator, region(out) as Float32Array, p));
  return isHalf(dtype) ? cast(made, dtype) : made;
}

// ---- whole channels ----

/** `shape` with 1 for every dimension after the channels. */
const channelsOf = (x: Tensor): number[] =>
  x.shape.length < 2
    ? fail(
        "dropout-dims",
        "Feature dropout requires at least 2 dimensions in the input",
        "the dimensions are [batch, channels, …].",
      )
    : x.shape.map((n, d) => (d < 2 ? n : 1));

/** Drops whole channels of `[N, C, …]`. */
function dropChannels(x: Tensor, p: number, training: boolean, inplace: boolean): Tensor {
  watchEval(training, p);
  if (p === 0 || !training || x.count === 0) return x;
  needFloat(x);
  const factors = noise(channelsOf(x), x.dtype, p);
  return inplace ? mul_(x, factors) : mul(x, factors);
}

/** Channel dropout over `nd` spatial dimensions, with all its arguments. */
export function dropFeatures(nd: number, x: Tensor, p: number, training: boolean, inplace: boolean): Tensor {
  const name = `dropout${nd}d`;
  needTensor(x, name);
  checkProbability(p);
  const dims = x.shape.length,
    known = `Note that ${name} exists to provide channel-wise dropout on inputs with ${nd} spatial dimension${nd === 1 ? "" : "s"}, a channel dimension, and an optional batch dimension (i.e. ${nd + 1}D or ${nd + 2}D inputs).`;
  if (nd === 1 && dims !== 2 && dims !== 3)
    fail(
      "dropout-dims",
      `${name}: Expected 2D or 3D input, but received a ${dims}D input. ${known}`,
      "inputs are [N, C, …] or [C, …]; F.dropout takes any shape.",
    );
  if (nd > 1 && dims !== nd + 1 && dims !== nd + 2)
    warn(
      "dropout-shape",
      `${name}: Received a ${dims}-D input to ${name}, which is deprecated and will result in an error in a future release. To retain the behavior and silence this warning, please use dropout instead. ${known}`,
    );
  // In dropout2d, PyTorch treats three dimensions as a batch, although they may be one image.
  if (nd === 2 && dims === 3)
    warn(
      "dropout-shape",
      "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a future release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead.",
    );
  if (nd === 2 || dims === nd + 2) return dropChannels(x, p, training, inplace);
  return squeeze(dropChannels(unsqueeze(x, 0), p, training, inplace), 0);
}

const featureDropout = (nd: number): ((x: Tensor, ...options: DropoutArguments) => Tensor) => {
  const read = readerFor(`dropout${nd}d`);
  return (x, ...rest) => {
    const { p = 0.5, training = true, inplace = false } = read(rest);
    return dropFeatures(nd, x, p, training, inplace);
  };
};
/**
 * {@link dropout} of whole channels of `[N, C, L]` or `[C, L]`: dropping single elements has little effect, since
 * neighbours are similar.
 *
 * Further arguments, by position or by name: p = 0.5, training = true, inplace = false.
 *
 * @throws KindlingError `dropout-dims`, `random-probability`, `float-only`.
 * @example
 * manualSeed(0);
 * F.dropout1d(ones(1, 4, 2)).tolist(); // → 0,0,0,0,2,2,0,0
 */
export const dropout1d: (x: Tensor, ...options: DropoutArguments) => Tensor = featureDropout(1);
/**
 * {@link dropout} of whole channels of `[N, C, H, W]` (Tompson et al. 2015).
 *
 * Further arguments, by position or by name: p = 0.5, training = true, inplace = false.
 *
 * @example
 * manualSeed(0);
 * F.dropout2d(ones(1, 4, 1, 2)).tolist(); // → 0,0,0,0,2,2,0,0
 */
export const dropout2d: (x: Tensor, ...options: DropoutArguments) => Tensor = featureDropout(2);
/**
 * {@link dropout} of whole channels of `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * Further arguments, by position or by name: p = 0.5, training = true, inplace = false.
 *
 * @example
 * manualSeed(0);
 * F.dropout3d(ones(1, 4, 1, 1, 2)).tolist(); // → 0,0,0,0,2,2,0,0
 */
export const dropout3d: (x: Tensor, ...options: DropoutArguments) => Tensor = featureDropout(3);

// ---- for selu ----

/** The negated limit of selu at −∞: scale · alpha. */
const FLOOR = 1.7580993408473766;

/** Alpha dropout with all its arguments; of whole channels if `features`. */
export function dropAlpha(x: Tensor, p: number, training: boolean, inplace: boolean, features: boolean): Tensor {
  needTensor(x, features ? "featureAlphaDropout" : "alphaDropout");
  checkProbability(p);
  watchEval(training, p);
  if (p === 0 || !training || x.count === 0) return x;
  needFloat(x);
  if (p === 1) return inplace ? mul_(x, 0) : mul(x, 0);
  const shape = features ? channelsOf(x) : x.shape;
  const kept = cast(ne(noise(shape, x.dtype, p), 0), x.dtype);
  // Dropped elements become −FLOOR; a and the shift keep mean 0 and variance 1.
  const a = 1 / Math.sqrt((FLOOR * FLOOR * p + 1) * (1 - p));
  const shift = add(mul(sub(kept, 1), FLOOR * a), FLOOR * a * p),
    factors = mul(kept, a);
  return inplace ? add_(mul_(x, factors), shift) : add(mul(x, factors), shift);
}

const alpha = (name: string, features: boolean): ((x: Tensor, ...options: DropoutArguments) => Tensor) => {
  const read = readerFor(name);
  return (x, ...rest) => {
    const { p = 0.5, training = false, inplace = false } = read(rest);
    return dropAlpha(x, p, training, inplace, features);
  };
};
/**
 * {@link dropout} for networks of {@link selu}: elements become selu's lowest value instead of 0, and the result keeps
 * mean 0 and variance 1 (Klambauer et al. 2017). Off unless `training` is true.
 *
 * Further arguments, by position or by name: p = 0.5, training = false, inplace = false.
 *
 * @example
 * manualSeed(0);
 * F.alphaDropout(randn(10000), 0.5, true).std().item().toFixed(1); // → 1.0
 */
export const alphaDropout: (x: Tensor, ...options: DropoutArguments) => Tensor = alpha("alphaDropout", false);
/**
 * {@link alphaDropout} of whole channels of `[N, C, …]`. Off unless `training` is true.
 *
 * Further arguments, by position or by name: p = 0.5, training = false, inplace = false.
 *
 * @example
 * manualSeed(0);
 * F.featureAlphaDropout(zeros(1, 4, 2), 0.5, true).sign().tolist(); // → -1,-1,-1,-1,1,1,-1,-1
 */
export const featureAlphaDropout: (x: Tensor, ...options: DropoutArguments) => Tensor = alpha(
  "featureAlphaDropout",
  true,
);
