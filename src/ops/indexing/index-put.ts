import { needArg, needTensor } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { full, routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, type TypedArray } from "../../shape/dtype.js";
import { broadcastShapes } from "../../shape/broadcast.js";
import { checkShape, normalizeDim, type Sizes, sizesOf } from "../../shape/shape.js";
import { showShape } from "../../util/array.js";
import { cast, clone } from "../pointwise/cast.js";
import * as gatherOps from "./gather.js";
import { label } from "../label.js";
import { sum } from "../reduce/reduce.js";
import { checkRows } from "./scatter.js";
import { maskedFill } from "../pointwise/select.js";
import { expand, narrow, reshape, select } from "../view/view.js";
import { noMore, byName } from "../../diagnose/arguments.js";
import { mul } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Writing rows and elements at the positions of an index or a mask, and reading elements along a dimension.

const wrongType = (
  name: string,
  at: Tensor,
  sentence = `${name}(): Expected a long tensor for index, but got ${dtypeInfo[at.dtype].scalarType}`,
): void => {
  if (at.dtype !== "int64")
    fail("index-dtype", sentence, 'make it with tensor([…], { dtype: "int64" }) or convert it with .long().');
};
/** A 0-d tensor counts as a list of one. */
const asList = (x: Tensor): Tensor => (x.shape.length === 0 ? reshape(x, [1]) : x);

/** `x` with `alpha` times the rows of `source` added to its slices along `dim` that the 1-D index names; duplicates add up. */
export function indexAdd(x: Tensor, dim: number, at: Tensor, source: Tensor, options: { alpha?: number } = {}): Tensor {
  needTensor(x, "indexAdd");
  needTensor(at, "indexAdd", "index");
  needTensor(source, "indexAdd", "source");
  const d = checkRows("index_add_", x, dim, at, source);
  const rows = options.alpha === undefined || options.alpha === 1 ? source : mul(source, options.alpha);
  return label(
    reshape(gatherOps.indexPut(asList(x), [reshape(at, [at.count])], [d], asList(rows), true, "select"), x.shape),
    "IndexAddBackward0",
  );
}

/** `x` with its slices along `dim` that the 1-D index names replaced by the rows of `source`. */
export function indexCopy(x: Tensor, dim: number, at: Tensor, source: Tensor): Tensor {
  needTensor(x, "indexCopy");
  needTensor(at, "indexCopy", "index");
  needTensor(source, "indexCopy", "source");
  const d = normalizeDim(dim, x.shape.length),
    nd = x.shape.length;
  if (at.shape.length > 1)
    fail(
      "index-dims",
      `index_copy_(): Index should have dimension 1 or 0 (got ${at.shape.length})`,
      "flatten() the index.",
    );
  if (nd !== source.shape.length && source.shape.length !== 0 && nd !== 0)
    fail(
      "index-source",
      `index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality (${source.shape.length}), destination dimensionality (${nd})`,
      "give the source as many dimensions.",
    );
  wrongType("index_copy_", at);
  if (x.dtype !== source.dtype)
    fail(
      "scatter-dtype",
      `index_copy_(): self and source expected to have the same dtype, but got (self) ${dtypeInfo[x.dtype].scalarType} and (source) ${dtypeInfo[source.dtype].scalarType}`,
      "convert the source: source.to(x.dtype).",
    );
  const slice = (t: Tensor): number[] => t.shape.filter((_, i) => i !== d);
  const [to, from] = [slice(x), slice(source)];
  if (to.length !== from.length || to.some((n, i) => n !== from[i])) {
    fail(
      "index-source",
      `index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ${to.join(" ")} at dimension ${d} and source slice shape: ${from.join(" ")} at dimension 0.`,
      "the source must have the shape of x except in dim.",
    );
  }
  const rows = source.shape[d] ?? 1;
  if (at.count !== rows)
    fail(
      "index-source",
      `index_copy_(): Number of indices (${at.count}) should be equal to source.size(dim) (${rows})`,
      "give one index for each row of the source.",
    );
  return label(
    reshape(gatherOps.indexPut(asList(x), [reshape(at, [at.count])], [d], asList(source), false, "copy"), x.shape),
    "IndexCopyBackward0",
  );
}

