import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

// Compiled code in the user's cache folder. An entry is a folder named after a hash of everything that determines the
// code; it is created atomically, by renaming, and holds the shared object and its checksum. Code is loaded only from
// unmodified files that this user owns and nobody else can write. Any number of processes may use it.

/** The maximum number of entries and bytes; the least recently used are deleted. */
const MOST = 400,
  MOST_BYTES = 2 ** 28;
/** Unfinished entries of stopped processes are deleted after this time. */
const STALE = 3_600_000;
/** The time limit of the compiler. */
const SECONDS = 120;

/** The compiler, and everything else that determines its code. */
export interface Toolchain {
  readonly command: string;
  readonly flags: readonly string[];
  readonly identity: string;
}

/** A readable reason why something is unavailable. */
export class Absent extends Error {}

/** The folder of compiled code. */
export function cacheFolder(): string {
  const xdg = process.env["XDG_CACHE_HOME"];
  const base =
    xdg !== undefined && path.isAbsolute(xdg)
      ? xdg
      : process.platform === "darwin"
        ? path.join(homedir(), "Library", "Caches")
        : process.platform === "win32"
          ? (process.env["LOCALAPPDATA"] ?? path.join(homedir(), "AppData", "Local"))
          : path.join(homedir(), ".cache");
  return path.join(base, "kindling", "native");
}

/** Deletes all compiled code; returns the number of entries. */
export function clearCache(): number {
  const folder = cacheFolder();
  if (!existsSync(folder)) return 0;
  checkFolder(folder);
  const entries = readdirSync(folder);
  for (const name of entries) rmSync(path.join(folder, name), { recursive: true, force: true });
  return entries.filter((name) => !name.startsWith("tmp-")).length;
}

const owned = (s: Stats): boolean => process.getuid === undefined || s.uid === process.getuid();
const closed = (s: Stats): boolean => process.getuid === undefined || (s.mode & 0o022) === 0;

/** Rejects a folder from which another user could inject code. */
function checkFolder(folder: string): void {
  const s = lstatSync(folder);
  if (!s.isDirectory()) throw new Absent(`${folder} is not a folder`);
  if (!owned(s)) throw new Absent(`${folder} belongs to another user, so no code is loaded from it`);
  if (!closed(s))
    throw new Absent(`other users may write to ${folder}, so no code is loaded from it (chmod 700 mends that)`);
}

/** Rejects a folder whose contents another user could replace. */
function checkAncestor(folder: string): void {
  const s = statSync(folder);
  if (process.getuid === undefined) return;
  if (!owned(s) && s.uid !== 0) throw new Absent(`${folder} belongs to another user, so no code is loaded from it`);
  if ((s.mode & 0o002) !== 0 && (s.mode & 0o1000) === 0)
    throw new Absent(`every user may rename what is in ${folder}, so no code is loaded from it`);
}

/** Makes a folder and those above it. (Node's own way, `recursive`, never returns within /proc.) */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== "EEXIST") throw e; // another process was faster
  }
}

/** The cache folder, created if it is missing. Throws {@link Absent}. */
export function openFolder(): string {
  const folder = cacheFolder();
  try {
    makeFolder(folder);
    for (let at = path.dirname(folder); at !== path.dirname(at); at = path.dirname(at)) checkAncestor(at);
    checkFolder(folder);
  } catch (e) {
    if (e instanceof Absent) throw e;
    throw new Absent(
      `the cache folder ${folder} cannot be made: ${(e as Error).message} (XDG_CACHE_HOME names another)`,
    );
  }
  return folder;
}

/**
 * The compile script, in a separate process, so that nothing waits and a program that ends early leaves a finished
 * entry. Its last argument is the job. An entry that exists by now is equally good.
 */
const builder = `
const { spawnSync } = require("node:child_process"), { createHash } = require("node:crypto"), fs = require("node:fs");
const { at, entry, command, flags, seconds } = JSON.parse(process.argv[process.argv.length - 1]);
process.umask(0o077);
let why = "";
try {
  const done = spawnSync(command, [...flags, "-o", at + "/code.so", at + "/code.c", "-lm", "-lpthread"], { cwd: at, encoding: "utf8", timeout: seconds * 1000, env: { ...process.env, TMPDIR: at } });
  if (done.error) why = command + ": " + done.error.message;
  else if (done.status !== 0) why = command + " ended with " + (done.status ?? done.signal) + ": " + (done.stderr.trim().split("\\n").find((l) => /error|No space/.test(l)) ?? done.stderr.trim().split("\\n")[0]);
  else {
    const code = fs.readFileSync(at + "/code.so");
    fs.writeFileSync(at + "/sum", createHash("sha256").update(code).digest("hex"));
    fs.rmSync(at + "/code.c");
    for (const name of fs.readdirSync(at)) if (name !== "code.so" && name !== "sum") fs.rmSync(at + "/" + name, { recursive: true, force: true });
    fs.chmodSync(at + "/code.so", 0o700);
    try { fs.renameSync(at, entry); } catch (e) { if (!fs.existsSync(entry + "/sum")) throw e; fs.rmSync(at, { recursive: true, force: true }); }
  }
} catch (e) { why = e.message; }
if (why !== "") { try { fs.writeFileSync(at + "/failed", why); } catch {} console.error(why); process.exit(1); }
`;

