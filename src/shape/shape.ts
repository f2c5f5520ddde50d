import { shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { product, range, showShape } from "../util/array.js";

/** Sizes, outermost first; `[]` is a 0-d tensor. */
export type Shape = readonly number[];

/** Largest number of elements that a tensor may have: kernels count in 32 bits. */
export const MAX_NUMEL = 2 ** 31 - 1;

/** Checks sizes that came from a caller. */
export function checkShape(shape: readonly unknown[], what = "size"): number[] {
  if (!Array.isArray(shape))
    fail(
      "size-type",
      `${what} must be a list of integers, but got ${shownValue(shape)}`,
      "sizes are whole numbers in an array, such as [2, 3].",
    );
  const out: number[] = [];
  for (const s of shape) {
    const n = typeof s === "bigint" ? Number(s) : s;
    if (typeof n !== "number" || !Number.isInteger(n)) {
      return fail(
        "size-type",
        `${what} must be integers, but got ${shownValue(s)} in [${shape.map(shownValue).join(", ")}]`,
        "sizes are whole numbers such as zeros(2, 3) or zeros([2, 3]).",
      );
    }
    if (n < 0)
      return fail(
        "negative-size",
        `Trying to create tensor with negative dimension ${n}: ${showShape(shape as number[])}`,
        "every size must be 0 or more; -1 is for view and reshape.",
      );
    out.push(n);
  }
  checkCount(product(out), out);
  return out;
}

/** Rejects more elements than kernels can count. */
export function checkCount(n: number, shape: Shape): void {
  if (!(n <= MAX_NUMEL))
    fail(
      "too-large",
      `a tensor of shape ${showShape(shape)} would have more than 2^31 − 1 elements`,
      "check the sizes: one of them is probably wrong.",
    );
}

/** Normalises a dimension to `0 … ndim − 1`; negative ones count from the end. A 0-d tensor takes 0 and −1. */
export function normalizeDim(dim: number, ndim: number): number {
  const n = ndim === 0 ? 1 : ndim;
  if (!Number.isInteger(dim))
    return fail(
      "dim-type",
      `dim must be an integer, but got ${shownValue(dim)}`,
      `for example ${dim === undefined ? "dim 0, or { dim: 0 }" : "0, or −1 for the last"}.`,
    );
  if (dim < -n || dim >= n) {
    return fail(
      "dim-range",
      `Dimension out of range (expected to be in range of [${-n}, ${n - 1}], but got ${dim})`,
      ndim === 0
        ? "the tensor is 0-d: it has no dimensions."
        : `the tensor has ${ndim} dimension${ndim === 1 ? "" : "s"}, numbered from 0.`,
    );
  }
  return dim < 0 ? dim + n : dim;
}

/** Whole numbers one by one, `f(2, 3)`, or as one list, `f([2, 3])`. */
export type Sizes = [...sizes: number[]] | [sizes: readonly number[]];
/** The numbers of {@link Sizes}. */
export function sizesOf(s: Sizes): readonly number[] {
  const list = typeof s[0] === "object" && s[0] !== null;
  if (s.length > 1 && (list || typeof s[s.length - 1] === "object")) noMore("the list of sizes", 1, s, true);
  return list ? (s[0] as readonly number[]) : (s as number[]);
}

/** Rejects values that are not lists. */
export function checkDims(dims: readonly number[], what = "dim"): readonly number[] {
  return Array.isArray(dims)
    ? dims
    : fail(
        "dim-type",
        `${what} must be an integer or a list of them, but got ${shownValue(dims)}`,
        "for example 1 or [0, 1].",
      );
}

/** Normalises a list of dimensions and rejects duplicates. */
export function normalizeDims(dims: readonly number[], ndim: number): number[] {
  checkDims(dims);
  const out = dims.map((d) => normalizeDim(d, ndim));
  for (let i = 0; i < out.length; i++) {
    if (out.indexOf(out[i]!) !== i)
      fail("dim-repeated", `dim ${out[i]} appears multiple times in the list of dims`, "name each dimension once.");
  }
  return out;
}

/** The dimensions that a reduction runs over, sorted: the given ones, or all by default. A 0-d tensor has none. */
export function reducedDims(dim: number | readonly number[] | null | undefined, ndim: number): readonly number[] {
  if (dim === undefined || dim === null) return range(ndim);
  const dims = normalizeDims(typeof dim === "number" ? [dim] : dim, ndim);
  if (ndim === 0) return [];
  return dims.length === 0 ? range(ndim) : dims.sort((a, b) => a - b);
}

/** Fills in the one `-1` of a target shape, as `view` and `reshape` take it. */
export function inferShape(target: readonly number[], numel: number): number[] {
  if (!Array.isArray(target))
    fail(
      "size-type",
      `shape must be integers, but got ${shownValue(target)}`,
      "for example reshape(2, 3), reshape([2, 3]) or reshape(-1, 3).",
    );
  let free = -1;
  let known = 1;
  for (let i = 0; i < target.length; i++) {
    const s: number = target[i]!;
    if (!Number.isInteger(s))
      fail(
        "size-type",
        `shape must be integers, but got ${String(s)} in ${showShape(target)}`,
        "sizes are whole numbers, such as 2, 3; −1 is the rest.",
      );
    if (s === -1) {
      if (free >= 0)
        fail("shape-infer", "only one dimension can be inferred", `${showShape(target)} has more than one -1.`);
      free = i;
    } else if (s < 0) {
      fail("shape-infer", `invalid shape dimension ${s}`, "one size may be −1: the rest.");
    } else known *= s;
  }
  const out = target.slice();
  if (free >= 0) {
    if (known === 0) {
      if (numel === 0)
        fail(
          "shape-infer",
          `cannot reshape tensor of 0 elements into shape ${showShape(target)} because the unspecified dimension size -1 can be any value and is ambiguous`,
          "write the size instead of -1.",
        );
      bad(target, numel);
    }
    if (numel % known !== 0) bad(target, numel);
    out[free] = numel / known;
  } else if (known !== numel) bad(target, numel);
  return out;
}

function bad(target: readonly number[], numel: number): never {
  const known = product(target.filter((s) => s !== -1));
  fail(
    "reshape-size",
    `shape '${showShape(target)}' is invalid for input of size ${numel}`,
    target.includes(-1)
      ? `${numel} elements cannot be divided into groups of ${known}.`
      : `it would need ${known} elements.`,
  );
}
