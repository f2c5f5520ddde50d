/** ` (at step.ts:12:5)`: the running line of the user's code, if a stack shows it; else nothing. */
export function userLine(): string {
  const line = userPlace()();
  return line === null ? "" : ` (at ${line})`;
}

/**
 * The position of a program's call of the library, computed on demand: `step.ts:12:5`, or null. `entry` is the function
 * that the program called: it separates the user's lines from the library's, even if a bundler has merged both into one
 * file.
 */
export function userPlace(entry: object | null = current): () => string | null {
  const error = here(entry);
  return () => lineOf(error.all.stack ?? "", error.below?.stack ?? null);
}

/** The innermost module being called: its actions count as its caller's line. */
let current: object | null = null;
/** A module begins, or its caller continues; returns the previous one. */
export function enter(module: object | null): object | null {
  const before = current;
  current = module;
  return before;
}

/** Whether a module is being called. */
export const runs = (): boolean => current !== null;

const framesOf = (stack: string): string[] => stack.split("\n").filter((f) => /:\d+:\d+\)?$/.test(f));
const fileOf = (frame: string): string => /([^\s(@]*):\d+:\d+\)?$/.exec(frame)?.[1] ?? "";
/** `step.ts:12:5`, without the suffix of a development server. */
const placeOf = (frame: string | undefined): string | null => {
  const found = frame === undefined ? null : /([^/\\(\s@]+?)(\?[^:/\s]*)?(:\d+:\d+)\)?$/.exec(frame);
  return found === null ? null : `${found[1]}${found[3]}`;
};

/** The library's location, from this file's own stack frame, including the package's bundle; undefined in a user's bundle. */
const homeOf = (own: string): string | undefined =>
  /^(.*)diagnose\/line\.[jt]s$|^(.*dist\/bundle\/)\w+\.c?js$/
    .exec(own)
    ?.slice(1)
    .find((at) => at !== undefined);

/** A stack in V8's format without the library's lines, which would hide the user's; unchanged if there are no user's lines. */
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

/** The first line of a stack that is the user's. `below`: the stack without the called library function and everything it called. */
function lineOf(text: string, below: string | null): string | null {
  const frames = framesOf(text),
    own = fileOf(frames[0] ?? "");
  const foreign = (f: string): boolean => !f.includes("node:") && fileOf(f) !== "<anonymous>";
  const home = homeOf(own);
  const user = home === undefined ? undefined : frames.find((f) => foreign(f) && !f.includes(home));
  if (user !== undefined) return placeOf(user);
  if (below !== null) return placeOf(framesOf(below).find(foreign));
  // In a user's bundle the lines are not distinguishable.
  return home !== undefined ? null : placeOf(frames.find((f) => foreign(f) && fileOf(f) !== own));
}

/** The stack: there may be more library frames above the user's line than an error captures. */
function here(entry: object | null): { readonly all: Error; readonly below: { stack?: string } | null } {
  const limit = Error as { stackTraceLimit?: number; captureStackTrace?: (at: object, from: unknown) => void };
  const before = limit.stackTraceLimit;
  limit.stackTraceLimit = 100;
  try {
    const all = new Error(); // its text is created on demand
    if (entry === null || limit.captureStackTrace === undefined) return { all, below: null };
    const below: { stack?: string } = {};
    limit.captureStackTrace(below, entry);
    return { all, below };
  } finally {
    if (before === undefined) delete limit.stackTraceLimit;
    else limit.stackTraceLimit = before;
  }
}
