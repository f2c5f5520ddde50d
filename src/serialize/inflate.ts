// A DEFLATE decoder (RFC 1951), for zip files with compressed entries if there is no zlib. Codes are looked up in
// tables with as many bits as the longest code.

/** An error in compressed bytes. */
export class InflateError extends Error {
  static override readonly name: string = "InflateError";
}

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const distanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A code as a table: the symbol in the upper bits, the length of its code in the lower four; 0 if there is no such code. */
interface Table {
  readonly bits: number;
  readonly entries: Uint16Array;
}

function tableOf(lengths: readonly number[]): Table {
  const bits = Math.max(1, ...lengths),
    counts = new Array<number>(16).fill(0);
  for (const l of lengths) counts[l]!++;
  counts[0] = 0;
  const next = [0];
  let code = 0,
    room = 1;
  for (let l = 1; l <= 15; l++) {
    room = 2 * room - counts[l]!;
    if (room < 0) throw new InflateError("a code has too many symbols");
    next[l] = code = (code + counts[l - 1]!) << 1;
  }
  const entries = new Uint16Array(1 << bits);
  lengths.forEach((l, symbol) => {
    if (l === 0) return;
    let reversed = 0;
    for (let i = 0, c = next[l]!++; i < l; i++, c >>= 1) reversed = (reversed << 1) | (c & 1);
    for (let at = reversed; at < entries.length; at += 1 << l) entries[at] = (symbol << 4) | l;
  });
  return { bits, entries };
}

let fixed: readonly [Table, Table] | null = null;
const fixedTables = (): readonly [Table, Table] =>
  (fixed ??= [
    tableOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
    tableOf(new Array<number>(30).fill(5)),
  ]);

/**
 * Unpacks `from`, which must hold `size` bytes.
 *
 * @throws InflateError if the size differs, or if `from` is not a DEFLATE stream.
 */
export function inflateRaw(from: Uint8Array, size: number): Uint8Array {
  // Do not trust the claimed size: DEFLATE expands a byte to at most 1032.
  if (size > from.length * 1032) throw new InflateError("it cannot have that many bytes");
  const out = new Uint8Array(size);
  let at = 0,
    read = 0,
    held = 0,
    count = 0;

  const need = (n: number): number => {
    while (count < n) {
      if (read >= from.length) throw new InflateError("it ends too early");
      held |= from[read++]! << count;
      count += 8;
    }
    const v = held & ((1 << n) - 1);
    held >>>= n;
    count -= n;
    return v;
  };
  const symbol = (t: Table): number => {
    while (count < t.bits && read < from.length) {
      held |= from[read++]! << count;
      count += 8;
    }
    const entry = t.entries[held & ((1 << t.bits) - 1)]!,
      length = entry & 15;
    if (length === 0) throw new InflateError("it has bits that no code begins with");
    if (length > count) throw new InflateError("it ends too early");
    held >>>= length;
    count -= length;
    return entry >> 4;
  };

  for (let last = false; !last;) {
    last = need(1) === 1;
    const kind = need(2);
    if (kind === 0) {
      // Stored: skips the rest of the byte, and returns whole bytes that were read ahead.
      const ahead = count >> 3;
      read -= ahead;
      held = count = 0;
      if (read + 4 > from.length) throw new InflateError("it ends too early");
      const length = from[read]! | (from[read + 1]! << 8);
      if ((length ^ 0xffff) !== (from[read + 2]! | (from[read + 3]! << 8)))
        throw new InflateError("the length of a part is damaged");
      read += 4;
      if (read + length > from.length) throw new InflateError("it ends too early");
      if (at + length > size) throw new InflateError("it has more bytes than it should");
      out.set(from.subarray(read, read + length), at);
      read += length;
      at += length;
      continue;
    }
    if (kind === 3) throw new InflateError("a part is of an unknown kind");
    const [literals, distances] = kind === 1 ? fixedTables() : readTables(need, symbol);
    for (;;) {
      const s = symbol(literals);
      if (s < 256) {
        if (at >= size) throw new InflateError("it has more bytes than it should");
        out[at++] = s;
        continue;
      }
      if (s === 256) break;
      const l = s - 257;
      if (l > 28) throw new InflateError("it has a length that does not exist");
      const length = lengthBase[l]! + need(lengthBits[l]!);
      const d = symbol(distances);
      if (d > 29) throw new InflateError("it has a distance that does not exist");
      const back = at - distanceBase[d]! - need(distanceBits[d]!);
      if (back < 0) throw new InflateError("it refers to bytes before its beginning");
      if (at + length > size) throw new InflateError("it has more bytes than it should");
      if (back + length <= at) out.copyWithin(at, back, back + length);
      else for (let i = 0; i < length; i++) out[at + i] = out[back + i]!;
      at += length;
    }
  }
  if (at < size) throw new InflateError("it has fewer bytes than it should");
  if (read - (count >> 3) < from.length) throw new InflateError("bytes follow its end");
  return out;
}

function readTables(need: (n: number) => number, symbol: (t: Table) => number): [Table, Table] {
  const literals = need(5) + 257,
    distances = need(5) + 1,
    codes = need(4) + 4;
  if (literals > 286 || distances > 30) throw new InflateError("a code has too many symbols");
  const own = new Array<number>(19).fill(0);
  for (let i = 0; i < codes; i++) own[codeOrder[i]!] = need(3);
  const table = tableOf(own),
    lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const s = symbol(table);
    if (s < 16) {
      lengths.push(s);
      continue;
    }
    if (s === 16 && lengths.length === 0) throw new InflateError("a code repeats a length before the first");
    const value = s === 16 ? lengths[lengths.length - 1]! : 0;
    const times = s === 16 ? 3 + need(2) : s === 17 ? 3 + need(3) : 11 + need(7);
    for (let i = 0; i < times; i++) lengths.push(value);
  }
  if (lengths.length > literals + distances) throw new InflateError("a code has too many symbols");
  if (lengths[256] === 0) throw new InflateError("a code has no symbol for the end");
  return [tableOf(lengths.slice(0, literals)), tableOf(lengths.slice(literals))];
}
