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
import { rewrite } from "../ir/rewrite.js";
import type { ScalarValue } from "../shape/promotion.js";
import { Buffers } from "./buffers.js";
import { type Form, formOf, isPlain } from "./form.js";
import { type Buffer, type KernelStep, type Step, writesAll } from "./graph.js";
import { stepOf } from "./rewrite.js";
import {
  type Cell,
  type Leaf,
  type Placed,
  type Prologue,
  type Trace,
  type Wish,
  wishOf,
  type Written,
} from "./trace.js";
import { DEEP, Guards, Watch } from "./watch.js";
import { withExplain } from "../util/features.js";

// Records what a function computes while it runs. Numbers that JavaScript passes to kernels become constants, except
// boxed ones, which are live.

export class Tracer implements Recorder {
  readonly buffers: Buffers;
  private readonly steps: Step[] = [];
  private readonly kernels = new Kernels();
  /** Steps without their buffers, by kernel and scalars. */
  private readonly launched = new Map<Kernel<number>, Map<string, KernelStep>>();
  private readonly cells: Cell[] = [];
  private readonly prologue: Prologue[] = [];
  private readonly guards = new Guards();
  private readonly leaves = new Map<Tensor, Leaf>();
  private readonly seen = new Map<Tensor, Wish>();
  private readonly held: (() => Iterable<unknown>)[] = [];
  private readonly watched = new Map<
    object,
    {
      readonly watch: Watch;
      readonly name: string;
      readonly except: ReadonlySet<string> | undefined;
      readonly closed: boolean;
    }
  >();
  /** Conditions at the end of the run; otherwise it cannot be replayed. */
  private readonly lasting: { readonly holds: () => boolean; readonly changes: string }[] = [];
  /** Options that were read, with their values; and those that an effect changes. */
  private readonly read = new Map<object, Map<string, unknown>>();
  private readonly moved = new Map<object, Set<string>>();
  private readonly args: readonly Tensor[];
  /** Boxed live numbers, with their cells. */
  private readonly boxes = new Map<Live, { readonly cells: number[]; readonly of: readonly string[] }>();
  private spoiled: string | null = null;
  private readonly fieldsLeft: Written[] = [];
  private readonly left: Tensor[] = [];

  /**
   * `args`: the copies of the call's arguments; `originals`: the storages of the arguments, in the same order.
   * `forward` recorded the run whose backward this one records.
   */
  constructor(args: readonly Tensor[], originals: readonly Storage[], forward: Tracer | null = null) {
    this.args = args;
    this.buffers = new Buffers(lastSerial(), args, originals, forward?.buffers ?? null, (s) => this.push(s));
  }

  private push(s: KernelStep): void {
    this.steps.push({ ...s, kernel: this.kernels.one(s.kernel) });
  }

  // ---- what core calls ----

  launch(kernel: Kernel<number>, out: Storage, args: readonly Operand[], count: number): void {
    const step = this.stepFor(kernel, args, count);
    const reads: number[] = [];
    for (const a of args) if (typeof a === "object") reads.push(this.buffers.of(a.storage));
    const target = this.buffers.target(out, writesAll(step, 0, out.data.length));
    this.steps.push({ ...step, buffers: [target, ...reads] });
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
    const reads = inputs.map((x) => this.buffers.of(x.storage));
    const write = this.buffers.target(out.storage, whole);
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
    // A value that was changed before it was read will differ when the next run begins.
    if (this.moved.get(object)?.has(key) === true) {
      this.spoil(`reads \`${key}\` after a step has changed it`);
      return;
    }
    let read = this.read.get(object);
    if (read === undefined) this.read.set(object, (read = new Map()));
    if (read.has(key)) return;
    if (withExplain) this.guards.name(heardIn(object), object.constructor.name);
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
    if (leaf.storage.serial > this.buffers.start || this.buffers.isArgument(leaf.storage)) return; // created in this run, and gone after it
    this.leaves.set(leaf, { leaf, before: overwritten ? undefined : leaf.gradient, after: "same" });
  }

  sees(t: Tensor): void {
    if (t.node === null && t.viewOf === null && t.storage.serial <= this.buffers.start && !this.seen.has(t))
      this.seen.set(t, wishOf(t));
  }

  holds(tensors: () => Iterable<unknown>): void {
    this.held.push(tensors);
  }

