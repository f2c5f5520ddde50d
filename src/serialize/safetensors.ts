// The safetensors format (huggingface/safetensors): the length of a header as a u64, the header as JSON (for each name
// dtype, shape and place), then the tensors' bytes, little-endian, one after the other without a gap.

import { Storage } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { StateDict } from "../nn/state-dict.js";
import { contiguous } from "../ops/cast.js";
import { detach } from "../ops/view.js";
import { type DType, dtypeInfo, dtypes, isComplex, partType } from "../shape/dtype.js";
import { product } from "../util/array.js";
import { tableOf } from "../util/table.js";
import { concatBytes, decodeUtf8, plainBytes, u64, viewOf } from "./bytes.js";
import { quote, refuse } from "./load-error.js";

/** The format's names of dtypes; it has none for complex128. */
const names: { readonly [D in DType]: string | null } = {
  float32: "F32", float64: "F64", float16: "F16", bfloat16: "BF16", int64: "I64", int32: "I32", int16: "I16", int8: "I8", uint8: "U8", bool: "BOOL", complex64: "C64", complex128: null,
};
const rank = tableOf(dtypes, (d) => dtypes.indexOf(d));
/** The format's own limit for the header. */
const MAX_HEADER = 100_000_000;

interface Entry { readonly dtype: DType; readonly shape: readonly number[]; readonly from: number; readonly to: number }