/** `x` with `value` (a number, or a tensor without dimensions) in its slices along `dim` that the 1-D index names. */
export function indexFill(x: Tensor, dim: number, at: Tensor, value: Tensor | number): Tensor {
  needTensor(x, "indexFill");
  needTensor(at, "indexFill", "index");
  needArg(value, "indexFill", "value");
  wrongType("index_fill_", at, "index_fill_(): Expected dtype int64 for index.");
  const d = normalizeDim(dim, x.shape.length);
  if (at.shape.length > 1) fail("index-dims", "Index has to be a vector/scalar", "flatten() the index.");
  if (typeof value === "object" && value.shape.length > 0)
    fail(
      "index-source",
      `index_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.shape.length} dimension(s).`,
      "pass a number.",
    );
  const v = typeof value === "object" ? cast(value, x.dtype) : full([], x.dtype, value);
  // A duplicate slice holds the value once, so it counts once in its gradient.
  const rows = asList(x).shape.map((n, i) => (i === d ? n : 1));
  const chosen = gatherOps.indexPut(full(rows, "bool", false), [reshape(at, [at.count])], [d], full([], "bool", true));
  return label(
    where(x.shape.length === 0 ? reshape(chosen, []) : chosen, v, x),
    typeof value === "object" ? "IndexFillBackward1" : "IndexFillBackward0",
  );
}

/** `x` with `values` (broadcast) at the positions of index tensors, one per dimension from the first on, as `x[indices] = values` would write them: int64 numbers, or bool masks. */
export function indexPut(
  x: Tensor,
  indices: readonly Tensor[],
  values: Tensor,
  accumulate: boolean | { accumulate?: boolean } = false,
): Tensor {
  needTensor(x, "indexPut");
  needTensor(values, "indexPut", "values");
  const { tensors, dims } = places(x, indices);
  if (values.dtype !== x.dtype)
    fail(
      "scatter-dtype",
      `Index put requires the source and destination dtypes match, got ${dtypeInfo[x.dtype].scalarType} for the destination and ${dtypeInfo[values.dtype].scalarType} for the source.`,
      "convert the values: values.to(x.dtype).",
    );
  return label(
    gatherOps.indexPut(
      x,
      tensors,
      dims,
      values,
      typeof accumulate === "boolean" ? accumulate : (accumulate.accumulate ?? false),
    ),
    "IndexPutBackward0",
  );
}
/** Index tensors and the dimensions that they index; a mask becomes the positions where it is true. */
function places(x: Tensor, indices: readonly Tensor[]): { tensors: Tensor[]; dims: number[] } {
  const tensors: Tensor[] = [];
  for (const [i, t] of indices.entries()) {
    needTensor(t, "indexPut", "indices");
    if (t.dtype === "bool" || t.dtype === "uint8") {
      t.shape.forEach((n, d) => {
        if (x.shape[tensors.length + d] !== n)
          fail(
            "index-mask",
            `The shape of the mask ${showShape(t.shape)} at index ${d} does not match the shape of the indexed tensor ${showShape(x.shape)} at index ${tensors.length + d}`,
            "compute the mask from the tensor that it selects from: x.gt(0).",
          );
      });
      const at = gatherOps.nonzero(t);
      for (let d = 0; d < t.shape.length; d++) tensors.push(select(at, 1, d));
    } else {
      if (!t.dtype.startsWith("int"))
        fail(
          "index-dtype",
          "tensors used as indices must be long, byte or bool tensors",
          `index ${i} is ${t.dtype}: use .long().`,
        );
      tensors.push(t);
    }
  }
  if (tensors.length > x.shape.length)
    fail(
      "index-count",
      `too many indices for tensor of dimension ${x.shape.length} (got ${tensors.length})`,
      "give at most one index per dimension.",
    );
  return { tensors, dims: tensors.map((_, i) => i) };
}

