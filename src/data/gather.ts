import { copyOf } from "../core/dispatch.js";
import { region, type Tensor } from "../core/tensor.js";
import { isComplex } from "../shape/dtype.js";
import { recordedCall } from "../tensor/recorded-call.js";

const dense = new WeakMap<
  Tensor,
  { readonly of: Tensor["storage"]; readonly version: number; readonly copy: Tensor }
>();

/** `x` in row-major order: itself, or a copy that is cached while `x` is unchanged. */
function rowMajor(x: Tensor): Tensor {
  if (x.dense) return x;
  const known = dense.get(x);
  if (known !== undefined && known.of === x.storage && known.version === x.storage.version) return known.copy;
  const copy = copyOf(x);
  dense.set(x, { of: x.storage, version: x.storage.version, copy });
  return copy;
}

/** The rows of `x` (slices along the first dimension) at these indices, as a new tensor. */
export function gatherRows(x: Tensor, rows: readonly number[]): Tensor {
  const row = x.shape.slice(1),
    size = row.reduce((a, b) => a * b, isComplex(x.dtype) ? 2 : 1);
  return recordedCall("gatherRows", [rowMajor(x)], [rows.length, ...row], x.dtype, ([from], out) => {
    const to = region(out) as Float32Array,
      data = region(from!) as Float32Array;
    for (let i = 0, p = 0; i < rows.length; i++, p += size) {
      const at = rows[i]! * size;
      if (size === 1) to[p] = data[at]!;
      else to.set(data.subarray(at, at + size), p);
    }
  });
}
