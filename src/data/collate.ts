import { region, Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { stack } from "../ops/view/join.js";
import { fromTypedArray, tensor } from "../tensor/creation.js";
import { sameArray } from "../util/array.js";
import { recordedCall } from "../tensor/recorded-call.js";
import type { Complex, TypedArray } from "../shape/dtype.js";
import { noMore } from "../diagnose/arguments.js";

/** The type of a batch of samples of type `T`: tensors of tensors and numbers, in the same arrays and objects. */
export type Collated<T> = 0 extends 1 & T
  ? T // any, of which nothing is known
  : T extends Tensor | number | bigint | boolean | Complex | ArrayBufferView
    ? Tensor
    : T extends string
      ? string[]
      : T extends readonly unknown[]
        ? { -readonly [K in keyof T]: Collated<T[K]> }
        : T extends object
          ? { [K in keyof T]: Collated<T[K]> }
          : unknown;

/**
 * One batch from a list of samples, as PyTorch's `default_collate`: tensors are stacked along a new first dimension,
 * numbers become a float32 tensor as they do in `tensor()`, bigints an int64 and booleans a bool tensor, complex numbers
 * (`{ re, im }`, among others or alone) a complex64 tensor, strings a list;
 * arrays and objects of these become arrays and objects of batches.
 *
 * JavaScript cannot tell 1 from 1.0, so a column of numbers is float32 in every batch, whichever numbers are in it.
 * Losses need class labels as int64: return `tensor(3, { dtype: "int64" })` or `3n` in a sample, or use `y.long()` in
 * the loop.
 *
 * @throws KindlingError `data-collate` for other values, `stack-shape` for tensors of different shapes.
 * @example
 * const [x, y, label] = data.defaultCollate<[Tensor, number, bigint]>([[tensor([1, 2]), 0.5, 7n], [tensor([3, 4]), 1, 8n]]);
 * [x.shape, y.dtype, label.dtype].join(" "); // → 2,2 float32 int64
 */
export function defaultCollate<T>(batch: readonly T[]): Collated<T> {
  noMore("defaultCollate", 1, arguments);
  return collate(batch) as Collated<T>;
}

function collate(batch: readonly unknown[]): unknown {
  const first = batch[0];
  if (batch.length === 0)
    return fail("data-collate", "a batch without samples cannot be collated", "the list needs at least one sample.");
  if (first instanceof Tensor) return stackSamples(batch as readonly Tensor[]);
  if (
    isComplexNumber(first) ||
    ((typeof first === "number" || typeof first === "boolean") && batch.some(isComplexNumber))
  ) {
    const odd = batch.find((v) => typeof v !== "number" && typeof v !== "boolean" && !isComplexNumber(v));
    if (odd !== undefined)
      fail(
        "data-collate",
        `a column of the batch holds complex numbers and ${nameOf(odd)}`,
        "use the same type of value in all samples.",
      );
    return tensor(batch.map((v) => (typeof v === "boolean" ? Number(v) : (v as number | Complex))));
  }
  switch (typeof first) {
    case "number":
    case "boolean": {
      if (batch.every((v) => typeof v === "boolean")) return tensor(batch);
      const odd = batch.find((v) => typeof v !== "number" && typeof v !== "boolean");
      if (odd !== undefined)
        fail(
          "data-collate",
          `a column of the batch holds a ${typeof first} and ${nameOf(odd)}`,
          "use the same type of value in all samples.",
        );
      // Regardless of the values, since a dtype that depended on them would change from batch to batch.
      return tensor(batch.map((v) => (typeof v === "boolean" ? Number(v) : (v as number))));
    }
    case "bigint": {
      const odd = batch.find((v) => typeof v !== "bigint");
      if (odd !== undefined)
        fail(
          "data-collate",
          `a column of the batch holds a bigint and ${nameOf(odd)}`,
          "use the same type of value in all samples: 3n is int64, 3 is float32.",
        );
      return tensor(batch as bigint[], { dtype: "int64" });
    }
    case "string":
      return [...batch];
    default:
      break;
  }
  if (ArrayBuffer.isView(first))
    return stack(
      batch.map((v) => fromTypedArray(v as TypedArray)),
      0,
    );
  if (Array.isArray(first)) {
    const odd = batch.find((s) => !Array.isArray(s));
    if (odd !== undefined)
      fail(
        "data-collate",
        "each element in list of batch should be of equal size",
        `the first sample is an array, but another one is ${nameOf(odd)}.`,
      );
    const lists = batch as readonly (readonly unknown[])[];
    if (lists.some((s) => s.length !== first.length))
      fail(
        "data-collate",
        "each element in list of batch should be of equal size",
        `the first sample has ${first.length} parts, but another one has ${lists.find((s) => s.length !== first.length)!.length}. Samples of different lengths need your own collateFn.`,
      );
    return first.map((_, i) => collate(lists.map((s) => s[i])));
  }
  if (first instanceof Map)
    return new Map(
      [...first.keys()].map((k) => [
        k,
        collate(batch.map((s) => (s instanceof Map && s.has(k) ? (s.get(k) as unknown) : lacks(k, s)))),
      ]),
    );
  if (isPlain(first)) {
    return Object.fromEntries(
      Object.keys(first).map((k) => [
        k,
        collate(batch.map((s) => (isPlain(s) && Object.hasOwn(s, k) ? s[k] : lacks(k, s)))),
      ]),
    );
  }
  return fail(
    "data-collate",
    `default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found ${nameOf(first)}`,
    first === undefined
      ? "does the dataset's get() return the sample?"
      : first instanceof Promise
        ? "samples that are promises need a loop with `for await`."
        : "pass the loader a collateFn that makes a batch of them.",
  );
}

/** A value's description, for errors. */
export const nameOf = (v: unknown): string =>
  v === null ? "null" : typeof v === "object" ? v.constructor.name : typeof v;

const lacks = (key: unknown, sample: unknown): never =>
  fail(
    "data-collate",
    `a sample of the batch has no ${JSON.stringify(key)}`,
    `the first one has, but another one is ${nameOf(sample)}${isPlain(sample) ? ` with ${Object.keys(sample).join(", ") || "nothing"}` : ""}. Samples with different keys need your own collateFn.`,
  );

/**
 * Returns a sample unchanged, except that typed arrays become tensors: the conversion of loaders without batches.
 * PyTorch's `default_convert`.
 *
 * @example
 * const [x, label] = data.defaultConvert([Float32Array.of(1, 2), 7]) as [Tensor, number];
 * [x.tolist(), label].join(" "); // → 1,2 7
 */
export function defaultConvert(sample: unknown): unknown {
  noMore("defaultConvert", 1, arguments);
  if (sample instanceof Tensor) return sample;
  if (ArrayBuffer.isView(sample)) return fromTypedArray(sample as TypedArray);
  if (Array.isArray(sample)) return sample.map(defaultConvert);
  if (sample instanceof Map) return new Map([...sample].map(([k, v]) => [k, defaultConvert(v)]));
  return isPlain(sample) ? Object.fromEntries(Object.entries(sample).map(([k, v]) => [k, defaultConvert(v)])) : sample;
}

/** Whether a value is a complex number, `{ re, im }` and nothing else, as `tensor()` takes it. */
const isComplexNumber = (v: unknown): v is Complex =>
  isPlain(v) && Object.keys(v).length === 2 && typeof v["re"] === "number" && typeof v["im"] === "number";

/** Whether a value is a plain object. */
export function isPlain(v: unknown): v is Record<string, unknown> {
  if (typeof v !== "object" || v === null) return false;
  const prototype: unknown = Object.getPrototypeOf(v);
  return prototype === Object.prototype || prototype === null;
}

/** `stack`, for samples that are usually small and many: rows are copied one after the other. */
function stackSamples(list: readonly Tensor[]): Tensor {
  const [first] = list as readonly [Tensor, ...Tensor[]];
  const { shape, dtype } = first;
  if (!list.every((t) => t.dtype === dtype && t.dense && t.node === null && !t.wantsGrad && sameArray(t.shape, shape)))
    return stack(list, 0);
  return recordedCall("stackSamples", list, [list.length, ...shape], dtype, (samples, out) => {
    const to = region(out) as Float32Array,
      size = to.length / samples.length;
    samples.forEach((t, i) => {
      to.set(region(t) as Float32Array, i * size);
    });
  });
}
