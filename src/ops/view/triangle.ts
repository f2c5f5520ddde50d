import { needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { elementwise, empty } from "../../core/dispatch.js";
import type { ElementwiseOp } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { checkKinds } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { checkDType, type DType, dtypeInfo, isFloat, isHalf, writeElement } from "../../shape/dtype.js";
import { checkShape, MAX_NUMEL, normalizeDim } from "../../shape/shape.js";
import { label } from "../label.js";
import { embedded } from "./scatter-into-view.js";
import { sum } from "../reduce/reduce.js";
import { clone } from "../pointwise/cast.js";
import { checkOffset, diagonal, reshape } from "./view.js";
import { noKernel } from "../refuse.js";

// Triangles and diagonals of matrices.

/** `x` where the mask holds, 0 elsewhere, also for NaN. */
export const keepOp: ElementwiseOp = defineElementwise("keep", 2, {
  lower: (k, x, m) => k.where(m, x, x.dtype === "bool" ? k.const(false, "bool") : k.like(0, x)),
  operands: ["promote", "bool"],
  grad: [(g, { y }) => elementwise(keepOp, [g, y]), null],
  saves: "y",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
    },
    {
      shapes: [
        [2, 3, 4],
        [3, 4],
      ],
    },
  ],
});

/** For the last two dimensions of `x`: where a triangle's elements are. */
export function triangleMask(x: Tensor, name: "tril" | "triu", diagonal: number): Tensor {
  needTensor(x, name);
  const nd = x.shape.length;
  if (nd < 2)
    fail(
      "too-few-dims",
      nd === 0
        ? "Dimension specified as -2 but tensor has no dimensions"
        : "Dimension out of range (expected to be in range of [-1, 0], but got -2)",
      `${name} takes matrices: at least two dimensions.`,
    );
  if (!Number.isInteger(diagonal))
    fail(
      "dim-type",
      `${name}(): argument 'diagonal' must be int, not ${String(diagonal)}`,
      "0 is the main diagonal, 1 the one above.",
    );
  const [n, m] = [x.shape[nd - 2]!, x.shape[nd - 1]!];
  const mask = empty([n, m], "bool");
  const data = mask.storage.data as Uint8Array,
    lower = name === "tril";
  for (let i = 0, p = mask.offset; i < n; i++, p += m) {
    const edge = i + diagonal; // the column in which the diagonal crosses this row
    if (lower) data.fill(1, p, p + Math.min(m, Math.max(0, edge + 1)));
    else data.fill(1, p + Math.min(m, Math.max(0, edge)), p + m);
  }
  return mask;
}
/** The lower triangle of a matrix (or of the matrices of a batch): elements above the diagonal become 0. */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return label(elementwise(keepOp, [x, triangleMask(x, "tril", diagonal)]), "TrilBackward0");
}
/** The upper triangle of a matrix (or of the matrices of a batch): elements below the diagonal become 0. See {@link tril}. */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return label(elementwise(keepOp, [x, triangleMask(x, "triu", diagonal)]), "TriuBackward0");
}

