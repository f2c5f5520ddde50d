import type { Tensor } from "../../core/tensor.js";
import { isHalf, readElement } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";

// Routines along one dimension view a dense tensor as rows: element j of a row lies at start + j · step.

export interface Rows {
  readonly length: number;
  readonly step: number;
  readonly starts: Int32Array;
}

/** The rows of a dense tensor along `dim`, as positions from its first element. A 0-d tensor is one row of one. */
export function rowsOf(shape: Shape, dim: number): Rows {
  const length = shape[dim] ?? 1;
  let step = 1,
    outer = 1;
  for (let d = dim + 1; d < shape.length; d++) step *= shape[d]!;
  for (let d = 0; d < dim; d++) outer *= shape[d]!;
  const starts = new Int32Array(length === 0 ? 0 : outer * step);
  for (let i = 0, w = 0; w < starts.length; i++) for (let j = 0; j < step; j++) starts[w++] = i * length * step + j;
  return { length, step, starts };
}

/** The elements of a dense tensor as numbers to compare by; as bigints if an int64 is too large for a number. */
export function keysOf(x: Tensor): Float64Array | BigInt64Array {
  const { data } = x.storage,
    n = x.count,
    o = x.offset;
  if (x.dtype === "int64") {
    const big = data as BigInt64Array;
    for (let i = 0; i < n; i++)
      if (big[o + i]! > 9007199254740991n || big[o + i]! < -9007199254740991n) return big.subarray(o, o + n);
  }
  const keys = new Float64Array(n);
  if (isHalf(x.dtype)) for (let i = 0; i < n; i++) keys[i] = readElement(data, x.dtype, o + i) as number;
  else if (x.dtype === "int64") for (let i = 0; i < n; i++) keys[i] = Number(data[o + i]);
  else keys.set(data.subarray(o, o + n) as Float64Array);
  return keys;
}

/**
 * Sorts positions 0 … n − 1 of a row by their keys into `order`, keeping the order of equal ones (a merge sort, bottom up).
 * NaN counts as the largest. `spare` is as long as `order`.
 */
export function sortRow(
  keys: Float64Array | BigInt64Array,
  start: number,
  step: number,
  n: number,
  descending: boolean,
  order: Int32Array,
  spare: Int32Array,
): Int32Array {
  let from = order,
    to = spare;
  for (let i = 0; i < n; i++) from[i] = i;
  for (let width = 1; width < n; width *= 2) {
    for (let low = 0; low < n; low += 2 * width) {
      const middle = Math.min(low + width, n),
        high = Math.min(low + 2 * width, n);
      let a = low,
        b = middle;
      for (let w = low; w < high; w++) {
        if (a < middle) {
          if (b < high) {
            const x = keys[start + from[a]! * step]!,
              y = keys[start + from[b]! * step]!;
            to[w] = (descending ? x >= y || x !== x : x <= y || y !== y) ? from[a++]! : from[b++]!;
          } else to[w] = from[a++]!;
        } else to[w] = from[b++]!;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/**
 * The first k of {@link sortRow}, for k much smaller than n: a heap of the best so far, the worst on top, so that most
 * elements are rejected at once.
 */
export function selectRow(
  keys: Float64Array | BigInt64Array,
  start: number,
  step: number,
  n: number,
  descending: boolean,
  k: number,
): Int32Array {
  const heap = new Int32Array(k);
  const before = (a: number, b: number): boolean => {
    const x = keys[start + a * step]!,
      y = keys[start + b * step]!;
    if (x === y || (x !== x && y !== y)) return a < b;
    return descending ? x > y || x !== x : x < y || y !== y;
  };
  /** Sifts the element at `i` down to its position in the heap. */
  const sink = (i: number): void => {
    const item = heap[i]!;
    for (let child = 2 * i + 1; child < k; child = 2 * i + 1) {
      if (child + 1 < k && before(heap[child]!, heap[child + 1]!)) child++;
      if (!before(item, heap[child]!)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = item;
  };
  for (let i = 0; i < k; i++) heap[i] = i;
  for (let i = (k >> 1) - 1; i >= 0; i--) sink(i);
  for (let i = k; i < n; i++) {
    if (!before(i, heap[0]!)) continue;
    heap[0] = i;
    sink(0);
  }
  return heap.sort((a, b) => (before(a, b) ? -1 : 1));
}
