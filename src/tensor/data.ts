import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { type DType, isFloat } from "../shape/dtype.js";

/** Makes `x` show the elements of `v` from now on, as `x.data = v` does: same tensor, other storage, shape and dtype. */
export function setData(x: Tensor, v: Tensor): void {
  if (x.wantsGrad && !isFloat(v.dtype)) fail("data-assign", "data set to a tensor that requires gradients must be floating point or complex dtype", `the new values are ${v.dtype}: use .float().`);
  x.storage = v.storage; x.shape = v.shape; x.rowMajor = v.rowMajor; x.offset = v.offset; x.count = v.count; x.dense = v.dense;
  if (x.dtype !== v.dtype) {
    (x as { -readonly [K in "dtype"]: DType }).dtype = v.dtype;
    x.accumulator = null; // it knows the dtype in which gradients arrive
  }
}
