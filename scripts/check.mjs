// npm run lint: what can be checked without running the library. A line for each check; what is wrong, in full.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundleResult } from "./bundle.mjs";
import { coverageResult, docsProblems } from "./docs.mjs";
import { effectProblems } from "./effects.mjs";
import { root } from "./files.mjs";
import { floors } from "./floors.mjs";
import { lengths } from "./mirror.mjs";
import { ensure } from "./setup.mjs";

const longest = 700;

/** All checks, as results for scripts/reporter.mjs. Needs the build. */
export async function checks() {
  const coverage = await coverageResult();
  return [
    lint(),
    result("import directions", floors()),
    result("what modules do while they load is kept by bundlers", effectProblems()),
    result(`no file of src/ over ${longest} lines`, lengths("src").filter((f) => f.lines > longest).map((f) => `${f.name} has ${f.lines} lines: split it`)),
    result("docs/errors.md", await docsProblems()),
    { ...result("docs/coverage.md", coverage.problems), said: `coverage: ${coverage.summary}` },
    await bundleResult(),
  ];
}

function result(name, problems) {
  return { name, passed: problems.length === 0, error: problems.join("\n") };
}

function lint() {
  const name = "oxlint";
  // oxlint is a program for each kind of machine, and there is none for some.
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const here = Object.entries(lock.packages).some(([at, p]) => at.includes("@oxlint/") && p.os.includes(process.platform) && p.cpu.includes(process.arch));
  const args = [path.join(root, "node_modules/oxlint/bin/oxlint"), "--deny-warnings", "src", "test", "examples", "bench", "scripts", "studio/src", "studio/programs", "studio/lean.js", "studio/weights.mjs"];
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  const words = `${done.stdout}${done.stderr}`.trim();
  if (done.status !== 0 && !here && /native binding/i.test(words)) {
    return { name, passed: true, skip: `there is no oxlint for ${process.platform} ${process.arch}` };
  }
  return result(name, done.status === 0 ? [] : [words]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  ensure("src", "test", "examples", "bench");
  for (const { name, passed, skip, error, said } of await checks()) {
    console.log(`${passed ? "✓" : "✗"} ${name}${skip === undefined ? "" : ` (skipped: ${skip})`}`);
    if (said !== undefined) console.log(`    ${said}`);
    if (!passed) {
      console.log(error.replace(/^/gm, "    "));
      process.exitCode = 1;
    }
  }
}
