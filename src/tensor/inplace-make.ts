import { checkInPlace, elementwiseInPlace } from "../core/dispatch.js";
import { needsGrad } from "../core/graph.js";
import { mode } from "../core/modes.js";
import type { Arg, ElementwiseOp } from "../core/op.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { clone, copy_ } from "../ops/pointwise/cast.js";
import { label } from "../ops/label.js";
import { dtypeInfo } from "../shape/dtype.js";
import { canCast } from "../shape/promotion.js";
import type { Binary } from "../ops/pointwise/define.js";

// Makes in-place ops from ops that are not.

export const inPlace1 =
  (f: { op: ElementwiseOp }) =>
  (x: Tensor): Tensor =>
    elementwiseInPlace(f.op, [x]);
export const inPlace2 =
  (f: { op: ElementwiseOp } & Partial<Pick<Binary, "tensorLabel" | "numberLabels">>) =>
  (x: Tensor, y: Arg): Tensor =>
    labelUnlessView(
      elementwiseInPlace(f.op, [x, y]),
      (typeof y === "object" ? f.tensorLabel : f.numberLabels?.[1]) ?? null,
    );

/** The operation that now computed `x`, by PyTorch's name. A view's new history is made on demand, under its own name. */
export function labelUnlessView(x: Tensor, name: string | null): Tensor {
  return name === null || x.viewOf !== null ? x : label(x, name);
}

/** Writes f(x) over `x`, under the same name; refuses an unsuitable dtype. Backward reads the old `x`. */
export function overwriteWith(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  checkInPlace(x);
  const result = f(mode.grad && needsGrad(x) ? clone(x) : x);
  if (!canCast(result.dtype, x.dtype))
    fail(
      "inplace-dtype",
      `result type ${dtypeInfo[result.dtype].scalarType} can't be cast to the desired output type ${dtypeInfo[x.dtype].scalarType}`,
      "use the op without the trailing underscore.",
    );
  return labelUnlessView(copy_(x, result), result.node?.name ?? null);
}
