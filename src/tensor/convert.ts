import { denseOf } from "../core/dispatch.js";
import { recorder } from "../core/recorder.js";
import { region, type Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { saidLater, waiting } from "../diagnose/later.js";
import { readLoss, unread } from "../diagnose/loss.js";
import { type Complex, isComplex, readComplex, readElement, type TypedArray } from "../shape/dtype.js";
import type { ScalarValue } from "../shape/promotion.js";
import { product, showShape } from "../util/array.js";
import { noMore } from "../diagnose/arguments.js";

// From tensors to JavaScript values.

/** Nested arrays of values, one level per dimension. */
export type NestedArray = ScalarValue | Complex | NestedArray[];

/**
 * The value of a tensor with one element: a number, a boolean for bool, a bigint for int64 beyond 2^53, `{ re, im }` for complex numbers.
 *
 * @throws KindlingError `item-size` if there is not exactly one element.
 */
export function item(t: Tensor): number;
export function item(t: Tensor): ScalarValue | Complex {
  recorder?.refuse("item()");
  noticed(t);
  if (t.count !== 1)
    fail(
      "item-size",
      "only one element tensors can be converted to Python scalars",
      `this tensor has shape ${showShape(t.shape)}: pick an element with get(…), or use tolist().`,
    );
  return valueAt(t, t.offset);
}

/** The program receives a value: the time for hints about it. */
export function noticed(t: Tensor): void {
  if (
    product(t.shape) !== t.count ||
    (t.count > 0 && t.dense && (t.offset + t.count) * (isComplex(t.dtype) ? 2 : 1) > t.storage.data.length)
  )
    fail("size-type", "a tensor's shape is read-only", "use x.reshape(…) or x.view(…).");
  if (unread === t.storage) readLoss();
  if (waiting !== null) saidLater();
}

const valueAt = (t: Tensor, at: number): ScalarValue | Complex =>
  isComplex(t.dtype) ? readComplex(t.storage.data, at) : scalar(readElement(t.storage.data, t.dtype, at));

/** An int64 that a number holds exactly becomes one; a larger one stays a bigint, so that nothing is lost. */
function scalar(v: ScalarValue): ScalarValue {
  return typeof v === "bigint" && v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v;
}

/** The values as nested arrays; of a 0-d tensor, the value. */
export function tolist(t: Tensor): NestedArray {
  noMore("tolist", 1, arguments);
  recorder?.refuse("tolist()");
  noticed(t);
  const nest = (d: number, at: number): NestedArray => {
    if (d === t.shape.length) return valueAt(t, at);
    const out: NestedArray[] = [];
    for (let i = 0, p = at; i < t.shape[d]!; i++, p += t.strides[d]!) out.push(nest(d + 1, p));
    return out;
  };
  return nest(0, t.offset);
}

/** Nested arrays for JSON. */
export type JsonArray = number | boolean | string | { readonly re: number; readonly im: number } | JsonArray[];

/**
 * The value that `JSON.stringify` writes: nested arrays as from `tolist()`, int64 beyond 2^53 as text; JavaScript
 * writes NaN and infinity as null.
 */
export function toJSON(t: Tensor): JsonArray {
  const json = (v: NestedArray): JsonArray => (Array.isArray(v) ? v.map(json) : typeof v === "bigint" ? String(v) : v);
  return json(tolist(t));
}

/** A copy of the values in row-major order, in the typed array of the dtype (the bits for float16 and bfloat16, 0 and 1 for bool, real and imaginary parts in turn for complex numbers). */
export function toTypedArray(t: Tensor): TypedArray {
  noMore("toTypedArray", 1, arguments);
  recorder?.refuse("toTypedArray()");
  noticed(t);
  return region(denseOf(t)).slice() as TypedArray;
}
