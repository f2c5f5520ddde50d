import type { Tensor } from "../core/tensor.js";
import { softmax } from "../ops/reduce/softmax.js";
import { sum } from "../ops/reduce/reduce.js";
import { clamp } from "../ops/pointwise/select.js";
import { log, log1p, sigmoid } from "../ops/pointwise/unary.js";
import { detach, reshape } from "../ops/view/view.js";
import { finfo } from "../tensor/type-info.js";
import { full } from "../tensor/creation.js";
import { div, sub, neg } from "../ops/pointwise/arithmetic.js";

// Small things that several distributions share.

export const EULER = 0.5772156649015328606;

/** The sum over the last dimensions. */
export function sumRightmost(x: Tensor, dims: number): Tensor {
  return dims === 0 ? x : sum(x, { dim: x.shape.map((_, d) => d).slice(x.shape.length - dims) });
}

/** Log odds of probabilities, or with `binary: false` their logarithms: finite, even for 0 and 1. */
export function probsToLogits(probs: Tensor, binary: boolean): Tensor {
  const { eps } = finfo(probs.dtype),
    p = clamp(probs, eps, 1 - eps);
  return binary ? sub(log(p), log1p(neg(p))) : log(p);
}
export const logitsToProbs = (logits: Tensor, binary: boolean): Tensor =>
  binary ? sigmoid(logits) : softmax(logits, -1);

/** A tensor of one number, with the shape and dtype of another, and no gradient. */
export const like = (x: Tensor, value: number, shape: readonly number[] = x.shape): Tensor =>
  full(shape, value, { dtype: x.dtype });

/** Probabilities that add up to 1 along the last dimension. */
export const normalized = (probs: Tensor): Tensor => div(probs, sum(probs, { dim: -1, keepdim: true }));

export const tinyOf = (x: Tensor): number => finfo(x.dtype).tiny;
export const epsOf = (x: Tensor): number => finfo(x.dtype).eps;

/** Values as constants, without a gradient. */
export const constant = detach;
/** Rows by rows as one long row. */
export const rows = (x: Tensor, size: number): Tensor => reshape(x, [-1, size]);
