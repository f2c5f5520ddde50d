import { warn } from "../diagnose/warn.js";

// Whether code can be generated from text here. A page's Content-Security-Policy without 'unsafe-eval' forbids it, as
// do some servers, and Node with --disallow-code-generation-from-strings. Only a try shows that, and each one logs a
// line in such a page's console, so there is only one.

let refused = false;

/** Whether a function was refused: then no other is tried. */
export const codeRefused = (): boolean => refused;

/** The function with these parameters and this body; null if code generation is forbidden, with a single warning. */
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
