import { needArg, needTensor } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { copyOf, full, routine } from "../../core/dispatch.js";
import type { Attrs } from "../../core/op.js";
import { recorder } from "../../core/recorder.js";
import { region, type Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { broadcastShapes, broadcastsTo, commonShape, dropLeadingOnes } from "../../shape/broadcast.js";
import { addElement, dtypeInfo, isHalf, type TypedArray } from "../../shape/dtype.js";
import { contiguousStrides, eachOffset } from "../../shape/layout.js";
import { normalizeDim, type Shape } from "../../shape/shape.js";
import { product, sameArray, showShape } from "../../util/array.js";
import { cast } from "../pointwise/cast.js";
import { label } from "../label.js";
import { expand, narrow, reshape } from "../view/view.js";
import { mul } from "../pointwise/arithmetic.js";

// Gathering and scattering elements by tensors of indices. Routines, since the elements depend on data.

type Numbers = Float64Array; // any numeric array, for the type checker; int64 is distinguished where it matters

/** Index `i` of a dense index tensor, checked against the size of the dimension that it points into. */
function readIndex(data: TypedArray, i: number, size: number, outside: (v: number) => string, least = -size): number {
  const v = Number(data[i]!);
  if (v < least || v >= size)
    fail("index-range", outside(v), size === 0 ? "the dimension is empty." : `valid are ${least} … ${size - 1}.`);
  return v < 0 ? v + size : v;
}

/** Rejects an index that is not int64 or, if PyTorch accepts it too (`shorter`), int32. */
export function checkIndexType(
  what: string,
  index: Tensor,
  sentence = `${what}(): Expected dtype int64 for index`,
  shorter = true,
): void {
  if (index.dtype !== "int64" && !(shorter && index.dtype === "int32")) {
    fail(
      "index-dtype",
      sentence,
      `the index is ${index.dtype}: make it with tensor([…], { dtype: "int64" }) or convert it with .long().`,
    );
  }
}

/** For each element of an index tensor: its position in `shape` (dense) with coordinate `dim` replaced by the index. */
export function gatherPositions(index: Tensor, shape: Shape, dim: number, what: string): Int32Array {
  const strides = contiguousStrides(shape);
  const size = shape[dim] ?? 1,
    along = strides[dim] ?? 0;
  const data = index.storage.data;
  const out = new Int32Array(index.count);
  const others = { shape: index.shape, strides: index.shape.map((_, d) => (d === dim ? 0 : strides[d]!)), offset: 0 };
  eachOffset(others, (base, i) => {
    const v = Number(data[index.offset + i]!);
    if (v < 0 || v >= size)
      fail(
        "index-range",
        what === "rows"
          ? "index out of range in self"
          : `index ${v} is out of bounds for dimension ${dim} with size ${size}`,
        `${what === "rows" ? "this" : what} takes indices 0 … ${size - 1}.`,
      );
    out[i] = base + v * along;
  });
  return out;
}

function pick(x: Tensor, positions: Int32Array, out: Tensor): void {
  const from = x.storage.data as Numbers,
    to = out.storage.data as Numbers,
    o = x.offset,
    p = out.offset;
  for (let i = 0; i < positions.length; i++) to[p + i] = from[o + positions[i]!]!;
}

function scatterElements(src: Tensor, positions: Int32Array, out: Tensor, accumulate: boolean): void {
  const from = src.storage.data as Numbers,
    to = out.storage.data as Numbers,
    o = src.offset,
    p = out.offset;
  if (!accumulate) for (let i = 0; i < positions.length; i++) to[p + positions[i]!] = from[o + i]!;
  else if (isHalf(out.dtype) || out.dtype === "bool")
    for (let i = 0; i < positions.length; i++)
      addElement(out.storage.data, out.dtype, p + positions[i]!, src.storage.data, o + i);
  else for (let i = 0; i < positions.length; i++) to[p + positions[i]!]! += from[o + i]!;
}

/** Fills a new tensor with another of its shape. */
export const copyInto = (out: Tensor, x: Tensor): void =>
  (out.storage.data as Numbers).set(region(x) as Numbers, out.offset);

export function checkGather(what: string, x: Tensor, dim: number, index: Tensor, src?: Tensor): number {
  if (index.count > 0) checkIndexType(what === "gather" ? what : "scatter", index, undefined, false);
  const d = normalizeDim(dim, x.shape.length);
  const size = (t: Tensor): string => showShape(t.shape);
  if (Math.max(1, index.shape.length) !== Math.max(1, x.shape.length))
    fail(
      "gather-dims",
      `Index tensor must have the same number of dimensions as ${what === "gather" ? "input" : "self"} tensor`,
      `${what}: the index is ${size(index)}, the input ${size(x)}.`,
    );
  for (let i = 0; i < index.shape.length; i++) {
    if ((i !== d && index.shape[i]! > x.shape[i]!) || (src && index.shape[i]! > src.shape[i]!)) {
      fail(
        "gather-shape",
        src
          ? `Expected index ${size(index)} to be smaller than self ${size(x)} apart from dimension ${d} and to be smaller size than src ${size(src)}`
          : `Size does not match at dimension ${i} expected index ${size(index)} to be smaller than self ${size(x)} apart from dimension ${d}`,
        "the index needs as many dimensions as the input, and only dim may be longer.",
      );
    }
  }
  return d;
}

const dimOf = (a: Attrs): number => a["dim"] as number;

const gatherOp = defineRoutine("gather", {
  linear: true,
  infer: ([x, index]) => ({ shape: index!.shape, dtype: x!.dtype }),
  run: ([x, index], out, a) => pick(x!, gatherPositions(index!, x!.shape, dimOf(a), "gather"), out),
  grad: [(g, s) => scatterIntoZeros(g, s.y, s.shapes[0]!, dimOf(s.attrs)), null],
  saves: "y",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 2],
      ],
      indices: [undefined, 4],
      attrs: { dim: 1 },
    },
    {
      shapes: [
        [3, 4],
        [5, 2],
      ],
      indices: [undefined, 3],
      attrs: { dim: 0 },
    },
    { shapes: [[], []], indices: [undefined, 1], attrs: { dim: 0 } },
    {
      shapes: [
        [3, 4],
        [0, 2],
      ],
      indices: [undefined, 3],
      attrs: { dim: 0 },
    },
  ],
});
/** `out[i][j] = x[index[i][j]][j]` for dim 0: elements of `x` along `dim` by an int64 index of the output's shape. */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  needTensor(x, "gather");
  needTensor(index, "gather", "index");
  const d = checkGather("gather", x, dim, index);
  return routine(gatherOp, [x, index], { dim: d });
}

