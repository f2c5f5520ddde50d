import type { Code } from "./codes.js";

/**
 * Every error that kindling throws on purpose. `message` begins with PyTorch's own sentence where PyTorch has one,
 * then says where it happened and what to do. `code` is stable: it is the anchor of the explanation in `docs/errors.md`.
 *
 * @example
 * try { matmul(ones(4, 8), ones(10, 1)); } catch (e) { if (e instanceof KindlingError) console.log(e.code); }
 */
export class KindlingError extends Error {
  readonly code: Code;
  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = "KindlingError";
  }
}

/** Throws a {@link KindlingError}: the sentence first, then the fix on a line of its own. */
export function fail(code: Code, sentence: string, fix?: string): never {
  throw new KindlingError(code, fix === undefined ? sentence : `${sentence}\n  → ${fix}`);
}
