// A reader for untrusted zip archives. Zip readers disagree on broken archives (which of two equal names, which end
// record, which of two headers to believe), and that is how files get past scanners. So only unambiguous archives are
// accepted: entries are contiguous from byte 0 to the directory, the directory ends at the start of the end records,
// these end at the end of the file, and duplicated fields agree.

import { decodeUtf8, plainBytes, sameBytes, u64, viewOf } from "./bytes.js";
import { crc32 } from "./crc32.js";
import { MAX_ENTRIES } from "./limits.js";
import { quote, refuse } from "./load-error.js";
import {
  CENTRAL,
  CENTRAL_SIZE,
  DESCRIPTOR,
  END,
  END64,
  END64_SIZE,
  END_SIZE,
  HAS_DESCRIPTOR,
  LOCAL,
  LOCAL_SIZE,
  LOCATOR64,
  LOCATOR64_SIZE,
  MAX16,
  MAX32,
  readExtra,
  UTF8_NAME,
} from "./zip-format.js";

/** Unpacks a DEFLATE stream of `size` bytes; throws if the size differs. */
export type Inflate = (packed: Uint8Array, size: number) => Uint8Array;

let standard: Inflate | null = null;
/** The presets set the decoder of compressed entries; browser bundles have none. */
export function setInflate(f: Inflate): void {
  standard = f;
}
/** The preset's decoder of compressed entries, if any. */
export const inflater = (): Inflate | null => standard;

/**
 * One entry of an archive. `data` is a view of the archive's bytes, not a copy, unless it was compressed; `offset` is
 * its start in the archive.
 */
export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly offset: number;
  readonly crc: number;
}

/** An entry of the central directory, not checked yet. */
interface Listed {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** The method of compressed entries, and the flag bits for the compression level. */
const DEFLATED = 8,
  SPEED = 0x0006;

interface Directory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/**
 * The entries of a zip archive by name, in the order of its directory. Directory entries (`a/`) are checked and
 * omitted. Every payload's CRC-32 is checked.
 *
 * @param inflate unpacks compressed entries; null if there is no decoder.
 * @throws LoadError for anything but a complete and unambiguous archive whose entries are stored or deflated.
 */
export function readZip(input: Uint8Array, inflate: Inflate | null = standard): Map<string, ZipEntry> {
  const bytes = plainBytes(input);
  const view = viewOf(bytes);
  const directory = findDirectory(bytes, view);
  const listed = readDirectory(bytes, view, directory, inflate);
  const checked = new Map<Listed, ZipEntry>();
  let at = 0;
  const inFileOrder = [...listed].sort((a, b) => a.offset - b.offset);
  for (const [i, entry] of inFileOrder.entries()) {
    const end = inFileOrder[i + 1]?.offset ?? directory.start;
    if (end > directory.start)
      refuse("file-damaged", `an archive entry is said to start at byte ${end}, inside or after the directory.`);
    if (entry.offset < at)
      refuse(
        "file-damaged",
        `archive entry ${quote(entry.name)} overlaps the entry before it (at byte ${entry.offset}).`,
      );
    if (entry.offset > at) hiddenBytes(at, entry.offset);
    checked.set(entry, readEntry(bytes, view, entry, end, inflate));
    at = end;
  }
  if (at !== directory.start) hiddenBytes(at, directory.start);
  const entries = new Map<string, ZipEntry>();
  for (const entry of listed) {
    if (entries.has(entry.name)) refuse("file-unsafe", `the archive has two entries called ${quote(entry.name)}.`);
    entries.set(entry.name, checked.get(entry)!);
  }
  for (const { name, data } of entries.values()) {
    if (!name.endsWith("/")) continue;
    if (data.length > 0) refuse("file-unsafe", `archive entry ${quote(name)} is a folder, yet has contents.`);
    entries.delete(name);
  }
  return entries;
}

function hiddenBytes(from: number, to: number): never {
  refuse("file-damaged", `bytes ${from} to ${to} of the archive belong to no entry.`);
}

/** The position of the central directory, by the end record, which must be the last record in the file. */
function findDirectory(bytes: Uint8Array, view: DataView): Directory {
  const at = bytes.length - END_SIZE;
  if (at < 0 || view.getUint32(at, true) !== END || view.getUint16(at + 20, true) !== 0) noEnd(bytes, view);
  const count = view.getUint16(at + 10, true);
  const size = view.getUint32(at + 12, true);
  const offset = view.getUint32(at + 16, true);
  if (view.getUint32(at + 4, true) !== 0 || view.getUint16(at + 8, true) !== count) {
    refuse("file-format", "the archive is one part of a zip that is split over several files.");
  }
  const locator = at - LOCATOR64_SIZE;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR64) return checkedDirectory(offset, size, count, at);
  const record = locator - END64_SIZE;
  if (
    record < 0 ||
    view.getUint32(record, true) !== END64 ||
    u64(view, record + 4) !== END64_SIZE - 12 ||
    u64(view, locator + 8) !== record ||
    view.getUint32(locator + 4, true) !== 0 ||
    view.getUint32(locator + 16, true) !== 1 ||
    view.getUint32(record + 16, true) !== 0 ||
    view.getUint32(record + 20, true) !== 0
  ) {
    refuse("file-damaged", `the zip64 end record before byte ${locator} of the archive is damaged.`);
  }
  const big = {
    perDisk: u64(view, record + 24),
    count: u64(view, record + 32),
    size: u64(view, record + 40),
    offset: u64(view, record + 48),
  };
  const agree =
    big.perDisk === big.count &&
    agrees(count, big.count, MAX16) &&
    agrees(size, big.size, MAX32) &&
    agrees(offset, big.offset, MAX32);
  if (!agree) refuse("file-damaged", "the two end records of the archive contradict each other.");
  return checkedDirectory(big.offset, big.size, big.count, record);
}