const scatterZerosOp = defineRoutine("scatterZeros", {
  linear: true,
  infer: ([g], a) => ({ shape: a["shape"] as Shape, dtype: g!.dtype }),
  run: ([g, index], out, a) => scatterElements(g!, gatherPositions(index!, out.shape, dimOf(a), "gather"), out, true),
  grad: [(g, s) => gather(g, dimOf(s.attrs), s.y), null],
  saves: "y",
  samples: [
    {
      shapes: [
        [3, 2],
        [3, 2],
      ],
      indices: [undefined, 4],
      attrs: { shape: [3, 4], dim: 1 },
    },
  ],
});
const scatterIntoZeros = (g: Tensor, index: Tensor, shape: Shape, dim: number): Tensor =>
  routine(scatterZerosOp, [g, index], { shape, dim });

const scatterOp = defineRoutine("scatter", {
  linear: true,
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  run: ([x, index, src], out, a) => {
    copyInto(out, x!);
    scatterElements(src!, gatherPositions(index!, x!.shape, dimOf(a), "scatter"), out, a["accumulate"] === true);
  },
  grad: [
    (g, s) => (s.attrs["accumulate"] === true ? g : scatter(g, dimOf(s.attrs), s.y, 0)),
    null,
    (g, s) => gather(g, dimOf(s.attrs), s.y),
  ],
  saves: "y",
  samples: [
    // without accumulation, indices must be unique for the gradient to be defined: here it is one row high
    {
      shapes: [
        [3, 4],
        [1, 4],
        [1, 4],
      ],
      indices: [undefined, 3, undefined],
      attrs: { dim: 0, accumulate: false },
    },
    {
      shapes: [
        [3, 4],
        [3, 6],
        [3, 6],
      ],
      indices: [undefined, 4, undefined],
      attrs: { dim: 1, accumulate: true },
    },
  ],
});
/** `x` with `out[index[i][j]][j] = src[i][j]` for dim 0. `src` is a tensor at least as large as the index, or a number. */
export function scatter(x: Tensor, dim: number, index: Tensor, src: Tensor | number): Tensor {
  return scatterWith("scatter", x, dim, index, src, false);
}
/** Like `scatter`, but adds to the existing elements. */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
  return scatterWith("scatterAdd", x, dim, index, src, true);
}

