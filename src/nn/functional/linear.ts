import { needTensor } from "../../core/check.js";
import { unheard } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cast } from "../../ops/pointwise/cast.js";
import { norm } from "../../ops/reduce/moments.js";
import * as contract from "../../ops/product/contract.js";
import { scatter } from "../../ops/indexing/gather.js";
import { sum } from "../../ops/reduce/reduce.js";
import { clamp } from "../../ops/pointwise/select.js";
import { permute, reshape, unsqueeze } from "../../ops/view/view.js";
import { zeros } from "../../tensor/creation.js";
import { product } from "../../util/array.js";
import { add, div, mul } from "../../ops/pointwise/arithmetic.js";

type BiasArguments = Rest<
  [bias: Tensor | null],
  {
    /** Added to each output feature: `[outFeatures]`. Default null: nothing. */
    bias?: Tensor | null;
  }
>;
const read = readerOf<{ bias?: Tensor | null }>("linear", ["bias"]);

/** Arguments of {@link linear}, by name. */
interface WeightNamed {
  /** The weights `[outFeatures, inFeatures]`. */
  weight: Tensor;
}
/** Arguments of {@link linear}, by name. */
interface BiasNamed {
  /** Added to each output feature: `[outFeatures]`. Default null: nothing. */
  bias?: Tensor | null;
}
/**
 * `x · weightᵀ + bias` over the last dimension: x `[…, in]`, weight `[out, in]` and bias `[out]` give `[…, out]`.
 *
 * Further arguments, by position or by name: bias = null.
 *
 * @example
 * F.linear(tensor([1, 2]), tensor([[3, 4], [5, 6]]), tensor([1, 0])).tolist(); // → 12,17
 */
export function linear(x: Tensor, weight: Tensor, ...options: BiasArguments): Tensor;
/**
 * `x · weightᵀ + bias` over the last dimension: x `[…, in]`, weight `[out, in]` and bias `[out]` give `[…, out]`. Takes
 * all arguments after the first by name.
 */
export function linear(x: Tensor, options: BiasNamed & WeightNamed): Tensor;
export function linear(x: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("linear", ["weight"], args);
  return contract.linear(x, weight, read(rest).bias ?? null);
}

/** Further arguments, by position or by name. */
export type OneHotArguments = Rest<
  [numClasses: number],
  {
    /** The number of classes. Default −1: one more than the largest label. */
    numClasses?: number;
  }
>;
/**
 * One-hot rows, 1 at the index of each class and 0 elsewhere: int64 `[…]` to int64 `[…, numClasses]`. By default the
 * number of classes is one more than the largest label.
 *
 * @throws KindlingError `target-range` for labels below 0 or beyond the number of classes.
 * @example
 * F.oneHot(tensor([0, 2], { dtype: "int64" })).tolist(); // → 1,0,0,0,0,1
 */
export function oneHot(labels: Tensor, ...options: OneHotArguments): Tensor {
  needTensor(labels, "oneHot");
  if (labels.dtype !== "int64")
    fail(
      "index-dtype",
      "one_hot is only applicable to index tensor.",
      `the labels are ${labels.dtype}: make them with tensor([…], { dtype: "int64" }) or convert them with .long().`,
    );
  const { numClasses: wanted = -1 } = byName<{ numClasses?: number }>("oneHot", ["numClasses"], options);
  if (labels.count === 0 && wanted <= 0)
    fail(
      "target-range",
      "Can not infer total number of classes from empty tensor.",
      "pass numClasses: F.oneHot(x, numClasses).",
    );
  // If the number of classes is given, labels are only checked: in a compiled function, while it is recorded. Later runs rely on scatter's check.
  const value = (t: () => Tensor): number => (wanted < 0 ? t().item() : unheard(() => t().item()));
  if (labels.count > 0 && value(() => labels.amin()) < 0)
    fail("target-range", "Class values must be non-negative.", "classes are numbered from 0.");
  const largest = labels.count > 0 ? value(() => labels.amax()) : -1;
  if (wanted === 0)
    fail("target-range", "num_classes should be positive", "leave it out, or pass a number of at least 1.");
  if (wanted > 0 && largest >= wanted)
    fail(
      "target-range",
      "Class values must be smaller than num_classes.",
      `the largest label is ${largest}, so there are at least ${Number(largest) + 1} classes.`,
    );
  const classes = wanted > 0 ? wanted : Number(largest) + 1;
  if (!Number.isSafeInteger(classes))
    fail(
      "target-range",
      `there cannot be ${String(classes)} classes`,
      "check the labels: one of them is probably wrong.",
    );
  return scatter(zeros([...labels.shape, classes], { dtype: "int64" }), -1, unsqueeze(labels, -1), 1);
}

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /** The order of the norm. Default 2. */
  p?: number;
  /** The dimension or dimensions of the vectors. Default 1. */
  dim?: number | readonly number[];
  /** The smallest norm to divide by. Default 1e-12. */
  eps?: number;
}
/** Further arguments, by position or by name: p = 2, dim = 1, eps = 1e−12. */
export type NormalizeArguments = Rest<[p: number, dim: number | readonly number[], eps: number], NormalizeOptions>;
/**
 * x divided by its p-norm along `dim`, or by `eps` where the norm is smaller.
 *
 * Further arguments, by position or by name: p = 2, dim = 1, eps = 1e−12.
 *
 * @example
 * F.normalize(tensor([[3, 4]], { dtype: "float64" })).tolist(); // → 0.6,0.8
 */
