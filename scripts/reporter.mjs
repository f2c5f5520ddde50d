// Runs compiled test files, each in a process of its own, and prints one line per file, failures in full, and skips
// with their reasons. node:test's own runner is not used for the files because it says of a test in which file it was
// *written*, so that the tests of a shared helper would be nobody's.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";

const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
const good = (text) => paint(32, text);
const bad = (text) => paint(31, text);
const dim = (text) => paint(2, text);

/** Counts and prints. `file()` takes all results of one test file, `total()` prints the end and tells if all is well. */
export class Report {
  passed = 0;
  failures = [];
  skips = [];

  /** Results are `{ name, passed, skip?, error?, said? }`, as scripts/events.mjs writes them; `said` is printed as it is. */
  file(title, results) {
    const failed = results.filter((r) => !r.passed);
    const skipped = results.filter((r) => r.passed && r.skip !== undefined);
    const passed = results.length - failed.length - skipped.length;
    this.passed += passed;
    for (const r of failed) this.failures.push({ title, ...r });
    for (const r of skipped) this.skips.push({ title, ...r });
    const counts = [`${passed}`, failed.length > 0 ? `${failed.length} failed` : "", skipped.length > 0 ? `${skipped.length} skipped` : ""];
    console.log(`${failed.length > 0 ? bad("✗") : good("✓")} ${title} ${dim(`(${counts.filter((c) => c !== "").join(", ")})`)}`);
    for (const r of results) if (r.said !== undefined) console.log(`    ${dim(r.said)}`);
    for (const r of failed) console.log(failure(r));
  }

  total() {
    const { passed, failures, skips } = this;
    if (skips.length > 0) {
      console.log("\nSkipped:");
      for (const [why, list] of group(skips)) console.log(`- ${why}: ${names(list)}`);
    }
    if (failures.length > 0) {
      console.log("\nFailed (in full above):");
      for (const f of failures) console.log(`- ${f.title}: ${f.name}`);
    }
    if (passed + failures.length === 0) console.log("\nNo test ran.");
    console.log(`\n${passed} passed, ${failures.length} failed, ${skips.length} skipped`);
    return failures.length === 0 && passed > 0;
  }
}

function failure({ name, error }) {
  const lines = [name, ...(error ?? "").split("\n").map((line) => `  ${line}`)];
  return lines.map((line, i) => `    ${i === 0 ? bad(line) : line}`).join("\n");
}

/** Skips by reason: fifty tests that want PyTorch are one line. */
function group(skips) {
  const byReason = new Map();
  for (const s of skips) byReason.set(s.skip, [...(byReason.get(s.skip) ?? []), `${s.title}: ${s.name}`]);
  return byReason;
}

function names(list) {
  return list.length <= 3 ? list.join("; ") : `${list.slice(0, 2).join("; ")}; and ${list.length - 2} more`;
}

/** Runs the test files, as many at a time as there are processors, and reports each when it ends. */
export async function runFiles(report, tests, { seconds = 300 } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-test-"));
  const queue = tests.entries();
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, async () => {
      for (const [i, test] of queue) report.file(test.title, await runFile(test, path.join(folder, `${i}.jsonl`), seconds));
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A test is `{ file, preload? }`: `preload` is loaded before the file. */
async function runFile({ file, preload }, events, seconds) {
  const args = [
    "--enable-source-maps", // a stack then points to the .ts line
    "--conditions=kindling-source", // "kindling" is then the modules that #src/ names, not the bundle of them
    ...(preload === undefined ? [] : ["--import", pathToFileURL(preload).href]),
    `--test-reporter=${pathToFileURL(path.join(root, "scripts/events.mjs"))}`, `--test-reporter-destination=${events}`, file,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk) => { output = (output + chunk).slice(-20_000); };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  let late = false;
  const timer = setTimeout(() => { late = true; child.kill("SIGKILL"); }, seconds * 1000);
  const [code, signal] = await new Promise((resolve) => child.once("close", (...end) => resolve(end)));
  clearTimeout(timer);

  const results = read(events);
  const failed = results.some((r) => !r.passed);
  if (late) results.push({ name: "the whole file", passed: false, error: `did not end within ${seconds} s\n${output}` });
  else if (code !== 0 && !failed) results.push({ name: "the whole file", passed: false, error: `ended with ${signal ?? `exit code ${code}`}\n${output}` });
  else if (results.length === 0) results.push({ name: "the whole file", passed: false, error: `holds no test\n${output}` });
  else if (failed && output.trim() !== "") results.find((r) => !r.passed).error += `\n\nwhat the file printed:\n${output.trim()}`;
  return results;
}

/** A process that was killed may leave half a line. */
function read(events) {
  let text;
  try { text = readFileSync(events, "utf8"); } catch { return []; }
  return text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
