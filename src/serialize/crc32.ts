// CRC-32 as zip uses it (polynomial 0xEDB88320, reflected), sixteen bytes per step: table k holds the CRC of a byte that
// is followed by k zero bytes, and CRCs of the sixteen bytes' contributions add up by xor ("slicing", Kounavis and Berry,
// "A Systematic Approach to Building High Performance Software-based CRC Generators", 2005).

const tables = new Int32Array(16 * 256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  tables[n] = c;
}
for (let n = 256; n < tables.length; n++) {
  const c = tables[n - 256]!;
  tables[n] = (c >>> 8) ^ tables[c & 255]!;
}

/**
 * The CRC-32 of `bytes`, an unsigned 32-bit number. To continue, pass the result for the earlier bytes as `previous`.
 *
 * @example crc32(new TextEncoder().encode("123456789")) // 0xcbf43926
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  const t = tables;
  const b = bytes;
  const wide = b.length - 15;
  let c = ~previous;
  let i = 0;
  for (; i < wide; i += 16) {
    c =
      t[3840 + (b[i]! ^ (c & 255))]! ^
      t[3584 + (b[i + 1]! ^ ((c >>> 8) & 255))]! ^
      t[3328 + (b[i + 2]! ^ ((c >>> 16) & 255))]! ^
      t[3072 + (b[i + 3]! ^ (c >>> 24))]! ^
      t[2816 + b[i + 4]!]! ^
      t[2560 + b[i + 5]!]! ^
      t[2304 + b[i + 6]!]! ^
      t[2048 + b[i + 7]!]! ^
      t[1792 + b[i + 8]!]! ^
      t[1536 + b[i + 9]!]! ^
      t[1280 + b[i + 10]!]! ^
      t[1024 + b[i + 11]!]! ^
      t[768 + b[i + 12]!]! ^
      t[512 + b[i + 13]!]! ^
      t[256 + b[i + 14]!]! ^
      t[b[i + 15]!]!;
  }
  for (; i < b.length; i++) c = (c >>> 8) ^ t[(c ^ b[i]!) & 255]!;
  return ~c >>> 0;
}