function scatterWith(
  what: string,
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor | number,
  accumulate: boolean,
): Tensor {
  needTensor(x, what);
  needTensor(index, what, "index");
  needArg(src, what, "src");
  const d = checkGather(what, x, dim, index, typeof src === "object" ? src : undefined);
  let source: Tensor;
  if (typeof src === "object") {
    if (src.dtype !== x.dtype)
      fail(
        "scatter-dtype",
        "scatter(): Expected self.dtype to be equal to src.dtype",
        `they are ${x.dtype} and ${src.dtype}.`,
      );
    source = index.shape.reduce((t, n, i) => (t.shape[i] === n ? t : narrow(t, i, 0, n)), src);
  } else {
    source = full(index.shape, x.dtype, src);
  }
  const out = routine(scatterOp, [x, index, source], { dim: d, accumulate });
  return label(
    out,
    accumulate ? "ScatterAddBackward0" : typeof src === "object" ? "ScatterBackward0" : "ScatterBackward1",
  );
}

// ---- advanced indexing ----

/**
 * Positions of index tensors. `dims` lists the indexed dimensions (in order); the index shapes broadcast to one, which
 * replaces them if they are adjacent, and comes first otherwise (as in NumPy).
 */
function indexPlan(
  shape: Shape,
  indices: readonly Tensor[],
  dims: readonly number[],
  reader: Reader = "index",
): { shape: number[]; positions: () => Int32Array } {
  const shapes = indices.map((i) => i.shape);
  const common =
    commonShape(shapes) ??
    fail(
      "index-broadcast",
      `shape mismatch: indexing tensors could not be broadcast together with shapes ${shapes.map(showShape).join(", ")}`,
      "index tensors pair up element by element, so their shapes must be equal or broadcast.",
    );
  const adjacent = dims.every((d, i) => i === 0 || d === dims[i - 1]! + 1);
  const rest = shape.map((_, d) => d).filter((d) => !dims.includes(d));
  const before = adjacent ? rest.filter((d) => d < dims[0]!) : [];
  const after = rest.filter((d) => !before.includes(d));
  const outShape = [...before.map((d) => shape[d]!), ...common, ...after.map((d) => shape[d]!)];
  return {
    shape: outShape,
    positions: () => {
      const strides = contiguousStrides(shape);
      const n = product(common);
      // The position of each combination of indices, without the kept dimensions.
      const points = new Int32Array(n);
      indices.forEach((index, j) => {
        const wide = copyOf(expandTo(index, common));
        const d = dims[j]!;
        for (let i = 0; i < n; i++)
          points[i]! +=
            readIndex(
              wide.storage.data,
              wide.offset + i,
              shape[d]!,
              (v) => outOfBounds[reader](v, d, shape[d]!),
              fromFront.has(reader) ? 0 : -shape[d]!,
            ) * strides[d]!;
      });
      const offsets = (ds: readonly number[]): Int32Array => {
        let list = new Int32Array(1);
        for (const d of ds) {
          const next = new Int32Array(list.length * shape[d]!);
          let w = 0;
          for (const base of list) for (let i = 0; i < shape[d]!; i++) next[w++] = base + i * strides[d]!;
          list = next;
        }
        return list;
      };
      const head = offsets(before),
        tail = offsets(after);
      const out = new Int32Array(head.length * n * tail.length);
      let w = 0;
      for (const h of head) for (let i = 0; i < n; i++) for (const t of tail) out[w++] = h + points[i]! + t;
      return out;
    },
  };
}
/** PyTorch has a separate sentence for each function that reads by index. */
const outOfBounds = {
  index: (v: number, dim: number, size: number) => `index ${v} is out of bounds for dimension ${dim} with size ${size}`,
  select: () => "index out of range in self",
  take: (v: number, _: number, size: number) =>
    size === 0
      ? "take(): tried to take from an empty tensor"
      : `out of range: tried to access index ${v} on a tensor of ${size} elements.`,
  copy: (v: number, dim: number, size: number) =>
    `index_copy_(): index ${v} is out of bounds for dimension ${dim} with size ${size}`,
};
type Reader = keyof typeof outOfBounds;
/** Those for which a negative index does not count from the end. */
const fromFront: ReadonlySet<Reader> = new Set(["select", "copy"]);
const expandTo = (x: Tensor, shape: Shape): Tensor => (sameArray(x.shape, shape) ? x : expand(x, shape));

