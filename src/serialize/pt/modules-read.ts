// Modules from a file: PyTorch's own layers as ours, and the user's as objects of the given classes.

import { Tensor } from "../../core/tensor.js";
import { KindlingError } from "../../diagnose/error.js";
import { fieldName, fieldsOf, isModule, membersOf, state } from "../../nn/module-state.js";
import { Module } from "../../nn/module.js";
import { Parameter } from "../../nn/parameter.js";
import type { PythonForm } from "../../nn/python-form.js";
import { MAX_DEPTH, MAX_UNFOLDED, UNFOLDED_PATH, UNFOLDED_PER_BYTE } from "../limits.js";
import { quote, refuse } from "../load-error.js";
import { Global, kindOf, PyDict, PySet } from "../py.js";
import type { Instance, PyValue } from "../py.js";
import { classNamed } from "./classes.js";
import type { Classes, ModuleClass } from "./classes.js";
import type { Decoder, InstanceReader } from "./decode.js";
import { functionNamed, isComplete } from "./functions.js";
import { isFunction, refuseName } from "./globals.js";
import { fits } from "./kinds.js";
import { hookDicts, reserved } from "./module-form.js";

/** The parts of a module's `__dict__`, checked for their kinds. */
export interface ModuleParts {
  readonly cls: Global;
  readonly training: boolean;
  readonly parameters: ReadonlyMap<string, PyValue>;
  readonly buffers: ReadonlyMap<string, PyValue>;
  readonly modules: ReadonlyMap<string, PyValue>;
  readonly transient: ReadonlySet<string>;
  /** Everything else: the attributes of the class. */
  readonly attributes: ReadonlyMap<string, PyValue>;
}

/** Parses an object that must be a module. */
export function partsOf(node: Instance): ModuleParts {
  const bad = (what: string): never => damaged(node.cls, what);
  const { state: dict } = node;
  if (node.args.items.length > 0 || node.items !== undefined || node.appended !== undefined)
    bad("it is made in a way that modules are not");
  if (!(dict instanceof PyDict) || dict.ordered)
    return bad(`its state is ${dict === undefined ? "missing" : kindOf(dict)}, not a dict`);
  const stringKeyed = (key: string, value: PyValue | undefined): ReadonlyMap<string, PyValue> => {
    if (!(value instanceof PyDict))
      return bad(`its ${key} are ${value === undefined ? "missing" : kindOf(value)}, not a dict`);
    for (const name of value.entries.keys())
      if (typeof name !== "string") bad(`its ${key} have a name that is no string`);
    return value.entries as ReadonlyMap<string, PyValue>;
  };
  const all = stringKeyed("attributes", dict);
  const training = all.get("training") ?? true;
  if (typeof training !== "boolean") bad("its training is neither True nor False");
  const full = all.get("_is_full_backward_hook") ?? null;
  if (full !== null && typeof full !== "boolean") bad("its _is_full_backward_hook is neither None nor a bool");
  for (const key of hookDicts) {
    const hooks = all.get(key) ?? new PyDict();
    if (!(hooks instanceof PyDict)) return bad(`its ${key} are ${kindOf(hooks)}, not a dict`);
    if (hooks.size > 0) {
      refuse(
        "file-unsafe",
        `${shown(node.cls)} in the file has hooks (${key}), which are code.`,
        "In Python, remove them before saving (weight_norm and spectral_norm add some, see remove_weight_norm), or save model.state_dict().",
      );
    }
  }
  const transient = all.get("_non_persistent_buffers_set") ?? new PySet();
  if (!(transient instanceof PySet)) return bad("its _non_persistent_buffers_set is no set");
  const parts = {
    cls: node.cls,
    training: training as boolean,
    transient: transient.items as Set<string>,
    parameters: stringKeyed("_parameters", all.get("_parameters")),
    buffers: stringKeyed("_buffers", all.get("_buffers")),
    modules: stringKeyed("_modules", all.get("_modules")),
    attributes: new Map([...all].filter(([key]) => !reserved.has(key))),
  };
  const seen = new Set<string>();
  for (const group of [parts.parameters, parts.buffers, parts.modules, parts.attributes]) {
    for (const name of group.keys()) {
      if (seen.has(name)) bad(`it has two members called ${quote(name)}`);
      if (group !== parts.attributes && (name === "" || name.includes(".")))
        bad(`it has a member called ${quote(name)}`);
      seen.add(name);
    }
  }
  return parts;
}

/** The number of elements that constructors may create in vain; see `Reader`. */
const MAX_SPENT = 2 ** 26;

/** Reads the modules of one file, with the user's classes by name. */
export function moduleReader(classes: Classes, fileSize: number): InstanceReader {
  const reader = new Reader(classes, MAX_SPENT + fileSize, MAX_UNFOLDED + UNFOLDED_PER_BYTE * fileSize);
  return (node, decoder, remember) => reader.read(node, decoder, remember);
}

