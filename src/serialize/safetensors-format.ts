// The safetensors format (huggingface/safetensors): the length of a header as a u64, the header as JSON (for each name
// dtype, shape and place), then the tensors' bytes, little-endian, one after the other without a gap.

import { Storage } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { checkOptions } from "../diagnose/arguments.js";
import { StateDict } from "../nn/state-dict.js";
import { contiguous } from "../ops/pointwise/cast.js";
import { detach } from "../ops/view/view.js";
import { type DType, dtypeInfo, dtypes, isComplex, partType } from "../shape/dtype.js";
import { product } from "../util/array.js";
import { tableOf } from "../util/table.js";
import { plainBytes, u64, viewOf } from "./bytes.js";
import { quote, refuse } from "./load-error.js";
import { isPath } from "./pt/save.js";
import { type Entry, readHeader, safetensorsNames } from "./safetensors-header.js";

const rank = tableOf(dtypes, (d) => dtypes.indexOf(d));
/** The format's own limit for the header. */
const MAX_HEADER = 100_000_000;

/** Tensors by name: a state dict, another Map, or a plain object. */
export type NamedTensors = ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>;

/** Options of `save`. */
export interface SafetensorsOptions {
  /** Strings by name, stored with the tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
}
const known: ReadonlySet<string> = new Set(["metadata"]);

/** The file as chunks to write in order. */
export function encode(tensors: NamedTensors, options: SafetensorsOptions): Uint8Array[] {
  checkOptions(options, known, "safetensors.save");
  const metadata = checkMetadata(options.metadata);
  const entries = entriesToSave(tensors);
  for (const [name, t] of entries) {
    if (!(t instanceof Tensor))
      fail(
        "save-value",
        `${quote(name)} is not a tensor, and a safetensors file holds only tensors.`,
        "put text into { metadata }; save() writes .pt files, which hold any data.",
      );
    if (safetensorsNames[t.dtype] === null)
      fail(
        "save-value",
        `${quote(name)} is of dtype ${t.dtype}, which the safetensors format does not have.`,
        "save() writes .pt files, which have it.",
      );
    if (name === "__metadata__")
      fail("save-value", 'a safetensors file cannot hold a tensor called "__metadata__".', "give it another name.");
  }
  // Wide elements first, so that all are aligned to their size, as in the format's own writer.
  const order = (a: readonly [string, Tensor], b: readonly [string, Tensor]): number =>
    dtypeInfo[b[1].dtype].bytes - dtypeInfo[a[1].dtype].bytes ||
    rank[a[1].dtype] - rank[b[1].dtype] ||
    (a[0] < b[0] ? -1 : 1);
  const header: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (metadata !== undefined) header["__metadata__"] = metadata;
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const [name, t] of entries.sort(order)) {
    const bytes = bytesOf(t);
    header[name] = { dtype: safetensorsNames[t.dtype], shape: [...t.shape], data_offsets: [at, at + bytes.length] };
    chunks.push(bytes);
    at += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  viewOf(padded).setBigUint64(0, BigInt(padded.length - 8), true);
  padded.set(text, 8);
  return [padded, ...chunks];
}

function entriesToSave(tensors: NamedTensors): [name: string, t: Tensor][] {
  if (tensors instanceof Map) {
    for (const name of tensors.keys())
      if (typeof name !== "string")
        fail(
          "save-value",
          `a name in a safetensors file must be text, but this is ${typeof name}.`,
          "give each tensor a name that is a string.",
        );
    return [...(tensors as ReadonlyMap<string, Tensor>)];
  }
  if (typeof (tensors as unknown) === "function")
    fail(
      "save-value",
      "a safetensors file holds tensors by name, but this is a model or a function.",
      "give it the state dict: safetensors.save(model.stateDict()).",
    );
  if (
    typeof tensors !== "object" ||
    tensors === null ||
    Array.isArray(tensors) ||
    (tensors as unknown) instanceof Tensor
  ) {
    fail(
      "save-value",
      `a safetensors file holds tensors by name, but got ${(tensors as unknown) instanceof Tensor ? "one tensor" : Array.isArray(tensors) ? "an array" : tensors === null ? "null" : typeof tensors}.`,
      "give them names: safetensors.save({ weight: x }).",
    );
  }
  return Object.entries(tensors);
}

/** The format allows only strings. */
function checkMetadata(metadata: unknown): Readonly<Record<string, string>> | undefined {
  if (metadata === undefined) return undefined;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))
    fail(
      "save-value",
      `metadata must be an object of strings, but got ${Array.isArray(metadata) ? "an array" : metadata === null ? "null" : typeof metadata}.`,
      'for example { metadata: { format: "pt" } }.',
    );
  for (const [name, v] of Object.entries(metadata as object)) {
    if (typeof v !== "string")
      fail(
        "save-value",
        `the metadata of a safetensors file must be strings, but ${quote(name)} is ${v === null ? "null" : typeof v}.`,
        "write it as text: String(…) or JSON.stringify(…).",
      );
  }
  return metadata as Readonly<Record<string, string>>;
}

