import { defineElementwise, defineReduction } from "../../core/define.js";
import { elementwise, record, reduction } from "../../core/dispatch.js";
import { mode, noGrad } from "../../core/modes.js";
import type { Differentiable, Saved } from "../../core/node.js";
import type { Attrs } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { label } from "../label.js";
import { mean, sum } from "./reduce.js";
import { checkFloat } from "../refuse.js";
import { rsqrt, square } from "../pointwise/unary.js";
import { reshape } from "../view/view.js";
import { add, div, mul, sub } from "../pointwise/arithmetic.js";

// Normalization: x̂ = (x − mean) / √(var + ε), where mean and variance are taken over some dimensions, then x̂ · weight +
// bias. The batch, layer, group and instance norms differ in these dimensions alone. With r = 1/√(var + ε), h the
// gradient of x̂ and n elements in each group, the gradient of x is
//
//     r · (h − Σh / n − x̂ · Σ(h · x̂) / n)
//
// Forward takes three kernels: mean, variance, result; backward three as well: both sums, and the result.

const checked = (d: Parameters<typeof checkFloat>[1]): Parameters<typeof checkFloat>[1] => checkFloat("batch_norm", d);
const some = { attrs: { dims: [1], keepdim: true } };
const spreadOp = defineReduction("varianceAround", {
  arity: 2,
  accumulate: checked,
  lower: (k, [x, m], r, n) => {
    const d = k.sub(x!, m!);
    return k.div(r("sum", k.mul(d, d)), n);
  },
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 1],
      ],
      ...some,
    },
    {
      shapes: [
        [2, 3, 4],
        [2, 1, 4],
      ],
      ...some,
    },
  ],
});
/** Σ g · x̂. */
const alongOp = defineReduction("normalizedSum", {
  arity: 4,
  accumulate: checked,
  lower: (k, [g, x, m, r], sum) => sum("sum", k.mul(k.mul(g!, k.sub(x!, m!)), r!)),
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
        [3, 1],
        [3, 1],
      ],
      ...some,
    },
  ],
});
const plainOp = defineElementwise("normalize", 4, {
  lower: (k, x, m, v, eps) => k.div(k.sub(x, m), k.sqrt(k.add(v, eps))),
  domain: [0.5, 2],
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 1],
        [3, 1],
      ],
      scalars: [undefined, undefined, undefined, 0.1],
    },
  ],
});
const affineOp = defineElementwise("normalizeAffine", 6, {
  lower: (k, x, m, v, eps, w, b) => k.add(k.mul(k.div(k.sub(x, m), k.sqrt(k.add(v, eps))), w), b),
  domain: [0.5, 2],
  samples: [{ shapes: [[3, 4], [3, 1], [3, 1], [4], [4]], scalars: [undefined, undefined, undefined, 0.1] }],
});
/** a · g + b · (x − m) + c. */
const slopeOp = defineElementwise("normalizeSlope", 6, {
  operands: Array<"float">(6).fill("float"),
  lower: (k, g, x, m, a, b, c) => k.add(k.add(k.mul(a, g), k.mul(b, k.sub(x, m))), c),
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
        [3, 1],
        [3, 1],
        [3, 1],
        [3, 1],
      ],
    },
  ],
});

/** The mean and the variance (divided by n) over `dims`, which stay as 1. */
export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

export function momentsOf(x: Tensor, dims: readonly number[]): Moments {
  return noGrad(() => {
    const m = mean(x, { dim: dims, keepdim: true });
    return { mean: m, variance: reduction(spreadOp, [x, m], dims, true) };
  });
}

interface Step extends Attrs {
  /** The dimensions that mean and variance are taken over; null where they are given and constant. */
  readonly dims: readonly number[] | null;
  readonly moments: Moments;
  readonly eps: number;
  /** Whether all elements of a group have the same weight. */
  readonly shared: boolean;
  readonly affine: boolean;
}

const stepOf = (s: Saved): Step => s.attrs as Step;
const factor = ({ moments, eps }: Step): Tensor => rsqrt(add(moments.variance, eps));

interface Sums {
  readonly of: Saved;
  readonly plain: Tensor;
  readonly along: Tensor;
}
// The rules for x, weight and bias of one step need the same two sums of one gradient.
const known = new WeakMap<Tensor, Sums>();

/** Σ g and Σ g · x̂ over the dimensions of the step. */
function sumsOf(g: Tensor, s: Saved): Sums {
  const before = known.get(g);
  if (before?.of === s) return before;
  const step = stepOf(s),
    dims = step.dims!;
  const made = {
    of: s,
    plain: sum(g, { dim: dims, keepdim: true }),
    along: reduction(alongOp, [g, s.x, step.moments.mean, factor(step)], dims, true),
  };
  known.set(g, made);
  return made;
}