/** `x` with the elements of `source` at the indexed positions of the flattened tensor; `accumulate` adds. */
export function put(
  x: Tensor,
  at: Tensor,
  source: Tensor,
  accumulate: boolean | { accumulate?: boolean } = false,
): Tensor {
  needTensor(x, "put");
  needTensor(at, "put", "index");
  needTensor(source, "put", "source");
  if (at.count !== source.count)
    fail(
      "index-source",
      `put_(): Expected source and index to have the same number of elements, but got source.numel() = ${source.count}, index.numel() = ${at.count}`,
      "give one number for each index.",
    );
  wrongType("put_", at);
  if (x.dtype !== source.dtype)
    fail(
      "scatter-dtype",
      `put_(): self and source expected to have the same dtype, but got self.dtype = ${dtypeInfo[x.dtype].scalarType} and source.dtype = ${dtypeInfo[source.dtype].scalarType}`,
      "convert the source: source.to(x.dtype).",
    );
  const out = gatherOps.indexPut(
    reshape(x, [x.count]),
    [reshape(at, [at.count])],
    [0],
    reshape(source, [source.count]),
    typeof accumulate === "boolean" ? accumulate : (accumulate.accumulate ?? false),
    "take",
  );
  return label(reshape(out, x.shape), "PutBackward0");
}

/**
 * Elements along `dim` by an index that broadcasts with the tensor in the other dimensions, such as the results of
 * argsort and argmax.
 */
export function takeAlongDim(x: Tensor, indices: Tensor, dim?: number | null): Tensor {
  needTensor(x, "takeAlongDim");
  needTensor(indices, "takeAlongDim", "indices");
  if (dim === undefined || dim === null)
    return gatherOps.gather(reshape(x, [x.count]), 0, reshape(indices, [indices.count]));
  if (x.shape.length !== indices.shape.length)
    fail(
      "gather-dims",
      `torch.take_along_dim(): input and indices should have the same number of dimensions, but got ${x.shape.length} dimensions for input, and ${indices.shape.length} dimensions for indices`,
      "unsqueeze the indices.",
    );
  wrongType(
    "take_along_dim",
    indices,
    `torch.take_along_dim(): dtype of indices should be Long but got ${dtypeInfo[indices.dtype].scalarType}`,
  );
  const d = normalizeDim(dim, x.shape.length);
  const others = (t: Tensor, n: number): number[] => t.shape.map((s, i) => (i === d ? n : s));
  const shape = broadcastShapes(others(x, indices.shape[d] ?? 1), indices.shape);
  const wide = shape.map((n, i) => (i === d ? x.shape[i]! : n));
  return gatherOps.gather(expand(x, wide), d, expand(indices, shape));
}

type Numbers = Float64Array; // any numeric array, for the type checker
const copyAt = (to: TypedArray, i: number, from: TypedArray, j: number): void => {
  (to as Numbers)[i] = (from as Numbers)[j]!;
};

const maskedScatterOp = defineRoutine("maskedScatter", {
  linear: true,
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  run: ([x, mask, source], out) => {
    gatherOps.copyInto(out, x!);
    let n = 0;
    for (let i = 0; i < mask!.count; i++) {
      if (!gatherOps.isSet(mask!, i)) continue;
      if (n === source!.count)
        fail(
          "index-source",
          "Number of elements of source < number of ones in mask",
          `the source has ${source!.count} elements.`,
        );
      copyAt(out.storage.data, out.offset + i, source!.storage.data, source!.offset + n++);
    }
  },
  grad: [
    (g, { y }) => maskedFill(g, cast(y, "bool"), 0),
    null,
    (g, s) => routine(maskedTakeOp, [g, s.y], { shape: s.shapes[2] }),
  ],
  saves: "y",
  samples: [{ shapes: [[3, 4], [3, 4], [12]], indices: [undefined, 2, undefined] }],
});
/** The elements where the mask holds, in order, at the start of a tensor of zeros: the adjoint of writing them. */
const maskedTakeOp = defineRoutine("maskedTake", {
  linear: true,
  infer: ([x], a) => ({ shape: a["shape"] as number[], dtype: x!.dtype }),
  run: ([x, mask], out) => {
    let n = 0;
    for (let i = 0; i < mask!.count && n < out.count; i++)
      if (gatherOps.isSet(mask!, i)) copyAt(out.storage.data, out.offset + n++, x!.storage.data, x!.offset + i);
  },
  grad: [(g, s) => routine(maskedScatterOp, [full(s.shapes[0]!, g.dtype, 0), s.y, g]), null],
  saves: "y",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      indices: [undefined, 2],
      attrs: { shape: [12] },
    },
  ],
});
/** `x` with the elements of `source`, in order, where the mask (bool, broadcast) holds. */
export function maskedScatter(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  needTensor(x, "maskedScatter");
  needTensor(mask, "maskedScatter", "mask");
  needTensor(source, "maskedScatter", "source");
  if (x.dtype !== source.dtype)
    fail(
      "scatter-dtype",
      `masked_scatter: expected self and source to have same dtypes but got${dtypeInfo[x.dtype].scalarType} and ${dtypeInfo[source.dtype].scalarType}`,
      "convert the source: source.to(x.dtype).",
    );
  if (mask.dtype !== "bool" && mask.dtype !== "uint8")
    fail(
      "mask-dtype",
      "masked_scatter: expected BoolTensor or ByteTensor for mask",
      `the mask is ${mask.dtype}: compare first, e.g. x.gt(0).`,
    );
  const shape = broadcastShapes(x.shape, mask.shape);
  return label(
    routine(maskedScatterOp, [expand(x, shape), cast(expand(mask, shape), "bool"), source]),
    "MaskedScatterBackward0",
  );
}

