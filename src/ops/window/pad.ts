import { defineRoutine } from "../../core/define.js";
import { empty, overwrite, routine } from "../../core/dispatch.js";
import type { Attrs } from "../../core/op.js";
import { Tensor } from "../../core/tensor.js";
import { isComplex } from "../../shape/dtype.js";
import type { ScalarValue } from "../../shape/promotion.js";
import { compose, imag, real } from "../complex/parts.js";
import { label } from "../label.js";

// More elements around a tensor, or fewer.

/** The elements `start … start + sizes − 1` of every dimension, copied into `out` where `x` has them; the rest stays unchanged. */
function copyWindow(x: Tensor, start: readonly number[], out: Tensor): void {
  const first = start.map((f) => Math.max(f, 0));
  const shape = start.map((f, d) => Math.max(0, Math.min(x.shape[d]!, f + out.shape[d]!) - first[d]!));
  const at = (t: Tensor, place: readonly number[]): number =>
    place.reduce((p, i, d) => p + i * t.strides[d]!, t.offset);
  const to = new Tensor(
    out.storage,
    shape,
    out.strides,
    at(
      out,
      first.map((f, d) => f - start[d]!),
    ),
  );
  if (to.count > 0) overwrite(to, new Tensor(x.storage, shape, x.strides, at(x, first)));
}

/** Elements `start … start + sizes − 1` of every dimension, as plain data; those outside of `x` are zeros, for which `x` is copied. */
export function windowOf(x: Tensor, start: readonly number[], sizes: readonly number[]): Tensor {
  if (start.every((f, d) => f >= 0 && f + sizes[d]! <= x.shape[d]!))
    return new Tensor(
      x.storage,
      sizes,
      x.strides,
      start.reduce((p, f, d) => p + f * x.strides[d]!, x.offset),
    );
  const out = empty(sizes, x.dtype);
  copyWindow(x, start, out);
  return out;
}

const listOf = (a: Attrs, key: string): readonly number[] => a[key] as readonly number[];

// The gradient removes the padding and adds zeros for cropped elements, which is the same op.
const padOp = defineRoutine("constantPad", {
  linear: true,
  gradName: "ConstantPadNd",
  infer: ([x], a) => ({
    shape: x!.shape.map((n, d) => n + listOf(a, "before")[d]! + listOf(a, "after")[d]!),
    dtype: x!.dtype,
  }),
  run: ([x], out, a) => {
    if (a["value"] !== 0) overwrite(out, a["value"] as ScalarValue);
    copyWindow(
      x!,
      listOf(a, "before").map((n) => -n),
      out,
    );
  },
  grad: [
    (g, s) =>
      constantPad(
        g,
        listOf(s.attrs, "before").map((n) => -n),
        listOf(s.attrs, "after").map((n) => -n),
        0,
      ),
  ],
  samples: [
    { shapes: [[2, 3]], attrs: { before: [1, 0], after: [0, 2], value: 0 } },
    { shapes: [[2, 3]], attrs: { before: [-1, 2], after: [1, -1], value: 1 } },
    { shapes: [[0, 2]], attrs: { before: [1, 1], after: [0, 0], value: 1 } },
  ],
});
/** Pads each dimension with `value` before and after; negative numbers remove elements. */
export function constantPad(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  value: ScalarValue,
): Tensor {
  if (isComplex(x.dtype) && value !== 0)
    return label(
      compose(constantPad(real(x), before, after, value), constantPad(imag(x), before, after, 0)),
      "ConstantPadNdBackward0",
    );
  return routine(padOp, [x], { before, after, value });
}
