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

// How an op that writes over its tensor is made from the op that does not.

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

/** What computed `x` now, by PyTorch's name. A view's new history is made when it is asked for, under a name of its own. */
export function labelUnlessView(x: Tensor, name: string | null): Tensor {
  return name === null || x.viewOf !== null ? x : label(x, name);
}

/** Writes f(x) over `x`, under the same name; refuses a dtype that does not fit. Backward reads `x` as it was. */
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
