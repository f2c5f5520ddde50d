import { fail } from "../../diagnose/error.js";
import type { StateDict } from "../../nn/state-dict.js";
import { getRngState, setRngState } from "../../random/generator.js";
import { readContainer } from "../container.js";
import type { Container } from "../container.js";
import type { GlobalUse } from "../pickle-read.js";
import { Global } from "../py.js";
import { checkClasses, classNamed } from "./classes.js";
import type { Classes, Loaded } from "./classes.js";
import { Decoder } from "./decode.js";
import { itemSize, refuseForeignDType } from "./dtypes.js";
import { allowData, refuseName } from "./globals.js";
import { moduleReader } from "./modules-read.js";
import { weightsOf } from "./weights.js";
import { noMore } from "../../diagnose/arguments.js";

/** Modules are created empty and then get their attributes. */
const asModule: GlobalUse = { create: true, state: true };
/** Ignored values may be of any kind; they stay names with data. */
const asAnything: GlobalUse = { create: true, state: true, items: true, append: true };

/**
 * Loads the bytes of a file from `torch.save` or `save`: a whole model, a state dict, tensors, nested containers.
 *
 * For a whole model, pass its classes by name; the layers of `nn` are known. A class whose constructor needs no
 * arguments is constructed, and its parameters, buffers, children and attributes are replaced by the file's; otherwise
 * the object is created without the constructor, as in Python. Nothing in the file is run, and nothing is loaded if the
 * file has any problem.
 *
 * | in the file | comes as |
 * | --- | --- |
 * | tensor, parameter | `Tensor`, `Parameter`; those that shared memory share it again |
 * | module | an object of the class of that name |
 * | state dict | `StateDict`, a Map, for `loadStateDict` |
 * | dict | an object without a prototype; a Map where a key is no string, and for any other OrderedDict |
 * | list, tuple, set, frozenset | array, frozen array, Set, frozen Set |
 * | int, float | number; bigint for ints beyond 2^53 |
 * | str, bool, None, bytes | string, boolean, null, Uint8Array |
 * | torch.dtype, torch.device, torch.Size | string, string, frozen array |
 *
 * @param bytes the file
 * @param classes the classes of the model by their names in Python: `{ Net }`, or with the module `{ "mynets.Net": Net }`
 * @throws LoadError for any problem with the file, including an unknown class.
 * @throws KindlingError `load-classes` for invalid classes.
 * @example
 * const bytes = saveBytes({ weight: ones(2), epoch: 3 });
 * load<{ epoch: number }>(bytes).epoch; // → 3
 */
export function load<C extends Classes>(bytes: Uint8Array, classes: C): Loaded<C>;
export function load<T = unknown>(bytes: Uint8Array, classes?: Classes): T;
export function load(bytes: Uint8Array, classes: Classes = {}): unknown {
  noMore("load", 2, arguments);
  checkClasses(classes);
  const file = open(
    bytes,
    (name) => allowData(name) ?? (classNamed(name, classes) === undefined ? refuseName(name) : asModule),
  );
  // Constructors of modules draw initial weights, which are not used: loading leaves the random stream unchanged.
  const random = getRngState();
  try {
    return new Decoder(file, moduleReader(classes, bytes.length)).value(file.root);
  } finally {
    setRngState(random);
  }
}

/**
 * Loads only the weights of a saved model of any classes: its state dict, for `loadStateDict` of a model that you
 * create. Also accepts a file that holds a state dict.
 *
 * @throws LoadError for any problem with the file, or if it holds something else.
 * @example
 * const model = new nn.Sequential(new nn.Linear(10, 4), new nn.ReLU());
 * const weights = loadWeights(saveBytes(model));
 * new nn.Sequential(new nn.Linear(10, 4), new nn.ReLU()).loadStateDict(weights);
 */
export function loadWeights(bytes: Uint8Array): StateDict {
  noMore("loadWeights", 1, arguments);
  const file = open(bytes, (name) => allowData(name) ?? inert(name));
  return weightsOf(file.root, new Decoder(file, (node) => refuseName(node.cls)), bytes.length);
}

function inert(name: Global): GlobalUse {
  if (name.name.endsWith("Storage")) refuseForeignDType(name.module, name.name);
  return asAnything;
}

function open(bytes: Uint8Array, allow: (name: Global) => GlobalUse | undefined): Container {
  if (typeof bytes === "string" || (bytes as unknown) instanceof URL) {
    fail(
      "no-files",
      "browsers have no file paths; load takes the bytes of a file.",
      'new Uint8Array(await (await fetch("cnn.pt")).arrayBuffer()), or (await file.arrayBuffer()) for a file that the user chose.',
    );
  }
  if ((bytes as unknown) instanceof ArrayBuffer) return open(new Uint8Array(bytes as unknown as ArrayBuffer), allow);
  if (!(bytes instanceof Uint8Array))
    fail(
      "load-source",
      `load takes the bytes of a file as a Uint8Array, but got ${bytes === null ? "null" : typeof bytes}.`,
      'In Node, a path works too: load("cnn.pt", { Net }).',
    );
  return readContainer(bytes, (module, name) => allow(new Global(module, name)), itemSize);
}
