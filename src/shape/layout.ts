import { fail } from "../diagnose/error.js";
import { product, showShape } from "../util/array.js";
import { normalizeDim, type Shape } from "./shape.js";

/** The position of a tensor's elements in its storage: element `i` at `offset + Σ i[d] · strides[d]`, in elements. */
export interface Layout {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Row-major strides. */
export function contiguousStrides(shape: Shape): number[] {
  const out = new Array<number>(shape.length);
  let s = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    out[i] = s;
    s *= shape[i]! > 1 ? shape[i]! : 1;
  }
  return out;
}

/** Whether the elements follow one another in row-major order. An empty tensor counts as contiguous. */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let s = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const n = shape[i]!;
    if (n === 0) return true;
    if (n !== 1) {
      if (strides[i] !== s) {
        s = -1;
        break;
      }
      s *= n;
    }
  }
  return s !== -1 || product(shape) === 0;
}

/**
 * The strides that show the same elements under another shape without a copy, or null if that is impossible (ATen's
 * computeStride, aten/src/ATen/TensorUtils.cpp).
 */
export function viewStrides(l: Layout, shape: Shape): number[] | null {
  const numel = product(shape);
  if (numel === 0) return contiguousStrides(shape);
  const out = new Array<number>(shape.length);
  let v = shape.length - 1;
  let chunkBase = l.strides.length ? l.strides[l.strides.length - 1]! : 1;
  let tensorNumel = 1;
  let viewNumel = 1;
  for (let d = l.shape.length - 1; d >= 0; d--) {
    tensorNumel *= l.shape[d]!;
    if (d === 0 || (l.shape[d - 1] !== 1 && l.strides[d - 1] !== tensorNumel * chunkBase)) {
      while (v >= 0 && (viewNumel < tensorNumel || shape[v] === 1)) {
        out[v] = viewNumel * chunkBase;
        viewNumel *= shape[v]!;
        v--;
      }
      if (viewNumel !== tensorNumel) return null;
      if (d > 0) {
        chunkBase = l.strides[d - 1]!;
        tensorNumel = 1;
        viewNumel = 1;
      }
    }
  }
  for (; v >= 0; v--) out[v] = 1; // a 0-d tensor seen as sizes of 1
  return out;
}

export function transposeLayout(l: Layout, a: number, b: number): Layout {
  const n = l.shape.length;
  const i = normalizeDim(a, n),
    j = normalizeDim(b, n);
  if (n === 0) return l;
  const shape = l.shape.slice(),
    strides = l.strides.slice();
  shape[i] = l.shape[j]!;
  shape[j] = l.shape[i]!;
  strides[i] = l.strides[j]!;
  strides[j] = l.strides[i]!;
  return { shape, strides, offset: l.offset };
}

/** `dims` must be a permutation of all dimensions (already normalised). */
export function permuteLayout(l: Layout, dims: readonly number[]): Layout {
  return { shape: dims.map((d) => l.shape[d]!), strides: dims.map((d) => l.strides[d]!), offset: l.offset };
}

/** Expands sizes of 1 (stride 0) and adds dimensions in front; −1 keeps a size. */
export function expandLayout(l: Layout, target: readonly number[]): Layout {
  const extra = target.length - l.shape.length;
  if (extra < 0) {
    fail(
      "expand",
      `expand(${showShape(l.shape)}, size=${showShape(target)}): the number of sizes provided (${target.length}) must be greater or equal to the number of dimensions in the tensor (${l.shape.length})`,
      "give a size for every dimension; −1 keeps it.",
    );
  }
  const shape = target.slice(),
    strides = Array<number>(target.length).fill(0);
  for (let i = target.length - 1; i >= 0; i--) {
    // from the last one, in PyTorch's order
    const want = target[i]!;
    if (i < extra) {
      if (!(want >= 0))
        fail(
          "expand",
          `The expanded size of the tensor (${want}) isn't allowed in a leading, non-existing dimension ${i}`,
          "give a size for it; −1 is only for existing dimensions.",
        );
      continue;
    }
    const have = l.shape[i - extra]!;
    if (want === -1 || want === have) {
      shape[i] = have;
      strides[i] = l.strides[i - extra]!;
    } else if (!(have === 1 && want >= 0)) {
      fail(
        "expand",
        `The expanded size of the tensor (${want}) must match the existing size (${have}) at non-singleton dimension ${i}.  Target sizes: ${showShape(target)}.  Tensor sizes: ${showShape(l.shape)}`,
        "only sizes of 1 can be expanded.",
      );
    }
  }
  // A new dimension of one element has the stride that a row-major tensor would have there, as in PyTorch.
  for (let i = extra - 1; i >= 0; i--)
    if (shape[i] === 1) strides[i] = l.shape.length === 0 ? 0 : shape[i + 1]! * strides[i + 1]!;
  return { shape, strides, offset: l.offset };
}

