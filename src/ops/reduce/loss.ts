import { defineElementwise, defineReduction, defineRoutine } from "../../core/define.js";
import { elementwise, elementwise2, reduction, routine } from "../../core/dispatch.js";
import type { Arg, Attrs } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import type { Shape } from "../../shape/shape.js";
import { product, range } from "../../util/array.js";
import { checkFloat, floatsOnly, plainFloats } from "../refuse.js";
import { clamp } from "../pointwise/select.js";
import { log, sigmoid } from "../pointwise/unary.js";
import { div, mul, sub, neg } from "../pointwise/arithmetic.js";

// The parts of loss functions that are one step in PyTorch. `nn/functional/loss.ts` checks the arguments and assembles
// the losses.

// (x − y) · g · scale in one kernel, where g is the gradient of the mean: one number for all elements.
const mseSlope = defineElementwise("mseSlope", 4, {
  lower: (k, x, y, g, scale) => k.mul(k.sub(x, y), k.mul(g, scale)),
  grad: [
    (h, s) => mul(h, mul(s.z, s.input(3))),
    (h, s) => neg(mul(h, mul(s.z, s.input(3)))),
    (h, s) => mul(h, mul(sub(s.x, s.y), s.input(3))),
    null,
  ],
  saves: "xyz*",
  samples: [{ shapes: [[3, 4], [3, 4], []], scalars: [undefined, undefined, undefined, 0.5] }],
});
const mseMean = defineReduction("mseLoss", {
  arity: 2,
  gradName: "MseLoss",
  accumulate: (d) => checkFloat("mse_cpu", d),
  saves: "xy",
  lower: (k, [x, y], r, n) => {
    const d = k.sub(x!, y!);
    return k.div(r("sum", k.mul(d, d)), n);
  },
  grad: [
    (g, s) => elementwise(mseSlope, [s.x, s.y, g, 2 / (s.attrs["count"] as number)]),
    (g, s) => elementwise(mseSlope, [s.x, s.y, g, -2 / (s.attrs["count"] as number)]),
  ],
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      attrs: { dims: [0, 1], keepdim: false },
    },
    { shapes: [[3, 1], [4]], attrs: { dims: [0, 1], keepdim: false } },
    { shapes: [[], []], attrs: { dims: [], keepdim: false } },
  ],
});
/** `[0, …, n − 1]` for the numbers of dimensions that occur, made once. */
const allDims: readonly (readonly number[])[] = range(8).map(range);
/** The mean of `(x − y)²` over all elements of both, broadcast together. */
export function mseLossMean(x: Tensor, y: Tensor): Tensor {
  const nd = Math.max(x.shape.length, y.shape.length);
  return reduction(mseMean, [x, y], allDims[nd] ?? range(nd), false);
}

const huberOp = defineElementwise("huber", 3, {
  // d²/2 up to δ, δ·(|d| − δ/2) beyond
  lower: (k, x, y, delta) => {
    const d = k.abs(k.sub(floatsOnly("huber_cpu", x), y)),
      half = k.like(0.5, x);
    return k.where(k.le(d, delta), k.mul(half, k.mul(d, d)), k.mul(delta, k.sub(d, k.mul(half, delta))));
  },
  grad: [(g, s) => mul(g, within(sub(s.x, s.y), s.z)), (g, s) => mul(g, within(sub(s.y, s.x), s.z)), null],
  saves: "xyz",
  gradName: "HuberLoss",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      scalars: [undefined, undefined, 0.7],
    },
    { shapes: [[3, 4], [4]], scalars: [undefined, undefined, 1] },
  ],
});
const within = (d: Tensor, delta: Arg): Tensor => clamp(d, -(delta as number), delta);
/** Per element: half the squared distance up to `delta`, growing linearly beyond. */
export function huber(x: Tensor, y: Tensor, delta: number): Tensor {
  return elementwise(huberOp, [x, y, delta]);
}

