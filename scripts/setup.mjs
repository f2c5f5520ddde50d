// What a fresh clone needs before anything runs: the dev dependencies (npm ci) and the build (tsc -b, then the bundles of
// scripts/bundles.mjs). Every command of package.json calls ensure() first. When nothing is to do it only reads file dates, so that it costs milliseconds.
// It uses nothing but Node, and no git.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { files, root, walk } from "./files.mjs";

const outputs = { src: "dist", test: "build/test", examples: "build/examples", bench: "build/bench" };

/**
 * Installs and builds what is missing or out of date for these TypeScript projects ("src", "test", "examples", "bench";
 * "src" is built with each of the others). Ends the process with a sentence on what to do where that fails.
 */
export function ensure(...projects) {
  checkNode();
  if (installed() && stale(projects).length === 0) return;
  alone(() => {
    if (!installed()) install();
    const now = stale(projects);
    if (now.length > 0) build(now);
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(
    `kindling needs Node 20.19 or newer, and this is Node ${process.versions.node}. Get a newer one from https://nodejs.org and run the same command again.`,
  );
}

// Installing

/** Whether node_modules holds what package-lock.json asks for, by the list that npm leaves there. */
export function installed(folder = "") {
  const wanted = packages(path.join(folder, "package-lock.json"));
  const present = packages(path.join(folder, "node_modules/.package-lock.json"));
  return Object.entries(wanted).every(([at, p]) => {
    if (at === "" || (p.optional && !meantForHere(p))) return true;
    return present[at]?.version === p.version && existsSync(path.join(root, folder, at, "package.json"));
  });
}

/** An optional package is a program for one kind of machine. Where the C library matters too, npm knows and we do not. */
function meantForHere(p) {
  return p.os?.includes(process.platform) && p.cpu?.includes(process.arch) && p.libc === undefined;
}

function packages(lock) {
  try {
    return JSON.parse(readFileSync(path.join(root, lock), "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

/** Installs what a folder's lock file asks for; ends the process with a sentence where that fails. */
export function install(folder = "") {
  say(`Installing what is missing${folder === "" ? "" : ` for ${folder}/`} (once) …`);
  const cwd = path.join(root, folder);
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // Under `npm start` and `npm test` npm says where it is itself; the file is plain JavaScript on every system.
  const self = process.env.npm_execpath;
  const done =
    self !== undefined && /npm-cli\.c?js$/.test(self)
      ? run(process.execPath, [self, ...args], { cwd })
      : run("npm", args, { cwd, shell: process.platform === "win32" });
  if (done.status === 0) return;
  if (done.error?.code === "ENOENT") {
    stop(
      "npm was not found, and it is needed once to install the tools that build kindling. It comes with Node: install Node from https://nodejs.org, then run the same command again.",
    );
  }
  const words = `${done.stdout ?? ""}${done.stderr ?? ""}`.trim();
  console.error(words.split("\n").slice(0, 15).join("\n")); // then npm prints its manual
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED|network/i.test(words)) {
    stop(
      "npm could not reach its registry. Connect to the internet (once is enough), then run the same command again. Behind a proxy: npm config set proxy http://…",
    );
  }
  if (/EACCES|EPERM|EROFS/.test(words))
    stop(
      `npm may not write to ${path.join(cwd, "node_modules")}. Make the folder your own, then run the same command again.`,
    );
  stop(
    "npm could not install the tools that build kindling; its own words are above. Often it helps to delete node_modules and run the same command again.",
  );
}

// Building

/** Those of the projects whose sources are not the ones that were built last. */
function stale(projects) {
  const src = fingerprint("src");
  const built = (project, print) => {
    try {
      return readFileSync(stamp(project), "utf8") === print && complete(project);
    } catch {
      return false;
    }
  };
  const srcStale = !built("src", src) || !bundled(src);
  return projects.filter((p) => srcStale || !built(p, p === "src" ? src : src + fingerprint(p)));
}

/** Whether every source has its output. */
function complete(project) {
  return files(path.join(root, project), ".ts").every((f) =>
    existsSync(path.join(root, outputs[project], f.replace(/\.ts$/, ".js"))),
  );
}

/** Whether the bundles are those of the sources with this fingerprint. */
function bundled(print) {
  try {
    return (
      readFileSync(bundleStamp, "utf8") === print &&
      existsSync(path.join(root, "dist/bundle/node.js")) &&
      existsSync(path.join(root, "dist/types/node.d.ts"))
    );
  } catch {
    return false;
  }
}

const bundleStamp = path.join(root, "dist/.bundle-stamp");

function stamp(project) {
  return path.join(root, outputs[project], ".stamp");
}

/** Names, dates and sizes of a project's sources and of what else the compiler reads: dates alone would miss a deleted file. */
function fingerprint(project) {
  const hash = createHash("sha256");
  const add = (name) => {
    const { mtimeMs, size } = statSync(path.join(root, name));
    hash.update(`${name}\n${mtimeMs}\n${size}\n`);
  };
  ["package.json", "package-lock.json", "tsconfig.base.json", "scripts/bundles.mjs", "scripts/types.mjs"].forEach(add);
  for (const { name, folder } of walk(path.join(root, project))) {
    if (!folder && /\.(ts|json)$/.test(name)) add(`${project}/${name}`);
  }
  return hash.digest("hex");
}

function build(projects) {
  say("Building (only what changed) …");
  const all = [...new Set(["src", ...projects])];
  const before = new Map(all.map((p) => [p, p === "src" ? fingerprint("src") : fingerprint("src") + fingerprint(p)]));
  for (const p of all) {
    // The compiler trusts its own notes on what it wrote: they go when some of that was deleted.
    if (!complete(p)) rmSync(path.join(root, outputs[p], ".tsbuildinfo"), { force: true });
  }
  const done = run(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-b", ...all], {
    stdio: "inherit",
  });
  if (done.status !== 0) {
    stop(
      done.error === undefined
        ? "The sources do not compile: the lines above say where."
        : `The compiler could not be started (${done.error.message}). Delete node_modules and run the same command again.`,
    );
  }
  for (const p of all) {
    prune(p);
    mkdirSync(path.join(root, outputs[p]), { recursive: true });
    writeFileSync(stamp(p), before.get(p));
  }
  bundle(before.get("src"));
}

function bundle(print) {
  if (bundled(print)) return;
  const done = run(process.execPath, [path.join(root, "scripts/bundles.mjs")]);
  if (done.status !== 0)
    stop(
      `${done.stdout ?? ""}${done.stderr ?? ""}\nThe built modules could not be joined into dist/bundle: the lines above say why.`.trim(),
    );
  writeFileSync(bundleStamp, print);
}

/** The compiler leaves the output of a source that is gone: it would still be imported, packed or run as a test. */
function prune(project) {
  const sources = new Set(files(path.join(root, project), ".ts").map((f) => f.slice(0, -".ts".length)));
  const out = path.join(root, outputs[project]);
  for (const file of files(out, "")) {
    if (project === "src" && /^(?:bundle|types)\//.test(file)) continue;
    const source = file.replace(/\.(js|d\.ts)(\.map)?$/, "");
    if (source !== file && !sources.has(source)) rmSync(path.join(out, file), { force: true });
  }
}

// Helpers

/** Runs `work` (not async) while no other process of this clone installs or builds. */
export function alone(work) {
  mkdirSync(path.join(root, "build"), { recursive: true });
  const lock = path.join(root, "build", ".setup.lock");
  for (;;) {
    let file;
    try {
      file = openSync(lock, "wx");
    } catch (error) {
      if (error.code !== "EEXIST")
        stop(
          `kindling cannot write to ${path.join(root, "build")} (${error.code}). Make the folder your own, then run the same command again.`,
        );
      if (!held(lock)) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    writeSync(file, String(process.pid));
    closeSync(file);
    break;
  }
  process.once("exit", release);
  try {
    work();
  } finally {
    process.off("exit", release);
    release();
  }

  function release() {
    rmSync(lock, { force: true });
  }
}

/** Whether the process that took the lock still lives. A lock without a number is being written, unless it is old. */
function held(lock) {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    if (pid === 0) return Date.now() - statSync(lock).mtimeMs < 10_000;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

export function run(command, args, options) {
  return spawnSync(command, args, { cwd: root, encoding: "utf8", ...options });
}

export function say(line) {
  console.error(line);
}

export function stop(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

// `node scripts/setup.mjs src` sets up and nothing else.
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) ensure(...process.argv.slice(2));
