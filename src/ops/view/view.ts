import { needTensor } from "../../core/check.js";
import { defineRoutine, defineView } from "../../core/define.js";
import { copyOf, overwrite, routine, view } from "../../core/dispatch.js";
import { replay } from "../../core/graph.js";
import { enableGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import { recorder } from "../../core/recorder.js";
import type { Attrs, ViewOp } from "../../core/op.js";
import { Tensor, type ViewInfo } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import {
  diagonalLayout,
  eachOffset,
  expandLayout,
  extent,
  permuteLayout,
  selectLayout,
  sliceLayout,
  transposeLayout,
  unfoldLayout,
  viewStrides,
} from "../../shape/layout.js";
import { checkDims, checkShape, inferShape, normalizeDim, normalizeDims, type Shape } from "../../shape/shape.js";
import { product, range, sameArray, showShape } from "../../util/array.js";
import { addElement, dtypeInfo, isComplex, isSmooth } from "../../shape/dtype.js";
import { clone, copy_ } from "../pointwise/cast.js";
import { label } from "../label.js";

// Views: the same elements under another layout. Nothing is copied; a change of one is seen in the other.

const dimsOf = (a: Attrs, key: string): readonly number[] => a[key] as readonly number[];
const num = (a: Attrs, key: string): number => a[key] as number;

const viewOp = defineView("view", {
  view: (l, a) => {
    const shape = dimsOf(a, "shape");
    const strides = viewStrides(l, shape);
    if (strides === null)
      fail(
        "view-strides",
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
        `the shape is ${showShape(l.shape)} with strides ${showShape(l.strides)}.`,
      );
    return { shape, strides, offset: l.offset };
  },
  grad: [(g, s) => reshape(g, s.shapes[0]!)],
  samples: [
    { shapes: [[3, 4]], attrs: { shape: [2, 6] } },
    { shapes: [[]], attrs: { shape: [1, 1] } },
    { shapes: [[0, 2]], attrs: { shape: [2, 0] } },
  ],
});
/** The same elements under another shape; −1 is computed. Fails if the layout would need a copy. */
export function viewAs(x: Tensor, shape: readonly number[]): Tensor {
  needTensor(x, "view");
  return view(viewOp, x, { shape: inferShape(shape, x.count) });
}
/** Like `viewAs`, with a copy where the layout needs one. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  needTensor(x, "reshape");
  const target = inferShape(shape, x.count);
  if (x.dense || sameArray(target, x.shape) || viewStrides(x, target) !== null)
    return view(viewOp, x, { shape: target });
  return label(view(viewOp, clone(x), { shape: target }), "UnsafeViewBackward0");
}
/** The same view, as a new tensor. */
export function alias(x: Tensor): Tensor {
  return label(view(viewOp, x, { shape: x.shape }), "AliasBackward0");
}

const transposeOp = defineView("transpose", {
  view: (l, a) => transposeLayout(l, num(a, "dim0"), num(a, "dim1")),
  grad: [(g, s) => transpose(g, num(s.attrs, "dim0"), num(s.attrs, "dim1"))],
  samples: [
    { shapes: [[3, 4]], attrs: { dim0: 0, dim1: 1 } },
    { shapes: [[2, 3, 4]], attrs: { dim0: -1, dim1: 0 } },
  ],
});
/** Two dimensions exchanged. */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  needTensor(x, "transpose");
  return view(transposeOp, x, { dim0: normalizeDim(dim0, x.shape.length), dim1: normalizeDim(dim1, x.shape.length) });
}

const tOp: ViewOp = { ...transposeOp, name: "t", gradName: "T" };
/** A matrix transposed; tensors of fewer dimensions as they are. */
export function t(x: Tensor): Tensor {
  needTensor(x, "t");
  if (x.shape.length > 2)
    return fail(
      "t-dims",
      `t() expects a tensor with <= 2 dimensions, but self is ${x.shape.length}D`,
      "use transpose(dim0, dim1) or mT.",
    );
  return x.shape.length < 2
    ? label(view(viewOp, x, { shape: x.shape }), "TBackward0")
    : view(tOp, x, { dim0: 0, dim1: 1 });
}

