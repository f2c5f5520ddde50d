// npm run release -- 0.2.0: prepares a version: checks, version, changelog, archive. It publishes nothing and pushes nothing; it ends with
// the commands that do. --dry-run changes no file.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./files.mjs";
import { run, say, stop } from "./setup.mjs";

const dry = process.argv.includes("--dry-run"),
  [version] = process.argv.slice(2).filter((a) => !a.startsWith("--"));
const usage = "usage: npm run release -- VERSION [--dry-run]   (VERSION: for example 0.2.0 or 1.0.0-rc.1)";
if (version === undefined || !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) stop(usage);

const at = (name) => path.join(root, name);
const pkg = JSON.parse(readFileSync(at("package.json"), "utf8"));
const notes = readFileSync(at("CHANGELOG.md"), "utf8");

// Everything that could stop a release is asked before anything changes.
if (git("status", "--porcelain") !== "") stop("There are uncommitted changes. Commit them first.");
if (git("tag", "--list", `v${version}`) !== "") stop(`There is a tag v${version} already. Choose a later version.`);
if (!later(version, pkg.version) && version !== pkg.version)
  stop(`Version ${version} is older than ${pkg.version}, which package.json has.`);
const unreleased = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(notes)?.[1].trim() ?? "";
if (unreleased === "") stop('CHANGELOG.md has nothing under "## Unreleased". Write what changed.');

if (!dry) {
  replace("package.json", `"version": "${pkg.version}"`, `"version": "${version}"`);
  replace("package-lock.json", `"version": "${pkg.version}"`, `"version": "${version}"`, 2);
  replace("src/version.ts", `"${pkg.version}"`, `"${version}"`);
  replace(
    "CHANGELOG.md",
    "## Unreleased\n",
    `## Unreleased\n\n## ${version} – ${new Date().toISOString().slice(0, 10)}\n`,
  );
}
for (const [what, script] of [
  ["The checks", "lint"],
  ["The tests", "test"],
]) {
  say(`${what} (npm run ${script}) …`);
  if (!dry && npm("run", script).status !== 0)
    stop(`${what} failed. Nothing was packed; the version stays as written.`);
}
say("Packing …");
const packed = npm("pack", ...(dry ? ["--dry-run", "--ignore-scripts"] : []));
if (packed.status !== 0) stop(`${packed.stderr}\nThe package could not be packed.`);
const archive = `${pkg.name}-${dry ? pkg.version : version}.tgz`;
if (dry && existsSync(at(archive))) rmSync(at(archive));

console.log(`
${dry ? "Nothing was changed. A release would end with:" : `${archive} is ready. What is left to do, when you are sure:`}

  git commit -am "Version ${version}" && git tag -a v${version} -m "Version ${version}"
  git push --follow-tags
  npm publish ${archive} --provenance     (--provenance works from a CI job that the registry trusts)
`);

function git(...args) {
  const { status, stdout, stderr } = run("git", args);
  if (status !== 0) stop(`git ${args[0]} failed: ${stderr}`);
  return stdout.trim();
}

function npm(...args) {
  return run("npm", args, { stdio: dry ? "pipe" : "inherit", shell: process.platform === "win32" });
}

/** Replaces a text that must be there, in the first `times` places. */
function replace(file, from, to, times = 1) {
  let text = readFileSync(at(file), "utf8");
  for (let i = 0, start = 0; i < times; i++) {
    const found = text.indexOf(from, start);
    if (found < 0) stop(`${file} has no ${from.trim()}.`);
    text = text.slice(0, found) + to + text.slice(found + from.length);
    start = found + to.length;
  }
  writeFileSync(at(file), text);
}

/** Whether a version comes after another, by its three numbers. */
function later(a, b) {
  const numbers = (v) => v.split("-")[0].split(".").map(Number);
  const [x, y] = [numbers(a), numbers(b)];
  for (let i = 0; i < 3; i++) if (x[i] !== y[i]) return x[i] > y[i];
  return false;
}
