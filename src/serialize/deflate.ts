// A DEFLATE encoder (RFC 1951): it finds repeats of at least four bytes by a hash of four, the latest first, and uses
// the fixed code. Images with large uniform areas shrink to a hundredth; zlib would make them slightly smaller.

const WINDOW = 32_768,
  HASH = 15;

/** Bits, least significant first. */
class Bits {
  private bytes: Uint8Array;
  private at = 0;
  private held = 0;
  private count = 0;
  constructor(room: number) {
    this.bytes = new Uint8Array(room);
  }
  put(value: number, bits: number): void {
    this.held |= value << this.count;
    this.count += bits;
    while (this.count >= 8) {
      if (this.at === this.bytes.length) {
        const more = new Uint8Array(2 * this.at);
        more.set(this.bytes);
        this.bytes = more;
      }
      this.bytes[this.at++] = this.held & 255;
      this.held >>>= 8;
      this.count -= 8;
    }
  }
  done(): Uint8Array {
    if (this.count > 0) this.put(0, 8 - this.count);
    return this.bytes.slice(0, this.at);
  }
}

/** A Huffman code is sent most significant bit first. */
function reversed(code: number, bits: number): number {
  let r = 0;
  for (let i = 0; i < bits; i++, code >>= 1) r = (r << 1) | (code & 1);
  return r;
}

function putSymbol(to: Bits, s: number): void {
  if (s < 144) to.put(reversed(0x30 + s, 8), 8);
  else if (s < 256) to.put(reversed(0x190 + s - 144, 9), 9);
  else if (s < 280) to.put(reversed(s - 256, 7), 7);
  else to.put(reversed(0xc0 + s - 280, 8), 8);
}

function putLength(to: Bits, length: number): void {
  if (length === 258) return putSymbol(to, 285);
  const l = length - 3;
  if (l < 8) return putSymbol(to, 257 + l);
  const extra = 29 - Math.clz32(l); // bits beyond the three that choose the symbol
  putSymbol(to, 257 + 4 * extra + (l >> extra));
  to.put(l & ((1 << extra) - 1), extra);
}

function putDistance(to: Bits, distance: number): void {
  const d = distance - 1;
  if (d < 4) return to.put(reversed(d, 5), 5);
  const extra = 30 - Math.clz32(d);
  to.put(reversed(2 * extra + (d >> extra), 5), 5);
  to.put(d & ((1 << extra) - 1), extra);
}

/**
 * The bytes as one DEFLATE stream.
 *
 * @example deflateRaw(new Uint8Array(1000)).length < 20 // true
 */
export function deflateRaw(bytes: Uint8Array): Uint8Array {
  const to = new Bits(Math.max(64, bytes.length >> 2)),
    latest = new Int32Array(1 << HASH).fill(-1);
  const hash = (i: number): number =>
    Math.imul(bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24), 0x9e3779b1) >>>
    (32 - HASH);
  to.put(0b011, 3); // the last block, of the fixed code
  let i = 0;
  while (i < bytes.length) {
    let length = 0,
      from = -1;
    if (i + 4 <= bytes.length) {
      const h = hash(i);
      from = latest[h]!;
      latest[h] = i;
      if (from >= 0 && i - from <= WINDOW) {
        const most = Math.min(258, bytes.length - i);
        while (length < most && bytes[from + length] === bytes[i + length]) length++;
      }
    }
    if (length < 4) putSymbol(to, bytes[i++]!);
    else {
      putLength(to, length);
      putDistance(to, i - from);
      const end = Math.min(i + length, bytes.length - 3);
      for (let j = i + 1; j < end; j++) latest[hash(j)] = j;
      i += length;
    }
  }
  putSymbol(to, 256);
  return to.done();
}

/** The bytes as zlib writes them (RFC 1950): a DEFLATE stream between two bytes and a checksum. */
export function zlibOf(bytes: Uint8Array): Uint8Array {
  const raw = deflateRaw(bytes),
    out = new Uint8Array(raw.length + 6);
  out[0] = 0x78;
  out[1] = 0x01;
  out.set(raw, 2);
  let a = 1,
    b = 0;
  for (let i = 0; i < bytes.length;) {
    for (const end = Math.min(i + 3800, bytes.length); i < end; i++) b += a += bytes[i]!;
    a %= 65_521;
    b %= 65_521;
  }
  new DataView(out.buffer).setUint32(raw.length + 2, ((b << 16) | a) >>> 0);
  return out;
}
