// npm test: builds with all strictness on, then the checks, the tests, and the examples in the documentation.
// `npm test -- autograd zip` runs only the test files whose path contains one of the words, and
// `npm test -- ops/records -t softsquare` only the tests whose name ("suite › test") contains the words after -t.
//
// Tests run on the bundle that users of Node import (scripts/exposed.mjs leads them there). Tests of what computes run twice:
// so, and with test/compiled.ts, which holds all that they compute against a plan made of it. Of these, the ones in parts (every op)
// run on the modules that bundlers get; loading hundreds of modules for each of the small ones would take half as long as all of them.
// A file that says "// Runs in 3 parts." runs as three processes, each with a third of what stands at its top: a file that
// runs long would keep one processor busy when all else is done. One that says "// Runs also without code from text." runs
// once more under the flag of Node that forbids it, as a page's Content-Security-Policy may. One that says "// Not against
// plans: …" says why it does not run with test/compiled.ts.

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expose, onBundle } from "./exposed.mjs";
import { files, root } from "./files.mjs";
import { ensure } from "./setup.mjs";

ensure("src", "test", "examples", "bench");

// Only now: an old Node could not even load what these import.
const { Report, runFiles } = await import("./reporter.mjs");

const { words, name } = options(process.argv.slice(2));
const wanted = (title) => words.length === 0 || words.some((w) => title.includes(w.replace(/\.ts$/, "")));

const tests = files(path.join(root, "test"), ".test.ts")
  .map((name) => name.slice(0, -".ts".length))
  .map((name) => ({
    title: `test/${name.slice(0, -".test".length)}`,
    file: path.join(root, "build/test", `${name}.js`),
    source: path.join(root, "test", `${name}.ts`),
  }))
  .filter((t) => wanted(t.title));
if (wanted("doctest")) tests.push({ title: "doctest", file: () => apart("doctest.mjs", "prepare") });

if (tests.length === 0) {
  console.error(`No test file has ${words.map((w) => `"${w}"`).join(" or ")} in its path.`);
  process.exit(1);
}

/** Folders whose tests start programs of their own, or are about the build. */
const ofPrograms = new Set(["browser", "bundler", "examples", "package", "scripts", "studio"]);
const without = expose();
for (const t of tests) {
  const file = t.source === undefined || ofPrograms.has(t.title.split("/")[1]) ? undefined : onBundle(t.file);
  if (file !== undefined) Object.assign(t, { file, modules: t.file });
}

/** Folders whose tests compute nothing that a plan could, or are about plans, engines and kernels themselves. */
const notCompiled = new Set([
  "browser",
  "bundler",
  "cli",
  "compile",
  "engine",
  "examples",
  "ir",
  "package",
  "render",
  "scripts",
  "serialize",
  "soak",
  "studio",
  "train",
  "util",
]);
/** Whether a file, or one beside it that it imports, compiles by itself. */
function compiles(file) {
  const text = readFileSync(file, "utf8");
  return (
    /\bcompile\(/.test(text) ||
    [...text.matchAll(/from "(\.[^"]*)"/g)].some(([, name]) => compiles(path.join(path.dirname(file), name)))
  );
}
const plans = path.join(root, "build/test/compiled.js"),
  plansOnBundle = onBundle(plans);
for (const t of tests.slice()) {
  const folder = t.title.split("/")[1];
  const file = t.modules ?? t.file;
  const onModules = t.modules === undefined || plansOnBundle === undefined || inParts(t) > 1;
  if (
    folder === undefined ||
    notCompiled.has(folder) ||
    compiles(file) ||
    /^\/\/ Not against plans: /m.test(readFileSync(file, "utf8"))
  )
    continue;
  tests.push({
    ...t,
    file: onModules ? file : t.file,
    title: `${t.title}, compiled`,
    preload: onModules ? plans : plansOnBundle,
  });
}

// Some say that they also run where no code may be made from text.
for (const t of tests.slice()) {
  if (
    t.preload === undefined &&
    t.source !== undefined &&
    /^\/\/ Runs also without code from text\.$/m.test(readFileSync(t.source, "utf8"))
  ) {
    tests.push({ ...t, title: `${t.title}, interpreted`, flags: ["--disallow-code-generation-from-strings"] });
  }
}

/** How many parts a file says that it runs in. */
function inParts(t) {
  return t.source === undefined
    ? 1
    : Number(/^\/\/ Runs in (\d+) parts\.$/m.exec(readFileSync(t.source, "utf8"))?.[1] ?? 1);
}
/** A file as parts of it, where it says so. */
function parts(t) {
  const n = inParts(t);
  if (n === 1 || name !== undefined) return [t];
  return Array.from({ length: n }, (_, i) => ({ ...t, part: `${i + 1}/${n}`, title: `${t.title} ${i + 1}/${n}` }));
}
// The long ones first, so that they do not run alone in the end: by what they took the last time, or else by what kind they are.
const took = path.join(root, "build/.test-seconds.json"),
  known = secondsBefore();
const seconds = (t) => known[t.title] ?? (t.part !== undefined ? 60 : ofPrograms.has(t.title.split("/")[1]) ? 20 : 1);
const queue = tests.flatMap(parts).sort((a, b) => seconds(b) - seconds(a));

const report = new Report();
if (without !== undefined) report.file("the bundle", [{ name: "every test", passed: true, skip: without }]);
// They take one processor as a test does; the others need not wait for them.
if (words.length === 0 && name === undefined)
  queue.unshift({ title: "checks", results: () => apart("check.mjs", "checks") });
await runFiles(report, queue, { name });
if (name === undefined) writeFileSync(took, JSON.stringify({ ...known, ...report.seconds }));
process.exitCode = report.total(name) ? 0 : 1;

/** The seconds of CPU time that files took when they ran last, by their titles. */
function secondsBefore() {
  try {
    return JSON.parse(readFileSync(took, "utf8"));
  } catch {
    return {}; // no run before this one
  }
}

/** What a function of a script gives, as JSON, computed by a process of its own. */
async function apart(script, name) {
  const url = pathToFileURL(path.join(root, "scripts", script)).href;
  const program = `import { ${name} } from ${JSON.stringify(url)}; process.stdout.write(JSON.stringify(await ${name}()));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`scripts/${script} ended with exit code ${code}`);
  return JSON.parse(text);
}

function options(args) {
  const words = [];
  let name;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === "-t") name = args[++i];
    else if (!arg.startsWith("-")) words.push(arg);
    if (arg === "-t" ? !name : arg.startsWith("-")) {
      console.error(
        `${arg === "-t" ? "-t needs words to look for" : `There is no option ${arg}`}: npm test -- [words of paths] [-t "words of a test's name"]`,
      );
      process.exit(1);
    }
  }
  return { words, name };
}
