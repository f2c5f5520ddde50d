// Counts how much code runs, as V8 counts it for coverage: a measure of work that does not depend on the machine's speed. Must be
// imported first, since code that has run before is not counted in full.
import { Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

// Optimized code counts less: what it has inlined, for one.
for (const flag of ["--no-opt", "--no-maglev"]) setFlagsFromString(flag);

const session = new Session();
session.connect();

function ask(method: string, options: object = {}): Coverage {
  let answer: Coverage | null = null;
  session.post(method, options, (error: Error | null, result: unknown) => {
    if (error !== null) throw error;
    answer = result as Coverage;
  });
  return answer!;
}
ask("Profiler.enable");
ask("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** How often a piece of code runs while `f` does: the body of a function or of a loop, a branch. Loops within JavaScript's own functions do not count. */
export function work(f: () => void): number {
  ask("Profiler.takePreciseCoverage"); // counts from here
  f();
  let n = 0;
  for (const { url, functions } of ask("Profiler.takePreciseCoverage").result) {
    if (url.startsWith("file:")) for (const { ranges } of functions) for (const { count } of ranges) n += count;
  }
  return n;
}