/** x̂ from ops that have gradients, for gradients of gradients. */
function normalizedAnew(x: Tensor, step: Step): { hat: Tensor; r: Tensor } {
  if (step.dims === null) {
    const r = factor(step);
    return { hat: mul(sub(x, step.moments.mean), r), r };
  }
  const centred = sub(x, mean(x, { dim: step.dims, keepdim: true }));
  const r = rsqrt(add(mean(square(centred), { dim: step.dims, keepdim: true }), step.eps));
  return { hat: mul(centred, r), r };
}

function inputGrad(g: Tensor, s: Saved): Tensor {
  const step = stepOf(s),
    { dims } = step;
  const w = step.affine ? s.y : null;
  if (dims === null) {
    const r = factor(step);
    return mul(g, w === null ? r : mul(w, r));
  }
  const n = dims.reduce((c, d) => c * s.shapes[0]![d]!, 1);
  if (mode.grad) {
    const { hat, r } = normalizedAnew(s.x, step),
      h = w === null ? g : mul(g, w);
    const over = (t: Tensor): Tensor => mean(t, { dim: dims, keepdim: true });
    return mul(r, sub(sub(h, over(h)), mul(hat, over(mul(h, hat)))));
  }
  const r = factor(step);
  // A weight that is constant in a group is folded into the factors; otherwise it multiplies the gradient first.
  const h = w === null || step.shared ? g : mul(g, w),
    a = w !== null && step.shared ? mul(r, w) : r;
  const { plain, along } = sumsOf(h, s),
    share = div(a, -n);
  return elementwise(slopeOp, [h, s.x, step.moments.mean, a, mul(mul(share, r), along), mul(share, plain)]);
}

function weightGrad(g: Tensor, s: Saved): Tensor {
  const step = stepOf(s);
  if (mode.grad) return mul(g, normalizedAnew(s.x, step).hat);
  if (step.dims !== null && step.shared) return sumsOf(g, s).along;
  const dims = outer(s, s.shapes[1]!);
  if (dims.length === 0) return mul(g, normalizedAnew(s.x, step).hat);
  return reshape(reduction(alongOp, [g, s.x, step.moments.mean, factor(step)], dims, true), s.shapes[1]!);
}

/** The dimensions of the input along which a weight is repeated. */
function outer(s: Saved, shape: readonly number[]): number[] {
  const nd = s.shapes[0]!.length;
  return s.shapes[0]!.flatMap((_, d) => {
    const own = d - nd + shape.length;
    return own < 0 || shape[own] === 1 ? [d] : [];
  });
}

function outerSum(g: Tensor, s: Saved): Tensor {
  const dims = outer(s, s.shapes[2]!);
  return dims.length === 0 ? g : reshape(sum(g, { dim: dims, keepdim: true }), s.shapes[2]!);
}

const step: Differentiable = {
  gradName: "Normalize",
  saves: "xy",
  grad: [
    inputGrad,
    weightGrad,
    (g, s) => (stepOf(s).dims !== null && stepOf(s).shared && !mode.grad ? sumsOf(g, s).plain : outerSum(g, s)),
  ],
};

/**
 * `x` with mean 0 and variance 1 over `dims`, times `weight` plus `bias` (both or none, broadcast to `x`). `moments`
 * are those over `dims`, or constants if `dims` is null. The gradient function is called `name`.
 */
export function normalize(
  x: Tensor,
  dims: readonly number[] | null,
  moments: Moments,
  eps: number,
  affine: readonly [weight: Tensor, bias: Tensor] | null,
  name: string,
): Tensor {
  const { mean: m, variance: v } = moments;
  const shared =
    affine !== null &&
    dims !== null &&
    dims.every((d) => {
      const own = d - x.shape.length + affine[0].shape.length;
      return own < 0 || affine[0].shape[own] === 1;
    });
  const out = noGrad(() =>
    affine === null ? elementwise(plainOp, [x, m, v, eps]) : elementwise(affineOp, [x, m, v, eps, ...affine]),
  );
  return label(
    record(step, affine === null ? [x] : [x, ...affine], { dims, moments, eps, shared, affine: affine !== null }, out),
    name,
  );
}

/** The same with the root mean square instead of the standard deviation, and without subtracting the mean (Zhang & Sennrich 2019). */
export function rootMeanSquare(x: Tensor, dims: readonly number[], eps: number): Tensor {
  return mul(x, rsqrt(add(mean(square(x), { dim: dims, keepdim: true }), eps)));
}
