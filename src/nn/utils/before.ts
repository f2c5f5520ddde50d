import type { Module } from "../module.js";
import { noMore } from "../../diagnose/arguments.js";

// The classes of modules before parametrization (parametrize.ts). A separate file, since saving checks every module,
// whether a program has parametrizations or not.

const before = new WeakMap<object, object>();

/** Records the original class of a parametrized module. */
export function noteBefore(made: object, cls: object): void {
  before.set(made, cls);
}

/**
 * The class of a module, or the one it had before parametrization.
 *
 * @example
 * const l = nn.utils.parametrizations.orthogonal(new nn.Linear(4, 2));
 * nn.utils.parametrize.typeBeforeParametrizations(l) === nn.Linear; // → true
 */
export function typeBeforeParametrizations(module: Module): object {
  noMore("typeBeforeParametrizations", 1, arguments);
  return before.get(module.constructor) ?? module.constructor;
}
