import type { Dim, IndexMap } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { type Product, productOf } from "../../ir/product.js";
import { encodeModule } from "../../render/wasm/assembler.js";
import { gemmFunctions, gemmScratch, probeFunction } from "../../render/wasm/gemm.js";
import type { TypedArray } from "../../shape/dtype.js";
import type { Engine } from "../engine.js";
import type { Program, Runner } from "../program.js";
import { planRunner } from "./plans.js";
import { wasm, type WasmMemory, type WasmModule } from "./webassembly.js";

// Large products of float32 matrices on WebAssembly SIMD, and whole programs (`plans.ts`). A product's operands are copied into the engine's memory and the
// result out of it: little beside a product, which reads every number many times.

const PAGE = 65536;
const MAX_PAGES = 65536;

/** Helpers that compute a part of a product each, in the same memory. */
export interface Team {
  /** How many there are, the caller included. */
  readonly size: number;
  /** Runs `gemm` with each list of arguments (at most `size`), and returns when all are done. */
  run(calls: readonly (readonly number[])[], own: (args: readonly number[]) => void): void;
}
/** Makes a team over a module and its memory; null where there can be none. */
export type TeamMaker = (module: WasmModule, memory: WasmMemory) => Team | null;

interface Machine {
  readonly memory: WasmMemory;
  readonly gemm: (...args: number[]) => void;
  readonly team: Team | null;
}

/** Whether relaxed multiply-add rounds once: asked of the machine, since runtimes may do either. */
function fuses(api: NonNullable<typeof wasm>): boolean {
  const bytes = encodeModule([probeFunction()], { shared: false, maximumPages: 1 });
  if (!api.validate(bytes)) return false;
  const memory = new api.Memory({ initial: 1, maximum: 1 });
  const run = new api.Instance(new api.Module(bytes), { env: { memory } }).exports["probe"]!;
  const data = new Float32Array(memory.buffer);
  const x = 1 + 2 ** -12;
  data[0] = x;
  data[4] = -Math.fround(x * x);
  run();
  return data[8] !== 0; // what rounding the product lost is still there
}

function start(makeTeam: TeamMaker | null): Machine | null {
  const api = wasm;
  if (api === undefined) return null;
  const shared = makeTeam !== null && typeof SharedArrayBuffer === "function";
  const bytes = encodeModule(gemmFunctions(fuses(api)), { shared, maximumPages: MAX_PAGES });
  if (!api.validate(bytes)) return null; // a runtime without SIMD
  const memory = new api.Memory({ initial: 16, maximum: MAX_PAGES, shared });
  const module = new api.Module(bytes);
  const { exports } = new api.Instance(module, { env: { memory } });
  return { memory, gemm: exports["gemm"]!, team: shared ? makeTeam(module, memory) : null };
}

/** Products below this many multiply-adds are not worth waking helpers for. */
const WORTH_SHARING = 1 << 20;

/**
 * The engine for large products. `makeTeam` gives it threads; without, it computes alone.
 */
export function wasmEngine(makeTeam: TeamMaker | null = null): Engine {
  let machine: Machine | null | undefined; // made when first needed
  let plans: ((program: Program) => Runner | null) | null | undefined;
  return {
    name: "wasm",
    worthwhile: 1 << 15,
    prepare(kernel) {
      const product = productOf(kernel);
      if (product === null || machine === null) return null;
      return (buffers, ints) => {
        if (machine === undefined) machine = start(makeTeam);
        return machine !== null && multiply(machine, kernel, product, buffers, ints) ? undefined : false;
      };
    },
    program(program) {
      if (plans === undefined) plans = wasm === undefined || !wasm.validate(encodeModule(gemmFunctions(false), { shared: false, maximumPages: MAX_PAGES })) ? null : planRunner(fuses(wasm));
      return plans === null ? null : plans(program);
    },
  };
}

function readers(kernel: Kernel, ints: readonly number[]): [at: (d: Dim) => number, size: (axis: number) => number] {
  const at = (d: Dim): number => (typeof d === "number" ? d : ints[d.arg]!);
  return [at, (axis) => at(kernel.axes[axis]!.size)];
}

