// A recording of what runs, without being asked for by compile(): made into a plan, it must compute the same. Runs in
// browsers, too.

import { KindlingError } from "kindling"; // which registers the engines
import { memoryPlan } from "#src/compile/memory.js";
import { optimize } from "#src/compile/optimize.js";
import { Tracer } from "#src/compile/tracer.js";
import { verifyGraph, verifyProgram } from "#src/compile/verify.js";
import type { Operand } from "#src/core/op.js";
import { type Recorder, Silent } from "#src/core/recorder.js";
import { lastSerial, type Storage } from "#src/core/storage.js";
import { Tensor } from "#src/core/tensor.js";
import { prepareProgram } from "#src/engine/engine.js";
import type { Kernel } from "#src/ir/kernel.js";
import { type DType, isFloat, readElement, type TypedArray } from "#src/shape/dtype.js";

/** Listens as a recording in `compile()` does, but that it lets values be read. */
export class Shadow {
  private readonly start = lastSerial();
  private readonly tracer = new Tracer([], []);
  /** What storages that were there before held when they were first met. */
  private readonly before = new Map<Storage, TypedArray>();
  /** Storages that were written, and whether anything has read them since. */
  private readonly written = new Map<Storage, boolean>();
  steps = 0;

  private meet(s: Storage): void {
    if (s.serial <= this.start && !this.before.has(s)) this.before.set(s, s.data.slice() as TypedArray);
  }
  private read(s: Storage): void {
    this.meet(s);
    if (this.written.has(s)) this.written.set(s, true);
  }
  private write(s: Storage): void {
    this.meet(s);
    this.written.delete(s);
    this.written.set(s, false);
    this.steps++;
  }

  launch(kernel: Kernel<number>, out: Storage, args: readonly Operand[], count: number): void {
    this.tracer.launch(kernel, out, args, count);
    for (const a of args) if (typeof a === "object") this.read(a.storage);
    this.write(out);
  }
  /** Random numbers are not drawn a second time: what was drawn is part of what the plan begins with. False where that is too late. */
  call(
    name: string,
    inputs: readonly Tensor[],
    out: Tensor,
    run: (inputs: readonly Tensor[], out: Tensor) => void,
    random: boolean,
  ): boolean {
    if (random) return out.storage.serial > this.start && !this.written.has(out.storage);
    for (const x of inputs) this.read(x.storage);
    this.tracer.call(name, inputs, out, run, random);
    this.write(out.storage);
    return true;
  }

  /** Makes a plan of what was recorded, runs it, and compares. What is kept: all that nothing has read, and some of the rest. */
  check(): void {
    const kept = [...this.written]
      .filter(([s, read], i) => s.serial > this.start && (!read || i % 7 === 0))
      .map(([s]) => s);
    const { graph, results } = this.tracer.finish(kept.map((s) => new Tensor(s, [s.data.length], null, 0)));
    const outside = new Map<Storage, { data: TypedArray }>();
    const buffers = graph.buffers.map((b) => {
      if (b.role.kind !== "external") return b;
      const storage = b.role.holder as Storage,
        holder = { data: this.before.get(storage)! };
      outside.set(storage, holder);
      return { ...b, role: { kind: "external", holder } as const };
    });
    const optimized = optimize({ ...graph, buffers }, (g) => verifyGraph(g));
    const program = memoryPlan(optimized);
    verifyProgram(program);
    const runner = prepareProgram(program);
    try {
      runner.run([]);
    } catch (e) {
      if (e instanceof KindlingError && e.code !== "internal") return; // the test's own error: a division by zero, say
      throw e;
    }
    const single = graph.buffers.some((b) => b.dtype !== "float64" && isFloat(b.dtype));
    results.forEach((r, i) => compare(`result ${i}`, runner.data(r.buffer), kept[i]!.data, kept[i]!.dtype, single));
    for (const [s, { data }] of outside) compare("a tensor from before", data, s.data, s.dtype, single);
  }
}

/**
 * How far plans may be off: they sum in another order, and their functions differ in the last bits. Relative to the largest of
 * a tensor. A float64 that is made of float32 is no better than that (`single`).
 */
const tolerance: Partial<Record<DType, number>> = { float32: 1e-4, float64: 1e-9, float16: 1e-2, bfloat16: 5e-2 };

function compare(what: string, got: TypedArray, want: TypedArray, dtype: DType, single: boolean): void {
  const off = tolerance[dtype === "float64" && single ? "float32" : dtype] ?? 0;
  let largest = 1;
  if (isFloat(dtype))
    for (let i = 0; i < want.length; i++) {
      const v = Math.abs(Number(readElement(want, dtype, i)));
      if (v < Infinity) largest = Math.max(largest, v);
    }
  for (let i = 0; i < want.length; i++) {
    const a = readElement(got, dtype, i),
      b = readElement(want, dtype, i);
    if (a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(Number(a) - Number(b)) <= off * largest) continue;
    throw new Error(
      `as a plan, element ${i} of ${what} (${dtype}, ${want.length} elements) is ${String(a)}, not ${String(b)}`,
    );
  }
}

/** What a recording calls: `shadow`, and `pause` wherever another could take over. */
export function listener(shadow: () => Shadow, pause: () => void): Recorder {
  return Object.assign(new Silent(), {
    launch: ((kernel, out, args, count) => {
      shadow().launch(kernel, out, args, count);
    }) satisfies Recorder["launch"],
    call: ((name, inputs, out, run, random) => {
      if (!shadow().call(name, inputs, out, run, random)) pause();
    }) satisfies Recorder["call"],
    refuse: pause,
    sees: pause,
    gradient: pause,
  });
}