/** A narrow field agrees with the wide one if it is the same number or all ones, which means "see there". */
const agrees = (narrow: number, wide: number, ones: number): boolean => narrow === wide || narrow === ones;

function checkedDirectory(start: number, size: number, count: number, end: number): Directory {
  if (start + size !== end) {
    refuse(
      "file-damaged",
      `the archive's directory should end at byte ${end}, but its end record says ${start} + ${size}.`,
    );
  }
  if (count * CENTRAL_SIZE > size || count > MAX_ENTRIES)
    refuse("file-damaged", `the archive claims ${count} entries in a directory of ${size} bytes.`);
  return { start, end, count };
}

/** Explains why there is no end record at the end: bytes follow it, or it is missing. */
function noEnd(bytes: Uint8Array, view: DataView): never {
  const from = Math.max(0, bytes.length - END_SIZE - MAX16);
  for (let at = bytes.length - END_SIZE; at >= from; at--) {
    if (view.getUint32(at, true) === END) {
      refuse(
        "file-damaged",
        `${bytes.length - at - END_SIZE} bytes follow the end of the archive (byte ${at + END_SIZE}).`,
      );
    }
  }
  refuse("file-truncated", `the archive's directory is missing: the file ends after ${bytes.length} bytes without it.`);
}

function readDirectory(bytes: Uint8Array, view: DataView, directory: Directory, inflate: Inflate | null): Listed[] {
  const listed: Listed[] = [];
  let at = directory.start;
  for (let i = 0; i < directory.count; i++) {
    if (at + CENTRAL_SIZE > directory.end || view.getUint32(at, true) !== CENTRAL) {
      refuse("file-damaged", `record ${i} of the archive's directory (at byte ${at}) is damaged.`);
    }
    const nameEnd = at + CENTRAL_SIZE + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const end = extraEnd + view.getUint16(at + 32, true);
    if (end > directory.end)
      refuse("file-damaged", `record ${i} of the archive's directory (at byte ${at}) is longer than the directory.`);
    const rawName = bytes.subarray(at + CENTRAL_SIZE, nameEnd);
    const name = checkedName(rawName, at);
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    checkKind(name, flags, method, inflate);
    const extra = bytes.subarray(nameEnd, extraEnd);
    const wide = readExtra(
      extra,
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    );
    if (wide === undefined || view.getUint16(at + 34, true) !== 0) {
      refuse("file-damaged", `the directory's record of archive entry ${quote(name)} (at byte ${at}) is damaged.`);
    }
    if (method === 0 && wide.size !== wide.packed)
      refuse(
        "file-damaged",
        `archive entry ${quote(name)} is stored, yet has two sizes: ${wide.packed} and ${wide.size}.`,
      );
    listed.push({ name, rawName, flags, method, crc: view.getUint32(at + 16, true), ...wide });
    at = end;
  }
  if (at !== directory.end)
    refuse("file-damaged", `${directory.end - at} bytes of the archive's directory belong to no record.`);
  return listed;
}

