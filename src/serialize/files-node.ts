// Files by path, in Node, as files.ts describes them.

import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, unlinkSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import { fail } from "../diagnose/error.js";
import type { Files } from "./files.js";
import { readBytes, writeBytes } from "./pt/file-node.js";

const codeOf = (e: unknown): unknown => (e instanceof Error && "code" in e ? e.code : undefined);
const messageOf = (e: unknown): string => (e instanceof Error ? e.message : String(e));

/** Node's files. */
export const nodeFiles: Files = {
  read: readBytes,
  write: writeBytes,
  append(file, bytes, sync) {
    try {
      const fd = openSync(file, "a");
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
        if (sync) fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    } catch (e) {
      cannotWrite(file, e);
    }
  },
  list(folder) {
    try {
      return readdirSync(folder);
    } catch (e) {
      if (codeOf(e) === "ENOENT") return [];
      return fail(
        "file-path",
        `cannot read the folder ${JSON.stringify(folder)}: ${messageOf(e)}`,
        "is it a folder, and may the program read it?",
      );
    }
  },
  makeFolder(folder) {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (e) {
      cannotWrite(folder, e);
    }
  },
  remove(file) {
    try {
      unlinkSync(file);
      return true;
    } catch (e) {
      if (codeOf(e) === "ENOENT") return false;
      return cannotWrite(file, e);
    }
  },
  host: hostname,
  join: path.join,
};

function cannotWrite(file: string, e: unknown): never {
  return fail(
    "save-file",
    `cannot write ${JSON.stringify(file)}: ${messageOf(e)}`,
    "Check the path, the permissions of its folder, and the free space.",
  );
}

/** zlib, which is several times as fast as inflate.ts. */
export function nodeInflate(packed: Uint8Array, size: number): Uint8Array {
  // Do not trust the claimed size: DEFLATE expands a byte to at most 1032.
  if (size > packed.length * 1032) throw new Error("it cannot have that many bytes");
  const { buffer, engine } = inflateRawSync(packed, { maxOutputLength: Math.max(1, size), info: true }) as unknown as {
    buffer: Uint8Array;
    engine: { bytesWritten: number };
  };
  if (buffer.length !== size) throw new Error("it has fewer bytes than it should");
  if (engine.bytesWritten !== packed.length) throw new Error("bytes follow its end");
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
