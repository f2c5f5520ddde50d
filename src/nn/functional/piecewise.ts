import { needTensor } from "../../core/check.js";
import { denseOf, empty } from "../../core/dispatch.js";
import { fillBy } from "../../core/recorder.js";
import { region, type Tensor } from "../../core/tensor.js";
import { byName, readerOf, exactly, required, type Rest, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { leakyRelu } from "../../ops/activation.js";
import { mul } from "../../ops/binary.js";
import { cast } from "../../ops/cast.js";
import { label } from "../../ops/label.js";
import * as ops from "../../ops/piecewise.js";
import { defaultGenerator } from "../../random/generator.js";
import { dtypeInfo, isFloat, isHalf } from "../../shape/dtype.js";
import { type InplaceOptions, isInplace, written } from "./written.js";
import { remedy } from "../../ops/refuse.js";


// Activation functions put together of straight pieces and exponential tails, and those whose slope is learned or drawn.

/** Options of {@link celu}. */
export interface CeluOptions extends InplaceOptions { alpha?: number }
/** x where it is positive, `alpha · (e^(x/alpha) − 1)` (default 1) elsewhere (Barron 2017). */
export function celu(x: Tensor, alpha?: number | CeluOptions, inplace?: boolean | InplaceOptions): Tensor {
  noMore("celu", 3, arguments);
  const all = byName<CeluOptions>("celu", ["alpha", "inplace"], [alpha, inplace]);
  if (all.alpha === 0) fail("activation-option", "ZeroDivisionError: alpha cannot be 0 for CELU");
  return written(x, all.inplace ?? false, (v) => ops.celu(v, all.alpha ?? 1), "CeluBackward1");
}
/** An ELU with the two constants that keep activations at mean 0 and variance 1 from layer to layer (Klambauer et al. 2017). */
export function selu(x: Tensor, inplace?: boolean | InplaceOptions): Tensor { noMore("selu", 2, arguments); return written(x, isInplace("selu", inplace), ops.selu, "EluBackward1"); }

/** Options of {@link hardtanh}. */
export interface HardtanhOptions extends InplaceOptions { minVal?: number; maxVal?: number }
/** What may follow, by place or by name: minVal = −1, maxVal = 1, inplace = false. */
export type HardtanhArguments = Rest<[minVal: number, maxVal: number, inplace: boolean], HardtanhOptions>;
/**
 * x between `minVal` (default −1) and `maxVal` (default 1), the nearer bound outside.
 *
 * Further arguments, by place or by name: minVal = −1, maxVal = 1, inplace = false.
 */
export function hardtanh(x: Tensor, ...options: HardtanhArguments): Tensor {
  const all = byName<HardtanhOptions>("hardtanh", ["minVal", "maxVal", "inplace"], options);
  return written(x, all.inplace ?? false, (v) => ops.hardtanh(v, all.minVal ?? -1, all.maxVal ?? 1));
}
/** x between 0 and 6. */
export function relu6(x: Tensor, inplace?: boolean | InplaceOptions): Tensor { noMore("relu6", 2, arguments); return written(x, isInplace("relu6", inplace), (v) => ops.hardtanh(v, 0, 6)); }

const readThreshold = readerOf<InplaceOptions>("threshold", ["inplace"]);
/** What may follow, by place or by name: inplace = false. */
export type ThresholdArguments = Rest<[inplace: boolean], InplaceOptions>;
/**
 * x where it lies above `threshold`, `value` elsewhere.
 *
 * Further arguments, by place or by name: inplace = false.
 */
export function threshold(x: Tensor, threshold: number, value: number, ...options: ThresholdArguments): Tensor;
/** x where it lies above `threshold`, `value` elsewhere. All arguments after the first by name. */
export function threshold(x: Tensor, options: InplaceOptions & { threshold: number; value: number }): Tensor;
export function threshold(x: Tensor, ...args: unknown[]): Tensor {
  const [threshold, value, ...rest] = required<[number, number]>("threshold", ["threshold", "value"], args);
  return written(x, readThreshold(rest).inplace ?? false, (v) => ops.threshold(v, threshold, value), "ThresholdBackward1");
}
type ShrinkArguments = Rest<[lambd: number], { lambd?: number }>;
const readSoftshrink = readerOf<{ lambd?: number }>("softshrink", ["lambd"]), readHardshrink = readerOf<{ lambd?: number }>("hardshrink", ["lambd"]);
/**
 * 0 within ±`lambd` (default 0.5), x elsewhere.
 *
 * Further arguments, by place or by name: lambd = 0.5.
 */
export function hardshrink(x: Tensor, ...options: ShrinkArguments): Tensor { return ops.hardshrink(x, readHardshrink(options).lambd ?? 0.5); }
/** x where it is positive, `weight · x` elsewhere: one weight, or one for each channel (dimension 1), which are learned (He et al. 2015). */
export function prelu(x: Tensor, weight: Tensor): Tensor;
/**
 * x where it is positive, `weight · x` elsewhere: one weight, or one for each channel (dimension 1), which are learned
 * (He et al. All arguments after the first by name.
 */
export function prelu(x: Tensor, options: { weight: Tensor }): Tensor;
export function prelu(x: Tensor, ...args: unknown[]): Tensor {
  const [weight] = exactly<[Tensor]>("prelu", ["weight"], args);
  return ops.prelu(x, weight);
}
/**
 * x brought nearer to 0 by `lambd` (default 0.5); 0 within ±`lambd`.
 *
 * Further arguments, by place or by name: lambd = 0.5.
 */
export function softshrink(x: Tensor, ...options: ShrinkArguments): Tensor {
  const { lambd = 0.5 } = readSoftshrink(options);
  if (!(lambd >= 0)) fail("activation-option", `lambda must be greater or equal to 0, but found to be ${lambd}.`);
  return ops.softshrink(x, lambd);
}
/** `(x + 3) / 6` between 0 and 1: a sigmoid of straight lines. */
export function hardsigmoid(x: Tensor, inplace?: boolean | InplaceOptions): Tensor { noMore("hardsigmoid", 2, arguments); return written(x, isInplace("hardsigmoid", inplace), ops.hardsigmoid); }
/** `x · hardsigmoid(x)` (Howard et al. 2019). */
export function hardswish(x: Tensor, inplace?: boolean | InplaceOptions): Tensor { noMore("hardswish", 2, arguments); return written(x, isInplace("hardswish", inplace), ops.hardswish); }

/** Options of {@link rrelu}. */
export interface RreluOptions extends InplaceOptions {
  /** Bounds of the slope. Defaults: 1/8 and 1/3. */
  lower?: number;
  upper?: number;
  /** Whether to draw slopes at all; otherwise it is the mean of the bounds. Default false. */
  training?: boolean;
}
/** What may follow, by place or by name: lower = 1/8, upper = 1/3, training = false, inplace = false. */
export type RreluArguments = Rest<[lower: number, upper: number, training: boolean, inplace: boolean], RreluOptions>;
/**
 * x where it is positive; elsewhere x times a slope that is drawn from `[lower, upper)` for each element in training (Xu
 * et al. 2015). The same slopes as in PyTorch for the same seed.
 *
 * Further arguments, by place or by name: lower = 1/8, upper = 1/3, training = false, inplace = false.
 */
export function rrelu(x: Tensor, ...options: RreluArguments): Tensor {
  const all = byName<RreluOptions>("rrelu", ["lower", "upper", "training", "inplace"], options);
  const from = all.lower ?? 1 / 8, to = all.upper ?? 1 / 3;
  needTensor(x, "rrelu");
  if (!(from <= to)) fail("activation-option", "Lower bound should be less than or equal to the upper bound");
  if (!isFloat(x.dtype)) fail("float-only", `"${all.training === true ? "rrelu_with_noise_out_cpu" : "leaky_relu_cpu"}" not implemented for '${dtypeInfo[x.dtype].scalarType}'`, remedy(x.dtype));
  return written(x, all.inplace ?? false, (v) => label(all.training === true ? mul(v, slopes(v, from, to)) : leakyRelu(v, (from + to) / 2), "RreluWithNoiseBackward0"), "RreluWithNoiseBackward1");
}

/** A slope for each element that is not positive, drawn in row-major order; 1 for the others, which draw nothing. */
function slopes(x: Tensor, from: number, to: number): Tensor {
  const dense = denseOf(isHalf(x.dtype) ? cast(x, "float32") : x);
  const out = empty(x.shape, dense.dtype);
  fillBy("rrelu", [dense], out, ([source], t) => {
    const { engine } = defaultGenerator, values = region(source!) as Float64Array, noise = region(t) as Float64Array;
    for (let i = 0; i < noise.length; i++) noise[i] = values[i]! <= 0 ? engine.u53() * (to - from) + from : 1;
  });
  return out.dtype === x.dtype ? out : cast(out, x.dtype);
}
