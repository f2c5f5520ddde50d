import { mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fail } from "../../diagnose/error.js";
import { download } from "./download-node.js";
import { isGzip, mostUnpacked, tooLarge } from "./idx.js";

/** A folder: a path or a `file:` URL. */
export type Root =
  | string
  | {
      /** The address, as a `URL` has it. */
      readonly href: string;
    };
/** The requested folder; null for anything else, such as the bytes of files. */
export function folderOf(set: string, source: unknown): string | null {
  if (typeof source === "string") return source;
  if (typeof source !== "object" || source === null)
    return fail(
      "data",
      `${set} takes the folder of its files, or their bytes, but got ${source === null ? "null" : typeof source}`,
      `new datasets.${set}("./data", { download: true })`,
    );
  if (!("href" in source)) return null;
  const url = new URL(String(source.href));
  return url.protocol === "file:"
    ? fileURLToPath(url)
    : fail(
        "data",
        `${set} takes a folder, but ${url.href} is not one`,
        `new datasets.${set}("./data", { download: true }); to download from elsewhere, pass \`mirrors\`.`,
      );
}

export const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** A downloadable file: its name in the folder, its MD5, and the addresses of its folders. */
export interface Remote {
  readonly name: string;
  readonly md5: string;
  readonly mirrors: readonly string[];
}

/**
 * The content of a dataset's file, unpacked: from the first folder that has it, plain or as `.gz`. If none has it, it
 * is downloaded into `into`, if requested.
 */
export function fileOf(
  set: string,
  name: string,
  folders: readonly string[],
  into: string,
  remote: Remote,
  fetch: boolean,
): { readonly file: string; readonly bytes: Uint8Array } {
  for (const folder of folders) {
    for (const file of [path.join(folder, name), path.join(folder, `${name}.gz`)])
      if (isFile(file)) return { file, bytes: unpacked(file) };
  }
  if (!fetch) {
    fail(
      "data-missing",
      "Dataset not found. You can use download=True to download it",
      `${name} (or ${name}.gz) of ${set} is in none of ${folders.join(", ")}. Pass { download: true } to fetch it, or put it there.`,
    );
  }
  mkdirSync(into, { recursive: true });
  const target = path.join(into, remote.name);
  download(
    remote.mirrors.map((m) => m + remote.name),
    target,
    remote.md5,
  );
  return { file: target, bytes: unpacked(target) };
}

/** The content of a file, unpacked if it is a gzip file. */
export function unpacked(file: string): Uint8Array {
  const bytes = new Uint8Array(readFileSync(file));
  if (!isGzip(bytes)) return bytes;
  const most = mostUnpacked(bytes.length);
  try {
    const { buffer, byteOffset, length } = gunzipSync(bytes, { maxOutputLength: most });
    return new Uint8Array(buffer, byteOffset, length);
  } catch (cause) {
    if (cause instanceof RangeError) return tooLarge(file, most);
    return fail(
      "data-file",
      `${file} is not a complete gzip file: ${cause instanceof Error ? cause.message : String(cause)}`,
      "delete it and download it again: it may be truncated.",
    );
  }
}
