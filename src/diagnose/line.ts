/** ` (at step.ts:12:5)`: the line of the caller's code that is running, as far as a stack tells; else nothing. */
export function userLine(): string {
  const line = userPlace()();
  return line === null ? "" : ` (at ${line})`;
}

/**
 * Where a program was when it called the library, to be asked for later: `step.ts:12:5`, or null. `entry` is the function
 * that the program called: it tells the user's lines from the library's also where a bundler has made one file of both.
 */
export function userPlace(entry: object | null = current): () => string | null {
  const error = here(entry);
  return () => lineOf(error.all.stack ?? "", error.below?.stack ?? null);
}

/** The innermost module that is being called: what it does is called from its caller's line. */
let current: object | null = null;
/** A module begins, or its caller goes on; gives what was running before. */
export function enter(module: object | null): object | null {
  const before = current;
  current = module;
  return before;
}

/** Whether a module is being called. */
export const runs = (): boolean => current !== null;

const framesOf = (stack: string): string[] => stack.split("\n").filter((f) => /:\d+:\d+\)?$/.test(f));
const fileOf = (frame: string): string => /([^\s(@]*):\d+:\d+\)?$/.exec(frame)?.[1] ?? "";
/** `step.ts:12:5`, without what a development server writes behind a name. */
const placeOf = (frame: string | undefined): string | null => {
  const found = frame === undefined ? null : /([^/\\(\s@]+?)(\?[^:/\s]*)?(:\d+:\d+)\)?$/.exec(frame);
  return found === null ? null : `${found[1]}${found[3]}`;
};

/** Where the library is, as this file's own frame tells, also in the package's bundle; undefined in a bundle of the user's. */
const homeOf = (own: string): string | undefined =>
  /^(.*)diagnose\/line\.[jt]s$|^(.*dist\/bundle\/)\w+\.c?js$/
    .exec(own)
    ?.slice(1)
    .find((at) => at !== undefined);

/** A stack in V8's form without the library's lines, which would hide the user's; as it is where there are none of the user's. */
export function usersStack(stack: string, most: number): string {
  const lines = stack.split("\n"),
    first = lines.findIndex((l) => /^\s+at .*:\d+:\d+\)?$/.test(l));
  if (first < 0) return stack;
  const frames = lines.slice(first),
    home = homeOf(fileOf(framesOf(new Error().stack ?? "")[0] ?? ""));
  const own = (f: string): boolean => home !== undefined && f.includes(home),
    builtIn = (f: string): boolean => /\(<anonymous>\)$|node:/.test(f);
  const start = frames.findIndex((f) => !own(f) && !builtIn(f));
  return [
    ...lines.slice(0, first),
    ...(start < 0 ? frames : frames.slice(start).filter((f) => !own(f))).slice(0, most),
  ].join("\n");
}

/** The first line of a stack that is the user's. `below`: the stack without the library's function that was called, and all that it called. */
function lineOf(text: string, below: string | null): string | null {
  const frames = framesOf(text),
    own = fileOf(frames[0] ?? "");
  const foreign = (f: string): boolean => !f.includes("node:") && fileOf(f) !== "<anonymous>";
  const home = homeOf(own);
  const user = home === undefined ? undefined : frames.find((f) => foreign(f) && !f.includes(home));
  if (user !== undefined) return placeOf(user);
  if (below !== null) return placeOf(framesOf(below).find(foreign));
  // In a file of a user's bundler one line is like another.
  return home !== undefined ? null : placeOf(frames.find((f) => foreign(f) && fileOf(f) !== own));
}

/** The stack: between the user's line and this one may be more frames of the library than an error shows. */
function here(entry: object | null): { readonly all: Error; readonly below: { stack?: string } | null } {
  const limit = Error as { stackTraceLimit?: number; captureStackTrace?: (at: object, from: unknown) => void };
  const before = limit.stackTraceLimit;
  limit.stackTraceLimit = 100;
  try {
    const all = new Error(); // its text is only made when it is asked for
    if (entry === null || limit.captureStackTrace === undefined) return { all, below: null };
    const below: { stack?: string } = {};
    limit.captureStackTrace(below, entry);
    return { all, below };
  } finally {
    if (before === undefined) delete limit.stackTraceLimit;
    else limit.stackTraceLimit = before;
  }
}
