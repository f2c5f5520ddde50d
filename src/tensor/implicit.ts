import { recorder } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { withFirstRun } from "../util/features.js";

// What JavaScript asks of a value without a word in the program: a number in `a < b`, text in a template, a length.
// (JSON is in convert.ts.)
// Where Python's operators compute with tensors, JavaScript's would go on with NaN or a text, so they say what to write.

/** So many places, and so many from the end, say that a tensor has no square brackets. */
const PLACES = 64,
  FROM_END = 8;

type Define = (name: PropertyKey, f: (x: Tensor, ...args: never[]) => unknown) => void;
type Getter = (name: string, get: (x: Tensor) => unknown, set: () => void) => void;

/** Puts these on the prototype, by what the table of methods does so with. */
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