export function normalize(x: Tensor, ...options: NormalizeArguments): Tensor {
  const all = byName<NormalizeOptions>("normalize", ["p", "dim", "eps"], options);
  return div(x, clamp(norm(x, all.p ?? 2, { dim: all.dim ?? 1, keepdim: true }), all.eps ?? 1e-12));
}

/** Arguments of {@link bilinear}, by name. */
interface BilinearWeightNamed {
  /** The weights `[outFeatures, in1Features, in2Features]`. */
  weight: Tensor;
}
/**
 * `y[o] = x1 · weight[o] · x2 + bias[o]` over the last dimension: x1 `[…, in1]`, x2 `[…, in2]`, weight
 * `[out, in1, in2]` and bias `[out]` give `[…, out]`.
 *
 * Further arguments, by position or by name: bias = null.
 *
 * @throws KindlingError `matmul-dims`, `matmul-shapes`.
 * @example
 * F.bilinear(tensor([[1, 2]]), tensor([[3, 4]]), tensor([[[1, 0], [0, 1]]])).tolist(); // → 11
 */
export function bilinear(x1: Tensor, x2: Tensor, weight: Tensor, ...options: BiasArguments): Tensor;
/**
 * `y[o] = x1 · weight[o] · x2 + bias[o]` over the last dimension: x1 `[…, in1]`, x2 `[…, in2]`, weight
 * `[out, in1, in2]` and bias `[out]` give `[…, out]`. Takes all arguments after the first by name.
 */
export function bilinear(x1: Tensor, x2: Tensor, options: BiasNamed & BilinearWeightNamed): Tensor;
export function bilinear(x1: Tensor, x2: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("bilinear", ["weight"], args);
  const { bias = null } = read(rest);
  needTensor(x1, "bilinear", "input1");
  needTensor(x2, "bilinear", "input2");
  needTensor(weight, "bilinear", "weight");
  const n = x1.shape.length;
  if (n !== x2.shape.length)
    fail(
      "matmul-dims",
      `bilinear(): input dimensions do not match: got ${n} and ${x2.shape.length}`,
      "unsqueeze the smaller one.",
    );
  for (let d = 0; d < n - 1; d++)
    if (x1.shape[d] !== x2.shape[d])
      fail(
        "matmul-shapes",
        `bilinear(): input batch dimensions do not match at dim ${d}: got ${x1.shape[d]} and ${x2.shape[d]}`,
        "all but the last dimension must be the same.",
      );
  const [outs, in1, in2] = weight.shape as [number, number, number];
  if (x1.shape[n - 1] !== in1)
    fail(
      "matmul-shapes",
      `bilinear(): input1 size does not match weight size: got ${x1.shape[n - 1]} but expected ${in1}`,
      "the last dimension of input1 must be weight.shape[1].",
    );
  if (x2.shape[n - 1] !== in2)
    fail(
      "matmul-shapes",
      `bilinear(): input2 size does not match weight size: got ${x2.shape[n - 1]} but expected ${in2}`,
      "the last dimension of input2 must be weight.shape[2].",
    );
  if (bias !== null && bias.shape[0] !== outs)
    fail(
      "matmul-shapes",
      `bilinear(): bias size does not match weight size: got ${bias.shape[0]} but expected ${outs}`,
      "the bias must have weight.shape[0] elements.",
    );
  const batch = x1.shape.slice(0, -1),
    rows = product(batch);
  // [out, in1, in2] → [in1, out · in2]: one product for all outputs, then the summed products with x2.
  const first = contract.matmul(reshape(x1, [rows, in1]), reshape(permute(weight, [1, 0, 2]), [in1, outs * in2]));
  const y = sum(mul(reshape(first, [rows, outs, in2]), unsqueeze(reshape(x2, [rows, in2]), 1)), { dim: 2 });
  const out = reshape(cast(y, first.dtype), [...batch, outs]); // a sum of whole numbers is int64
  return bias === null ? out : add(out, bias);
}
