import type { Code } from "./codes.js";
import { checkFunction } from "./error.js";

/** What a program hears besides errors. `hints` are off in strict mode; a warning is said once per code and place. */
export interface Diagnosis { readonly code: Code; readonly level: "warning" | "hint"; readonly message: string }

let sink: (d: Diagnosis) => void = (d) => aside(() => console.warn(`kindling ${d.level}: ${d.message}  [${d.code}]`));
let aside: (print: () => void) => void = (print) => print();
let strict = false;
const said = new Set<string>();

/** Says a warning, once per `key` (default: the message itself). */
export function warn(code: Code, message: string, key: string = message): void {
  say({ code, level: "warning", message }, key);
}

/** Says a hint, once per `key`, unless strict mode is on. A hint never changes a result. */
export function hint(code: Code, message: string, key: string = message): void {
  if (!strict) say({ code, level: "hint", message }, key);
}

function say(d: Diagnosis, key: string): void {
  const id = `${d.code}\n${key}`;
  if (said.has(id)) return;
  if (said.size < 10_000) said.add(id);
  sink(d);
}

/**
 * Sends warnings and hints to `f` instead of the console, and gives back the function that was there before.
 *
 * @example
 * const messages: string[] = [];
 * const before = onDiagnosis((d) => messages.push(d.message));
 * onDiagnosis(before);
 */
export function onDiagnosis(f: (d: Diagnosis) => void): (d: Diagnosis) => void {
  checkFunction(f, "onDiagnosis");
  const before = sink;
  sink = f;
  return before;
}

/** What stands on the terminal's current line (a progress bar) gives `f` to step aside while a message is printed. */
export function stepAside(f: (print: () => void) => void): void { aside = f; }

/** Forgets what was said, so that warnings can be said again (tests, notebooks). */
export function resetDiagnosis(): void { said.clear(); }

/**
 * Strict mode: no hints (they are said of what looks like a mistake, and may be meant). Errors and warnings stay.
 *
 * @example
 * setStrict(true);
 * noGrad(() => new nn.Dropout(0.5)(ones(3))).tolist(); // not a word about eval()
 * setStrict(false);
 */
export function setStrict(on: boolean): void { strict = on; }

