import { checkInPlace, elementwiseInPlace } from "../core/dispatch.js";
import { needsGrad } from "../core/graph.js";
import { mode } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { clone, copy_ } from "../ops/pointwise/cast.js";
import * as gatherOps from "../ops/indexing/gather.js";
import { label } from "../ops/label.js";
import * as indexPutOps from "../ops/indexing/index-put.js";
import * as products from "../ops/product/matrix-products.js";
import * as scatterOps from "../ops/indexing/scatter.js";
import { keepOp, triangleMask } from "../ops/view/triangle.js";
import * as views from "../ops/view/view.js";
import { sameArray, showShape } from "../util/array.js";
import { labelUnlessView } from "./inplace-make.js";

// In-place forms of indexing and rearranging: PyTorch's names with a trailing underscore.

/** Writes `f(x)` over `x`; if a gradient is required, f gets a copy, since its rules may read the old x. */
function over(x: Tensor, name: string, f: (x: Tensor) => Tensor): Tensor {
  checkInPlace(x);
  const result = f(mode.grad && needsGrad(x) ? clone(x) : x);
  if (!sameArray(x.shape, result.shape))
    fail(
      "inplace-shape",
      `Bad in-place call: input tensor size ${showShape(x.shape)} and output tensor size ${showShape(result.shape)} should match`,
      "an in-place op cannot enlarge its tensor; use the op without the trailing underscore.",
    );
  const out = copy_(x, result);
  return out.viewOf === null ? label(out, `${name}Backward0`) : out;
}

/** {@link tril} in place. */
export function tril_(x: Tensor, diagonal = 0): Tensor {
  return labelUnlessView(elementwiseInPlace(keepOp, [x, triangleMask(x, "tril", diagonal)]), "TrilBackward0");
}
/** {@link triu} in place. */
export function triu_(x: Tensor, diagonal = 0): Tensor {
  return labelUnlessView(elementwiseInPlace(keepOp, [x, triangleMask(x, "triu", diagonal)]), "TriuBackward0");
}

/** Adds a product to `beta · x`, in place; see {@link addmm}. */
export function addmm_(x: Tensor, a: Tensor, b: Tensor, options: products.AddOptions = {}): Tensor {
  return over(x, "Addmm", (t) => products.addmm(t, a, b, options));
}
export function addmv_(x: Tensor, a: Tensor, v: Tensor, options: products.AddOptions = {}): Tensor {
  return over(x, "Addmv", (t) => products.addmv(t, a, v, options));
}
export function addr_(x: Tensor, v: Tensor, w: Tensor, options: products.AddOptions = {}): Tensor {
  return over(x, "Addr", (t) => products.addr(t, v, w, options));
}
export function addbmm_(x: Tensor, a: Tensor, b: Tensor, options: products.AddOptions = {}): Tensor {
  return over(x, "Addbmm", (t) => products.addbmm(t, a, b, options));
}
export function baddbmm_(x: Tensor, a: Tensor, b: Tensor, options: products.AddOptions = {}): Tensor {
  return over(x, "Baddbmm", (t) => products.baddbmm(t, a, b, options));
}
/** {@link renorm} in place. */
export function renorm_(x: Tensor, p: number, dim: number, maxnorm: number): Tensor {
  return over(x, "Renorm", (t) => products.renorm(t, p, dim, maxnorm));
}

