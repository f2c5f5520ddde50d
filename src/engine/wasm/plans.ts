import { programModule, programScratch, renders, type Step } from "../../render/wasm/program.js";
import { dtypeInfo, type TypedArray } from "../../shape/dtype.js";
import { prepare } from "../engine.js";
import type { Holder, Program, ProgramStep, Runner } from "../program.js";
import { wasm, type WasmMemory } from "./webassembly.js";

// Whole programs on WebAssembly: all kernels between two calls into JavaScript are one function without arguments, over
// addresses that are part of its instructions. What the program reads and writes outside of its arena (parameters, the
// state of optimizers) moves into the same memory and stays there, so every plan and every eager op sees the same bytes.

const PAGE = 65536;
const MAX_PAGES = 65536;
/** A vector may read beyond the end of a buffer. */
const GUARD = 64;

/** The memory that all programs share. */
class PlanMemory {
  readonly memory: WasmMemory;
  private top = 64;
  /** Freed places by size. */
  private readonly spare = new Map<number, number[]>();
  /** What has moved in. The references are weak: memory here does not keep a tensor alive. */
  private readonly tenants: { readonly holder: WeakRef<Holder>; readonly address: number; readonly make: (buffer: ArrayBuffer) => TypedArray }[] = [];
  private readonly addresses = new WeakMap<Holder, number>();
  private readonly leaving = new FinalizationRegistry<{ address: number; bytes: number }>(({ address, bytes }) => this.free(address, bytes));

  constructor(memory: WasmMemory) { this.memory = memory; }

  /** The address of `bytes` bytes, zero or what was there before. */
  allocate(bytes: number): number {
    const size = Math.max(64, (bytes + 63) & -64);
    const reused = this.spare.get(size)?.pop();
    if (reused !== undefined) return reused;
    const address = this.top;
    if (address + size > MAX_PAGES * PAGE / 2) throw new RangeError("plans need more than 2 GiB of memory");
    this.top += size;
    const missing = this.top + GUARD - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / PAGE));
      this.follow(); // growing gives the memory another buffer
    }
    return address;
  }

  free(address: number, bytes: number): void {
    const size = Math.max(64, (bytes + 63) & -64);
    const list = this.spare.get(size);
    if (list === undefined) this.spare.set(size, [address]); else list.push(address);
  }

  /** Frees a place when `owner` is no longer used. It is a help, not a promise: finalizers run when they run. */
  freeWith(owner: object, address: number, bytes: number): void { this.leaving.register(owner, { address, bytes }); }

  /** Moves what `holder` holds into this memory, once, and gives its address. */
  adopt(holder: Holder): number {
    const have = this.addresses.get(holder);
    if (have !== undefined) return have;
    const old = holder.data;
    const address = this.allocate(old.byteLength);
    const Array = old.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => TypedArray;
    const make = (buffer: ArrayBuffer): TypedArray => new Array(buffer, address, old.length);
    const data = make(this.memory.buffer);
    (data as Float64Array).set(old as Float64Array);
    holder.data = data;
    this.addresses.set(holder, address);
    this.tenants.push({ holder: new WeakRef(holder), address, make });
    this.freeWith(holder, address, old.byteLength);
    return address;
  }

  private follow(): void {
    let kept = 0;
    for (const t of this.tenants) {
      const holder = t.holder.deref();
      if (holder === undefined) continue;
      holder.data = t.make(this.memory.buffer);
      this.tenants[kept++] = t;
    }
    this.tenants.length = kept;
  }
}

/** Gives a way to run programs; `fused`: whether relaxed multiply-add rounds once. */
export function planRunner(fused: boolean): (program: Program) => Runner | null {
  const api = wasm!;
  let memory: PlanMemory | undefined;
  return (program) => {
    memory ??= new PlanMemory(new api.Memory({ initial: 16, maximum: MAX_PAGES }));
    return place(program, memory, fused);
  };
}

