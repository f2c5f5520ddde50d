import { needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { elementwise, elementwise1, elementwise2 } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import { isFloat } from "../../shape/dtype.js";
import { ge, gt, le } from "./binary.js";
import { label } from "../label.js";
import { checkFloat, floatsOnly } from "../refuse.js";
import { reshape } from "../view/view.js";
import { mul } from "./arithmetic.js";
import { where } from "./where.js";

// Activation functions made of straight pieces, and those with an exponential negative side.

const hardtanhOp = defineElementwise("hardtanh", 3, {
  lower: (k, x, lo, hi) => k.min(k.max(x, lo), hi),
  // Unlike clamp's, the gradient is 0 on the bounds themselves.
  grad: [(g, s) => where(elementwise(strictlyInside, [s.x, s.y, s.z]), g, 0), null],
  saves: "xyz",
  samples: [
    { shapes: [[3, 4]], scalars: [undefined, -3, 3] },
    { shapes: [[]], scalars: [undefined, -30, 30] },
  ],
});
const strictlyInside = defineElementwise("strictlyInside", 3, {
  lower: (k, x, lo, hi) => k.and(k.gt(x, lo), k.lt(x, hi)),
  samples: [{ shapes: [[3, 4]], scalars: [undefined, -1, 1] }],
});
/** x limited to the range between two bounds. */
export function hardtanh(x: Tensor, min: number, max: number): Tensor {
  needTensor(x, "hardtanh");
  if (x.dtype === "bool") fail("bool-arithmetic", "Bool inputs not supported for hardtanh", "use x.float() first.");
  if (x.dtype === "uint8" && (min < 0 || max < 0))
    fail(
      "overflow",
      "cannot do hardtanh on an unsigned type with negative limits",
      "use x.int() first, or limits from 0 on.",
    );
  return elementwise(hardtanhOp, [x, bound(x, min), bound(x, max)]);
}

/** A number as one of x's dtype, as PyTorch takes it: without its fraction beside whole numbers. */
const bound = (x: Tensor, n: number): number => (isFloat(x.dtype) ? n : Math.trunc(n));

const thresholdOp = defineElementwise("threshold", 3, {
  lower: (k, x, t, v) => k.where(k.le(x, t), v, x),
  grad: [(g, { x, y }) => where(le(x, y), 0, g), null],
  saves: "xy",
  domain: [0.2, 2],
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 0.1, 7] }],
});
/** x where it is above `threshold`, `value` elsewhere. */
export function threshold(x: Tensor, limit: number, value: number): Tensor {
  needTensor(x, "threshold");
  if (x.dtype === "bool") checkFloat("threshold_cpu", x.dtype);
  return elementwise(thresholdOp, [x, bound(x, limit), bound(x, value)]);
}

const hardshrinkOp = defineElementwise("hardshrink", 2, {
  lower: (k, x, l) => k.where(k.and(k.ge(x, k.neg(l)), k.le(x, l)), k.like(0, x), x),
  grad: [(g, { x, y }) => where(elementwise2(withinOp, x, y), 0, g), null],
  saves: "xy",
  domain: [0.6, 2],
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 0.5] }],
});
const withinOp = defineElementwise("within", 2, {
  lower: (k, x, l) => k.and(k.ge(x, k.neg(l)), k.le(x, l)),
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 0.5] }],
});
/** 0 within ±`lambd` (default 0.5), x elsewhere. */
export function hardshrink(x: Tensor, lambd = 0.5): Tensor {
  needTensor(x, "hardshrink");
  checkFloat("hardshrink_cpu", x.dtype); // here, since whole numbers and a λ of ½ would meet as floats
  return elementwise2(hardshrinkOp, x, lambd);
}

const softshrinkOp = defineElementwise("softshrink", 2, {
  // x·0 and not 0, so that NaN stays NaN
  lower: (k, x, l) => k.where(k.gt(x, l), k.sub(x, l), k.where(k.lt(x, k.neg(l)), k.add(x, l), k.mul(x, k.like(0, x)))),
  grad: [(g, { x, y }) => where(elementwise2(withinOp, x, y), 0, g), null],
  saves: "xy",
  domain: [0.6, 2],
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 0.5] }],
});
/** x moved towards 0 by λ; 0 within ±λ. */
export function softshrink(x: Tensor, lambda: number): Tensor {
  needTensor(x, "softshrink");
  checkFloat("softshrink_cpu", x.dtype);
  return elementwise2(softshrinkOp, x, lambda);
}

/** x + 3 between 0 and 6. */
const ramp = (k: ExprBuilder, x: Expr): Expr => k.min(k.max(k.add(x, k.like(3, x)), k.like(0, x)), k.like(6, x));

const hardsigmoidOp = defineElementwise("hardsigmoid", 1, {
  lower: (k, x) => k.div(ramp(k, floatsOnly("hardsigmoid_cpu", x)), k.like(6, x)),
  grad: [(g, { x }) => where(elementwise(strictlyInside, [x, -3, 3]), mul(g, 1 / 6), 0)],
  saves: "x",
  samples: [[3, 4], []],
});
/** `(x + 3) / 6` limited to 0 to 1: a sigmoid made of straight lines. */
export function hardsigmoid(x: Tensor): Tensor {
  return elementwise1(hardsigmoidOp, x);
}

