// Files by path, for what is the same in Node and in a browser but for them. The preset for Node says how they are read and written
// (`files-node.ts`).

import { fail } from "../diagnose/error.js";
import type { FilePath } from "./pt/save.js";

/** What a program may do with files. */
export interface Files {
  /** All bytes; fails with a LoadError. */
  read(path: FilePath): Uint8Array;
  /** Writes beside the old file, which the new one then replaces: whoever looks finds the one or the other, complete. */
  write(path: FilePath, chunks: readonly Uint8Array[]): void;
  /** Puts bytes behind what a file has, and brings them to the disk where `sync` is true. */
  append(path: string, bytes: Uint8Array, sync: boolean): void;
  /** The names in a folder; none where there is no such folder. */
  list(folder: string): string[];
  /** Makes a folder, and those above it. */
  makeFolder(folder: string): void;
  /** Removes a file; says whether it was there. */
  remove(path: string): boolean;
  /** What this machine is called. */
  host(): string;
  /** Joins parts of a path. */
  join(...parts: readonly string[]): string;
}

let files: Files | null = null;
/** The preset for Node says how files are read and written. */
export function setFiles(f: Files): void {
  files = f;
}

/** The files, for `what`, which needs them. */
export function filesFor(what: string): Files {
  return (
    files ??
    fail("no-files", "browsers have no file paths.", `${what} needs one; in a browser, work with bytes or text.`)
  );
}
