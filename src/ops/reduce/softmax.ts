import { defineElementwise, defineReduction } from "../../core/define.js";
import { elementwise, record, reduction } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import type { Tensor } from "../../core/tensor.js";
import { isHalf } from "../../shape/dtype.js";
import { normalizeDim } from "../../shape/shape.js";
import { cast } from "../pointwise/cast.js";
import { amax, sum } from "./reduce.js";
import { checkFloat } from "../refuse.js";
import { exp } from "../pointwise/unary.js";
import { div, mul, sub, neg } from "../pointwise/arithmetic.js";

// Softmax and its logarithm. With m the largest along the dimension, so that nothing overflows, and s = Σ e^(x − m):
// softmax is e^(x − m) / s, its logarithm x − m − log s.

const along = { attrs: { dims: [1], keepdim: true } };
const sumExpOp = defineReduction("sumExp", {
  arity: 2,
  accumulate: (d) => checkFloat("softmax_lastdim_kernel_impl", d),
  lower: (k, [x, m], r) => r("sum", k.exp(k.sub(x!, m!))),
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 1],
      ],
      ...along,
    },
    {
      shapes: [
        [2, 3, 4],
        [2, 1, 4],
      ],
      ...along,
    },
  ],
});
const shapes = [
    [3, 4],
    [3, 1],
    [3, 1],
  ],
  operands = ["float", "float", "float"] as const;
const expBelow = defineElementwise("expBelow", 2, {
  lower: (k, x, m) => k.exp(k.sub(x, m)),
  operands: operands.slice(0, 2),
  samples: [{ shapes: shapes.slice(0, 2) }],
});
const logSoftmaxOp = defineElementwise("logSoftmax", 3, {
  lower: (k, x, m, s) => k.sub(k.sub(x, m), k.log(s)),
  operands,
  domain: [0.5, 2],
  samples: [{ shapes }],
});

/** d log softmax = g − softmax · Σ g, from the output o and the sum t. */
const logSoftmaxSlope = defineElementwise("logSoftmaxSlope", 3, {
  lower: (k, g, o, t) => k.sub(g, k.mul(k.exp(o), t)),
  grad: [(h) => h, (h, s) => neg(mul(h, mul(exp(s.y), s.z))), (h, s) => neg(mul(h, exp(s.y)))],
  saves: "yz",
  operands,
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
        [3, 1],
      ],
    },
  ],
});
/** d softmax = softmax · (g − Σ g · softmax), from the output o and the sum t. */
const softmaxSlope = defineElementwise("softmaxSlope", 3, {
  lower: (k, g, o, t) => k.mul(o, k.sub(g, t)),
  grad: [(h, { y }) => mul(h, y), (h, s) => mul(h, sub(s.x, s.z)), (h, { y }) => neg(mul(h, y))],
  saves: "xyz",
  operands,
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
        [3, 1],
      ],
    },
  ],
});

const softmaxStep: Differentiable = {
  gradName: "Softmax",
  saves: "o",
  grad: [
    (g, { out, attrs }) =>
      elementwise(softmaxSlope, [g, out, sum(mul(g, out), { dim: attrs["dim"] as number, keepdim: true })]),
  ],
};
const logSoftmaxStep: Differentiable = {
  gradName: "LogSoftmax",
  saves: "o",
  grad: [
    (g, { out, attrs }) =>
      elementwise(logSoftmaxSlope, [g, out, sum(g, { dim: attrs["dim"] as number, keepdim: true })]),
  ],
};

/** Both, without a gradient: `f` gets x in float32 or float64, its largest elements along the dimension, and that. */
function normalized(
  step: Differentiable,
  x: Tensor,
  dim: number,
  kernel: string,
  f: (x: Tensor, m: Tensor, dims: readonly number[]) => Tensor,
): Tensor {
  const d = normalizeDim(dim, x.shape.length);
  checkFloat(d >= x.shape.length - 1 ? `${kernel}_lastdim_kernel_impl` : "softmax_kernel_impl", x.dtype);
  if (x.count === 0)
    return record(
      step,
      [x],
      { dim: d },
      noGrad(() => mul(x, 1)),
    );
  return record(
    step,
    [x],
    { dim: d },
    noGrad(() => {
      const wide = isHalf(x.dtype) ? cast(x, "float32") : x; // sums of halves would be rounded
      return cast(f(wide, amax(wide, { dim: d, keepdim: true }), x.shape.length === 0 ? [] : [d]), x.dtype);
    }),
  );
}

/** e^x, divided by its sum along `dim`: positive numbers that add up to 1. */
export function softmax(x: Tensor, dim: number): Tensor {
  return normalized(softmaxStep, x, dim, "softmax", (wide, m, dims) => {
    const e = elementwise(expBelow, [wide, m]);
    return div(e, sum(e, { dim: dims, keepdim: true }));
  });
}

/** The logarithm of softmax, computed so that no small number is lost. */
export function logSoftmax(x: Tensor, dim: number): Tensor {
  return normalized(logSoftmaxStep, x, dim, "log_softmax", (wide, m, dims) =>
    elementwise(logSoftmaxOp, [wide, m, reduction(sumExpOp, [wide, m], dims, true)]),
  );
}