const hardswishOp = defineElementwise("hardswish", 1, {
  lower: (k, x) => k.div(k.mul(floatsOnly("hardswish_cpu", x), ramp(k, x)), k.like(6, x)),
  grad: [(g, { x }) => mul(g, elementwise1(hardswishSlope, x))],
  saves: "x",
  samples: [[3, 4], []],
});
const hardswishSlope = defineElementwise("hardswishSlope", 1, {
  lower: (k, x) =>
    k.where(
      k.lt(x, k.like(-3, x)),
      k.like(0, x),
      k.where(k.le(x, k.like(3, x)), k.add(k.div(x, k.like(3, x)), k.like(0.5, x)), k.like(1, x)),
    ),
  grad: [(h, { x }) => where(elementwise(strictlyInside, [x, -3, 3]), mul(h, 1 / 3), 0)],
  saves: "x",
  operands: ["float"],
  samples: [[3, 4]],
});
/** `x · hardsigmoid(x)`. */
export function hardswish(x: Tensor): Tensor {
  return elementwise1(hardswishOp, x);
}

/** `scale · e^(x · inner)` where x is negative, `scale` elsewhere: the slope of the exponential side. */
export const tailSlope = defineElementwise("tailSlope", 4, {
  lower: (k, x, scale, top, inner) =>
    k.where(k.gt(x, k.like(0, x)), top, k.mul(scale, k.exp(k.mul(k.min(x, k.like(0, x)), inner)))),
  grad: [
    (h, s) => where(ge(s.x, 0), 0, mul(h, mul(elementwise(tailSlope, [s.x, s.y, s.z, s.input(3)]), s.input(3)))),
    null,
  ],
  saves: "xyz*",
  domain: [-2, -0.2],
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 1.5, 1, 0.5] }],
});

const celuOp = defineElementwise("celu", 2, {
  lower: (k, x, alpha) =>
    k.where(
      k.gt(floatsOnly("elu_cpu", x), k.like(0, x)),
      x,
      k.mul(alpha, k.expm1(k.div(k.min(x, k.like(0, x)), alpha))),
    ),
  grad: [(g, s) => mul(g, elementwise(tailSlope, [s.x, 1, 1, 1 / (s.y as unknown as number)])), null],
  saves: "xy",
  domain: [-2, -0.2],
  samples: [
    { shapes: [[3, 4]], scalars: [undefined, 1] },
    { shapes: [[5]], scalars: [undefined, 0.5] },
  ],
});
/** x where it is positive, `α · (e^(x/α) − 1)` elsewhere: an elu whose slope has no jump. */
export function celu(x: Tensor, alpha: number): Tensor {
  needTensor(x, "celu");
  checkFloat("elu_cpu", x.dtype);
  return elementwise2(celuOp, x, alpha);
}

// Klambauer et al. 2017: with these two numbers, activations keep mean 0 and variance 1 from layer to layer.
const ALPHA = 1.6732632423543772848170429916717,
  SCALE = 1.0507009873554804934193349852946;
const seluOp = defineElementwise("selu", 1, {
  lower: (k, x) =>
    k.where(
      k.gt(floatsOnly("elu_cpu", x), k.like(0, x)),
      k.mul(x, k.like(SCALE, x)),
      k.mul(k.expm1(k.min(x, k.like(0, x))), k.like(ALPHA * SCALE, x)),
    ),
  grad: [(g, { x }) => mul(g, elementwise(tailSlope, [x, ALPHA * SCALE, SCALE, 1]))],
  saves: "x",
  gradName: "Elu",
  domain: [-2, -0.2],
  samples: [[3, 4], []],
});
/** An elu with the two constants that keep activations at mean 0 and variance 1. */
export function selu(x: Tensor): Tensor {
  return elementwise1(seluOp, x);
}

/**
 * x where it is positive, `weight · x` elsewhere, with a learned weight: one number, or one for each channel (the
 * second dimension of x).
 *
 * @throws KindlingError `activation-weight` for a weight of the wrong shape.
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  needTensor(x, "prelu");
  needTensor(weight, "prelu", "weight");
  const nd = x.shape.length;
  checkFloat("prelu_cpu", x.dtype);
  if (weight.shape.length > 1)
    fail(
      "activation-weight",
      `prelu: Expected \`weight\` to be a scalar or 1D tensor, but got ndim = ${weight.shape.length}`,
      "pass one slope for all, or one for each channel: [C].",
    );
  let w = weight;
  if (weight.count !== 1) {
    if (nd === 0) fail("activation-weight", "Not allow zero-dim input tensor.", "unsqueeze(0) it.");
    const channels = nd > 1 ? x.shape[1]! : 1;
    if (channels !== weight.count)
      fail(
        "activation-weight",
        `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${weight.count} and channel size = ${channels}.`,
        "give one slope, or one for each channel (the second dimension).",
      );
    w = reshape(weight, [channels, ...Array<number>(nd - 2).fill(1)]);
  } else if (nd === 0) w = reshape(weight, []);
  return label(where(gt(x, 0), x, mul(x, w)), "PreluBackward0");
}
