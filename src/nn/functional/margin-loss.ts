import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import type { Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { eq, minimum, ne } from "../../ops/pointwise/binary.js";
import { cast } from "../../ops/pointwise/cast.js";
import { gather, indexSelect, scatter } from "../../ops/indexing/gather.js";
import { label } from "../../ops/label.js";
import { targetCounts } from "../../ops/reduce/loss.js";
import { sum } from "../../ops/reduce/reduce.js";
import { clamp } from "../../ops/pointwise/select.js";
import { exp, log1p, logSigmoid, sqrt, square } from "../../ops/pointwise/unary.js";
import { reshape, squeeze, unsqueeze } from "../../ops/view/view.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { getDefaultDType } from "../../shape/promotion.js";
import { sameArray, showShape } from "../../util/array.js";
import { pairwiseDistance } from "./distance.js";
import {
  type LossOptions,
  lossReader,
  type LossArguments,
  type Old,
  PLAIN,
  reduced,
  type Reduction,
  reductionNames,
} from "./reduction.js";
import { add, div, mul, sub, neg } from "../../ops/pointwise/arithmetic.js";
import { where } from "../../ops/pointwise/where.js";

// Losses that are 0 once the right answer leads by a margin.

/** Options of the losses with a margin. */
export interface MarginOptions extends LossOptions {
  /**
   * The margin by which the right answer should lead. Default 1; 0 in {@link marginRankingLoss} and
   * {@link cosineEmbeddingLoss}.
   */
  margin?: number;
}
/** Arguments after the tensors of losses with a margin, by position or by name. */
export type MarginArguments = Rest<
  [margin: number, sizeAverage: Old, reduce: Old, reduction: Reduction],
  MarginOptions
>;
export const marginNames = ["margin", ...reductionNames] as const;
const readHinge = lossReader<MarginOptions>("hingeEmbeddingLoss", marginNames),
  readRanking = lossReader<MarginOptions>("marginRankingLoss", marginNames),
  readCosine = lossReader<MarginOptions>("cosineEmbeddingLoss", marginNames);

const tensors = (name: string, input: unknown, target: unknown, inputName = "input", targetName = "target"): void => {
  needTensor(input, name, inputName);
  needTensor(target, name, targetName);
};
const atLeast0 = (t: Tensor): Tensor => label(clamp(t, 0), "ClampMinBackward0");
/** Margins are floats, so whole numbers are promoted to floats. */
const floats = (t: Tensor): Tensor =>
  ["int", "bool"].includes(dtypeInfo[t.dtype].category) ? cast(t, getDefaultDType()) : t;
const size = (t: Tensor): string => showShape(t.shape);

/**
 * x where the target is 1, `max(0, margin − x)` where it is −1: for distances of similar (1) and dissimilar (−1) pairs.
 *
 * Further arguments, by position or by name: margin = 1, sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * F.hingeEmbeddingLoss(tensor([0.5, 0.25]), tensor([1, -1]), { reduction: "none" }).tolist(); // → 0.5,0.75
 */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, ...options: MarginArguments): Tensor {
  tensors("hingeEmbeddingLoss", input, target);
  const all = readHinge(options),
    { reduction } = all;
  const apart = where(ne(target, 1), clamp(sub(all.margin ?? 1, input), 0), 0);
  return reduced(add(apart, where(ne(target, -1), input, 0)), reduction);
}

/**
 * `max(0, −target · (input1 − input2) + margin)`: with target 1 the first input should be larger, with −1 the second.
 *
 * Further arguments, by position or by name: margin = 0, sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @throws KindlingError `target-shape` for tensors of different numbers of dimensions.
 * @example
 * const first = tensor([3, 1]), second = tensor([2, 2]);
 * F.marginRankingLoss(first, second, tensor([1, 1]), { margin: 0.5, reduction: "none" }).tolist(); // → 0,1.5
 */
export function marginRankingLoss(input1: Tensor, input2: Tensor, target: Tensor, ...options: MarginArguments): Tensor {
  tensors("marginRankingLoss", input1, input2, "input1", "input2");
  needTensor(target, "marginRankingLoss", "target");
  const all = readRanking(options),
    { reduction } = all;
  if (input1.shape.length !== input2.shape.length || input1.shape.length !== target.shape.length) {
    fail(
      "target-shape",
      `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: torch.Size(${size(input1)}), input2: torch.Size(${size(input2)}), target: torch.Size(${size(target)}) `,
      "reshape them to one shape; target is 1 or −1.",
    );
  }
  return reduced(atLeast0(add(floats(mul(neg(target), sub(input1, input2))), all.margin ?? 0)), reduction);
}