const dimsOf = (a: Attrs): readonly number[] => a["dims"] as readonly number[];

const indexOp = defineRoutine("index", {
  linear: true,
  infer: ([x, ...indices], a) => ({ shape: indexPlan(x!.shape, indices, dimsOf(a)).shape, dtype: x!.dtype }),
  run: ([x, ...indices], out, a) =>
    pick(x!, indexPlan(x!.shape, indices, dimsOf(a), a["reader"] as Reader | undefined).positions(), out),
  grad: [
    (g, s) => routine(indexZerosOp, [g, ...savedIndices(s, 1)], { dims: dimsOf(s.attrs), shape: s.shapes[0]! }),
    null,
  ],
  saves: "yz*",
  samples: [
    { shapes: [[3, 4], [5]], indices: [undefined, 3], attrs: { dims: [0] } },
    { shapes: [[3, 4, 2], [2, 1], [3]], indices: [undefined, 3, 4], attrs: { dims: [0, 1] } },
    { shapes: [[3, 4, 2], [3], [3]], indices: [undefined, 3, 2], attrs: { dims: [0, 2] } },
    { shapes: [[3, 4], [0]], indices: [undefined, 3], attrs: { dims: [0] } },
  ],
});
const indexZerosOp = defineRoutine("indexZeros", {
  linear: true,
  infer: ([g], a) => ({ shape: a["shape"] as Shape, dtype: g!.dtype }),
  run: ([g, ...indices], out, a) =>
    scatterElements(g!, indexPlan(out.shape, indices, dimsOf(a)).positions(), out, true),
  grad: [(g, s) => routine(indexOp, [g, ...savedIndices(s, 1)], { dims: dimsOf(s.attrs) }), null],
  saves: "yz*",
  samples: [{ shapes: [[5, 4], [5]], indices: [undefined, 3], attrs: { dims: [0], shape: [3, 4] } }],
});
const savedIndices = (s: { shapes: readonly Shape[]; input(i: number): Tensor }, from: number): Tensor[] =>
  s.shapes.slice(from).map((_, i) => s.input(i + from));

/** Elements at the index tensors (int64), one per dimension in `dims`. Users call `tensor/indexing.ts`. */
export function indexBy(
  x: Tensor,
  indices: readonly Tensor[],
  dims: readonly number[],
  reader: Reader = "index",
): Tensor {
  indices.forEach((i) => checkIndexType("index", i));
  return routine(indexOp, [x, ...indices], { dims, reader });
}

const indexPutOp = defineRoutine("indexPut", {
  linear: true,
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  run: ([x, values, ...indices], out, a) => {
    copyInto(out, x!);
    scatterElements(
      values!,
      indexPlan(x!.shape, indices, dimsOf(a), a["reader"] as Reader).positions(),
      out,
      a["accumulate"] === true,
    );
  },
  grad: [
    (g, s) =>
      s.attrs["accumulate"] === true
        ? g
        : indexPut(g, savedIndices(s, 2), dimsOf(s.attrs), mul(indexBy(g, savedIndices(s, 2), dimsOf(s.attrs)), 0)),
    (g, s) => indexBy(g, savedIndices(s, 2), dimsOf(s.attrs)),
    null,
  ],
  saves: "z*",
  samples: [
    { shapes: [[3, 4], [1, 4], [1]], indices: [undefined, undefined, 3], attrs: { dims: [0], accumulate: false } },
    {
      shapes: [[3, 4], [5], [5], [5]],
      indices: [undefined, undefined, 3, 4],
      attrs: { dims: [0, 1], accumulate: true },
    },
  ],
});
/** `x` with `values` (broadcast) at the index tensors; `accumulate` adds instead, including duplicates. */
export function indexPut(
  x: Tensor,
  indices: readonly Tensor[],
  dims: readonly number[],
  values: Tensor,
  accumulate = false,
  reader: Reader = "index",
): Tensor {
  indices.forEach((i) => checkIndexType("index", i));
  const { shape } = indexPlan(x.shape, indices, dims);
  const from = dropLeadingOnes(values.shape, shape.length);
  if (!broadcastsTo(from, shape))
    fail(
      "copy-shape",
      `shape mismatch: value tensor of shape ${showShape(values.shape)} cannot be broadcast to indexing result of shape ${showShape(shape)}`,
      "give values of the result's shape, or one that broadcasts to it.",
    );
  return routine(indexPutOp, [x, expandTo(reshape(cast(values, x.dtype), from), shape), ...indices], {
    dims,
    accumulate,
    reader,
  });
}

