// `node scripts/docs.mjs` writes the pages that follow from the code: docs/errors.md from the table of codes, and
// docs/coverage.md from the package's names, and docs/benchmarks.md from bench/results.json. With --check it only says whether the pages are up to date and every code
// is used. A name that the coverage page has and the code lacks stops it; --drop writes the page without it.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { renderBenchmarks } from "./benchmarks.mjs";
import { gone, measured, render as renderCoverage, summary } from "./coverage.mjs";
import { files, root } from "./files.mjs";
import { ensure } from "./setup.mjs";

const coveragePage = path.join(root, "docs/coverage.md");
const page = path.join(root, "docs/errors.md");
const benchmarksPage = path.join(root, "docs/benchmarks.md");
const levels = {
  error: "Errors",
  warning: "Warnings (said once; the result is computed all the same)",
  hint: "Hints (said once; off in strict mode)",
  finding: "Findings (what `explain()` says of a training)",
};

/** What is wrong with the page or the table: sentences. Needs the build. */
export async function docsProblems() {
  const codes = await table();
  const problems = [];
  if (read(page) !== render(codes))
    problems.push("docs/errors.md is not what src/diagnose/codes.ts says: run  node scripts/docs.mjs");
  if (read(benchmarksPage) !== renderBenchmarks())
    problems.push("docs/benchmarks.md is not what bench/results.json says: run  node scripts/docs.mjs");
  const sources = files(path.join(root, "src"), ".ts")
    .filter((f) => !f.startsWith("diagnose/codes"))
    .map((f) => readFileSync(path.join(root, "src", f), "utf8"))
    .join("\n");
  for (const code of Object.keys(codes)) {
    if (!sources.includes(`"${code}"`)) problems.push(`src/diagnose/codes.ts: nothing in src/ uses "${code}"`);
  }
  return problems;
}

/** What is wrong with docs/coverage.md, and how many names there are of each module, in a line. Needs the build. */
export async function coverageResult() {
  const { rows, version } = await measured();
  const problems = gone(read(coveragePage), rows).map(
    (name) => `${name} is gone: docs/coverage.md says that it is present`,
  );
  if (problems.length === 0 && read(coveragePage) !== renderCoverage(rows, version))
    problems.push("docs/coverage.md is not what the code says: run  node scripts/docs.mjs");
  return { problems, summary: summary(rows) };
}

/** A page as it is; one that is not there is as good as an old one. */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

async function table() {
  return (await import(pathToFileURL(path.join(root, "dist/diagnose/codes.js")).href)).codes;
}

function render(codes) {
  const parts = [
    "# Errors, warnings and hints",
    "Everything that kindling says has a code. Here is what each means and how to get out of it.\n(Written by `node scripts/docs.mjs` from `src/diagnose/codes.ts`: change it there.)",
  ];
  for (const [level, heading] of Object.entries(levels)) {
    const list = Object.entries(codes)
      .filter(([, entry]) => entry.level === level)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (list.length === 0) continue;
    parts.push(`## ${heading}`);
    for (const [code, { title, text }] of list)
      parts.push(`<a id="${code}"></a>\n### ${title}\n\n\`${code}\`: ${text}`);
  }
  return `${parts.join("\n\n")}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  ensure("src");
  const problems = process.argv.includes("--check")
    ? [...(await docsProblems()), ...(await coverageResult()).problems]
    : await write(process.argv.includes("--drop"));
  for (const p of problems) console.log(p);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

async function write(drop) {
  writeFileSync(page, render(await table()));
  writeFileSync(benchmarksPage, renderBenchmarks());
  const { rows, version } = await measured();
  const lost = drop ? [] : gone(read(coveragePage), rows);
  if (lost.length > 0)
    return [
      ...lost.map((name) => `${name} is gone`),
      "docs/coverage.md was left as it is; with --drop it is written without these names",
    ];
  writeFileSync(coveragePage, renderCoverage(rows, version));
  console.log(`coverage: ${summary(rows)}`);
  return [];
}
