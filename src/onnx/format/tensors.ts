// Tensors between kindling and ONNX's TensorProto.

import { Tensor } from "../../core/tensor.js";
import { allocate } from "../../core/storage.js";
import { refuse } from "../../serialize/load-error.js";
import { viewOf } from "../../serialize/bytes.js";
import { type DType, dtypeInfo } from "../../shape/dtype.js";
import { damaged } from "./reader.js";
import { elementTypes, type TensorProto } from "./model.js";

/** Element types of ONNX as kindling's dtypes. Unsigned ones that kindling lacks become the next wider signed type. */
const dtypeOfType: Readonly<Record<number, DType>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "int32",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "int64",
  13: "int64",
  14: "complex64",
  15: "complex128",
  16: "bfloat16",
};
/** Bytes of each element in `raw_data`, where they are not those of the dtype. */
const rawBytes: Readonly<Record<number, number>> = { 4: 2, 12: 4 };

export const typeOfDType: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
};

/** How a type is called where it is refused. */
export const typeName = (type: number): string => elementTypes[type] ?? `type ${type}`;

/** The dtype that tensors of an ONNX type have here. */
export function dtypeOf(type: number, what: string): DType {
  return (
    dtypeOfType[type] ??
    refuse(
      "file-format",
      `${what} is of ONNX's type ${typeName(type)}, which kindling has no tensors of.`,
      "Use a model of floats, whole numbers and bools.",
    )
  );
}

/** The bytes of a file of external data, by its name. */
export type External = (location: string) => Uint8Array;

/** A tensor of a file, as a tensor of its own memory. Its size is checked against the bytes that are there before any is allocated. */
export function tensorOf(t: TensorProto, external: External): Tensor {
  const what = `the tensor ${JSON.stringify(t.name.slice(0, 80))}`;
  const dtype = dtypeOf(t.type, what);
  let n = 1;
  for (const d of t.dims) n *= d;
  if (!Number.isSafeInteger(n)) damaged(`${what} has more elements than any file holds.`);
  const raw = t.external === null ? t.raw : outside(t, what, external);
  const complex = dtype.startsWith("complex") ? 2 : 1,
    numbers = n * complex;
  if (raw === null || (raw.length === 0 && numbers > 0)) {
    const list = t.type === 1 || t.type === 14 ? t.floats : t.type === 11 || t.type === 15 ? t.doubles : t.ints;
    if (list.length !== numbers) damaged(`${what} has the shape [${t.dims}], but holds ${list.length} numbers.`);
    const out = blank(dtype, n, t.dims);
    const to = out.storage.data;
    // Halves stand as their bits.
    for (let i = 0; i < numbers; i++) put(to, out.offset * complex + i, list[i]!, dtype);
    return out;
  }
  const each = rawBytes[t.type] ?? dtypeInfo[dtype].bytes / complex;
  if (raw.length !== numbers * each)
    damaged(`${what} has the shape [${t.dims}], ${numbers * each} bytes, but holds ${raw.length}.`);
  const out = blank(dtype, n, t.dims),
    to = out.storage.data,
    from = out.offset * complex,
    v = viewOf(raw);
  if (t.type === 4) for (let i = 0; i < n; i++) to[from + i] = v.getUint16(2 * i, true);
  else if (t.type === 12) for (let i = 0; i < n; i++) to[from + i] = BigInt(v.getUint32(4 * i, true));
  else if (dtype === "bool") for (let i = 0; i < n; i++) to[from + i] = raw[i] === 0 ? 0 : 1;
  else new Uint8Array(to.buffer, to.byteOffset + from * to.BYTES_PER_ELEMENT, raw.length).set(raw);
  return out;
}

function blank(dtype: DType, n: number, shape: readonly number[]): Tensor {
  return new Tensor(allocate(dtype, n), shape, null, 0, dtype);
}

function put(to: Tensor["storage"]["data"], at: number, v: number | bigint, dtype: DType): void {
  if (to instanceof BigInt64Array) to[at] = BigInt.asIntN(64, BigInt(v));
  else to[at] = dtype === "bool" ? Number(v !== 0n) : Number(v);
}

function outside(t: TensorProto, what: string, external: External): Uint8Array {
  const location = t.external!.get("location") ?? damaged(`${what} stands in another file, whose name is missing.`);
  const bytes = external(location);
  const offset = Number(t.external!.get("offset") ?? 0),
    length = Number(t.external!.get("length") ?? bytes.length - offset);
  if (
    !Number.isSafeInteger(offset) ||
    !Number.isSafeInteger(length) ||
    offset < 0 ||
    length < 0 ||
    offset + length > bytes.length
  )
    damaged(
      `${what} stands at bytes ${offset} to ${offset + length} of ${JSON.stringify(location)}, which has ${bytes.length}.`,
    );
  return bytes.subarray(offset, offset + length);
}
