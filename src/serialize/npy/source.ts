import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { filesFor } from "../files.js";
import { type FilePath, isPath } from "../pt/save.js";

/** The bytes of a file, given as bytes or as a path. */
export function bytesFrom(what: string, source: FilePath | Uint8Array): Uint8Array {
  if (isPath(source)) return filesFor(what).read(source);
  if ((source as unknown) instanceof ArrayBuffer) return new Uint8Array(source as unknown as ArrayBuffer);
  if (!(source instanceof Uint8Array))
    fail(
      "load-source",
      `${what} takes the bytes of a file as a Uint8Array, but got ${shownValue(source)}.`,
      `In Node, a path works too.`,
    );
  return source;
}
