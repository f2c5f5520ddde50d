// The weights of a saved model, without its classes.

import { detach } from "../../ops/view/view.js";
import { StateDict } from "../../nn/state-dict.js";
import { MAX_DEPTH, MAX_UNFOLDED, UNFOLDED_PATH, UNFOLDED_PER_BYTE } from "../limits.js";
import { quote, refuse } from "../load-error.js";
import { Instance, kindOf, PyDict } from "../py.js";
import type { PyValue } from "../py.js";
import type { Decoder } from "./decode.js";
import { versionOf } from "./layers.js";
import { partsOf } from "./modules-read.js";
import type { ModuleParts } from "./modules-read.js";

/** The state dict of a whole module, or a file that is a state dict itself. */
export function weightsOf(root: PyValue, decoder: Decoder, fileSize: number): StateDict {
  const weights = new StateDict();
  const { _metadata: metadata } = weights;
  if (root instanceof PyDict && root.size > 0) {
    for (const [key, v] of root.entries) {
      const tensor = decoder.tensor(v);
      if (typeof key !== "string" || tensor === undefined) refuseDict(root);
      weights.set(key, detach(tensor));
    }
    return weights;
  }
  if (!(root instanceof Instance))
    refuse(
      "file-format",
      `the file holds ${kindOf(root)}, not a model or its state dict.`,
      "load(path) returns its contents.",
    );
  const known = new Map<Instance, ModuleParts>();
  let left = MAX_UNFOLDED + UNFOLDED_PER_BYTE * fileSize;
  /** The number of paths to one module may grow exponentially. */
  const pay = (path: string): void => {
    if ((left -= UNFOLDED_PATH + path.length) < 0)
      refuse(
        "file-unsafe",
        "the modules in the file are nested without end: a few of them are reached by more and more paths.",
      );
  };
  const visit = (node: Instance, prefix: string, depth: number): void => {
    if (depth > MAX_DEPTH) refuse("file-unsafe", "the modules in the file are nested without end.");
    pay(prefix);
    const parts = known.get(node) ?? partsOf(node);
    known.set(node, parts);
    const { cls, parameters, buffers, modules: children, transient } = parts;
    metadata.set(prefix.slice(0, -1), { version: versionOf(cls) });
    const take = (name: string, v: PyValue): void => {
      pay(prefix + name);
      if (v === null) return;
      weights.set(prefix + name, detach(decoder.tensor(v) ?? notTensor(prefix + name, v)));
    };
    for (const [name, v] of parameters) take(name, v);
    for (const [name, v] of buffers) if (!transient.has(name)) take(name, v);
    for (const [name, v] of children) {
      if (v instanceof Instance) visit(v, `${prefix}${name}.`, depth + 1);
      else if (v !== null) notTensor(prefix + name, v);
    }
  };
  visit(root, "", 1);
  return weights;
}

function notTensor(path: string, v: PyValue): never {
  refuse("file-damaged", `${quote(path)} in the file is ${kindOf(v)}.`);
}

function refuseDict(dict: PyDict): never {
  const keys = [...dict.entries.keys()]
    .filter((k) => typeof k === "string")
    .slice(0, 10)
    .map(quote);
  refuse(
    "file-format",
    "the file holds a dict that is not a model or its state dict.",
    `load(path) returns the dict; its keys begin with ${keys.join(", ")}, and one of them may hold the state dict.`,
  );
}
