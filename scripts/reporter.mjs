// Runs compiled test files, each in a process of its own, and prints one line per file, failures in full, and skips
// with their reasons. node:test's own runner is not used for the files because it says of a test in which file it was
// *written*, so that the tests of a shared helper would be nobody's.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";
import { inSources } from "./positions.mjs";
import { Effort, killTree, processes, TICK } from "./work.mjs";

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
  /** Seconds of CPU time by title. */
  seconds = {};

  /**
   * Results are `{ name, passed, skip?, error?, said? }`, as scripts/events.mjs writes them; `said` is printed as it is.
   * `seconds`, of CPU time, are printed where they are many.
   */
  file(title, results, seconds = 0) {
    const failed = results.filter((r) => !r.passed);
    const skipped = results.filter((r) => r.passed && r.skip !== undefined);
    const passed = results.length - failed.length - skipped.length;
    this.passed += passed;
    this.seconds[title] = seconds;
    for (const r of failed) this.failures.push({ title, ...r });
    for (const r of skipped) this.skips.push({ title, ...r });
    const counts = [
      `${passed}`,
      failed.length > 0 ? `${failed.length} failed` : "",
      skipped.length > 0 ? `${skipped.length} skipped` : "",
    ];
    console.log(
      `${failed.length > 0 ? bad("✗") : good("✓")} ${title} ${dim(`(${counts.filter((c) => c !== "").join(", ")})`)}${seconds >= 10 ? dim(` ${Math.round(seconds)} s`) : ""}`,
    );
    for (const r of results) if (r.said !== undefined) console.log(`    ${dim(r.said)}`);
    for (const r of failed) console.log(failure(r));
  }

  /** `name`: what the tests were chosen by. */
  total(name) {
    const { passed, failures, skips } = this;
    if (skips.length > 0) {
      console.log("\nSkipped:");
      for (const [why, list] of group(skips)) console.log(`- ${why}: ${names(list)}`);
    }
    if (failures.length > 0) {
      console.log("\nFailed (in full above):");
      for (const f of failures) console.log(`- ${f.title}: ${f.name}`);
    }
    if (passed + failures.length === 0)
      console.log(
        name === undefined || skips.length > 0
          ? "\nNo test ran."
          : `\nNo test ran: none of these files has a test with "${name}" in its name.`,
      );
    else if (name !== undefined) console.log(`\n${passed + failures.length} tests with "${name}" in their names ran.`);
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

/**
 * Runs the test files, as many at a time as there are processors, and reports each when it ends; one with `results` is no file, but
 * a function that gives them, and a file may be a function that makes it. A file is stopped when,
 * since a test of it last ended, it has used `work` seconds of CPU time, or nothing was computed for `idle` seconds:
 * however busy the machine is, what still gets on may go on. `name`: only tests whose full names hold it; files
 * without one are not reported.
 */
export async function runFiles(report, tests, { work = 300, idle = 120, name } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-test-"));
  const queue = tests.entries();
  const running = new Set();
  const watch = setInterval(() => {
    const all = processes();
    for (const file of running) file.look(all);
  }, TICK * 1000);
  try {
    await Promise.all(
      Array.from({ length: availableParallelism() }, async () => {
        for (const [i, test] of queue) {
          let { file } = test;
          try {
            if (test.results !== undefined) {
              report.file(test.title, await test.results());
              continue;
            }
            if (typeof file === "function") file = await file();
          } catch (e) {
            report.file(test.title, [{ name: "the whole file", passed: false, error: String(e) }]);
            continue;
          }
          const { results, seconds } = await runFile(
            { ...test, file },
            {
              shared: folder,
              events: path.join(folder, `${i}.jsonl`),
              work,
              idle,
              name,
              running,
            },
          );
          if (name === undefined || results.length > 0) report.file(test.title, results, seconds);
        }
      }),
    );
  } finally {
    clearInterval(watch);
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A test is `{ file, part?, preload?, flags? }`: `preload` is loaded before the file; `part` is "2/3" for the second third
 * of its tests; `flags` are Node's. Gives the results, and the seconds of CPU time, nearly.
 */
async function runFile({ file, part, preload, flags = [] }, { shared, events, work, idle, name, running }) {
  const before = [
    ...(part === undefined && name === undefined ? [] : [path.join(root, "scripts/select.mjs")]),
    ...(preload === undefined ? [] : [preload]),
  ];
  const args = [
    ...flags,
    "--conditions=kindling-source", // "kindling" is then the modules that #src/ names, not the bundle of them
    ...before.flatMap((f) => ["--import", pathToFileURL(f).href]),
    `--test-reporter=${pathToFileURL(path.join(root, "scripts/events.mjs"))}`,
    "--test-reporter-destination=stdout",
    file,
  ];
  const env = {
    // Engines differ in the last digits: tests of another one name it, and nothing is compiled in the background.
    KINDLING_ENGINE: "wasm",
    ...process.env,
    KINDLING_TEST_EVENTS: events,
    KINDLING_TEST_SHARED: shared, // what one file makes for all
    ...(part === undefined ? {} : { KINDLING_TEST_PART: part }),
    ...(name === undefined ? {} : { KINDLING_TEST_NAME: name }),
  };
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env });
  let output = "";
  const keep = (chunk) => {
    output = (output + chunk).slice(-20_000);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);

  let stopped,
    written = 0;
  const effort = new Effort(child.pid);
  const watched = {
    look(all) {
      effort.look(all);
      const size = statSync(events, { throwIfNoEntry: false })?.size ?? 0;
      if (size !== written) effort.progress();
      written = size;
      if (effort.idle >= idle) stopped ??= `for ${effort.idle} s, no test ended and nothing was computed`;
      else if (effort.used >= work) stopped ??= `no test ended in ${Math.round(effort.used)} s of CPU time`;
      if (stopped !== undefined) killTree(child.pid);
    },
  };
  running.add(watched);
  const [code, signal] = await new Promise((resolve) => child.once("close", (...end) => resolve(end)));
  running.delete(watched);

  const { results, current } = read(events);
  // Here, not in the test's process: its reporter has to be there before the first test ends.
  output = inSources(output);
  for (const r of results) if (r.error !== undefined) r.error = inSources(r.error);
  const failed = results.some((r) => !r.passed);
  const broken = (why) => results.push({ name: "the whole file", passed: false, error: `${why}\n${output}` });
  if (stopped !== undefined)
    broken(`was stopped: ${stopped}${current === undefined ? "" : `; it was at “${current}”`}`);
  else if (code !== 0 && !failed) broken(`ended with ${signal ?? `exit code ${code}`}`);
  else if (results.length === 0 && name === undefined) broken("holds no test");
  else if (failed && output.trim() !== "")
    results.find((r) => !r.passed).error += `\n\nwhat the file printed:\n${output.trim()}`;
  return { results, seconds: effort.total };
}

/** The results, and the name of the test that was running in the end. A process that was killed may leave half a line. */
function read(events) {
  let text;
  try {
    text = readFileSync(events, "utf8");
  } catch {
    return { results: [] };
  }
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  return {
    results: lines.reduce((found, l) => {
      if (l.name !== undefined) found.push(l);
      else if (l.said !== undefined && found.length > 0) found.at(-1).said = l.said; // it comes behind its result
      return found;
    }, []),
    current: lines.findLast((l) => l.started !== undefined)?.started,
  };
}
