import type { Code } from "../diagnose/codes.js";
import { KindlingError } from "../diagnose/error.js";

/** The kinds of errors in a file; each has a default fix, used if the error's origin has no better one. */
const fixes = {
  "file-access": "Check the path and whether the program may read that file.",
  "file-class": "Pass the class to load, as in load(path, { Net }), or load only the weights: loadWeights(path).",
  "file-damaged": "Copy or download the file again, or save it again with torch.save or kindling's save.",
  "file-format": "Save the model again with torch.save or kindling's save, and load that file.",
  "file-truncated": "The end of the file is missing: copy or download it again and compare the sizes.",
  "file-unsafe":
    "Nothing was run and nothing was loaded. Load only files from people you trust, and ask them how it was made.",
} as const satisfies Partial<Record<Code, string>>;

/** The codes of a {@link LoadError}. */
export type FileFault = keyof typeof fixes;

/**
 * The error class for all problems with saved files: missing, truncated, damaged, in another format, with objects of a
 * class that was not passed, or hostile. If loading throws, nothing has changed.
 *
 * @example
 * try {
 *   load(saveBytes([1, 2]).subarray(0, 100));
 * } catch (e) {
 *   if (e instanceof LoadError && e.code === "file-truncated") console.log("download it again");
 * }
 */
export class LoadError extends KindlingError {
  static override readonly name: string = "LoadError";
  constructor(code: FileFault, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.name = "LoadError";
  }
}

/** Throws a {@link LoadError}: the problem and its location, then the fix. */
export function refuse(code: FileFault, sentence: string, fix: string = fixes[code]): never {
  throw new LoadError(code, `${sentence}\n  → ${fix}`);
}

/** A name from a file in printable form: quoted, escaped and shortened. */
export function quote(name: string): string {
  const shown = name.length > 80 ? `${name.slice(0, 77)}...` : name;
  return JSON.stringify(shown).replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, "?");
}
