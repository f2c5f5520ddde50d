// Converts the storages of a file to ours.

import { Storage } from "../../core/storage.js";
import type { DType } from "../../shape/dtype.js";
import { dtypeInfo, isComplex, partType } from "../../shape/dtype.js";
import { MAX_NUMEL } from "../../shape/shape.js";
import type { Container } from "../container.js";
import { quote, refuse } from "../load-error.js";
import type { StorageRef } from "../storage-ref.js";
import { storageDType, UNTYPED } from "./dtypes.js";

/** A storage, and the referenced part of it. */
export interface Region {
  readonly storage: Storage;
  readonly start: number;
  readonly numel: number;
}

/**
 * Copies each storage out of the file once, when a tensor first asks for it, and shares the copy among all tensors over
 * it.
 */
export class Storages {
  readonly #from: Container;
  readonly #buffers = new Map<string, ArrayBuffer>();
  readonly #made = new Map<string, Storage>();

  constructor(from: Container) {
    this.#from = from;
  }

  /** The referenced part as elements of `dtype`; by default, the dtype of the reference's storage class. */
  region(ref: StorageRef, dtype: DType = this.dtypeOf(ref)): Region {
    const id = `${dtype} ${ref.key}`;
    let storage = this.#made.get(id);
    if (storage === undefined) this.#made.set(id, (storage = this.#make(ref.key, dtype)));
    const { view } = ref;
    return {
      storage,
      start: view?.offset ?? 0,
      numel: view?.numel ?? storage.data.length / (isComplex(dtype) ? 2 : 1),
    };
  }

  dtypeOf(ref: StorageRef): DType {
    const dtype = storageDType(ref.type);
    return dtype === undefined || dtype === UNTYPED ? "uint8" : dtype;
  }

  #make(key: string, dtype: DType): Storage {
    const { bytes, view } = dtypeInfo[dtype];
    const stored = this.#from.storages.get(key)!.bytes;
    const n = Math.floor(stored.length / bytes);
    const parts = isComplex(dtype) ? 2 * n : n;
    if (parts > MAX_NUMEL) {
      refuse(
        "file-format",
        `storage ${quote(key)} has ${parts} numbers, but kindling allows at most 2^31 − 1.`,
        "A tensor is saved with its whole storage: in Python, save tensor.clone(), or split it.",
      );
    }
    const big = this.#from.byteorder === "big" && bytes > 1;
    // A copy, since the tensor must not change the file's bytes, and typed arrays must be aligned.
    let buffer = big ? undefined : this.#buffers.get(key);
    if (buffer === undefined) {
      const copy = stored.slice();
      if (big) swapBytes(copy, dtypeInfo[partType(dtype)].bytes);
      else this.#buffers.set(key, copy.buffer);
      buffer = copy.buffer;
    }
    return new Storage(dtype === "bool" ? truths(new Uint8Array(buffer, 0, n)) : view(buffer, 0, n), partType(dtype));
  }
}

/**
 * Bytes as truth values: kernels rely on 0 and 1. If there are others, it is a copy, since another tensor may view the
 * same bytes as numbers.
 */
function truths(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 1) return bytes.map((b) => (b === 0 ? 0 : 1));
  return bytes;
}

function swapBytes(data: Uint8Array, size: number): void {
  for (let i = 0; i + size <= data.length; i += size) data.subarray(i, i + size).reverse();
}

/** Checks that a tensor can view a storage as elements of `dtype`. */
export function checkStorageDType(ref: StorageRef, dtype: DType): void {
  const own = storageDType(ref.type);
  if (own !== UNTYPED && own !== dtype)
    refuse("file-damaged", `a tensor of dtype torch.${dtype} has a storage of type ${ref.type}.`);
}
