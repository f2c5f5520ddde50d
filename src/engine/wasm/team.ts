import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { warn } from "../../diagnose/warn.js";
import type { Heap } from "./heap.js";
import { noMore } from "../../diagnose/arguments.js";

// Threads. Helpers sleep on a number in shared memory. A job is a function of a module, `part(from, to, who)`, and a
// number of turns, cut into pieces; any free thread takes the next piece, including the calling thread, which returns
// when all are done. The caller sees nothing asynchronous, and a late or missing helper only costs time.
//
// A piece is taken by incrementing `next`, which also holds the job's number: a helper that wakes up late finds another
// number there and takes nothing.

/** Fields of the control block. */
const JOB = 0,
  NEXT = 1,
  DONE = 2,
  MODULE = 3,
  FUNCTION = 4,
  TURNS = 5,
  PIECES = 6,
  LIMIT = 7,
  FAILED = 8,
  MODULES = 9;
const MOST_MODULES = 4096;
/** Pieces fit the low bits of `next`. */
const BITS = 10,
  MASK = (1 << BITS) - 1;

/** The start data of a helper. */
export interface HelperData {
  readonly memory: unknown;
  readonly control: SharedArrayBuffer;
  readonly who: number;
}
/**
 * Starts a thread that runs this program: the text of a function of a `HelperData`. Throws if the system allows none;
 * later failures are reported to `lost`.
 */
export type StartHelper = (program: string, data: HelperData, lost: (error: Error) => void) => void;

/** A platform's way to start threads, and their default number. */
export interface Threads {
  readonly start: StartHelper;
  readonly available: number;
  readonly canWait: boolean;
}

/** The maximum number of threads in one job. */
export const MOST_THREADS = 16;

let available = 1;
let wanted: number | null = null;
/** Sets the number of threads, before it is first read. */
export function setAvailable(n: number): void {
  available = Math.min(MOST_THREADS, n);
}
/**
 * The number of threads that large operations use, including the calling one; the number of cores by default.
 *
 * @example
 * getNumThreads() >= 1; // → true
 */
export function getNumThreads(): number {
  noMore("getNumThreads", 0, arguments);
  return wanted ?? available;
}
/**
 * Sets the number of threads that large operations use; 1 uses only the calling thread. Results are the same to the
 * bit.
 *
 * @example
 * const before = getNumThreads();
 * setNumThreads(1);
 * getNumThreads(); // → 1
 * setNumThreads(before);
 */
export function setNumThreads(n: number): void {
  noMore("setNumThreads", 1, arguments);
  if (!Number.isInteger(n) || n < 1)
    fail("argument", `set_num_threads expects a positive integer, but got ${shownValue(n)}`, "1 computes alone.");
  wanted = n;
}

// The whole program of a helper. It never returns to its event loop, so it gets modules through the shared memory.
const helper = `({ memory, control, who }) => {
  const c = new Int32Array(control), known = new Map();
  const functionsOf = (m) => {
    const id = Atomics.load(c, ${MODULES} + 3 * m);
    if (known.get(m)?.id === id) return known.get(m).f;
    const at = Atomics.load(c, ${MODULES} + 3 * m + 1), bytes = Atomics.load(c, ${MODULES} + 3 * m + 2);
    const code = new Uint8Array(memory.buffer, at, bytes).slice();
    if (id === 0 || Atomics.load(c, ${MODULES} + 3 * m) !== id) return null; // too late: another module uses this slot
    let f = null;
    try { f = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory, share() {} } }).exports; } catch {}
    known.set(m, { id, f });
    return f;
  };
  for (let seen = 0;;) {
    for (let spins = 3000; Atomics.load(c, ${JOB}) === seen && spins > 0; spins--);
    if (Atomics.load(c, ${JOB}) === seen) { Atomics.wait(c, ${JOB}, seen); continue; }
    seen = Atomics.load(c, ${JOB});
    if (who >= Atomics.load(c, ${LIMIT})) continue;
    const f = functionsOf(Atomics.load(c, ${MODULE}))?.["part" + Atomics.load(c, ${FUNCTION})];
    const turns = Atomics.load(c, ${TURNS}), pieces = Atomics.load(c, ${PIECES});
    if (f === undefined) continue;
    for (;;) {
      const next = Atomics.load(c, ${NEXT}), i = next & ${MASK};
      if (next >> ${BITS} !== seen || i >= pieces) break;
      if (Atomics.compareExchange(c, ${NEXT}, next, next + 1) !== next) continue;
      try { f(Math.floor(turns * i / pieces), Math.floor(turns * (i + 1) / pieces), who); } catch { Atomics.store(c, ${FAILED}, 1); }
      if (Atomics.add(c, ${DONE}, 1) === pieces - 1) Atomics.notify(c, ${DONE});
    }
  }
}`;