const permuteOp = defineView("permute", {
  view: (l, a) => permuteLayout(l, dimsOf(a, "dims")),
  grad: [
    (g, s) => {
      const d = dimsOf(s.attrs, "dims");
      return permute(
        g,
        range(d.length).map((i) => d.indexOf(i)),
      );
    },
  ],
  samples: [{ shapes: [[2, 3, 4]], attrs: { dims: [2, 0, 1] } }],
});
/** All dimensions in another order. */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  needTensor(x, "permute");
  const nd = x.shape.length;
  if (!Array.isArray(dims) || dims.length !== nd)
    fail(
      "permute",
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${nd} is not equal to len(dims) = ${dims.length}`,
      `name all dimensions: permute(${x.shape.map((_, i) => nd - 1 - i).join(", ")}) reverses them.`,
    );
  const order = dims.map((d) => normalizeDim(d, nd));
  if (new Set(order).size !== nd)
    fail("dim-repeated", "permute(): duplicate dims are not allowed.", "name each dimension once.");
  return view(permuteOp, x, { dims: order });
}
/** Dimensions moved to other places, the rest in their order. */
export function movedim(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  needTensor(x, "movedim");
  const nd = x.shape.length;
  if (nd === 0) {
    // a number has one place to be, which may be told
    for (const dims of [source, destination])
      for (const d of typeof dims === "number" ? [dims] : checkDims(dims)) normalizeDim(d, 0);
    return alias(x);
  }
  const listOf = (dims: number | readonly number[]): readonly number[] =>
    typeof dims === "number" ? [dims] : checkDims(dims);
  const places = (dims: number | readonly number[], name: string): number[] => {
    const list = listOf(dims);
    const out = list.map((d) => normalizeDim(d, nd));
    if (new Set(out).size !== out.length)
      fail("dim-repeated", `movedim: repeated dim in \`${name}\` (${showShape(list)})`, "name each dimension once.");
    return out;
  };
  const from = places(source, "source"),
    to = places(destination, "destination");
  if (from.length !== to.length)
    fail(
      "movedim",
      `movedim: Invalid source or destination dims: source (${showShape(listOf(source))} dims) should contain the same number of dims as destination (${showShape(listOf(destination))} dims)`,
      "for example movedim(x, [0, 1], [2, 3]).",
    );
  const dims: number[] = Array<number>(nd).fill(-1);
  to.forEach((d, i) => {
    dims[d] = from[i]!;
  });
  const rest = range(nd).filter((d) => !from.includes(d));
  return permute(
    x,
    dims.map((d) => (d === -1 ? rest.shift()! : d)),
  );
}

const expandOp = defineView("expand", {
  view: (l, a) => expandLayout(l, dimsOf(a, "shape")),
  grad: [(g) => g], // summed back to the input's shape as every broadcast gradient is
  samples: [
    { shapes: [[3, 1]], attrs: { shape: [3, 4] } },
    { shapes: [[4]], attrs: { shape: [2, 3, 4] } },
    { shapes: [[]], attrs: { shape: [2, 2] } },
  ],
});
/** Sizes of 1 stretched, and new dimensions in front, without a copy; −1 keeps a size. */
export function expand(x: Tensor, shape: readonly number[]): Tensor {
  needTensor(x, "expand");
  return view(expandOp, x, { shape: checkDims(shape, "size") });
}

const toShape = (g: Tensor, shape: Shape): Tensor =>
  view(viewOp, g.dense || viewStrides(g, shape) !== null ? g : clone(g), { shape });

const squeezeOp = defineView("squeeze", {
  view: (l, a) => {
    const dims = dimsOf(a, "dims");
    const keep = (_: number, i: number): boolean => !dims.includes(i);
    return { shape: l.shape.filter(keep), strides: l.strides.filter(keep), offset: l.offset };
  },
  grad: [(g, s) => toShape(g, s.shapes[0]!)],
  samples: [
    { shapes: [[3, 1, 4]], attrs: { dims: [1] } },
    { shapes: [[1, 1]], attrs: { dims: [0, 1] } },
  ],
});
/** Without the dimensions of size 1: all of them, or those listed. */
export function squeeze(x: Tensor, dim?: number | readonly number[]): Tensor {
  needTensor(x, "squeeze");
  const nd = x.shape.length;
  const dims = dim === undefined ? range(nd) : nd === 0 ? [] : normalizeDims(typeof dim === "number" ? [dim] : dim, nd);
  const out = view(squeezeOp, x, { dims: dims.filter((d) => x.shape[d] === 1) });
  return dim === undefined ? out : label(out, "SqueezeBackward1");
}

