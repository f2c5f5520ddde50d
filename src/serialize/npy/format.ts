// NumPy's .npy format: a magic text, a version, a Python dict as text, padded so that the data begins at a multiple of 64, and the
// elements. (numpy/lib/format.py describes it.)

import { Storage } from "../../core/storage.js";
import { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { contiguous } from "../../ops/pointwise/cast.js";
import { detach, permute } from "../../ops/view/view.js";
import { type DType, dtypeInfo, isComplex, partType } from "../../shape/dtype.js";
import { MAX_NUMEL } from "../../shape/shape.js";
import { product } from "../../util/array.js";
import { decodeLatin1, decodeUtf8, plainBytes, viewOf } from "../bytes.js";
import { quote, refuse } from "../load-error.js";

const MAGIC = "\x93NUMPY";
/** The maximum length of a header; NumPy's own limit is 10,000 characters. */
const MAX_HEADER = 65_536;

/** NumPy's names of our dtypes; it has none for bfloat16. */
const descrOf: { readonly [D in DType]: string | null } = {
  float32: "<f4",
  float64: "<f8",
  float16: "<f2",
  bfloat16: null,
  int64: "<i8",
  int32: "<i4",
  int16: "<i2",
  int8: "|i1",
  uint8: "|u1",
  bool: "|b1",
  complex64: "<c8",
  complex128: "<c16",
};

/**
 * NumPy's kinds and widths, and our dtypes: unsigned integers become a wider signed type, since there are no unsigned
 * ones.
 */
const dtypeOf: Readonly<Record<string, DType>> = {
  f4: "float32",
  f8: "float64",
  f2: "float16",
  i8: "int64",
  i4: "int32",
  i2: "int16",
  i1: "int8",
  u1: "uint8",
  u2: "int32",
  u4: "int64",
  u8: "int64",
  b1: "bool",
  c8: "complex64",
  c16: "complex128",
};

/** The header of a file. */
export interface NpyHeader {
  /** NumPy's name of the dtype, such as `<f4`. */
  readonly descr: string;
  readonly dtype: DType;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** The offset of the elements. */
  readonly start: number;
  /** Bytes of an element in the file. */
  readonly width: number;
}

/** The file of a tensor, as chunks. */
export function encodeNpy(t: Tensor, what = "npy.save"): Uint8Array[] {
  if (!(t instanceof Tensor))
    fail("save-value", `${what}() takes a tensor, but got ${shownValue(t)}`, "tensor(…) makes one from a list.");
  const descr = descrOf[t.dtype];
  if (descr === null)
    fail(
      "save-value",
      `NumPy has no dtype ${t.dtype}.`,
      "save it as float32, which holds the same numbers: x.float().",
    );
  const shape = `(${t.shape.join(", ")}${t.shape.length === 1 ? "," : ""})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const size = Math.ceil((10 + dict.length + 1) / 64) * 64,
    head = new Uint8Array(size).fill(0x20);
  for (let i = 0; i < MAGIC.length; i++) head[i] = MAGIC.charCodeAt(i);
  head[6] = 1;
  head[7] = 0;
  viewOf(head).setUint16(8, size - 10, true);
  head.set(new TextEncoder().encode(dict), 10);
  head[size - 1] = 0x0a;
  const { storage, offset } = contiguous(detach(t)),
    { bytes } = dtypeInfo[t.dtype];
  return [head, plainBytes(storage.data).subarray(offset * bytes, (offset + t.count) * bytes)];
}

/** Parses a file's header, without its elements. */
export function readNpyHeader(bytes: Uint8Array, what = "the file"): NpyHeader {
  if (decodeLatin1(bytes.subarray(0, 6)) !== MAGIC.slice(0, Math.min(6, bytes.length)) || bytes.length === 0)
    refuse(
      "file-format",
      `${what} does not begin like a NumPy file (.npy).`,
      "npz.load reads a zip of them, load() a .pt file.",
    );
  if (bytes.length < 12) refuse("file-truncated", `${what} ends after ${bytes.length} bytes, within its header.`);
  const major = bytes[6]!;
  if (major < 1 || major > 3 || bytes[7] !== 0)
    refuse("file-format", `${what} is a NumPy file of version ${major}.${bytes[7]}, which is unknown.`);
  const from = major === 1 ? 10 : 12,
    length = major === 1 ? viewOf(bytes).getUint16(8, true) : viewOf(bytes).getUint32(8, true);
  if (length > MAX_HEADER) refuse("file-damaged", `${what} has a header of ${length} bytes, more than any file needs.`);
  if (from + length > bytes.length)
    refuse("file-truncated", `${what} ends after ${bytes.length} bytes, within its header.`);
  const raw = bytes.subarray(from, from + length),
    text = major === 3 ? decodeUtf8(raw) : decodeLatin1(raw);
  if (text === undefined) refuse("file-damaged", `the header of ${what} is not UTF-8.`);
  return { ...readDict(text, what), start: from + length };
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`, its entries in any order. */
function readDict(text: string, what: string): Omit<NpyHeader, "start"> {
  const damaged = (): never => refuse("file-damaged", `the header of ${what} cannot be read: ${quote(text.trim())}.`);
  const dict = /^\{(.*)\}\s*$/s.exec(text)?.[1] ?? damaged();
  const found = new Map<string, string>();
  const entry =
    /\s*(?:'(\w+)'|"(\w+)")\s*:\s*('[^'\\]*'|"[^"\\]*"|True|False|\([\d\sL,]*\)|\[.*?\](?=\s*(?:,\s*['"](?:fortran_order|shape)['"]|,?\s*$)))\s*(?:,|$)/sy;
  for (let m; entry.lastIndex < dict.length && /\S/.test(dict.slice(entry.lastIndex));) {
    m = entry.exec(dict) ?? damaged();
    const name = m[1] ?? m[2]!;
    if (found.has(name)) damaged();
    found.set(name, m[3]!);
  }
  const descr = found.get("descr") ?? damaged(),
    order = found.get("fortran_order"),
    sizes = /^\(([\d\sL,]*)\)$/.exec(found.get("shape") ?? damaged())?.[1] ?? damaged();
  if (found.size !== 3 || (order !== "True" && order !== "False")) damaged();
  const shape = sizes
    .split(",")
    .map((s) => s.trim().replace(/L$/, ""))
    .filter((s, i, all) => s !== "" || i < all.length - 1)
    .map((s) => (/^\d{1,16}$/.test(s) ? Number(s) : damaged()));
  if (shape.length > 64 || product(shape) > MAX_NUMEL) damaged();
  if (descr.startsWith("[")) {
    const fields = [...descr.matchAll(/\(\s*['"]([^'"]*)['"]/g)].map((m) => quote(m[1]!));
    refuse(
      "file-format",
      `${what} holds records with the fields ${fields.join(", ")} (a structured dtype), but a tensor has one dtype.`,
      `In Python, save each field as an array of its own: numpy.savez(path, **{n: a[n] for n in a.dtype.names}).`,
    );
  }
  const name = descr.slice(1, -1),
    [, endian = "", kind = ""] = /^([<>|=]?)(\w+)$/.exec(name) ?? [];
  if (kind === "O")
    refuse(
      "file-unsafe",
      `${what} holds Python objects (dtype object), which are pickled programs.`,
      "In Python, convert the array first: a.astype(numpy.float32).",
    );
  const dtype = Object.hasOwn(dtypeOf, kind) ? dtypeOf[kind]! : undefined;
  if (dtype === undefined)
    refuse(
      "file-format",
      `${what} holds elements of NumPy's dtype ${quote(name)}, which tensors do not have.`,
      "In Python, convert the array first: a.astype(numpy.float32).",
    );
  return {
    descr: `${endian === ">" ? ">" : endian}${kind}`,
    dtype,
    fortran: order === "True",
    shape,
    width: Number(kind.slice(1)),
  };
}

