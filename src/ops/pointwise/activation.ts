import { needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { elementwise, elementwise1, elementwise2 } from "../../core/dispatch.js";
import { Tensor } from "../../core/tensor.js";
import { erf as erfOf } from "../../functions/erf.js";
import { isComplex } from "../../shape/dtype.js";
import { gt } from "./binary.js";
import { tailSlope } from "./piecewise.js";
import { checkFloat, floatsOnly } from "../refuse.js";
import { erf, exp, sigmoid, square, tanh } from "./unary.js";
import { add, mul, sub } from "./arithmetic.js";
import { where } from "./where.js";

// Activation functions beyond those of `unary.ts`.

/** The operand, rejected unless it is a float: a number with a fraction would promote it. */
function floats(x: Tensor, name: string, kernel: string): Tensor {
  needTensor(x, name);
  checkFloat(kernel, x.dtype);
  return x;
}

const leaky = defineElementwise("leakyRelu", 2, {
  lower: (k, x, slope) => k.where(k.gt(x, k.like(0, x)), x, k.mul(x, slope)),
  grad: [(g, { x, y }) => where(gt(x, 0), g, mul(g, y)), null],
  saves: "xy",
  gradName: "LeakyRelu",
  domain: [0.2, 2],
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 0.1] }],
});
/** x where it is positive, `slope · x` elsewhere. */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  return elementwise2(leaky, floats(x, "leakyRelu", "leaky_relu_cpu"), slope);
}

const eluOp = defineElementwise("elu", 2, {
  lower: (k, x, alpha) =>
    k.where(k.gt(floatsOnly("elu_cpu", x), k.like(0, x)), x, k.mul(alpha, k.expm1(k.min(x, k.like(0, x))))),
  grad: [(g, { x, y }) => mul(g, elementwise(tailSlope, [x, y, 1, 1])), null],
  saves: "xy",
  domain: [-2, -0.2],
  samples: [
    { shapes: [[3, 4]], scalars: [undefined, 1] },
    { shapes: [[5]], scalars: [undefined, 0.5] },
  ],
});
/** x where it is positive, `α · (e^x − 1)` elsewhere. */
export function elu(x: Tensor, alpha = 1): Tensor {
  return elementwise2(eluOp, floats(x, "elu", "elu_cpu"), alpha);
}

const siluOp = defineElementwise("silu", 1, {
  lower: (k, x) => k.div(x, k.add(k.like(1, x), k.exp(k.neg(x)))),
  operands: ["float"],
  // d x·σ(x) = σ(x) · (1 + x · (1 − σ(x))) dx
  grad: [
    (g, { x }) => {
      const s = sigmoid(x);
      return mul(g, mul(s, add(mul(x, sub(1, s)), 1)));
    },
  ],
  saves: "x",
  samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
});
/** `x · sigmoid(x)`. */
export function silu(x: Tensor): Tensor {
  return elementwise1(siluOp, x instanceof Tensor && isComplex(x.dtype) ? x : floats(x, "silu", "silu_cpu"));
}

const geluOp = defineElementwise("gelu", 1, {
  lower: (k, x) => k.mul(k.mul(x, k.like(0.5, x)), k.add(k.like(1, x), erfOf(k.mul(x, k.like(Math.SQRT1_2, x))))),
  operands: ["float"],
  // d x·Φ(x) = (Φ(x) + x · φ(x)) dx, the normal distribution and its density
  grad: [
    (g, { x }) =>
      mul(
        g,
        add(
          mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5),
          mul(mul(x, 1 / Math.sqrt(2 * Math.PI)), exp(mul(square(x), -0.5))),
        ),
      ),
  ],
  saves: "x",
  samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
});
const inner = (x: Tensor): Tensor => mul(mul(x, add(mul(square(x), 0.044715), 1)), Math.sqrt(2 / Math.PI));
const geluTanhOp = defineElementwise("geluTanh", 1, {
  lower: (k, x) => {
    const z = k.mul(
      k.mul(x, k.add(k.like(1, x), k.mul(k.like(0.044715, x), k.mul(x, x)))),
      k.like(Math.sqrt(2 / Math.PI), x),
    );
    return k.mul(k.mul(x, k.like(0.5, x)), k.add(k.like(1, x), k.tanh(z)));
  },
  operands: ["float"],
  gradName: "Gelu",
  saves: "x",
  grad: [
    (g, { x }) => {
      const t = tanh(inner(x));
      const slope = mul(add(mul(square(x), 3 * 0.044715), 1), Math.sqrt(2 / Math.PI));
      return mul(g, mul(add(add(t, 1), mul(mul(x, sub(1, square(t))), slope)), 0.5));
    },
  ],
  samples: [{ shapes: [[3, 4]] }],
});
/** x times the probability that a standard normal number is smaller; "tanh" is a cheaper approximation. */
export function gelu(x: Tensor, approximate: "none" | "tanh" = "none"): Tensor {
  return elementwise1(approximate === "tanh" ? geluTanhOp : geluOp, floats(x, "gelu", "GeluKernelImpl"));
}

const softplusOp = defineElementwise("softplus", 3, {
  lower: (k, x, beta, threshold) => {
    const z = k.mul(floatsOnly("softplus_cpu", x), beta);
    return k.where(k.gt(z, threshold), x, k.div(k.log1p(k.exp(z)), beta));
  },
  grad: [
    (g, s) => {
      const z = mul(s.x, s.y);
      return where(gt(z, s.z), g, mul(g, sigmoid(z)));
    },
    null,
  ],
  saves: "xyz",
  samples: [
    { shapes: [[3, 4]], scalars: [undefined, 1, 20] },
    { shapes: [[5]], scalars: [undefined, 2, 20] },
  ],
});
/** `log(1 + e^(β·x)) / β`, a smooth relu; x itself where β·x exceeds the threshold. */
export function softplus(x: Tensor, beta = 1, threshold = 20): Tensor {
  return elementwise(softplusOp, [floats(x, "softplus", "softplus_cpu"), beta, threshold]);
}

const mishOp = defineElementwise("mish", 1, {
  lower: (k, x) => k.mul(floatsOnly("mish_cpu", x), k.tanh(k.log1p(k.exp(x)))),
  // d x·tanh(sp(x)) = (t + x · σ(x) · (1 − t²)) dx, where t = tanh(softplus(x))
  grad: [
    (g, { x }) => {
      const t = tanh(softplus(x));
      return mul(g, add(t, mul(mul(x, sigmoid(x)), sub(1, square(t)))));
    },
  ],
  saves: "x",
  samples: [[3, 4], []],
});
/** `x · tanh(softplus(x))`. */
export function mish(x: Tensor): Tensor {
  return elementwise1(mishOp, x);
}
