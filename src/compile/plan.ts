import { overwrite } from "../core/dispatch.js";
import { mode } from "../core/modes.js";
import { toParam } from "../core/launch.js";
import { changes } from "../core/recorder.js";
import { allocate, Storage } from "../core/storage.js";
import { allZero, Tensor } from "../core/tensor.js";
import { prepareProgram } from "../engine/engine.js";
import type { Program, Runner } from "../engine/program.js";
import { dtypeInfo, isComplex, type TypedArray } from "../shape/dtype.js";
import { getDefaultDType } from "../shape/promotion.js";
import { build, type Form, matches } from "./form.js";
import { type Buffer, type Graph, outputsOf } from "./graph.js";
import { memoryPlan } from "./memory.js";
import { debugging, optimize, passes } from "./optimize.js";
import { planning } from "./progress.js";
import { type Leaf, type Placed, sameBefore, type Trace, wishOf } from "./trace.js";
import type { LossWatch } from "../diagnose/loss.js";

// A recorded run, made ready to be run again: what must hold for that, and what is done around the engine's part.

/** What a recording depends on besides its arguments. */
export class Situation {
  readonly grad = mode.grad;
  readonly dtype = getDefaultDType();
  private readonly data = changes.data;
  private requiresGrad = changes.requiresGrad;
  private readonly trace: Trace;
  private guards: () => boolean;

  constructor(trace: Trace) {
    this.trace = trace;
    this.guards = trace.guards.hold;
  }

  /** For a plan, which asks in each call. */
  often(): void {
    this.guards = this.trace.guards.fast();
  }

  /** Never true again once it is not: memory that was recorded is no longer a tensor's. */
  get lasting(): boolean {
    return this.data === changes.data;
  }

  /** Whether everything that the run looked at is as it was. `roughly`: gradients may lie elsewhere. */
  holds(roughly = false): boolean {
    if (mode.grad !== this.grad || getDefaultDType() !== this.dtype || !this.lasting) return false;
    const { leaves } = this.trace;
    if (!this.guards()) return false;
    for (let i = 0; i < leaves.length; i++) {
      const { leaf, before } = leaves[i]!;
      if (before === undefined || before === leaf.gradient) continue;
      if (before === null || leaf.gradient === null || (!roughly && !sameBefore(before, leaf.gradient))) return false;
    }
    if (this.requiresGrad !== changes.requiresGrad) {
      for (const [t, wish] of this.trace.seen) if (wishOf(t) !== wish) return false;
      this.requiresGrad = changes.requiresGrad;
    }
    return true;
  }
}

/** A gradient that the plan makes anew in each run. */
interface Kept {
  readonly leaf: Tensor;
  readonly gradient: Tensor;
}

const isPlaced = (after: Leaf["after"]): after is Placed =>
  typeof after === "object" && after !== null && !(after instanceof Tensor);

/** The storage of each leaf's gradient, for all plans: engines move it into their memory, and a new one for each plan would fill that. */
const homes = new WeakMap<Tensor, Storage>();

/** Gradients are the user's as much as the plan's, so they lie in storages that outlive it. By buffer. */
function gradientsOf({ leaves, graph, externals }: Trace): Map<number, Storage> {
  const storages = new Map<number, Storage>();
  const taken = new Set(externals); // a gradient of before that is still read
  for (const { leaf, after } of leaves) {
    if (!isPlaced(after) || storages.has(after.buffer)) continue;
    const { dtype, count } = graph.buffers[after.buffer]!;
    let home = homes.get(leaf);
    if (home === undefined || home.dtype !== dtype || home.data.length !== count || taken.has(home)) {
      home = new Storage(new dtypeInfo[dtype].array(count), dtype);
      home.claimed = true;
      homes.set(leaf, home);
    }
    taken.add(home);
    storages.set(after.buffer, home);
  }
  return storages;
}

/** How many milliseconds a plan and its function take, at best; `left`: how many runs are still to be measured, of both in turns. */
export interface Trial {
  plan: number;
  fn: number;
  left: number;
}

export class Plan {
  /** While it is not known whether the plan is faster than the function. */
  trial: Trial | null = { plan: Infinity, fn: Infinity, left: 0 };
  readonly graph: Graph;
  readonly program: Program;
  readonly situation: Situation;
  readonly trace: Trace;
  readonly takes: Form;
  private readonly gives: Form;
  readonly runner: Runner;
  private readonly scalars: (number | bigint | boolean)[];
  private readonly tensors: Tensor[] = [];
  /** The buffer of each argument, −1 where it is not read. */
  private readonly inputs: readonly number[];
  /** What lies in each argument's buffer. */
  private readonly copied: readonly { storage: Storage | null; version: number; offset: number }[];
  private readonly changed: readonly number[];
  /** Where the runner was in the last run. */
  private place: object | undefined;
  private readonly written: ReadonlySet<Storage>;
  private readonly outside: ReadonlySet<Storage>;
  /** How many tensors come as arguments. */
  private readonly count: number;
  /** Calls that were given to it, and when it is compared with the function again. */
  private calls = 0;
  private nextLook = 8;
  private readonly kept: readonly Kept[];
  private readonly others: readonly (Leaf & { readonly after: Tensor | number | null })[];
  /** Results, and then what is left in fields. */
  private readonly given: readonly Placed[];
  /** The distinct buffers that these lie in, and which of them each has. */
  private readonly resultBuffers: readonly number[];
  private readonly resultOf: readonly number[];

  /** Which of the results is a loss, and who watches it. */
  private readonly loss: number;
  private readonly losses: LossWatch | null;

