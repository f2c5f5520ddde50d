import { cFlags } from "../../render/c/c.js";
import { type CProgram, cProgram, NoC } from "../../render/c/program.js";
import { fail } from "../../diagnose/error.js";
import { Absent, build, type Build } from "../cache-node.js";
import { levels } from "../engine.js";
import { zeroDivision } from "../runtime.js";
import type { PlacedKernel } from "../../ir/kernel.js";
import type { Accelerable, Accelerator } from "../accelerator.js";
import { foreign } from "./koffi-node.js";
import { absent, library, type Library, readyCompiler, tell, waits } from "./native-node.js";

// Whole plans as shared objects, using the WebAssembly engine's memory. Until one is compiled, the plan runs as
// WebAssembly; it switches between two steps.

/** Plans run less often are not worth compiling; nor is one compiled while others are. */
const WORTH = 8;
let last: Build | null = null;
/** Whether the last plan is still being compiled. */
function busy(): boolean {
  try {
    if (last?.path() === null) return true;
  } catch (e) {
    if (!(e instanceof Absent)) throw e; // reported to those that wait for it
  }
  last = null;
  return false;
}

/**
 * Points (of all kernels, over all axes) below which a plan takes a few microseconds either way: calling out of JavaScript costs what
 * wider vectors gain, so `auto` leaves it as it is.
 */
const SMALL = 1 << 14;
const work = (program: Accelerable): number =>
  program.lists.reduce((sum, list) => sum + (list ?? []).reduce((n, { kernel }) => n + points(kernel), 0), 0);
const points = ({ axes }: PlacedKernel["kernel"]): number => axes.reduce((n, a) => n * (a.size as number), 1);

/** Makes plans' kernels native code, where there is a compiler. `threads`: how many may take part. */
export function nativePlans(threads: () => number): Accelerator {
  return (program) => {
    const { settled, choice } = program;
    if (levels[choice] < levels.native || program.lists.every((l) => l === null)) return null;
    const named = waits(choice),
      size = work(program);
    if (!named && size < SMALL)
      return {
        ...settled,
        why: `; too small for the native engine: ${size} points, which begins at ${SMALL}`,
      };
    const coming = new Coming(program, threads);
    let state: "later" | "trial" | "settled" = "later",
      { places } = settled,
      why = "";
    const trial = new Trial();
    const change = (native: boolean): void => {
      coming.use(native);
      places = settled.places.map((p) => (native && p === "wasm" ? "native" : p));
    };
    return {
      ...settled,
      get places() {
        return places;
      },
      get why() {
        return why;
      },
      run(scalars) {
        if (state === "later") {
          const found = coming.look();
          if (found !== "later") state = found === "here" && !named ? "trial" : "settled";
          if (found === "here") change(true);
        }
        if (state !== "trial") {
          settled.run(scalars);
          return;
        }
        const native = trial.next();
        coming.use(native);
        const start = performance.now();
        settled.run(scalars);
        const result = trial.took(native, performance.now() - start);
        if (result === null) return;
        state = "settled";
        change(result.native);
        why = `; a run took ${result.times}, so it is on ${result.native ? "native" : "wasm"}`;
        tell(`a plan was measured${why}`);
      },
    };
  };
}

/** Runs of a plan on both engines in turns, each measured: the fastest run decides, since nothing makes one faster than it is. */
class Trial {
  private runs = 0;
  private readonly best = { native: Infinity, wasm: Infinity };

  /** Whether the next run is native. */
  next(): boolean {
    return this.runs % 2 === 0;
  }
  /** Notes what a run took; at the end gives who won. The first run of each warms up. */
  took(native: boolean, ms: number): { readonly native: boolean; readonly times: string } | null {
    const of = native ? "native" : "wasm";
    if (this.runs > 1) this.best[of] = Math.min(this.best[of], ms);
    if (++this.runs < TRIALS) return null;
    const { native: fast, wasm: slow } = this.best;
    return { native: fast <= slow, times: `${fast.toFixed(3)} ms on native and ${slow.toFixed(3)} ms on wasm` };
  }
}
const TRIALS = 16;

type Run = Accelerable["functions"][number];

/** A plan's native code on its way. */
class Coming {
  private readonly plan: Accelerable;
  private readonly lists: readonly (readonly PlacedKernel[])[];
  private readonly threads: () => number;
  private runs = 0;
  private program: CProgram | null = null;
  private making: Build | null = null;
  private readonly before: readonly Run[];
  private after: readonly Run[] = [];

  constructor(plan: Accelerable, threads: () => number) {
    this.plan = plan;
    this.lists = plan.lists.filter((l) => l !== null);
    this.threads = threads;
    this.before = [...plan.functions];
  }

  /** Has the next runs use the native code, or WebAssembly's. */
  use(native: boolean): void {
    const from = native ? this.after : this.before;
    for (let i = 0; i < from.length; i++) this.plan.functions[i] = from[i]!;
  }

  /** Loads the code if it is there by now; says whether it is, may come later, or never will. */
  look(): "here" | "later" | "never" {
    const { choice } = this.plan,
      wait = waits(choice);
    if (!wait && ++this.runs < WORTH) return "later";
    const lib = library(wait);
    if (lib === null) return absent() === null ? "later" : "never";
    try {
      if (this.making === null) {
        if (!wait && busy()) return "later";
        const { command, identity, common, vectorBytes } = readyCompiler()!;
        const { program, without } = write(this.lists, vectorBytes);
        if (program === null) return this.stays(`${without} has no rendering in C`);
        this.program = program;
        last = this.making = build(program.source, { command, identity, flags: [...cFlags, ...common] }, wait);
      }
      const path = this.making.path();
      if (path === null) return "later";
      this.load(path, lib);
      return "here";
    } catch (e) {
      if (e instanceof RangeError) return this.stays("there is no memory left");
      if (!(e instanceof Absent)) throw e;
      return this.stays(e.message);
    }
  }

  private load(path: string, lib: Library): void {
    const { lists, memory, allocate } = this.plan;
    const names = this.lists.map((_, i) => `run${i}`);
    const made = foreign(
      path,
      Object.fromEntries(names.map((n) => [n, `int ${n}(void *m, void *t, int64_t l, int threads)`])),
    );
    const program = this.program!,
      tables = program.tables(program.scratch === 0 ? 0 : allocate(program.scratch));
    const entries = lib.entries(),
      { threads } = this;
    let bytes = new Uint8Array(memory.buffer),
      n = 0;
    this.after = lists.map((list, i) => {
      if (list === null) return this.before[i]!;
      const run = made[names[n]!]!,
        table = tables[n++]!;
      return () => {
        if (bytes.buffer !== memory.buffer) bytes = new Uint8Array(memory.buffer); // the memory has grown
        const bad = run(bytes, table, entries, threads());
        if (bad === 1) zeroDivision();
        else if (bad !== 0) fail("internal", "a native kernel found no memory");
      };
    });
    this.program = null;
    tell(`a plan of ${this.lists.reduce((sum, l) => sum + l.length, 0)} kernels runs as native code from now on`);
  }

  private stays(why: string): "never" {
    tell(`a plan stays as it is: ${why}`);
    return "never";
  }
}

/** The C code of some lists of kernels; null, and the names of those without any, if it cannot be written. */
function write(
  lists: readonly (readonly PlacedKernel[])[],
  vectorBytes: number,
): { readonly program: CProgram | null; readonly without: string } {
  try {
    return { program: cProgram(lists, vectorBytes), without: "" };
  } catch (e) {
    if (!(e instanceof NoC)) throw e;
    return { program: null, without: [...e.kernels].map((k) => k.name).join(", ") };
  }
}
