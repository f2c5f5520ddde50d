import { fail } from "./error.js";

/** The `toJSON` of what is more than data: `JSON.stringify` would write its inner parts, or find a circle in them. */
export function notData(x: object): never {
  return fail(
    "json",
    `JSON cannot hold a ${x.constructor.name}`,
    "write what it holds: x.stateDict(), x.getState(), its samples.",
  );
}

/**
 * A field of what must not be cloned: structuredClone and postMessage would make an object of its fields, without its
 * class. They refuse symbols, and their error shows a symbol's text.
 */
export const uncloneable: symbol = Symbol(
  "This cannot be cloned or posted: send saveBytes(x), x.toTypedArray(), x.stateDict() or x.getState(); it",
);
