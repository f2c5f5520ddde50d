import { needTensor } from "../../core/check.js";
import { denseOf, empty } from "../../core/dispatch.js";
import { fillBy } from "../../core/recorder.js";
import { region, type Tensor } from "../../core/tensor.js";
import { byName, readerOf, exactly, required, type Rest, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { leakyRelu } from "../../ops/pointwise/activation.js";
import { cast } from "../../ops/pointwise/cast.js";
import { label } from "../../ops/label.js";
import * as ops from "../../ops/pointwise/piecewise.js";
import { defaultGenerator } from "../../random/generator.js";
import { dtypeInfo, isFloat, isHalf } from "../../shape/dtype.js";
import { type InplaceOptions, isInplace, maybeInPlace } from "./write-in-place.js";
import { remedy } from "../../ops/refuse.js";
import { mul } from "../../ops/pointwise/arithmetic.js";

// Activation functions made of straight pieces and exponential tails, and those whose slope is learned or random.

/** Options of {@link celu}. */
export interface CeluOptions extends InplaceOptions {
  /** The negative side approaches −alpha. Default 1. */
  alpha?: number;
}
/**
 * x where it is positive, `alpha · (e^(x / alpha) − 1)` elsewhere (Barron 2017). alpha = 1 by default.
 *
 * @throws KindlingError `activation-option` for alpha = 0.
 * @example
 * F.celu(tensor([-1000, 3]), 2).tolist(); // → -2,3
 */
export function celu(x: Tensor, alpha?: number | CeluOptions, inplace?: boolean | InplaceOptions): Tensor {
  noMore("celu", 3, arguments);
  const all = byName<CeluOptions>("celu", ["alpha", "inplace"], [alpha, inplace]);
  if (all.alpha === 0)
    fail("activation-option", "ZeroDivisionError: alpha cannot be 0 for CELU", "for example { alpha: 1 }.");
  return maybeInPlace(x, all.inplace ?? false, (v) => ops.celu(v, all.alpha ?? 1), "CeluBackward1");
}
/**
 * An {@link elu} times a constant: `1.0507 · elu(x, 1.6733)`. The two constants keep activations at mean 0 and variance
 * 1 from layer to layer (Klambauer et al. 2017).
 *
 * @example
 * F.selu(tensor([1])).item().toFixed(4); // → 1.0507
 */
export function selu(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  noMore("selu", 2, arguments);
  return maybeInPlace(x, isInplace("selu", inplace), ops.selu, "EluBackward1");
}

/** Options of {@link hardtanh}. */
export interface HardtanhOptions extends InplaceOptions {
  /** The lower bound. Default −1. */
  minVal?: number;
  /** The upper bound. Default 1. */
  maxVal?: number;
}
/** Further arguments, by position or by name: minVal = −1, maxVal = 1, inplace = false. */
export type HardtanhArguments = Rest<[minVal: number, maxVal: number, inplace: boolean], HardtanhOptions>;
/**
 * x limited to the range from `minVal` to `maxVal`.
 *
 * Further arguments, by position or by name: minVal = −1, maxVal = 1, inplace = false.
 *
 * @example
 * F.hardtanh(tensor([-3, 0.5, 3])).tolist(); // → -1,0.5,1
 * F.hardtanh(tensor([-3, 0.5, 3]), 0, 2).tolist(); // → 0,0.5,2
 */
export function hardtanh(x: Tensor, ...options: HardtanhArguments): Tensor {
  const all = byName<HardtanhOptions>("hardtanh", ["minVal", "maxVal", "inplace"], options);
  return maybeInPlace(x, all.inplace ?? false, (v) => ops.hardtanh(v, all.minVal ?? -1, all.maxVal ?? 1));
}
/**
 * x limited to the range from 0 to 6.
 *
 * @example
 * F.relu6(tensor([-1, 3, 8])).tolist(); // → 0,3,6
 */
export function relu6(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  noMore("relu6", 2, arguments);
  return maybeInPlace(x, isInplace("relu6", inplace), (v) => ops.hardtanh(v, 0, 6));
}

const readThreshold = readerOf<InplaceOptions>("threshold", ["inplace"]);
/** Further arguments, by position or by name: inplace = false. */
export type ThresholdArguments = Rest<[inplace: boolean], InplaceOptions>;
/** Arguments of {@link threshold}, by name. */
interface ThresholdValueNamed {
  /** Values up to this are replaced. */
  threshold: number;
  /** The replacement value. */
  value: number;
}
/**
 * x where it is greater than `threshold`, `value` elsewhere.
 *
 * Further arguments, by position or by name: inplace = false.
 *
 * @example
 * F.threshold(tensor([1, 2, 3]), 1.5, 0).tolist(); // → 0,2,3
 */
export function threshold(x: Tensor, threshold: number, value: number, ...options: ThresholdArguments): Tensor;
/** x where it is greater than `threshold`, `value` elsewhere. Takes all arguments after the first by name. */
export function threshold(x: Tensor, options: InplaceOptions & ThresholdValueNamed): Tensor;
export function threshold(x: Tensor, ...args: unknown[]): Tensor {
  const [threshold, value, ...rest] = required<[number, number]>("threshold", ["threshold", "value"], args);
  return maybeInPlace(
    x,
    readThreshold(rest).inplace ?? false,
    (v) => ops.threshold(v, threshold, value),
    "ThresholdBackward1",
  );
}
/** Options of {@link hardshrink} and {@link softshrink}. */
export interface ShrinkOptions {
  /** Numbers within ±`lambd` become 0. Default 0.5. */
  lambd?: number;
}
/** Further arguments, by position or by name: lambd = 0.5. */
export type ShrinkArguments = Rest<[lambd: number], ShrinkOptions>;
const readSoftshrink = readerOf<ShrinkOptions>("softshrink", ["lambd"]),
  readHardshrink = readerOf<ShrinkOptions>("hardshrink", ["lambd"]);
/**
 * x where |x| exceeds `lambd`, 0 elsewhere.
 *
 * Further arguments, by position or by name: lambd = 0.5.
 *
 * @throws KindlingError `float-only`.
 * @example
 * F.hardshrink(tensor([-1, 0.25, 2])).tolist(); // → -1,0,2
 */
export function hardshrink(x: Tensor, ...options: ShrinkArguments): Tensor {
  return ops.hardshrink(x, readHardshrink(options).lambd ?? 0.5);
}
/** Arguments of {@link prelu}, by name. */
interface WeightNamed {
  /** The slope below 0: one for all, or one for each channel `[C]`. */
  weight: Tensor;
}
/**
 * x where it is positive, `weight · x` elsewhere (He et al. 2015). `weight` is learned: `[1]`, or `[C]` with one slope
 * per channel (dimension 1).
 *
 * @example
 * F.prelu(tensor([-2, 2]), tensor([0.25])).tolist(); // → -0.5,2
 */
export function prelu(x: Tensor, weight: Tensor): Tensor;
/**
 * x where it is positive, `weight · x` elsewhere (He et al. 2015). `weight` is learned: `[1]`, or `[C]` with one slope
 * per channel (dimension 1). Takes all arguments after the first by name.
 */
export function prelu(x: Tensor, options: WeightNamed): Tensor;
export function prelu(x: Tensor, ...args: unknown[]): Tensor {
  const [weight] = exactly<[Tensor]>("prelu", ["weight"], args);
  return ops.prelu(x, weight);
}
/**
 * x moved towards 0 by `lambd`; 0 where |x| is at most `lambd`.
 *
 * Further arguments, by position or by name: lambd = 0.5.
 *
 * @throws KindlingError `activation-option` for a negative `lambd`.
 * @example
 * F.softshrink(tensor([-1, 0.25, 2])).tolist(); // → -0.5,0,1.5
 */
export function softshrink(x: Tensor, ...options: ShrinkArguments): Tensor {
  const { lambd = 0.5 } = readSoftshrink(options);
  if (!(lambd >= 0))
    fail(
      "activation-option",
      `lambda must be greater or equal to 0, but found to be ${lambd}.`,
      "for example { lambd: 0.5 }.",
    );
  return ops.softshrink(x, lambd);
}
/**
 * A sigmoid made of straight lines: `(x + 3) / 6`, limited to the range from 0 to 1.
 *
 * @example
 * F.hardsigmoid(tensor([-4, 0, 1.5, 4])).tolist(); // → 0,0.5,0.75,1
 */
export function hardsigmoid(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  noMore("hardsigmoid", 2, arguments);
  return maybeInPlace(x, isInplace("hardsigmoid", inplace), ops.hardsigmoid);
}
/**
 * `x · hardsigmoid(x)` (Howard et al. 2019).
 *
 * @example
 * F.hardswish(tensor([-1.5, 0, 4])).tolist(); // → -0.375,0,4
 */
export function hardswish(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  noMore("hardswish", 2, arguments);
  return maybeInPlace(x, isInplace("hardswish", inplace), ops.hardswish);
}

/** Options of {@link rrelu}. */
export interface RreluOptions extends InplaceOptions {
  /** The smallest slope. Default 1/8. */
  lower?: number;
  /** The largest slope. Default 1/3. */
  upper?: number;
  /** Whether to draw random slopes; otherwise the slope is the mean of the bounds. Default false. */
  training?: boolean;
}
/** Further arguments, by position or by name: lower = 1/8, upper = 1/3, training = false, inplace = false. */
export type RreluArguments = Rest<[lower: number, upper: number, training: boolean, inplace: boolean], RreluOptions>;
/**
 * x where it is positive, `slope · x` elsewhere (Xu et al. 2015). In training, a slope is drawn from `[lower, upper)`
 * for each element, the same as in PyTorch for the same seed; otherwise it is `(lower + upper) / 2`.
 *
 * Further arguments, by position or by name: lower = 1/8, upper = 1/3, training = false, inplace = false.
 *
 * @throws KindlingError `activation-option` for bounds in the wrong order, `float-only`.
 * @example
 * F.rrelu(tensor([-2, 2]), 0.25, 0.75).tolist(); // → -1,2
 */
export function rrelu(x: Tensor, ...options: RreluArguments): Tensor {
  const all = byName<RreluOptions>("rrelu", ["lower", "upper", "training", "inplace"], options);
  const from = all.lower ?? 1 / 8,
    to = all.upper ?? 1 / 3;
  needTensor(x, "rrelu");
  if (!(from <= to))
    fail("activation-option", "Lower bound should be less than or equal to the upper bound", "swap lower and upper.");
  if (!isFloat(x.dtype))
    fail(
      "float-only",
      `"${all.training === true ? "rrelu_with_noise_out_cpu" : "leaky_relu_cpu"}" not implemented for '${dtypeInfo[x.dtype].scalarType}'`,
      remedy(x.dtype),
    );
  return maybeInPlace(
    x,
    all.inplace ?? false,
    (v) =>
      label(
        all.training === true ? mul(v, slopes(v, from, to)) : leakyRelu(v, (from + to) / 2),
        "RreluWithNoiseBackward0",
      ),
    "RreluWithNoiseBackward1",
  );
}

/**
 * A random slope for each element that is not positive, drawn in row-major order; 1 for the others, which consume no
 * random numbers.
 */
function slopes(x: Tensor, from: number, to: number): Tensor {
  const dense = denseOf(isHalf(x.dtype) ? cast(x, "float32") : x);
  const out = empty(x.shape, dense.dtype);
  fillBy("rrelu", [dense], out, ([source], t) => {
    const { engine } = defaultGenerator,
      values = region(source!) as Float64Array,
      noise = region(t) as Float64Array;
    for (let i = 0; i < noise.length; i++) noise[i] = values[i]! <= 0 ? engine.u53() * (to - from) + from : 1;
  });
  return out.dtype === x.dtype ? out : cast(out, x.dtype);
}
