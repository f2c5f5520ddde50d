import { defineElementwise, defineReduction } from "../../core/define.js";
import { elementwise, record, reduction } from "../../core/dispatch.js";
import { mode, noGrad } from "../../core/modes.js";
import type { Differentiable, Saved } from "../../core/node.js";
import type { Tensor } from "../../core/tensor.js";
import { range } from "../../util/array.js";
import { cast } from "../pointwise/cast.js";
import { mean, restore } from "./reduce.js";
import { checkFloat } from "../refuse.js";
import { rsqrt } from "../pointwise/unary.js";
import { expand } from "../view/view.js";
import { add, div, mul, sub, neg } from "../pointwise/arithmetic.js";

// Layer normalization (Ba et al. 2016): with the mean m and variance v over the last dimensions and r = 1/√(v + ε),
// x̂ = (x − m) · r and y = x̂ · weight + bias. The gradient, with h = g · weight and ⟨·⟩ the mean over the same dimensions,
// is dx = r · (h − ⟨h⟩ − x̂ · ⟨h · x̂⟩).

const kind = (d: Parameters<typeof checkFloat>[1]): ReturnType<typeof checkFloat> =>
  checkFloat("LayerNormKernelImpl", d);
const along = { attrs: { dims: [1], keepdim: true } };
const wide = (g: Tensor, s: Saved): Tensor =>
  expand(restore(div(g, s.attrs["count"] as number), s.attrs, s.shapes[0]!), s.shapes[0]!);

const meanSquareOp = defineReduction("meanSquare", {
  arity: 2,
  accumulate: kind,
  lower: (k, [x, m], r, n) => {
    const d = k.sub(x!, m!);
    return k.div(r("sum", k.mul(d, d)), n);
  },
  grad: [(g, s) => mul(wide(g, s), mul(sub(s.x, s.y), 2)), (g, s) => mul(wide(g, s), mul(sub(s.y, s.x), 2))],
  saves: "xy",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 1],
      ],
      ...along,
    },
  ],
});
const meanProductOp = defineReduction("meanProduct", {
  arity: 2,
  accumulate: kind,
  lower: (k, [x, y], r, n) => k.div(r("sum", k.mul(x!, y!)), n),
  grad: [(g, s) => mul(wide(g, s), s.y), (g, s) => mul(wide(g, s), s.x)],
  saves: "xy",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      ...along,
    },
  ],
});
const operands = ["float", "float", "float", "float", "float"] as const;
const standardizeOp = defineElementwise("standardize", 3, {
  lower: (k, x, m, r) => k.mul(k.sub(x, m), r),
  operands: operands.slice(0, 3),
  grad: [(g, { z }) => mul(g, z), (g, { z }) => neg(mul(g, z)), (g, { x, y }) => mul(g, sub(x, y))],
  saves: "xyz",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 1],
        [3, 1],
      ],
    },
  ],
});
const affineOp = defineElementwise("standardizeAffine", 5, {
  lower: (k, x, m, r, w, b) => k.add(k.mul(k.mul(k.sub(x, m), r), w), b),
  operands,
  samples: [{ shapes: [[3, 4], [3, 1], [3, 1], [4], [4]] }],
});
const slopeOp = defineElementwise("layerNormSlope", 5, {
  lower: (k, h, a, x, c, r) => k.mul(r, k.sub(k.sub(h, a), k.mul(x, c))),
  operands,
  grad: [
    (g, s) => mul(g, s.input(4)),
    (g, s) => neg(mul(g, s.input(4))),
    (g, s) => neg(mul(mul(g, s.input(4)), s.input(3))),
    (g, s) => neg(mul(mul(g, s.input(4)), s.z)),
    (g, s) => mul(g, sub(sub(s.x, s.y), mul(s.z, s.input(3)))),
  ],
  saves: "xyz*",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 1],
        [3, 4],
        [3, 1],
        [3, 1],
      ],
    },
  ],
});

/** The normalized dimensions: the last `n`. */
const lastDims = (x: Tensor, n: number): number[] => range(n).map((i) => x.shape.length - n + i);

function moments(x: Tensor, dims: readonly number[], eps: number): [m: Tensor, r: Tensor] {
  const m = mean(x, { dim: dims, keepdim: true });
  return [m, rsqrt(add(reduction(meanSquareOp, [x, m], dims, true), eps))];
}

/** x̂ in the gradient. For a gradient of the gradient it must depend on x in all its parts. */
function standardized(s: Saved): [x: Tensor, r: Tensor] {
  const [m, r] = mode.grad
    ? moments(s.x, s.attrs["dims"] as number[], s.attrs["eps"] as number)
    : [s.input(3), s.input(4)];
  return [elementwise(standardizeOp, [s.x, m, r]), r];
}

const step: Differentiable = {
  gradName: "NativeLayerNorm",
  saves: "xyz*",
  grad: [
    (g, s) => {
      const dims = s.attrs["dims"] as number[],
        h = s.attrs["weight"] === true ? mul(g, s.y) : g;
      const [x, r] = standardized(s);
      return elementwise(slopeOp, [
        h,
        mean(h, { dim: dims, keepdim: true }),
        x,
        reduction(meanProductOp, [h, x], dims, true),
        r,
      ]);
    },
    (g, s) => mul(g, standardized(s)[0]),
    (g) => g,
    null,
  ],
};

/** `x` normalized over its last `n` dimensions; weight and bias have the shape of these, or are null. */
export function layerNorm(x: Tensor, n: number, weight: Tensor | null, bias: Tensor | null, eps: number): Tensor {
  kind(x.dtype);
  const dims = lastDims(x, n);
  const [m, r] = noGrad(() => moments(x, dims, eps));
  const y = noGrad(() => {
    if (weight !== null && bias !== null) return elementwise(affineOp, [x, m, r, weight, bias]);
    const unit = elementwise(standardizeOp, [x, m, r]);
    const scaled = weight === null ? unit : mul(unit, weight);
    return bias === null ? scaled : add(scaled, bias);
  });
  return record(
    step,
    [x, weight ?? 1, bias ?? 0, m, r],
    { dims, eps, weight: weight !== null },
    y.dtype === x.dtype ? y : cast(y, x.dtype),
  );
}
