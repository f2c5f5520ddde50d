import { empty } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { checkDType, type DType, dtypeInfo, isComplex, isFloat, isHalf } from "../../shape/dtype.js";
import { canCast } from "../../shape/promotion.js";
import { normalizeDim, reducedDims } from "../../shape/shape.js";
import { showShape } from "../../util/array.js";
import { gt } from "../pointwise/binary.js";
import { cast } from "../pointwise/cast.js";
import { imag, real } from "../complex/parts.js";
import { norm as powerNorm } from "../reduce/moments.js";
import { cat } from "../view/join.js";
import { label } from "../label.js";
import { amax, amin, sum } from "../reduce/reduce.js";

import { abs } from "../pointwise/unary.js";
import { movedim, select, unsqueeze } from "../view/view.js";
import { needTensor } from "../../core/check.js";
import { needFloats, needMatrix, needSquare } from "./check.js";
import { invEx } from "./inverse.js";
import { svdvals } from "./svd.js";
import { div, mul, neg } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Norms of vectors and matrices.

/** A norm by its order: any p for vectors; 1, 2, ±Infinity and their negatives, "fro" and "nuc" for matrices. */
export type Ord = number | "fro" | "nuc";
/** Options of the norms; all except `dtype` can also be given by position. */
export interface NormOptions<O = Ord> {
  /** The norm's order, such as 2, Infinity, `"fro"` or `"nuc"`. Default null: 2, over all elements. */
  ord?: O | null;
  /** The dimensions of the norm. */
  dim?: number | readonly number[] | null;
  /** Whether reduced dimensions stay, with size 1. Default false. */
  keepdim?: boolean;
  /** The dtype to compute in, at least as wide as the tensor's. */
  dtype?: DType;
}
type Dim = number | readonly number[] | null;

const places = ["ord", "dim", "keepdim"] as const;
const show = (ord: unknown): string => (ord === Infinity ? "inf" : ord === -Infinity ? "-inf" : String(ord));

function floats(x: Tensor, what: string, dtype: DType | undefined): Tensor {
  needTensor(x, what.replace("linalg.", ""));
  if (isComplex(x.dtype)) return floats(abs(x), what, dtype);
  if (!isFloat(x.dtype))
    fail(
      "float-only",
      `${what}: Expected a floating point or complex tensor as input. Got ${dtypeInfo[x.dtype].scalarType}`,
      "convert first: x.float().",
    );
  if (dtype === undefined) return x;
  const to = dtypeInfo[checkDType(dtype)];
  if (to.category !== "float")
    fail(
      "float-only",
      `${what}: dtype should be floating point or complex, but got ${to.scalarType}`,
      'for example { dtype: "float64" }.',
    );
  if (!canCast(x.dtype, dtype) || to.bytes < dtypeInfo[x.dtype].bytes)
    fail(
      "norm-dtype",
      `${what}: the dtype of the input (${dtypeInfo[x.dtype].scalarType}) should be convertible without narrowing to the specified dtype (${to.scalarType})`,
      "leave dtype out, or name a wider one.",
    );
  return cast(x, dtype);
}

/** Further arguments, by position or by name: ord = 2, dim = null (all), keepdim = false; by name only: dtype. */
export type VectorNormArguments = Rest<[ord: number | null, dim: Dim, keepdim: boolean], NormOptions<number>>;
/**
 * (Σ |x|^p)^(1/p) over all elements or along dimensions: 2 by default; 0 counts what is not zero; ±Infinity gives the
 * largest and the smallest absolute value. `vectorNorm(x, ord, dim, keepdim)` or by name.
 *
 * Further arguments, by position or by name: ord = 2, dim = null (all), keepdim = false; by name only: dtype.
 *
 * @throws KindlingError `float-only`, `dim-range`, `reduce-empty`, `norm-dtype`.
 * @example
 * linalg.vectorNorm(tensor([[3, 4], [6, 8]]), 2, 1).tolist(); // → 5,10
 */