/** Where the elements of a triangle are, row by row: `[2, count]`, rows and columns. */
function triangleIndices(
  name: "tril_indices" | "triu_indices",
  rows: number,
  cols: number,
  offset: number,
  dtype: DType,
): Tensor {
  if (rows < 0) fail("negative-size", `row must be non-negative, got${rows}`, "choose rows and columns ≥ 0.");
  if (cols < 0) fail("negative-size", `col must be non-negative, got${cols}`, "choose rows and columns ≥ 0.");
  checkDType(dtype);
  if (isFloat(dtype) || dtype === "bool")
    fail("int-only", `"${name}" not implemented for '${dtypeInfo[dtype].scalarType}'`, "indices are whole numbers.");
  // Only rows that have any are looked at, and they are counted before room is made.
  const lower = name === "tril_indices",
    first = lower ? Math.max(0, -offset) : 0,
    end = lower ? rows : Math.min(rows, cols - offset);
  const from = (i: number): number => (lower ? 0 : Math.max(0, i + offset)),
    to = (i: number): number => (lower ? Math.min(cols, i + offset + 1) : cols);
  checkShape([rows]);
  checkShape([cols]);
  let n = 0;
  for (let i = first; i < end && 2 * n <= MAX_NUMEL; i++) n += Math.max(0, to(i) - from(i));
  checkShape([2, n]);
  const out = empty([2, n], dtype),
    { data } = out.storage;
  for (let i = first, p = out.offset; i < end; i++) {
    for (let j = from(i); j < to(i); j++, p++) {
      writeElement(data, dtype, p, i);
      writeElement(data, dtype, p + n, j);
    }
  }
  return out;
}
/** The places of the lower triangle of a matrix of `rows` · `cols`, as int64 `[2, count]`: rows, then columns. */
export function trilIndices(rows: number, cols: number, offset = 0, options: { dtype?: DType } = {}): Tensor {
  checkKinds("trilIndices", ["row", "col"], [rows, cols]);
  return triangleIndices("tril_indices", rows, cols, offset, options.dtype ?? "int64");
}
/** The places of the upper triangle; see {@link trilIndices}. */
export function triuIndices(rows: number, cols: number, offset = 0, options: { dtype?: DType } = {}): Tensor {
  checkKinds("triuIndices", ["row", "col"], [rows, cols]);
  return triangleIndices("triu_indices", rows, cols, offset, options.dtype ?? "int64");
}

/** A list as the diagonal of a square matrix of zeros; of a matrix, its diagonal, as a copy. */
export function diag(x: Tensor, offset = 0): Tensor {
  needTensor(x, "diag");
  const nd = x.shape.length;
  if (nd !== 1 && nd !== 2)
    fail(
      "too-few-dims",
      "matrix or a vector expected",
      `the tensor has ${nd} dimensions: diagonal and diagEmbed take any.`,
    );
  return label(nd === 1 ? diagEmbed(x, offset) : clone(diagonal(x, offset)), "DiagBackward0");
}
/** {@link diag} of the flattened tensor. */
export function diagflat(x: Tensor, offset = 0): Tensor {
  needTensor(x, "diagflat");
  return diag(reshape(x, [x.count]), offset);
}
/** The last dimension as a diagonal: `[…, n]` gives zeros `[…, n, n]` with the elements on the diagonal of `dim1` and `dim2`; an offset moves it and makes the matrices larger. */
export function diagEmbed(x: Tensor, offset = 0, dim1 = -2, dim2 = -1): Tensor {
  needTensor(x, "diagEmbed");
  checkOffset("diagEmbed", offset);
  const nd = x.shape.length;
  const a = normalizeDim(dim1, nd + 1),
    b = normalizeDim(dim2, nd + 1);
  if (a === b)
    fail(
      "diagonal",
      `diagonal dimensions cannot be identical ${dim1}, ${dim2}`,
      "name two dimensions, such as 0 and 1.",
    );
  if (nd === 0)
    return fail(
      "dim-range",
      "Dimension out of range (expected to be in range of [-1, 0], but got -2)",
      "a 0-d tensor has no diagonal.",
    );
  const size = x.shape[nd - 1]! + Math.abs(offset);
  const shape = x.shape.slice(0, -1);
  for (const d of [Math.min(a, b), Math.max(a, b)]) shape.splice(d, 0, size);
  return label(
    embedded(x, shape, (out) => diagonal(out, offset, a, b)),
    "DiagEmbedBackward0",
  );
}

/** The sum of a matrix's diagonal. */
export function trace(x: Tensor): Tensor {
  needTensor(x, "trace");
  if (x.shape.length !== 2)
    fail(
      "matmul-dims",
      `trace: expected a matrix, but got tensor with dim ${x.shape.length}`,
      "for batches: x.diagonal(0, -2, -1).sum(-1).",
    );
  if (x.dtype === "bool" || isHalf(x.dtype)) noKernel("trace", x.dtype);
  return label(sum(diagonal(x)), "TraceBackward0");
}
