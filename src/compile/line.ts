/** Where this library's files are, as they appear in a stack. */
const home = new URL("..", import.meta.url).href;

/** ` (at step.ts:12:5)`: the line of the caller's code that is running, as far as a stack tells; else nothing. */
export function userLine(): string {
  const stack = new Error().stack ?? "";
  const frames = stack.split("\n").slice(1);
  if (!frames.some((f) => f.includes(home))) return ""; // bundled: one file is like another
  const own = frames.find((f) => !f.includes(home) && /:\d+:\d+\)?$/.test(f) && !f.includes("node:"));
  const place = own === undefined ? null : /([^/\\(\s]+:\d+:\d+)\)?$/.exec(own);
  return place === null ? "" : ` (at ${place[1]})`;
}
