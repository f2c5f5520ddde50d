// Access to files by path, for code that is otherwise the same in Node and in browsers. The preset for Node implements
// it (`files-node.ts`).

import { fail } from "../diagnose/error.js";
import type { FilePath } from "./pt/save.js";

/** The file operations. */
export interface Files {
  /** All bytes; fails with a LoadError. */
  read(path: FilePath): Uint8Array;
  /** Writes a new file that then replaces the old one, so that readers see either one, complete. */
  write(path: FilePath, chunks: readonly Uint8Array[]): void;
  /** Appends bytes to a file, and flushes them to disk if `sync` is true. */
  append(path: string, bytes: Uint8Array, sync: boolean): void;
  /** The names in a folder; none if the folder does not exist. */
  list(folder: string): string[];
  /** Makes a folder, and those above it. */
  makeFolder(folder: string): void;
  /** Removes a file; returns whether it existed. */
  remove(path: string): boolean;
  /** The name of this machine. */
  host(): string;
  /** Joins parts of a path. */
  join(...parts: readonly string[]): string;
}

let files: Files | null = null;
/** The preset for Node sets the file operations. */
export function setFiles(f: Files): void {
  files = f;
}

/** The file operations, for `what`, which needs them. */
export function filesFor(what: string): Files {
  return (
    files ??
    fail("no-files", "browsers have no file paths.", `${what} needs one; in a browser, work with bytes or text.`)
  );
}