/** Options of {@link save}. */
export interface SafetensorsOptions {
  /** Texts by name, which the file carries beside the tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of a safetensors file that holds tensors by name, usually a model's state dict. Tensors that share memory are
 * written once each; what is needed to build the model (its classes) is not in such a file.
 *
 * @throws KindlingError `save-value` for what is no tensor, or of dtype complex128, which the format does not have.
 * @example
 * const model = new nn.Linear(2, 1);
 * const bytes = safetensors.save(model.stateDict());
 * new nn.Linear(2, 1).loadStateDict(safetensors.load(bytes));
 */
export function save(tensors: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>, o: SafetensorsOptions = {}): Uint8Array {
  const entries: [name: string, t: Tensor][] = tensors instanceof Map ? [...tensors as ReadonlyMap<string, Tensor>] : Object.entries(tensors);
  for (const [name, t] of entries) {
    if (!(t instanceof Tensor)) fail("save-value", `${quote(name)} is no tensor, and a safetensors file holds nothing else.`, "texts may go into { metadata }; save() writes .pt files, which hold anything that is data.");
    if (names[t.dtype] === null) fail("save-value", `${quote(name)} is of dtype ${t.dtype}, which the safetensors format does not have.`, "save() writes .pt files, which have it.");
    if (name === "__metadata__") fail("save-value", "a safetensors file cannot hold a tensor called \"__metadata__\".", "give it another name.");
  }
  // Wide elements first, so that all lie at multiples of their size; as the format's own writer orders them.
  const order = (a: readonly [string, Tensor], b: readonly [string, Tensor]): number => dtypeInfo[b[1].dtype].bytes - dtypeInfo[a[1].dtype].bytes || rank[a[1].dtype] - rank[b[1].dtype] || (a[0] < b[0] ? -1 : 1);
  const header: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (o.metadata !== undefined) header["__metadata__"] = o.metadata;
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const [name, t] of entries.sort(order)) {
    const bytes = bytesOf(t);
    header[name] = { dtype: names[t.dtype], shape: [...t.shape], data_offsets: [at, at + bytes.length] };
    chunks.push(bytes);
    at += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  viewOf(padded).setBigUint64(0, BigInt(padded.length - 8), true);
  padded.set(text, 8);
  return concatBytes([padded, ...chunks]);
}

function bytesOf(t: Tensor): Uint8Array {
  const { storage, offset, dtype } = contiguous(detach(t));
  const { bytes } = dtypeInfo[dtype];
  const all = plainBytes(storage.data);
  return all.subarray(offset * bytes, offset * bytes + product(t.shape) * bytes);
}

/**
 * Reads the tensors of a safetensors file: a state dict, for `loadStateDict`. Every place that the header names is checked
 * before anything is made of it.
 *
 * @throws LoadError for everything that can be wrong with the file.
 * @example
 * const bytes = safetensors.save({ weight: tensor([[1, 2]]) });
 * safetensors.load(bytes).get("weight")!.shape; // → 1,2
 */
export function load(bytes: Uint8Array): StateDict {
  if (!(bytes instanceof Uint8Array)) fail("load-source", `safetensors.load takes the bytes of a file as a Uint8Array, but got ${bytes === null ? "null" : typeof bytes}.`, "In Node: safetensors.load(readFileSync(\"model.safetensors\")).");
  if (bytes.length < 8) refuse("file-truncated", `the file has ${bytes.length} bytes, and the length of a safetensors header alone takes 8.`);
  const length = u64(viewOf(bytes), 0);
  if (length > MAX_HEADER) refuse("file-format", "it does not begin like a safetensors file.");
  if (8 + length > bytes.length) refuse("file-truncated", `the header should have ${length} bytes, and ${bytes.length - 8} are there.`);
  const data = bytes.subarray(8 + length);
  const entries = entriesOf(headerOf(bytes.subarray(8, 8 + length)));
  let at = 0;
  for (const [name, { dtype, shape, from, to }] of [...entries].sort(([, a], [, b]) => a.from - b.from || a.to - b.to)) {
    if (from !== at || to - from !== product(shape) * dtypeInfo[dtype].bytes) refuse("file-damaged", `tensor ${quote(name)} of shape [${shape.join(", ")}] cannot lie at bytes ${from} to ${to}.`);
    at = to;
  }
  if (at > data.length) refuse("file-truncated", `the tensors should have ${at} bytes, and ${data.length} are there.`);
  if (at < data.length) refuse("file-damaged", `there are ${data.length - at} bytes behind the last tensor.`);
  const found = new StateDict();
  for (const [name, { dtype, shape, from, to }] of entries) found.set(name, new Tensor(storageOf(data.slice(from, to), dtype), shape, null, 0, dtype));
  return found;
}

function storageOf(copy: Uint8Array, dtype: DType): Storage {
  const data = dtypeInfo[dtype].view(copy.buffer as ArrayBuffer, 0, copy.length / dtypeInfo[dtype].bytes);
  // Kernels rely on 0 and 1.
  if (dtype === "bool") for (let i = 0; i < data.length; i++) if (data[i] !== 0) data[i] = 1;
  return new Storage(data, isComplex(dtype) ? partType(dtype) : dtype);
}

function headerOf(bytes: Uint8Array): Record<string, unknown> {
  const text = decodeUtf8(bytes);
  let header: unknown;
  try {
    header = JSON.parse(text ?? "");
  } catch {
    refuse(text?.startsWith("{") === true ? "file-damaged" : "file-format", "the header of this safetensors file is no JSON.");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) refuse("file-format", "the header of this safetensors file is no JSON object.");
  return header as Record<string, unknown>;
}

function entriesOf(header: Record<string, unknown>): [string, Entry][] {
  return Object.entries(header).filter(([name]) => name !== "__metadata__").map(([name, value]) => {
    const { dtype: called, shape, data_offsets: place } = (value ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
    const dtype = dtypes.find((d) => names[d] !== null && names[d] === called);
    if (typeof called === "string" && dtype === undefined) refuse("file-format", `tensor ${quote(name)} is of dtype ${quote(called)}, which kindling does not have.`, `In Python, convert it before saving: to one of ${dtypes.map((d) => `torch.${d}`).join(", ")}.`);
    if (dtype === undefined || !isCounts(shape) || !isCounts(place) || place.length !== 2 || place[1]! < place[0]!) refuse("file-damaged", `the header's entry of tensor ${quote(name)} cannot be right.`);
    return [name, { dtype, shape, from: place[0]!, to: place[1]! }];
  });
}

const isCounts = (v: unknown): v is number[] => Array.isArray(v) && v.length <= 64 && v.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
