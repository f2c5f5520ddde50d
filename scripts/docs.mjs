// `node scripts/docs.mjs` writes docs/errors.md from the table of codes; with --check it only says whether the page is
// up to date and every code is used.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { files, root } from "./files.mjs";
import { ensure } from "./setup.mjs";

const page = path.join(root, "docs/errors.md");
const levels = {
  error: "Errors",
  warning: "Warnings (said once; the result is computed all the same)",
  hint: "Hints (said once; off in strict mode)",
};

/** What is wrong with the page or the table: sentences. Needs the build. */
export async function docsProblems() {
  const codes = await table();
  const problems = [];
  let written = "";
  try { written = readFileSync(page, "utf8"); } catch { /* as good as an old one */ }
  if (written !== render(codes)) problems.push("docs/errors.md is not what src/diagnose/codes.ts says: run  node scripts/docs.mjs");
  const sources = files(path.join(root, "src"), ".ts").filter((f) => f !== "diagnose/codes.ts")
    .map((f) => readFileSync(path.join(root, "src", f), "utf8")).join("\n");
  for (const code of Object.keys(codes)) {
    if (!sources.includes(`"${code}"`)) problems.push(`src/diagnose/codes.ts: nothing in src/ uses "${code}"`);
  }
  return problems;
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
    const list = Object.entries(codes).filter(([, entry]) => entry.level === level).sort(([a], [b]) => (a < b ? -1 : 1));
    if (list.length === 0) continue;
    parts.push(`## ${heading}`);
    for (const [code, { title, text }] of list) parts.push(`<a id="${code}"></a>\n### ${title}\n\n\`${code}\`: ${text}`);
  }
  return `${parts.join("\n\n")}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  ensure("src");
  if (process.argv.includes("--check")) {
    const problems = await docsProblems();
    for (const p of problems) console.log(p);
    process.exitCode = problems.length > 0 ? 1 : 0;
  } else {
    writeFileSync(page, render(await table()));
  }
}
