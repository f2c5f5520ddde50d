// The storages of a file as storages of ours.

import { Storage } from "../../core/storage.js";
import type { DType } from "../../shape/dtype.js";
import { dtypeInfo, isComplex, partType } from "../../shape/dtype.js";
import type { Container } from "../container.js";
import { refuse } from "../load-error.js";
import type { StorageRef } from "../storage-ref.js";
import { storageDType, UNTYPED } from "./dtypes.js";

/** A storage, and the part of it that a reference means. */
export interface Region { readonly storage: Storage; readonly start: number; readonly numel: number }

/** Copies each storage out of the file once, when a tensor first asks for it, and gives all tensors over it the same one. */
export class Storages {
  readonly #from: Container;
  readonly #buffers = new Map<string, ArrayBuffer>();
  readonly #made = new Map<string, Storage>();

  constructor(from: Container) { this.#from = from; }

  /** What a reference means, as elements of `dtype`; by default, those of the reference's storage class. */
  region(ref: StorageRef, dtype: DType = this.dtypeOf(ref)): Region {
    const id = `${dtype} ${ref.key}`;
    let storage = this.#made.get(id);
    if (storage === undefined) this.#made.set(id, storage = this.#make(ref.key, dtype));
    const { view } = ref;
    return { storage, start: view?.offset ?? 0, numel: view?.numel ?? storage.data.length / (isComplex(dtype) ? 2 : 1) };
  }

  dtypeOf(ref: StorageRef): DType {
    const dtype = storageDType(ref.type);
    return dtype === undefined || dtype === UNTYPED ? "uint8" : dtype;
  }

  #make(key: string, dtype: DType): Storage {
    const { bytes, view } = dtypeInfo[dtype];
    const stored = this.#from.storages.get(key)!.bytes;
    const n = Math.floor(stored.length / bytes);
    const big = this.#from.byteorder === "big" && bytes > 1;
    // A copy, since the file's bytes are not the tensor's to change, and lie anywhere while typed arrays must be aligned.
    let buffer = big ? undefined : this.#buffers.get(key);
    if (buffer === undefined) {
      const copy = stored.slice();
      if (big) swapBytes(copy, dtypeInfo[partType(dtype)].bytes);
      else this.#buffers.set(key, copy.buffer);
      buffer = copy.buffer;
    }
    const data = view(buffer, 0, n);
    // Kernels rely on 0 and 1.
    if (dtype === "bool") for (let i = 0; i < n; i++) if (data[i] !== 0) data[i] = 1;
    return new Storage(data, partType(dtype));
  }
}

function swapBytes(data: Uint8Array, size: number): void {
  for (let i = 0; i + size <= data.length; i += size) data.subarray(i, i + size).reverse();
}

/** Checks that a tensor may show a storage as elements of `dtype`. */
export function checkStorageDType(ref: StorageRef, dtype: DType): void {
  const own = storageDType(ref.type);
  if (own !== UNTYPED && own !== dtype) refuse("file-damaged", `a tensor of dtype torch.${dtype} lies in a storage of ${ref.type}.`);
}