export function vectorNorm(x: Tensor, ...options: VectorNormArguments): Tensor {
  return vectors(x, byName<NormOptions<number>>("vectorNorm", places, options, ["dtype"]));
}
function vectors(x: Tensor, o: NormOptions<number>): Tensor {
  const wide = floats(x, "linalg.vector_norm", o.dtype),
    p = Number(o.ord ?? 2);
  const dims = reducedDims(o.dim, wide.shape.length);
  if (p < 0 || p === Infinity) {
    const bare = dims.find((d) => wide.shape[d] === 0);
    if (bare !== undefined) {
      const all = o.dim === undefined || o.dim === null || dims.length === wide.shape.length;
      fail(
        "reduce-empty",
        `linalg.vector_norm cannot compute the ${show(p)} norm on ${all ? "an empty tensor because the operation" : `the dimension ${bare}because this dimension is empty and the operation`} does not have an identity`,
        "there is nothing to choose from.",
      );
    }
  }
  return label(powerNorm(wide, p, { dim: dims, keepdim: o.keepdim ?? false }), "LinalgVectorNormBackward0");
}

/** Further arguments, by position or by name: ord = "fro", dim = [−2, −1], keepdim = false; by name only: dtype. */
export type MatrixNormArguments = Rest<[ord: Ord | null, dim: Dim, keepdim: boolean], NormOptions>;
/**
 * The norm of matrices: "fro" (default) is the root of the sum of squares, "nuc" the sum of the singular values, 2 and
 * −2 the largest and smallest of them, 1 and −1 the largest and smallest absolute column sum, ±Infinity those of a row.
 * `matrixNorm(A, ord, dim = [-2, -1], keepdim)` or by name.
 *
 * Further arguments, by position or by name: ord = "fro", dim = [−2, −1], keepdim = false; by name only: dtype.
 *
 * @throws KindlingError `norm-order`, `norm-dims`, `matrix-dims`, `float-only`, `norm-dtype`.
 * @example
 * linalg.matrixNorm(tensor([[1, 2], [3, 4]]), 1).item(); // → 6
 */
export function matrixNorm(A: Tensor, ...options: MatrixNormArguments): Tensor {
  return matrices(A, byName<NormOptions>("matrixNorm", places, options, ["dtype"]));
}
/** [[re, −im], [im, re]], whose singular values are those of re + i·im, each twice. */
function asReal(A: Tensor, row: number, column: number): Tensor {
  const re = real(A),
    im = imag(A);
  return cat([cat([re, neg(im)], column), cat([im, re], column)], row);
}
function matrices(A: Tensor, o: NormOptions): Tensor {
  const what = "linalg.matrix_norm",
    ord = o.ord ?? "fro";
  const known = typeof ord === "string" ? ord === "fro" || ord === "nuc" : [1, 2, Infinity].includes(Math.abs(ord));
  if (!known)
    fail(
      "norm-order",
      `${what}: Order ${show(ord)} not supported.`,
      'matrix norms are "fro", "nuc", 1, -1, 2, -2, Infinity and -Infinity; vectorNorm takes any number.',
    );
  needMatrix(A, what);
  floats(A, what, undefined);
  if (isHalf(A.dtype) && (ord === 2 || ord === -2 || ord === "nuc")) needFloats(A, what);
  const pair = o.dim ?? [-2, -1];
  if (typeof pair === "number" || pair.length !== 2)
    fail(
      "norm-dims",
      `${what}: dim must be a 2-tuple. Got ${typeof pair === "number" ? pair : pair.join(", ")}`,
      "a matrix has two dimensions, such as [-2, -1].",
    );
  const nd = A.shape.length,
    [row, column] = (pair as readonly number[]).map((d) => normalizeDim(d, nd)) as [number, number];
  if (row === column)
    fail(
      "norm-dims",
      `${what}: dims must be different. Got (${(pair as readonly number[]).join(", ")})`,
      "name each dimension once.",
    );
  const keepdim = o.keepdim ?? false;
  if (ord === "fro") return vectors(A, { ord: 2, dim: [row, column], keepdim, ...(o.dtype ? { dtype: o.dtype } : {}) });
  const wide = floats(A, what, o.dtype);
  if (ord === "nuc" || ord === 2 || ord === -2) {
    const complex = isComplex(A.dtype),
      S = svdvals(movedim(complex ? asReal(A, row, column) : wide, [row, column], [-2, -1]));
    const total = (s: Tensor): Tensor => (complex ? mul(sum(s, { dim: -1 }), 0.5) : sum(s, { dim: -1 }));
    const out = ord === "nuc" ? total(S) : ord === 2 ? amax(S, { dim: -1 }) : amin(S, { dim: -1 });
    return keepdim ? unsqueeze(unsqueeze(out, Math.min(row, column)), Math.max(row, column)) : out;
  }
  const [inner, outer] = ord === 1 || ord === -1 ? [row, column] : [column, row];
  const sums = vectors(wide, { ord: 1, dim: inner, keepdim });
  const left = keepdim || outer < inner ? outer : outer - 1;
  return (ord > 0 ? amax : amin)(sums, { dim: left, keepdim });
}

