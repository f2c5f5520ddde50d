// Starting a thread that runs a file of kindling: it works, or there is an error at once. Whoever waits for a thread blocks,
// and would never be told by the event loop that it is gone; so what can be known beforehand is asked first, and a thread
// whose file cannot be run says so itself, by shared memory.
import { existsSync } from "node:fs";
import { type MessagePort, type TransferListItem, Worker } from "node:worker_threads";
import { fail } from "../diagnose/error.js";

/**
 * What a thread needs to say that it runs, or that its file cannot be run: where, and two numbers in shared memory. The
 * first is raised with each message, which wakes whoever waits there; the second is 1 once the thread runs.
 */
export interface Told {
  readonly port: MessagePort;
  readonly counter: SharedArrayBuffer;
}
/** What it says where its file cannot be run. */
export interface NotStarted {
  readonly notStarted: string;
}
/** What the module that it runs finds in `workerData`. */
export interface ThreadData<T> {
  readonly data: T;
}

/** A counter for {@link Told}. */
export const newCounter = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(8));

// Loads the file, and reports where that fails: it is damaged, or one of those that it needs is missing. No `require`:
// this is run as a module where Node is told that all programs are.
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
 * @param base `import.meta.url` of the module that starts it; a bundler may have put that elsewhere, or made it undefined
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
 * @param told where to say that the file cannot be run; null: to the listeners of the worker's "error"
 * @throws KindlingError `thread` if the system, or the way Node was started, allows no thread.
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
 * Whether a thread did not come about because the system, or the way Node was started, gives no more of something: threads, memory,
 * open files (each thread needs some, and its modules are files, too).
 */
export const refusedBySystem = (why: string): boolean =>
  /\b(EMFILE|ENFILE|ENOMEM|EAGAIN|ERR_WORKER_INIT_FAILED|ERR_ACCESS_DENIED)\b|thread cannot be started/.test(why);

/** What to do about a thread that was refused. */
export function reasonOf(e: unknown): string {
  return (e as { code?: unknown } | null)?.code === "ERR_ACCESS_DENIED"
    ? "Node runs in permission mode: allow threads with --allow-worker."
    : "the system allows no more threads or no more memory (ulimit -u, ulimit -v, a container's limits): raise the limit, or use fewer.";
}

/** How long a thread may take to begin, in milliseconds, where whoever waits for it cannot be told that it never will. */
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

/** A thread said that its file cannot be run, or nothing. */
export function notStarted(why: string): never {
  return fail(
    "thread",
    `a kindling thread cannot be started: ${why}`,
    "the system may have run out of memory or file handles, or files of the package may be missing: reinstall it (npm ci).",
  );
}

/**
 * Those of Node's options that a thread may be started with. Node refuses a thread that is given one which is the whole
 * process's affair (`--max-old-space-size`, `--expose-gc`, `--title`), and such an option holds for its threads anyway.
 */
export function optionsForThread(execArgv: readonly string[]): string[] {
  if (accepted(execArgv)) return [...execArgv];
  const groups: string[][] = []; // an option, and its value where that is an argument of its own
  for (const a of execArgv)
    if (a.startsWith("-") || groups.length === 0) groups.push([a]);
    else groups.at(-1)!.push(a);
  const fit = groups.filter(accepted).flat();
  return accepted(fit) ? fit : [];
}

/** Asks Node, without starting anything: options are looked at before data is copied, and a function cannot be. */
function accepted(execArgv: readonly string[]): boolean {
  try {
    void new Worker("", { eval: true, execArgv: [...execArgv], workerData: () => undefined }).terminate();
    return true;
  } catch (e) {
    return (e as { code?: unknown }).code !== "ERR_WORKER_INVALID_EXEC_ARGV";
  }
}
