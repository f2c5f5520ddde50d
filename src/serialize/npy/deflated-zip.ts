// A zip archive with compressed entries, as small as the format allows: no descriptors, no zip64.

import { fail } from "../../diagnose/error.js";
import { concatBytes, viewOf } from "../bytes.js";
import { crc32 } from "../crc32.js";
import { deflateRaw } from "../deflate.js";
import { CENTRAL, CENTRAL_SIZE, END, END_SIZE, LOCAL, LOCAL_SIZE, MAX16, MAX32, UTF8_NAME } from "../zip-format.js";

/** The archive as chunks. */
export function deflatedZip(
  entries: readonly { readonly name: string; readonly data: readonly Uint8Array[] }[],
): Uint8Array[] {
  const chunks: Uint8Array[] = [],
    directory: Uint8Array[] = [];
  let offset = 0;
  for (const e of entries) {
    const data = concatBytes(e.data),
      packed = deflateRaw(data),
      name = new TextEncoder().encode(e.name);
    // The common part of both headers: version, flags, method, time and date, checksums and sizes.
    const shared = (v: DataView, at: number): void => {
      v.setUint16(at, 20, true);
      v.setUint16(at + 2, UTF8_NAME, true);
      v.setUint16(at + 4, 8, true);
      v.setUint32(at + 6, 0x00210000, true); // 1 January 1980
      v.setUint32(at + 10, crc32(data), true);
      v.setUint32(at + 14, packed.length, true);
      v.setUint32(at + 18, data.length, true);
      v.setUint16(at + 22, name.length, true);
    };
    const local = new Uint8Array(LOCAL_SIZE + name.length),
      central = new Uint8Array(CENTRAL_SIZE + name.length);
    viewOf(local).setUint32(0, LOCAL, true);
    shared(viewOf(local), 4);
    local.set(name, LOCAL_SIZE);
    viewOf(central).setUint32(0, CENTRAL, true);
    viewOf(central).setUint16(4, 20, true);
    shared(viewOf(central), 6);
    viewOf(central).setUint32(42, offset, true);
    central.set(name, CENTRAL_SIZE);
    chunks.push(local, packed);
    directory.push(central);
    offset += local.length + packed.length;
    if (offset > MAX32 || data.length > MAX32 || name.length > MAX16 || directory.length > MAX16)
      fail("save-value", "a compressed .npz file cannot have more than 4 GiB here.", "leave { compressed: true } out.");
  }
  const end = new Uint8Array(END_SIZE),
    v = viewOf(end);
  v.setUint32(0, END, true);
  v.setUint16(8, directory.length, true);
  v.setUint16(10, directory.length, true);
  v.setUint32(
    12,
    directory.reduce((n, d) => n + d.length, 0),
    true,
  );
  v.setUint32(16, offset, true);
  return [...chunks, ...directory, end];
}