/** Elements `start, start + step, …` (before `end`) of one dimension; all already within range, step ≥ 1. */
export function sliceLayout(l: Layout, dim: number, start: number, end: number, step: number): Layout {
  const shape = l.shape.slice(),
    strides = l.strides.slice();
  shape[dim] = Math.max(0, Math.ceil((end - start) / step));
  strides[dim] = l.strides[dim]! * step;
  return { shape, strides, offset: l.offset + start * l.strides[dim]! };
}

/** One index of one dimension, which disappears; already within range. */
export function selectLayout(l: Layout, dim: number, index: number): Layout {
  const shape = l.shape.slice(),
    strides = l.strides.slice();
  shape.splice(dim, 1);
  strides.splice(dim, 1);
  return { shape, strides, offset: l.offset + index * l.strides[dim]! };
}

/** The diagonal of two dimensions, as the last dimension (torch.diagonal). */
export function diagonalLayout(l: Layout, offset: number, dim1: number, dim2: number): Layout {
  const n = l.shape.length;
  const a = normalizeDim(dim1, n),
    b = normalizeDim(dim2, n);
  if (a === b)
    fail(
      "diagonal",
      `diagonal dimensions cannot be identical ${dim1}, ${dim2}`,
      "name two dimensions, such as 0 and 1.",
    );
  const size = Math.max(
    0,
    offset >= 0 ? Math.min(l.shape[a]!, l.shape[b]! - offset) : Math.min(l.shape[a]! + offset, l.shape[b]!),
  );
  const start = size === 0 ? 0 : offset >= 0 ? offset * l.strides[b]! : -offset * l.strides[a]!;
  const keep = (_: number, i: number): boolean => i !== a && i !== b;
  return {
    shape: [...l.shape.filter(keep), size],
    strides: [...l.strides.filter(keep), l.strides[a]! + l.strides[b]!],
    offset: l.offset + start,
  };
}

/** Windows of `size` every `step` along one dimension, as a new last dimension (torch.Tensor.unfold). */
export function unfoldLayout(l: Layout, dim: number, size: number, step: number): Layout {
  const n = l.shape.length;
  const d = normalizeDim(dim, n);
  const have = n === 0 ? 1 : l.shape[d]!;
  if (!(step > 0)) fail("unfold", `step is ${step} but must be > 0`, "choose a step > 0.");
  if (size > have || size < 0)
    fail(
      "unfold",
      `maximum size for tensor at dimension ${d} is ${have} but size is ${size}`,
      `choose a size up to ${have}.`,
    );
  if (n === 0) return { shape: [size], strides: [1], offset: l.offset };
  const shape = l.shape.slice(),
    strides = l.strides.slice();
  shape[d] = Math.floor((have - size) / step) + 1;
  strides[d] = l.strides[d]! * step;
  return { shape: [...shape, size], strides: [...strides, l.strides[d]!], offset: l.offset };
}

/** The lowest and highest element that a layout touches, or null if it touches none. */
export function extent(l: Layout): readonly [number, number] | null {
  let lo = l.offset,
    hi = l.offset;
  for (let i = 0; i < l.shape.length; i++) {
    const n = l.shape[i]!;
    if (n === 0) return null;
    const span = (n - 1) * l.strides[i]!;
    if (span > 0) hi += span;
    else lo += span;
  }
  return [lo, hi];
}

/** Calls `f` with the storage position of each element of a layout, in row-major order. */
export function eachOffset(l: Layout, f: (position: number, index: number) => void): void {
  const nd = l.shape.length,
    n = product(l.shape);
  const at = new Array<number>(nd).fill(0);
  for (let i = 0, p = l.offset; i < n; i++) {
    f(p, i);
    for (let d = nd - 1; d >= 0; d--) {
      p += l.strides[d]!;
      if (++at[d]! < l.shape[d]!) break;
      p -= l.strides[d]! * l.shape[d]!;
      at[d] = 0;
    }
  }
}
