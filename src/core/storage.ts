import { fail } from "../diagnose/error.js";
import { uncloneable } from "../diagnose/not-data.js";
import { type DType, dtypeInfo, isComplex, partType, type TypedArray } from "../shape/dtype.js";
import { MAX_NUMEL } from "../shape/shape.js";

/**
 * The memory behind one or more tensors: a typed array, owned by the garbage collector. `version` counts in-place
 * changes, so that backward notices when a value that it saved has been overwritten.
 */
export class Storage {
  /** First, so that cloning fails before anything is copied. */
  readonly uncloneable: symbol = uncloneable;
  /**
   * The elements. An engine may move them into its own memory and back, so read this field again after every kernel.
   */
  data: TypedArray;
  readonly dtype: DType;
  version = 0;
  /** Increases with every new storage: shows whether one was created after a given moment. */
  readonly serial: number;
  /** A `.grad` uses this storage, so nothing else may adopt it. */
  claimed = false;
  /** Whether an optimizer has used the gradient in this storage, and whether a backward has added to it since. */
  spent: "no" | "used" | "again" | "piled" = "no";
  /** The array belongs to the user, who reads and writes it, so it must not be moved. */
  borrowed = false;

  /**
   * @throws KindlingError `too-large` for more elements than kernels can count, even if a tensor shows only a few of
   * them.
   */
  constructor(data: TypedArray, dtype: DType) {
    if (data.length > MAX_NUMEL) tooLarge(data.length);
    this.data = data;
    this.dtype = dtype;
    this.serial = ++serials;
  }
}

function tooLarge(n: number): never {
  fail(
    "too-large",
    `a storage of ${n} elements is more than 2^31 − 1`,
    "make a tensor of only the part that you need: array.slice(from, to).",
  );
}

let serials = 0;
/** The serial of the newest storage. */
export const lastSerial = (): number => serials;

// V8 takes about 0.3 µs to allocate a typed array with its own memory, more than a small kernel takes to run. Small
// storages are therefore cut from a common buffer. It is never reused, so its memory is zero, and it is freed when its
// last tensor is: a small surviving tensor keeps at most SLAB bytes alive.
const SLAB = 16384;
const SMALL = 1024;
let slab = new ArrayBuffer(SLAB);
let used = 0;

/** New storage for `n` elements, filled with zeros. For a complex dtype it has floats, twice as many. */
export function allocate(dtype: DType, n: number): Storage {
  if (dtype === "float32") {
    // the common case, without a table look-up
    const bytes = n * 4;
    if (bytes > SMALL) return large(dtype, n);
    const at = carve(bytes); // may start a new slab, so it comes before `slab` is read
    return new Storage(new Float32Array(slab, at, n), dtype);
  }
  if (isComplex(dtype)) return allocate(partType(dtype), 2 * n);
  const info = dtypeInfo[dtype];
  const bytes = n * info.bytes;
  if (bytes > SMALL) return large(dtype, n);
  const at = carve(bytes);
  return new Storage(info.view(slab, at, n), dtype);
}

function large(dtype: DType, n: number): Storage {
  if (n > MAX_NUMEL)
    fail(
      "too-large",
      `a result of ${n} elements is more than 2^31 − 1`,
      "check the shapes that were broadcast together: one of them is probably wrong.",
    );
  const info = dtypeInfo[dtype];
  try {
    return new Storage(new info.array(n), dtype);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return fail(
      "out-of-memory",
      `DefaultCPUAllocator: can't allocate memory: you tried to allocate ${n * info.bytes} bytes.`,
      "use smaller batches, or drop references to tensors that you no longer need.",
    );
  }
}

function carve(bytes: number): number {
  if (used + bytes > SLAB) {
    slab = new ArrayBuffer(SLAB);
    used = 0;
  }
  const at = used;
  used += (bytes + 7) & -8;
  return at;
}
