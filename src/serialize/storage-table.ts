import { quote, refuse } from "./load-error.js";
import type { Global, PyValue } from "./py.js";
import { loadPersistent, StorageRef } from "./storage-ref.js";

/** A storage in a file: `numel` elements of the dtype of `type`, in `bytes` (a view of the file). */
export interface StoredData {
  readonly type: Global;
  readonly numel: number;
  readonly bytes: Uint8Array;
}

/** Bytes per element of a storage class, `undefined` for other classes. */
export type ItemSize = (type: Global) => number | undefined;

/** The storages that a pickle refers to, and then their bytes. References to the same key must agree. */
export class StorageTable {
  readonly #itemSize: ItemSize;
  readonly #refs = new Map<string, StorageRef>();
  readonly #data = new Map<string, StoredData>();

  constructor(itemSize: ItemSize) {
    this.#itemSize = itemSize;
  }

  /** The hook for the unpickler. */
  readonly load = (id: PyValue): PyValue => {
    const value = loadPersistent(id);
    if (!(value instanceof StorageRef)) return value;
    const first = this.#refs.get(value.key);
    if (first === undefined) this.#refs.set(value.key, value);
    else if (first.numel !== value.numel || first.type !== value.type) {
      refuse(
        "file-damaged",
        `the file describes storage ${quote(value.key)} in two ways: ${first.numel} elements of ${quote(`${first.type}`)} and ${value.numel} of ${quote(`${value.type}`)}.`,
      );
    }
    return value;
  };

  get refs(): ReadonlyMap<string, StorageRef> {
    return this.#refs;
  }

  /** Bytes per element of a storage that the pickle refers to. */
  itemSize(ref: StorageRef): number {
    return (
      this.#itemSize(ref.type) ??
      refuse(
        "file-unsafe",
        `storage ${quote(ref.key)} is said to be of type ${quote(`${ref.type}`)}, which is not a storage type.`,
      )
    );
  }

  /** Assigns a storage's bytes, whose number must match the pickle. */
  fill(ref: StorageRef, bytes: Uint8Array): void {
    const size = this.itemSize(ref);
    if (Math.floor(bytes.length / size) !== ref.numel) {
      refuse(
        "file-damaged",
        `storage ${quote(ref.key)} should have ${ref.numel} elements of ${size} bytes, but ${bytes.length} bytes are stored.`,
      );
    }
    this.#data.set(ref.key, { type: ref.type, numel: ref.numel, bytes: bytes.subarray(0, ref.numel * size) });
  }

  /** All storages by key; each must have been filled. */
  finish(): Map<string, StoredData> {
    for (const key of this.#refs.keys()) {
      if (!this.#data.has(key)) refuse("file-damaged", `the file refers to storage ${quote(key)}, which is not in it.`);
    }
    return this.#data;
  }
}
