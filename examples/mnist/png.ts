// A picture as a PNG file: eight bits a channel, grey or RGB. Source: the PNG specification (W3C), sections 5 and 11.
import { crc32, deflateSync } from "node:zlib";

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The bytes of a PNG of `width` × `height` pixels; `pixels` row by row, one byte each for grey, three for RGB. */
export function png(width: number, height: number, pixels: Uint8Array): Uint8Array {
  const channels = pixels.length / (width * height);
  if (channels !== 1 && channels !== 3)
    throw new RangeError(
      `${width} × ${height} pixels need ${width * height} bytes, or three times as many, not ${pixels.length}`,
    );
  const header = new Uint8Array(13),
    view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  // Each row begins with the number of its filter: 0, none.
  const row = width * channels,
    raw = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** Length, type, content and checksum. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(content.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