const unsqueezeOp = defineView("unsqueeze", {
  view: (l, a) => {
    const d = num(a, "dim");
    const shape = l.shape.slice(),
      strides = l.strides.slice();
    shape.splice(d, 0, 1);
    strides.splice(d, 0, d < l.shape.length ? l.shape[d]! * l.strides[d]! : 1);
    return { shape, strides, offset: l.offset };
  },
  grad: [(g, s) => toShape(g, s.shapes[0]!)],
  samples: [
    { shapes: [[3, 4]], attrs: { dim: 1 } },
    { shapes: [[]], attrs: { dim: 0 } },
  ],
});
/** With a dimension of size 1 put in at `dim`. */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  needTensor(x, "unsqueeze");
  return view(unsqueezeOp, x, { dim: normalizeDim(dim, x.shape.length + 1) });
}

// Views of a part scatter their gradient back into zeros. Positions that the view shows more than once add up.
const embedOp = defineRoutine("embed", {
  linear: true,
  infer: (xs, a) => ({ shape: a["shape"] as Shape, dtype: xs[0]!.dtype }),
  run: ([g], out, a) => {
    const op = a["op"] as ViewOp;
    const l = op.view(out, a["attrs"] as Attrs);
    if (op !== unfoldOp && op !== asStridedOp)
      return overwrite(new Tensor(out.storage, l.shape, l.strides, l.offset), g!);
    eachOffset(l, (at, i) => addElement(out.storage.data, out.dtype, at, g!.storage.data, g!.offset + i));
  },
  grad: [(g, s) => view(s.attrs["op"] as ViewOp, g, s.attrs["attrs"] as Attrs)],
  // Its samples are those of the views whose gradient it is.
});
const embedGradient =
  (op: () => ViewOp) =>
  (g: Tensor, s: { shapes: readonly Shape[]; attrs: Attrs }): Tensor =>
    routine(embedOp, [g], { shape: s.shapes[0]!, op: op(), attrs: s.attrs });

const sliceOp: ViewOp = defineView("slice", {
  view: (l, a) => sliceLayout(l, num(a, "dim"), num(a, "start"), num(a, "end"), num(a, "step")),
  grad: [embedGradient(() => sliceOp)],
  shows: true,
  samples: [
    { shapes: [[5, 4]], attrs: { dim: 0, start: 1, end: 4, step: 2 } },
    { shapes: [[5]], attrs: { dim: 0, start: 3, end: 3, step: 1 } },
  ],
});
/** Elements `start … end − 1` of a dimension, every `step`-th; negative ends count from the back and are clipped, as Python slices do. */
export function slice(
  x: Tensor,
  dim: number,
  start: number | null = null,
  end: number | null = null,
  step = 1,
): Tensor {
  needTensor(x, "slice");
  const d = normalizeDim(dim, x.shape.length);
  if (x.shape.length === 0)
    fail("slice-0d", "slice() cannot be applied to a 0-dim tensor.", "item() gives its number.");
  if (!(step > 0) || !Number.isInteger(step))
    fail(
      "slice-step",
      step === 0 ? "slice step cannot be zero" : "step must be greater than zero",
      "choose a whole number of at least 1 as the step.",
    );
  const n = x.shape[d]!;
  const clip = (v: number): number => {
    if (!Number.isInteger(v))
      fail("index-type", `slice indices must be integers, but got ${shownValue(v)}`, "for example x.slice(0, 0, 2).");
    return Math.min(n, Math.max(0, v < 0 ? v + n : v));
  };
  const from = start === null ? 0 : clip(start);
  const to = Math.max(from, end === null ? n : clip(end));
  return view(sliceOp, x, { dim: d, start: from, end: to, step });
}
/** `length` elements of a dimension from `start` on. */
export function narrow(x: Tensor, dim: number, start: number | Tensor, length: number): Tensor {
  needTensor(x, "narrow");
  if (start instanceof Tensor) {
    if (start.shape.length > 0 || isSmooth(start.dtype) || start.dtype === "bool")
      fail("index-type", "start must be an 0-dim integral Tensor.", "pass a number.");
    recorder?.refuse("a tensor as the start of narrow()");
    return narrow(x, dim, Number(start.storage.data[start.offset]), length);
  }
  if (x.shape.length === 0)
    fail("slice-0d", "narrow() cannot be applied to a 0-dim tensor.", "item() gives its number.");
  const d = normalizeDim(dim, x.shape.length);
  const n = x.shape[d]!;
  if (!Number.isInteger(start) || !Number.isInteger(length))
    fail(
      "index-type",
      `narrow() takes whole numbers, but got start ${start} and length ${length}`,
      "for example x.narrow(0, 0, 2).",
    );
  if (start < -n || start > n)
    fail(
      "narrow",
      `Dimension out of range (expected to be in range of [${-n}, ${n - 1}], but got ${start})`,
      `the dimension has ${n} elements.`,
    );
  const from = start < 0 ? start + n : start;
  if (length < 0 || from + length > n)
    fail(
      "narrow",
      `start (${from}) + length (${length}) exceeds dimension size (${n}).`,
      `the length can be at most ${n - from} there.`,
    );
  return view(sliceOp, x, { dim: d, start: from, end: from + length, step: 1 });
}

