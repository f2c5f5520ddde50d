import type { Live, Operand } from "../core/op.js";
import { heardIn } from "../core/hear.js";
import { toParam } from "../core/launch.js";
import { type Recorder, setRecorder, Silent } from "../core/recorder.js";
import { lastSerial, Storage } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { userLine } from "../diagnose/line.js";
import { k } from "../ir/builder.js";
import { Kernels } from "../ir/equal.js";
import type { Expr } from "../ir/expr.js";
import type { Kernel } from "../ir/kernel.js";
import type { DType, TypedArray } from "../shape/dtype.js";
import { samePlace } from "./form.js";
import { type Buffer, type Graph, type KernelStep, type Step, writesAll } from "./graph.js";
import { rewrite } from "../ir/rewrite.js";
import { stepOf } from "./rewrite.js";
import { Guards, Watch } from "./watch.js";

// Listens while a function runs, and writes down what it computes. A storage that existed before is external memory (or
// an argument), one made on the way is temporary unless it can be reached afterwards. Numbers that JavaScript puts into
// kernels become constants, but for those that come in a box, as live ones.

/** A number that kernels take anew in each run, as a scalar of this dtype. `of`: the options that it is made of, for explain(). */
export interface Cell {
  readonly dtype: DType;
  readonly of: readonly string[];
}

/** What is done in JavaScript before each run, in order: an effect, or a live number, which goes to cells. */
export type Prologue =
  | { readonly kind: "effect"; readonly run: () => void }
  | { readonly kind: "live"; readonly value: () => number; readonly cells: readonly number[] };

/** A tensor over one of the graph's buffers. */
export interface Placed {
  readonly buffer: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly dtype: DType;
}

export interface Leaf {
  readonly leaf: Tensor;
  /** The gradient before the run, where the run looked at it; undefined where it was replaced unseen. */
  readonly before: Tensor | null | undefined;
  /** The gradient afterwards: null, one of the plan's buffers, a tensor from outside, an argument by its number, or as before. */
  after: null | Placed | Tensor | number | "same";
}

/** A field that holds another tensor after each run: one of the run's, or an argument by its number. The run reads nothing of the one before. */
export interface Written {
  readonly of: object;
  readonly key: string;
  readonly tensor: Placed | number;
}

/** Whether a leaf wants a gradient, and if so, what hooks it has. */
type Wish = boolean | readonly unknown[];
export const wishOf = (t: Tensor): Wish => t.wantsGrad && (t.accumulator?.pre ?? true);

/** What one run did. */
export interface Trace {
  readonly graph: Graph;
  readonly cells: readonly Cell[];
  readonly prologue: readonly Prologue[];
  readonly guards: Guards;
  readonly leaves: readonly Leaf[];
  /** Tensors from outside, and what `wishOf` gave for them. */
  readonly seen: ReadonlyMap<Tensor, Wish>;
  readonly results: readonly Placed[];
  readonly fields: readonly Written[];
  /** Storages from outside that are written. */
  readonly writtenStorages: readonly Storage[];
  /** The same for two runs that do the same. */
  readonly key: string;
  readonly externals: readonly Storage[];
  /** Of those, the ones whose arrays are the user's; they follow the arguments, and are copied in like them. */
  readonly borrowed: readonly Storage[];
  readonly constants: readonly TypedArray[];
  /** How many tensors came as arguments. */
  readonly arguments: number;
  /** Why it cannot be run again; null if it can. */
  readonly spoiled: string | null;
}

export class Tracer implements Recorder {
  private readonly start = lastSerial();
  private readonly buffers: Buffer[] = [];
  private readonly numbers = new Map<Storage, number>();
  private readonly steps: Step[] = [];
  private readonly kernels = new Kernels();
  private readonly cells: Cell[] = [];
  private readonly prologue: Prologue[] = [];
  private readonly guards = new Guards();
  private readonly leaves = new Map<Tensor, Leaf>();
  private readonly seen = new Map<Tensor, Wish>();
  private readonly held: (() => Iterable<unknown>)[] = [];
  private readonly written = new Set<Storage>();
  private readonly externals: Storage[] = [];
  private readonly borrowed: Storage[] = [];
  private readonly constants: TypedArray[] = [];
  private readonly watched = new Map<
    object,
    {
      readonly watch: Watch;
      readonly name: string;
      readonly except: ReadonlySet<string> | undefined;
      readonly closed: boolean;
    }
  >();
  /** What must hold when the run ends, or else it cannot be run again. */
  private readonly lasting: { readonly holds: () => boolean; readonly changes: string }[] = [];
  /** Options that were read, and what they were; those that an effect changes. */
  private readonly read = new Map<object, Map<string, unknown>>();
  private readonly moved = new Map<object, Set<string>>();
  private readonly args: readonly Tensor[];
  private readonly argumentOf: ReadonlyMap<Storage, number>;
  private readonly originals: readonly Storage[];
  /** Arguments that were changed in place: the storages of those that they stand for. */
  private readonly changed = new Set<Storage>();
  /** Live numbers in their boxes, with the cells that they go to. */
  private readonly boxes = new Map<Live, { readonly cells: number[]; readonly of: readonly string[] }>();
  private spoiled: string | null = null;

