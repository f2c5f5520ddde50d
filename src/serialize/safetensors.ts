// The safetensors format as bytes, for browsers. `safetensors-node.ts` also takes paths.

import { fail } from "../diagnose/error.js";
import type { StateDict } from "../nn/state-dict.js";
import { concatBytes } from "./bytes.js";
import { decode, encode, type NamedTensors, type SafetensorsOptions } from "./safetensors-format.js";
import { isPath } from "./pt/save.js";
import { noMore } from "../diagnose/arguments.js";

export type { NamedTensors, SafetensorsOptions } from "./safetensors-format.js";

/**
 * The bytes of a safetensors file that holds tensors by name, usually a model's state dict. Tensors that share memory are
 * written once each. The file does not hold the classes that the model is built from.
 *
 * @throws KindlingError `save-value` for anything that is not a tensor, or of dtype complex128, which the format does not have.
 * @example
 * const model = new nn.Linear(2, 1);
 * const bytes = safetensors.save(model.stateDict());
 * new nn.Linear(2, 1).loadStateDict(safetensors.load(bytes));
 */
export function save(tensors: NamedTensors, options: SafetensorsOptions = {}): Uint8Array {
  noMore("save", 2, arguments);
  if (isPath(options))
    fail(
      "no-files",
      "browsers have no file paths.",
      "safetensors.save(tensors) returns the bytes: offer them for download (new Blob([bytes])) or send them somewhere.",
    );
  return concatBytes(encode(tensors, options));
}

/**
 * Reads the tensors of a safetensors file: a state dict, for `loadStateDict`. All positions in the header are checked
 * before anything is created.
 *
 * @throws LoadError for any problem with the file.
 * @example
 * const bytes = safetensors.save({ weight: tensor([[1, 2]]) });
 * safetensors.load(bytes).get("weight")!.shape; // → 1,2
 */
export function load(bytes: Uint8Array): StateDict {
  noMore("load", 1, arguments);
  return decode(bytes);
}
