import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Team, TeamMaker } from "./wasm-engine.js";

// Threads for products, in Node. Each helper sleeps on a counter in shared memory; a product is posted by writing its
// arguments and raising the counter, and is done when the helper has raised a second one. Nothing is asynchronous for the
// caller, which computes a part itself and then waits.

const ARGS = 13;
/** Int32 places of one helper: posted, done, ready, then the arguments. */
const SLOT = 16;

// A helper never returns to its event loop. It is not referenced, so it does not keep the process alive.
const program = `
const { workerData: { module, memory, control, slot } } = require("node:worker_threads");
const { gemm } = new WebAssembly.Instance(module, { env: { memory } }).exports;
const c = new Int32Array(control, slot * ${SLOT * 4}, ${SLOT});
Atomics.store(c, 2, 1);
for (let seen = 0;;) {
  let spins = 2000;
  while (Atomics.load(c, 0) === seen && spins-- > 0);
  if (Atomics.load(c, 0) === seen) { Atomics.wait(c, 0, seen); continue; }
  seen = Atomics.load(c, 0);
  gemm(...c.subarray(3, ${3 + ARGS}));
  Atomics.store(c, 1, seen);
  Atomics.notify(c, 1);
}`;

let wanted = availableParallelism();

/** How many threads large operations use, the calling one included. Default: as many as the machine has cores. */
export function getNumThreads(): number { return wanted; }
/** Sets the number of threads; 1 computes alone. Results are the same bits whatever it is. */
export function setNumThreads(n: number): void {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`set_num_threads expects a positive integer, but got ${n}`);
  wanted = n;
}

/** A team of worker threads, started when it is first used. */
export const nodeTeam: TeamMaker = (module, memory): Team => {
  const most = 16;
  const control = new SharedArrayBuffer(most * SLOT * 4);
  const slots = Array.from({ length: most }, (_, i) => new Int32Array(control, i * SLOT * 4, SLOT));
  let started = 0;
  let turn = 0;
  const hire = (): void => {
    for (; started < Math.min(most, wanted - 1); started++) {
      const worker = new Worker(program, { eval: true, workerData: { module, memory, control, slot: started }, execArgv: [] });
      worker.unref();
    }
  };
  return {
    get size() { hire(); return Math.max(1, Math.min(started + 1, wanted)); },
    run(calls, own) {
      turn = (turn + 1) | 0;
      const asked: Int32Array[] = [];
      const mine: (readonly number[])[] = [calls[0]!];
      for (let i = 1; i < calls.length; i++) {
        const c = slots[i - 1]!;
        if (Atomics.load(c, 2) === 0) { mine.push(calls[i]!); continue; } // still starting
        c.set(calls[i]!, 3);
        Atomics.store(c, 0, turn);
        Atomics.notify(c, 0);
        asked.push(c);
      }
      for (const args of mine) own(args);
      for (const c of asked) for (let done = Atomics.load(c, 1); done !== turn; done = Atomics.load(c, 1)) Atomics.wait(c, 1, done, 1);
    },
  };
};
