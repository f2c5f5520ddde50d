import { fail } from "./error.js";

/**
 * The `toJSON` of objects that are more than data: `JSON.stringify` would write their internals, or fail on a cycle.
 */
export function notData(x: object): never {
  return fail(
    "json",
    `JSON cannot hold a ${x.constructor.name}`,
    "write what it holds: x.stateDict(), x.getState(), its samples.",
  );
}

/**
 * A field of objects that must not be cloned: structuredClone and postMessage would copy the fields without the class.
 * They refuse symbols, and their error shows a symbol's text.
 */
export const uncloneable: symbol = Symbol(
  "This cannot be cloned or posted: send saveBytes(x), x.toTypedArray(), x.stateDict() or x.getState(); it",
);
