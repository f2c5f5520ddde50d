import { needTensor } from "../../core/check.js";
import { empty } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import type { Shape } from "../../shape/shape.js";
import { sameArray, showShape } from "../../util/array.js";
import { clone, copy_ } from "../pointwise/cast.js";
import { label } from "../label.js";
import { asStrided, diagonal, select, slice } from "./view.js";

// A copy of a tensor with one part replaced: writing into a view, as a separate expression.

/** Zeros of a shape with `x` in the part that `part` shows. */
export function embedded(x: Tensor, shape: Shape, part: (out: Tensor) => Tensor): Tensor {
  const out = empty(shape, x.dtype);
  copy_(part(out), x);
  return out;
}

function replaced(x: Tensor, src: Tensor, name: string, part: (out: Tensor) => Tensor): Tensor {
  needTensor(x, name);
  needTensor(src, name, "src");
  const out = clone(x),
    place = part(out);
  if (!sameArray(place.shape, src.shape))
    fail(
      "part-shape",
      `expected src to have a size equal to the slice of self. src size = ${showShape(src.shape)}, slice size = ${showShape(place.shape)}`,
      "give src the shape of what it replaces.",
    );
  copy_(place, src);
  return label(out, `${name[0]!.toUpperCase()}${name.slice(1)}Backward0`);
}
/** A copy of `x` whose {@link diagonal} is `src`. */
export function diagonalScatter(x: Tensor, src: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  return replaced(x, src, "diagonalScatter", (out) => diagonal(out, offset, dim1, dim2));
}
/** A copy of `x` whose slice at `index` of a dimension is `src`; see {@link select}. */
export function selectScatter(x: Tensor, src: Tensor, dim: number, index: number): Tensor {
  return replaced(x, src, "selectScatter", (out) => select(out, dim, index));
}
/** A copy of `x` with `src` in the elements `start … end − 1` of a dimension, every `step`-th. */
export function sliceScatter(
  x: Tensor,
  src: Tensor,
  dim = 0,
  start: number | null = null,
  end: number | null = null,
  step = 1,
): Tensor {
  return replaced(x, src, "sliceScatter", (out) => slice(out, dim, start, end, step));
}
/** A copy of `x` with `src` where {@link asStrided} would show elements. */
export function asStridedScatter(
  x: Tensor,
  src: Tensor,
  size: readonly number[],
  stride: readonly number[],
  offset?: number,
): Tensor {
  return replaced(x, src, "asStridedScatter", (out) => asStrided(out, size, stride, offset));
}
