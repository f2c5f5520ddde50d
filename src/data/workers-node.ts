import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { fail } from "../diagnose/error.js";
import { type Packed, unpack } from "./pack.js";
import type { Workers, WorkersMaker } from "./workers.js";

// Threads that make batches, in Node. Each has a port of its own; a counter in shared memory wakes a loop that waits
// without returning to the event loop.

/** What a thread is started with. */
export interface WorkerStart { readonly port: MessagePort; readonly counter: SharedArrayBuffer; readonly module: string; readonly data: unknown; readonly id: number; readonly count: number; readonly seed: bigint; readonly preset: string; readonly collates: boolean }
/** What it is asked, and what it answers. */
export interface Question { readonly batch: number; readonly indices: readonly number[] }
export type Answer = { readonly batch: number; readonly made: Packed } | { readonly batch: number; readonly error: unknown };

/** `preset`: the module that registers engines, for threads whose dataset computes. */
export const workersFor = (preset: string): WorkersMaker => (count, o, seed, collates): Workers<unknown> => {
  const module = locate(o.workerModule);
  // What reads TypeScript, for one, but not what reports on tests: it would write into the same file.
  const execArgv = process.execArgv.filter((a) => !a.startsWith("--test"));
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const answers = new Map<number, Answer>();
  const waiting = new Map<number, (a: Answer) => void>();
  const workers: { readonly worker: Worker; readonly port: MessagePort; owing: number }[] = [];
  const hear = (a: Answer): void => {
    const w = waiting.get(a.batch);
    if (w === undefined) answers.set(a.batch, a);
    else { waiting.delete(a.batch); w(a); }
  };
  for (let i = 0; i < count; i++) {
    const { port1, port2 } = new MessageChannel();
    const start: WorkerStart = { port: port2, counter: counter.buffer as SharedArrayBuffer, module, data: o.workerData, id: i, count, seed: seed + BigInt(i), preset, collates };
    const worker = new Worker(new URL("./worker-node.js", import.meta.url), { workerData: start, transferList: [port2], execArgv });
    worker.unref();
    port1.unref();
    workers.push({ worker, port: port1, owing: 0 });
  }
  const ask = (batch: number, indices: readonly number[]): void => workers[batch % count]!.port.postMessage({ batch, indices } satisfies Question);
  const result = (a: Answer): unknown => {
    if ("error" in a) throw a.error;
    return unpack(a.made);
  };
  return {
    ask,
    wait(batch) {
      for (;;) {
        const seen = Atomics.load(counter, 0);
        for (const { port } of workers) for (let m = receiveMessageOnPort(port); m !== undefined; m = receiveMessageOnPort(port)) hear(m.message as Answer);
        const a = answers.get(batch);
        if (a !== undefined) { answers.delete(batch); return result(a); }
        Atomics.wait(counter, 0, seen);
      }
    },
    promise(batch, indices) {
      const w = workers[batch % count]!;
      if (w.port.listenerCount("message") === 0) w.port.on("message", hear);
      if (w.owing++ === 0) w.port.ref(); // the process lives on while a loop waits
      ask(batch, indices);
      return new Promise((resolve, reject) => {
        waiting.set(batch, (a) => {
          if (--w.owing === 0) w.port.unref();
          try { resolve(result(a)); } catch (e) { reject(e as Error); }
        });
      });
    },
    close() {
      for (const { worker, port } of workers) { port.close(); void worker.terminate(); }
    },
  };
};

/** A path or URL as the URL of a module that is there. */
function locate(module: string): string {
  const url = /^[a-z][a-z0-9+.-]+:/i.test(module) ? new URL(module) : pathToFileURL(path.resolve(module));
  if (url.protocol === "file:" && !existsSync(url)) fail("data-workers", `there is no module ${module} for the workers of a DataLoader`, 'new URL("./my-dataset.js", import.meta.url) starts at the folder of the file that says so.');
  return url.href;
}
