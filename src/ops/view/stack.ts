import { needTensor, needTensors } from "../../core/check.js";
import { recorder } from "../../core/recorder.js";
import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { checkDims, normalizeDim } from "../../shape/shape.js";
import { contiguous } from "../pointwise/cast.js";
import { conj } from "../complex/parts.js";
import { cat, split } from "./join.js";
import { label } from "../label.js";
import { flatten, narrow, reshape, transpose, unsqueeze } from "./view.js";
import { noMore } from "../../diagnose/arguments.js";

// Stacking and splitting along the first three dimensions, under the names that PyTorch has from NumPy.

/** One tensor, several, or one list of them. */
export type Tensors = [...tensors: Tensor[]] | [tensors: readonly Tensor[]];
/** The tensors of {@link Tensors}. */
export function tensorsOf(args: Tensors, op: string): readonly Tensor[] {
  const list = args.length === 1 && !(args[0] instanceof Tensor) ? (args[0] as readonly Tensor[]) : (args as Tensor[]);
  needTensors(list, op);
  return list;
}

const each =
  (one: (x: Tensor) => Tensor) =>
  (...args: Tensors): Tensor | Tensor[] =>
    args.length === 1 && args[0] instanceof Tensor ? one(args[0]) : tensorsOf(args, "atleast").map(one);
/** A function of one tensor, or of several at once, each by itself. */
export interface AtLeast {
  /**
   * A view with at least so many dimensions; new ones have size 1.
   *
   * @example
   * atleast2d(tensor([1, 2])).shape; // → 1,2
   */
  (x: Tensor): Tensor;
  /**
   * Views of several tensors, as an array.
   *
   * @example
   * atleast2d(tensor(5), tensor([1, 2])).map((x) => x.shape.join("x")); // → 1x1,1x2
   */
  (...tensors: Tensor[]): Tensor[];
  /** Views of the tensors of an array, as an array. */
  (tensors: readonly Tensor[]): Tensor[];
}
const row = (x: Tensor): Tensor => (x.shape.length === 0 ? reshape(x, [1]) : x);
const matrix = (x: Tensor): Tensor =>
  x.shape.length === 0 ? reshape(x, [1, 1]) : x.shape.length === 1 ? unsqueeze(x, 0) : x;
const box = (x: Tensor): Tensor =>
  x.shape.length === 0
    ? reshape(x, [1, 1, 1])
    : x.shape.length === 1
      ? unsqueeze(unsqueeze(x, 0), -1)
      : x.shape.length === 2
        ? unsqueeze(x, -1)
        : x;
/**
 * A view with at least one dimension: a scalar becomes a list of one. Several tensors, or an array of them, give an array.
 *
 * @example
 * atleast1d(tensor(5)).shape; // → 1
 */
export const atleast1d = each(row) as AtLeast;
/**
 * A view with at least two dimensions: a list `[n]` becomes a row `[1, n]`. Several tensors, or an array of them, give an array.
 *
 * @example
 * atleast2d(tensor([1, 2])).shape; // → 1,2
 */
export const atleast2d = each(matrix) as AtLeast;
/**
 * A view with at least three dimensions: `[n]` becomes `[1, n, 1]`, `[n, m]` becomes `[n, m, 1]`. Several tensors, or an array of
 * them, give an array.
 *
 * @example
 * atleast3d(tensor([1, 2])).shape; // → 1,2,1
 */
export const atleast3d = each(box) as AtLeast;

function stacked(tensors: readonly Tensor[], op: string): readonly Tensor[] {
  needTensors(tensors, op);
  return tensors.length > 0
    ? tensors
    : fail(
        "cat-empty",
        `${op === "columnStack" ? "column_stack" : op} expects a non-empty TensorList`,
        "for example [x, y].",
      );
}
/**
 * Tensors side by side: along dimension 1, lists along dimension 0. Dtypes are promoted.
 *
 * @throws KindlingError `cat-empty` for no tensors, `cat-dims`, `cat-shape`.
 * @example
 * hstack([tensor([1, 2]), tensor([3])]).tolist(); // → 1,2,3
 */
export function hstack(tensors: readonly Tensor[]): Tensor {
  noMore("hstack", 1, arguments);
  const list = stacked(tensors, "hstack").map(row);
  return cat(list, list[0]!.shape.length === 1 ? 0 : 1);
}
/**
 * Tensors one below the other: along dimension 0, lists `[n]` as rows `[1, n]`. Dtypes are promoted.
 *
 * @throws KindlingError `cat-empty` for no tensors, `cat-dims`, `cat-shape`.
 * @example
 * vstack([tensor([1, 2]), tensor([3, 4])]).shape; // → 2,2
 */
export function vstack(tensors: readonly Tensor[]): Tensor {
  noMore("vstack", 1, arguments);
  return cat(stacked(tensors, "vstack").map(matrix), 0);
}
/**
 * Tensors one behind the other: along dimension 2, with the shapes that {@link atleast3d} gives. Dtypes are promoted.
 *
 * @throws KindlingError `cat-empty` for no tensors, `cat-dims`, `cat-shape`.
 * @example
 * dstack([tensor([1, 2]), tensor([3, 4])]).tolist(); // → 1,3,2,4
 */
