import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Threads } from "./team.js";

/** Worker threads. A helper is unreferenced, so it does not keep the process alive. */
export const nodeThreads: Threads = {
  available: availableParallelism(),
  canWait: true,
  start: (program, workerData, lost) => {
    new Worker(`(${program})(require("node:worker_threads").workerData)`, { eval: true, workerData, execArgv: [] })
      .on("error", lost)
      .unref();
  },
};
