// Bytes and text, decoded strictly, since files may be hostile.

// `ignoreBOM` keeps a leading U+FEFF: it is part of the text here, not a mark to drop.
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The same bytes as a plain Uint8Array, for any kind of view (a Node Buffer's `slice` shares memory, while a Uint8Array's copies). */
export function plainBytes(bytes: ArrayBufferView): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A DataView over exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A little-endian u64, as a number. Above 2^53 it is not exact, but larger than any file anyway. */
export function u64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** All chunks in one array. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Decodes strict UTF-8; `undefined` if it is malformed. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Python's `bytes.decode("utf-8", "surrogatepass")`: UTF-8 in which a lone surrogate is encoded as three bytes.
 * `undefined` if it is malformed.
 */
export function decodePython(bytes: Uint8Array): string | undefined {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  const pieces: string[] = [];
  let from = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    const second = bytes[i + 1]!;
    const third = bytes[i + 2]!;
    if (bytes[i] !== 0xed || (second & 0xe0) !== 0xa0 || (third & 0xc0) !== 0x80) continue;
    const before = decodeUtf8(bytes.subarray(from, i));
    if (before === undefined) return undefined;
    pieces.push(before, String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)));
    i += 2;
    from = i + 1;
  }
  const rest = decodeUtf8(bytes.subarray(from));
  return rest === undefined ? undefined : pieces.join("") + rest;
}

/** Python's `str.encode("utf-8", "surrogatepass")`. */
export function encodePython(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return encoder.encode(text);
  const chunks: Uint8Array[] = [];
  // With the u flag a well-formed pair is one character, so this splits off only lone ones.
  for (const piece of text.split(/(\p{Surrogate})/u)) {
    const c = piece.charCodeAt(0);
    const lone = piece.length === 1 && c >= 0xd800 && c < 0xe000;
    chunks.push(
      lone ? Uint8Array.of(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 0x3f), 0x80 | (c & 0x3f)) : encoder.encode(piece),
    );
  }
  return concatBytes(chunks);
}

/** One byte per character, as Python's latin1; `undefined` if a character does not fit. */
export function encodeLatin1(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 255) return undefined;
    bytes[i] = c;
  }
  return bytes;
}

/** One character per byte. */
export function decodeLatin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  const step = 4096; // the arguments of a call are on the stack
  for (let i = 0; i < bytes.length; i += step) pieces.push(String.fromCharCode(...bytes.subarray(i, i + step)));
  return pieces.join("");
}
