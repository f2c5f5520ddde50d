import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { div } from "../../ops/binary.js";
import { norm } from "../../ops/composite.js";
import * as contract from "../../ops/contract.js";
import { scatter } from "../../ops/index.js";
import { clamp } from "../../ops/select.js";
import { unsqueeze } from "../../ops/view.js";
import { zeros } from "../../tensor/creation.js";

/** `x · weightᵀ + bias` over the last dimension: `[…, in]`, `[out, in]`, `[out]` to `[…, out]`. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor { return contract.linear(x, weight, bias); }

/**
 * A 1 in the place of each class, 0 elsewhere: int64 `[…]` to int64 `[…, numClasses]`. Without a number of classes it is
 * one more than the largest label.
 *
 * @throws KindlingError `target-range` for labels below 0 or beyond the number of classes.
 * @example
 * F.oneHot(tensor([0, 2], { dtype: "int64" })).tolist(); // → 1,0,0,0,0,1
 */
export function oneHot(labels: Tensor, numClasses: number | { numClasses?: number } = -1): Tensor {
  needTensor(labels, "oneHot");
  if (labels.dtype !== "int64") fail("index-dtype", "one_hot is only applicable to index tensor.", `the labels are ${labels.dtype}: make them with tensor([…], { dtype: "int64" }) or convert them with .long().`);
  const wanted = typeof numClasses === "number" ? numClasses : numClasses.numClasses ?? -1;
  if (labels.count === 0 && wanted <= 0) fail("target-range", "Can not infer total number of classes from empty tensor.");
  if (labels.count > 0 && labels.amin().item() < 0) fail("target-range", "Class values must be non-negative.");
  const largest = labels.count > 0 ? labels.amax().item() : -1;
  if (wanted === 0) fail("target-range", "num_classes should be positive");
  if (wanted > 0 && largest >= wanted) fail("target-range", "Class values must be smaller than num_classes.", `the largest label is ${largest}, so there are at least ${largest + 1} classes.`);
  const classes = wanted > 0 ? wanted : largest + 1;
  return scatter(zeros([...labels.shape, classes], { dtype: "int64" }), -1, unsqueeze(labels, -1), 1);
}

/** x divided by its p-norm along `dim` (default 1), or by `eps` where that is larger. */
export function normalize(x: Tensor, o: { p?: number; dim?: number; eps?: number } = {}): Tensor {
  return div(x, clamp(norm(x, o.p ?? 2, { dim: o.dim ?? 1, keepdim: true }), o.eps ?? 1e-12));
}
