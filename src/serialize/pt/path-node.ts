// save and load with paths, for Node.

import type { StateDict } from "../../nn/state-dict.js";
import type { Classes, Loaded } from "./classes.js";
import { readBytes, stemOf, writeBytes } from "./file-node.js";
import * as fromBytes from "./load.js";
import { encode, isPath } from "./save.js";
import type { FilePath, SaveOptions } from "./save.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * Saves a model, a state dict, tensors, or anything that {@link saveBytes} takes, to a file that `torch.load` and `load`
 * read. By custom its name ends in `.pt`.
 *
 * The file is written beside the old one and then takes its place, so that at every moment, also after a crash, there is
 * the old file or the new one, complete. Its permissions are kept; a symbolic link stays one.
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
 * Reads what `torch.save` or {@link save} wrote: a whole model, a state dict, tensors, nested containers.
 *
 * A whole model is made of the classes that are given by name; the layers of `nn` are known. Nothing in the file is run,
 * and nothing is loaded where something is wrong with it. What becomes of each Python type is listed in
 * `docs/pytorch-files.md`.
 *
 * @param source a path, a `file:` URL, or the bytes of a file
 * @param classes the classes of the model by their names in Python: `{ Net }`, or with the module `{ "mynets.Net": Net }`
 * @throws LoadError for everything that can be wrong with the file: missing, cut short, damaged, of another format, or
 *   with objects of a class that was not given.
 * @throws KindlingError `load-classes` for classes that are none.
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
 * Reads only the weights of a saved model, whatever classes it is made of: its state dict, for `loadStateDict` of a model
 * that was built here. Also takes a file that holds a state dict.
 *
 * @param source a path, a `file:` URL, or the bytes of a file
 * @throws LoadError for everything that can be wrong with the file, or if it holds something else.
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
