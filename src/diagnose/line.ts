/** ` (at step.ts:12:5)`: the line of the caller's code that is running, as far as a stack tells; else nothing. */
export function userLine(): string {
  const place = userPlace()();
  return place === null ? "" : ` (at ${place})`;
}

/** Where a program was when it called the library, to be asked for later: `step.ts:12:5`, or null. */
export function userPlace(): () => string | null {
  const error = here();
  return () => lineOf(error.stack ?? "");
}

/** The first line of a stack that is the user's: `step.ts:12:5`. */
function lineOf(text: string): string | null {
  const frames = text.split("\n").filter((f) => /:\d+:\d+\)?$/.test(f));
  // This file's own frame tells where the library is, also in the package's bundle. In a bundle of a user's there is no such
  // place: there one line is like another.
  const home = /([^\s(@]*)diagnose\/line\.[jt]s:\d+:\d+\)?$|([^\s(@]*dist\/bundle\/)\w+\.js:\d+:\d+\)?$/.exec(frames[0] ?? "")?.slice(1).find((at) => at !== undefined);
  if (home === undefined) return null;
  const own = frames.find((f) => !f.includes(home) && !f.includes("node:"));
  return own === undefined ? null : /([^/\\(\s]+:\d+:\d+)\)?$/.exec(own)?.[1] ?? null;
}

/** The stack: between the user's line and this one may be more frames of the library than an error shows. */
function here(): Error {
  const limit = Error as { stackTraceLimit?: number };
  const before = limit.stackTraceLimit;
  limit.stackTraceLimit = 100;
  try {
    return new Error(); // its text is only made when it is asked for
  } finally {
    if (before === undefined) delete limit.stackTraceLimit;
    else limit.stackTraceLimit = before;
  }
}
