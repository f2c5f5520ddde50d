// The safetensors format with paths, for Node.

import type { StateDict } from "../nn/state-dict.js";
import { concatBytes } from "./bytes.js";
import { readBytes, writeBytes } from "./pt/file-node.js";
import { type FilePath, isPath } from "./pt/save.js";
import { decode, encode, type NamedTensors, type SafetensorsOptions } from "./safetensors-format.js";
import { noMore } from "../diagnose/arguments.js";

export type { NamedTensors, SafetensorsOptions } from "./safetensors-format.js";

/**
 * A safetensors file of tensors by name, usually a model's state dict: written to a path, or returned as bytes without
 * a path. Tensors that share memory are written once each. The file does not hold the classes that the model is built
 * from.
 *
 * Saving is atomic: at every moment either the old file or the new one is there, complete.
 *
 * @param path a path, or a `file:` URL
 * @throws KindlingError `save-value` for anything that is not a tensor, or of dtype complex128, which the format does not have;
 *   `save-file` if the file cannot be written.
 * @example
 * const model = new nn.Linear(2, 1);
 * safetensors.save(model.stateDict(), "model.safetensors");
 * const bytes = safetensors.save(model.stateDict());
 */
export function save(tensors: NamedTensors, options?: SafetensorsOptions): Uint8Array;
/** Writes tensors to a file in the safetensors format. */
export function save(tensors: NamedTensors, path: FilePath, options?: SafetensorsOptions): void;
export function save(
  tensors: NamedTensors,
  to: FilePath | SafetensorsOptions = {},
  options: SafetensorsOptions = {},
): Uint8Array | void {
  if (!isPath(to)) return concatBytes(encode(tensors, to));
  writeBytes(to, encode(tensors, options));
}

/**
 * Reads the tensors of a safetensors file: a state dict, for `loadStateDict`. All positions in the header are checked
 * before anything is created.
 *
 * @param source a path, a `file:` URL, or the bytes of a file
 * @throws LoadError for any problem with the file: missing, truncated, damaged, or in another format.
 * @example
 * safetensors.save({ weight: tensor([[1, 2]]) }, "weight.safetensors");
 * safetensors.load("weight.safetensors").get("weight")!.shape; // → 1,2
 */
export function load(source: FilePath | Uint8Array): StateDict {
  noMore("load", 1, arguments);
  return decode(isPath(source) ? readBytes(source) : source);
}
