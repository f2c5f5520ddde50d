import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from "node:worker_threads";
import { KindlingError, fail } from "../diagnose/error.js";
import { warn } from "../diagnose/warn.js";
import { type Packed, type PackedError, unpack, unpackError } from "./pack.js";
import type { Question } from "./batch-requests.js";
import {
  fileOfThread,
  newCounter,
  type NotStarted,
  notStarted,
  optionsForThread,
  refusedBySystem,
  startThread,
  waitFor,
} from "./thread-node.js";
import { type StandIn, standIn } from "./stand-in-node.js";
import { type BatchForm, END, type Workers, type WorkersMaker } from "./workers.js";

// Threads that make batches, in Node. Each has its own port; a counter in shared memory wakes a loop that waits without
// returning to the event loop. One more thread starts them, and reports each one that ends. If the system refuses a
// thread, the calling thread makes its batches, and warns once.

/** The start data of a thread. */
export interface WorkerStart {
  readonly port: MessagePort;
  readonly counter: SharedArrayBuffer;
  readonly module: string;
  readonly data: unknown;
  readonly id: number;
  readonly count: number;
  readonly seed: bigint;
  readonly preset: string;
  readonly form: BatchForm;
}
/** The start data of the thread that starts them. */
export interface WatchStart {
  readonly news: MessagePort;
  readonly counter: SharedArrayBuffer;
  readonly file: string;
  readonly starts: readonly WorkerStart[];
  readonly execArgv: readonly string[];
}
/** A thread's answer to a request: the batch, the end of its stream, or an error. */
export type Answer =
  | { readonly batch: number; readonly made: Packed }
  | { readonly batch: number; readonly end: true }
  | { readonly batch: number; readonly error: PackedError };
/** A thread's end, with its exit code, its last error if one was thrown, and whether its modules were loaded. */
export interface Death {
  readonly id: number;
  readonly code: number;
  readonly begun: boolean;
  readonly reason: string | null;
}