function bytesOf(t: Tensor): Uint8Array {
  const { storage, offset, dtype } = contiguous(detach(t));
  const { bytes } = dtypeInfo[dtype];
  const all = plainBytes(storage.data);
  return all.subarray(offset * bytes, offset * bytes + product(t.shape) * bytes);
}

/** The parsed header of a file, with all positions checked, and the bytes after it. */
export function readSafetensors(bytes: Uint8Array): {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly data: Uint8Array;
} {
  if (bytes.length < 8)
    refuse(
      "file-truncated",
      `the file has ${bytes.length} bytes, but the length of a safetensors header alone takes 8.`,
    );
  const length = u64(viewOf(bytes), 0);
  if (length > MAX_HEADER) refuse("file-format", "it does not begin like a safetensors file.");
  if (8 + length > bytes.length)
    refuse("file-truncated", `the header should have ${length} bytes, but the file has only ${bytes.length - 8}.`);
  const data = bytes.subarray(8 + length);
  const entries = readHeader(bytes.subarray(8, 8 + length));
  let at = 0;
  for (const [name, { shape, from, to }] of [...entries].sort(([, a], [, b]) => a.from - b.from || a.to - b.to)) {
    if (from !== at)
      refuse(
        "file-damaged",
        `tensor ${quote(name)} of shape [${shape.join(", ")}] cannot be at bytes ${from} to ${to}.`,
      );
    at = to;
  }
  if (at > data.length)
    refuse("file-truncated", `the tensors should have ${at} bytes, but the file has only ${data.length}.`);
  if (at < data.length) refuse("file-damaged", `${data.length - at} bytes follow the last tensor.`);
  return { entries, metadata: readMetadata(bytes.subarray(8, 8 + length)), data };
}

/** The metadata strings of a checked header. */
function readMetadata(header: Uint8Array): ReadonlyMap<string, string> {
  const text = new TextDecoder().decode(header);
  const found = /"__metadata__"\s*:\s*(\{[^{}]*\})/.exec(text)?.[1];
  if (found === undefined) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(found) as Record<string, string>).map(([k, v]) => [k, String(v)]));
  } catch {
    return new Map(); // a brace within a text: nothing depends on them
  }
}

/** The state dict in a file's bytes. All positions in the header are checked before anything is created. */
export function decode(bytes: Uint8Array): StateDict {
  if (isPath(bytes))
    fail(
      "no-files",
      "browsers have no file paths; safetensors.load takes the bytes of a file.",
      'new Uint8Array(await (await fetch("model.safetensors")).arrayBuffer()), or (await file.arrayBuffer()) for a file that the user chose.',
    );
  if ((bytes as unknown) instanceof ArrayBuffer) return decode(new Uint8Array(bytes as unknown as ArrayBuffer));
  if (!(bytes instanceof Uint8Array))
    fail(
      "load-source",
      `safetensors.load takes the bytes of a file as a Uint8Array, but got ${bytes === null ? "null" : typeof bytes}.`,
      'In Node, a path works too: safetensors.load("model.safetensors").',
    );
  const { entries, data } = readSafetensors(bytes);
  const found = new StateDict();
  for (const [name, { dtype, shape, from, to }] of entries)
    found.set(name, new Tensor(storageOf(data.slice(from, to), dtype), shape, null, 0, dtype));
  return found;
}

function storageOf(copy: Uint8Array, dtype: DType): Storage {
  const data = dtypeInfo[dtype].view(copy.buffer as ArrayBuffer, 0, copy.length / dtypeInfo[dtype].bytes);
  // Kernels rely on 0 and 1.
  if (dtype === "bool") for (let i = 0; i < data.length; i++) if (data[i] !== 0) data[i] = 1;
  return new Storage(data, isComplex(dtype) ? partType(dtype) : dtype);
}