/** Calls `f` with every combination of batch indices. */
function eachBatch(sizes: readonly number[], f: (point: readonly number[]) => void): void {
  const total = sizes.reduce((x, y) => x * y, 1);
  const point = sizes.map(() => 0);
  for (let i = 0; i < total; i++) {
    f(point);
    for (let d = sizes.length - 1; d >= 0 && ++point[d]! === sizes[d]; d--) point[d] = 0;
  }
}

function multiply(machine: Machine, kernel: Kernel, p: Product, buffers: readonly TypedArray[], ints: readonly number[]): boolean {
  const [at, size] = readers(kernel, ints);
  const m = size(p.m), n = size(p.n), k = size(p.k);
  const a = buffers[1 + p.a.input] as Float32Array, b = buffers[1 + p.b.input] as Float32Array;
  const aRow = at(p.a.index.strides[p.m]!), aCol = at(p.a.index.strides[p.k]!);
  const bRow = at(p.b.index.strides[p.k]!), bCol = at(p.b.index.strides[p.n]!);
  const aSpan = (m - 1) * aRow + (k - 1) * aCol + 1, bSpan = (k - 1) * bRow + (n - 1) * bCol + 1;
  // Operands are copied as they lie, gaps included.
  if (aSpan > 4 * m * k || bSpan > 4 * k * n) return false;
  const team = machine.team !== null && m * n * k >= WORTH_SHARING ? machine.team : null;
  const parts = team === null ? 1 : Math.min(team.size, Math.max(1, Math.floor(Math.max(m, n) / 16)));
  const align = (bytes: number): number => (bytes + 63) & -64;
  const scratch = align(gemmScratch(n));
  const aAt = PAGE, bAt = aAt + align(4 * aSpan), cAt = bAt + align(4 * bSpan), biasAt = cAt + align(4 * m * n), scratchAt = biasAt + align(4 * n);
  const need = scratchAt + parts * scratch;
  const { memory } = machine;
  if (need >= MAX_PAGES * PAGE / 2) return false; // pointers are signed
  if (memory.buffer.byteLength < need) {
    try { memory.grow(Math.ceil((need - memory.buffer.byteLength) / PAGE)); } catch { return false; }
  }
  const heap = new Float32Array(memory.buffer);
  const out = buffers[0] as Float32Array;
  const bias = p.bias === null ? 0 : biasAt;
  if (p.bias !== null) heap.set((buffers[1 + p.bias.input] as Float32Array).subarray(at(p.bias.index.offset), at(p.bias.index.offset) + n), biasAt / 4);
  const own = (args: readonly number[]): void => machine.gemm(...args);
  const outRow = at(p.out.strides[p.m]!);
  let lastA = -1, lastB = -1;
  eachBatch(p.batch.map(size), (point) => {
    const where = (map: IndexMap): number => p.batch.reduce((s, axis, d) => s + point[d]! * at(map.strides[axis]!), at(map.offset));
    const aFrom = where(p.a.index), bFrom = where(p.b.index);
    if (aFrom !== lastA) heap.set(a.subarray(aFrom, aFrom + aSpan), aAt / 4);
    if (bFrom !== lastB) heap.set(b.subarray(bFrom, bFrom + bSpan), bAt / 4);
    [lastA, lastB] = [aFrom, bFrom];
    const call = (part: number, row: number, rows: number, col: number, cols: number): number[] => [
      rows, cols, k, aAt + 4 * row * aRow, 4 * aRow, 4 * aCol, bAt + 4 * col * bCol, 4 * bRow, 4 * bCol,
      cAt + 4 * (row * n + col), 4 * n, bias === 0 ? 0 : bias + 4 * col, scratchAt + part * scratch,
    ];
    if (parts === 1) own(call(0, 0, m, 0, n));
    else {
      const along = m >= n ? m : n;
      const each = Math.ceil(along / parts / 8) * 8;
      const calls: number[][] = [];
      for (let from = 0; from < along; from += each) {
        const length = Math.min(each, along - from);
        calls.push(m >= n ? call(calls.length, from, length, 0, n) : call(calls.length, 0, m, from, length));
      }
      team!.run(calls, own);
    }
    const to = where(p.out);
    const c = heap.subarray(cAt / 4, cAt / 4 + m * n);
    if (outRow === n) out.set(c, to);
    else for (let i = 0; i < m; i++) out.set(c.subarray(i * n, (i + 1) * n), to + i * outRow);
  });
  return true;
}
