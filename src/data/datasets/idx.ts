import { fail } from "../../diagnose/error.js";
import { checkOptions, noMore } from "../../diagnose/arguments.js";
import type { Tensor } from "../../core/tensor.js";
import { fromTypedArray } from "../../tensor/creation.js";

/**
 * The uint8 tensor in an IDX file, the format of MNIST: two zero bytes, 8 for uint8, the number of dimensions, each size
 * as 32 bits (high byte first), and the elements.
 *
 * @param name the file's name in errors
 * @throws KindlingError `data-file` for a file that is damaged, truncated, compressed, or of another format.
 * @example
 * datasets.readIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9)).tolist(); // → 7,9
 */
export function readIdx(bytes: Uint8Array, name = "the file"): Tensor {
  noMore("readIdx", ["source", "name"], arguments);
  const bad = (why: string, fix = "download it again: it may be truncated, or a different file."): never =>
    fail("data-file", `${name} is not a complete IDX file: ${why}`, fix);
  if (isGzip(bytes)) bad("it is compressed", "unpack it first: await datasets.gunzip(bytes).");
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) bad("it does not begin like one");
  if (bytes[2] !== 8) bad(`its elements are of type ${bytes[2]}, and not bytes`);
  const dims = bytes[3]!,
    start = 4 + 4 * dims;
  if (dims === 0 || dims > 8 || bytes.length < start) bad("its sizes are missing");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dims }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((a, b) => a * b, 1);
  if (bytes.length - start !== count)
    bad(`${shape.join(" × ")} elements should be ${count} bytes, but there are ${bytes.length - start}`);
  return fromTypedArray(new Uint8Array(bytes.subarray(start)), shape); // a copy, not a Buffer
}

/** Whether bytes are a gzip file. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Options of {@link gunzip}. */
export interface GunzipOptions {
  /** The maximum size of the unpacked data. Default 64 MiB, or a hundred times the size of the file. */
  readonly maxBytes?: number;
}

/** The default limit for unpacking a gzip file. Images compress to a third, a file of zeros to a thousandth. */
export const mostUnpacked = (compressed: number): number => Math.max(2 ** 26, 100 * compressed);

/** Rejects data that unpacks to more. */
export const tooLarge = (name: string, most: number): never =>
  fail(
    "data-file",
    `${name} unpacks to more than ${most} bytes`,
    "so small a file should not hold so much data: it may be designed to exhaust memory. If you trust it, use datasets.gunzip(bytes, { maxBytes }).",
  );

/**
 * Unpacks a gzip file, in browsers and in Node.
 *
 * @throws KindlingError `data-file` if it is damaged or truncated, or holds more than `maxBytes`.
 * @example
 * const stream = new Blob([Uint8Array.of(7, 9)]).stream().pipeThrough(new CompressionStream("gzip"));
 * const packed = new Uint8Array(await new Response(stream).arrayBuffer());
 * [...await datasets.gunzip(packed)]; // → 7,9
 */
export async function gunzip(bytes: Uint8Array, options: GunzipOptions = {}): Promise<Uint8Array> {
  noMore("gunzip", 2, arguments);
  checkOptions(options, known, "gunzip");
  const most = options.maxBytes ?? mostUnpacked(bytes.length);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream("gzip"))
      .getReader();
    for (let r = await reader.read(); !r.done; r = await reader.read()) {
      size += r.value.length;
      if (size > most) {
        await reader.cancel();
        break;
      }
      chunks.push(r.value);
    }
  } catch (cause) {
    return fail(
      "data-file",
      `the bytes are not a complete gzip file: ${cause instanceof Error ? cause.message : String(cause)}`,
      "download the file again: it may be truncated.",
    );
  }
  if (size > most) return tooLarge("the file", most);
  const out = new Uint8Array(size);
  let at = 0;
  for (const c of chunks) {
    out.set(c, at);
    at += c.length;
  }
  return out;
}
const known: ReadonlySet<string> = new Set(["maxBytes"]);
