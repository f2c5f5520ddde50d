import { needTensor } from "../../core/check.js";
import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cast, clone } from "../../ops/pointwise/cast.js";
import { norm } from "../../ops/reduce/moments.js";
import { label } from "../../ops/label.js";
import { sum } from "../../ops/reduce/reduce.js";
import { expand } from "../../ops/view/view.js";
import { broadcastShapes } from "../../shape/broadcast.js";
import { dtypeInfo, isFloat, isSmooth } from "../../shape/dtype.js";
import { getDefaultDType, promoteTypes } from "../../shape/promotion.js";
import { clamp_ } from "../../tensor/inplace.js";
import { remedy } from "../../ops/refuse.js";
import { add, div, mul, sub } from "../../ops/pointwise/arithmetic.js";

// Distances and similarities of two vectors.

/** Options of {@link pairwiseDistance}. */
export interface DistanceOptions {
  /** The order of the norm. Default 2. */
  p?: number;
  /** Added to every difference, so that the slope is defined at 0. Default 1e-6. */
  eps?: number;
  /** Whether to keep the last dimension, with size 1. Default false. */
  keepdim?: boolean;
}
/** Further arguments, by position or by name: p = 2, eps = 1e−6, keepdim = false. */
export type DistanceArguments = Rest<[p: number, eps: number, keepdim: boolean], DistanceOptions>;
/**
 * The p-norm of `x1 − x2 + eps` along the last dimension: `[…, D]` and `[…, D]`, which broadcast, give `[…]`.
 *
 * Further arguments, by position or by name: p = 2, eps = 1e−6, keepdim = false.
 *
 * @example
 * F.pairwiseDistance(tensor([[0, 0]]), tensor([[3, 4]])).item().toFixed(2); // → 5.00
 */
export function pairwiseDistance(x1: Tensor, x2: Tensor, ...options: DistanceArguments): Tensor {
  needTensor(x1, "pairwiseDistance", "x1");
  needTensor(x2, "pairwiseDistance", "x2");
  const all = byName<DistanceOptions>("pairwiseDistance", ["p", "eps", "keepdim"], options);
  const difference = sub(x1, x2);
  return norm(
    add(isSmooth(difference.dtype) ? difference : cast(difference, getDefaultDType()), all.eps ?? 1e-6),
    all.p ?? 2,
    { dim: -1, keepdim: all.keepdim ?? false },
  );
}

/** Options of {@link cosineSimilarity}. */
export interface CosineOptions {
  /** The dimension of the vectors. Default 1. */
  dim?: number;
  /** Shorter vectors count as having this length. Default 1e-8. */
  eps?: number;
}
/** Further arguments, by position or by name: dim = 1, eps = 1e−8. */
export type CosineArguments = Rest<[dim: number, eps: number], CosineOptions>;
/**
 * The cosine of the angle between vectors along `dim`: 1 where they point the same way, −1 the opposite way.
 *
 * Further arguments, by position or by name: dim = 1, eps = 1e−8.
 *
 * @throws KindlingError `float-only`.
 * @example
 * F.cosineSimilarity(tensor([[1, 0], [0, 2]]), tensor([[3, 0], [0, -1]])).tolist(); // → 1,-1
 */
export function cosineSimilarity(x1: Tensor, x2: Tensor, ...options: CosineArguments): Tensor {
  needTensor(x1, "cosineSimilarity", "x1");
  needTensor(x2, "cosineSimilarity", "x2");
  const all = byName<CosineOptions>("cosineSimilarity", ["dim", "eps"], options);
  const d = all.dim ?? 1,
    dtype = promoteTypes(x1.dtype, x2.dtype);
  if (!isFloat(dtype))
    fail(
      "float-only",
      `expected common dtype to be floating point, yet common dtype is ${dtypeInfo[dtype].scalarType}`,
      remedy(dtype),
    );
  const shape = broadcastShapes(x1.shape, x2.shape);
  const [a, b] = [x1, x2].map((x) => expand(cast(x, dtype), shape)) as [Tensor, Tensor];
  const unit = (x: Tensor): Tensor => div(x, lengthOf(x, d, all.eps ?? 1e-8));
  return label(sum(mul(unit(a), unit(b)), { dim: d }), "SumBackward1");
}

/** The length along `dim`, at least `eps`; the gradient is that of the length, even if it is shorter. */
function lengthOf(x: Tensor, dim: number, eps: number): Tensor {
  const length = clone(norm(x, 2, { dim, keepdim: true }));
  noGrad(() => {
    clamp_(length, eps);
  });
  return length;
}
