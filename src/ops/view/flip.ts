import { needTensor } from "../../core/check.js";
import { empty, overwrite, record } from "../../core/dispatch.js";
import type { Differentiable } from "../../core/node.js";
import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { checkDims, normalizeDim, normalizeDims, type Sizes, sizesOf } from "../../shape/shape.js";
import { clone } from "../pointwise/cast.js";
import { label } from "../label.js";
import { reshape, transpose } from "./view.js";

// Reordered elements along dimensions: flipped, rolled. Copies, made by plain copy kernels between layouts.

const flipped: Differentiable = {
  gradName: "Flip",
  saves: "",
  grad: [(g, s) => turn(g, s.attrs["dims"] as readonly number[])],
};

/** A copy read backwards along the dimensions: from the last element on, with negative strides. */
function turn(x: Tensor, dims: readonly number[]): Tensor {
  const strides = x.strides.slice();
  let offset = x.offset;
  for (const d of dims) {
    offset += Math.max(0, x.shape[d]! - 1) * strides[d]!;
    strides[d] = -strides[d]!;
  }
  const out = empty(x.shape, x.dtype);
  overwrite(out, new Tensor(x.storage, x.shape, strides, offset, x.dtype));
  return record(flipped, [x], { dims }, out);
}

/** A copy with the order of elements reversed along the dimensions, `flip(x, 0, 1)` or `flip(x, [0, 1])`. */
export function flip(x: Tensor, ...dims: Sizes): Tensor {
  needTensor(x, "flip");
  const list = normalizeDims(sizesOf(dims), x.shape.length);
  return turn(x, x.shape.length === 0 ? [] : list);
}
/** A copy with left and right exchanged: {@link flip} along dimension 1. */
export function fliplr(x: Tensor): Tensor {
  needTensor(x, "fliplr");
  if (x.shape.length < 2) fail("too-few-dims", "Input must be >= 2-d.", "unsqueeze(0) makes a row of a list.");
  return turn(x, [1]);
}
/** A copy upside down: {@link flip} along dimension 0. */
export function flipud(x: Tensor): Tensor {
  needTensor(x, "flipud");
  if (x.shape.length < 1) fail("too-few-dims", "Input must be >= 1-d.", "unsqueeze(0) it.");
  return turn(x, [0]);
}

const rolled: Differentiable = {
  gradName: "Roll",
  saves: "",
  grad: [(g, s) => shift(g, -(s.attrs["by"] as number), s.attrs["dim"] as number)],
};

/** Element i moves to i + by along one dimension; elements that leave at one end enter at the other. */
function shift(x: Tensor, by: number, dim: number): Tensor {
  const n = x.shape[dim]!;
  const out = empty(x.shape, x.dtype);
  const at = n === 0 ? 0 : ((by % n) + n) % n;
  const piece = (t: Tensor, start: number, length: number): Tensor => {
    const shape = t.shape.slice();
    shape[dim] = length;
    return new Tensor(t.storage, shape, t.strides, t.offset + start * t.strides[dim]!, t.dtype);
  };
  overwrite(piece(out, at, n - at), piece(x, 0, n - at));
  if (at > 0) overwrite(piece(out, 0, at), piece(x, n - at, at));
  return record(rolled, [x], { by: at, dim }, out);
}

/** A copy shifted circularly: by `shifts` along `dims` (equally many), or, without dimensions, through the flattened tensor. */
export function roll(x: Tensor, shifts: number | readonly number[], dims: number | readonly number[] = []): Tensor {
  needTensor(x, "roll");
  const by = typeof shifts === "number" ? [shifts] : checkDims(shifts, "shifts");
  const along = typeof dims === "number" ? [dims] : checkDims(dims, "dims");
  if (by.length === 0) fail("rearrange", "`shifts` required", "for example x.roll(1, 0).");
  for (const s of by)
    if (!Number.isInteger(s))
      fail(
        "dim-type",
        `roll(): argument 'shifts' must be tuple of ints, not ${String(s)}`,
        "for example x.roll([1, 2], [0, 1]).",
      );
  if (along.length === 0 && by.length === 1)
    return label(reshape(shift(reshape(x, [x.count]), by[0]!, 0), x.shape), "RollBackward0");
  if (along.length !== by.length)
    fail(
      "rearrange",
      `shifts and dimensions must align. shifts: ${by.length}, dims:${along.length}`,
      "give one dimension for each shift.",
    );
  if (x.shape.length === 0)
    fail(
      "dim-range",
      `Dimension specified as ${along[0]} but tensor has no dimensions`,
      "a 0-d tensor cannot be shifted.",
    );
  return along.reduce((t, d, i) => shift(t, by[i]!, normalizeDim(d, x.shape.length)), x);
}

/** A copy rotated by k · 90° in the plane of two dimensions, from the first towards the second. */
export function rot90(x: Tensor, k = 1, dims: readonly number[] = [0, 1]): Tensor {
  needTensor(x, "rot90");
  const nd = x.shape.length;
  if (dims.length !== 2)
    fail(
      "rearrange",
      `expected total rotation dims == 2, but got dims = ${dims.length}`,
      "for example rot90(x, 1, [0, 1]).",
    );
  if (nd < 2) fail("rearrange", `expected total dims >= 2, but got total dims = ${nd}`, "unsqueeze(0) it.");
  const [a, b] = dims as [number, number];
  if (a === b || Math.abs(a - b) === nd)
    fail(
      "rearrange",
      `expected rotation dims to be different, but got dim0 = ${a} and dim1 = ${b}`,
      "for example rot90(x, 1, [0, 1]).",
    );
  if (a < -nd || a >= nd)
    fail(
      "rearrange",
      `Rotation dim0 out of range, dim0 = ${a}`,
      "dimensions are counted from 0, or from −1 at the end.",
    );
  if (b < -nd || b >= nd)
    fail(
      "rearrange",
      `Rotation dim1 out of range, dim1 = ${b}`,
      "dimensions are counted from 0, or from −1 at the end.",
    );
  return label(turned(x, ((k % 4) + 4) % 4, normalizeDim(a, nd), normalizeDim(b, nd)), "Rot90Backward0");
}

function turned(x: Tensor, quarters: number, i: number, j: number): Tensor {
  switch (quarters) {
    case 1:
      return transpose(turn(x, [j]), i, j);
    case 2:
      return turn(x, [i, j]);
    case 3:
      return transpose(turn(x, [i]), i, j);
    default:
      return clone(x);
  }
}
