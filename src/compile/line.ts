/** Where this library's files are, as they appear in a stack; nothing where bundling has left no address, or one of another kind. */
const home = /^(file|https?):/.test(String(import.meta.url)) ? new URL("..", import.meta.url).href : null;

/** ` (at step.ts:12:5)`: the line of the caller's code that is running, as far as a stack tells; else nothing. */
export function userLine(): string {
  if (home === null) return "";
  const stack = new Error().stack ?? "";
  const frames = stack.split("\n").slice(1);
  if (!frames.some((f) => f.includes(home))) return ""; // bundled: one file is like another
  const own = frames.find((f) => !f.includes(home) && /:\d+:\d+\)?$/.test(f) && !f.includes("node:"));
  const place = own === undefined ? null : /([^/\\(\s]+:\d+:\d+)\)?$/.exec(own);
  return place === null ? "" : ` (at ${place[1]})`;
}
