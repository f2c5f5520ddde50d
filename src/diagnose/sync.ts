import type { Code } from "./codes.js";
import { checkFunction, fail } from "./error.js";

// Functions that must be finished when they return. A mode set by noGrad(), or a gradient that a hook may change, does
// not wait: an async function continues too late after its first `await`, and a generator has not even started.

/** The result of such a function: anything except a promise, for which TypeScript shows this text. */
export type Synchronous<T> = T extends PromiseLike<unknown> | Generator | AsyncGenerator
  ? "not over when it returns: await before or after, and call this with the part that computes"
  : T;

/**
 * Rejects values that are not functions, and functions that are not finished when they return. `taker` is called with
 * it.
 */
export function checkSync(f: unknown, taker: string, code: Code = "not-over"): void {
  checkFunction(f, taker);
  refuse(/(Async|Gen)\w*/.exec(Object.prototype.toString.call(f))?.[0], taker, code); // AsyncFunction, GeneratorFunction
}

/** Returns the result of such a function, if it is finished. */
export function finished<T>(result: T, taker: string, code: Code = "not-over"): T {
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    void Promise.resolve(result).catch(Boolean); // its later error is not the mistake to report
    refuse("Promise", taker, code);
  }
  return result;
}

/** Wraps a function with the checks of {@link checkSync} and {@link finished}. */
export function synchronous<A extends unknown[], R>(f: (...args: A) => R, taker: string): (...args: A) => R {
  checkSync(f, taker);
  return (...args) => finished(f(...args), taker);
}

function refuse(kind: string | undefined, taker: string, code: Code): void {
  if (kind !== undefined) fail(code, `${taker}() cannot wait for: ${kind}`, "await outside of it.");
}
