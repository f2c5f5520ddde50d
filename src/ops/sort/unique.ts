import { needTensor } from "../../core/check.js";
import { copyOf, denseOf, empty } from "../../core/dispatch.js";
import { recorder } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isComplex, type TypedArray } from "../../shape/dtype.js";
import { normalizeDim, type Shape } from "../../shape/shape.js";
import { product } from "../../util/array.js";
import { keysOf } from "./rows.js";
import { transpose } from "../view/view.js";

// Distinct elements, or distinct slices along a dimension. Their number depends on the values, so a compiled function
// cannot contain this. No gradient flows through.

/** The different elements, the number of each element among them (with the shape of the input), and how often each occurs. */
export interface Unique {
  readonly output: Tensor;
  readonly inverse: Tensor;
  readonly counts: Tensor;
}

/** The different elements (or slices along `dim`), in order. A NaN is different from every other. */
export function unique(x: Tensor, dim: number | null = null): Unique {
  return collect("unique", x, dim, (order, compare) => order.sort((a, b) => compare(a, b) || a - b));
}
/** The elements (or slices along `dim`) without those equal to the previous one. */
export function uniqueConsecutive(x: Tensor, dim: number | null = null): Unique {
  return collect("unique_consecutive", x, dim, (order) => order);
}

type Compare = (a: number, b: number) => number;

function collect(
  what: string,
  x: Tensor,
  dim: number | null,
  arrange: (order: Int32Array, compare: Compare) => Int32Array,
): Unique {
  needTensor(x, what);
  if (isComplex(x.dtype))
    fail(
      "no-complex",
      `"unique" not implemented for '${dtypeInfo[x.dtype].scalarType}'`,
      "complex numbers have no order: unique(viewAsReal(x), { dim: 0 }) finds the different pairs of a vector.",
    );
  recorder?.refuse(`${what}(), whose result's shape depends on values,`);
  if (dim !== null && x.shape.length === 0)
    fail(
      "unique",
      `Dimension specified as ${dim} but tensor has no dimensions`,
      "a single number has no slices: leave dim out.",
    );
  const d = dim === null ? null : normalizeDim(dim, x.shape.length);
  // Slices of `width` elements, one after another.
  const whole = d === null;
  const items = whole ? denseOf(x) : copyOf(transpose(x, d, 0));
  const n = whole ? x.count : x.shape[d]!,
    rest: Shape = whole ? [] : items.shape.slice(1),
    width = product(rest);
  if (!whole && x.count === 0 && n > 0)
    fail(
      "unique",
      "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied",
      "leave empty tensors out, or flatten().",
    );
  const keys = keysOf(items);
  const compare: Compare = (a, b) => {
    for (let i = 0; i < width; i++) {
      const p = keys[a * width + i]!,
        q = keys[b * width + i]!;
      if (p < q) return -1;
      if (p > q) return 1;
      if (p !== q) return p === p ? -1 : q === q ? 1 : 0; // NaN comes last
    }
    return 0;
  };
  const same = (a: number, b: number): boolean => {
    for (let i = 0; i < width; i++) if (keys[a * width + i] !== keys[b * width + i]) return false;
    return true;
  };
  const order = arrange(
    Int32Array.from({ length: n }, (_, i) => i),
    compare,
  );
  const firsts: number[] = [],
    sizes: bigint[] = [];
  const inverse = empty(whole ? x.shape : [n], "int64"),
    of = inverse.storage.data as BigInt64Array;
  order.forEach((item, i) => {
    if (i === 0 || !same(order[i - 1]!, item)) {
      firsts.push(item);
      sizes.push(0n);
    }
    sizes[sizes.length - 1]!++;
    of[inverse.offset + item] = BigInt(firsts.length - 1);
  });
  const output = empty([firsts.length, ...rest], x.dtype),
    from = items.storage.data as Float64Array,
    to = output.storage.data as TypedArray as Float64Array;
  firsts.forEach((item, i) => {
    for (let j = 0; j < width; j++) to[output.offset + i * width + j] = from[items.offset + item * width + j]!;
  });
  const counts = empty([firsts.length], "int64");
  sizes.forEach((s, i) => {
    counts.storage.data[counts.offset + i] = s;
  });
  return { output: whole ? output : copyOf(transpose(output, 0, d)), inverse, counts };
}
