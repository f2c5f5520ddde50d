// Compression of served files: brotli or gzip, if the browser accepts it and the file gets smaller.

import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

type Encoding = "br" | "gzip";

/** Types of files worth compressing; weights and the like are not. */
export const packable = (type: string): boolean => /^(text\/|application\/json|image\/svg)/.test(type);

/** The encoding by the request's `Accept-Encoding`: brotli, gzip, or null for the plain file. */
export function encodingOf(accepts: string | string[] | undefined): Encoding | null {
  const weights = new Map<string, number>();
  for (const choice of String(accepts ?? "")
    .toLowerCase()
    .split(",")) {
    const [name = "", ...options] = choice.split(";").map((s) => s.trim());
    const q = options.find((o) => o.startsWith("q="))?.slice(2),
      weight = q === undefined ? 1 : Number(q);
    if (name !== "") weights.set(name, weight >= 0 ? weight : 0);
  }
  const weight = (name: string): number => weights.get(name) ?? weights.get("*") ?? 0;
  const [br, gz] = [weight("br"), weight("gzip")],
    plain = weights.get("identity") ?? 0;
  if (Math.max(br, gz) <= 0 || plain > Math.max(br, gz)) return null;
  return br >= gz ? "br" : "gzip";
}

const pack: Readonly<Record<Encoding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/** A cache of a few dozen files in two forms: each is compressed once. */
const done = new Map<string, Promise<Buffer>>();

/** `version`: changes with the file's content. */
export function packed(file: string, version: string, encoding: Encoding): Promise<Buffer> {
  const key = `${encoding} ${version} ${file}`;
  let bytes = done.get(key);
  if (bytes === undefined) {
    bytes = readFile(file).then(pack[encoding]);
    bytes.catch(() => done.delete(key)); // the next request tries again
    done.set(key, bytes);
  }
  return bytes;
}
