import { checkKindOf } from "./argument-kinds.js";
import { checkOptions } from "./arguments.js";
import { fail } from "./error.js";

/** What each option may be, by name: the letters of `argument-kinds.ts`. */
export type Settings = Readonly<Record<string, string>>;

/** Refuses options that do not exist, and values of the wrong kind. For functions whose options mean what they mean nowhere else. */
export function checkSettings(what: string, o: object, settings: Settings): void {
  checkOptions(o, new Set(Object.keys(settings)), what, (of, name, value) =>
    checkKindOf(of, name, settings[name]!, value),
  );
}

/** Refuses what is no whole number from `least` on. */
export function checkWhole(what: string, name: string, value: unknown, least: number): void {
  checkKindOf(what, name, "n", value);
  if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= least))
    fail(
      "argument",
      `${what}() expects a whole number of at least ${least} as ${name}, but got ${String(value)}`,
      `for example { ${name}: ${Math.max(least, 1)} }.`,
    );
}

/** Refuses what is none of a few texts. */
export function checkChoice(what: string, name: string, value: unknown, choices: readonly string[]): void {
  checkKindOf(what, name, "s", value);
  if (value !== undefined && !choices.includes(value as string))
    fail(
      "argument",
      `${what}() expects ${name} to be ${choices.map((c) => JSON.stringify(c)).join(" or ")}, but got ${JSON.stringify(value)}`,
      `for example { ${name}: ${JSON.stringify(choices[0])} }.`,
    );
}

/** The entries of a state dict: an object's, or a Map's, as loading a file gives either. */
export function stateEntries(what: string, state: unknown): Map<string, unknown> {
  if (typeof state !== "object" || state === null)
    fail(
      "argument",
      `the state of ${what} must be an object, but got ${state === null ? "null" : typeof state}`,
      "was it made by stateDict()?",
    );
  return state instanceof Map ? (state as Map<string, unknown>) : new Map(Object.entries(state));
}
