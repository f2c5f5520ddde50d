import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { dot } from "../product/contract.js";
import { label } from "../label.js";
import { conj } from "./parts.js";

// PyTorch conjugates and negates some tensors lazily and has predicates for that; here they are computed at once.

/** {@link conj}, computed. */
export const conjPhysical = conj;
/** Whether a conjugation is pending: never. */
export function isConj(x: Tensor): boolean {
  needTensor(x, "isConj");
  return false;
}
/** Whether a negation is pending: never. */
export function isNeg(x: Tensor): boolean {
  needTensor(x, "isNeg");
  return false;
}
/** The tensor itself: nothing is pending. */
export function resolveConj(x: Tensor): Tensor {
  needTensor(x, "resolveConj");
  return x;
}
/** The tensor itself: nothing is pending. */
export function resolveNeg(x: Tensor): Tensor {
  needTensor(x, "resolveNeg");
  return x;
}

/** The sum of products of two vectors, the first conjugated. */
export function vdot(x: Tensor, y: Tensor): Tensor {
  needTensor(x, "vdot");
  return label(dot(conj(x), y), "VdotBackward0");
}
