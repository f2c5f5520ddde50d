import { needTensor } from "../../core/check.js";
import { needsGrad } from "../../core/graph.js";
import { mode } from "../../core/modes.js";
import { noGrad } from "../../core/modes.js";
import { fail } from "../../diagnose/error.js";
import { warn } from "../../diagnose/warn.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, readerOf, type Rest, noMore } from "../../diagnose/arguments.js";
import * as arithmetic from "../../ops/pointwise/arithmetic.js";
import * as act from "../../ops/pointwise/activation.js";
import { cast } from "../../ops/pointwise/cast.js";
import * as moments from "../../ops/reduce/moments.js";
import { scatter } from "../../ops/indexing/gather.js";
import { label } from "../../ops/label.js";
import { argmax } from "../../ops/reduce/reduce.js";
import { checkFloat } from "../../ops/refuse.js";
import * as un from "../../ops/pointwise/unary.js";
import { detach, narrow } from "../../ops/view/view.js";
import type { DType } from "../../shape/dtype.js";
import { normalizeDim } from "../../shape/shape.js";
import { zerosLike } from "../../tensor/creation.js";
import { exponential_ } from "../../tensor/fills.js";
import { relu_ } from "../../tensor/inplace.js";
import { type InplaceOptions, isInplace, maybeInPlace } from "./write-in-place.js";
import { add, div, mul, sub } from "../../ops/pointwise/arithmetic.js";

export type { InplaceOptions } from "./write-in-place.js";

/** Options of {@link softmax}, {@link logSoftmax} and {@link softmin}. */
export interface SoftmaxOptions {
  /** The dimension along which the results add up to 1. */
  dim?: number;
  /** The input is converted to this dtype first, e.g. to sum float16 in float32. Default: its own dtype. */
  dtype?: DType;
}

/**
 * max(x, 0).
 *
 * @example
 * F.relu(tensor([-1, 2])).tolist(); // → 0,2
 */
export function relu(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  noMore("relu", 2, arguments);
  if (!isInplace("relu", inplace)) return un.relu(x);
  needTensor(x, "relu_");
  return relu_(x);
}
/**
 * 1 / (1 + e^−x): any number into (0, 1).
 *
 * @example
 * F.sigmoid(tensor([0])).tolist(); // → 0.5
 */
export function sigmoid(x: Tensor): Tensor {
  noMore("sigmoid", 1, arguments);
  return un.sigmoid(x);
}
/**
 * Any number into (−1, 1).
 *
 * @example
 * F.tanh(tensor([0])).tolist(); // → 0
 */
export function tanh(x: Tensor): Tensor {
  noMore("tanh", 1, arguments);
  return un.tanh(x);
}
/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions extends InplaceOptions {
  /** The slope for negative numbers. Default 0.01. */
  negativeSlope?: number;
}
/** Further arguments, by position or by name: negativeSlope = 0.01, inplace = false. */
export type LeakyReluArguments = Rest<[negativeSlope: number, inplace: boolean], LeakyReluOptions>;
/**
 * x where it is positive, `negativeSlope · x` elsewhere.
 *
 * Further arguments, by position or by name: negativeSlope = 0.01, inplace = false.
 *
 * @example
 * F.leakyRelu(tensor([-2, 2]), 0.5).tolist(); // → -1,2
 */
export function leakyRelu(x: Tensor, ...options: LeakyReluArguments): Tensor {
  const { negativeSlope: slope = 0.01, ...all } = byName<LeakyReluOptions>(
    "leakyRelu",
    ["negativeSlope", "inplace"],
    options,
  );
  if (all.inplace === true && slope < 0) refuseSlope(x, "leakyReLu", "forward function with a negative slope");
  return maybeInPlace(x, all.inplace ?? false, (v) => act.leakyRelu(v, slope), "LeakyReluBackward1");
}
/** PyTorch's in-place form can only tell the sign of its input from its result. kindling refuses the same programs. */
function refuseSlope(x: Tensor, name: string, where: string): void {
  if (mode.grad && needsGrad(x))
    fail(
      "activation-option",
      `In-place ${name} backward calculation is triggered with a negative slope which is not supported. This is caused by calling in-place ${where}, please call out-of-place version instead.`,
      "leave inplace out.",
    );
}
/** Options of {@link elu}. */
export interface EluOptions extends InplaceOptions {
  /** The negative side approaches −alpha. Default 1. */
  alpha?: number;
}
/** Further arguments, by position or by name: alpha = 1, inplace = false. */
export type EluArguments = Rest<[alpha: number, inplace: boolean], EluOptions>;
/**
 * x where it is positive, `alpha · (e^x − 1)` elsewhere.
 *
 * Further arguments, by position or by name: alpha = 1, inplace = false.
 *
 * @example
 * F.elu(tensor([0, 2])).tolist(); // → 0,2
 */