  /** `args`: the copies that stand for the call's arguments; `originals`: the storages of those, in the same order. */
  constructor(args: readonly Tensor[], originals: readonly Storage[]) {
    this.args = args;
    this.argumentOf = new Map(args.map((a, i) => [a.storage, i]));
    this.originals = originals;
  }

  // ---- what core calls ----

  launch(kernel: Kernel, out: Storage, args: readonly Operand[], count: number): void {
    const { kernel: static_, params } = this.withScalars(kernel, args, count);
    const reads: number[] = [];
    for (const a of args) if (typeof a === "object") reads.push(this.bufferOf(a.storage));
    const step = stepOf(static_, [-1, ...reads], params);
    const target = this.target(out, writesAll(step, 0, out.data.length));
    this.steps.push({ ...step, kernel: this.kernels.one(step.kernel), buffers: [target, ...reads] });
  }

  call(
    name: string,
    inputs: readonly Tensor[],
    out: Tensor,
    run: (inputs: readonly Tensor[], out: Tensor) => void,
    random: boolean,
  ): void {
    const whole = random && out.dense && out.count === out.storage.data.length;
    const tensors = [...inputs, out];
    const reads = inputs.map((x) => this.bufferOf(x.storage));
    const write = this.target(out.storage, whole);
    let made: Tensor[] = [],
      of: readonly TypedArray[] = [];
    const layouts = tensors.map((t) => ({
      shape: t.shape,
      strides: t.strides,
      offset: t.offset,
      dtype: t.dtype,
      holds: t.storage.dtype,
    }));
    this.steps.push({
      kind: "call",
      name,
      reads,
      write,
      whole,
      random,
      run: (data) => {
        if (data.length !== of.length || data.some((d, i) => d !== of[i])) {
          of = data.slice();
          const storages = new Map<TypedArray, Storage>();
          made = layouts.map((l, i) => {
            const d = data[i]!;
            let s = storages.get(d);
            if (s === undefined) storages.set(d, (s = new Storage(d, l.holds)));
            return new Tensor(s, l.shape, l.strides, l.offset, l.dtype);
          });
        }
        run(made.slice(0, -1), made[made.length - 1]!);
      },
    });
  }

  live(value: () => number): Live {
    const of: string[] = [];
    const now = heardBy(
      Object.assign(new Silent(), {
        reads: (_: object, key: string) => {
          of.push(key);
        },
      }),
      value,
    );
    const box: Live = Object.assign(() => now, { live: true } as const);
    const cells: number[] = [];
    this.boxes.set(box, { cells, of: [...new Set(of)] });
    this.prologue.push({ kind: "live", value, cells });
    return box;
  }

  everyRun(effect: () => void): void {
    this.prologue.push({ kind: "effect", run: effect });
    heardBy(
      Object.assign(new Silent(), {
        writes: (object: object, key: string) => {
          const moved = this.moved.get(object);
          if (moved === undefined) this.moved.set(object, new Set([key]));
          else moved.add(key);
        },
      }),
      effect,
    );
  }

  guard(holds: () => boolean, changes?: string): void {
    this.guards.test(holds, changes);
    if (changes !== undefined) this.lasting.push({ holds, changes });
  }

  same(object: object, keys: readonly string[], changes?: string): void {
    this.guards.same(object, keys);
    if (changes === undefined) return;
    const before = keys.map((key) => (object as Record<string, unknown>)[key]);
    this.lasting.push({
      holds: () => keys.every((key, i) => (object as Record<string, unknown>)[key] === before[i]),
      changes,
    });
  }

  fields(object: object, name: string, except?: ReadonlySet<string>, closed = false): boolean {
    if (this.watched.has(object)) return false;
    this.watched.set(object, { watch: new Watch(object, except, closed), name, except, closed });
    return true;
  }

