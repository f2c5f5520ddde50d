import type { Code } from "./codes.js";
import { checkFunction, fail } from "./error.js";

// Functions that must be over when they return. A mode that noGrad() sets, or a gradient that a hook may change, waits for
// nobody: what an async function does after its first `await` comes too late, and a generator has not even begun.

/** What such a function may give: anything but a promise, for which TypeScript shows this text. */
export type Synchronous<T> = T extends PromiseLike<unknown> | Generator | AsyncGenerator
  ? "not over when it returns: await before or after, and call this with the part that computes"
  : T;

/** Refuses what cannot be called, and functions that are not over when they return. `taker` is called with it. */
export function checkSync(f: unknown, taker: string, code: Code = "not-over"): void {
  checkFunction(f, taker);
  refuse(/(Async|Gen)\w*/.exec(Object.prototype.toString.call(f))?.[0], taker, code); // AsyncFunction, GeneratorFunction
}

/** Gives what such a function gave, if it is over. */
export function finished<T>(result: T, taker: string, code: Code = "not-over"): T {
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    void Promise.resolve(result).catch(Boolean); // what it will throw is not the mistake to be shown
    refuse("Promise", taker, code);
  }
  return result;
}

/** A function that refuses, as {@link checkSync} and {@link finished} do, what is not over when it returns. */
export function synchronous<A extends unknown[], R>(f: (...args: A) => R, taker: string): (...args: A) => R {
  checkSync(f, taker);
  return (...args) => finished(f(...args), taker);
}

function refuse(kind: string | undefined, taker: string, code: Code): void {
  if (kind !== undefined) fail(code, `${taker}() cannot wait for: ${kind}`, "await outside of it.");
}
