import type { Kernel, PlacedKernel } from "../../ir/kernel.js";
import { NoRendering, programModule, programScratch } from "../../render/wasm/program.js";
import { type DType, dtypeInfo, type TypedArray } from "../../shape/dtype.js";
import { type EngineChoice, prepare } from "../engine.js";
import type { Accelerator, Settled } from "../accelerator.js";
import { memoryOf, type Program, type ProgramStep } from "../program.js";
import { MAX_PAGES } from "./heap.js";
import { setCell } from "./kernels.js";
import { instantiate, type Machine, mostThreads } from "./machine.js";
import { withLevels } from "../../util/features.js";

// Whole programs on WebAssembly: all kernels between two calls into JavaScript are one function without arguments, over
// addresses that are part of its instructions. What the program reads and writes outside of its arena (parameters, the
// state of optimizers) moves into the same memory and stays there, so every plan and every eager op sees the same bytes.

type Segment =
  | { readonly kind: "wasm"; readonly steps: PlacedKernel[] }
  | { readonly kind: "js"; readonly step: ProgramStep };

/** Places a program, and collects the functions that free its resources. Throws a RangeError if there is no room. */
export function settle(machine: Machine, program: Program, taken: (() => void)[], choice: EngineChoice): Settled {
  const { heap: pool, fused } = machine;
  const allocate = (bytes: number): number => {
    const address = pool.allocate(bytes);
    taken.push(() => pool.free(address, bytes));
    return address;
  };
  const threads = mostThreads(machine);
  const kernels = program.steps.flatMap((s) => (s.kind === "kernel" ? [s.kernel] : []));
  const scratchBytes = programScratch(kernels, threads);
  const total = program.arena + 64 + scratchBytes;
  let size = total;
  const base = allocate(total);
  const scratch = base + ((program.arena + 63) & -64);
  const addresses = program.buffers.map(({ place }) => {
    if (place.kind === "arena") return base + place.offset;
    const address = pool.adopt(place.holder);
    taken.push(() => pool.release(place.holder));
    size += place.holder.data.byteLength;
    return address;
  });

  // A scalar has a cell for each dtype in which kernels read it.
  const cells = new Map<string, { readonly address: number; readonly scalar: number; readonly dtype: DType }>();
  const cellOf = (scalar: number, dtype: DType): number => {
    const key = `${scalar} ${dtype}`;
    let cell = cells.get(key);
    if (cell === undefined) cells.set(key, (cell = { address: allocate(8), scalar, dtype }));
    return cell.address;
  };

  // A kernel without a rendering is only detected while writing, which is rare: then repeat without it.
  const foreign = new Set<Kernel>();
  const cut = (): Segment[] => {
    const segments: Segment[] = [];
    for (const step of program.steps) {
      if (step.kind !== "kernel" || foreign.has(step.kernel)) {
        segments.push({ kind: "js", step });
        continue;
      }
      let last = segments[segments.length - 1];
      if (last === undefined || last.kind !== "wasm") segments.push((last = { kind: "wasm", steps: [] }));
      last.steps.push({
        kernel: step.kernel,
        addresses: step.buffers.map(
          (b, i) => addresses[b]! + step.offsets[i]! * dtypeInfo[program.buffers[b]!.dtype].bytes,
        ),
        cells: step.params.map((p, i) => cellOf(p, step.kernel.params[i]!)),
      });
    }
    return segments;
  };
  const write = (): { segments: readonly Segment[]; bytes: Uint8Array<ArrayBuffer> } => {
    const segments = cut(),
      lists = segments.flatMap((s) => (s.kind === "wasm" ? [s.steps] : []));
    try {
      return {
        segments,
        bytes: programModule(lists, {
          fused,
          memory: { shared: pool.shared, maximumPages: MAX_PAGES },
          scratch,
          threads,
        }),
      };
    } catch (e) {
      if (!(e instanceof NoRendering)) throw e;
      for (const kernel of e.kernels) foreign.add(kernel);
      return write();
    }
  };
  const { segments, bytes } = write();
  const exports = instantiate(machine, bytes, taken);

  let moves = -1;
  let views: TypedArray[] = [];
  let cellView = new DataView(new ArrayBuffer(0));
  /** The buffers as arrays, recreated if the memory has grown. */
  const look = (): TypedArray[] => {
    if (moves !== pool.moves) {
      moves = pool.moves;
      const { buffer } = pool.memory;
      views = program.buffers.map((b, i) =>
        b.place.kind === "external" ? b.place.holder.data : dtypeInfo[b.dtype].view(buffer, addresses[i]!, b.count),
      );
      cellView = new DataView(buffer);
    }
    return views;
  };
  look();
  program.buffers.forEach((b, i) => {
    if (b.constant !== null) (views[i] as Float64Array).set(b.constant as Float64Array);
  });

  let next = 0;
  const steps = segments.map((s): ((scalars: readonly (number | bigint | boolean)[]) => void) => {
    if (s.kind === "wasm") return exports[`run${next++}`] as () => void;
    const { step } = s;
    if (step.kind === "call") return () => step.run(step.buffers.map((b) => look()[b]!));
    const run = prepare(step.kernel);
    return (scalars) => {
      run(
        memoryOf(step, look()),
        [],
        step.params.map((p) => scalars[p]!),
      );
    };
  });
  const list = [...cells.values()];
  const apart = new Set(segments.flatMap((s) => (s.kind === "js" ? [s.step] : [])));
  const settled: Settled = {
    size,
    bytes: bytes.length,
    places: program.steps.map((s) => (apart.has(s) ? "js" : "wasm")),
    data: (b) => look()[b]!,
    run(scalars) {
      look();
      for (let i = 0; i < list.length; i++) {
        const { address, scalar, dtype } = list[i]!;
        const v = scalars[scalar]!;
        setCell(cellView, address, dtype, v);
      }
      for (let i = 0; i < steps.length; i++) steps[i]!(scalars);
    },
  };
  return !withLevels || machine.accelerator === null ? settled : accelerate(machine.accelerator);

  function accelerate(by: Accelerator): Settled {
    const lists = segments.map((s) => (s.kind === "wasm" ? s.steps : null));
    return by({ settled, lists, functions: steps, memory: pool.memory, choice, allocate }) ?? settled;
  }
}
