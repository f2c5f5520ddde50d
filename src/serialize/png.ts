// Images as PNG files (RFC 2083): 8 bits for each of 1 (gray), 2 (gray, alpha), 3 (red, green, blue) or 4 channels.

import { concatBytes } from "./bytes.js";
import { crc32 } from "./crc32.js";
import { zlibOf } from "./deflate.js";

/** An image; its pixels row by row, the channels of each pixel together. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly pixels: Uint8Array;
}

/** The PNG file of an image. Each row is written as its difference from the one above, which is 0 in uniform areas. */
export function encodePng({ width, height, channels, pixels }: Picture): Uint8Array {
  const row = width * channels,
    filtered = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) {
    const to = y * (row + 1) + 1,
      from = y * row;
    filtered[to - 1] = 2; // "up"
    for (let i = 0; i < row; i++) filtered[to + i] = pixels[from + i]! - (y > 0 ? pixels[from - row + i]! : 0);
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, [0, 0, 4, 2, 6][channels]!);
  return concatBytes([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", zlibOf(filtered)),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12),
    view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = name.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(data.length + 8, crc32(out.subarray(4, data.length + 8)));
  return out;
}
