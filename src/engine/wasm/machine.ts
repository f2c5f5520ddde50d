import type { Accelerator } from "../accelerator.js";
import { encodeModule } from "../../render/wasm/assembler.js";
import { probeFunction } from "../../render/wasm/gemm.js";
import { Heap } from "./heap.js";
import { MOST_THREADS, Team, type Threads } from "./team.js";
import { wasm } from "./webassembly.js";

/** The shared base of the engine's parts: one memory, and threads over it if available. */
export interface Machine {
  /** Whether relaxed multiply-add rounds once. */
  readonly fused: boolean;
  readonly heap: Heap;
  readonly team: Team | null;
  readonly accelerator: Accelerator | null;
}

/** Starts the machine; null in a runtime without SIMD, and if a Content-Security-Policy or a server forbids modules from bytes. */
export function startMachine(threads: Threads | null, accelerator: Accelerator | null = null): Machine | null {
  if (wasm === undefined || !compiles(probe(false))) return null;
  const heap = new Heap(threads !== null && typeof SharedArrayBuffer === "function");
  const team = threads !== null && heap.shared ? new Team(heap, threads) : null;
  return { fused: fuses(), heap, team, accelerator };
}

/** The maximum number of threads: each has its own scratch memory. */
export const mostThreads = (m: Machine): number => (m.team === null ? 1 : MOST_THREADS);

const probe = (relaxed: boolean): Uint8Array<ArrayBuffer> =>
  encodeModule([probeFunction(relaxed)], { shared: false, maximumPages: 1 });

/** Whether these bytes compile to a module here: the runtime supports the features, and allows modules from bytes. */
function compiles(bytes: Uint8Array): boolean {
  try {
    return Boolean(new wasm!.Module(bytes));
  } catch {
    return false;
  }
}

/** Whether relaxed multiply-add rounds once: tested at run time, since runtimes may do either. */
function fuses(): boolean {
  const api = wasm!,
    bytes = probe(true);
  if (!compiles(bytes)) return false;
  const memory = new api.Memory({ initial: 1, maximum: 1 });
  const run = new api.Instance(new api.Module(bytes), { env: { memory } }).exports["probe"]!;
  const data = new Float32Array(memory.buffer);
  const x = 1 + 2 ** -12;
  data[0] = x;
  data[4] = -Math.fround(x * x);
  run();
  return data[8] !== 0; // the rounding error of the product is preserved
}

/**
 * Prepares a module, with its parts shared among the threads. Its functions are found by name. `taken`: collects the
 * functions that free its resources; otherwise they are freed when its functions are no longer used.
 */
export function instantiate(
  m: Machine,
  bytes: Uint8Array,
  taken?: (() => void)[],
): Readonly<Record<string, (...args: number[]) => void>> {
  const api = wasm!;
  let shared: number | null = null;
  const parts: ((from: number, to: number, who: number) => void)[] = [];
  const { team } = m;
  const share = (n: number, turns: number): void => {
    const own = parts[n]!;
    if (shared === null || team === null) own(0, turns, 0);
    else team.run(shared, n, turns, own);
  };
  const { exports } = new api.Instance(new api.Module(bytes), { env: { memory: m.heap.memory, share } });
  for (let n = 0; exports[`part${n}`] !== undefined; n++) parts.push(exports[`part${n}`]!);
  if (team !== null && parts.length > 0) {
    shared = team.add(bytes, exports);
    const place = shared;
    if (place !== null)
      taken?.push(() => {
        team.remove(place, exports);
      });
  }
  return exports;
}
