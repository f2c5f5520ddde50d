// The thread that starts a DataLoader's threads, and says when one of them ends. A loop with `for` blocks the main thread,
// which would never hear of it: that a thread is gone is told to the event loop of whoever started it, and to nobody else.
import { Worker, workerData } from "node:worker_threads";
import type { Death, WatchStart, WorkerStart } from "./workers-node.js";

const { news, counter, starts, execArgv } = workerData as WatchStart;
const count = new Int32Array(counter);

starts.forEach((start: WorkerStart, id) => {
  const worker = new Worker(new URL("./worker-node.js", import.meta.url), { workerData: start, transferList: [start.port], execArgv: [...execArgv] });
  let error: unknown = null;
  worker.on("error", (e) => { error = e; });
  worker.on("exit", (code) => {
    news.postMessage({ id, code, reason: error === null ? null : error instanceof Error ? `${error.name}: ${error.message}` : String(error) } satisfies Death);
    Atomics.add(count, 0, 1);
    Atomics.notify(count, 0);
  });
});
