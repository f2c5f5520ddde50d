// The thread that starts a DataLoader's threads, and reports when one of them ends. A `for` loop blocks the main
// thread, which would never notice: only the event loop of the starting thread learns that a thread has ended.
import { workerData } from "node:worker_threads";
import { startThread, type ThreadData } from "./thread-node.js";
import type { Death, WatchStart } from "./workers-node.js";

const {
  data: { news, counter, file, starts, execArgv },
} = workerData as ThreadData<WatchStart>;
const count = new Int32Array(counter);

starts.forEach((start, id) => {
  let begun = false;
  const end = (code: number, error: unknown): void => {
    news.postMessage({
      id,
      code,
      begun,
      reason: error === null ? null : error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    } satisfies Death);
    Atomics.add(count, 0, 1);
    Atomics.notify(count, 0);
  };
  try {
    const worker = startThread(file, start, null, [start.port], execArgv);
    let error: unknown = null;
    worker.on("message", () => {
      begun = true; // all its modules are loaded
    });
    worker.on("error", (e) => {
      error = e;
    });
    worker.on("exit", (code) => {
      end(code, error);
    });
  } catch (e) {
    end(1, e);
  }
});
