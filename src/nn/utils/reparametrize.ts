import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { clone } from "../../ops/cast.js";
import { detach } from "../../ops/view.js";
import { fieldsOf, state } from "../members.js";
import type { Module } from "../module.js";
import { Parameter } from "../parameter.js";

// A parameter that gives way to others, from which its value is worked out.

/** Takes a parameter out of a module. */
export function takeParameter(m: Module, name: string): Parameter {
  const p = fieldsOf(m)[name];
  if (!(p instanceof Parameter)) fail("reparametrize", `'${m.constructor.name}' object has no attribute '${name}'`, "it must be the name of one of the module's parameters.");
  forget(m, name);
  return p;
}

/** Takes a field away, whatever it was. */
export function forget(m: Module, name: string): void {
  delete fieldsOf(m)[name];
  m[state].nulls.delete(name);
  m[state].buffers.delete(name);
}

/** Gives a module a value for a field that is no parameter. */
export function computed(m: Module, name: string, value: Tensor): void {
  Object.defineProperty(m, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Makes a field a parameter again, and takes away those it was worked out from. */
export function restore(m: Module, name: string, value: Tensor, others: readonly string[]): void {
  for (const other of [...others, name]) forget(m, other);
  m.registerParameter(name, new Parameter(clone(detach(value))));
}
