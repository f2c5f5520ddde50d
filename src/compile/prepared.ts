import { overwrite } from "../core/dispatch.js";
import { toParam } from "../core/launch.js";
import { allocate, Storage } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import { chosen, type EngineChoice, prepareProgram } from "../engine/engine.js";
import type { Program, Runner } from "../engine/program.js";
import { isComplex, type TypedArray } from "../shape/dtype.js";
import { type Buffer, type Graph, outputsOf } from "./graph.js";
import { memoryPlan } from "./memory.js";
import { debugging } from "../util/debug.js";
import { optimize, passes } from "./optimize.js";
import { planning } from "./progress.js";
import type { Placed, Trace } from "./trace.js";
import { withExplain, withSetEngine } from "../util/features.js";

/**
 * A recording turned into a program of an engine, with the actions around its runs: copying in, live numbers, copying
 * out.
 */
export class Prepared {
  readonly trace: Trace;
  readonly graph: Graph;
  readonly program: Program;
  runner: Runner;
  /**
   * The engine chosen for this program only, and the change count of the general choice when its runner was created.
   */
  private readonly engine: EngineChoice | undefined;
  private choice = withSetEngine ? chosen.changes : 0;
  /** The input of the next run: the arguments, and the tensors after them. */
  readonly tensors: Tensor[] = [];
  /** Arguments that a run changes. */
  readonly changed: readonly number[];
  private readonly scalars: (number | bigint | boolean)[];
  /** The buffer of each argument, −1 if it is not read. */
  private readonly inputs: readonly number[];
  /** The contents of each argument's buffer. */
  private readonly copied: readonly { storage: Storage | null; version: number; offset: number }[];
  /** The runner's place in the last run. */
  private place: object | undefined;
  /** Results, then tensors left in fields. */
  readonly given: readonly Placed[];
  /** Their distinct buffers, and the index of each tensor's buffer. */
  private readonly resultBuffers: readonly number[];
  readonly resultOf: readonly number[];

  /** `homes`: the storages of buffers that are external tensors. */
  constructor(trace: Trace, homes: ReadonlyMap<number, Storage>, engine?: EngineChoice) {
    this.trace = trace;
    const buffers = trace.graph.buffers.map((b, i): Buffer =>
      homes.has(i) ? { ...b, role: { kind: "external", holder: homes.get(i)! } } : b,
    );
    const passed = planning(trace.graph.steps.length, passes.length + 2);
    this.graph = optimize({ ...trace.graph, buffers }, undefined, passed);
    this.program = memoryPlan(this.graph);
    passed();
    this.engine = engine;
    this.runner = prepareProgram(this.program, engine);
    passed();
    if (withExplain && debugging("compile"))
      console.log(
        `\n${this.program.arena} bytes of arena${this.runner.size === undefined ? "" : `, ${this.runner.size}`}`,
      );
    this.scalars = trace.cells.map(() => 0);
    const inputs: number[] = [],
      changed: number[] = [];
    const outs = new Set(this.graph.steps.flatMap(outputsOf));
    this.graph.buffers.forEach(({ role }, b) => {
      if (role.kind !== "argument") return;
      inputs[role.index] = b;
      if (outs.has(b)) changed.push(role.index);
    });
    this.inputs = Array.from(inputs, (b) => b ?? -1);
    this.copied = this.inputs.map(() => ({ storage: null, version: 0, offset: 0 }));
    this.changed = changed;
    trace.further.forEach(({ storage }, i) => {
      this.tensors[trace.arguments + i] = new Tensor(storage, [storage.data.length], null, 0);
    });
    this.given = [...trace.results, ...trace.left.flatMap((t) => (typeof t === "number" ? [] : [t]))];
    this.resultBuffers = [...new Set(this.given.map((r) => r.buffer))];
    this.resultOf = this.given.map((r) => this.resultBuffers.indexOf(r.buffer));
  }