  refuse(what: string, instead?: string): never {
    return fail(
      "compile-value",
      `${what} returns a value to JavaScript inside a compiled function, where only the first runs would see it${userLine()}`,
      instead ??
        "return the tensor from the compiled function and read it outside; to choose between values, use where(…).",
    );
  }

  spoil(reason: string): void {
    this.spoiled ??= reason;
  }

  // ---- scalars ----

  /** A kernel as a step without its buffers: fixed scalars become constants, others get cells. */
  private stepFor(kernel: Kernel<number>, args: readonly Operand[], count: number): KernelStep {
    const dtypes = kernel.params,
      scalars: (ScalarValue | Cell)[] = [];
    let key = "";
    for (const a of args) {
      if (typeof a === "object") continue;
      const dtype = dtypes[scalars.length]!,
        value = typeof a === "function" && this.boxes.has(a) ? this.cellOf(a, dtype) : toParam(a, dtype);
      key +=
        typeof value === "object"
          ? ` cell ${this.cells.indexOf(value)}`
          : ` ${typeof value} ${Object.is(value, -0) ? "-0" : value}`;
      scalars.push(value);
    }
    if (scalars.length < dtypes.length) {
      scalars.push(toParam(count, dtypes[scalars.length]!));
      key += ` of ${count}`;
    }
    let known = this.launched.get(kernel);
    if (known === undefined) this.launched.set(kernel, (known = new Map()));
    let step = known.get(key);
    if (step === undefined) {
      step = this.withScalars(kernel, scalars);
      known.set(key, (step = { ...step, kernel: this.kernels.one(step.kernel) }));
    }
    return step;
  }

  private withScalars(kernel: Kernel<number>, scalars: readonly (ScalarValue | Cell)[]): KernelStep {
    if (scalars.length === 0) return stepOf(kernel, this.placeless(kernel), []);
    const params: number[] = [];
    const values = scalars.map((v, i): Expr<number> => {
      const dtype = kernel.params[i]!;
      return typeof v === "object" ? k.param(params.push(this.cells.indexOf(v)) - 1, dtype) : k.const(v, dtype);
    });
    const memo = new Map<Expr<number>, Expr<number>>();
    const outputs = kernel.outputs.map((o) => ({
      ...o,
      value: rewrite(o.value, (e) => (e.kind === "param" ? values[e.param]! : e), memo),
    }));
    const dtypes = params.map((c) => this.cells[c]!.dtype);
    return stepOf({ ...kernel, outputs, params: dtypes }, this.placeless(kernel), params);
  }
  private placeless(kernel: Kernel): number[] {
    return [...kernel.outputs, ...kernel.inputs].map(() => -1);
  }

  /** The cell of a live number for a scalar of this dtype. */
  private cellOf(box: Live, dtype: DType): Cell {
    const { cells, of } = this.boxes.get(box)!;
    const known = cells.find((c) => this.cells[c]!.dtype === dtype);
    if (known !== undefined) return this.cells[known]!;
    const cell: Cell = { dtype, of };
    cells.push(this.cells.push(cell) - 1);
    return cell;
  }

  // ---- the end ----

  /** Records the function's values in fields: each with its tensors as numbers of `left`. */
  leave(): readonly Tensor[] {
    for (const { watch, name } of this.watched.values())
      for (const { of, key, values } of watch.changes()) {
        const form = values === null ? null : this.formLeft(values.before, values.now, watch);
        if (form === null) {
          if (!(values?.now instanceof Tensor))
            this.spoil(`changes \`${key}\` of ${name}, a field, in JavaScript, which a plan does not run`);
        } else if (!this.fieldsLeft.some((f) => f.of === of && f.key === key)) this.fieldsLeft.push({ of, key, form });
      }
    return this.left;
  }

  /** The form of a field's current value, if a plan can recreate it in each run; else null. */
  private formLeft(before: unknown, now: unknown, watch: Watch): Form | null {
    if (hasTensor(before, (t) => this.buffers.has(t.storage))) return null; // it is read, so its identity matters
    if (!(now instanceof Tensor) && !isFresh(now, watch)) return null;
    const own = (t: Tensor): boolean => t.storage.serial > this.buffers.start || this.buffers.isArgument(t.storage);
    if (hasTensor(now, (t) => !own(t))) return null;
    return formOf(now, this.left, own);
  }

