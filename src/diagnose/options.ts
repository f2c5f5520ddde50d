import { fail } from "./error.js";

/**
 * Refuses options that `what` does not have. TypeScript does so before the program runs; in JavaScript a misspelt or
 * snake_case option would otherwise be ignored without a word.
 */
export function checkOptions(options: unknown, known: ReadonlySet<string>, what: string): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    fail("option", `${what} takes its options as an object, but got ${Array.isArray(options) ? "an array" : typeof options === "string" ? JSON.stringify(options) : String(options)}`, `for example { ${[...known][0]}: … }.`);
  }
  for (const name in options) if (!known.has(name)) unknown(name, known, what);
}

const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

function unknown(name: string, known: ReadonlySet<string>, what: string): never {
  const meant = [...known].find((k) => plain(k) === plain(name));
  const all = [...known].join(", ");
  return fail("option", `${what} got an unexpected keyword argument '${name}'`,
    meant !== undefined ? `it is called ${meant} here: PyTorch's names in camelCase.` : name === "device" ? `leave it out: everything is computed on the CPU. The options are ${all}.` : `the options are ${all}.`);
}