  reads(object: object, key: string): void {
    // What was changed before it was read is not what it will be when the next run begins.
    if (this.moved.get(object)?.has(key) === true) {
      this.spoil(`reads \`${key}\` after a step has changed it`);
      return;
    }
    let read = this.read.get(object);
    if (read === undefined) this.read.set(object, (read = new Map()));
    if (read.has(key)) return;
    this.guards.name(heardIn(object), object.constructor.name);
    read.set(
      key,
      heardBy(null, () => (object as Record<string, unknown>)[key]),
    );
    const before = read.get(key);
    if (typeof before !== "object" || before === null) {
      this.guards.same(heardIn(object), [key], [before]);
      return;
    }
    const watch = new Watch({ [key]: before });
    this.guards.same(heardIn(object), [key], [before]);
    this.guards.watch(watch);
    this.lasting.push({ holds: () => watch.changed() === null, changes: `changes \`${key}\` in place` });
  }

  writes(_object: object, key: string): void {
    this.spoil(`changes \`${key}\`; do that outside, or with a scheduler`);
  }

  entersModule(): void {}
  leavesModule(): void {}

  gradient(leaf: Tensor, overwritten: boolean): void {
    if (this.leaves.has(leaf) || leaf.node !== null) return;
    if (leaf.storage.serial > this.start || this.argumentOf.has(leaf.storage)) return; // made in this run, and gone after it
    this.leaves.set(leaf, { leaf, before: overwritten ? undefined : leaf.gradient, after: "same" });
  }

  sees(t: Tensor): void {
    if (t.node === null && t.viewOf === null && t.storage.serial <= this.start && !this.seen.has(t))
      this.seen.set(t, wishOf(t));
  }

  holds(tensors: () => Iterable<unknown>): void {
    this.held.push(tensors);
  }

  refuse(what: string, instead?: string): never {
    return fail(
      "compile-value",
      `${what} gives a value to JavaScript inside of a compiled function, where only the first runs would see it${userLine()}`,
      instead ??
        "return the tensor from the compiled function and read it outside; for a decision on values use where(…).",
    );
  }

  spoil(reason: string): void {
    this.spoiled ??= reason;
  }

  // ---- buffers ----

  /** A new buffer's number. */
  private add(dtype: DType, count: number, role: Buffer["role"]): number {
    return this.buffers.push({ dtype, count, role }) - 1;
  }

  /** The buffer that holds what a storage holds now. */
  private bufferOf(s: Storage): number {
    const known = this.numbers.get(s);
    if (known !== undefined) return known;
    let b: number;
    const index = this.argumentOf.get(s);
    if (index !== undefined) b = this.add(s.dtype, s.data.length, { kind: "argument", index });
    else if (s.serial <= this.start) {
      if (this.changed.has(s)) aliased();
      this.externals.push(s);
      b = this.add(
        s.dtype,
        s.data.length,
        s.borrowed
          ? { kind: "argument", index: this.argumentOf.size + this.borrowed.push(s) - 1 }
          : { kind: "external", holder: s },
      );
    } else {
      // Made in this run, and filled by JavaScript: the same each time.
      const data = s.data.slice() as TypedArray;
      this.constants.push(data);
      b = this.add(s.dtype, data.length, { kind: "constant", data });
    }
    this.numbers.set(s, b);
    return b;
  }

  /** The buffer for a step that writes to a storage. What the step leaves as it was is there before. */
  private target(s: Storage, whole: boolean): number {
    if (whole && !this.numbers.has(s) && s.serial > this.start) {
      const b = this.add(s.dtype, s.data.length, { kind: "temporary" });
      this.numbers.set(s, b);
      return b;
    }
    const b = this.bufferOf(s);
    const { role } = this.buffers[b]!;
    if (role.kind === "external" || role.kind === "argument") this.changes(s);
    if (role.kind === "external") this.written.add(s);
    return role.kind === "constant" ? this.variable(s, b) : b;
  }

  /** Arguments are copies, so nothing that shares memory with one may be changed. */
  private changes(s: Storage): void {
    const index = this.argumentOf.get(s),
      original = index === undefined ? s : this.originals[index];
    if (original === undefined) return;
    const shared =
      this.originals.filter((o) => o === original).length + (index === undefined || this.numbers.has(original) ? 1 : 0);
    if (shared > 1) aliased();
    if (index !== undefined) this.changed.add(original);
  }