const selectOp: ViewOp = defineView("select", {
  view: (l, a) => selectLayout(l, num(a, "dim"), num(a, "index")),
  grad: [embedGradient(() => selectOp)],
  shows: true,
  samples: [{ shapes: [[3, 4]], attrs: { dim: 1, index: 2 } }],
});
/** One index of a dimension, which disappears. */
export function select(x: Tensor, dim: number, index: number): Tensor {
  needTensor(x, "select");
  if (x.shape.length === 0)
    fail("index-0d", "select() cannot be applied to a 0-dim tensor.", "use item() to read the value.");
  const d = normalizeDim(dim, x.shape.length);
  const n = x.shape[d]!;
  if (!Number.isInteger(index))
    fail("index-type", `indices must be integers, but got ${shownValue(index)}`, "for example x.select(0, 1).");
  if (index < -n || index >= n)
    fail(
      "index-range",
      `select(): index ${index} out of range for tensor of size ${showShape(x.shape)} at dimension ${d}`,
      n === 0 ? "the dimension is empty." : `valid are ${-n} … ${n - 1}.`,
    );
  return view(selectOp, x, { dim: d, index: index < 0 ? index + n : index });
}

/** Rejects an offset of a diagonal that is not a whole number. */
export function checkOffset(name: string, offset: unknown): void {
  if (!Number.isInteger(offset))
    fail(
      "dim-type",
      `${name}(): argument 'offset' must be int, not ${typeof offset === "number" ? String(offset) : typeof offset}`,
      "0 is the main diagonal, 1 the one above.",
    );
}

const diagonalOp: ViewOp = defineView("diagonal", {
  view: (l, a) => diagonalLayout(l, num(a, "offset"), num(a, "dim1"), num(a, "dim2")),
  grad: [embedGradient(() => diagonalOp)],
  shows: true,
  samples: [
    { shapes: [[3, 4]], attrs: { offset: 1, dim1: 0, dim2: 1 } },
    { shapes: [[2, 3, 3]], attrs: { offset: 0, dim1: -2, dim2: -1 } },
  ],
});
/** The diagonal of two dimensions, as a new last dimension. */
export function diagonal(x: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  needTensor(x, "diagonal");
  checkOffset("diagonal", offset);
  return view(diagonalOp, x, { offset, dim1, dim2 });
}

const unfoldOp: ViewOp = defineView("unfold", {
  view: (l, a) => unfoldLayout(l, num(a, "dim"), num(a, "size"), num(a, "step")),
  grad: [embedGradient(() => unfoldOp)],
  samples: [
    { shapes: [[7]], attrs: { dim: 0, size: 3, step: 2 } },
    { shapes: [[2, 5]], attrs: { dim: 1, size: 3, step: 1 } },
  ],
});
/** Windows of `size` every `step` along a dimension, as a new last dimension. */
export function unfold(x: Tensor, dim: number, size: number, step: number): Tensor {
  needTensor(x, "unfold");
  return view(unfoldOp, x, { dim: normalizeDim(dim, x.shape.length), size, step });
}

