// A saved file of either format, as a tree of Python values and their storages.

import { readArchive } from "./archive.js";
import { decodeLatin1, plainBytes } from "./bytes.js";
import { readLegacy } from "./legacy.js";
import { refuse } from "./load-error.js";
import { unpickle } from "./pickle-read.js";
import type { UnpickleOptions } from "./pickle-read.js";
import type { PyValue } from "./py.js";
import { StorageTable } from "./storage-table.js";
import type { ItemSize, StoredData } from "./storage-table.js";

/** The contents of a file. In `root`, storages are `StorageRef`s; their bytes are in `storages`, by key. */
export interface Container {
  readonly format: "zip" | "legacy";
  readonly root: PyValue;
  /** Only those that `root` refers to. Each has as many bytes as its element count says; they are views of the file. */
  readonly storages: ReadonlyMap<string, StoredData>;
  /** The byte order of the storages. */
  readonly byteorder: "little" | "big";
}

/**
 * Reads a file that torch.save or kindling wrote, in the zip or the legacy format.
 *
 * @param allow the names that the pickle may use, and how (see {@link UnpickleOptions})
 * @param itemSize bytes per element of a storage class
 * @throws LoadError for any problem with the file.
 */
export function readContainer(
  input: Uint8Array,
  allow: NonNullable<UnpickleOptions["allow"]>,
  itemSize: ItemSize,
): Container {
  const bytes = plainBytes(input);
  if (bytes[0] === 0x80) return { format: "legacy", byteorder: "little", ...readLegacy(bytes, { allow }, itemSize) };
  if (!startsWith(bytes, "PK")) notOurs(bytes);
  const archive = readArchive(bytes);
  const table = new StorageTable(itemSize);
  const root = unpickle(archive.pickle, { where: `${archive.prefix}/data.pkl`, allow, persistentLoad: table.load });
  for (const ref of table.refs.values()) {
    const record = archive.records.get(ref.key);
    if (record !== undefined) table.fill(ref, record);
  }
  return { format: "zip", root, storages: table.finish(), byteorder: archive.byteorder };
}

function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  return decodeLatin1(bytes.subarray(at, at + text.length)) === text;
}

/** Files that people pass to `load` by mistake, by their first bytes. */
const others: readonly (readonly [start: string, what: string, fix: string])[] = [
  [
    "version https://git-lfs",
    "it is a Git LFS pointer: the place of the file, not the file.",
    "Fetch the file itself: git lfs pull.",
  ],
  [
    "<",
    "it is a web page or XML.",
    "The download gave a page instead of the file: look at it in an editor, and use the file's direct link.",
  ],
  ["\x1f\x8b", "it is compressed with gzip.", "Unpack it first (gunzip), and load what is in it."],
  [
    "\x89HDF",
    "it is an HDF5 file (Keras, h5py).",
    "Load it with the library that wrote it, and save the arrays with torch.save.",
  ],
  ["\x93NUMPY", "it is a NumPy file (.npy).", 'In Python: torch.save(torch.from_numpy(numpy.load(path)), "data.pt").'],
];

function notOurs(bytes: Uint8Array): never {
  if (bytes.length === 0) refuse("file-truncated", "the file is empty.");
  const old = ["sys_info", "pickle", "storages", "tensors"].some((name) => startsWith(bytes, `${name}\0`));
  if (old || startsWith(bytes, "ustar", 257)) {
    refuse(
      "file-format",
      "it is a tar archive, the format of PyTorch before 0.1.10 (2017).",
      "Load it with a PyTorch that still reads it (up to 2.x with weights_only=False) and torch.save it again; if it is another tar archive, unpack it.",
    );
  }
  if (startsWith(bytes, "{", 8)) {
    refuse("file-format", "it looks like a safetensors file.", "safetensors.load(bytes) reads it.");
  }
  for (const [start, what, fix] of others) if (startsWith(bytes, start)) refuse("file-format", what, fix);
  refuse("file-format", "it does not begin like a file that torch.save or kindling's save wrote.");
}
