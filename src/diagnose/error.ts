import type { Code } from "./codes.js";
import { usersStack } from "./line.js";

/** The parts of an error besides its sentence: the fix, and the location. */
export interface FixOptions extends ErrorOptions {
  /** What to write instead. */
  fix?: string | undefined;
  /** The location, such as a layer's path. */
  place?: string | undefined;
}

/**
 * Every error that kindling throws on purpose. `message` begins with PyTorch's own sentence where PyTorch has one, then
 * gives the location and the fix. `code` is stable: it is the anchor of the explanation in `docs/errors.md`.
 *
 * @example
 * try { matmul(ones(4, 8), ones(10, 1)); } catch (e) { if (e instanceof KindlingError) console.log(e.code); }
 */
export class KindlingError extends Error {
  static override readonly name: string = "KindlingError";
  /** The kind of error; docs/errors.md explains each code. */
  readonly code: Code;
  /** The sentence and the fix in `message`; private, so that a printed error does not repeat them. */
  #parts: { readonly sentence: string; readonly fix: string | undefined };

  constructor(code: Code, message: string, options?: FixOptions) {
    const limit = Error as { stackTraceLimit?: number },
      most = limit.stackTraceLimit;
    if (most !== undefined && most > 0) limit.stackTraceLimit = 100; // the user's line may be below many of the library's
    super(compose(message, options?.place, options?.fix), options);
    if (most !== undefined) {
      limit.stackTraceLimit = most;
      if (this.stack !== undefined && code !== "internal")
        this.stack = usersStack(this.stack, most).replace(/^Error\b/, new.target.name);
    }
    this.code = code;
    this.name = "KindlingError";
    this.#parts = { sentence: message, fix: options?.fix };
  }

  /**
   * Sets the location, before the fix, replacing an earlier one: a model names its layer.
   *
   * @internal
   */
  locate(place: string): void {
    const before = this.message;
    this.message = compose(this.#parts.sentence, place, this.#parts.fix);
    // The stack begins with the old message, and an uncaught error is printed by its stack.
    if (this.stack !== undefined) this.stack = this.stack.replace(before, () => this.message);
  }
}

function compose(sentence: string, place: string | undefined, fix: string | undefined): string {
  if (place === undefined && fix === undefined) return sentence;
  return `${sentence}\n  → ${place === undefined ? fix : fix === undefined ? `${place}.` : `${place}: ${fix}`}`;
}

/**
 * Throws a {@link KindlingError}: the sentence first, then on a separate line the location, if known, and the fix. Only
 * bugs of the library itself have no fix.
 */
export function fail(code: "internal", sentence: string): never;
export function fail(code: Code, sentence: string, fix: string, place?: string): never;
export function fail(code: Code, sentence: string, fix?: string, place?: string): never {
  throw new KindlingError(code, sentence, { fix, place });
}

/** Rejects values that are not functions, at once rather than when they are called. */
export function checkFunction(f: unknown, taker: string): void {
  if (typeof f !== "function")
    fail(
      "argument",
      `${taker}() takes a function, but got ${f === null ? "null" : typeof f}`,
      `for example ${taker}(() => …), without calling it there.`,
    );
}
