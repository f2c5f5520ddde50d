// Starting a thread that runs a file of kindling: it works, or fails at once. A caller that waits for a thread blocks,
// so the event loop could never report the thread's end. Therefore conditions are checked first, and a thread whose
// file cannot be run reports that itself, by shared memory.
import { existsSync } from "node:fs";
import { type MessagePort, type TransferListItem, Worker } from "node:worker_threads";
import { fail } from "../diagnose/error.js";

/**
 * The channel by which a thread reports that it runs, or that its file cannot be run: a port, and two numbers in shared
 * memory. The first is incremented with each message, which wakes the waiting thread; the second is 1 once the thread
 * runs.
 */
export interface Told {
  readonly port: MessagePort;
  readonly counter: SharedArrayBuffer;
}
/** The report that its file cannot be run. */
export interface NotStarted {
  readonly notStarted: string;
}
/** The `workerData` of the thread's module. */
export interface ThreadData<T> {
  readonly data: T;
}

/** A counter for {@link Told}. */
export const newCounter = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(8));

// Loads the file, and reports a failure: it is damaged, or a dependency is missing. Without `require`, since Node may
// run this as a module.
const program = `import("node:worker_threads").then(({ workerData: { url, told } }) => {
  if (told === null) return import(url).catch((e) => { process.nextTick(() => { throw e; }); });
  const c = new Int32Array(told.counter);
  Atomics.store(c, 1, 1);
  return import(url).catch((e) => {
    told.port.postMessage({ notStarted: String(e) });
    Atomics.add(c, 0, 1);
    Atomics.notify(c, 0);
  });
});`;

/**
 * The URL of a file of kindling that a thread runs.
 *
 * @param base `import.meta.url` of the module that starts it; a bundler may have moved that, or made it undefined
 * @throws KindlingError `thread` if the file is not there.
 */
export function fileOfThread(name: string, base: string | undefined): string {
  const url = base === undefined ? null : new URL(name, base);
  if (url === null || (url.protocol === "file:" && !existsSync(url))) {
    fail(
      "thread",
      `a kindling thread cannot be started: its file ${name} is ${url === null ? "missing" : `not at ${url.href}`}`,
      "a bundler has moved the library into another file. Mark kindling as external (esbuild: --external:kindling), so that Node finds it in node_modules.",
    );
  }
  return url.href;
}

/**
 * Starts a thread that runs the file at `url`. Its module finds `data` in `workerData`.
 *
 * @param told where to report that the file cannot be run; null: to the listeners of the worker's "error"
 * @throws KindlingError `thread` if the system or Node's options allow no thread.
 */
export function startThread(
  url: string,
  data: unknown,
  told: Told | null,
  transferList: readonly TransferListItem[],
  execArgv: readonly string[] = [],
): Worker {
  try {
    return new Worker(program, {
      eval: true,
      workerData: { url, told, data },
      transferList: [...transferList],
      execArgv: [...execArgv],
    });
  } catch (e) {
    if (e instanceof Error && e.name === "DataCloneError") throw e;
    return fail("thread", `a thread cannot be started: ${e instanceof Error ? e.message : String(e)}`, reasonOf(e));
  }
}

/**
 * Whether a thread failed to start for lack of a resource: threads, memory, open files (each thread needs some, and its
 * modules are files too), or by Node's options.
 */
export const refusedBySystem = (why: string): boolean =>
  /\b(EMFILE|ENFILE|ENOMEM|EAGAIN|ERR_WORKER_INIT_FAILED|ERR_ACCESS_DENIED)\b|thread cannot be started/.test(why);

/** The fix for a refused thread. */
export function reasonOf(e: unknown): string {
  return (e as { code?: unknown } | null)?.code === "ERR_ACCESS_DENIED"
    ? "Node runs in permission mode: allow threads with --allow-worker."
    : "the system allows no more threads or no more memory (ulimit -u, ulimit -v, a container's limits): raise the limit, or use fewer.";
}

/** The maximum time for a thread to start, in milliseconds, if the waiting thread cannot be told of a failure. */
const MOST_BEFORE_START = 10_000;

/**
 * Waits until a thread's counter is no longer `seen`, or until `end` (see `performance.now`); false then.
 *
 * @param started when the thread was started
 * @throws KindlingError `thread` if it has not begun to run long after that: the system had no memory or no files left for it.
 */
export function waitFor(c: Int32Array, seen: number, end: number, started: number): boolean {
  for (;;) {
    const begun = Atomics.load(c, 1) === 1,
      until = begun ? end : Math.min(end, started + MOST_BEFORE_START);
    if (
      Atomics.wait(c, 0, seen, Math.min(Math.max(0, until - performance.now()), begun ? Infinity : 100)) !== "timed-out"
    )
      return true;
    if (performance.now() >= end) return false;
    if (!begun && performance.now() >= until) notStarted(`it did not begin within ${MOST_BEFORE_START / 1000} seconds`);
  }
}

/** A thread's report that its file cannot be run, if any. */
export function notStarted(why: string): never {
  return fail(
    "thread",
    `a kindling thread cannot be started: ${why}`,
    "the system may have run out of memory or file handles, or files of the package may be missing: reinstall it (npm ci).",
  );
}

/**
 * The options of Node that a thread accepts. Node rejects options of the whole process for a thread
 * (`--max-old-space-size`, `--expose-gc`, `--title`); these apply to its threads anyway.
 */
export function optionsForThread(execArgv: readonly string[]): string[] {
  if (accepted(execArgv)) return [...execArgv];
  const groups: string[][] = []; // an option, and its value if that is a separate argument
  for (const a of execArgv)
    if (a.startsWith("-") || groups.length === 0) groups.push([a]);
    else groups.at(-1)!.push(a);
  const fit = groups.filter(accepted).flat();
  return accepted(fit) ? fit : [];
}

/** Asks Node without starting anything: Node checks options before it copies data, and a function cannot be copied. */
function accepted(execArgv: readonly string[]): boolean {
  try {
    void new Worker("", { eval: true, execArgv: [...execArgv], workerData: () => undefined }).terminate();
    return true;
  } catch (e) {
    return (e as { code?: unknown }).code !== "ERR_WORKER_INVALID_EXEC_ARGV";
  }
}
