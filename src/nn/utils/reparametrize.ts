import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { clone } from "../../ops/pointwise/cast.js";
import { detach } from "../../ops/view/view.js";
import { fieldsOf, state } from "../module-state.js";
import type { ForwardPreHook, Module } from "../module.js";
import { Parameter } from "../parameter.js";

// A parameter that is replaced by others, from which its value is computed.

/** Removes a parameter from a module. */
export function takeParameter(m: Module, name: string): Parameter {
  const p = fieldsOf(m)[name];
  if (!(p instanceof Parameter))
    fail(
      "reparametrize",
      `'${m.constructor.name}' object has no attribute '${name}'`,
      "it must be the name of one of the module's parameters.",
    );
  forget(m, name);
  return p;
}

/** Removes a field of any kind. */
export function forget(m: Module, name: string): void {
  delete fieldsOf(m)[name];
  m[state].taken.add(name);
  m[state].nulls.delete(name);
  m[state].buffers.delete(name);
}

/** Sets a field of a module that is not a parameter. */
export function computed(m: Module, name: string, value: Tensor): void {
  Object.defineProperty(m, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Turns a field back into a parameter, and removes those it was computed from. */
export function restore(m: Module, name: string, value: Tensor, others: readonly string[]): void {
  for (const oldName of [...others, name]) forget(m, oldName);
  m[state].taken.delete(name);
  m.registerParameter(name, new Parameter(clone(detach(value))));
}

/** A parameter that is computed before each forward: its kind, its name, its inputs, and the function. */
export interface Reparametrized {
  readonly kind: "weight_norm" | "spectral_norm";
  readonly name: string;
  readonly others: readonly string[];
  readonly value: (m: Module, training: boolean) => Tensor;
}
// Keyed by hook, not by module: a copy of a module has the same hooks, and computes its own parameters with them.
const byHook = new WeakMap<ForwardPreHook, Reparametrized>();

/** Registers the computation of a parameter before each forward of the module, or of a copy of it. */
export function beforeForward(m: Module, r: Reparametrized): void {
  const hook: ForwardPreHook = (on) => {
    computed(on, r.name, r.value(on, on.training));
  };
  byHook.set(hook, r);
  m[state].preHooks = [...m[state].preHooks, hook];
}

/** The parameters of a module that are computed before each forward. */
export function reparametrized(m: Module): Reparametrized[] {
  return m[state].preHooks.flatMap((hook) => byHook.get(hook) ?? []);
}

/** Turns such a parameter back into one of the module, with its current value. */
export function removeBeforeForward(m: Module, r: Reparametrized, value: Tensor): void {
  restore(m, r.name, value, r.others);
  m[state].preHooks = m[state].preHooks.filter((hook) => byHook.get(hook) !== r);
}
