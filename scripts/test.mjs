// npm test: builds with all strictness on, then the checks, the tests, and the examples in the documentation.
// `npm test -- autograd zip` runs only the test files whose path contains one of the words.
//
// Tests of what computes run twice: as they are, and with test/compiled.ts, which holds all that they compute against a plan
// made of it.

import { readFileSync } from "node:fs";
import path from "node:path";
import { files, root } from "./files.mjs";
import { ensure } from "./setup.mjs";

ensure("src", "test", "examples", "bench");

// Only now: an old Node could not even load what these import.
const { Report, runFiles } = await import("./reporter.mjs");
const { checks } = await import("./check.mjs");
const doctest = await import("./doctest.mjs");

const words = process.argv.slice(2).filter((a) => !a.startsWith("-"));
const wanted = (title) => words.length === 0 || words.some((w) => title.includes(w.replace(/\.ts$/, "")));

const tests = files(path.join(root, "test"), ".test.ts")
  .map((name) => name.slice(0, -".ts".length))
  .map((name) => ({ title: `test/${name.slice(0, -".test".length)}`, file: path.join(root, "build/test", `${name}.js`) }))
  .filter((t) => wanted(t.title));
if (wanted("doctest")) tests.push({ title: "doctest", file: await doctest.prepare() });

if (tests.length === 0) {
  console.error(`No test file has ${words.map((w) => `"${w}"`).join(" or ")} in its path.`);
  process.exit(1);
}

/** Folders whose tests compute nothing that a plan could, or are about plans, engines and kernels themselves. */
const notCompiled = new Set(["browser", "compile", "engine", "examples", "ir", "package", "render", "scripts", "serialize", "soak", "studio", "train", "util"]);
/** Whether a file, or one beside it that it imports, compiles by itself. */
function compiles(file) {
  const text = readFileSync(file, "utf8");
  return /\bcompile\(/.test(text) || [...text.matchAll(/from "(\.[^"]*)"/g)].some(([, name]) => compiles(path.join(path.dirname(file), name)));
}
for (const t of tests.slice()) {
  const folder = t.title.split("/")[1];
  if (folder === undefined || notCompiled.has(folder) || compiles(t.file)) continue;
  tests.push({ ...t, title: `${t.title}, compiled`, preload: path.join(root, "build/test/compiled.js") });
}

const report = new Report();
if (words.length === 0) report.file("checks", await checks());
await runFiles(report, tests);
process.exitCode = report.total() ? 0 : 1;