  constructor(
    trace: Trace,
    situation: Situation,
    takes: Form,
    gives: Form,
    losses: readonly (LossWatch | null)[] = [],
    check?: (g: Graph, pass: string) => void,
  ) {
    this.loss = losses.findIndex((l) => l !== null);
    this.losses = losses[this.loss] ?? null;
    this.trace = trace;
    this.situation = situation;
    situation.often();
    this.takes = takes;
    this.gives = gives;
    const gradients = gradientsOf(trace);
    const buffers = trace.graph.buffers.map((b, i): Buffer =>
      gradients.has(i) ? { ...b, role: { kind: "external", holder: gradients.get(i)! } } : b,
    );
    const passed = planning(trace.graph.steps.length, passes.length + 2);
    this.graph = optimize({ ...trace.graph, buffers }, check, passed);
    this.program = memoryPlan(this.graph);
    passed();
    this.runner = prepareProgram(this.program);
    passed();
    if (debugging("compile"))
      console.log(`\n${this.program.arena} bytes of arena, ${this.runner.bytes ?? 0} bytes of WebAssembly`);
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
    this.written = new Set(trace.writtenStorages);
    this.outside = new Set(trace.externals);
    this.count = trace.arguments;
    trace.borrowed.forEach((s, i) => {
      this.tensors[trace.arguments + i] = new Tensor(s, [s.data.length], null, 0);
    });
    this.kept = trace.leaves.flatMap(({ leaf, after }): Kept[] => {
      const storage = isPlaced(after) ? gradients.get(after.buffer) : undefined;
      return storage === undefined || !isPlaced(after)
        ? []
        : [{ leaf, gradient: new Tensor(storage, after.shape, after.strides, after.offset, after.dtype) }];
    });
    this.others = trace.leaves.filter(
      (l): l is Leaf & { after: Tensor | number | null } => l.after !== "same" && !isPlaced(l.after),
    );
    this.given = [
      ...trace.results,
      ...trace.fields.flatMap(({ tensor }) => (typeof tensor === "number" ? [] : [tensor])),
    ];
    this.resultBuffers = [...new Set(this.given.map((r) => r.buffer))];
    this.resultOf = this.given.map((r) => this.resultBuffers.indexOf(r.buffer));
  }

  /** Whether this call can be a run of the plan. Remembers its tensors for `step`. */
  accepts(args: readonly unknown[]): boolean {
    if (!matches(this.takes, args, this.tensors)) return false;
    if (!this.situation.holds()) return false;
    const t = this.tensors,
      n = this.count;
    if (this.written.size > 0) for (let i = 0; i < n; i++) if (this.written.has(t[i]!.storage)) return false;
    if (this.changed.length > 0) {
      for (let i = 0; i < n; i++) if (this.outside.has(t[i]!.storage)) return false;
      if (new Set(t.map((x) => x.storage)).size < t.length) return false;
    }
    return true;
  }

  /** Whether a run changes nothing that the next one depends on, besides the plan's own memory. */
  get selfContained(): boolean {
    return this.trace.prologue.every((p) => p.kind === "live");
  }

  /** Whether it is time to see if the function still does what the plan does: in the 8th call, the 64th, the 512th, … */
  due(): boolean {
    if (++this.calls < this.nextLook) return false;
    this.nextLook *= 8;
    return true;
  }

  /** One run with the arguments that were accepted; `again`: they are those of the run just before. */
  step(again: boolean): void {
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
        // The whole batch again, as it was: it is there.
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
    for (let i = 0; i < this.kept.length; i++) {
      const { leaf, gradient } = this.kept[i]!;
      gradient.storage.version++;
      gradient.storage.spent = "no";
      leaf.gradient = gradient;
    }
    for (let i = 0; i < this.others.length; i++) {
      const { leaf, after } = this.others[i]!;
      leaf.gradient = typeof after === "number" ? tensors[after]! : after;
    }
  }

  /** Has an eye on the loss and, now and then, on the gradients. */
  private watch(losses: LossWatch, given: Storage): void {
    if (losses.sawPlannedLoss(given, this.trace.results[this.loss]!.offset) && this.kept.length > 0)
      losses.sawGradients(this.kept.every(({ gradient }) => allZero(gradient)));
  }

  /** When it is no longer needed. */
  free(): void {
    this.runner.free?.();
  }

  /** What the run just done gives: tensors of their own. */
  results(): unknown {
    const storages: Storage[] = [];
    for (let i = 0; i < this.resultBuffers.length; i++) {
      const b = this.resultBuffers[i]!,
        data = this.runner.data(b);
      const s = allocate(this.graph.buffers[b]!.dtype, data.length);
      copyData(data, s.data);
      storages.push(s);
    }
    const { results, fields } = this.trace;
    if (this.losses !== null) this.watch(this.losses, storages[this.resultOf[this.loss]!]!);
    const made = (r: Placed, i: number): Tensor =>
      new Tensor(storages[this.resultOf[i]!]!, r.shape, r.strides, r.offset, r.dtype);
    for (let f = 0, i = results.length; f < fields.length; f++) {
      const { of, key, tensor } = fields[f]!;
      (of as Record<string, Tensor>)[key] = typeof tensor === "number" ? this.tensors[tensor]! : made(tensor, i++);
    }
    if (this.gives.kind === "tensor") {
      // the usual case: a loss
      return made(results[0]!, 0);
    }
    return build(this.gives, results.map(made));
  }
}

function copyData(from: TypedArray, to: TypedArray): void {
  if (from.length <= 32) for (let i = 0; i < from.length; i++) to[i] = from[i]!;
  else (to as Float64Array).set(from as Float64Array);
}

/** A tensor of this memory that lies as `t` does. */
const over = (data: TypedArray, t: Tensor): Tensor =>
  new Tensor(new Storage(data, t.storage.dtype), t.shape, t.strides, 0, t.dtype);

/** The elements of a tensor, laid out as they are there. */
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
