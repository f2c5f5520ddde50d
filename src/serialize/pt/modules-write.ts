// A module as PyTorch pickles it: an object of its class, and its `__dict__`. Python does not run `__init__` again, so
// everything that the methods of any version need is written.

import { membersOf, pythonName, state } from "../../nn/module-state.js";
import type { Module } from "../../nn/module.js";
import { Instance, PyDict, PySet, PyTuple } from "../py.js";
import type { PyValue } from "../py.js";
import type { Encoder } from "./encode.js";
import { functionName } from "./functions.js";
import { inPython } from "./kinds.js";
import { layerOf } from "./layers.js";
import { hookDicts, reserved } from "./module-form.js";

/** The module with all its submodules; its hooks, and fields that hold the user's functions, are omitted. */
export function encodeModule(m: Module, to: Encoder): Instance {
  const cls = to.names.of(m);
  const dict = new PyDict();
  const node = to.remember(m, new Instance(cls, new PyTuple([]), dict));
  const put = (key: string, value: PyValue): void => {
    dict.entries.set(key, value);
  };
  const { parameters, buffers, children, attributes } = membersOf(m);
  const members = (list: readonly (readonly [string, unknown])[]): PyDict => {
    const pyDict = new PyDict();
    for (const [name, value] of list) {
      if (name === "" || name.includes("."))
        to.cannot(`a module's members cannot be called ${JSON.stringify(name)}.`, "Dots separate the parts of a path.");
      pyDict.entries.set(name, to.at(name, value));
    }
    return pyDict;
  };

  put("training", m.training);
  put("_parameters", members(parameters));
  put("_buffers", members(buffers));
  put(
    "_non_persistent_buffers_set",
    new PySet([...m[state].buffers].filter(([, persistent]) => !persistent).map(([key]) => pythonName(m, key))),
  );
  // OrderedDicts, since PyTorch refers to them weakly, which plain dicts do not allow.
  for (const key of hookDicts) put(key, new PyDict([], true));
  put("_is_full_backward_hook", null);
  put("_modules", members(children));
  const form = layerOf(m.constructor)?.form,
    kinds = form?.attributes ?? {};
  for (const [name, of] of Object.entries(form?.derived ?? {})) put(name, to.at(name, of(m)));
  for (const [key, value] of attributes) {
    const name = pythonName(m, key);
    if (reserved.has(name) || dict.entries.has(name))
      to.cannot(`${m.constructor.name} has a field ${name}, a name that PyTorch uses itself.`, "Rename the field.");
    if (value === undefined) continue;
    if (typeof value === "function") {
      const global = functionName(value, form?.functions);
      if (global !== undefined) put(name, global);
      continue;
    }
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined,
      special = kind === undefined ? undefined : inPython(kind, value);
    put(name, special === undefined ? to.at(name, value) : special);
  }
  return node;
}
