import { fail } from "../diagnose/error.js";
import { crc32 } from "./crc32.js";
import { centralHeader, descriptor, endRecords, localHeader, MAX16 } from "./zip-format.js";
import type { EntryFields } from "./zip-format.js";

/** An entry to write; its bytes may come in several pieces. Their CRC-32 is computed unless it is given. */
export interface ZipInput {
  readonly name: string;
  readonly data: Uint8Array | readonly Uint8Array[];
  readonly crc?: number;
}

/**
 * A zip archive in PyTorch's layout, byte for byte: entries stored, each payload at a multiple of `alignment` (default
 * 64), descriptors after the payloads, zip64 end records always. The result contains the payloads themselves, not
 * copies: write the chunks in order, or join them with `concatBytes`.
 *
 * @example
 * const chunks = writeZip([{ name: "a/version", data: new TextEncoder().encode("3") }]);
 * chunks.length; // → 5
 */
export function writeZip(entries: readonly ZipInput[], alignment = 64): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const names = new Set<string>();
  let offset = 0;
  const put = (chunk: Uint8Array): void => {
    chunks.push(chunk);
    offset += chunk.length;
  };
  for (const input of entries) {
    const { name, data } = input;
    if (names.has(name)) fail("internal", `two archive entries are called ${JSON.stringify(name)}.`);
    names.add(name);
    const entry = fieldsOf(input, offset);
    put(localHeader(entry.name, entry.size, offset, alignment));
    for (const piece of data instanceof Uint8Array ? [data] : data) put(piece);
    put(descriptor(entry));
    directory.push(centralHeader(entry));
  }
  const start = offset;
  for (const record of directory) put(record);
  put(endRecords(directory.length, offset - start, start));
  return chunks;
}

function fieldsOf({ name, data, crc }: ZipInput, offset: number): EntryFields {
  const encoded = new TextEncoder().encode(name);
  if (encoded.length > MAX16) fail("internal", "the name of an archive entry is longer than 65535 bytes.");
  let size = 0;
  let sum = 0;
  for (const piece of data instanceof Uint8Array ? [data] : data) {
    size += piece.length;
    if (crc === undefined) sum = crc32(piece, sum);
  }
  return { name: encoded, size, crc: crc ?? sum, offset };
}