class Reader {
  readonly #classes: Classes;
  readonly #budget: number;
  #spent = 0;
  readonly #constructed = new Set<ModuleClass>();
  readonly #states = new Set<PyValue>();
  readonly #most: number;
  /** For each complete module: the number of paths to its parts, their total text, and their depth. */
  readonly #done = new Map<Module, { readonly paths: number; readonly text: number; readonly depth: number }>();

  constructor(classes: Classes, budget: number, most: number) {
    this.#classes = classes;
    this.#budget = budget;
    this.#most = most;
  }

  read(node: Instance, decoder: Decoder, remember: <T extends object>(made: T) => T): Module {
    const found = classNamed(node.cls, this.#classes) ?? refuseName(node.cls);
    const parts = partsOf(node);
    if (this.#states.has(node.state!)) damaged(node.cls, "it shares its state with another object");
    this.#states.add(node.state!);
    const module = remember(typeof found === "function" ? this.#construct(found) : bare(found.cls));
    fill(module, parts, decoder, typeof found === "function" ? {} : found.form);
    if (typeof found !== "function") checkLayer(module, parts, found.form);
    this.#checkTree(module);
    return module;
  }

  /**
   * An object of a user's class. Its constructor runs if it needs no arguments, to create fields that are not data
   * (functions, `#private` fields); the file's contents replace the rest.
   */
  #construct(cls: ModuleClass): Module {
    if (cls.length > 0) return bare(cls);
    let module: Module;
    try {
      module = new (cls as new () => Module)();
    } catch (cause) {
      if (inheritsArguments(cls)) return bare(cls);
      throw new KindlingError(
        "load-classes",
        `the constructor of ${cls.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          cause,
          fix: "load calls it without arguments, to have the fields that are no data. Give each argument a default, or make them required (then it is not called).",
        },
      );
    }
    // A small file with many objects of a class whose constructor creates large tensors could exhaust memory.
    for (const p of module.parameters()) this.#spent += p.count;
    if (this.#spent > this.#budget && this.#constructed.has(cls))
      refuse("file-unsafe", `the file has ever more objects of ${shown(cls)}, but not their parameters.`);
    this.#constructed.add(cls);
    strip(module);
    return module;
  }

  /**
   * A module must not contain itself, nor reach the same modules by exponentially many paths. Children are complete
   * before it.
   */
  #checkTree(module: Module): void {
    const { parameters, buffers, children, attributes } = membersOf(module);
    let paths = 1 + parameters.length + buffers.length,
      text = UNFOLDED_PATH * paths,
      depth = 1;
    for (const [name] of [...parameters, ...buffers]) text += name.length;
    for (const [, value] of attributes) if (typeof value === "string" || Array.isArray(value)) text += 8 * value.length; // printed, perhaps
    for (const [name, child] of children) {
      if (child === null) continue;
      const below = this.#done.get(child) ?? refuse("file-unsafe", "a module in the file contains itself.");
      paths += below.paths;
      text += below.text + below.paths * (name.length + 3); // the name, its dot, and the indentation
      depth = Math.max(depth, below.depth + 1);
    }
    if (text > this.#most) refuse("file-unsafe", "a module in the file reaches its parts by ever more paths.");
    if (depth > MAX_DEPTH) refuse("file-unsafe", `modules in the file are nested more than ${MAX_DEPTH} levels deep.`);
    this.#done.set(module, { paths, text, depth });
  }
}

/** An object of the class without running its constructor, as in Python: it has only what every module needs. */
function bare(cls: ModuleClass): Module {
  return Reflect.construct(Module, [], cls) as Module;
}

/** Whether a class may inherit its constructor, and the arguments it needs, from another: `class MyLinear extends nn.Linear {}`. */
function inheritsArguments(cls: ModuleClass): boolean {
  for (
    let c: unknown = Object.getPrototypeOf(cls);
    typeof c === "function" && c !== Module;
    c = Object.getPrototypeOf(c)
  )
    if (c.length > 0) return true;
  return false;
}

/** Removes the parameters, buffers and children that a constructor created. */
function strip(module: Module): void {
  const own = module[state];
  const fields = fieldsOf(module);
  for (const [key, value] of Object.entries(fields)) {
    if (isMember(module, key) || value instanceof Parameter || isModule(value)) delete fields[key];
  }
  own.buffers.clear();
  own.nulls.clear();
  own.order = null;
}

/** Assigns the file's contents to a module, except computed values. Hooks and functions from its constructor stay. */
function fill(m: Module, parts: ModuleParts, decoder: Decoder, { derived = {}, functions = {} }: PythonForm): void {
  const own = m[state];
  m.training = parts.training;
  const order: string[] = [];
  const taken = new Set<string>();
  const set = (name: string, value: unknown): string => {
    const key = setField(m, parts.cls, name, value);
    if (taken.has(key)) damaged(parts.cls, `it has two members called ${quote(name)}`);
    taken.add(key);
    return key;
  };
  const member = (kind: string, name: string, v: PyValue, fits: (value: unknown) => boolean): string => {
    const value = decoder.value(v);
    if (value !== null && !fits(value)) damaged(parts.cls, `its ${kind} ${quote(name)} is ${kindOf(v)}`);
    const key = set(name, value);
    order.push(key);
    return key;
  };
  for (const [name, v] of parts.parameters)
    own.nulls.set(
      member("parameter", name, v, (x) => x instanceof Parameter),
      "parameter",
    );
  for (const [name, v] of parts.buffers)
    own.buffers.set(
      member("buffer", name, v, (x) => x instanceof Tensor),
      !parts.transient.has(name),
    );
  for (const [name, v] of parts.modules) own.nulls.set(member("child", name, v, isModule), "module");
  for (const [name, v] of parts.attributes) {
    if (Object.hasOwn(derived, name)) continue;
    const value = attribute(m, parts.cls, name, v, decoder, functions);
    if (value !== undefined) set(name, value);
  }
  // JavaScript puts keys that look like numbers first, and in ascending order.
  const members = new Set(order);
  const found = Object.keys(m).filter((key) => members.has(key));
  if (order.some((key, i) => key !== found[i])) own.order = order;
}

/** The value for an attribute; `undefined` keeps the class's value. */
function attribute(
  m: Module,
  cls: Global,
  name: string,
  v: PyValue,
  decoder: Decoder,
  functions: NonNullable<PythonForm["functions"]>,
): unknown {
  const key = fieldName(m, name);
  const there: unknown = Object.hasOwn(m, key) ? fieldsOf(m)[key] : undefined;
  const isCode = typeof there === "function" && !isModule(there);
  if (v instanceof Global && isFunction(v)) {
    // The class's own function has priority; the file's name for one of ours is used only if the class has none.
    if (isCode) return undefined;
    return (
      functionNamed(v, functions) ??
      refuse(
        "file-class",
        `${shown(cls)} in the file keeps the function ${quote(`${v}`)}, which ${isComplete() ? "kindling" : "this bundle"} does not have, as ${quote(name)}.`,
        `Give the class a field ${name} that holds a function, or load only the weights: loadWeights(path).`,
      )
    );
  }
  if (isCode) damaged(cls, `its attribute ${quote(name)} would take the place of a function`);
  const value = decoder.value(v);
  // As a field it would become a member.
  if (isModule(value) || value instanceof Parameter)
    damaged(cls, `its attribute ${quote(name)} is ${kindOf(v)}, which only a member can be`);
  return value;
}

/** Sets a field, except one that would hide a method of the class; returns its name in JavaScript. */
function setField(m: Module, cls: Global, name: string, value: unknown): string {
  const key = fieldName(m, name);
  // Covers methods of the class and of every Module, `constructor` and `__proto__`.
  if (key === "training" || key in (Object.getPrototypeOf(m) as object)) {
    refuse(
      "file-unsafe",
      `${shown(cls)} in the file has a member called ${quote(name)}, which would hide what the class has under that name.`,
      "If the file is right, rename the member in Python, or load only the weights: loadWeights(path).",
    );
  }
  if (!Reflect.defineProperty(m, key, { value, writable: true, enumerable: true, configurable: true }))
    damaged(cls, `its member ${quote(name)} cannot be set`);
  return key;
}

function isMember(m: Module, key: string): boolean {
  return m[state].buffers.has(key) || m[state].nulls.has(key);
}

/** Checks that a layer of ours has everything it needs to run. */
function checkLayer(m: Module, { cls, parameters, buffers }: ModuleParts, form: PythonForm): void {
  const fields: Readonly<Record<string, unknown>> = fieldsOf(m);
  for (const [name, kind] of Object.entries(form.attributes ?? {})) {
    const key = fieldName(m, name);
    if (!Object.hasOwn(fields, key)) {
      if (form.missing === undefined || !Object.hasOwn(form.missing, name))
        damaged(cls, `its attribute ${name} is missing`);
      setField(m, cls, name, form.missing[name]);
    }
    if (!fits(kind, fields[key])) damaged(cls, `its attribute ${name} is not of the right kind`);
  }
  const parameterNames = typeof form.parameters === "function" ? form.parameters(m) : form.parameters;
  for (const [there, wanted] of [
    [parameters, parameterNames ?? []],
    [buffers, form.buffers ?? []],
  ] as const) {
    for (const item of wanted) {
      const optional = item.endsWith("?");
      const name = optional ? item.slice(0, -1) : item;
      if (!there.has(name) || (!optional && there.get(name) === null)) damaged(cls, `its ${name} is missing`);
    }
  }
}

function shown(cls: { readonly name: string }): string {
  return `a ${quote(cls.name).slice(1, -1)}`;
}
function damaged(cls: Global, what: string): never {
  refuse("file-damaged", `${shown(cls)} in the file cannot be right: ${what}.`);
}
