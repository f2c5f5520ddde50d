// References in a pickle from torch.save to external storages: persistent ids that are tuples.

import { quote, refuse } from "./load-error.js";
import { Global, Persistent, PyTuple } from "./py.js";
import type { PyValue } from "./py.js";

/** A part of a storage under its own key, as PyTorch before 0.4 wrote it; in elements. */
export interface StorageView {
  readonly key: string;
  readonly offset: number;
  readonly numel: number;
}

/** A storage that the pickle refers to: `('storage', torch.FloatStorage, '0', 'cpu', 10)`. Its bytes are elsewhere. */
export class StorageRef extends Persistent {
  /** The storage's class, which determines its dtype (`torch.FloatStorage`, `torch.storage.UntypedStorage`). */
  readonly type: Global;
  readonly key: string;
  /** The device it was on, such as "cpu" or "cuda:0". */
  readonly location: string;
  /** The number of elements of the whole storage. */
  readonly numel: number;
  readonly view: StorageView | undefined;
  constructor(type: Global, key: string, numel: number, location = "cpu", view?: StorageView) {
    super(new PyTuple(["storage", type, key, location, numel]));
    this.type = type;
    this.key = key;
    this.location = location;
    this.numel = numel;
    this.view = view;
  }
}

/**
 * Reads a persistent id: a storage becomes a {@link StorageRef}; a class that came with its source code, as the legacy
 * format has them, becomes the class's name. (The source code is ignored.)
 *
 * @throws LoadError for an id that torch.save does not write.
 */
export function loadPersistent(id: PyValue): Global | StorageRef {
  const parts = id instanceof PyTuple ? id.items : [];
  if (parts[0] === "storage" && (parts.length === 5 || parts.length === 6)) return storageRef(parts);
  if (parts[0] === "module" && parts[1] instanceof Global && parts.length === 4) return parts[1];
  refuse("file-damaged", "the file refers to something stored outside its pickle in a way that torch.save does not.");
}

function storageRef(parts: readonly PyValue[]): StorageRef {
  const [, type, key, location, numel, view = null] = parts;
  if (!(type instanceof Global) || typeof key !== "string" || typeof location !== "string" || !isCount(numel)) {
    refuse(
      "file-damaged",
      "the file refers to a storage by something other than a storage type, key, location and size.",
    );
  }
  if (view === null) return new StorageRef(type, key, numel, location);
  const [viewKey, offset, size] = view instanceof PyTuple ? view.items : [];
  if (typeof viewKey !== "string" || !isCount(offset) || !isCount(size) || offset + size > numel) {
    refuse("file-damaged", `the file refers to a part of storage ${quote(key)} that is outside of it.`);
  }
  return new StorageRef(type, key, numel, location, { key: viewKey, offset, numel: size });
}

function isCount(value: PyValue | undefined): value is number {
  return typeof value === "number" && value >= 0;
}