  /** The recording. `results`: the tensors that the function returned; `saved`: storages that its backward reads. */
  finish(results: readonly Tensor[], saved: readonly Storage[] = []): Trace {
    for (const { holds, changes } of this.lasting) if (!holds()) this.spoil(changes);
    for (const held of this.held)
      for (const t of held())
        if (t instanceof Tensor && t.storage.serial > this.buffers.start)
          this.spoil("made the optimizer's state, which is there in later runs");
    const whole = (s: Storage): Placed => ({
      buffer: this.buffers.keep(s),
      shape: [s.data.length],
      strides: [1],
      offset: 0,
      dtype: s.dtype,
    });
    const place = (t: Tensor): Placed => ({
      buffer: this.buffers.keep(t.storage),
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
      if (argument < 0 && g !== null && this.buffers.isArgument(g.storage))
        this.spoil("leaves a gradient that is a part of an argument");
      l.after = argument >= 0 ? argument : g === null ? null : g.storage.serial > this.buffers.start ? place(g) : g;
    }
    const placed = [...results.map(place), ...saved.map(whole)];
    const left = this.left.map((t) => (this.args.includes(t) ? this.args.indexOf(t) : place(t)));
    const isLeft = (of: object, key: string): Written | undefined =>
      this.fieldsLeft.find((f) => f.of === of && f.key === key);
    for (const [object, { name, except, closed }] of this.watched) {
      if (withExplain) this.guards.name(object, name);
      const watch = new Watch(object, except, closed, (of, key) => isLeft(of, key) !== undefined);
      this.guards.watch(watch, (of, key) => isLeft(of, key)?.form ?? null);
    }
    const { list, written, externals, further, constants } = this.buffers;
    // A run that cannot be replayed waits for an equal one, in the situation that it left.
    const guards = this.spoiled === null ? this.guards : this.guards.holding();
    const role = (b: Buffer): string => (b.role.kind === "argument" ? `a${b.role.index}` : b.role.kind);
    const key = [
      ...list.map((b) => `${role(b)} ${b.dtype} ${b.count}`),
      ...this.steps.map((s) =>
        s.kind === "call"
          ? `${s.name} ${s.reads.join()} ${s.write}`
          : `${this.kernels.number(s.kernel)} ${s.buffers.join()} ${s.offsets.join()} ${s.params.join()}`,
      ),
      ...this.kernels.keys(),
      ...this.prologue.map((p) => p.kind),
      ...placed.map((p) => JSON.stringify(p)),
      ...left.map((p) => JSON.stringify(p)),
      ...[...this.leaves.values()].map((l) =>
        l.after === "same" || l.after instanceof Tensor ? typeof l.after : JSON.stringify(l.after),
      ),
    ].join("\n");
    return {
      graph: { buffers: list, steps: this.steps, notes: [] },
      cells: this.cells,
      prologue: this.prologue,
      guards,
      leaves: [...this.leaves.values()],
      seen: this.seen,
      results: placed,
      fields: this.fieldsLeft,
      left,
      writtenStorages: [...written],
      key,
      externals,
      further,
      constants,
      arguments: this.buffers.arguments,
      spoiled: this.spoiled,
    };
  }
}

/** Whether a value is a tensor that passes the test, or an array or plain object that holds one. */
function hasTensor(v: unknown, test: (t: Tensor) => boolean, deep = DEEP): boolean {
  if (v instanceof Tensor) return test(v);
  if (deep === 0 || !(Array.isArray(v) || isPlain(v))) return false;
  return Object.values(v).some((x) => hasTensor(x, test, deep - 1));
}

/** Whether a value is an array or plain object created in the run, which holds only such values, tensors and plain values. */
function isFresh(v: unknown, watch: Watch, deep = DEEP): boolean {
  if (deep === 0 || !(Array.isArray(v) || isPlain(v)) || watch.looks.some(({ of }) => of === v)) return false;
  return Object.values(v).every((x) => x instanceof Tensor || Object(x) !== x || isFresh(x, watch, deep - 1));
}

/** Runs `f` with another listener. */
function heardBy<T>(listener: Recorder | null, f: () => T): T {
  const before = setRecorder(listener);
  try {
    return f();
  } finally {
    setRecorder(before);
  }
}
