import { defineElementwise } from "../../core/define.js";
import { elementwise, elementwiseInPlace } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import type { Scalar } from "./update.js";

// Updates of optimizer state, each in one pass over memory, with the roundings of PyTorch's separate ops.

const keeping = {
  operands: ["promote", "promote", "promote", "promote"],
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      scalars: [undefined, undefined, 0.9, 0.1],
    },
  ],
} as const;

const meanOp = defineElementwise("runningMean", 4, {
  ...keeping,
  lower: (k, m, x, keep, share) => k.add(k.mul(m, keep), k.mul(x, share)),
});
/** `m = keep · m + share · x`, as `m.mul_(keep).add_(x, { alpha: share })`. */
export function runningMean_(m: Tensor, x: Tensor, keep: Scalar, share: Scalar): Tensor {
  return elementwiseInPlace(meanOp, [m, x, keep, share]);
}

const squareOp = defineElementwise("runningSquare", 4, {
  ...keeping,
  lower: (k, m, x, keep, share) => k.add(k.mul(m, keep), k.mul(k.mul(share, x), x)),
});
/** `m = keep · m + share · x²`, as `m.mul_(keep).addcmul_(x, x, { value: share })`. */
export function runningSquare_(m: Tensor, x: Tensor, keep: Scalar, share: Scalar): Tensor {
  return elementwiseInPlace(squareOp, [m, x, keep, share]);
}

const rootOp = defineElementwise("stepOverRoot", 6, {
  lower: (k, p, m, s, by, eps, step) => k.add(p, k.div(k.mul(step, m), k.add(k.div(k.sqrt(s), by), eps))),
  operands: ["promote", "promote", "promote", "promote", "promote", "promote"],
  domain: [0.5, 2],
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
      scalars: [undefined, undefined, undefined, 0.9, 1e-8, -0.1],
    },
  ],
});
/** `p = p + step · m / (√s / by + eps)`, as `p.addcdiv_(m, s.sqrt().div_(by).add_(eps), { value: step })`. */
export function stepOverRoot_(p: Tensor, m: Tensor, s: Tensor, by: Scalar, eps: number, step: Scalar): Tensor {
  return elementwiseInPlace(rootOp, [p, m, s, by, eps, step]);
}

const ratioOp = defineElementwise("rootRatio", 4, {
  lower: (k, x, a, b, eps) => k.mul(k.div(k.sqrt(k.add(a, eps)), k.sqrt(k.add(b, eps))), x),
  operands: ["promote", "promote", "promote", "promote"],
  domain: [0.5, 2],
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
      scalars: [undefined, undefined, undefined, 1e-6],
    },
  ],
});
/** `x · √(a + eps) / √(b + eps)`, as `a.add(eps).sqrt_().div_(b.add(eps).sqrt_()).mul_(x)`. */
export function rootRatio(x: Tensor, a: Tensor, b: Tensor, eps: number): Tensor {
  return elementwise(ratioOp, [x, a, b, eps]);
}