export function elu(x: Tensor, ...options: EluArguments): Tensor {
  const { alpha: a = 1, ...all } = byName<EluOptions>("elu", ["alpha", "inplace"], options);
  if (all.inplace === true && a < 0) refuseSlope(x, "elu", "forward function with a negative slope");
  return maybeInPlace(x, all.inplace ?? false, (v) => act.elu(v, a), "EluBackward1");
}
/**
 * `x · sigmoid(x)`, also called swish.
 *
 * @example
 * F.silu(tensor([0])).tolist(); // → 0
 */
export function silu(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  noMore("silu", 2, arguments);
  return maybeInPlace(x, isInplace("silu", inplace), act.silu);
}
/** Arguments of {@link gelu}, by name. */
interface ApproximateNamed {
  /** `"tanh"` for the faster formula. Default `"none"`: the exact one. */
  approximate?: "none" | "tanh";
}
/**
 * x times the probability that a standard normal number is smaller than x (Hendrycks & Gimpel 2016).
 * `approximate: "tanh"` approximates it by a tanh.
 *
 * @example
 * F.gelu(tensor([0])).tolist(); // → 0
 */
export function gelu(x: Tensor, options?: ApproximateNamed): Tensor {
  noMore("gelu", 2, arguments);
  const { approximate = "none" } = byName<{ approximate?: "none" | "tanh" }>("gelu", ["approximate"], [options]);
  if (approximate !== "none" && approximate !== "tanh")
    fail(
      "activation-option",
      "approximate argument must be either none or tanh.",
      'for example { approximate: "tanh" }.',
    );
  return act.gelu(x, approximate);
}
/** Options of {@link softplus}. */
export interface SoftplusOptions {
  /** The sharpness of the bend. Default 1. */
  beta?: number;
  /** Where `beta · x` exceeds this, the result is x. Default 20. */
  threshold?: number;
}
/** Further arguments, by position or by name: beta = 1, threshold = 20. */
export type SoftplusArguments = Rest<[beta: number, threshold: number], SoftplusOptions>;
/**
 * A smooth relu: `log(1 + e^(beta · x)) / beta`, or x itself where `beta · x` exceeds the threshold.
 *
 * Further arguments, by position or by name: beta = 1, threshold = 20.
 *
 * @example
 * F.softplus(tensor([0])).item().toFixed(4); // → 0.6931
 * F.softplus(tensor([30])).item(); // → 30
 */
export function softplus(x: Tensor, ...options: SoftplusArguments): Tensor {
  const { beta = 1, threshold = 20 } = readSoftplus(options);
  return act.softplus(x, beta, threshold);
}
const readSoftplus = readerOf<SoftplusOptions>("softplus", ["beta", "threshold"]);
/**
 * `log(sigmoid(x))`, computed so that a large negative x yields x, not −∞.
 *
 * @example
 * F.logSigmoid(tensor([-1000])).item(); // → -1000
 */
export function logSigmoid(x: Tensor): Tensor {
  noMore("logSigmoid", 1, arguments);
  needTensor(x, "logSigmoid");
  checkFloat("log_sigmoid_cpu", x.dtype);
  return un.logSigmoid(x);
}

/**
 * `x · tanh(softplus(x))` (Misra 2019).
 *
 * @example
 * F.mish(tensor([0])).tolist(); // → 0
 */
export function mish(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  noMore("mish", 2, arguments);
  return maybeInPlace(x, isInplace("mish", inplace), act.mish);
}
/**
 * x / (1 + |x|): any number into (−1, 1), more slowly than tanh.
 *
 * @example
 * F.softsign(tensor([-1, 3])).tolist(); // → -0.5,0.75
 */
export function softsign(x: Tensor): Tensor {
  noMore("softsign", 1, arguments);
  return div(x, add(un.abs(x), 1));
}
/**
 * x − tanh(x).
 *
 * @example
 * F.tanhshrink(tensor([0])).tolist(); // → 0
 */
export function tanhshrink(x: Tensor): Tensor {
  noMore("tanhshrink", 1, arguments);
  return sub(x, un.tanh(x));
}
/** Arguments of {@link glu}, by name. */
interface DimNamed {
  /** The dimension that is halved. Default −1. */
  dim?: number;
}
/**
 * The first half of a dimension times the sigmoid of the second half (Dauphin et al. 2016).
 *
 * @throws KindlingError `activation-halves` if the dimension has an odd size.
 *
 * @example
 * F.glu(tensor([4, 0]), 0).tolist(); // → 2
 */
