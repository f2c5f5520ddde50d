import { denseOf } from "../core/dispatch.js";
import { Storage } from "../core/storage.js";
import { region, Tensor } from "../core/tensor.js";
import type { Code } from "../diagnose/codes.js";
import { KindlingError } from "../diagnose/error.js";
import { type DType, partType, type TypedArray } from "../shape/dtype.js";
import { isPlain } from "./collate.js";

// Batches in transit between threads: tensors as plain data, whose memory is transferred, not copied.

interface PackedTensor {
  readonly packed: true;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** The form of a batch in transit. */
export type Packed = unknown;

/** A batch as plain data; adds its memory to `buffers`. */
export function pack(v: unknown, buffers: ArrayBuffer[]): Packed {
  if (v instanceof Tensor) {
    const data = region(denseOf(v)).slice() as TypedArray;
    buffers.push(data.buffer as ArrayBuffer);
    return { packed: true, dtype: v.dtype, shape: [...v.shape], data } satisfies PackedTensor;
  }
  if (Array.isArray(v)) return v.map((x) => pack(x, buffers));
  if (isPlain(v)) return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, pack(x, buffers)]));
  return v;
}

/** Restores the batch. */
export function unpack(v: Packed): unknown {
  if (Array.isArray(v)) return v.map(unpack);
  if (!isPlain(v)) return v;
  if (v["packed"] === true && ArrayBuffer.isView(v["data"])) {
    const p = v as unknown as PackedTensor;
    return new Tensor(new Storage(p.data, partType(p.dtype)), p.shape, null, 0, p.dtype);
  }
  return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, unpack(x)]));
}

/** A thrown value in transit: an error loses its class between threads, and ours loses its code. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: Code | undefined;
}

export function packError(e: unknown): PackedError {
  if (!(e instanceof Error)) return { name: "Error", message: String(e), stack: undefined, code: undefined };
  return { name: e.name, message: e.message, stack: e.stack, code: e instanceof KindlingError ? e.code : undefined };
}

const classes: Readonly<Record<string, new (message: string) => Error>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Restores the error: in its own class, if known here, with the stack of the thread that threw it. */
export function unpackError(p: PackedError): Error {
  const e = p.code === undefined ? new (classes[p.name] ?? Error)(p.message) : new KindlingError(p.code, p.message);
  if (e.name !== p.name) e.name = p.name;
  if (p.stack !== undefined) e.stack = p.stack;
  return e;
}
