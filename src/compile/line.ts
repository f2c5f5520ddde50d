/** ` (at step.ts:12:5)`: the line of the caller's code that is running, as far as a stack tells; else nothing. */
export function userLine(): string {
  const frames = stack().split("\n").filter((f) => /:\d+:\d+\)?$/.test(f));
  // This file's own frame tells where the library is, also in the package's bundle. In a bundle of a user's there is no such
  // place: there one line is like another.
  const home = /([^\s(@]*)compile\/line\.[jt]s:\d+:\d+\)?$|([^\s(@]*dist\/bundle\/)\w+\.js:\d+:\d+\)?$/.exec(frames[0] ?? "")?.slice(1).find((at) => at !== undefined);
  if (home === undefined) return "";
  const own = frames.find((f) => !f.includes(home) && !f.includes("node:"));
  const place = own === undefined ? null : /([^/\\(\s]+:\d+:\d+)\)?$/.exec(own);
  return place === null ? "" : ` (at ${place[1]})`;
}

/** The whole stack: between the user's line and this one may be more frames of the library than an error shows. */
function stack(): string {
  const limit = Error as { stackTraceLimit?: number };
  const before = limit.stackTraceLimit;
  limit.stackTraceLimit = 100;
  try {
    return new Error().stack ?? "";
  } finally {
    if (before === undefined) delete limit.stackTraceLimit;
    else limit.stackTraceLimit = before;
  }
}
