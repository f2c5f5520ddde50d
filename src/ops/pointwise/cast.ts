import { needArg, needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { checkInPlace, copyOf, empty, noAttrs, overwrite, record } from "../../core/dispatch.js";
import { edgeOf, needsGrad, rebase } from "../../core/graph.js";
import { mode } from "../../core/modes.js";
import { type Differentiable, Node } from "../../core/node.js";
import type { Arg, GradRule } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { broadcastShapes, broadcastsTo } from "../../shape/broadcast.js";
import { checkDType, checkFits, type DType } from "../../shape/dtype.js";
import { showShape } from "../../util/array.js";

// Copies: clone, contiguous, conversion to another dtype, and writing one tensor over another.

const same: GradRule = (g) => g;

/** The op of every copy. */
export const copy = defineElementwise("clone", 1, {
  lower: (_, x) => x,
  grad: [same],
  samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }, { shapes: [[0, 2]] }],
});

const toCopy: Differentiable = { gradName: "ToCopy", grad: [same], saves: "" };

/** A row-major copy that shares nothing. */
export function clone(x: Tensor): Tensor {
  needTensor(x, "clone");
  return record(copy, [x], noAttrs, copyOf(x));
}

/** The tensor itself if it is row-major already, else a copy. */
export function contiguous(x: Tensor): Tensor {
  needTensor(x, "contiguous");
  return x.dense ? x : clone(x);
}

/** The tensor in another dtype; itself if nothing changes. Floats become integers by truncation. */
export function cast(x: Tensor, dtype: DType): Tensor {
  needTensor(x, "cast");
  checkDType(dtype);
  if (x.dtype === dtype) return x;
  const out = empty(x.shape, dtype);
  overwrite(out, x);
  return record(toCopy, [x], noAttrs, out);
}

/** The old value no longer counts: its gradient is zeros, as in PyTorch, not null. */
export const zeroGradient: GradRule = (_, s, i) => empty(s.shapes[i]!, s.dtypes[i]!);
const copySource: Differentiable = { gradName: "Copy", grad: [zeroGradient, same], saves: "" };
const fill: Differentiable = { gradName: "Fill", grad: [zeroGradient, null], saves: "" };

/** Writes `source` (a number, or a tensor that broadcasts) over `x`, in place, converting to its dtype. */
export function copy_(x: Tensor, source: Arg): Tensor {
  needTensor(x, "copy_");
  needArg(source, "copy_", "source");
  checkInPlace(x, [source]);
  const tensor = typeof source === "object";
  if (!tensor) checkFits(source, x.dtype);
  else if (!broadcastsTo(source.shape, x.shape)) {
    broadcastShapes(x.shape, source.shape);
    fail(
      "copy-shape",
      `output with shape ${showShape(x.shape)} doesn't match the broadcast shape ${showShape(broadcastShapes(x.shape, source.shape))}`,
      "the value must have the destination's shape, or broadcast to it.",
    );
  }
  const wanted = mode.grad && (needsGrad(x) || (tensor && needsGrad(source)));
  const from = tensor && source.storage === x.storage ? copyOf(source) : source;
  const edge = wanted && tensor ? edgeOf(source) : null,
    before = wanted && x.viewOf === null ? edgeOf(x) : null;
  overwrite(x, from);
  x.storage.version++;
  if (wanted) {
    const node = new Node(tensor ? copySource : fill, [x, source], [before, edge], noAttrs, x);
    node.label = tensor ? "CopyBackwards" : "FillBackward2";
    rebase(x, node);
  }
  return x;
}
