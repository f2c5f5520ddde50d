// Files by path, in Node. A file is complete at every moment: the new one is written to a temporary file, flushed to
// disk, and only then replaces the old one.

import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import type { Stats } from "node:fs";
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fail } from "../../diagnose/error.js";
import { concatBytes } from "../bytes.js";
import { refuse } from "../load-error.js";
import type { FilePath } from "./save.js";

/** All bytes of a file. */
export function readBytes(from: FilePath): Uint8Array {
  try {
    const fd = openSync(shown(from), "r");
    try {
      return readAll(fd);
    } finally {
      closeSync(fd);
    }
  } catch (e) {
    const name = JSON.stringify(shown(from));
    if (codeOf(e) === "ENOENT") {
      refuse(
        "file-access",
        `No such file or directory: ${name}`,
        `A relative path starts at the current folder, ${process.cwd()}. Was the model saved there?`,
      );
    }
    if (codeOf(e) === "EISDIR") refuse("file-access", `Is a directory: ${name}`, "Give the path of the file in it.");
    refuse("file-access", `cannot read ${name}: ${messageOf(e)}`, "May the program read that file?");
  }
}

/** Node's readFileSync is limited to 2 GiB, but models are not. */
function readAll(fd: number): Uint8Array {
  const stat = fstatSync(fd);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The size of a special file (a pipe) is not known beforehand.
  for (let room = stat.isFile() ? stat.size : 0; ; room = 1 << 16) {
    const chunk = new Uint8Array(room + 1); // one more byte shows whether it grew
    let used = 0;
    while (used < chunk.length) {
      const n = readSync(fd, chunk, used, Math.min(chunk.length - used, 1 << 30), null);
      if (n === 0) break;
      used += n;
    }
    chunks.push(chunk.subarray(0, used));
    size += used;
    if (used < chunk.length) break;
  }
  return chunks.length === 1 ? chunks[0]! : concatBytes(chunks);
}

/**
 * Writes a file atomically: a reader, even after a crash or power cut, finds the old content or the new one, never a
 * part. Special files (a pipe, a device) are written directly.
 *
 * The new content is written to `.<name>.<host>-<process>.<random>.kindling-tmp` in the same folder; if the process is
 * killed while writing, that file remains. The next save to the same path removes such files of dead processes on this
 * machine, and those not written to for ten minutes.
 */
export function writeBytes(to: FilePath, chunks: readonly Uint8Array[]): void {
  try {
    const target = followLinks(shown(to));
    const old = statSync(target, { throwIfNoEntry: false });
    if (old === undefined || old.isFile()) replace(target, old, chunks);
    else direct(target, chunks);
  } catch (e) {
    const why = codeOf(e) === "ENOENT" ? `Parent directory ${path.dirname(shown(to))} does not exist.` : messageOf(e);
    fail(
      "save-file",
      `cannot write ${JSON.stringify(shown(to))}: ${why}`,
      "What was there before, if anything, is unchanged. Check the path, the permissions of its folder, and the free space.",
    );
  }
}

function replace(target: string, old: Stats | undefined, chunks: readonly Uint8Array[]): void {
  if (old !== undefined) accessSync(target, constants.W_OK); // a rename would replace even a write-protected file
  const folder = path.dirname(target);
  const prefix = `.${shortened(path.basename(target))}.`;
  removeStale(folder, prefix);
  const temporary = path.join(folder, `${prefix}${host()}-${process.pid}.${crypto.randomUUID()}${SUFFIX}`);
  const fd = openSync(temporary, "wx", old === undefined ? 0o666 : old.mode & 0o777);
  try {
    try {
      if (old !== undefined) keepOwner(fd, old);
      writeAll(fd, chunks);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, target);
  } catch (e) {
    quietly(() => unlinkSync(temporary));
    throw e;
  }
  syncFolder(folder);
}

const SUFFIX = ".kindling-tmp";
const STALE_MS = 10 * 60 * 1000;

/** A name shortened to leave room for the rest: names are limited to 255 bytes, and a letter may take four of them. */
function shortened(name: string): string {
  let used = 0,
    out = "";
  for (const letter of name) {
    if ((used += Buffer.byteLength(letter)) > 100) break;
    out += letter;
  }
  return out;
}

/**
 * This machine, as part of a file's name: several machines may share a folder, and do not know each other's processes.
 */
const host = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** Whether a process is alive on this machine, including those of other users. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (e) {
    return codeOf(e) !== "ESRCH";
  }
}

function removeStale(folder: string, prefix: string): void {
  const mine = host();
  quietly(() => {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) continue;
      const file = path.join(folder, name);
      const [, at, pid] = /^([0-9a-f]{8})-(\d+)\./.exec(name.slice(prefix.length)) ?? [];
      quietly(() => {
        if ((at === mine && !lives(Number(pid))) || Date.now() - statSync(file).mtimeMs > STALE_MS) unlinkSync(file);
      });
    }
  });
}

/** The new file gets the old one's owner, as far as that is allowed, and its permissions. */
function keepOwner(fd: number, old: Stats): void {
  const now = fstatSync(fd);
  if (now.uid !== old.uid || now.gid !== old.gid) quietly(() => fchownSync(fd, old.uid, old.gid));
  fchmodSync(fd, old.mode & 0o777);
}

function direct(target: string, chunks: readonly Uint8Array[]): void {
  const fd = openSync(target, "w");
  try {
    writeAll(fd, chunks);
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at, Math.min(chunk.length - at, 1 << 30));
  }
}

/** Flushing the folder persists the rename. Windows has no such call, and some network disks refuse it. */
function syncFolder(folder: string): void {
  quietly(() => {
    const fd = openSync(folder, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** The target of a path, even if it does not exist yet. A link stays a link, and its target is replaced. */
function followLinks(start: string): string {
  let at = start;
  for (let i = 0; i < 40; i++) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return at;
    at = path.resolve(realpathSync(path.dirname(at)), readlinkSync(at));
  }
  throw new Error("too many symbolic links");
}

/** Runs an action that need not succeed. */
function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // the action was only a convenience
  }
}

/** PyTorch's name for the folder inside an archive: the file's name without its extension. */
export function stemOf(file: FilePath): string {
  return path.parse(shown(file)).name;
}

function shown(file: FilePath): string {
  if (typeof file === "string") return file;
  if (typeof file !== "object" || file === null || typeof file.href !== "string")
    fail(
      "file-path",
      `expected the path of a file, but got ${file === null ? "null" : typeof file}`,
      'for example save(model, "cnn.pt") and load("cnn.pt", { Net }).',
    );
  return fileURLToPath(file.href);
}
function codeOf(e: unknown): unknown {
  return e instanceof Error && "code" in e ? e.code : undefined;
}
function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}