/** Arguments of {@link nonzero}, by name. */
interface NonzeroAsTupleNamed {
  /** Whether to return one list of indices per dimension. Default false: one tensor of rows. */
  asTuple?: boolean;
}
/** Arguments of {@link nonzero}, by name. */
interface AsTupleNamed {
  /** Whether to return one list of indices per dimension. Default false: one tensor of rows. */
  asTuple: true;
}
/**
 * The int64 indices of all elements that are not zero, one row each: `[n, ndim]`. Not in compiled functions, since the
 * number of results depends on values.
 *
 * @example
 * nonzero(tensor([[0, 1], [2, 0]])).tolist(); // → 0,1,1,0
 */
export function nonzero(x: Tensor): Tensor;
/**
 * The int64 indices of all elements that are not zero, as an array of lists `[n]`, one per dimension: an index for {@link get}.
 *
 * @example
 * nonzero(tensor([0, 5, 7]), { asTuple: true })[0]!.tolist(); // → 1,2
 */
export function nonzero(x: Tensor, options: AsTupleNamed): Tensor[];
/**
 * The int64 indices of all elements that are not zero: rows `[n, ndim]`, or with `asTuple` an array of lists.
 *
 * @example
 * isTensor(nonzero(tensor([0, 5, 7]), { asTuple: false })); // → true
 */
export function nonzero(x: Tensor, options?: NonzeroAsTupleNamed): Tensor | Tensor[];
export function nonzero(x: Tensor, options?: NonzeroAsTupleNamed): Tensor | Tensor[] {
  noMore("nonzero", 2, arguments);
  needTensor(x, "nonzero");
  const o = byName<{ asTuple?: boolean }>("nonzero", [], [options], ["asTuple"]);
  if (o.asTuple !== true) return gatherOps.nonzero(x);
  const at = gatherOps.nonzero(asList(x));
  return Array.from({ length: at.shape[1]! }, (_, d) => select(at, 1, d));
}
/** The int64 indices of all elements that are not zero, one row each, as {@link nonzero}. */
export function argwhere(x: Tensor): Tensor {
  return gatherOps.nonzero(x);
}

/** {@link narrow} as a copy. */
export function narrowCopy(x: Tensor, dim: number, start: number | Tensor, length: number): Tensor {
  return clone(narrow(x, dim, start, length));
}

/** Sums over the dimensions that were expanded to reach the tensor's shape: the opposite of expand. */
export function sumToSize(x: Tensor, ...size: Sizes): Tensor {
  needTensor(x, "sumToSize");
  const shape = checkShape(sizesOf(size));
  const extra = x.shape.length - shape.length;
  if (extra < 0 || shape.some((n, i) => n !== 1 && n !== x.shape[i + extra]))
    fail(
      "expand",
      `size {${showShape(shape)}} is not expandable to size {${showShape(x.shape)}}.`,
      "give the mask the tensor's shape, or one that broadcasts to it.",
    );
  const dims = x.shape.map((_, d) => d).filter((d) => d < extra || (shape[d - extra] === 1 && x.shape[d] !== 1));
  if (shape.length === 0) return sum(x);
  if (dims.length === 0) return x;
  const total = label(sum(x, { dim: dims, keepdim: true }), "SumBackward1");
  return extra > 0 ? reshape(total, shape) : total;
}
