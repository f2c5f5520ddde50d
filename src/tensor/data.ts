import { needTensor } from "../core/check.js";
import { noGrad } from "../core/modes.js";
import { changes, recorder } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { copy_ } from "../ops/pointwise/cast.js";
import { detach } from "../ops/view/view.js";
import { isSmooth } from "../shape/dtype.js";

// Replacing parts of a tensor from outside the graph.

/** Makes `x` show the elements of `v` from now on, as `x.data = v` does: same tensor, other storage, shape and dtype. */
export function setData(x: Tensor, v: Tensor): void {
  needTensor(v, "data", "data");
  if (x.wantsGrad && !isSmooth(v.dtype))
    fail(
      "data-assign",
      "data set to a tensor that requires gradients must be floating point or complex dtype",
      `the new values are ${v.dtype}: use .float().`,
    );
  changes.data++;
  recorder?.spoil("replaces `.data` of a tensor; change the tensor in place instead, with copy_()");
  const own = x as { -readonly [K in "dtype" | "shape"]: Tensor[K] };
  own.shape = v.shape;
  x.storage = v.storage;
  x.lazyStrides = v.lazyStrides;
  x.offset = v.offset;
  x.count = v.count;
  x.dense = v.dense;
  if (x.dtype !== v.dtype) {
    own.dtype = v.dtype;
    x.accumulator = null; // it knows the dtype of incoming gradients
  }
}

/** Zeros in place of a tensor's gradient, in the same memory, as PyTorch's `zero_grad(set_to_none=False)`. */
export function clearGrad(x: Tensor): void {
  recorder?.gradient(x, false);
  if (x.gradient === null) return;
  const g = x.gradient.node === null ? x.gradient : detach(x.gradient);
  noGrad(() => copy_(g, 0));
  x.gradient = g;
}