type Segment =
  | { readonly kind: "wasm"; readonly steps: Step[] }
  | { readonly kind: "js"; readonly step: ProgramStep };

function place(program: Program, pool: PlanMemory, fused: boolean): Runner | null {
  const api = wasm!;
  const kernels = program.steps.flatMap((s) => (s.kind === "kernel" ? [s.kernel] : []));
  const scratchBytes = programScratch(kernels);
  const total = program.arena + 64 + scratchBytes;
  const base = pool.allocate(total);
  const scratch = base + ((program.arena + 63) & -64);
  const addresses = program.buffers.map((b) => (b.place.kind === "arena" ? base + b.place.offset : pool.adopt(b.place.holder)));

  // A scalar has a cell for each dtype in which kernels take it.
  const cells = new Map<string, { readonly address: number; readonly scalar: number; readonly dtype: string }>();
  const cellOf = (scalar: number, dtype: string): number => {
    const key = `${scalar} ${dtype}`;
    let cell = cells.get(key);
    if (cell === undefined) cells.set(key, (cell = { address: pool.allocate(8), scalar, dtype }));
    return cell.address;
  };

  const segments: Segment[] = [];
  for (const step of program.steps) {
    if (step.kind !== "kernel" || !renders(step.kernel)) { segments.push({ kind: "js", step }); continue; }
    let last = segments[segments.length - 1];
    if (last === undefined || last.kind !== "wasm") segments.push((last = { kind: "wasm", steps: [] }));
    last.steps.push({ kernel: step.kernel, addresses: step.buffers.map((b) => addresses[b]!), cells: step.params.map((p, i) => cellOf(p, step.kernel.params[i]!)) });
  }
  const lists = segments.flatMap((s) => (s.kind === "wasm" ? [s.steps] : []));
  const bytes = programModule(lists, { fused, memory: { shared: false, maximumPages: MAX_PAGES }, scratch });
  const { exports } = new api.Instance(new api.Module(bytes), { env: { memory: pool.memory } });

  let buffer: ArrayBuffer | undefined;
  let views: TypedArray[] = [];
  let cellView = new DataView(new ArrayBuffer(0));
  /** The buffers as arrays, made anew where the memory has grown. */
  const look = (): TypedArray[] => {
    if (buffer !== pool.memory.buffer) {
      buffer = pool.memory.buffer;
      views = program.buffers.map((b, i) => (b.place.kind === "external" ? b.place.holder.data : dtypeInfo[b.dtype].view(buffer!, addresses[i]!, b.count)));
      cellView = new DataView(buffer);
    }
    return views;
  };
  look();
  program.buffers.forEach((b, i) => { if (b.constant !== null) (views[i] as Float64Array).set(b.constant as Float64Array); });

  let next = 0;
  const steps = segments.map((s): ((scalars: readonly (number | bigint | boolean)[]) => void) => {
    if (s.kind === "wasm") return exports[`run${next++}`] as () => void;
    const { step } = s;
    if (step.kind === "call") return () => step.run(step.buffers.map((b) => look()[b]!));
    const run = prepare(step.kernel);
    return (scalars) => { run(step.buffers.map((b) => look()[b]!), [], step.params.map((p) => scalars[p]!)); };
  });
  const list = [...cells.values()];
  const runner: Runner = {
    data: (b) => look()[b]!,
    run(scalars) {
      look();
      for (let i = 0; i < list.length; i++) {
        const { address, scalar, dtype } = list[i]!;
        const v = scalars[scalar]!;
        if (dtype === "float32") cellView.setFloat32(address, v as number, true);
        else if (dtype === "float64") cellView.setFloat64(address, v as number, true);
        else if (dtype === "int64") cellView.setBigInt64(address, v as bigint, true);
        else cellView.setInt32(address, Number(v), true);
      }
      for (let i = 0; i < steps.length; i++) steps[i]!(scalars);
    },
  };
  pool.freeWith(runner, base, total);
  return runner;
}