/**
 * `1 − cos` where the target is 1, `max(0, cos − margin)` where it is −1, with the cosine of the angle between the two
 * vectors: `[N, D]` with a target `[N]`, or `[D]` with `[]`.
 *
 * Further arguments, by position or by name: margin = 0, sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @throws KindlingError `target-shape`.
 * @example
 * const a = tensor([[1, 0], [1, 0]]), b = tensor([[2, 0], [0, 1]]);
 * F.cosineEmbeddingLoss(a, b, tensor([1, 1]), { reduction: "none" }).tolist(); // → 0,1
 */
export function cosineEmbeddingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  ...options: MarginArguments
): Tensor {
  tensors("cosineEmbeddingLoss", input1, input2, "input1", "input2");
  needTensor(target, "cosineEmbeddingLoss", "target");
  const all = readCosine(options),
    { reduction } = all;
  const nd = target.shape.length;
  if (nd > 1)
    fail(
      "target-shape",
      "0D or 1D target tensor expected, multi-target not supported",
      "give one label per sample: [N], int64.",
    );
  const shape = (t: Tensor): string => size(t);
  if (nd === 1 && (input1.shape.length !== 2 || input2.shape.length !== 2))
    fail(
      "target-shape",
      `1D target tensor expects 2D input tensors, but found inputs with sizes ${shape(input1)} and ${shape(input2)}.`,
      "predictions are [N, C], labels [N].",
    );
  if (nd === 0 && (input1.shape.length !== 1 || input2.shape.length !== 1))
    fail(
      "target-shape",
      `0D target tensor expects 1D input tensors, but found inputs with sizes ${shape(input1)} and ${shape(input2)}.`,
      "give labels of shape [1], or predictions of shape [C].",
    );
  const along = (t: Tensor): Tensor => sum(t, { dim: nd });
  const cos = div(
    along(mul(input1, input2)),
    sqrt(mul(add(along(square(input1)), 1e-12), add(along(square(input2)), 1e-12))),
  );
  return reduced(
    add(where(eq(target, 1), sub(1, cos), 0), where(eq(target, -1), clamp(sub(cos, all.margin ?? 0), 0), 0)),
    reduction,
  );
}

/** Options of {@link multiMarginLoss}. */
export interface MultiMarginOptions extends MarginOptions {
  /** The power of each violation: 1 (default) or 2. */
  p?: 1 | 2;
  /** The weight of each class, `[C]`. */
  weight?: Tensor | null;
}
/** Arguments after input and target, by position or by name. */
export type MultiMarginArguments = Rest<
  [p: 1 | 2, margin: number, weight: Tensor | null, sizeAverage: Old, reduce: Old, reduction: Reduction],
  MultiMarginOptions