/** Slices of `x` along `dim` by a 1-D index. */
export function indexSelect(x: Tensor, dim: number, index: Tensor): Tensor {
  needTensor(x, "indexSelect");
  needTensor(index, "indexSelect", "index");
  checkIndexType("index_select", index, "index_select(): Expected dtype int32 or int64 for index");
  if (index.shape.length > 1)
    fail("index-dims", "index_select(): Index is supposed to be a vector", "flatten() the index.");
  const d = normalizeDim(dim, x.shape.length);
  if (x.shape.length === 0 && index.count !== 1)
    fail(
      "index-dims",
      `index_select(): Index to scalar can have only 1 value, got ${index.count} value(s)`,
      "flatten() the index, or unsqueeze(0) the input.",
    );
  return label(
    x.shape.length === 0
      ? reshape(indexBy(reshape(x, [1]), [reshape(index, [index.count])], [0], "select"), [])
      : indexBy(x, [reshape(index, [index.count])], [d], "select"),
    "IndexSelectBackward0",
  );
}

/** Elements of the flattened tensor by an index of any shape. */
export function take(x: Tensor, index: Tensor): Tensor {
  needTensor(x, "take");
  needTensor(index, "take", "index");
  checkIndexType(
    "take",
    index,
    `take(): Expected a long tensor for index, but got ${dtypeInfo[index.dtype].scalarType}`,
    false,
  );
  return label(indexBy(reshape(x, [x.count]), [index], [0], "take"), "TakeBackward0");
}

const nonzeroOp = defineRoutine("nonzero", {
  dataShape: true,
  infer: ([x]) => {
    let n = 0;
    for (let i = 0; i < x!.count; i++) if (isSet(x!, i)) n++;
    return { shape: [n, x!.shape.length], dtype: "int64" };
  },
  run: ([x], out) => {
    const to = out.storage.data as BigInt64Array;
    const strides = contiguousStrides(x!.shape);
    let w = out.offset;
    for (let i = 0; i < x!.count; i++) {
      if (isSet(x!, i))
        strides.forEach((s, d) => {
          to[w++] = BigInt(Math.floor(i / s) % x!.shape[d]!);
        });
    }
  },
  samples: [[3, 4], [], [0, 2]],
});
/** Whether element `i` of a dense tensor is not zero. */
export function isSet(x: Tensor, i: number): boolean {
  // −0 has a bit set but is zero; the halves are zero with either sign bit.
  const v = x.storage.data[x.offset + i]!;
  return isHalf(x.dtype) ? ((v as number) & 0x7fff) !== 0 : Number(v) !== 0;
}
/** The int64 indices of all elements that are not zero, one row each. */
export function nonzero(x: Tensor): Tensor {
  needTensor(x, "nonzero");
  return routine(nonzeroOp, [x]);
}

/** Makes compiled functions suggest an alternative to selecting elements by a mask. */
export function refuseMask(what: string): void {
  recorder?.refuse(
    `${what}, whose result's shape depends on values,`,
    "where(mask, x, y), x.maskedFill(mask, v) and x.maskedScatter(mask, values) keep the shape.",
  );
}

/** The elements where the mask (bool, broadcast) holds, as a 1-D tensor. */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  needTensor(x, "maskedSelect");
  needTensor(mask, "maskedSelect", "mask");
  if (mask.dtype !== "bool")
    fail(
      "mask-dtype",
      "masked_select: expected BoolTensor or ByteTensor for mask",
      `the mask is ${mask.dtype}: compare first, e.g. x.gt(0).`,
    );
  refuseMask("maskedSelect()");
  const shape = broadcastShapes(x.shape, mask.shape);
  const where = nonzero(reshape(expandTo(mask, shape), [product(shape)]));
  return label(
    indexBy(reshape(expandTo(x, shape), [product(shape)]), [reshape(where, [where.shape[0]!])], [0]),
    "MaskedSelectBackward0",
  );
}
