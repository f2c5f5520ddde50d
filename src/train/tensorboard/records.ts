// TensorBoard's event files: records of a length, a checksum of it, the bytes of an event, and a checksum of those.

let table: Int32Array | null = null;
function castagnoli(): Int32Array {
  if (table !== null) return table;
  table = new Int32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
    table[n] = c;
  }
  return table;
}

/** CRC-32C (polynomial 0x1EDC6F41), masked as in TensorFlow. */
export function maskedCrc(bytes: Uint8Array): number {
  const t = castagnoli();
  let c = -1;
  for (const b of bytes) c = (c >>> 8) ^ t[(c ^ b) & 255]!;
  c = ~c >>> 0;
  return (((c >>> 15) | (c << 17)) + 0xa282ead8) >>> 0;
}

/** The record of an event. */
export function recordOf(event: Uint8Array): Uint8Array {
  const out = new Uint8Array(event.length + 16),
    v = new DataView(out.buffer);
  v.setUint32(0, event.length, true);
  v.setUint32(8, maskedCrc(out.subarray(0, 8)), true);
  out.set(event, 12);
  v.setUint32(event.length + 12, maskedCrc(event), true);
  return out;
}
