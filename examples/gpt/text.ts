// A text to learn from, out of a file.
import { readFileSync } from "node:fs";
import { stop } from "../command-line.js";

/** A text from a file; ends the program with a sentence if it cannot be read. */
export function readText(from: string): string {
  try {
    return readFileSync(from, "utf8");
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException;
    return stop(
      `Cannot read ${from}: ${code === "ENOENT" ? "there is no such file." : code === "EISDIR" ? "this is a folder; give a file in it." : message}`,
    );
  }
}
