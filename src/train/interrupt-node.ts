// Detects Ctrl-C in Node while a synchronous loop runs. Handlers of process.on("SIGINT") would have to wait for the
// loop's end. A script that `vm` runs with `breakOnSigint` in a separate thread is interrupted at once; after that the
// signal has its usual effect again.

import path from "node:path";
import { Worker } from "node:worker_threads";
import type { InterruptWatch } from "./interrupt.js";

const program = `
const { workerData } = require("node:worker_threads");
const flag = new Int32Array(workerData);
globalThis.wait = () => { Atomics.store(flag, 2, 1); Atomics.notify(flag, 2); Atomics.wait(flag, 1, 0); };
try { require("node:vm").runInThisContext("wait()", { breakOnSigint: true }); }
catch { Atomics.store(flag, 0, 1); }`;

/** Starts to listen; null if the program has its own handler, which then decides. */
export function nodeInterrupts(): InterruptWatch | null {
  if (process.listenerCount("SIGINT") > 0) return null;
  const flag = new Int32Array(new SharedArrayBuffer(12));
  const worker = new Worker(program, { eval: true, workerData: flag.buffer, execArgv: [], env: {} });
  worker.on("error", () => undefined); // without it Ctrl-C ends the program as usual
  worker.unref();
  Atomics.wait(flag, 2, 0, 1000); // until the thread listens
  return {
    pressed: () => Atomics.load(flag, 0) === 1,
    close() {
      Atomics.store(flag, 1, 1);
      Atomics.notify(flag, 1);
    },
    get command() {
      return commandLine();
    },
    exit: () => process.exit(130),
  };
}

/** The command that started this program, quoted for a shell. */
function commandLine(): string {
  const [node = "node", script, ...args] = process.argv;
  const near =
    script === undefined ? [] : [path.relative("", script).startsWith("..") ? script : path.relative("", script)];
  const name = path.basename(node).replace(/\.exe$/, "");
  return [name, ...process.execArgv, ...near, ...args]
    .map((a) => (/^[\w./:=@%+,-]+$/.test(a) ? a : `'${a.replaceAll("'", String.raw`'\''`)}'`))
    .join(" ");
}
