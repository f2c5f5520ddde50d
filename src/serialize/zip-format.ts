// The records of a zip archive as PyTorch's writer (miniz) lays them out; field names are those of PKWARE's APPNOTE.TXT.
// Everything here is arithmetic on sizes and offsets, so archives beyond 4 GiB can be tested without having one.

import { u64, viewOf } from "./bytes.js";

export const LOCAL = 0x04034b50;
export const CENTRAL = 0x02014b50;
export const DESCRIPTOR = 0x08074b50;
export const END = 0x06054b50;
export const END64 = 0x06064b50;
export const LOCATOR64 = 0x07064b50;

export const LOCAL_SIZE = 30;
export const CENTRAL_SIZE = 46;
export const END_SIZE = 22;
export const END64_SIZE = 56;
export const LOCATOR64_SIZE = 20;

/** Flag bit 3: CRC and sizes follow the payload in a descriptor, and the local header has zeros. */
export const HAS_DESCRIPTOR = 0x0008;
/** Flag bit 11: the name is UTF-8. */
export const UTF8_NAME = 0x0800;

/** A 16- or 32-bit field of this value means: look in the zip64 record. */
export const MAX16 = 0xffff;
export const MAX32 = 0xffffffff;

const ZIP64_ID = 0x0001;
const PADDING_ID = 0x4246; // "FB", the extra field that PyTorch pads with

/** The header fields of one entry. `offset` is the start of its local header. */
export interface EntryFields {
  readonly name: Uint8Array;
  readonly size: number;
  readonly crc: number;
  readonly offset: number;
}

/** Writes little-endian fields one after the other into an array of a known size. */
class Fields {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }
  u16(...values: number[]): this {
    for (const v of values) {
      this.#view.setUint16(this.#at, v, true);
      this.#at += 2;
    }
    return this;
  }
  u32(...values: number[]): this {
    for (const v of values) {
      this.#view.setUint32(this.#at, v, true);
      this.#at += 4;
    }
    return this;
  }
  u64(...values: number[]): this {
    for (const v of values) this.u32(v % 2 ** 32, Math.floor(v / 2 ** 32));
    return this;
  }
  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }
  fill(value: number): this {
    this.bytes.fill(value, this.#at);
    return this;
  }
}

const min16 = (v: number): number => Math.min(v, MAX16);
const min32 = (v: number): number => Math.min(v, MAX32);

/** Whether an entry needs the zip64 extra field; then its descriptor has 64-bit sizes too. */
const isBig = (size: number, offset: number): boolean => size >= MAX32 || offset >= MAX32;

/** miniz writes no descriptor after an empty payload, and the flag says so. */
const flagsOf = (size: number): number => (size === 0 ? UTF8_NAME : UTF8_NAME | HAS_DESCRIPTOR);

function zip64Extra(size: number, offset: number): Uint8Array {
  if (!isBig(size, offset)) return new Uint8Array(0);
  const values = size >= MAX32 ? [size, size] : [];
  if (offset >= MAX32) values.push(offset);
  return new Fields(4 + 8 * values.length).u16(ZIP64_ID, 8 * values.length).u64(...values).bytes;
}

/**
 * The local header, padded by an extra field `FB` so that the payload after it starts at a multiple of `alignment`
 * (`torch.load(mmap=True)` needs 64). CRC and sizes are zeros: the descriptor and the directory hold them.
 */
export function localHeader(name: Uint8Array, size: number, offset: number, alignment: number): Uint8Array {
  const zip64 = zip64Extra(size, offset);
  const unpadded = LOCAL_SIZE + name.length + zip64.length + 4;
  const padding = (alignment - ((offset + unpadded) % alignment)) % alignment;
  return new Fields(unpadded + padding)
    .u32(LOCAL)
    .u16(0, flagsOf(size), 0, 0, 0)
    .u32(0, 0, 0)
    .u16(name.length, zip64.length + 4 + padding)
    .raw(name)
    .raw(zip64)
    .u16(PADDING_ID, padding)
    .fill(0x5a).bytes;
}

/** The descriptor after a payload; nothing after an empty one. */
export function descriptor(entry: EntryFields): Uint8Array {
  if (entry.size === 0) return new Uint8Array(0);
  const big = isBig(entry.size, entry.offset);
  const fields = new Fields(big ? 24 : 16).u32(DESCRIPTOR, entry.crc);
  return (big ? fields.u64(entry.size, entry.size) : fields.u32(entry.size, entry.size)).bytes;
}

/** The entry's record in the central directory. */
export function centralHeader(entry: EntryFields): Uint8Array {
  const { name, size, crc, offset } = entry;
  const zip64 = zip64Extra(size, offset);
  return new Fields(CENTRAL_SIZE + name.length + zip64.length)
    .u32(CENTRAL)
    .u16(0, 0, flagsOf(size), 0, 0, 0)
    .u32(crc, min32(size), min32(size))
    .u16(name.length, zip64.length, 0, 0, 0)
    .u32(0, min32(offset))
    .raw(name)
    .raw(zip64).bytes;
}

/** The zip64 end record, its locator and the end record: PyTorch writes all three, regardless of the size. */
export function endRecords(count: number, directorySize: number, directoryOffset: number): Uint8Array {
  return new Fields(END64_SIZE + LOCATOR64_SIZE + END_SIZE)
    .u32(END64)
    .u64(END64_SIZE - 12)
    .u16(0x031e, 45)
    .u32(0, 0)
    .u64(count, count, directorySize, directoryOffset)
    .u32(LOCATOR64, 0)
    .u64(directoryOffset + directorySize)
    .u32(1)
    .u32(END)
    .u16(0, 0, min16(count), min16(count))
    .u32(min32(directorySize), min32(directoryOffset))
    .u16(0).bytes;
}

/**
 * The zip64 values of an extra block: for each of size, compressed size and offset whose 32-bit field is all ones, the
 * 64-bit number, in this order. `undefined` if the block is malformed or a value is missing.
 */
export function readExtra(
  extra: Uint8Array,
  size32: number,
  packed32: number,
  offset32: number,
): { size: number; packed: number; offset: number } | undefined {
  const view = viewOf(extra);
  const values: number[] = [];
  let seen = false;
  for (let at = 0; at < extra.length;) {
    if (at + 4 > extra.length) return undefined;
    const id = view.getUint16(at, true);
    const end = at + 4 + view.getUint16(at + 2, true);
    if (end > extra.length) return undefined;
    if (id === ZIP64_ID) {
      if (seen) return undefined;
      seen = true;
      for (let v = at + 4; v + 8 <= end; v += 8) values.push(u64(view, v));
    }
    at = end;
  }
  let next = 0;
  const pick = (field: number): number => (field === MAX32 ? (values[next++] ?? NaN) : field);
  const found = { size: pick(size32), packed: pick(packed32), offset: pick(offset32) };
  return Number.isNaN(found.size + found.packed + found.offset) ? undefined : found;
}