/** Further arguments, by position or by name: ord = null, dim = null, keepdim = false; by name only: dtype. */
export type AnyNormArguments = Rest<[ord: Ord | null, dim: Dim, keepdim: boolean], NormOptions>;
/**
 * The norm of vectors or matrices by PyTorch's rules: without `ord` the root of the sum of squares, of all elements or
 * over `dim`; with `ord` a vector norm for one dimension (or a 1-D tensor) and a matrix norm for two. Further
 * arguments, by position or by name: ord = null, dim = null, keepdim = false; by name only: dtype.
 *
 * @throws KindlingError `norm-dims`, `norm-order`, `float-only`, `norm-dtype`.
 * @example
 * linalg.norm(tensor([[3, 0], [0, 4]])).item(); // → 5
 */
export function norm(x: Tensor, ...options: AnyNormArguments): Tensor {
  const all = byName<NormOptions>("norm", places, options, ["dtype"]);
  needTensor(x, "norm");
  const nd = x.shape.length,
    order = all.ord ?? null,
    over = all.dim ?? null;
  if (typeof order === "string") {
    if (over === null && nd > 2) onlySmall(nd);
    return matrices(x, all);
  }
  if (over !== null) {
    const dims = typeof over === "number" ? [over] : over;
    if (dims.length < 1 || dims.length > 2)
      fail(
        "norm-dims",
        `linalg.norm: If dim is specified, it must be of length 1 or 2. Got ${showShape(dims)}`,
        "vectorNorm takes any number of dimensions.",
      );
    if (order !== null && dims.length === 2) return matrices(x, all);
  } else if (order !== null) {
    if (nd !== 1 && nd !== 2) onlySmall(nd);
    if (nd === 2) return matrices(x, { ...all, dim: [0, 1] });
  }
  return vectors(x, { ...all, ord: order ?? 2 });
}
function onlySmall(nd: number): never {
  return fail(
    "norm-dims",
    `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${nd}D.`,
    "pass dim: the dimensions of the vector or the matrix.",
  );
}

/** Arguments of {@link cond}, by name. */
interface PNamed {
  /** The norm's order. Default null: 2. */
  p?: Ord | null;
}
/**
 * The condition number, the maximum growth of a relative error of b in the solution of A x = b: ‖A‖ · ‖A⁻¹‖, for the
 * norm `p` (2 by default: the largest singular value over the smallest; −2: the other way round). Infinity for singular
 * matrices.
 *
 * @throws KindlingError `matrix-dims`, `matrix-square` (except for 2 and −2), `norm-order`, `float-only`.
 * @example
 * linalg.cond(tensor([[2, 0], [0, 0.5]])).item(); // → 4
 */
export function cond(A: Tensor, p: Ord | null | PNamed = null): Tensor {
  noMore("cond", 2, arguments);
  needTensor(A, "cond");
  if (A.shape.length < 2)
    fail(
      "matrix-dims",
      "linalg.cond: The input tensor must have at least 2 dimensions.",
      `it is ${showShape(A.shape)}.`,
    );
  const order = byName<{ p?: Ord | null }>("cond", ["p"], [p ?? undefined]).p ?? 2;
  const known =
    typeof order === "string" ? order === "fro" || order === "nuc" : [1, 2, Infinity].includes(Math.abs(order));
  if (!known)
    fail(
      "norm-order",
      `linalg.cond got an invalid norm type: ${show(order)}`,
      'use null, 2, -2, "fro", "nuc", 1, -1, Infinity or -Infinity.',
    );
  if (A.count === 0 && A.shape.slice(-2).includes(0)) return empty(A.shape.slice(0, -2), A.dtype);
  if (order === 2 || order === -2) {
    const S = svdvals(A),
      first = select(S, -1, 0),
      last = select(S, -1, -1);
    return order === 2 ? div(first, last) : div(last, first);
  }
  needSquare(A, `linalg.cond(ord=${show(order)})`);
  const { inverse, info } = invEx(A);
  const singular = unsqueeze(unsqueeze(gt(info, 0), -1), -1);
  return mul(matrices(A, { ord: order }), matrices(where(singular, Infinity, inverse), { ord: order }));
}