/** {@link indexAdd} in place. */
export function indexAdd_(
  x: Tensor,
  dim: number,
  at: Tensor,
  source: Tensor,
  options: { alpha?: number } = {},
): Tensor {
  return over(x, "IndexAdd", (t) => indexPutOps.indexAdd(t, dim, at, source, options));
}
/** {@link indexCopy} in place. */
export function indexCopy_(x: Tensor, dim: number, at: Tensor, source: Tensor): Tensor {
  return over(x, "IndexCopy", (t) => indexPutOps.indexCopy(t, dim, at, source));
}
/** {@link indexFill} in place. */
export function indexFill_(x: Tensor, dim: number, at: Tensor, value: Tensor | number): Tensor {
  const out = over(x, "IndexFill", (t) => indexPutOps.indexFill(t, dim, at, value));
  return typeof value === "object" ? labelUnlessView(out, "IndexFillBackward1") : out;
}
/** {@link indexPut} in place. */
export function indexPut_(
  x: Tensor,
  indices: readonly Tensor[],
  values: Tensor,
  accumulate: boolean | { accumulate?: boolean } = false,
): Tensor {
  return over(x, "IndexPut", (t) => indexPutOps.indexPut(t, indices, values, accumulate));
}
/** {@link indexReduce} in place. */
export function indexReduce_(
  x: Tensor,
  dim: number,
  at: Tensor,
  source: Tensor,
  reduce: "prod" | "mean" | "amax" | "amin",
  options: { includeSelf?: boolean } = {},
): Tensor {
  return over(x, "IndexReduce", (t) => scatterOps.indexReduce(t, dim, at, source, reduce, options));
}
/** {@link put} in place. */
export function put_(
  x: Tensor,
  at: Tensor,
  source: Tensor,
  accumulate: boolean | { accumulate?: boolean } = false,
): Tensor {
  return over(x, "Put", (t) => indexPutOps.put(t, at, source, accumulate));
}
/** {@link maskedScatter} in place; here the mask broadcasts to the tensor. */
export function maskedScatter_(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  return over(x, "MaskedScatter", (t) => indexPutOps.maskedScatter(t, mask, source));
}
/** {@link scatter} in place. */
export function scatter_(
  x: Tensor,
  dim: number,
  at: Tensor,
  src: Tensor | number,
  options: { reduce?: "add" | "multiply" } = {},
): Tensor {
  const out = over(x, "Scatter", (t) => scatterOps.scatter(t, dim, at, src, options));
  return typeof src === "object" ? out : labelUnlessView(out, "ScatterBackward1");
}
/** {@link scatterAdd} in place. */
export function scatterAdd_(x: Tensor, dim: number, at: Tensor, src: Tensor): Tensor {
  return over(x, "ScatterAdd", (t) => gatherOps.scatterAdd(t, dim, at, src));
}
/** {@link scatterReduce} in place. */
export function scatterReduce_(
  x: Tensor,
  dim: number,
  at: Tensor,
  src: Tensor,
  reduce: scatterOps.ScatterReduce,
  options: { includeSelf?: boolean } = {},
): Tensor {
  return over(x, "ScatterReduce", (t) => scatterOps.scatterReduce(t, dim, at, src, reduce, options));
}
/** Writes `value` along the main diagonal; with `wrap`, a tall matrix gets further ones, a row apart. */
export function fillDiagonal_(x: Tensor, value: number, options: { wrap?: boolean } | boolean = {}): Tensor {
  const nd = x.shape.length;
  if (nd < 2) fail("too-few-dims", "dimensions must larger than 1", "unsqueeze(0) it.");
  if (nd > 2 && x.shape.some((n) => n !== x.shape[0]))
    fail("too-few-dims", "all dimensions of input must be of equal length", "give all dimensions one size.");
  const rows = x.shape[0]!,
    columns = x.shape[1]!;
  const step = x.strides.reduce((a, b) => a + b, 0),
    n = Math.min(...x.shape);
  copy_(views.asStrided(x, [n], [step], x.offset), value);
  if ((typeof options === "boolean" ? options : (options.wrap ?? false)) && nd === 2 && rows > columns + 1) {
    copy_(
      views.asStrided(x, [Math.ceil(x.count / (columns + 1)) - n], [step], x.offset + x.strides[0]! * (columns + 1)),
      value,
    );
  }
  return x;
}

// ---- the tensor itself in another layout ----

/** Gives `x` the layout of a view of it, including the view's position in the graph. */
function become(x: Tensor, view: (x: Tensor) => Tensor): Tensor {
  checkInPlace(x);
  const before = new Tensor(x.storage, x.shape, x.strides, x.offset, x.dtype);
  before.node = x.node;
  before.viewOf = x.viewOf;
  const { shape, strides, offset, dense, node, viewOf } = view(before);
  (x as { -readonly [K in "shape"]: Tensor[K] }).shape = shape;
  x.lazyStrides = strides;
  x.offset = offset;
  x.dense = dense;
  x.node = node;
  if (x.viewOf !== null) x.viewOf = viewOf;
  return x;
}
/** {@link squeeze} of the tensor itself: nothing is copied, and no view made. */
export function squeeze_(x: Tensor, dim?: number | readonly number[]): Tensor {
  return become(x, (t) => views.squeeze(t, dim));
}
/** {@link unsqueeze} of the tensor itself. */
export function unsqueeze_(x: Tensor, dim: number): Tensor {
  return become(x, (t) => views.unsqueeze(t, dim));
}
/** {@link transpose} of the tensor itself. */
export function transpose_(x: Tensor, dim0: number, dim1: number): Tensor {
  return become(x, (t) => views.transpose(t, dim0, dim1));
}
/** {@link t} of the tensor itself. */
export function t_(x: Tensor): Tensor {
  return become(x, views.t);
}
