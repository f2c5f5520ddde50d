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
    if (t.node !== null) t.node.label = "AsStridedBackward0"; // PyTorch's name for every recreated view
  }
  return t.node;
}

const accumulate: Differentiable = { gradName: "Accumulate", saves: "" };

/** The node that receives a tensor's gradient: the one that computed it, or a leaf's accumulator. */
export function edgeOf(t: Tensor): Node | null {
  recorder?.sees(t);
  const node = t.viewOf === null ? t.node : gradFnOf(t);
  if (node !== null) return node;
  if (!t.wantsGrad) return null;
  return (t.accumulator ??= new Node(accumulate, [], [], {}, t, t));
}

let runReplay: (v: ViewInfo, base: Tensor) => Tensor;
/** `wiring.ts` provides the function that recreates a view, with gradients on, from ops/view/view.ts. */
export function setReplay(f: (v: ViewInfo, base: Tensor) => Tensor): void {
  runReplay = f;
}

/** Recreates the same view of its base or of another tensor of the base's shape. */
export function replay(v: ViewInfo, base: Tensor = v.base): Tensor {
  return runReplay(v, base);
}

let copySlices: Differentiable;
/** `wiring.ts` provides the gradient of writing into a part of a tensor, from ops/view/view.ts. */
export function setCopySlices(op: Differentiable): void {
  copySlices = op;
}

/**
 * Makes `node` the origin of `x` after an in-place op. If `x` is a view, its base is now computed from its old value
 * and `node` (PyTorch's CopySlices), and every other view of the base recomputes its history on demand.
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
