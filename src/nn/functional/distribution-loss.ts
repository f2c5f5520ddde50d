import { needTensor } from "../../core/check.js";
import { denseOf } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { warn } from "../../diagnose/warn.js";
import { gt, le } from "../../ops/pointwise/binary.js";
import { cast, clone } from "../../ops/pointwise/cast.js";
import { sum } from "../../ops/reduce/reduce.js";
import { maskedFill } from "../../ops/pointwise/select.js";
import { exp, log, square } from "../../ops/pointwise/unary.js";
import { unsqueeze } from "../../ops/view/view.js";
import { isHalf } from "../../shape/dtype.js";
import { clamp_ } from "../../tensor/inplace.js";
import { sameArray, showShape } from "../../util/array.js";
import {
  type LossOptions,
  lossReader,
  type Old,
  PLAIN,
  reduced,
  type Reduction,
  reductionNames,
  reductionOf,
} from "./reduction.js";
import { add, div, mul, sub } from "../../ops/pointwise/arithmetic.js";
import { where } from "../../ops/pointwise/where.js";

// Losses that compare the parameters of a distribution with its samples, or two distributions with each other.

/** Options of {@link poissonNllLoss}. */
export interface PoissonNllOptions extends LossOptions {
  /** Whether the input is the logarithm of the expected count. Default true. */
  logInput?: boolean;
  /** Whether to add Stirling's approximation of log(target!). Default false. */
  full?: boolean;
  /** Added to the input before its logarithm is taken. Default 1e-8. */
  eps?: number;
}
/** Arguments after input and target, by position or by name. */
export type PoissonNllArguments = Rest<
  [logInput: boolean, full: boolean, sizeAverage: Old, eps: number, reduce: Old, reduction: Reduction],
  PoissonNllOptions
>;
export const poissonNllNames = ["logInput", "full", "sizeAverage", "eps", "reduce", "reduction"] as const;
const readPoisson = lossReader<PoissonNllOptions>("poissonNllLoss", poissonNllNames, PLAIN);
/**
 * The negative log-likelihood of counts under Poisson distributions: `e^input − target · input`; with
 * `logInput: false`, `input − target · log(input + eps)`.
 *
 * Further arguments, by position or by name: logInput = true, full = false, sizeAverage = null, eps = 1e−8,
 * reduce = null, reduction = "mean".
 *
 * @example
 * F.poissonNllLoss(tensor([0]), tensor([2])).item(); // → 1
 */
export function poissonNllLoss(input: Tensor, target: Tensor, ...options: PoissonNllArguments): Tensor {
  needTensor(input, "poissonNllLoss");
  needTensor(target, "poissonNllLoss", "target");
  const all = readPoisson(options),
    { reduction } = all;
  let each =
    (all.logInput ?? true)
      ? sub(exp(input), mul(target, input))
      : sub(input, mul(target, log(add(input, all.eps ?? 1e-8))));
  if (all.full === true) {
    const stirling = add(sub(mul(target, log(target)), target), mul(log(mul(target, 2 * Math.PI)), 0.5));
    each = add(each, maskedFill(stirling, le(target, 1), 0));
  }
  return reduced(each, reduction);
}

