// Waiting in tests, on machines that may be busy with other things: no clock on the wall, but whether anything still
// works at what is waited for.

import path from "node:path";
import { pathToFileURL } from "node:url";

interface Work {
  TICK: number;
  Effort: new (pid: number) => { used: number; idle: number; look(): void };
}
const { TICK, Effort } = (await import(
  pathToFileURL(path.resolve(import.meta.dirname, "../../scripts/work.mjs")).href
)) as Work;

/**
 * What the promise gives. Rejects when this process and those that it started (a browser, say) have together computed
 * next to nothing for `idle` seconds, or have used `work` seconds of CPU time, and it is still pending.
 */
export async function patiently<T>(what: string, promise: Promise<T>, { idle = 20, work = 60 } = {}): Promise<T> {
  const effort = new Effort(process.pid);
  let before: number | undefined; // what was used before the first look
  let watch: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    watch = setInterval(() => {
      effort.look();
      before ??= effort.used;
      if (effort.idle >= idle)
        reject(new Error(`${what}: nothing happened in ${effort.idle} s in which nothing was computed either`));
      if (effort.used - before >= work) reject(new Error(`${what}: nothing happened in ${work} s of CPU time`));
    }, TICK * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearInterval(watch);
  }
}

/** A page (of playwright) whose every call is waited for patiently. */
export function patient<P extends { setDefaultTimeout(ms: number): void }>(page: P): P {
  page.setDefaultTimeout(0);
  return new Proxy(page, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        const got: unknown = member.apply(target, args);
        return got instanceof Promise
          ? patiently(
              `${String(name)}(${args.map((a) => (typeof a === "function" ? String(a) : JSON.stringify(a))).join(", ")})`,
              got,
            )
          : got;
      };
    },
  });
}
