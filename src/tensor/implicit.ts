import { recorder } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { withFirstRun } from "../util/features.js";

// Implicit conversions of JavaScript: a number in `a < b`, text in a template, a length. (JSON is in convert.ts.)
// Python's operators compute with tensors; JavaScript's would continue with NaN or a string, so the errors say what to
// write.

/** The number of indices, from the beginning and from the end, that throw an error on square brackets. */
const PLACES = 64,
  FROM_END = 8;

type Define = (name: PropertyKey, f: (x: Tensor, ...args: never[]) => unknown) => void;
type Getter = (name: string, get: (x: Tensor) => unknown, set: () => void) => void;

/** Adds these to the prototype, with the function that the table of methods uses. */
export function setImplicit(define: Define, getter: Getter): void {
  define(Symbol.toPrimitive, (x, hint: string) => {
    if (hint === "string") return x.toString();
    recorder?.refuse("operators");
    return fail(
      "implicit-number",
      "JavaScript's operators take numbers, not tensors",
      "in text, write `loss ${loss.item()}` or `x is ${x}`; elsewhere loss.item() < 0.01, total += loss.item(), a.lt(b), a.add(b), a.mul(b).",
    );
  });
  // What square brackets mean is said in the first run.
  if (!withFirstRun) return;
  for (let i = -FROM_END; i < PLACES; i++) {
    const no = (): never => fail("index-brackets", `tensors have no x[${i}]`, `x.get(${i}), x.set(${i}, value).`);
    getter(String(i), no, no);
  }
}