/** Options of {@link gaussianNllLoss}. */
export interface GaussianNllOptions extends Pick<LossOptions, "reduction"> {
  /** Whether to add the constant ½·log 2π. Default false. */
  full?: boolean;
  /** Smaller variances count as this one. Default 1e-6. */
  eps?: number;
}
/** Arguments after the tensors, by position or by name. */
export type GaussianNllArguments = Rest<[full: boolean, eps: number, reduction: Reduction], GaussianNllOptions>;
export const gaussianNllNames = ["full", "eps", "reduction"] as const;
/**
 * The negative log-likelihood of the target under normal distributions:
 * `½ (log variance + (input − target)² / variance)`. `input` holds the means; `variance` has the input's shape, or one
 * number for each last dimension.
 *
 * Further arguments, by position or by name: full = false, eps = 1e−6, reduction = "mean".
 *
 * @throws KindlingError `loss-variance` for variances of another shape, or below 0.
 * @example
 * F.gaussianNllLoss(tensor([1]), tensor([3]), tensor([1])).item(); // → 2
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor,
  ...options: GaussianNllArguments
): Tensor {
  needTensor(input, "gaussianNllLoss");
  needTensor(target, "gaussianNllLoss", "target");
  needTensor(variance, "gaussianNllLoss", "var");
  const all = byName<GaussianNllOptions>("gaussianNllLoss", gaussianNllNames, options);
  const x = input.shape,
    v = variance.shape;
  let spread = variance;
  if (!sameArray(v, x)) {
    if (sameArray(x.slice(0, -1), v)) spread = unsqueeze(variance, -1);
    else if (!(v.length > 0 && sameArray(x.slice(0, -1), v.slice(0, -1)) && v[v.length - 1] === 1))
      fail(
        "loss-variance",
        "var is of incorrect size",
        `the input is ${showShape(x)}, the variance ${showShape(v)}: give the variance the input's shape, or ${showShape(x.slice(0, -1))}.`,
      );
  }
  const reduction = reductionOf(all, PLAIN);
  if (someNegative(variance))
    fail(
      "loss-variance",
      "var has negative entry/entries",
      "let the model predict the log of the variance, and pass its exp().",
    );
  // The bound affects only the values: gradients flow as if it were not there.
  const bounded = clone(spread);
  noGrad(() => {
    clamp_(bounded, all.eps ?? 1e-6);
  });
  const each = mul(add(log(bounded), div(square(sub(input, target)), bounded)), 0.5);
  return reduced(all.full === true ? add(each, 0.5 * Math.log(2 * Math.PI)) : each, reduction);
}

function someNegative(x: Tensor): boolean {
  const { storage, offset, count } = denseOf(isHalf(x.dtype) ? cast(x, "float32") : x);
  for (let i = offset; i < offset + count; i++) if (storage.data[i]! < 0) return true;
  return false;
}

/** Options of {@link klDiv}. */
export interface KlDivOptions {
  /** Default "mean", the mean over all elements; "batchmean", the sum divided by the number of rows, matches the formula. */
  reduction?: Reduction | "batchmean";
  /** Whether the target holds logarithms too. Default false. */
  logTarget?: boolean;
  /** PyTorch's old name for the reduction: false is "sum". Default null: `reduction` decides. */
  sizeAverage?: Old;
  /** PyTorch's old name for the reduction: false is "none". Default null: `reduction` decides. */
  reduce?: Old;
}
/** Arguments after input and target, by position or by name. */
export type KlDivArguments = Rest<
  [sizeAverage: Old, reduce: Old, reduction: Reduction | "batchmean", logTarget: boolean],
  KlDivOptions
>;
export const klDivNames = [...reductionNames, "logTarget"] as const;
/**
 * The Kullback–Leibler divergence of the target from the input, which holds log-probabilities:
 * `target · (log target − input)`. The default mean is over all elements, with a warning; `reduction: "batchmean"` is
 * the divergence itself.
 *
 * Further arguments, by position or by name: sizeAverage = null, reduce = null, reduction = "mean", logTarget = false.
 *
 * @example
 * F.klDiv(tensor([[0.5, 0.5]]).log(), tensor([[1, 0]]), { reduction: "batchmean" }).item().toFixed(4); // → 0.6931
 */
export function klDiv(input: Tensor, target: Tensor, ...options: KlDivArguments): Tensor {
  needTensor(input, "klDiv");
  needTensor(target, "klDiv", "target");
  const all = byName<KlDivOptions>("klDiv", klDivNames, options);
  const reduction =
    all.reduction === "batchmean" && (all.sizeAverage ?? all.reduce ?? null) === null
      ? "batchmean"
      : reductionOf({ ...all, reduction: all.reduction as Reduction });
  if (reduction === "mean")
    warn(
      "kl-mean",
      "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as 'batchmean' in the next major release.\n  → { reduction: \"batchmean\" } is what the formula means.",
    );
  // 0 · log 0 counts as 0; the logarithm is taken only where it exists.
  const positive = gt(target, 0);
  const each =
    all.logTarget === true
      ? mul(exp(target), sub(target, input))
      : sub(where(positive, mul(target, log(where(positive, target, 1))), 0), mul(target, input));
  if (reduction !== "batchmean") return reduced(each, reduction);
  return input.shape.length === 0 ? sum(each) : div(sum(each), input.shape[0]!);
}
