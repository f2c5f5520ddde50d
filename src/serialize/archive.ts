// The contents of PyTorch's zip archives: one folder with data.pkl, the storages and a version.

import { decodeUtf8 } from "./bytes.js";
import { crc32 } from "./crc32.js";
import { quote, refuse } from "./load-error.js";
import { readZip } from "./zip-read.js";
import { writeZip } from "./zip-write.js";
import type { ZipInput } from "./zip-write.js";

/** A parsed `.pt` archive. The arrays are views of the archive's bytes. */
export interface Archive {
  /** The folder of all entries: usually the file's name when it was saved. */
  readonly prefix: string;
  readonly pickle: Uint8Array;
  /** The storages' bytes by key (`data/<key>`). */
  readonly records: ReadonlyMap<string, Uint8Array>;
  /** The byte order of the storages. */
  readonly byteorder: "little" | "big";
  readonly version: number;
}

/** torch.save writes 3; PyTorch reads up to 10. */
const VERSION = 3;
const NEWEST_VERSION = 10;

/**
 * Parses an archive written by torch.save.
 *
 * @throws LoadError for a broken archive and for one of another kind (TorchScript, a plain zip).
 */
export function readArchive(bytes: Uint8Array): Archive {
  const files = new Map<string, Uint8Array>();
  let prefix: string | undefined;
  for (const { name, data } of readZip(bytes).values()) {
    const slash = name.indexOf("/");
    prefix ??= name.slice(0, Math.max(slash, 0));
    if (slash < 0 || name.slice(0, slash) !== prefix) {
      refuse(
        "file-format",
        `archive entry ${quote(name)} is not in the one folder that torch.save puts everything into: this zip is not a PyTorch file.`,
      );
    }
    files.set(name.slice(slash + 1), data);
  }
  if (files.has("constants.pkl")) {
    refuse(
      "file-format",
      "this is a TorchScript archive (torch.jit.save): a program, not only weights. kindling does not run programs from files.",
      'In Python: m = torch.jit.load(path); torch.save(m.state_dict(), "weights.pt"), and load that file.',
    );
  }
  const pickle = files.get("data.pkl");
  if (prefix === undefined || pickle === undefined)
    refuse("file-format", "this zip archive has no data.pkl, so torch.save did not write it.");
  const records = new Map<string, Uint8Array>();
  for (const [name, data] of files) if (name.startsWith("data/")) records.set(name.slice(5), data);
  return {
    prefix,
    pickle,
    records,
    byteorder: byteorderOf(files.get("byteorder")),
    version: versionOf(files.get(".data/version") ?? files.get("version")),
  };
}

function versionOf(record: Uint8Array | undefined): number {
  if (record === undefined)
    refuse("file-format", "this zip archive has no version record, so torch.save did not write it.");
  const text = /^([0-9]{1,9})\n?$/.exec(decodeUtf8(record.subarray(0, 16)) ?? "")?.[1];
  const version = Number(text);
  if (text === undefined || version < 1) refuse("file-damaged", "the archive's version record is not a number.");
  if (version > NEWEST_VERSION) {
    refuse(
      "file-format",
      `Attempted to read a PyTorch file with version ${version}, but the maximum supported version for reading is ${NEWEST_VERSION}.`,
    );
  }
  return version;
}

function byteorderOf(record: Uint8Array | undefined): "little" | "big" {
  if (record === undefined) return "little"; // missing before PyTorch 2.1
  const text = decodeUtf8(record.subarray(0, 16));
  return text === "little" || text === "big"
    ? text
    : refuse("file-damaged", 'the archive\'s byteorder record is neither "little" nor "big".');
}

/** The input of {@link writeArchive}. */
export interface ArchiveInput {
  /** The folder's name: the file's name without its extension, as in PyTorch. Default "archive". */
  readonly prefix?: string;
  readonly pickle: Uint8Array;
  /** The storages by key, little-endian, in the order in which the pickle first names them. */
  readonly records: Iterable<readonly [string, Uint8Array | readonly Uint8Array[]]>;
}

/**
 * An archive in the format of the newest torch.save, as chunks to write in order: the storages are not copied. Equal
 * input produces equal bytes.
 */
export function writeArchive({ prefix, pickle, records }: ArchiveInput): Uint8Array[] {
  const folder = prefix !== undefined && isPlainName(prefix) ? prefix : "archive";
  const entries: Required<ZipInput>[] = [];
  const put = (name: string, data: Uint8Array | readonly Uint8Array[]): void => {
    let crc = 0;
    for (const piece of data instanceof Uint8Array ? [data] : data) crc = crc32(piece, crc);
    entries.push({ name: `${folder}/${name}`, data, crc });
  };
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  put("data.pkl", pickle);
  put(".format_version", text("1"));
  put(".storage_alignment", text("64"));
  put("byteorder", text("little"));
  for (const [key, data] of records) put(`data/${key}`, data);
  put("version", text(`${VERSION}\n`));
  put(".data/serialization_id", text(serializationId(entries)));
  return writeZip(entries);
}

/** Like PyTorch, falls back to "archive" if a file's name is not plain ASCII. */
function isPlainName(name: string): boolean {
  return /^[\w+=@,-][\w .+=@,-]*$/.test(name) && name.length <= 200;
}

/** Forty digits that identify a file's contents: FNV-1a of the entries' names, and of their CRCs. */
function serializationId(entries: readonly Required<ZipInput>[]): string {
  const names = fnv1a(entries.map((e) => e.name).join("\n"));
  const contents = fnv1a(entries.map((e) => e.crc.toString(16)).join("\n"));
  return names + contents;
}

function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString().padStart(20, "0");
}