  /** A constant that is changed later starts as a copy. */
  private variable(s: Storage, constant: number): number {
    const b = this.add(s.dtype, s.data.length, { kind: "temporary" });
    const copy = copyStep(s.dtype, s.data.length, constant, b);
    this.steps.push({ ...copy, kernel: this.kernels.one(copy.kernel) });
    this.numbers.set(s, b);
    return b;
  }

  /** The buffer of something that is read after the run. */
  private keep(s: Storage): number {
    let b = this.bufferOf(s);
    const role = this.buffers[b]!.role.kind;
    if (role === "constant") b = this.variable(s, b);
    if (role === "constant" || role === "temporary") this.buffers[b] = { ...this.buffers[b]!, role: { kind: "kept" } };
    return b;
  }

  /** The kernel with the scalars that stay as constants, and cells for those that do not. */
  private withScalars(kernel: Kernel, args: readonly Operand[], count: number): { kernel: Kernel; params: number[] } {
    const values: (Expr | null)[] = [];
    const params: number[] = [],
      dtypes: DType[] = [];
    const dtypeOf = kernel.params;
    for (const a of args) {
      if (typeof a === "object") continue;
      const dtype = dtypeOf[values.length]!;
      if (typeof a !== "function" || !this.boxes.has(a)) {
        values.push(k.const(toParam(a, dtype), dtype));
        continue;
      }
      values.push(k.param(params.push(this.cellOf(a, dtype)) - 1, dtype));
      dtypes.push(dtype);
    }
    if (values.length < dtypeOf.length)
      values.push(k.const(toParam(count, dtypeOf[values.length]!), dtypeOf[values.length]!));
    const memo = new Map<Expr, Expr>();
    const outputs = kernel.outputs.map((o) => ({
      ...o,
      value: rewrite(o.value, (e) => (e.kind === "param" ? values[e.param]! : e), memo),
    }));
    return { kernel: { ...kernel, outputs, params: dtypes }, params };
  }

  /** Where a live number goes as a scalar of this dtype. */
  private cellOf(box: Live, dtype: DType): number {
    const { cells, of } = this.boxes.get(box)!;
    const known = cells.find((c) => this.cells[c]!.dtype === dtype);
    if (known !== undefined) return known;
    const cell = this.cells.push({ dtype, of }) - 1;
    cells.push(cell);
    return cell;
  }

  // ---- the end ----

  /** What was recorded. `results`: the tensors that the function gave back. */
  finish(results: readonly Tensor[]): Trace {
    for (const { holds, changes } of this.lasting) if (!holds()) this.spoil(changes);
    for (const { watch, name } of this.watched.values()) {
      const changed = watch.changed(false);
      if (changed !== null)
        this.spoil(`changes \`${changed}\` of ${name}, a field, in JavaScript, which a plan does not run`);
    }
    for (const held of this.held)
      for (const t of held())
        if (t instanceof Tensor && t.storage.serial > this.start)
          this.spoil("made the optimizer's state, which is there in later runs");
    const place = (t: Tensor): Placed => ({
      buffer: this.keep(t.storage),
      shape: t.shape,
      strides: t.strides,
      offset: t.offset,
      dtype: t.dtype,
    });
    for (const l of this.leaves.values()) {
      const g = l.leaf.gradient;
      if (g === l.before) continue;
      if (g !== null && g.node !== null) this.spoil("leaves a gradient with a graph of its own (createGraph)");
      const argument = g === null ? -1 : this.args.indexOf(g);
      if (argument < 0 && g !== null && this.argumentOf.has(g.storage))
        this.spoil("leaves a gradient that is a part of an argument");
      l.after = argument >= 0 ? argument : g === null ? null : g.storage.serial > this.start ? place(g) : g;
    }
    const placed = results.map(place);
    const fields: Written[] = [];
    for (const [object, { watch, name, except, closed }] of this.watched) {
      this.guards.name(object, name);
      this.guards.watch(new Watch(object, except, closed), (of, key, now) => {
        if (now.storage.serial <= this.start && !this.argumentOf.has(now.storage)) return false;
        const before = watch.before(of, key);
        if (before instanceof Tensor && this.numbers.has(before.storage)) return false; // it is read, so it matters which one it is
        if (!fields.some((f) => f.of === of && f.key === key))
          fields.push({ of, key, tensor: this.args.includes(now) ? this.args.indexOf(now) : place(now) });
        return true;
      });
    }
    const { buffers } = this;
    // A run that cannot be run again waits for one like it, in the situation that it left.
    const guards = this.spoiled === null ? this.guards : this.guards.holding();
    const role = (b: Buffer): string => (b.role.kind === "argument" ? `a${b.role.index}` : b.role.kind);
    const key = [
      ...buffers.map((b) => `${role(b)} ${b.dtype} ${b.count}`),
      ...this.steps.map((s) =>
        s.kind === "call"
          ? `${s.name} ${s.reads.join()} ${s.write}`
          : `${this.kernels.number(s.kernel)} ${s.buffers.join()} ${s.offsets.join()} ${s.params.join()}`,
      ),
      ...this.kernels.keys(),
      ...this.prologue.map((p) => p.kind),
      ...placed.map((p) => JSON.stringify(p)),
      ...fields.map((f) => JSON.stringify(f.tensor)),
      ...[...this.leaves.values()].map((l) =>
        l.after === "same" || l.after instanceof Tensor ? typeof l.after : JSON.stringify(l.after),
      ),
    ].join("\n");
    return {
      graph: { buffers, steps: this.steps, notes: [] },
      cells: this.cells,
      prologue: this.prologue,
      guards,
      leaves: [...this.leaves.values()],
      seen: this.seen,
      results: placed,
      fields,
      writtenStorages: [...this.written],
      key,
      externals: this.externals,
      borrowed: this.borrowed,
      constants: this.constants,
      arguments: this.argumentOf.size,
      spoiled: this.spoiled,
    };
  }
}

