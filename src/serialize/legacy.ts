// The format of torch.save before PyTorch 1.6 (and with _use_new_zipfile_serialization=False): pickles one after the
// other (a magic number, the protocol, a record of the machine, the object, the keys of its storages) and then, for
// each key, a count and the elements, little-endian on every machine.

import { u64, viewOf } from "./bytes.js";
import { LoadError, quote, refuse } from "./load-error.js";
import { unpickleAt } from "./pickle-read.js";
import type { UnpickleOptions } from "./pickle-read.js";
import { PyDict } from "./py.js";
import type { PyValue } from "./py.js";
import { StorageTable } from "./storage-table.js";
import type { ItemSize, StoredData } from "./storage-table.js";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * Reads a file in the legacy format.
 *
 * @throws LoadError
 */
export function readLegacy(
  bytes: Uint8Array,
  options: Pick<UnpickleOptions, "allow">,
  itemSize: ItemSize,
): { root: PyValue; storages: Map<string, StoredData> } {
  let at = 0;
  const next = (where: string, more: UnpickleOptions = {}): PyValue => {
    const { value, end } = unpickleAt(bytes, at, { where, ...more });
    at = end;
    return value;
  };
  checkMagic(() => next("the magic number at the start", { maxObjects: 0 }));
  const protocol = next("the protocol number", { maxObjects: 0 });
  if (protocol !== PROTOCOL)
    refuse(
      "file-format",
      `Invalid protocol version: ${typeof protocol === "number" ? protocol : "not an int"}; PyTorch's is ${PROTOCOL}.`,
    );
  if (!(next("the facts about the machine") instanceof PyDict))
    refuse("file-damaged", "the record of the machine that wrote the file is not a dict.");
  const table = new StorageTable(itemSize);
  const root = next("the pickled object", { ...options, persistentLoad: table.load });
  const keys = next("the list of storages");
  if (!Array.isArray(keys)) refuse("file-damaged", "the file has no list of its storages.");
  const view = viewOf(bytes);
  const seen = new Set<string>();
  for (const key of keys) {
    const ref = typeof key === "string" ? table.refs.get(key) : undefined;
    if (ref === undefined) refuse("file-damaged", "the file lists a storage that its object does not use.");
    if (seen.has(ref.key)) refuse("file-damaged", `the file lists storage ${quote(ref.key)} twice.`);
    seen.add(ref.key);
    if (bytes.length - at < 8) tooShort(ref.key, bytes.length);
    const numel = u64(view, at);
    if (numel !== ref.numel)
      refuse(
        "file-damaged",
        `storage ${quote(ref.key)} (at byte ${at}) should have ${ref.numel} elements, but says ${numel}.`,
      );
    const length = numel * table.itemSize(ref);
    at += 8;
    if (bytes.length - at < length) tooShort(ref.key, bytes.length);
    table.fill(ref, bytes.subarray(at, at + length));
    at += length;
  }
  if (at !== bytes.length)
    refuse("file-damaged", `${bytes.length - at} bytes follow the end of the last storage (byte ${at}).`);
  return { root, storages: table.finish() };
}

/** Any pickle may start like this; without the magic number as its first value, torch.save did not write it. */
function checkMagic(first: () => PyValue): void {
  let value: PyValue = null;
  try {
    value = first();
  } catch (e) {
    if (!(e instanceof LoadError) || e.code === "file-truncated") throw e;
  }
  if (value !== MAGIC) {
    refuse(
      "file-format",
      "Invalid magic number; corrupt file? It is a Python pickle, but torch.save did not write it.",
      "In Python, load it the way it was saved (pickle, joblib, ...), and torch.save its contents.",
    );
  }
}

function tooShort(key: string, length: number): never {
  refuse("file-truncated", `the file ends after ${length} bytes, inside storage ${quote(key)}.`);
}