>;
export const multiMarginNames = ["p", "margin", "weight", ...reductionNames] as const;
const readMultiMargin = lossReader<MultiMarginOptions>("multiMarginLoss", multiMarginNames);
const needLong = (target: Tensor): void => {
  if (target.dtype !== "int64")
    fail(
      "target-dtype",
      `expected scalar type Long but found ${dtypeInfo[target.dtype].scalarType}`,
      "class labels must be int64: `y.long()`.",
    );
};
const needMatrix = (input: Tensor): void => {
  if (input.shape.length > 2 || (input.shape[input.shape.length - 1] ?? 1) === 0)
    fail(
      "target-shape",
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${size(input)}`,
      "predictions are [N, C] or [C].",
    );
};
/**
 * A hinge loss over classes: the sum over the wrong classes of `max(0, margin − x[right] + x[wrong])^p`, divided by the
 * number of classes. `[N, C]` or `[C]`, with int64 labels `[N]` or `[]`.
 *
 * Further arguments, by position or by name: p = 1, margin = 1, weight = null, sizeAverage = null, reduce = null,
 * reduction = "mean".
 *
 * @throws KindlingError `target-dtype`, `target-shape`, `loss-option`, `loss-weight`.
 * @example
 * F.multiMarginLoss(tensor([[0.25, 0.5, 1]]), tensor([2], { dtype: "int64" })).item(); // → 0.25
 */
export function multiMarginLoss(input: Tensor, target: Tensor, ...options: MultiMarginArguments): Tensor {
  tensors("multiMarginLoss", input, target);
  const all = readMultiMargin(options),
    { reduction } = all;
  const p = all.p ?? 1,
    weight = all.weight ?? null;
  if (p !== 1 && p !== 2) fail("loss-option", "only p == 1 and p == 2 supported", "use { p: 1 } or { p: 2 }.");
  if (weight !== null && weight.shape.length !== 1)
    fail("loss-weight", "weight must be one-dimensional", "give one weight per class: [C].");
  needMatrix(input);
  const x = input.shape.length === 2 ? input : reshape(input, [1, input.count]),
    [n, classes] = x.shape as [number, number];
  if (target.shape.length > 1 || target.count !== n)
    fail("target-shape", `inconsistent target size, got: ${size(target)}`, "labels are [N] for predictions [N, C].");
  if (weight !== null && weight.count !== classes)
    fail(
      "loss-weight",
      `inconsistent weight size, expected ${classes} but got ${size(weight)}`,
      "give one weight per class: [C].",
    );
  needLong(target);
  const right = reshape(target, [n, 1]);
  const short = clamp(add(sub(all.margin ?? 1, gather(x, 1, right)), x), 0);
  let each = p === 2 ? square(short) : short;
  if (weight !== null) each = mul(each, unsqueeze(indexSelect(weight, 0, reshape(target, [n])), 1));
  const rows = div(sum(scatter(each, 1, right, 0), { dim: 1 }), classes);
  return label(
    reduced(reduction === "none" && target.shape.length === 0 ? reshape(rows, []) : rows, reduction),
    "MultiMarginLossBackward0",
  );
}

/**
 * {@link multiMarginLoss} for samples with several right classes: the sum over all pairs of a right and a wrong class
 * of `max(0, 1 − x[right] + x[wrong])`, divided by the number of classes. `target` (int64, of the input's shape) lists
 * the right classes of each sample; the first −1 ends the list.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @throws KindlingError `target-dtype`, `target-shape`.
 * @example
 * const classes = tensor([[3, 0, -1, 1]], { dtype: "int64" }); // 3 and 0 are right
 * F.multilabelMarginLoss(tensor([[0.1, 0.2, 0.4, 0.8]]), classes).item().toFixed(2); // → 0.85
 */
export function multilabelMarginLoss(input: Tensor, target: Tensor, ...options: LossArguments): Tensor {
  tensors("multilabelMarginLoss", input, target);
  const { reduction } = readMultilabel(options);
  needMatrix(input);
  if (!sameArray(input.shape, target.shape))
    fail(
      "target-shape",
      `inconsistent size ${size(target)} for argument #2 'target'`,
      "the target must have the input's shape.",
    );
  needLong(target);
  const one = input.shape.length < 2;
  const x = one ? reshape(input, [1, input.count]) : input,
    classes = x.shape[1]!;
  const counts = cast(targetCounts(reshape(target, x.shape)), x.dtype);
  const pairs = mul(unsqueeze(counts, 2), unsqueeze(eq(counts, 0), 1)); // [N, right, wrong]
  const short = clamp(add(sub(1, unsqueeze(x, 2)), unsqueeze(x, 1)), 0);
  const rows = div(sum(mul(short, pairs), { dim: [1, 2] }), classes);
  return label(
    reduced(reduction === "none" && one ? squeeze(rows, 0) : rows, reduction),
    "MultilabelMarginLossBackward0",
  );
}

const readMultilabel = lossReader<LossOptions>("multilabelMarginLoss", reductionNames);

/** Options of {@link multilabelSoftMarginLoss}. */
export interface MultilabelSoftMarginOptions extends LossOptions {
  /** The weight of each class, `[C]`. */
  weight?: Tensor | null;
}
/** Arguments after input and target, by position or by name. */
export type MultilabelSoftMarginArguments = Rest<
  [weight: Tensor | null, sizeAverage: Old, reduce: Old, reduction: Reduction],
  MultilabelSoftMarginOptions
>;
export const multilabelSoftMarginNames = ["weight", ...reductionNames] as const;
const readMultilabelSoft = lossReader<MultilabelSoftMarginOptions>(
  "multilabelSoftMarginLoss",
  multilabelSoftMarginNames,
  PLAIN,
);
/**
 * {@link binaryCrossEntropyWithLogits} for each class separately, averaged over the classes: `[N, C]` with targets of 0
 * and 1.
 *
 * Further arguments, by position or by name: weight = null, sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * F.multilabelSoftMarginLoss(tensor([[0, 0]]), tensor([[1, 0]])).item().toFixed(4); // → 0.6931
 */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  ...options: MultilabelSoftMarginArguments
): Tensor {
  tensors("multilabelSoftMarginLoss", input, target);
  const all = readMultilabelSoft(options),
    { reduction } = all;
  const each = neg(add(mul(target, logSigmoid(input)), mul(sub(1, target), logSigmoid(neg(input)))));
  const rows = div(
    sum(all.weight ? mul(each, all.weight) : each, { dim: -1 }),
    input.shape[input.shape.length - 1] ?? 1,
  );
  return reduced(rows, reduction);
}

/**
 * The logistic loss `log(1 + e^(−target · input))`, for targets of 1 and −1 in the input's shape.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean".
 *
 * @example
 * F.softMarginLoss(tensor([0]), tensor([1])).item().toFixed(4); // → 0.6931
 */