const asStridedOp: ViewOp = defineView("asStrided", {
  view: (_, a) => ({ shape: dimsOf(a, "shape"), strides: dimsOf(a, "strides"), offset: num(a, "offset") }),
  grad: [
    (g, s) => {
      if (s.attrs["dense"] !== true)
        fail(
          "as-strided-grad",
          "as_strided() of a tensor that is not contiguous has no gradient here",
          "call contiguous() first.",
        );
      return embedGradient(() => asStridedOp)(g, s);
    },
  ],
  samples: [{ shapes: [[3, 4]], attrs: { shape: [2, 2], strides: [1, 2], offset: 1, dense: true } }],
});
/** Any layout over the tensor's storage that stays inside it. */
export function asStrided(x: Tensor, shape: readonly number[], strides: readonly number[], offset?: number): Tensor {
  needTensor(x, "asStrided");
  const from = offset ?? x.offset;
  checkShape(shape);
  checkDims(strides);
  const touched = extent({ shape, strides, offset: from });
  const bytes = dtypeInfo[x.dtype].bytes,
    held = x.storage.data.length / (isComplex(x.dtype) ? 2 : 1);
  if (shape.length !== strides.length)
    fail("as-strided", "mismatch in length of strides and shape", "give one stride for each size.");
  if (strides.some((s) => s < 0))
    fail(
      "as-strided",
      `as_strided: Negative strides are not supported at the moment, got strides: ${showShape(strides)}`,
      "flip(dim) reverses.",
    );
  if (touched !== null && (touched[0] < 0 || touched[1] >= held)) {
    fail(
      "as-strided",
      `setStorage: sizes ${showShape(shape)}, strides ${showShape(strides)}, storage offset ${from}, and itemsize ${bytes} requiring a storage size of ${(touched[1] + 1) * bytes} are out of bounds for storage of size ${held * bytes}`,
      `that needs ${touched[1] + 1} elements, but the storage has ${held}.`,
    );
  }
  return view(asStridedOp, x, { shape, strides, offset: from, dense: x.dense && x.offset === 0 });
}

/** The same elements outside the graph: no gradient flows through. */
export function detach(x: Tensor): Tensor {
  needTensor(x, "detach");
  return new Tensor(x.storage, x.shape, x.lazyStrides, x.offset, x.dtype);
}

/** Consecutive dimensions `start … end` as one. */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  needTensor(x, "flatten");
  const nd = x.shape.length;
  if (nd === 0) return reshape(x, [1]);
  const a = normalizeDim(start, nd),
    b = normalizeDim(end, nd);
  if (a > b)
    fail("flatten", "flatten() has invalid args: start_dim cannot come after end_dim", "for example x.flatten(1).");
  return reshape(x, [...x.shape.slice(0, a), product(x.shape.slice(a, b + 1)), ...x.shape.slice(b + 1)]);
}
/** One dimension as several; one size may be −1. */
export function unflatten(x: Tensor, dim: number, sizes: readonly number[]): Tensor {
  needTensor(x, "unflatten");
  const d = normalizeDim(dim, x.shape.length);
  checkDims(sizes, "sizes");
  const known = product(sizes.filter((s) => s !== -1)),
    n = x.shape[d]!;
  if (sizes.includes(-1) ? n % known !== 0 : known !== n)
    fail(
      "reshape-size",
      `unflatten: Provided sizes ${showShape(sizes)} don't multiply up to the size of dim ${d} (${n}) in the input tensor`,
      `choose sizes that multiply to ${n}; one may be −1.`,
    );
  return reshape(x, [...x.shape.slice(0, d), ...inferShape(sizes, n), ...x.shape.slice(d + 1)]);
}

/** How graph.ts recreates a view after its base changed. */
export function viewAgain(v: ViewInfo, base: Tensor): Tensor {
  const chain: ViewInfo[] = [];
  for (let i: ViewInfo | null = v; i !== null; i = i.parent) chain.unshift(i);
  return enableGrad(() => chain.reduce((x, i) => view(i.op, x, i.attrs), base));
}

/** The gradient of writing into a part of a tensor. */
export const copySlices: Differentiable = {
  gradName: "CopySlices",
  saves: "",
  grad: [
    (g, s) => {
      const whole = g.dense ? clone(g) : copyOf(g);
      copy_(replay(s.attrs["view"] as ViewInfo, whole), 0);
      return whole;
    },
    (g, s) => clone(replay(s.attrs["view"] as ViewInfo, g)),
  ],
};
