import { fail } from "../diagnose/error.js";
import { sameArray } from "../util/array.js";
import { type Differentiable, Node } from "./node.js";
import { recorder } from "./recorder.js";
import type { Tensor, ViewInfo } from "./tensor.js";

// A tensor's place in the autograd graph, and how an in-place change moves it.

/** Whether a gradient flows to this tensor. */
export function needsGrad(t: Tensor): boolean {
  recorder?.sees(t);
  return (
    t.wantsGrad ||
    t.node !== null ||
    (t.viewOf !== null && t.viewOf.epoch !== t.viewOf.base.epoch && needsGrad(t.viewOf.base))
  );
}

/** What computed this tensor; null for a leaf. A view whose base was changed in place gets its new history here. */
export function gradFnOf(t: Tensor): Node | null {
  const v = t.viewOf;
  if (v !== null && v.epoch !== v.base.epoch) {
    v.epoch = v.base.epoch;
    const again = needsGrad(v.base) ? replay(v) : null;
    if (
      again !== null &&
      !(again.offset === t.offset && sameArray(again.shape, t.shape) && sameArray(again.strides, t.strides))
    ) {
      fail(
        "inplace-layout",
        "the base of this view was reshaped in place (transpose_, squeeze_ …) and then changed, so the view's history cannot be found",
        "create the view again after reshaping.",
      );
    }
    t.node = again === null ? null : again.node;
    if (t.node !== null) t.node.label = "AsStridedBackward0"; // what PyTorch calls every view made again
  }
  return t.node;
}

const accumulate: Differentiable = { gradName: "Accumulate", saves: "" };

/** Where a tensor's gradient goes: to what computed it, or to a leaf's accumulator. */
export function edgeOf(t: Tensor): Node | null {
  recorder?.sees(t);
  const node = t.viewOf === null ? t.node : gradFnOf(t);
  if (node !== null) return node;
  if (!t.wantsGrad) return null;
  return (t.accumulator ??= new Node(accumulate, [], [], {}, t, t));
}

let runReplay: (v: ViewInfo, base: Tensor) => Tensor;
/** `wiring.ts` gives the way to make a view again, with gradients on: it is in ops/view/view.ts. */
export function setReplay(f: (v: ViewInfo, base: Tensor) => Tensor): void {
  runReplay = f;
}

/** Makes the same view again, of its base or of another tensor of the base's shape. */
export function replay(v: ViewInfo, base: Tensor = v.base): Tensor {
  return runReplay(v, base);
}

let copySlices: Differentiable;
/** `wiring.ts` gives the gradient of writing into a part of a tensor: it is in ops/view/view.ts. */
export function setCopySlices(op: Differentiable): void {
  copySlices = op;
}

/**
 * After an in-place op, `node` is what computed `x`. If `x` is a view, its base is now computed from what it was and
 * from `node` (PyTorch's CopySlices), and every other view of the base finds its history anew when asked.
 */
export function rebase(x: Tensor, node: Node): void {
  const v = x.viewOf;
  if (v === null) {
    x.node = node;
    x.epoch++;
    return;
  }
  const base = v.base;
  base.node = new Node(copySlices, [base, x], [edgeOf(base), node], { view: v }, base);
  base.node.label = "CopySlices";
  base.epoch++;
}
