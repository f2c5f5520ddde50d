// save and load with paths, for Node.

import type { StateDict } from "../../nn/state-dict.js";
import type { Classes, Loaded } from "./classes.js";
import { readBytes, stemOf, writeBytes } from "./file-node.js";
import * as fromBytes from "./load.js";
import { encode, isPath } from "./save.js";
import type { FilePath, SaveOptions } from "./save.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * Saves a model, a state dict, tensors, or anything that {@link saveBytes} takes, to a file for `torch.load` and
 * `load`. By convention its name ends in `.pt`.
 *
 * Saving is atomic: a new file replaces the old one, so that at every moment, even after a crash, either the old file
 * or the new one is there, complete. Permissions and symbolic links are kept.
 *
 * In Python, a whole model needs its class under the same name (`class Net(nn.Module)` in the script that loads it) and,
 * since PyTorch 2.6, `torch.load("cnn.pt", weights_only=False)`; a state dict loads everywhere.
 *
 * @param path a path, or a `file:` URL
 * @throws KindlingError `save-value` for anything that is not data, `save-file` if the file cannot be written.
 * @example
 * const model = new nn.Linear(10, 1), optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
 * save(model, "cnn.pt");
 * save({ model: model.stateDict(), optimizer: optimizer.stateDict(), epoch: 3 }, "checkpoint.pt");
 */
export function save(value: unknown, path: FilePath, options: SaveOptions = {}): void {
  const chunks = encode(value, options, stemOf(path));
  writeBytes(path, chunks);
}

/**
 * Loads a file from `torch.save` or {@link save}: a whole model, a state dict, tensors, nested containers.
 *
 * For a whole model, pass its classes by name; the layers of `nn` are known. Nothing in the file is run, and nothing is
 * loaded if the file has any problem. `docs/pytorch-files.md` lists the JavaScript types for Python's types.
 *
 * @param source a path, a `file:` URL, or the bytes of a file
 * @param classes the classes of the model by their names in Python: `{ Net }`, or with the module `{ "mynets.Net": Net }`
 * @throws LoadError for everything that can be wrong with the file: missing, cut short, damaged, of another format, or
 *   with objects of a class that was not given.
 * @throws KindlingError `load-classes` for invalid classes.
 * @example
 * class Net extends nn.Module { l1 = new nn.Linear(10, 1); forward(x: Tensor): Tensor { return F.relu(this.l1(x)); } }
 * save(new Net(), "cnn.pt");
 * save(new Net().stateDict(), "weights.pt");
 * const model = load("cnn.pt", { Net });
 * model.loadStateDict(load<nn.StateDict>("weights.pt"));
 */
export function load<C extends Classes>(source: FilePath | Uint8Array, classes: C): Loaded<C>;
/** Reads a file written by {@link save} or by PyTorch: state dicts, checkpoints and other data. */
export function load<T = unknown>(source: FilePath | Uint8Array, classes?: Classes): T;
export function load(source: FilePath | Uint8Array, classes: Classes = {}): unknown {
  noMore("load", 2, arguments);
  return fromBytes.load(bytesOf(source), classes);
}

/**
 * Loads only the weights of a saved model of any classes: its state dict, for `loadStateDict` of a model that you
 * create. Also accepts a file that holds a state dict.
 *
 * @param source a path, a `file:` URL, or the bytes of a file
 * @throws LoadError for any problem with the file, or if it holds something else.
 * @example
 * save(new nn.Sequential(new nn.Linear(10, 1)), "cnn.pt");
 * [...loadWeights("cnn.pt").keys()]; // → 0.weight,0.bias
 */
export function loadWeights(source: FilePath | Uint8Array): StateDict {
  noMore("loadWeights", 1, arguments);
  return fromBytes.loadWeights(bytesOf(source));
}

function bytesOf(source: FilePath | Uint8Array): Uint8Array {
  return isPath(source) ? readBytes(source) : source;
}