export function dstack(tensors: readonly Tensor[]): Tensor {
  noMore("dstack", 1, arguments);
  return cat(stacked(tensors, "dstack").map(box), 2);
}
/**
 * Tensors side by side along dimension 1, lists `[n]` as columns `[n, 1]`. Dtypes are promoted.
 *
 * @throws KindlingError `cat-empty` for no tensors, `cat-dims`, `cat-shape`.
 * @example
 * columnStack([tensor([1, 2]), tensor([3, 4])]).tolist(); // → 1,3,2,4
 */
export function columnStack(tensors: readonly Tensor[]): Tensor {
  noMore("columnStack", 1, arguments);
  return hstack(stacked(tensors, "columnStack").map((x) => (x.shape.length <= 1 ? reshape(x, [x.count, 1]) : x)));
}

/** The most views that one tensor is split into. */
const MAX_PARTS = 2 ** 24;

/** Pieces of a dimension, as views: `n` of nearly equal size (the first ones larger by one), or cut before each of the places listed (a list or a 1-D int64 tensor). */
export function tensorSplit(x: Tensor, indicesOrSections: number | readonly number[] | Tensor, dim = 0): Tensor[] {
  needTensor(x, "tensorSplit");
  const nd = x.shape.length;
  if (nd === 0)
    fail(
      "split",
      "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims",
      "unsqueeze(0) it.",
    );
  const where = indicesOrSections instanceof Tensor ? placesIn(indicesOrSections) : indicesOrSections;
  const d = normalizeDim(dim, nd);
  const n = x.shape[d]!;
  if (typeof where !== "number") {
    const at = (i: number): number => Math.min(n, Math.max(0, i < 0 ? i + n : i));
    const starts = [0, ...checkDims(where, "indices").map(at)],
      ends = [...where.map(at), n];
    return starts.map((start, i) => label(narrow(x, d, start, Math.max(0, ends[i]! - start)), "SliceBackward0"));
  }
  if (!(where > 0) || !Number.isInteger(where))
    fail("split", `number of sections must be larger than 0, got ${where}`, "for example x.tensorSplit(2).");
  if (where > MAX_PARTS)
    fail(
      "too-large",
      `${where} parts of a tensor are more than kindling allows (${MAX_PARTS})`,
      `the dimension has ${n} elements: more parts than that are empty.`,
    );
  const small = Math.floor(n / where),
    larger = n % where;
  return split(
    x,
    Array.from({ length: where }, (_, i) => small + (i < larger ? 1 : 0)),
    d,
  ).map((t) => label(t, "SliceBackward0"));
}

function placesIn(t: Tensor): number | number[] {
  recorder?.refuse("tensorSplit() by a tensor");
  if (t.shape.length > 1)
    fail(
      "split",
      `tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a tensor with ${t.shape.length} dims`,
      "pass a number, or a list of indices.",
    );
  if (t.dtype !== "int64")
    fail(
      "split",
      `tensor_split expected tensor_indices_or_sections to have dtype of long, but got ${dtypeInfo[t.dtype].scalarType}`,
      "convert it with .long().",
    );
  const list = Array.from({ length: t.count }, (_, i) => Number(t.storage.data[t.offset + i * (t.strides[0] ?? 0)]!));
  return t.shape.length === 0 ? list[0]! : list;
}

type SplitBy = (x: Tensor, indicesOrSections: number | readonly number[]) => Tensor[];
const splitAlong =
  (name: string, dims: number, along: (x: Tensor) => number): SplitBy =>
  (x, parts) => {
    needTensor(x, name);
    const nd = x.shape.length;
    if (nd < dims)
      fail(
        "split",
        `torch.${name} requires a tensor with at least ${dims} dimension, but got a tensor with ${nd} dimensions!`,
        "unsqueeze(0) it.",
      );
    const d = along(x),
      n = x.shape[d]!;
    if (typeof parts === "number" && (parts === 0 || n % parts !== 0))
      fail(
        "split",
        `torch.${name} attempted to split along dimension ${d}, but the size of the dimension ${n} is not divisible by the split_size ${parts}!`,
        "tensorSplit makes pieces of unequal size.",
      );
    return tensorSplit(x, parts, d);
  };
/** {@link tensorSplit} along dimension 1 (0 for a list), into equal pieces or at the places listed. */
export const hsplit: SplitBy = splitAlong("hsplit", 1, (x) => (x.shape.length === 1 ? 0 : 1));
/** {@link tensorSplit} along dimension 0 of two or more, into equal pieces or at the places listed. */
export const vsplit: SplitBy = splitAlong("vsplit", 2, () => 0);
/** {@link tensorSplit} along dimension 2, into equal pieces or at the places listed. */
export const dsplit: SplitBy = splitAlong("dsplit", 3, () => 2);

/** All elements in a row; a copy where they do not lie in that order already. */
export function ravel(x: Tensor): Tensor {
  needTensor(x, "ravel");
  const t = contiguous(x);
  return t.shape.length === 1 ? t : flatten(t);
}
/** The last two dimensions exchanged; of complex numbers, also their signs. PyTorch's adjoint of a real tensor. */
export function adjoint(x: Tensor): Tensor {
  needTensor(x, "adjoint");
  if (x.shape.length === 0) return conj(x);
  if (x.shape.length < 2)
    fail(
      "too-few-dims",
      `tensor.adjoint() is only supported on matrices or batches of matrices. Got ${x.shape.length}-D tensor.`,
      "unsqueeze(0) it.",
    );
  return conj(transpose(x, -2, -1));
}
