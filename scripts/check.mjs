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
import { ensure } from "./setup.mjs";

/** All checks, as results for scripts/reporter.mjs. Needs the build. */
export async function checks() {
  const coverage = await coverageResult();
  return [
    format(),
    lint(),
    result("import directions", floors()),
    result("what modules do while they load is kept by bundlers", effectProblems()),
    result("docs/errors.md", await docsProblems()),
    { ...result("docs/coverage.md", coverage.problems), said: `coverage: ${coverage.summary}` },
    await bundleResult(),
  ];
}

function result(name, problems) {
  return { name, passed: problems.length === 0, error: problems.join("\n") };
}

/** Every file stands as the formatter writes it (`.oxfmtrc.json`); `node_modules/.bin/oxfmt` mends all of them. */
function format() {
  const problems = runNative("oxfmt", ["--check", "."]);
  return problems === null ? missing("oxfmt") : result("formatter", problems);
}

function lint() {
  const folders = ["src", "test", "examples", "bench", "scripts", "studio/src", "studio/programs"];
  const problems = runNative("oxlint", ["--deny-warnings", ...folders, "studio/lean.js", "studio/weights.mjs"]);
  return problems === null ? missing("oxlint") : result("oxlint", problems);
}

/** What a tool of node_modules complains of. Null where it is a program for each kind of machine, and not for this one. */
function runNative(tool, args) {
  const done = spawnSync(process.execPath, [path.join(root, `node_modules/${tool}/bin/${tool}`), ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (done.status === 0) return [];
  const words = `${done.stdout}${done.stderr}`.trim();
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const here = Object.entries(lock.packages).some(
    ([at, p]) => at.includes(`@${tool}/`) && p.os.includes(process.platform) && p.cpu.includes(process.arch),
  );
  return !here && /native binding/i.test(words) ? null : [words];
}

function missing(tool) {
  return { name: tool, passed: true, skip: `there is no ${tool} for ${process.platform} ${process.arch}` };
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
