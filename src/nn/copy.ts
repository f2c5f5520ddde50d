import { copyOf } from "../core/dispatch.js";
import { Tensor } from "../core/tensor.js";
import { fieldsOf, isModule, state } from "./module-state.js";
import { Module } from "./module.js";
import { Parameter } from "./parameter.js";
import { noMore } from "../diagnose/arguments.js";

/**
 * A copy of a module with its own parameters, buffers and submodules, like Python's `copy.deepcopy(model)`. Objects
 * shared within the module are shared within the copy. The constructor is not run; functions in fields are not copied,
 * and `#private` fields are missing.
 *
 * @example
 * const model = new nn.Linear(2, 1), copy = nn.copyModule(model);
 * copy.weight === model.weight; // → false
 * copy.weight.eq(model.weight).all().item(); // → true
 */
export function copyModule<M extends Module>(module: M): M {
  noMore("copyModule", 1, arguments);
  return copy(module, new Map()) as M;
}

function copy(v: unknown, made: Map<object, unknown>): unknown {
  if ((typeof v !== "object" && !isModule(v)) || v === null) return v;
  const known = made.get(v);
  if (known !== undefined) return known;
  const keep = <T>(x: T): T => {
    made.set(v, x);
    return x;
  };
  if (v instanceof Parameter) return keep(new Parameter(copyOf(v), v.wantsGrad));
  if (v instanceof Tensor) {
    const t = keep(copyOf(v));
    t.wantsGrad = v.node === null && v.wantsGrad;
    return t;
  }
  if (isModule(v)) return copyFields(v, keep(Reflect.construct(Module, [], v.constructor) as Module), made);
  if (Array.isArray(v)) {
    const list = keep([] as unknown[]);
    for (const x of v) list.push(copy(x, made));
    return Object.isFrozen(v) ? Object.freeze(list) : list;
  }
  if (v instanceof Map) {
    const map = keep(new Map<unknown, unknown>());
    for (const [k, x] of v) map.set(k, copy(x, made));
    return map;
  }
  const prototype: unknown = Object.getPrototypeOf(v);
  if (prototype !== Object.prototype && prototype !== null) return v; // of a class of which nothing is known
  const object = keep(Object.create(prototype as object | null) as Record<string, unknown>);
  for (const [k, x] of Object.entries(v)) object[k] = copy(x, made);
  return object;
}

function copyFields(from: Module, to: Module, made: Map<object, unknown>): Module {
  const a = from[state],
    b = to[state];
  b.preHooks = a.preHooks;
  b.hooks = a.hooks;
  b.backwardHooks = a.backwardHooks;
  for (const [name, persistent] of a.buffers) b.buffers.set(name, persistent);
  for (const [name, kind] of a.nulls) b.nulls.set(name, kind);
  for (const name of a.taken) b.taken.add(name);
  b.order = a.order === null ? null : [...a.order];
  b.training = a.training;
  for (const key of Object.keys(from)) {
    Object.defineProperty(to, key, {
      value: copy(fieldsOf(from)[key], made),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return to;
}