/** `preset`: the module that registers engines, for threads whose dataset computes. */
export const workersFor =
  (preset: string): WorkersMaker =>
  (count, o, seed, form, timeout): Workers<unknown> => {
    const module = locate(o.workerModule);
    const file = fileOfThread("./worker-node.js", import.meta.url),
      watchFile = fileOfThread("./worker-watch-node.js", import.meta.url);
    // For example TypeScript loaders, but not test reporters, which would write into the same file.
    const execArgv = optionsForThread(process.execArgv.filter((a) => !a.startsWith("--test")));
    const counter = newCounter();
    const answers = new Map<number, Answer>();
    const waiting = new Map<
      number,
      {
        readonly hear: (a: Answer) => void;
        readonly dead: (e: KindlingError) => void;
        readonly instead: (made: Promise<unknown>) => void;
      }
    >();
    /** The samples of pending batches. */
    const asked = new Map<number, readonly number[]>();
    /** The replacements of refused threads, by their numbers. */
    const standIns = new Map<number, StandIn>();
    const deaths = new Map<number, KindlingError>();
    const hear = (a: Answer): void => {
      const w = waiting.get(a.batch);
      if (w === undefined) answers.set(a.batch, a);
      else {
        waiting.delete(a.batch);
        w.hear(a);
      }
    };
    /** Reads all available messages of the ports, without the event loop. */
    const drain = (from: readonly MessagePort[], each: (message: never) => void): void => {
      for (const port of from)
        for (let m = receiveMessageOnPort(port); m !== undefined; m = receiveMessageOnPort(port))
          each(m.message as never);
    };
    const mourn = (d: Death | NotStarted): void => {
      if ("notStarted" in d) {
        if (refusedBySystem(d.notStarted)) allRefused(d.notStarted);
        else watchEnded(d.notStarted);
        return;
      }
      if (!d.begun && d.reason !== null && refusedBySystem(d.reason)) {
        refused(d.id, d.reason);
        return;
      }
      const error = died(d);
      deaths.set(d.id, error);
      drain(ports, hear); // its earlier messages
      for (const [batch, w] of waiting)
        if (batch % count === d.id) {
          waiting.delete(batch);
          w.dead(error);
        }
    };

    const channels = Array.from({ length: count }, () => new MessageChannel()),
      news = new MessageChannel();
    const ports = channels.map((c) => c.port1);
    const starts = channels.map((c, id): WorkerStart => ({
      port: c.port2,
      counter: counter.buffer,
      module,
      data: o.workerData,
      id,
      count,
      seed: seed + BigInt(id),
      preset,
      form,
    }));
    const told = { port: news.port2, counter: counter.buffer },
      started = performance.now();
    /** The system refused a thread: the calling thread makes its batches. */
    const refused = (id: number, why: string): void => {
      if (standIns.has(id)) return;
      warn(
        "fewer-threads",
        `a DataLoader worker could not be started: ${why}. The calling thread makes its batches.`,
        "",
      );
      const instead = standIn({ module, data: o.workerData, id, numWorkers: count, seed: seed + BigInt(id), form });
      standIns.set(id, instead);
      for (const [batch, w] of waiting)
        if (batch % count === id) {
          waiting.delete(batch);
          w.instead(instead.later(asked.get(batch)!));
        }
    };
    const allRefused = (e: unknown): void => {
      for (let id = 0; id < count; id++) refused(id, e instanceof Error ? e.message.split("\n")[0]! : String(e));
    };
    let watch: Worker | null = null;
    try {
      watch = startThread(
        watchFile,
        { news: news.port2, counter: counter.buffer, file, starts, execArgv } satisfies WatchStart,
        told,
        [news.port2, ...starts.map((s) => s.port)],
      );
    } catch (e) {
      if (!(e instanceof KindlingError)) throw e;
      allRefused(e);
    }
    /** Nobody watches: all is over. */
    const watchEnded = (why: string): void => {
      let error: KindlingError;
      try {
        notStarted(why);
      } catch (e) {
        error = e as KindlingError;
      }
      for (let id = 0; id < count; id++) deaths.set(id, error!);
      for (const [batch, w] of waiting) {
        waiting.delete(batch);
        w.dead(error!);
      }
    };
    watch?.on("error", (e) => {
      if (Atomics.load(counter, 1) === 0) allRefused(e);
      else watchEnded(String(e));
    });
    for (const idle of [watch, news.port1, ...ports]) idle?.unref();

    const ask = (batch: number, indices: readonly number[]): void => {
      asked.set(batch, indices);
      if (!standIns.has(batch % count)) ports[batch % count]!.postMessage({ batch, indices } satisfies Question);
    };
    const result = (a: Answer): unknown => {
      if ("error" in a) throw unpackError(a.error);
      return "end" in a ? END : unpack(a.made);
    };
    return {
      ask,
      wait(batch) {
        const end = timeout > 0 ? performance.now() + timeout * 1000 : Infinity;
        for (;;) {
          const seen = Atomics.load(counter, 0);
          drain([news.port1], mourn);
          drain(ports, hear);
          const a = answers.get(batch),
            death = deaths.get(batch % count),
            instead = standIns.get(batch % count);
          if (a !== undefined) {
            answers.delete(batch);
            asked.delete(batch);
            return result(a);
          }
          if (death !== undefined) throw death;
          if (instead !== undefined) {
            const indices = asked.get(batch)!;
            asked.delete(batch);
            return instead.now(indices);
          }
          let inTime = true;
          try {
            inTime = waitFor(counter, seen, end, started);
          } catch (e) {
            void watch?.terminate(); // it has not started, and must not start later
            allRefused(e);
          }
          if (!inTime) throw late(timeout);
        }
      },
      promise(batch, indices) {
        if (news.port1.listenerCount("message") === 0) {
          for (const port of ports) port.on("message", hear).unref();
          news.port1.on("message", mourn).unref();
        }
        const death = deaths.get(batch % count);
        if (death !== undefined) return Promise.reject(death);
        const instead = standIns.get(batch % count);
        if (instead !== undefined) return instead.later(indices);
        ask(batch, indices);
        watch?.ref(); // keeps the process alive while a loop waits
        return new Promise((resolve, reject) => {
          const done = (): void => {
            asked.delete(batch);
            if (waiting.size === 0) watch?.unref();
          };
          waiting.set(batch, {
            hear: (a) => {
              done();
              try {
                resolve(result(a));
              } catch (e) {
                reject(e as Error);
              }
            },
            dead: (e) => {
              done();
              reject(e);
            },
            instead: (made) => {
              done();
              resolve(made);
            },
          });
        });
      },
      async inTime(batch) {
        if (timeout === 0) return batch;
        let timer: NodeJS.Timeout | undefined;
        const end = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(late(timeout)), timeout * 1000);
        });
        return Promise.race([batch, end]).finally(() => clearTimeout(timer));
      },
      close() {
        for (const port of [news.port1, ...ports]) port.close();
        void watch?.terminate(); // and the threads that it started
      },
    };
  };

const died = ({ id, code, reason }: Death): KindlingError =>
  new KindlingError("data-workers", `DataLoader worker (thread ${id}) exited unexpectedly`, {
    fix:
      reason === null
        ? `its exit code is ${code}: something in it called process.exit(), or the thread was stopped.`
        : reason.includes("out of memory")
          ? `${reason}. Fewer workers, smaller batches or a smaller prefetchFactor need less.`
          : `${reason}. It was thrown outside of the dataset's get(), where the loader cannot catch it: in a callback, or in a promise that nobody awaits.`,
  });

const late = (timeout: number): KindlingError =>
  new KindlingError("data-workers", `DataLoader timed out after ${timeout} seconds`, {
    fix: "a batch takes longer than that, or the dataset's get() waits for what never comes. A longer `timeout`, or 0, waits on.",
  });

/** A path or URL as the URL of an existing module. */
function locate(module: string): string {
  const url = /^[a-z][a-z0-9+.-]+:/i.test(module) ? new URL(module) : pathToFileURL(path.resolve(module));
  if (url.protocol === "file:" && !existsSync(url))
    fail(
      "data-workers",
      `there is no module ${module} for the workers of a DataLoader`,
      'new URL("./my-dataset.js", import.meta.url) is relative to the file that contains it.',
    );
  return url.href;
}
