import type { Code } from "./codes.js";
import { checkFunction } from "./error.js";
import { userPlace } from "./line.js";
import { noMore } from "./arguments.js";

/** A warning or hint. Hints are off in strict mode; a warning is printed once per code and place. */
export interface Diagnosis {
  readonly code: Code;
  readonly level: "warning" | "hint";
  readonly message: string;
  /** The program's line that it concerns, such as `train.ts:12:5`, if known; the message ends with it. */
  readonly place?: string;
}

let sink: (d: Diagnosis) => void = (d) => aside(() => console.warn(`kindling ${d.level}: ${d.message}  [${d.code}]`));
let aside: (print: () => void) => void = (print) => print();
let strict = false;
const said = new Set<string>();

/** Messages that do not concern the running line: they appear later, or give the location themselves. */
const elsewhere: ReadonlySet<Code> = new Set<Code>([
  "loss-grows",
  "compile-changed",
  "compile-stale",
  "compile-many",
  "fewer-threads",
  "anomaly-forward",
  "private-layer",
]);

/**
 * Prints a warning, once per `key` (default: the message itself). `place` is the user's line that it concerns (default:
 * the running one), or the function that the user called there.
 */
export function warn(code: Code, message: string, key: string = message, place?: Place): void {
  say("warning", code, message, key, place);
}

/** Prints a hint, once per `key`, unless strict mode is on. A hint never changes a result. */
export function hint(code: Code, message: string, key: string = message, place?: Place): void {
  if (!strict) say("hint", code, message, key, place);
}

/** Whether strict mode is on. */
export const isStrict = (): boolean => strict;

/** Whether a warning or hint was already printed. */
export const wasSaid = (code: Code, key: string): boolean => said.has(`${code}\n${key}`);

/** A known line, or the function that the user called. */
export type Place = { readonly at: () => string | null } | { readonly entry: object };

function say(level: Diagnosis["level"], code: Code, message: string, key: string, of: Place | undefined): void {
  if (wasSaid(code, key)) return;
  if (said.size < 10_000) said.add(`${code}\n${key}`);
  const place = elsewhere.has(code) ? null : of !== undefined && "at" in of ? of.at() : userPlace(of?.entry)();
  sink({
    code,
    level,
    message: place === null ? message : `${message} (at ${place})`,
    ...(place === null ? {} : { place }),
  });
}

/**
 * Sends warnings and hints to `f` instead of the console, and returns the previous function.
 *
 * @example
 * const messages: string[] = [];
 * const before = onDiagnosis((d) => messages.push(d.message));
 * onDiagnosis(before);
 */
export function onDiagnosis(f: (d: Diagnosis) => void): (d: Diagnosis) => void {
  noMore("onDiagnosis", 1, arguments);
  checkFunction(f, "onDiagnosis");
  const before = sink;
  sink = f;
  return before;
}

/** Registers `f`, which moves the terminal's current line (a progress bar) aside while a message is printed. */
export function stepAside(f: (print: () => void) => void): void {
  aside = f;
}

/**
 * Forgets which warnings were printed, so that they are printed again (in tests and notebooks).
 *
 * @example
 * resetDiagnosis();
 */
export function resetDiagnosis(): void {
  noMore("resetDiagnosis", 0, arguments);
  said.clear();
}

/**
 * Turns strict mode on or off. Strict mode prints no hints, which point out possible mistakes. Errors and warnings
 * stay.
 *
 * @example
 * setStrict(true);
 * noGrad(() => new nn.Dropout(0.5)(ones(3))).tolist(); // not a word about eval()
 * setStrict(false);
 */
export function setStrict(on: boolean): void {
  noMore("setStrict", ["on"], arguments, true);
  strict = on;
}