/** A part of a job: turns `from` up to `to`, by thread `who` (0 is the caller). */
export type Part = (from: number, to: number, who: number) => void;

export class Team {
  private readonly heap: Heap;
  private readonly threads: Threads;
  private readonly control = new SharedArrayBuffer(4 * (MODULES + 3 * MOST_MODULES));
  private readonly c = new Int32Array(this.control);
  private started = 1;
  /** No more threads are requested than the system granted. */
  private most = MOST_THREADS;
  /** Slots in the list of modules (a unique number, 0 for none; address; length): the number ever used, and the free ones. */
  private modules = 0;
  private readonly free: number[] = [];
  private ids = 0;
  private readonly lost = new FinalizationRegistry<{ place: number; address: number; bytes: number }>(
    ({ place, address, bytes }) => {
      this.giveBack(place, address, bytes);
    },
  );
  private job = 0;

  constructor(heap: Heap, threads: Threads) {
    this.heap = heap;
    this.threads = threads;
  }

  /** The number of threads, including the calling one. Starts missing ones; once the system refuses one, no more are requested. */
  get size(): number {
    const size = Math.min(this.most, getNumThreads());
    while (this.started < size) {
      try {
        this.threads.start(helper, { memory: this.heap.memory, control: this.control, who: this.started }, fewer);
        this.started++;
      } catch (e) {
        fewer(e);
        return (this.most = this.started);
      }
    }
    return size;
  }

  /** Registers a module's functions with helpers, until `remove` is called or `owner` is no longer used. Null if there are too many modules. */
  add(bytes: Uint8Array, owner: object): number | null {
    if (this.free.length === 0 && this.modules === MOST_MODULES) return null;
    const address = this.heap.allocate(bytes.length);
    new Uint8Array(this.heap.memory.buffer).set(bytes, address);
    const place = this.free.pop() ?? this.modules++;
    this.lost.register(owner, { place, address, bytes: bytes.length }, owner);
    this.ids = (this.ids % 0x7fffffff) + 1;
    Atomics.store(this.c, MODULES + 3 * place + 1, address);
    Atomics.store(this.c, MODULES + 3 * place + 2, bytes.length);
    Atomics.store(this.c, MODULES + 3 * place, this.ids);
    return place;
  }

  /** Removes the module in this slot. */
  remove(place: number, owner: object): void {
    if (this.lost.unregister(owner))
      this.giveBack(
        place,
        Atomics.load(this.c, MODULES + 3 * place + 1),
        Atomics.load(this.c, MODULES + 3 * place + 2),
      );
  }
  private giveBack(place: number, address: number, bytes: number): void {
    Atomics.store(this.c, MODULES + 3 * place, 0); // a late helper finds nothing
    this.heap.free(address, bytes);
    this.free.push(place);
  }

  /** Runs all turns of function `part<f>` of a module; `own` is that function here. */
  run(module: number, f: number, turns: number, own: Part): void {
    const { c, size } = this;
    if (size === 1 || turns < 2) {
      own(0, turns, 0);
      return;
    }
    const pieces = Math.min(turns, 4 * size, MASK);
    const job = (this.job = (this.job + 1) & 0xfffff);
    Atomics.store(c, NEXT, (job << BITS) | MASK); // closed while the job is being set up
    Atomics.store(c, DONE, 0);
    Atomics.store(c, FAILED, 0);
    Atomics.store(c, MODULE, module);
    Atomics.store(c, FUNCTION, f);
    Atomics.store(c, TURNS, turns);
    Atomics.store(c, PIECES, pieces);
    Atomics.store(c, LIMIT, size);
    Atomics.store(c, NEXT, job << BITS);
    Atomics.store(c, JOB, job);
    Atomics.notify(c, JOB);
    for (;;) {
      const next = Atomics.load(c, NEXT),
        i = next & MASK;
      if (i >= pieces) break;
      if (Atomics.compareExchange(c, NEXT, next, next + 1) !== next) continue;
      own(Math.floor((turns * i) / pieces), Math.floor((turns * (i + 1)) / pieces), 0);
      Atomics.add(c, DONE, 1);
    }
    for (let spins = 0, done = Atomics.load(c, DONE); done < pieces; done = Atomics.load(c, DONE)) {
      if (++spins > 2000 && this.threads.canWait) Atomics.wait(c, DONE, done, 1);
    }
    if (Atomics.load(c, FAILED) !== 0) fail("internal", "a part of a computation failed in another thread");
  }
}

/** Warns once that fewer threads than possible share the work. */
function fewer(e: unknown): void {
  warn(
    "fewer-threads",
    `a thread could not be started: ${e instanceof Error ? e.message : String(e)}. The remaining threads do all the work.`,
    "",
  );
}