export function softMarginLoss(input: Tensor, target: Tensor, ...options: LossArguments): Tensor {
  tensors("softMarginLoss", input, target);
  return label(reduced(log1p(exp(mul(input, neg(target)))), readSoft(options).reduction), "SoftMarginLossBackward0");
}
const readSoft = lossReader<LossOptions>("softMarginLoss", reductionNames);

/** Options of {@link tripletMarginLoss}. */
export interface TripletOptions extends MarginOptions {
  /** The order of the norm that measures distances. Default 2. */
  p?: number;
  /** Added to each difference, so that gradients exist at 0. Default 1e-6. */
  eps?: number;
  /** Whether to use the distance from positive to negative if it is smaller (Balntas et al. 2016). Default false. */
  swap?: boolean;
}
/** Arguments after the tensors, by position or by name. */
export type TripletArguments = Rest<
  [margin: number, p: number, eps: number, swap: boolean, sizeAverage: Old, reduce: Old, reduction: Reduction],
  TripletOptions
>;
export const tripletNames = ["margin", "p", "eps", "swap", ...reductionNames] as const;
const readTriplet = lossReader<TripletOptions>("tripletMarginLoss", tripletNames);
/**
 * `max(0, d(anchor, positive) − d(anchor, negative) + margin)` with p-norm distances: the anchor should be closer to
 * the positive than to the negative. All are `[N, D]` or `[D]`.
 *
 * Further arguments, by position or by name: margin = 1, p = 2, eps = 1e−6, swap = false, sizeAverage = null,
 * reduce = null, reduction = "mean".
 *
 * @throws KindlingError `target-shape` for tensors of different numbers of dimensions.
 * @example
 * F.tripletMarginLoss(tensor([[0, 0]]), tensor([[3, 0]]), tensor([[0, 1]])).item().toFixed(2); // → 3.00
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  ...options: TripletArguments
): Tensor {
  const { p, eps, reduction, ...others } = readTriplet(options);
  const dims = [anchor, positive, negative].map((t, i) => {
    needTensor(t, "tripletMarginLoss", ["anchor", "positive", "negative"][i]);
    return t.shape.length;
  });
  if (dims[0] !== dims[1] || dims[0] !== dims[2])
    fail(
      "target-shape",
      `All inputs should have same dimension but got ${dims[0]}D, ${dims[1]}D and ${dims[2]}D inputs.`,
      "unsqueeze or expand the smaller ones.",
    );
  const lead = triplet(anchor, positive, negative, (a, b) => pairwiseDistance(a, b, p ?? 2, eps ?? 1e-6), others);
  return reduced(atLeast0(lead), reduction);
}

/** The loss: the amount by which the negative should be farther away. */
function triplet(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  distance: (a: Tensor, b: Tensor) => Tensor,
  o: TripletDistanceOptions,
): Tensor {
  const near = distance(anchor, positive),
    far = distance(anchor, negative);
  return add(sub(near, o.swap === true ? minimum(far, distance(positive, negative)) : far), o.margin ?? 1);
}

/** Options of {@link tripletMarginWithDistanceLoss}. */
export interface TripletDistanceOptions extends Pick<MarginOptions, "margin" | "reduction"> {
  /** The distance of two inputs, one number for each pair. Default: the Euclidean distance. */
  distanceFunction?: ((a: Tensor, b: Tensor) => Tensor) | null;
  /** Whether to use the distance from positive to negative if it is smaller (Balntas et al. 2016). Default false. */
  swap?: boolean;
}
export const tripletDistanceNames = ["distanceFunction", "margin", "swap", "reduction"] as const;
const readTripletDistance = lossReader<TripletDistanceOptions>("tripletMarginWithDistanceLoss", tripletDistanceNames);
/** Further arguments, by position or by name. */
export type DistanceArguments = Rest<[], TripletDistanceOptions>;
/**
 * {@link tripletMarginLoss} with your own distance function.
 *
 * Arguments by name: distanceFunction = the Euclidean distance, margin = 1, swap = false, reduction = "mean".
 *
 * @example
 * const distanceFunction = (a: Tensor, b: Tensor) => a.sub(b).abs().sum(1);
 * F.tripletMarginWithDistanceLoss(tensor([[0]]), tensor([[3]]), tensor([[1]]), { distanceFunction }).item(); // → 3
 */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  ...options: DistanceArguments
): Tensor {
  needTensor(anchor, "tripletMarginWithDistanceLoss", "anchor");
  needTensor(positive, "tripletMarginWithDistanceLoss", "positive");
  needTensor(negative, "tripletMarginWithDistanceLoss", "negative");
  const all = readTripletDistance(options);
  return reduced(
    clamp(triplet(anchor, positive, negative, all.distanceFunction ?? pairwiseDistance, all), 0),
    all.reduction,
  );
}
