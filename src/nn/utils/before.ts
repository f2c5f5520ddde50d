import type { Module } from "../module.js";
import { noMore } from "../../diagnose/arguments.js";

// What modules were before their parameters were parametrized (parametrize.ts). Apart from that, since saving asks it of every
// module, whether a program has parametrizations or not.

const before = new WeakMap<object, object>();

/** Notes what the class of a parametrized module was made of. */
export function noteBefore(made: object, cls: object): void {
  before.set(made, cls);
}

/**
 * The class that a module had before it was parametrized, or has.
 *
 * @example
 * const l = nn.utils.parametrizations.orthogonal(new nn.Linear(4, 2));
 * nn.utils.parametrize.typeBeforeParametrizations(l) === nn.Linear; // → true
 */
export function typeBeforeParametrizations(module: Module): object {
  noMore("typeBeforeParametrizations", 1, arguments);
  return before.get(module.constructor) ?? module.constructor;
}