/** The tensor that a file's bytes hold. */
export function decodeNpy(input: Uint8Array, what = "the file"): Tensor {
  const bytes = plainBytes(input),
    h = readNpyHeader(bytes, what);
  const count = product(h.shape),
    size = count * h.width;
  if (bytes.length - h.start < size)
    refuse(
      "file-truncated",
      `the elements of ${what} should have ${size} bytes, but the file has ${bytes.length - h.start}.`,
    );
  if (bytes.length - h.start > size)
    refuse("file-damaged", `${bytes.length - h.start - size} bytes follow the last element of ${what}.`);
  const raw = bytes.slice(h.start, h.start + size);
  if (h.descr.startsWith(">")) swap(raw, h.descr.includes("c") ? h.width / 2 : h.width);
  const storage = new Storage(elements(raw, h, what), isComplex(h.dtype) ? partType(h.dtype) : h.dtype);
  if (!h.fortran || h.shape.length < 2) return new Tensor(storage, [...h.shape], null, 0, h.dtype);
  const turned = new Tensor(storage, h.shape.toReversed(), null, 0, h.dtype);
  return contiguous(
    permute(
      turned,
      h.shape.map((_, i) => h.shape.length - 1 - i),
    ),
  );
}

function elements(raw: Uint8Array, h: NpyHeader, what: string): Storage["data"] {
  const kind = h.descr.replace(/^[<>|=]/, "");
  const buffer = raw.buffer as ArrayBuffer;
  if (kind === "u2") return Int32Array.from(new Uint16Array(buffer));
  if (kind === "u4") return BigInt64Array.from(new Uint32Array(buffer), BigInt);
  if (kind === "u8") {
    const found = new BigInt64Array(buffer);
    if (found.some((v) => v < 0n))
      refuse(
        "file-format",
        `${what} holds unsigned numbers beyond 2^63 - 1, which int64 cannot hold.`,
        "In Python, convert the array first: a.astype(numpy.float64).",
      );
    return found;
  }
  const data = dtypeInfo[h.dtype].view(buffer, 0, raw.length / dtypeInfo[h.dtype].bytes);
  // Kernels rely on 0 and 1.
  if (h.dtype === "bool") for (let i = 0; i < data.length; i++) if (data[i] !== 0) data[i] = 1;
  return data;
}

/** From big-endian to little-endian, in place. */
function swap(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}
