import { warn } from "../diagnose/warn.js";

// Whether this place lets text become functions. A page's Content-Security-Policy without 'unsafe-eval' does not, nor do
// some servers, nor Node with --disallow-code-generation-from-strings. That shows when it is tried, and only then: each
// try is a line in the console of such a page, so there is one.

let refused = false;

/** Whether a function was refused: then no other is asked for. */
export const codeRefused = (): boolean => refused;

/** The function with these parameters and this body; null where the place does not allow it, which is said once. */
export function functionOf(parameters: readonly string[], body: string): ((...args: never[]) => unknown) | null {
  if (refused) return null;
  try {
    return new Function(...parameters, body) as (...args: never[]) => unknown;
  } catch (e) {
    // A refusal names no line of the text; an error in the text itself is ours.
    if (e instanceof SyntaxError) throw e;
    refused = true;
    warn(
      "no-code",
      "code cannot be generated here (a Content-Security-Policy without 'unsafe-eval'?). Kernels run on WebAssembly where it is allowed ('wasm-unsafe-eval'), others are interpreted: the same results, more slowly.",
      "",
    );
    return null;
  }
}
