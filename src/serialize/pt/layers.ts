// The layers that this program has: each class declares its form in a file (`static python`, and its name through
// `layer`; nn/python-form.ts), and a bundle has the classes that its program names.

import { layers as classes, type PythonForm, pythonOf } from "../../nn/python-form.js";
import { Global } from "../py.js";
import type { ModuleClass } from "./classes.js";

/** A layer, its name in Python, and the attributes that a file must have. */
export interface Layer {
  readonly cls: ModuleClass;
  readonly name: Global;
  readonly form: PythonForm;
}

/** The Python module of layers that PyTorch does not have: Python finds them if a module of that name defines the class. */
const OWN = "kindling.nn";

const byClass = new Map<unknown, Layer>(),
  byName = new Map<string, Layer>();

/** Layers may be added later, with lazily loaded parts of the program. */
function known(): void {
  if (byClass.size === classes.size) return;
  for (const cls of classes as ReadonlySet<ModuleClass>) {
    if (byClass.has(cls)) continue;
    const form = pythonOf(cls),
      made: Layer = { cls, name: new Global(form.module ?? OWN, cls.name), form };
    byClass.set(cls, made);
    byName.set(`${made.name}`, made);
  }
}

/** A class of `nn` as a layer. A subclass of a layer does not count. */
export function layerOf(cls: unknown): Layer | undefined {
  known();
  return byClass.get(cls);
}

/** The layer of a full name in Python, such as `torch.nn.modules.linear.Linear`. */
export function layerNamed(name: Global | string): Layer | undefined {
  known();
  return byName.get(`${name}`);
}

/** The version of a layer's saved state; 1 by default. */
export function versionOf(name: Global): number {
  return layerNamed(name)?.cls.version ?? 1;
}
