import { checkKindOf } from "./argument-kinds.js";
import { checkOptions } from "./arguments.js";
import { fail } from "./error.js";

/** The types of options, by name: the letters of `argument-kinds.ts`. */
export type Settings = Readonly<Record<string, string>>;

/** Rejects unknown options and values of the wrong type, for functions whose options have their own meaning. */
export function checkSettings(what: string, o: object, settings: Settings): void {
  checkOptions(o, new Set(Object.keys(settings)), what, (of, name, value) =>
    checkKindOf(of, name, settings[name]!, value),
  );
}

/** Rejects values that are not whole numbers of at least `least`. */
export function checkWhole(what: string, name: string, value: unknown, least: number): void {
  checkKindOf(what, name, "n", value);
  if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= least))
    fail(
      "argument",
      `${what}() expects a whole number of at least ${least} as ${name}, but got ${String(value)}`,
      `for example { ${name}: ${Math.max(least, 1)} }.`,
    );
}

/** Rejects values that are not one of a few strings. */
export function checkChoice(what: string, name: string, value: unknown, choices: readonly string[]): void {
  checkKindOf(what, name, "s", value);
  if (value !== undefined && !choices.includes(value as string))
    fail(
      "argument",
      `${what}() expects ${name} to be ${choices.map((c) => JSON.stringify(c)).join(" or ")}, but got ${JSON.stringify(value)}`,
      `for example { ${name}: ${JSON.stringify(choices[0])} }.`,
    );
}

/** The entries of a state dict: an object's, or a Map's, since loading a file can return either. */
export function stateEntries(what: string, state: unknown): Map<string, unknown> {
  if (typeof state !== "object" || state === null)
    fail(
      "argument",
      `the state of ${what} must be an object, but got ${state === null ? "null" : typeof state}`,
      "was it made by stateDict()?",
    );
  return state instanceof Map ? (state as Map<string, unknown>) : new Map(Object.entries(state));
}