  /** One run with `tensors`; `again`: they are the same as in the previous run. */
  run(again: boolean): void {
    if (withSetEngine && this.choice !== chosen.changes) {
      this.changeOver();
      again = false;
    }
    const { runner, trace, scalars, tensors, inputs } = this;
    const place = runner.place?.();
    if (place !== this.place) {
      this.place = place;
      for (const c of this.copied) c.storage = null;
      again = false;
    }
    if (!again || this.changed.length > 0) {
      for (let i = 0; i < inputs.length; i++) {
        if (inputs[i]! < 0) continue;
        // The same batch as before, unchanged: it is already there.
        const t = tensors[i]!,
          c = this.copied[i]!;
        if (
          c.storage === t.storage &&
          c.version === t.storage.version &&
          c.offset === t.offset &&
          t.dense &&
          this.changed.length === 0
        )
          continue;
        copyIn(t, runner.data(inputs[i]!));
        c.storage = t.dense && !t.storage.borrowed ? t.storage : null;
        c.version = t.storage.version;
        c.offset = t.offset;
      }
    }
    const { prologue, cells } = trace;
    for (let i = 0; i < prologue.length; i++) {
      const p = prologue[i]!;
      if (p.kind === "effect") {
        p.run();
        continue;
      }
      const value = p.value();
      for (const cell of p.cells) scalars[cell] = toParam(value, cells[cell]!.dtype);
    }
    runner.run(scalars);
    for (let i = 0; i < this.changed.length; i++) {
      const a = this.changed[i]!,
        t = tensors[a]!;
      overwrite(t, over(runner.data(inputs[a]!), t));
      t.storage.version++;
    }
    for (let i = 0; i < trace.writtenStorages.length; i++) trace.writtenStorages[i]!.version++;
  }

  /** Another engine was chosen: its runner, from this step on. */
  private changeOver(): void {
    if (!withSetEngine) return;
    this.choice = chosen.changes;
    if (this.engine !== undefined) return;
    this.runner.free?.();
    this.runner = prepareProgram(this.program);
    this.place = undefined;
    for (const c of this.copied) c.storage = null;
  }

  /** Copies of the buffers of `given` after the last run; `resultOf` maps each result to its copy. */
  copies(): Storage[] {
    const storages: Storage[] = [];
    for (let i = 0; i < this.resultBuffers.length; i++) {
      const b = this.resultBuffers[i]!,
        data = this.runner.data(b);
      const s = allocate(this.graph.buffers[b]!.dtype, data.length);
      copyData(data, s.data);
      storages.push(s);
    }
    return storages;
  }

  /** Number `i` of `given`, as a tensor over these copies. */
  tensor(i: number, storages: readonly Storage[]): Tensor {
    const { shape, strides, offset, dtype } = this.given[i]!;
    return new Tensor(storages[this.resultOf[i]!]!, shape, strides, offset, dtype);
  }

  /** Releases the plan. */
  free(): void {
    this.runner.free?.();
  }
}

function copyData(from: TypedArray, to: TypedArray): void {
  if (from.length <= 32) for (let i = 0; i < from.length; i++) to[i] = from[i]!;
  else (to as Float64Array).set(from as Float64Array);
}

/** A tensor over this memory with the layout of `t`. */
const over = (data: TypedArray, t: Tensor): Tensor =>
  new Tensor(new Storage(data, t.storage.dtype), t.shape, t.strides, 0, t.dtype);

/** The elements of a tensor, with its layout. */
function copyIn(t: Tensor, to: TypedArray): void {
  const from = t.storage.data;
  if (!t.dense) {
    overwrite(over(to, t), t);
    return;
  }
  const width = isComplex(t.dtype) ? 2 : 1,
    offset = width * t.offset,
    count = width * t.count;
  if (count <= 64) for (let i = 0; i < count; i++) to[i] = from[offset + i]!;
  else if (offset === 0 && count === from.length) (to as Float64Array).set(from as Float64Array);
  else (to as Float64Array).set(from.subarray(offset, offset + count) as Float64Array);
}
