import { needTensor } from "../../core/check.js";
import { denseOf } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import type { Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { runs } from "../../diagnose/line.js";
import { eq } from "../../ops/pointwise/binary.js";
import { cast } from "../../ops/pointwise/cast.js";
import { logSoftmax } from "../../ops/reduce/moments.js";
import { label } from "../../ops/label.js";
import * as loss from "../../ops/reduce/loss.js";
import { sum } from "../../ops/reduce/reduce.js";
import { maskedFill } from "../../ops/pointwise/select.js";
import { abs, logSigmoid, square } from "../../ops/pointwise/unary.js";
import { expand, reshape, unsqueeze } from "../../ops/view/view.js";
import { dtypeInfo, isFloat, isHalf } from "../../shape/dtype.js";
import { full } from "../../tensor/creation.js";
import { sameArray, showShape } from "../../util/array.js";
import { warnBroadcast, watchProbabilities, watchRelu, watchSigmoid, watchSoftmax } from "./hints.js";
import {
  type LossOptions,
  lossReader,
  type LossArguments,
  type Old,
  reduced,
  type Reduction,
  reductionNames,
} from "./reduction.js";
import { add, div, mul, sub, neg } from "../../ops/pointwise/arithmetic.js";

export { type LossOptions, type LossArguments, type Reduction, reduced, reductionOf } from "./reduction.js";

/** `entry`: the function that was called, if no layer was. */
function compare(input: Tensor, target: Tensor, name: string, entry: object): void {
  needTensor(input, name);
  needTensor(target, name, "target");
  if (!sameArray(input.shape, target.shape)) warnBroadcast(input, target, runs() ? undefined : entry);
  watchRelu(input);
}

/**
 * The squared difference of input and target, which broadcast. By default the mean over all elements.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * F.mseLoss(tensor([1, 2]), tensor([1, 4])).item(); // → 2
 */
export function mseLoss(input: Tensor, target: Tensor, ...options: LossArguments): Tensor {
  return mse(input, target, readMse(options).reduction);
}
const readMse = lossReader<LossOptions>("mseLoss", reductionNames);
/** {@link mseLoss} with all its arguments, for the layer. */
export function mse(input: Tensor, target: Tensor, reduction: Reduction): Tensor {
  compare(input, target, "mseLoss", mseLoss);
  return reduction === "mean"
    ? loss.mseLossMean(input, target)
    : label(reduced(square(sub(input, target)), reduction), "MseLossBackward0");
}

/**
 * The absolute difference of input and target, which broadcast. By default the mean over all elements.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * F.l1Loss(tensor([1, 2]), tensor([1, 5])).item(); // → 1.5
 */
export function l1Loss(input: Tensor, target: Tensor, ...options: LossArguments): Tensor {
  const { reduction } = readL1(options);
  compare(input, target, "l1Loss", l1Loss);
  return reduced(abs(sub(input, target)), reduction);
}

const readL1 = lossReader<LossOptions>("l1Loss", reductionNames);

/** Options of {@link huberLoss}. */
export interface HuberOptions extends Pick<LossOptions, "reduction"> {
  /** The difference at which the loss changes from quadratic to linear. Default 1. */
  delta?: number;
}
/** Arguments after input and target, by position or by name. */
export type HuberArguments = Rest<[reduction: Reduction, delta: number], HuberOptions>;
export const huberNames = ["reduction", "delta"] as const;
const readHuber = lossReader<HuberOptions>("huberLoss", huberNames);
/**
 * Half the squared difference where it is at most `delta`, `delta · (|difference| − delta / 2)` beyond: outliers have
 * less effect than in {@link mseLoss} (Huber 1964).
 *
 * Further arguments, by position or by name: reduction = "mean", delta = 1.
 *
 * @throws KindlingError `loss-option` unless `delta` is positive.
 * @example
 * F.huberLoss(tensor([1, 3]), zeros(2), { reduction: "none" }).tolist(); // → 0.5,2.5
 */
export function huberLoss(input: Tensor, target: Tensor, ...options: HuberArguments): Tensor {
  const { reduction, delta = 1 } = readHuber(options);
  compare(input, target, "huberLoss", huberLoss);
  if (!(delta > 0))
    fail("loss-option", "huber_loss does not support non-positive values for delta.", "for example { delta: 1 }.");
  return label(reduced(loss.huber(input, target, delta), reduction), "HuberLossBackward0");
}

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1Options extends LossOptions {
  /** The difference at which the loss changes from quadratic to linear. Default 1. */
  beta?: number;
}
/** Arguments after input and target, by position or by name. */
export type SmoothL1Arguments = Rest<
  [sizeAverage: Old, reduce: Old, reduction: Reduction, beta: number],
  SmoothL1Options
>;
export const smoothL1Names = [...reductionNames, "beta"] as const;
const readSmoothL1 = lossReader<SmoothL1Options>("smoothL1Loss", smoothL1Names);
/**
 * `difference² / (2 · beta)` where |difference| is below `beta`, `|difference| − beta / 2` beyond. With beta = 0 it is
 * {@link l1Loss}.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean", beta = 1.
 *
 * @throws KindlingError `loss-option` for a negative `beta`.
 * @example
 * F.smoothL1Loss(tensor([1, 3]), zeros(2), { reduction: "none", beta: 2 }).tolist(); // → 0.25,2
 */
export function smoothL1Loss(input: Tensor, target: Tensor, ...options: SmoothL1Arguments): Tensor {
  const { reduction, beta = 1 } = readSmoothL1(options);
  if (!(beta >= 0))
    fail("loss-option", "smooth_l1_loss does not support negative values for beta.", "for example { beta: 1 }.");
  compare(input, target, "smoothL1Loss", smoothL1Loss);
  const each =
    beta === 0
      ? abs(sub(input, target))
      : beta === 1
        ? loss.huber(input, target, 1)
        : div(loss.huber(input, target, beta), beta);
  return label(reduced(each, reduction), "SmoothL1LossBackward0");
}

// ---- classes ----

/** Options of {@link nllLoss}. */
export interface NllOptions extends LossOptions {
  /** The weight of each class, `[C]`. */
  weight?: Tensor | null;
  /** Targets with this label are ignored. Default −100. */
  ignoreIndex?: number;
}
/** Arguments after input and target, by position or by name. */
export type NllArguments = Rest<
  [weight: Tensor | null, sizeAverage: Old, ignoreIndex: number, reduce: Old, reduction: Reduction],
  NllOptions
>;
export const nllNames = ["weight", "sizeAverage", "ignoreIndex", "reduce", "reduction"] as const;
const readNll = lossReader<NllOptions>("nllLoss", nllNames);

/** Class labels must be int64, one per sample. The most common mistake is a float target. */
function checkLabels(input: Tensor, target: Tensor): void {
  if (target.dtype !== "int64") {
    fail(
      "target-dtype",
      `expected scalar type Long but found ${dtypeInfo[target.dtype].scalarType}`,
      `class labels must be int64: \`tensor(y, { dtype: 'int64' })\`, or \`y.long()\`. The target is ${target.dtype} ${showShape(target.shape)}.`,
    );
  }
  const x = input.shape,
    t = target.shape;
  if (x.length <= 2 && t.length > 1)
    fail(
      "target-shape",
      "0D or 1D target tensor expected, multi-target not supported",
      `the target is ${showShape(t)}: one label for each of the ${x.length === 2 ? x[0] : 1} samples is needed, shape [${x.length === 2 ? x[0] : ""}]${t.length === 2 && t[1] === 1 ? "; use y.squeeze(1)" : ""}.`,
    );
  if (x.length >= 2 && (t[0] ?? 1) !== x[0])
    fail(
      "target-shape",
      `Expected input batch_size (${x[0]}) to match target batch_size (${t[0] ?? 1}).`,
      "input and target must have as many samples.",
    );
  if (x.length > 2 && !sameArray([x[0]!, ...x.slice(2)], t))
    fail(
      "target-shape",
      `size mismatch (got input: ${showShape(x)} , target: ${showShape(t)}`,
      `for this input the target must be ${showShape([x[0]!, ...x.slice(2)])}.`,
    );
}

function checkWeight(weight: Tensor | null, classes: number, input: Tensor): void {
  if (weight === null) return;
  needTensor(weight, "crossEntropy", "weight");
  if (weight.dtype !== input.dtype)
    fail(
      "loss-weight",
      `expected scalar type ${dtypeInfo[input.dtype].scalarType} but found ${dtypeInfo[weight.dtype].scalarType}`,
      "the class weights must have the input's dtype.",
    );
  if (!sameArray(weight.shape, [classes]))
    fail(
      "loss-weight",
      `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${showShape(weight.shape)}`,
      "give one weight per class, in a 1-d tensor.",
    );
}

/**
 * The negative log-likelihood: minus the log-probability of the right class, as returned by {@link logSoftmax}. `input`
 * is `[N, C]`, `[C]` or `[N, C, d1, …]`; `target` holds int64 labels from 0 to C − 1: `[N]`, `[]` or `[N, d1, …]`. The
 * mean is weighted by the classes' weights.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, ignoreIndex = −100, reduce = null,
 * reduction = "mean".
 *
 * @throws KindlingError `target-dtype` for labels that are not int64, `target-range`, `target-shape`.
 * @example
 * F.nllLoss(tensor([[-1, -2], [-3, -4]]), tensor([0, 1], { dtype: "int64" })).item(); // → 2.5
 */
export function nllLoss(input: Tensor, target: Tensor, ...options: NllArguments): Tensor {
  const o = readNll(options);
  needTensor(input, "nllLoss");
  watchProbabilities(input);
  return labels(input, target, o.weight ?? null, o.reduction, o.ignoreIndex ?? -100);
}

function labels(
  input: Tensor,
  target: Tensor,
  weight: Tensor | null,
  reduction: Reduction,
  ignoreIndex: number,
): Tensor {
  needTensor(input, "nllLoss");
  needTensor(target, "nllLoss", "target");
  const nd = input.shape.length;
  if (nd === 0)
    fail(
      "target-shape",
      "Expected 1 or more dimensions (got 0)",
      "predictions are [N, C] or [C]: a number for each class.",
    );
  checkLabels(input, target);
  checkWeight(weight, input.shape[nd === 1 ? 0 : 1]!, input);
  if (isHalf(input.dtype)) {
    return cast(
      labels(cast(input, "float32"), target, weight === null ? null : cast(weight, "float32"), reduction, ignoreIndex),
      input.dtype,
    );
  }
  if (nd > 1)
    return label(
      loss.nll(input, target, weight, reduction, ignoreIndex),
      nd === 2 ? "NllLossBackward0" : nd === 4 || reduction !== "none" ? "NllLoss2DBackward0" : "ViewBackward0",
    );
  const one = loss.nll(unsqueeze(input, 0), reshape(target, [1]), weight, reduction, ignoreIndex);
  return label(reduction === "none" ? reshape(one, []) : one, "NllLossBackward0");
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends NllOptions {
  /** The fraction of each target that is spread over all classes, 0 … 1. Default 0. */
  labelSmoothing?: number;
}
/** Arguments after input and target, by position or by name. */
export type CrossEntropyArguments = Rest<
  [
    weight: Tensor | null,
    sizeAverage: Old,
    ignoreIndex: number,
    reduce: Old,
    reduction: Reduction,
    labelSmoothing: number,
  ],
  CrossEntropyOptions
>;
export const crossEntropyNames = [...nllNames, "labelSmoothing"] as const;
const readCrossEntropy = lossReader<CrossEntropyOptions>("crossEntropy", crossEntropyNames);

/**
 * {@link logSoftmax} followed by {@link nllLoss}: minus the log-probability of the right class. `input` holds raw
 * scores (logits) `[N, C]`, `[C]` or `[N, C, d1, …]`, without a softmax. `target` holds int64 labels (`[N]`, `[]`,
 * `[N, d1, …]`) or, in the input's shape, a probability for each class.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, ignoreIndex = −100, reduce = null,
 * reduction = "mean", labelSmoothing = 0.
 *
 * @throws KindlingError `target-dtype` for labels that are not int64, `target-range`, `target-shape`.
 * @example
 * F.crossEntropy(tensor([[0, 0]]), tensor([1], { dtype: "int64" })).item().toFixed(4); // → 0.6931
 */
export function crossEntropy(input: Tensor, target: Tensor, ...options: CrossEntropyArguments): Tensor {
  const o = readCrossEntropy(options);
  return entropy(input, target, o.weight ?? null, o.reduction, o.ignoreIndex ?? -100, o.labelSmoothing ?? 0);
}

/** {@link crossEntropy} with all its arguments, for the layer. */
export function entropy(
  input: Tensor,
  target: Tensor,
  weight: Tensor | null,
  reduction: Reduction,
  ignoreIndex: number,
  smoothing: number,
): Tensor {
  needTensor(input, "crossEntropyLoss");
  needTensor(target, "crossEntropyLoss", "target");
  const nd = input.shape.length,
    classDim = nd === 1 ? 0 : 1;
  if (nd === 0)
    fail(
      "target-shape",
      "Expected 1 or more dimensions (got 0)",
      "predictions are [N, C] or [C]: a number for each class.",
    );
  if (!(smoothing >= 0 && smoothing <= 1))
    fail(
      "loss-option",
      `label_smoothing must be between 0.0 and 1.0. Got: ${smoothing}`,
      "for example { labelSmoothing: 0.1 }.",
    );
  const classes = input.shape[classDim]!;
  watchSoftmax(input, classes);
  watchRelu(input);
  if (sameArray(input.shape, target.shape))
    return probabilities(input, target, classDim, weight, reduction, ignoreIndex, smoothing);
  const logp = logSoftmax(input, classDim);
  const nll = labels(logp, target, weight, reduction, ignoreIndex);
  if (smoothing === 0) return nll;
  // The part that is spread evenly: minus the mean log-probability of all classes, for the targets that count.
  const spread = maskedFill(
    neg(sum(weight === null ? logp : mul(logp, byClass(weight, nd, classDim)), { dim: classDim })),
    eq(target, ignoreIndex),
    0,
  );
  const even =
    reduction === "mean"
      ? div(sum(spread), totalWeight(input, target, weight, ignoreIndex))
      : reduced(spread, reduction);
  return add(mul(nll, 1 - smoothing), mul(even, smoothing / classes));
}

/** The sum of the weights of the targets that count: their loss if every log-probability is −1. */
function totalWeight(input: Tensor, target: Tensor, weight: Tensor | null, ignoreIndex: number): Tensor {
  return labels(expand(full([], -1, { dtype: input.dtype }), input.shape), target, weight, "sum", ignoreIndex);
}

/** Class weights in a shape that broadcasts along the class dimension. */
const byClass = (weight: Tensor, nd: number, classDim: number): Tensor =>
  reshape(
    weight,
    Array.from({ length: nd }, (_, d) => (d === classDim ? -1 : 1)),
  );

function probabilities(
  input: Tensor,
  target: Tensor,
  classDim: number,
  weight: Tensor | null,
  reduction: Reduction,
  ignoreIndex: number,
  smoothing: number,
): Tensor {
  if (!isFloat(target.dtype))
    fail(
      "target-dtype",
      `Expected floating point type for target with class probabilities, got ${dtypeInfo[target.dtype].scalarType}`,
      "a target of the input's shape holds a probability for every class; labels have one number per sample.",
    );
  if (ignoreIndex >= 0)
    fail(
      "loss-option",
      "ignore_index is not supported for floating point target",
      "leave ignoreIndex out, or use int64 class labels.",
    );
  const classes = input.shape[classDim]!,
    nd = input.shape.length;
  checkWeight(weight, classes, input);
  const wanted = smoothing === 0 ? target : add(mul(target, 1 - smoothing), smoothing / classes);
  const logp = logSoftmax(input, classDim);
  const each = mul(weight === null ? logp : mul(logp, byClass(weight, nd, classDim)), wanted);
  if (reduction === "none") return neg(sum(each, { dim: classDim }));
  const total = neg(sum(each));
  return reduction === "sum" ? total : label(div(total, input.count / classes), "DivBackward1");
}

// ---- yes or no ----

/** Options of {@link binaryCrossEntropy}. */
export interface BceOptions extends LossOptions {
  /** The weight of each element; broadcast to the target. */
  weight?: Tensor | null;
}
/** Arguments after input and target, by position or by name. */
export type BceArguments = Rest<
  [weight: Tensor | null, sizeAverage: Old, reduce: Old, reduction: Reduction],
  BceOptions
>;
export const bceNames = ["weight", ...reductionNames] as const;
const readBce = lossReader<BceOptions>("binaryCrossEntropy", bceNames);

/**
 * The cross entropy of probabilities and targets, both in [0, 1] and of one shape:
 * `−target · log(input) − (1 − target) · log(1 − input)`. Logarithms are limited to −100 and above.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @throws KindlingError `probability-range` for an input outside [0, 1], `target-shape` if the shapes differ.
 * @example
 * F.binaryCrossEntropy(tensor([0.5, 0.5]), tensor([0, 1])).item().toFixed(4); // → 0.6931
 */
export function binaryCrossEntropy(input: Tensor, target: Tensor, ...options: BceArguments): Tensor {
  const o = readBce(options),
    { reduction } = o;
  needTensor(input, "binaryCrossEntropy");
  needTensor(target, "binaryCrossEntropy", "target");
  if (!sameArray(input.shape, target.shape))
    fail(
      "target-shape",
      `Using a target size (torch.Size(${showShape(target.shape)})) that is different to the input size (torch.Size(${showShape(input.shape)})) is deprecated. Please ensure they have the same size.`,
      input.count === target.count
        ? `use y.reshape(${showShape(input.shape)}).`
        : "give the target the shape of the predictions.",
    );
  if (input.dtype !== target.dtype)
    fail(
      "target-dtype",
      `Found dtype ${dtypeInfo[target.dtype].scalarType} but expected ${dtypeInfo[input.dtype].scalarType}`,
      `the target is ${target.dtype}: use y.to("${input.dtype}").`,
    );
  if (!allProbabilities(input))
    fail(
      "probability-range",
      "all elements of input should be between 0 and 1",
      "binaryCrossEntropy takes probabilities: put a sigmoid in front, or use binaryCrossEntropyWithLogits for raw outputs.",
    );
  const each = loss.binaryCrossEntropy(input, target);
  return label(reduced(o.weight ? mul(each, o.weight) : each, reduction), "BinaryCrossEntropyBackward0");
}

function allProbabilities(x: Tensor): boolean {
  const { storage, offset, count } = denseOf(isHalf(x.dtype) ? cast(x, "float32") : x);
  for (let i = offset; i < offset + count; i++) if (!(storage.data[i]! >= 0 && storage.data[i]! <= 1)) return false;
  return true;
}

/** Options of {@link binaryCrossEntropyWithLogits}. */
export interface BceWithLogitsOptions extends BceOptions {
  /** The weight of a target of 1 relative to one of 0; broadcast to the target. */
  posWeight?: Tensor | null;
}
/** Arguments after input and target, by position or by name. */
export type BceWithLogitsArguments = Rest<
  [weight: Tensor | null, sizeAverage: Old, reduce: Old, reduction: Reduction, posWeight: Tensor | null],
  BceWithLogitsOptions
>;
export const bceWithLogitsNames = [...bceNames, "posWeight"] as const;
const readBceWithLogits = lossReader<BceWithLogitsOptions>("binaryCrossEntropyWithLogits", bceWithLogitsNames);

/**
 * {@link binaryCrossEntropy} of `sigmoid(input)`, computed so that nothing overflows. `input` holds raw scores
 * (logits), `target` numbers in [0, 1], in one shape.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, reduce = null, reduction = "mean",
 * posWeight = null.
 *
 * @throws KindlingError `target-shape` if the shapes differ.
 * @example
 * F.binaryCrossEntropyWithLogits(tensor([-1000]), tensor([1])).item(); // → 1000
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  ...options: BceWithLogitsArguments
): Tensor {
  const o = readBceWithLogits(options),
    { reduction } = o;
  needTensor(input, "binaryCrossEntropyWithLogits");
  watchSigmoid(input);
  needTensor(target, "binaryCrossEntropyWithLogits", "target");
  if (!sameArray(input.shape, target.shape))
    fail(
      "target-shape",
      `Target size (torch.Size(${showShape(target.shape)})) must be the same as input size (torch.Size(${showShape(input.shape)}))`,
      input.count === target.count
        ? `use y.reshape(${showShape(input.shape)}).`
        : "give the target the shape of the predictions.",
    );
  let each: Tensor;
  if (o.posWeight) {
    // (1 − y)·x − (1 + (w − 1)·y) · log sigmoid(x)
    const factor = add(mul(sub(o.posWeight, 1), target), 1);
    each = sub(mul(sub(1, target), input), mul(factor, logSigmoid(input)));
  } else each = loss.binaryCrossEntropyWithLogits(input, target);
  return label(reduced(o.weight ? mul(each, o.weight) : each, reduction), "BinaryCrossEntropyWithLogitsBackward0");
}
