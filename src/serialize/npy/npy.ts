import type { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { concatBytes } from "../bytes.js";
import { filesFor } from "../files.js";
import { type FilePath, isPath } from "../pt/save.js";
import { bytesFrom } from "./source.js";
import { decodeNpy, encodeNpy } from "./format.js";

/**
 * A tensor as a NumPy file (.npy), for `numpy.load`: the bytes, or, in Node, written to a path.
 *
 * @throws KindlingError `save-value` for a value that is not a tensor, or for dtype bfloat16, which NumPy does not
 * have.
 * @example
 * npy.save(arange(6).reshape(2, 3), "a.npy");
 * const bytes = npy.save(tensor([1, 2]));
 */
export function save(tensor: Tensor): Uint8Array;
/** Writes a tensor to a NumPy file. */
export function save(tensor: Tensor, path: FilePath): void;
export function save(tensor: Tensor, path?: FilePath): Uint8Array | void {
  noMore("save", 2, arguments);
  const chunks = encodeNpy(tensor);
  if (path === undefined) return concatBytes(chunks);
  if (!isPath(path))
    fail(
      "argument",
      `npy.save() expects path to be the path of a file, but got ${shownValue(path)}`,
      'for example npy.save(x, "x.npy").',
    );
  filesFor("npy.save").write(path, chunks);
}

/**
 * Reads a NumPy file (.npy): the bytes, or, in Node, a path. Unsigned integers become the next wider signed type;
 * Fortran order and big-endian numbers are converted.
 *
 * @throws LoadError for any problem with the file, and for structured dtypes, texts and Python objects.
 * @example
 * npy.load(npy.save(tensor([1, 2]))).tolist(); // → 1,2
 */
export function load(source: FilePath | Uint8Array): Tensor {
  noMore("load", 1, arguments);
  return decodeNpy(bytesFrom("npy.load", source));
}
