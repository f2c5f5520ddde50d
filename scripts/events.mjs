// A reporter for node:test, for scripts/reporter.mjs to print: one JSON line for each test that ended, and one when a test
// begins, which tells what hung; also what a test says of itself (`t.diagnostic`). It runs inside the test's own process, where an error is still whole (values, diff, stack).

import { appendFileSync } from "node:fs";
import { inspect } from "node:util";

/** Written at once: a test that computes without a pause would hold up a stream, and look as if none had ended before it. */
const write = (event) => {
  appendFileSync(process.env.KINDLING_TEST_EVENTS, `${JSON.stringify(event)}\n`);
};

// eslint-disable-next-line require-yield -- Node wants a generator
export default async function* events(source) {
  const path = []; // the names of the suites and tests around the one that ended
  const begun = [];
  for await (const { type, data } of source) {
    if (type === "test:dequeue") {
      // test:start comes when the ones before have ended
      begun.length = data.nesting;
      begun.push(data.name);
      write({ started: begun.join(" › ") });
    }
    if (
      type === "test:diagnostic" &&
      !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(data.message)
    )
      write({ said: data.message });
    if (type === "test:start") {
      path.length = data.nesting;
      path.push(data.name);
    }
    if (type !== "test:pass" && type !== "test:fail") continue;
    path.length = data.nesting;
    const error = data.details.error;
    const failedBelow = error?.failureType === "subtestsFailed";
    // What only failed because of a test inside it, and a suite, are no tests of their own.
    if (failedBelow || (data.details.type === "suite" && type === "test:pass")) continue;
    write({
      name: [...path, data.name].join(" › "),
      passed: type === "test:pass" || data.todo !== undefined,
      skip: reason(data.skip) ?? reason(data.todo),
      error: type === "test:fail" ? describe(error) : undefined,
    });
  }
}

/** `{ skip: true }` gives no reason; Node has passed it on as "" and as true. */
function reason(mark) {
  if (mark === undefined || mark === false) return undefined;
  return typeof mark === "string" && mark !== "" ? mark : "no reason given";
}

/** The error a test threw: its cause, and without the frames of the runner itself. */
function describe(error) {
  const cause =
    error?.failureType === "testCodeFailure" || error?.failureType === "hookFailed"
      ? error.cause
      : (error?.cause ?? error);
  const text = typeof cause === "string" ? cause : inspect(cause, { depth: 4 });
  return text
    .split("\n")
    .filter((line) => !/^\s+at .*\(?node:internal\//.test(line))
    .join("\n");
}