function aliased(): never {
  return fail(
    "compile-alias",
    `a compiled function changes a tensor in place that shares its memory with an argument${userLine()}`,
    "give it a clone() as the argument, or change a clone().",
  );
}

/** Runs `f` with somebody else listening. */
function heardBy<T>(listener: Recorder | null, f: () => T): T {
  const before = setRecorder(listener);
  try {
    return f();
  } finally {
    setRecorder(before);
  }
}

/** Copies one buffer over another. */
export function copyStep(dtype: DType, count: number, from: number, to: number): KernelStep {
  const index = { offset: 0, strides: [1] };
  return {
    kind: "kernel",
    buffers: [to, from],
    offsets: [0, 0],
    params: [],
    kernel: {
      name: "copy",
      axes: [{ size: count, kind: "parallel" }],
      inputs: [dtype],
      outputs: [{ dtype, index, value: k.load(0, dtype, index) }],
      params: [],
      ints: 0,
    },
  };
}

/** What two runs did differently, as a sentence goes on after "it"; null where they did the same, to the same memory. */
export function difference(a: Trace, b: Trace): string | null {
  const work = otherWork(a, b);
  if (work !== null) return work;
  if (!a.externals.every((s, i) => s === b.externals[i])) return "used other tensors from outside";
  return a.leaves.length === b.leaves.length && a.leaves.every((l, i) => sameLeaf(l, b.leaves[i]!))
    ? null
    : "left gradients elsewhere";
}

/** The same, but that gradients may lie in other memory: what matters to a plan that was made long ago. */
export function otherWork(a: Trace, b: Trace): string | null {
  if (a.key !== b.key || a.externals.length !== b.externals.length)
    return "computed something else, or with other numbers";
  if (!a.constants.every((c, i) => sameData(c, b.constants[i]!))) return "made tensors of other values";
  if (
    a.fields.length !== b.fields.length ||
    !a.fields.every((f, i) => f.of === b.fields[i]!.of && f.key === b.fields[i]!.key)
  )
    return "left tensors in other fields";
  const gradients = new Set(
    [a, b].flatMap(({ leaves }) => leaves.flatMap(({ before }) => (before instanceof Tensor ? [before.storage] : []))),
  );
  return a.externals.every((s, i) => s === b.externals[i] || (gradients.has(s) && gradients.has(b.externals[i]!)))
    ? null
    : "used other tensors from outside";
}

function sameLeaf(a: Leaf, b: Leaf): boolean {
  return a.leaf === b.leaf && sameBefore(a.before, b.before) && (!(a.after instanceof Tensor) || a.after === b.after);
}

/** Gradients of the same memory, or none both times. */
export function sameBefore(a: Tensor | null | undefined, b: Tensor | null | undefined): boolean {
  if (a === null || b === null || a === undefined || b === undefined) return a === b;
  return a === b || samePlace(a, b);
}

function sameData(a: TypedArray, b: TypedArray): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