export function glu(x: Tensor, dim: number | DimNamed = -1): Tensor {
  noMore("glu", 2, arguments);
  needTensor(x, "glu");
  const nd = x.shape.length;
  if (nd === 0)
    fail(
      "activation-halves",
      "glu does not support scalars because halving size must be even",
      "give it at least one dimension of even size.",
    );
  const d = normalizeDim(byName<{ dim?: number }>("glu", ["dim"], [dim]).dim ?? -1, nd),
    n = x.shape[d]!;
  if (n % 2 !== 0)
    fail(
      "activation-halves",
      `Halving dimension must be even, but dimension ${d} is size ${n}`,
      "one half is the value, the other opens and closes the gate.",
    );
  checkFloat("glu_cpu", x.dtype);
  return label(mul(narrow(x, d, 0, n / 2), un.sigmoid(narrow(x, d, n / 2, n / 2))), "GluBackward0");
}

/**
 * `e^x` divided by its sum along `dim`: positive numbers that add up to 1. Pass `dim`; without it, PyTorch's old
 * default is used, with a warning. `dtype` converts the input first.
 *
 * @example
 * F.softmax(tensor([[1, 1]]), 1).tolist(); // → 0.5,0.5
 */
export function softmax(x: Tensor, dim?: number | SoftmaxOptions, options?: SoftmaxOptions): Tensor {
  noMore("softmax", 3, arguments);
  return along("softmax", moments.softmax, x, dim, options);
}
/**
 * The logarithm of {@link softmax} along `dim`, computed without underflow: the log-probabilities that {@link nllLoss}
 * takes. Without `dim`, PyTorch's old default is used, with a warning.
 *
 * @example
 * F.logSoftmax(tensor([[0, -1000]]), 1).tolist(); // → 0,-1000
 */
export function logSoftmax(x: Tensor, dim?: number | SoftmaxOptions, options?: SoftmaxOptions): Tensor {
  noMore("logSoftmax", 3, arguments);
  return along("log_softmax", moments.logSoftmax, x, dim, options);
}

/**
 * Softmax of −x: the smallest numbers get the largest shares.
 *
 * @example
 * F.softmin(tensor([[1, 1]]), 1).tolist(); // → 0.5,0.5
 */
export function softmin(x: Tensor, dim?: number | SoftmaxOptions, options?: SoftmaxOptions): Tensor {
  noMore("softmin", 3, arguments);
  return along("softmin", (t, d) => moments.softmax(arithmetic.neg(t), d), x, dim, options);
}

/** Options of {@link gumbelSoftmax}. */
export interface GumbelOptions {
  /** The temperature: small values produce nearly one-hot rows. Default 1. */
  tau?: number;
  /** Whether to return one-hot rows, with the gradient of the soft ones. Default false. */
  hard?: boolean;
  /** Has no effect, as in PyTorch. */
  eps?: number;
  /** The dimension of the classes. Default −1. */
  dim?: number;
}
/** Further arguments, by position or by name: tau = 1, hard = false, eps (without effect), dim = −1. */
export type GumbelArguments = Rest<[tau: number, hard: boolean, eps: number, dim: number], GumbelOptions>;
/**
 * Samples from classes with the given unnormalized log-probabilities so that gradients flow through the sample (Jang et
 * al. 2016). The same numbers as in PyTorch for the same seed.
 *
 * Further arguments, by position or by name: tau = 1, hard = false, eps (without effect), dim = −1.
 *
 * @example
 * manualSeed(0);
 * F.gumbelSoftmax(tensor([[0, 0, 9]]), { hard: true }).tolist(); // → 0,0,1
 */
export function gumbelSoftmax(logits: Tensor, ...options: GumbelArguments): Tensor {
  const all = byName<GumbelOptions>("gumbelSoftmax", ["tau", "hard", "eps", "dim"], options);
  needTensor(logits, "gumbelSoftmax", "logits");
  checkFloat("exponential_cpu", logits.dtype);
  const noise = arithmetic.neg(un.log(exponential_(zerosLike(logits))));
  const dim = all.dim ?? -1;
  const soft = moments.softmax(div(add(logits, noise), all.tau ?? 1), dim);
  if (all.hard !== true) return soft;
  const best = noGrad(() => argmax(soft, { dim, keepdim: true }));
  return add(sub(scatter(zerosLike(logits), dim, best, 1), detach(soft)), soft);
}

function along(
  name: string,
  f: (x: Tensor, dim: number) => Tensor,
  x: Tensor,
  dim: number | SoftmaxOptions | undefined,
  o: SoftmaxOptions | undefined,
): Tensor {
  needTensor(x, name);
  const all = byName<SoftmaxOptions>(name, ["dim"], [dim, o], ["dtype"]);
  return f(all.dtype === undefined ? x : cast(x, all.dtype), all.dim ?? impliedDim(name, x));
}

/** PyTorch's default if no dimension is given. It warns, since that dimension is seldom intended. */
function impliedDim(name: string, x: Tensor): number {
  warn(
    "softmax-dim",
    `Implicit dimension choice for ${name} has been deprecated. Change the call to include dim=X as an argument.\n  → for rows of class scores that is dim 1: { dim: 1 }.`,
  );
  const nd = x.shape.length;
  return nd === 0 || nd === 1 || nd === 3 ? 0 : 1;
}
