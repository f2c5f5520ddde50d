import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import type { Attrs } from "../../core/op.js";
import { region, type Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { type DType, dtypeInfo } from "../../shape/dtype.js";
import { viewAsComplex, viewAsReal } from "../complex/parts.js";
import { label } from "../label.js";
import { transpose } from "../view/view.js";
import { quieten, transformOf } from "./transform.js";

// The transforms as ops, over the last dimension of real tensors: complex numbers are pairs [..., 2] there. A transform
// is linear, so its gradient is its adjoint: the transform in the other direction with the same factor.

type Numbers = Float64Array;

const needFloat = (d: DType): DType =>
  d === "float32" || d === "float64"
    ? d
    : fail(
        "float-only",
        `Unsupported dtype ${dtypeInfo[d].scalarType}`,
        "transforms take float32, float64, complex64 and complex128.",
      );
const back = (a: Attrs): Attrs => ({ ...a, inverse: a["inverse"] !== true });

/** Complex to complex: `[…, n, 2]` to `[…, n, 2]`. */
const complexOp = defineRoutine("fftC2C", {
  infer: ([x]) => ({ shape: x!.shape, dtype: needFloat(x!.dtype) }),
  run: ([x], out, a) => {
    const n = x!.shape[x!.shape.length - 2]!,
      from = region(x!) as Numbers,
      to = region(out) as Numbers,
      scale = a["scale"] as number;
    const re = new Float64Array(n),
      im = new Float64Array(n),
      transform = transformOf(n);
    for (let row = 0; row < from.length; row += 2 * n) {
      for (let j = 0, p = row; j < n; j++) {
        re[j] = from[p++]!;
        im[j] = from[p++]!;
      }
      if (a["inverse"] === true) transform(im, re);
      else transform(re, im);
      quieten(re, im, to);
      for (let j = 0, p = row; j < n; j++) {
        to[p++] = scale * re[j]!;
        to[p++] = scale * im[j]!;
      }
    }
  },
  grad: [(g, s) => routine(complexOp, [g], back(s.attrs))],
  gradName: "FftC2C",
  samples: [
    { shapes: [[4, 2]], attrs: { inverse: false, scale: 1 } },
    { shapes: [[2, 6, 2]], attrs: { inverse: true, scale: 0.5 } },
    { shapes: [[37, 2]], attrs: { inverse: false, scale: 1 } },
    { shapes: [[0, 3, 2]], attrs: { inverse: false, scale: 1 } },
  ],
});

/** Real to the first half of complex: `[…, n]` to `[…, n / 2 + 1, 2]`. The other half is its mirror image. */
const realOp = defineRoutine("fftR2C", {
  infer: ([x]) => ({
    shape: [...x!.shape.slice(0, -1), Math.floor(x!.shape[x!.shape.length - 1]! / 2) + 1, 2],
    dtype: needFloat(x!.dtype),
  }),
  run: ([x], out, a) => {
    const n = x!.shape[x!.shape.length - 1]!,
      m = Math.floor(n / 2) + 1,
      from = region(x!) as Numbers,
      to = region(out) as Numbers,
      scale = a["scale"] as number;
    const re = new Float64Array(n),
      im = new Float64Array(n),
      transform = transformOf(n);
    for (let row = 0, w = 0; row < from.length; row += n) {
      for (let j = 0; j < n; j++) re[j] = from[row + j]!;
      im.fill(0);
      transform(re, im);
      quieten(re, im, to);
      for (let j = 0; j < m; j++) {
        to[w++] = scale * re[j]!;
        to[w++] = scale * im[j]!;
      }
    }
  },
  grad: [(g, s) => routine(halfOp, [g], { ...s.attrs, n: s.shapes[0]![s.shapes[0]!.length - 1]! })],
  gradName: "FftR2C",
  samples: [
    { shapes: [[6]], attrs: { scale: 1 } },
    { shapes: [[2, 5]], attrs: { scale: 0.5 } },
  ],
});

/** The adjoint of that: Re Σ_k g_k e^(2πi jk/n) over the half that is there. `[…, n / 2 + 1, 2]` to `[…, n]`. */
const halfOp = defineRoutine("fftHalf", {
  infer: ([g], a) => ({ shape: [...g!.shape.slice(0, -2), a["n"] as number], dtype: needFloat(g!.dtype) }),
  run: ([g], out, a) => {
    const n = a["n"] as number,
      m = Math.floor(n / 2) + 1,
      from = region(g!) as Numbers,
      to = region(out) as Numbers,
      scale = a["scale"] as number;
    const re = new Float64Array(n),
      im = new Float64Array(n),
      transform = transformOf(n);
    for (let row = 0, r = 0; row < to.length; row += n) {
      re.fill(0);
      im.fill(0);
      for (let j = 0; j < m; j++) {
        re[j] = from[r++]!;
        im[j] = from[r++]!;
      }
      transform(im, re);
      quieten(re, im, to);
      for (let j = 0; j < n; j++) to[row + j] = scale * re[j]!;
    }
  },
  grad: [(g, s) => routine(realOp, [g], { scale: s.attrs["scale"] })],
  gradName: "FftC2R",
  samples: [
    { shapes: [[4, 2]], attrs: { n: 6, scale: 1 } },
    { shapes: [[2, 3, 2]], attrs: { n: 5, scale: 0.5 } },
  ],
});

const along = (x: Tensor, dim: number, f: (x: Tensor) => Tensor): Tensor => {
  const last = x.shape.length - 1;
  return dim === last ? f(x) : transpose(f(transpose(x, dim, last)), dim, last);
};

/** Complex to complex along a dimension, times `scale`. */
export function c2c(x: Tensor, dim: number, inverse: boolean, scale: number): Tensor {
  return label(
    along(x, dim, (t) => viewAsComplex(routine(complexOp, [viewAsReal(t)], { inverse, scale }))),
    "FftC2CBackward0",
  );
}
/** Real to the half of complex along a dimension, times `scale`. */
export function r2c(x: Tensor, dim: number, scale: number): Tensor {
  return label(
    along(x, dim, (t) => viewAsComplex(routine(realOp, [t], { scale }))),
    "FftR2CBackward0",
  );
}
/** The inverse of {@link r2c}, except for the factor: n real numbers from the first n / 2 + 1 complex ones. */
export function c2r(x: Tensor, dim: number, n: number, scale: number): Tensor {
  // All except the first and the middle one also represent their mirror image.
  return label(
    along(x, dim, (t) => routine(halfOp, [twice(viewAsReal(t), n)], { n, scale })),
    "FftC2RBackward0",
  );
}

const twiceOp = defineRoutine("fftTwice", {
  infer: ([x]) => ({ shape: x!.shape, dtype: needFloat(x!.dtype) }),
  run: ([x], out, a) => {
    const n = a["n"] as number,
      m = x!.shape[x!.shape.length - 2]!,
      from = region(x!) as Numbers,
      to = region(out) as Numbers;
    for (let p = 0, k = 0; p < from.length; p += 2) {
      const alone = k === 0 || 2 * k === n;
      to[p] = alone ? from[p]! : 2 * from[p]!;
      to[p + 1] = alone ? from[p + 1]! : 2 * from[p + 1]!;
      k = k + 1 === m ? 0 : k + 1;
    }
  },
  grad: [(g, s) => twice(g, s.attrs["n"] as number)],
  samples: [
    { shapes: [[4, 2]], attrs: { n: 6 } },
    { shapes: [[2, 3, 2]], attrs: { n: 5 } },
  ],
});
const twice = (x: Tensor, n: number): Tensor => routine(twiceOp, [x], { n });