const bceOp = defineElementwise("binaryCrossEntropy", 2, {
  // The logarithm of a probability of 0 counts as −100, so that the loss stays finite.
  lower: (k, x, y) => {
    const one = k.like(1, x),
      floor = k.like(-100, x);
    return k.sub(k.mul(k.sub(y, one), k.max(k.log1p(k.neg(x)), floor)), k.mul(y, k.max(k.log(x), floor)));
  },
  grad: [
    (g, { x, y }) => mul(g, div(sub(x, y), clamp(mul(sub(1, x), x), 1e-12))),
    (g, { x }) => mul(g, sub(log(sub(1, x)), log(x))),
  ],
  saves: "xy",
  gradName: "BinaryCrossEntropy",
  operands: ["float", "float"],
  domain: [0.1, 0.9],
  samples: [[3, 4], [5]].map((s) => ({ shapes: [s, s] })),
});
/** Per element: `−(y · log x + (1 − y) · log(1 − x))` for probabilities x. */
export function binaryCrossEntropy(x: Tensor, y: Tensor): Tensor {
  return elementwise2(bceOp, x, y);
}

const bceLogitsOp = defineElementwise("binaryCrossEntropyWithLogits", 2, {
  // max(x, 0) − x·y + log(1 + e^−|x|): the same for x = sigmoid(logit), without overflow
  lower: (k, x, y) => k.add(k.sub(k.max(x, k.like(0, x)), k.mul(x, y)), k.log1p(k.exp(k.neg(k.abs(x))))),
  grad: [(g, { x, y }) => mul(g, sub(sigmoid(x), y)), (g, { x }) => neg(mul(g, x))],
  saves: "xy",
  gradName: "BinaryCrossEntropyWithLogits",
  operands: ["float", "float"],
  samples: [[3, 4], [5]].map((s) => ({ shapes: [s, s] })),
});
/** Per element: the cross entropy of `sigmoid(x)`. */
export function binaryCrossEntropyWithLogits(x: Tensor, y: Tensor): Tensor {
  return elementwise2(bceLogitsOp, x, y);
}

// ---- one class per place ----

/** The result of a loss: the mean of all elements' losses, their sum, or each of them. */
export type Reduction = "mean" | "sum" | "none";

/** The number of classes, and of places after the class dimension. */
const places = (shape: Shape): [classes: number, inner: number] => [shape[1]!, product(shape.slice(2))];

/**
 * Calls `f` with the position in `[N, C, …]`, the index and the weight of each target that counts; returns their total
 * weight.
 */
function eachTarget(
  shape: Shape,
  target: Tensor,
  weight: Tensor | undefined,
  ignoreIndex: number,
  f: (at: number, place: number, w: number) => void,
): number {
  const [classes, inner] = places(shape);
  const t = target.storage.data,
    w = weight?.storage.data;
  let total = 0;
  for (let sample = 0; sample < target.count; sample++) {
    const c = Number(t[target.offset + sample]!);
    if (c === ignoreIndex) continue;
    if (!(c >= 0 && c < classes))
      fail(
        "target-range",
        `Target ${c} is out of bounds.`,
        `with ${classes} classes, labels go from 0 to ${classes - 1}.`,
      );
    const each = w === undefined ? 1 : Number(w[weight!.offset + c]!);
    const outer = inner === 1 ? sample : Math.floor(sample / inner);
    total += each;
    f((outer * classes + c) * inner + (inner === 1 ? 0 : sample % inner), sample, each);
  }
  return total;
}

const settings = (a: Attrs): { reduction: Reduction; ignoreIndex: number } => ({
  reduction: a["reduction"] as Reduction,
  ignoreIndex: a["ignoreIndex"] as number,
});
const optional = (s: { shapes: readonly Shape[]; input(i: number): Tensor }): Tensor[] =>
  s.shapes.length > 2 ? [s.input(2)] : [];