/** Code that is ready or being compiled. */
export interface Build {
  /** The shared object; null while it is being compiled. Throws {@link Absent} if compilation failed. */
  path(): string | null;
}

/** Milliseconds between two checks for an entry that is being compiled. */
const LOOK = 15;

/** Compiles C, or finds an earlier result. `wait`: returns when it is ready. Throws {@link Absent}. */
export function build(source: string, compiler: Toolchain, wait: boolean): Build {
  const folder = openFolder();
  const { command, flags, identity } = compiler;
  const key = createHash("sha256")
    .update(JSON.stringify([source, command, identity, flags]))
    .digest("hex");
  const entry = path.join(folder, key);
  const have = sound(entry);
  if (have !== null) {
    try {
      utimesSync(entry, new Date(), new Date());
    } catch {
      // a read-only cache serves as well
    }
    return { path: () => have };
  }
  tidy(folder);
  const at = path.join(folder, `tmp-${process.pid}-${randomBytes(6).toString("hex")}`);
  try {
    mkdirSync(at, { mode: 0o700 });
    writeFileSync(path.join(at, "code.c"), source, { mode: 0o600 });
  } catch (e) {
    rmSync(at, { recursive: true, force: true });
    throw new Absent(`the cache folder ${folder} cannot be written: ${(e as Error).message}`);
  }
  const args = ["-e", builder, "--", JSON.stringify({ at, entry, command, flags, seconds: SECONDS })];
  const env = { ...process.env, NODE_OPTIONS: "", ELECTRON_RUN_AS_NODE: "1" };
  if (wait) {
    const done = spawnSync(process.execPath, args, { encoding: "utf8", env, windowsHide: true });
    const made = sound(entry);
    if (made !== null) return { path: () => made };
    throw new Absent(whyNot(at, done.error?.message ?? done.stderr.trim()));
  }
  let ended: string | null = null;
  try {
    const child = spawn(process.execPath, args, { detached: true, stdio: "ignore", env, windowsHide: true });
    child.on("error", (e) => (ended = e.message));
    child.on("exit", (code, signal) => (ended = `it ended with ${code ?? signal}`));
    child.unref();
  } catch (e) {
    rmSync(at, { recursive: true, force: true });
    throw new Absent(`no process could be started: ${(e as Error).message}`);
  }
  let next = 0,
    made: string | null = null;
  return {
    path() {
      const now = performance.now();
      if (made !== null || now < next) return made;
      next = now + LOOK;
      if (existsSync(entry)) return (made = sound(entry));
      if (ended !== null || existsSync(path.join(at, "failed"))) throw new Absent(whyNot(at, ended ?? ""));
      return null;
    },
  };
}

/** The reason why an entry was not created; deletes its partial files. */
function whyNot(at: string, otherwise: string): string {
  let why = otherwise;
  try {
    why = readFileSync(path.join(at, "failed"), "utf8");
  } catch {
    // nothing could be written
  }
  rmSync(at, { recursive: true, force: true });
  return `compiling failed: ${why === "" ? "for no reason that was told" : why}`;
}

/** The shared object of an entry, if it is unmodified; else null, and the entry is deleted. */
function sound(entry: string): string | null {
  if (!existsSync(entry)) return null;
  const file = path.join(entry, "code.so"),
    sum = path.join(entry, "sum");
  try {
    checkFolder(entry);
    for (const f of [file, sum]) {
      const s = lstatSync(f);
      if (!s.isFile() || !owned(s) || !closed(s)) throw new Absent(f);
    }
    if (createHash("sha256").update(readFileSync(file)).digest("hex") === readFileSync(sum, "utf8")) return file;
  } catch {
    // any damage: it is compiled again
  }
  rmSync(entry, { recursive: true, force: true });
  return null;
}

/** Deletes leftovers of stopped processes, and the least recently used entries beyond the limits. */
function tidy(folder: string): void {
  const entries: { readonly at: string; readonly used: number; readonly bytes: number }[] = [];
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const at = path.join(folder, name);
    try {
      const used = lstatSync(at).mtimeMs;
      if (!name.startsWith("tmp-")) entries.push({ at, used, bytes: lstatSync(path.join(at, "code.so")).size });
      else if (Date.now() - used > STALE) rmSync(at, { recursive: true, force: true });
    } catch {
      // another process has just deleted it
    }
  }
  entries.sort((a, b) => b.used - a.used);
  let bytes = 0;
  entries.forEach((e, i) => {
    bytes += e.bytes;
    if (i >= MOST || bytes > MOST_BYTES) rmSync(e.at, { recursive: true, force: true });
  });
}
