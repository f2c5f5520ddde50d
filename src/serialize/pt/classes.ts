// Names of classes: the class for a name in a file, and the name for a class in a file.

import { fail } from "../../diagnose/error.js";
import { Module } from "../../nn/module.js";
import { typeBeforeParametrizations } from "../../nn/utils/before.js";
import { reparametrized } from "../../nn/utils/reparametrize.js";
import { Global } from "../py.js";
import { isMinified } from "./class-name.js";
import { layerNamed, layerOf } from "./layers.js";
import type { Layer } from "./layers.js";

/** A class of modules, with any constructor. */
export type ModuleClass = (new (...args: never[]) => Module) & Pick<typeof Module, "python" | "version">;

/** Classes by name: `{ Net }`, or with Python's module, `{ "mynets.Net": Net }`. */
export type Classes = Readonly<Record<string, ModuleClass>>;

/** The result of load for objects of these classes. */
export type Loaded<C extends Classes> = InstanceType<C[keyof C]>;

/** Checks the argument. Otherwise a wrong one would be noticed only when a file names that class. */
export function checkClasses(classes: Classes): void {
  if (typeof classes !== "object" || classes === null) {
    fail(
      "load-classes",
      `the classes must be an object of classes by name, but got ${classes === null ? "null" : typeof classes}.`,
      "load(path, { Net }).",
    );
  }
  for (const [name, cls] of Object.entries(classes)) {
    if (typeof cls !== "function" || !(cls.prototype instanceof Module)) {
      fail(
        "load-classes",
        `${name} is not a class that extends nn.Module.`,
        "Pass the class itself, as in load(path, { Net }), where class Net extends nn.Module.",
      );
    }
  }
}

/** The class for a name in a file: the one passed under the full name, a layer, or the one passed under the last part. */
export function classNamed(name: Global, classes: Classes): Layer | ModuleClass | undefined {
  const full = `${name}`;
  if (Object.hasOwn(classes, full)) return classes[full];
  return layerNamed(full) ?? (Object.hasOwn(classes, name.name) ? classes[name.name] : undefined);
}

/** Assigns Python names to classes; two classes must not share a name, since Python would merge them. */
export class ClassNames {
  readonly #given = new Map<unknown, string>();
  readonly #used = new Map<string, unknown>();

  constructor(classes: Classes) {
    checkClasses(classes);
    for (const [name, cls] of Object.entries(classes)) this.#given.set(cls, name);
  }

  of(module: Module): Global {
    const cls = module.constructor as ModuleClass;
    if (typeBeforeParametrizations(module) !== cls)
      fail(
        "parametrize",
        "Serialization of parametrized modules is only supported through state_dict(). See:",
        "save(model.stateDict(), path), and load it into a model with the same parametrizations.",
      );
    // The parameter is not part of the file, and its computation is code.
    const [r] = reparametrized(module);
    if (r !== undefined)
      fail(
        "reparametrize",
        `a ${cls.name} whose ${r.name} is computed by ${r.kind} cannot be saved whole.`,
        `save(model.stateDict(), path), and load it into a model made the same way; or make it a parameter again first: nn.utils.${r.kind === "weight_norm" ? "removeWeightNorm" : "removeSpectralNorm"}(layer).`,
      );
    const told = this.#given.get(cls) ?? layerOf(cls)?.name.toString(),
      given = told ?? cls.name;
    if (told === undefined && given !== "" && isMinified(cls)) {
      fail(
        "save-class",
        `a minifier has renamed a class of the model to ${JSON.stringify(given)}, and the next build may rename it again, so no file could be loaded by that name.`,
        "Pass the name: saveBytes(model, { classes: { Net } }), as in load(bytes, { Net }). Or keep the names of all classes: plugins: [lean()] of kindling/lean in the bundler's configuration, or its keepNames.",
      );
    }
    if (!/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(given)) {
      fail(
        "save-class",
        given === ""
          ? "a module's class has no name, so Python could not find it."
          : `Python cannot have a class named ${JSON.stringify(given)}.`,
        "Give the class a name (class Net extends nn.Module { … }), or pass it: save(model, path, { classes: { Net: TheClass } }).",
      );
    }
    const dot = given.lastIndexOf(".");
    const name =
      dot >= 0
        ? new Global(given.slice(0, dot), given.slice(dot + 1))
        : new Global(ownModule(cls) ?? "__main__", given);
    const namesake = this.#used.get(`${name}`);
    if (namesake !== undefined && namesake !== cls) {
      fail(
        "save-class",
        `two classes of the model are called ${name.name}, so Python would take them for one.`,
        `Rename one, or pass its Python name: save(model, path, { classes: { ${name.name}2: TheOther } }).`,
      );
    }
    this.#used.set(`${name}`, cls);
    return name;
  }
}

/** The Python module that a class itself declares, not its base class. */
function ownModule(cls: ModuleClass): string | undefined {
  return Object.hasOwn(cls, "python") ? cls.python.module : undefined;
}