// The loss is linear in the log-probabilities, so its gradient's own gradient is the loss again.
const nllOp = defineRoutine("nllLoss", {
  infer: ([x, target], a) => {
    plainFloats(x!, "nll_loss_out_frame");
    return { shape: settings(a).reduction === "none" ? target!.shape : [], dtype: x!.dtype };
  },
  run: ([x, target, weight], out, a) => {
    const { reduction, ignoreIndex } = settings(a);
    const from = x!.storage.data as Float64Array,
      to = out.storage.data as Float64Array,
      o = x!.offset,
      p = out.offset;
    let sum = 0;
    const total = eachTarget(
      x!.shape,
      target!,
      weight,
      ignoreIndex,
      reduction === "none"
        ? (at, place, w) => {
            to[p + place] = -w * from[o + at]!;
          }
        : (at, _, w) => {
            sum -= w * from[o + at]!;
          },
    );
    if (reduction !== "none") to[p] = reduction === "mean" ? sum / total : sum;
  },
  grad: [(g, s) => routine(nllSlopeOp, [g, s.y, ...optional(s)], { ...s.attrs, shape: s.shapes[0]! }), null],
  saves: "yz",
  gradName: "NllLoss",
  samples: [
    { shapes: [[3, 4], [3]], indices: [undefined, 4], attrs: { reduction: "mean", ignoreIndex: -100 } },
    {
      shapes: [
        [3, 4, 2],
        [3, 2],
      ],
      indices: [undefined, 4],
      attrs: { reduction: "none", ignoreIndex: 1 },
    },
    { shapes: [[3, 4], [3], [4]], indices: [undefined, 4, undefined], attrs: { reduction: "sum", ignoreIndex: -100 } },
  ],
});
const nllSlopeOp = defineRoutine("nllSlope", {
  infer: ([g], a) => {
    plainFloats(g!, "nll_loss_out_frame");
    return { shape: a["shape"] as Shape, dtype: g!.dtype };
  },
  run: ([g, target, weight], out, a) => {
    const { reduction, ignoreIndex } = settings(a);
    const from = g!.storage.data as Float64Array,
      to = out.storage.data as Float64Array,
      o = g!.offset,
      p = out.offset;
    const total = reduction === "mean" ? eachTarget(out.shape, target!, weight, ignoreIndex, () => {}) : 1;
    const one = from[o]! / total;
    eachTarget(
      out.shape,
      target!,
      weight,
      ignoreIndex,
      reduction === "none"
        ? (at, place, w) => {
            to[p + at] = -w * from[o + place]!;
          }
        : (at, _, w) => {
            to[p + at] = -w * one;
          },
    );
  },
  grad: [(h, s) => routine(nllOp, [h, s.y, ...optional(s)], s.attrs), null],
  saves: "yz",
  samples: [
    { shapes: [[], [3]], indices: [undefined, 4], attrs: { reduction: "mean", ignoreIndex: -100, shape: [3, 4] } },
    {
      shapes: [[3], [3], [4]],
      indices: [undefined, 4, undefined],
      attrs: { reduction: "none", ignoreIndex: 1, shape: [3, 4] },
    },
  ],
});
/**
 * Minus the log-probability of each place's class, weighted by class: `x` is `[N, C, …]`, `target` `[N, …]` (int64),
 * `weight` `[C]`. The mean is over the weights of the targets that count.
 */
export function nll(
  x: Tensor,
  target: Tensor,
  weight: Tensor | null,
  reduction: Reduction,
  ignoreIndex: number,
): Tensor {
  return routine(nllOp, weight === null ? [x, target] : [x, target, weight], { reduction, ignoreIndex });
}

const targetCountsOp = defineRoutine("targetCounts", {
  infer: ([target]) => ({ shape: target!.shape, dtype: "int64" }),
  run: ([target], out) => {
    const [rows, classes] = out.shape as [number, number];
    const from = target!.storage.data,
      to = out.storage.data as BigInt64Array;
    for (let i = 0; i < rows; i++) {
      const row = i * classes;
      for (let j = 0; j < classes; j++) {
        const c = Number(from[target!.offset + row + j]!);
        if (c < -1 || c >= classes)
          fail(
            "target-range",
            "argument #2 'target' is out of range",
            `with ${classes} classes, labels go from 0 to ${classes - 1}; -1 ends the list.`,
          );
        if (c === -1) break;
        to[out.offset + row + c]!++;
      }
    }
  },
  samples: [{ shapes: [[3, 4]], indices: [4] }],
});
/** The number of occurrences of each class in the list of each row, `[N, C]` to `[N, C]` (int64); a list ends at −1. */
export function targetCounts(target: Tensor): Tensor {
  return routine(targetCountsOp, [target]);
}