function checkKind(name: string, flags: number, method: number, inflate: Inflate | null): void {
  if (flags & 1) refuse("file-format", `archive entry ${quote(name)} is encrypted.`);
  if (method !== 0 && (method !== DEFLATED || inflate === null)) {
    refuse(
      "file-format",
      `archive entry ${quote(name)} is compressed (method ${method}); PyTorch stores entries as they are.`,
      "Unpack the archive and zip it again without compression (zip -0 -r), or load it in PyTorch and torch.save it again.",
    );
  }
  if (flags & ~(HAS_DESCRIPTOR | UTF8_NAME | (method === DEFLATED ? SPEED : 0)))
    refuse("file-format", `archive entry ${quote(name)} has unknown flags (0x${flags.toString(16)}).`);
}

function checkedName(raw: Uint8Array, at: number): string {
  const name = decodeUtf8(raw);
  if (name === undefined) refuse("file-damaged", `the name of the archive entry recorded at byte ${at} is not UTF-8.`);
  const parts = (name.endsWith("/") ? name.slice(0, -1) : name).split("/");
  if (name.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..")) {
    refuse("file-unsafe", `archive entry ${quote(name)} has a name that no archive from PyTorch has.`);
  }
  return name;
}

/** Checks an entry's local header, payload and descriptor, which together fill the file from its offset up to `end`. */
function readEntry(bytes: Uint8Array, view: DataView, entry: Listed, end: number, inflate: Inflate | null): ZipEntry {
  const { name, offset, size, packed, crc, flags, method } = entry;
  const damaged = (what: string): never =>
    refuse("file-damaged", `archive entry ${quote(name)} (at byte ${offset}): ${what}`);
  if (offset + LOCAL_SIZE > end || view.getUint32(offset, true) !== LOCAL) damaged("its local header is missing.");
  const nameEnd = offset + LOCAL_SIZE + view.getUint16(offset + 26, true);
  const start = nameEnd + view.getUint16(offset + 28, true);
  const tail = end - start - packed;
  if (tail < 0) damaged(`its ${packed} bytes do not fit before byte ${end}.`);
  if (!sameBytes(entry.rawName, bytes.subarray(offset + LOCAL_SIZE, nameEnd)))
    damaged("its local header has another name.");
  if (view.getUint16(offset + 6, true) !== flags || view.getUint16(offset + 8, true) !== method) {
    damaged("its local header has other flags or another method.");
  }
  const local = {
    crc: view.getUint32(offset + 14, true),
    packed: view.getUint32(offset + 18, true),
    size: view.getUint32(offset + 22, true),
  };
  const wide = readExtra(bytes.subarray(nameEnd, start), local.size, local.packed, 0);
  if (wide === undefined) return damaged("the extra field of its local header is damaged.");
  // With a descriptor, all or some of the fields may be zeros.
  const zero = (flags & HAS_DESCRIPTOR) !== 0;
  const fits = (value: number, expected: number): boolean => value === expected || (zero && value === 0);
  if (!fits(local.crc, crc) || !fits(wide.packed, packed) || !fits(wide.size, size)) {
    damaged("its local header has another size or CRC-32 than the directory.");
  }
  if (!(zero ? isDescriptor(view, start + packed, tail, entry) : tail === 0)) {
    damaged("what follows its bytes is not what its headers announce.");
  }
  let data = bytes.subarray(start, start + packed);
  if (method === DEFLATED) {
    try {
      data = inflate!(data, size);
    } catch (e) {
      damaged(`its compressed bytes are damaged: ${e instanceof Error ? e.message : String(e)}.`);
    }
  }
  const computed = crc32(data);
  if (computed !== crc) {
    damaged(
      `its bytes were changed: their CRC-32 is 0x${computed.toString(16)}, the archive says 0x${crc.toString(16)}.`,
    );
  }
  return { name, data, offset: start, crc };
}

/** A descriptor comes with or without its signature, and with 32- or 64-bit sizes: 16, 12, 24 or 20 bytes. */
function isDescriptor(view: DataView, at: number, length: number, { crc, packed, size }: Listed): boolean {
  const signed = length === 16 || length === 24;
  if (!signed && length !== 12 && length !== 20) return false;
  if (signed && view.getUint32(at, true) !== DESCRIPTOR) return false;
  const fields = signed ? at + 4 : at;
  if (view.getUint32(fields, true) !== crc) return false;
  return length >= 20
    ? u64(view, fields + 4) === packed && u64(view, fields + 12) === size
    : view.getUint32(fields + 4, true) === packed && view.getUint32(fields + 8, true) === size;
}
