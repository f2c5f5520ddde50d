import { copyOf, empty, full, overwrite } from "../core/dispatch.js";
import { mode, noGrad } from "../core/modes.js";
import { everyRun, live, recorder, unheard } from "../core/recorder.js";
import type { Live } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { div } from "../ops/pointwise/arithmetic.js";
import { div_ } from "../tensor/inplace.js";
import { type Bucket, bucketsOf } from "./buckets.js";
import { broadcastFrom, summed } from "./collectives-node.js";
import { current, currentOrNull, enter, leave } from "./group-node.js";

// What makes the gradients of all ranks one: after each backward pass that reached a model's parameters, they are averaged, bucket
// by bucket. Within `compile` the same steps are recorded, and become steps of the plan.

/** What a gradient was when it was looked at. */
interface Look {
  readonly gradient: Tensor | null;
  readonly version: number;
}
const lookAt = (p: Tensor): Look => ({ gradient: p.gradient, version: p.gradient?.storage.version ?? 0 });

/** How ranks agree on who still has batches, while some have run out. */
export interface Joining {
  /** For each rank whether it goes on, then how many of them average gradients in this step. */
  readonly flags: Int32Array;
  /** The ranks that went on, when last asked. */
  active: readonly number[];
  readonly byInitial: boolean;
}

export class Reducer {
  readonly parameters: readonly Tensor[];
  readonly names: readonly string[];
  readonly buffers: readonly Tensor[];
  readonly buckets: readonly Bucket[];
  private readonly labels: readonly number[];
  private readonly findUnused: boolean;
  /** Whether the next backward averages. A forward decides. */
  syncs = true;
  /** Whether forwards decide so. */
  averaging = true;
  /** A forward ran, and no backward since that averaged. */
  private armed = false;
  /** What the gradients were when they were last averaged; null where a plan did it. */
  private looks: readonly Look[] | null = null;
  joining: Joining | null = null;

  constructor(
    named: readonly (readonly [string, Tensor])[],
    buffers: readonly Tensor[],
    cap: number,
    findUnused: boolean,
  ) {
    this.names = named.map(([name]) => name);
    this.parameters = named.map(([, p]) => p);
    this.buffers = buffers;
    this.findUnused = findUnused;
    this.buckets = bucketsOf(this.parameters, cap);
    const { watch } = current("DistributedDataParallel");
    this.labels = this.buckets.map(({ members }) => {
      const [first, last] = [this.names[members[0]!]!, this.names[members.at(-1)!]!];
      return watch?.label(`gradients of ${first === last ? first : `${first} … ${last}`}`) ?? 0;
    });
    reducers.push(new WeakRef<Reducer>(this));
    mode.passed = afterPass;
  }

  /** A forward with gradients begins, now and in each run of a plan. */
  begin(shareBuffers: boolean): void {
    const averages = this.averaging,
      joins = this.joining !== null;
    recorder?.guard(() => this.averaging === averages && (this.joining !== null) === joins);
    everyRun(() => {
      this.syncs = averages;
      this.armed = true;
      if (this.joining !== null) this.announce(true, averages);
    });
    if (shareBuffers && averages) this.shareBuffers();
  }

  /** Everybody's buffers become those of one rank: the first that still has batches. */
  private shareBuffers(): void {
    for (const b of this.buffers) broadcastFrom(b, () => this.joining?.active[0] ?? 0);
  }

  /** Tells all ranks whether this one goes on, and learns it of them. */
  private announce(goesOn: boolean, averages: boolean): void {
    const { comm } = current("join"),
      { flags } = this.joining!;
    flags.fill(0);
    if (goesOn) flags[comm.rank] = 1;
    if (goesOn && averages) flags[comm.size] = 1;
    enter("allReduce", "int32", [flags.length], 0, 0);
    comm.allReduce(flags, flags, "INT32_T", flags.length, "SUM");
    leave();
    const active = Array.from({ length: comm.size }, (_, r) => r).filter((r) => flags[r] === 1);
    if (active.length > 0) this.joining!.active = active;
  }

  /** Takes part in the others' steps, with nothing to add, until nobody has a batch any more. Then all get the model of one that went on longest. */
  follow(shareBuffers: boolean, all: readonly Tensor[]): void {
    const joining = this.joining!,
      { comm } = current("join");
    for (;;) {
      this.announce(false, false);
      if (joining.flags.every((f) => f === 0)) break;
      if (joining.flags[comm.size] === 0) continue;
      if (shareBuffers) this.shareBuffers();
      if (this.findUnused) this.usage(this.parameters.map(() => false));
      for (let b = 0; b < this.buckets.length; b++) {
        const { count, dtype } = this.buckets[b]!;
        const nothing = full([count], dtype, 0);
        summed(nothing, nothing, this.labels[b]!);
      }
    }
    const source = joining.active[0] ?? 0;
    this.joining = null;
    for (const t of all) broadcastFrom(t, () => source);
  }

  /** After a backward pass: averages, if it was one of this model's. */
  passed(): void {
    if (!this.syncs || (!this.armed && this.looks === null)) return;
    if (recorder !== null) for (const p of this.parameters) recorder.gradient(p, false);
    const used = this.parameters.map((p, i) => {
      const now = lookAt(p),
        before = this.looks?.[i];
      return now.gradient !== null && (now.gradient !== before?.gradient || now.version !== before.version);
    });
    if (!used.includes(true)) return;
    if (recorder === null) this.armed = false;
    try {
      noGrad(() => this.average(used));
    } finally {
      this.looks = this.parameters.map(lookAt);
    }
    if (recorder !== null) {
      this.looks = null;
      everyRun(() => {
        this.armed = false;
      });
    }
  }

  private average(used: readonly boolean[]): void {
    const everywhere = this.findUnused ? this.usage(used) : used;
    if (!this.findUnused && used.includes(false)) this.failUnused(used);
    const { size } = current("DistributedDataParallel").comm;
    const parts =
      this.joining === null || this.joining.byInitial ? size : live(() => this.joining?.active.length ?? size);
    this.buckets.forEach((bucket, b) => {
      const { dtype, members, offsets, count } = bucket,
        gradients = members.map((i) => this.parameters[i]!.gradient);
      const storage =
        recorder === null
          ? this.together(bucket, gradients, parts as number, b)
          : this.recorded(bucket, gradients, parts, b);
      storage.claimed = true;
      members.forEach((i, m) => {
        // What no rank used stays as it was.
        if (!everywhere[i]) return;
        const p = this.parameters[i]!;
        if (count === p.count && p.gradient?.storage === storage) return;
        p.gradient = new Tensor(storage, p.shape, null, offsets[m]!, dtype);
      });
    });
  }

  /** The average of a bucket, where it lies: a single gradient stays in its memory, several small ones are put together. */
  private together(
    { dtype, members, offsets, count }: Bucket,
    gradients: readonly (Tensor | null)[],
    parts: number,
    b: number,
  ): Tensor["storage"] {
    let flat: Tensor;
    const [first] = gradients;
    if (members.length === 1 && first !== null && first !== undefined)
      flat = first.dense && first.node === null && first.count === first.storage.data.length ? first : copyOf(first);
    else {
      flat = empty([count], dtype);
      gradients.forEach((g, m) => {
        if (g === null) return; // its part is zero
        overwrite(new Tensor(flat.storage, g.shape, null, offsets[m]!, dtype), g);
      });
    }
    div_(flat, parts);
    summed(flat, flat, this.labels[b]!);
    return flat.storage;
  }

  /** The same as ops that a recording hears. What computes a gradient writes it where the others of its bucket are. */
  private recorded(
    { dtype, members, offsets, count }: Bucket,
    gradients: readonly (Tensor | null)[],
    parts: number | Live,
    b: number,
  ): Tensor["storage"] {
    const flat = empty([count], dtype);
    if (members.length > 1) recorder!.call("bucket", [], flat, () => undefined, true); // all of it is written below
    const all = gradients.map((g, m) => {
      const p = this.parameters[members[m]!]!,
        part = new Tensor(flat.storage, p.shape, null, offsets[m]!, dtype),
        mean = g === null ? full(p.shape, dtype, 0) : div(g, parts as number); // or a box with one
      if (members.length === 1) return mean;
      overwrite(part, mean);
      return part;
    });
    const send = members.length === 1 ? all[0]! : flat,
      out = empty(send.shape, dtype);
    summed(send.dense ? send : copyOf(send), out, this.labels[b]!);
    return out.storage;
  }

  /** Which parameters any rank used. A plan holds for those that it was recorded with. */
  private usage(used: readonly boolean[]): readonly boolean[] {
    const own = full([used.length], "int32", 0),
      all = empty(own.shape, "int32");
    used.forEach((u, i) => {
      own.storage.data[own.offset + i] = u ? 1 : 0;
    });
    let known: readonly boolean[] | null = null;
    const run = ([mine]: readonly Tensor[], out: Tensor): void => {
      const { comm } = current("DistributedDataParallel");
      const send = mine!.storage.data.subarray(mine!.offset, mine!.offset + used.length) as Int32Array,
        receive = out.storage.data.subarray(out.offset, out.offset + used.length) as Int32Array;
      enter("allReduce", "int32", [used.length], 0, 0);
      comm.allReduce(send, receive, "INT32_T", used.length, "SUM");
      leave();
      const now = Array.from(receive, (n) => n > 0);
      if (known?.some((k, i) => k !== now[i]) === true)
        fail(
          "ddp-unused",
          `the ranks used other parameters than when this function was compiled: ${this.names.filter((_, i) => known![i] !== now[i]).join(", ")}`,
          "do not compile a step whose use of parameters changes, or use all of them: loss.add(parameter.sum().mul(0)).",
        );
      known = now;
    };
    if (recorder === null) run([own], all);
    else {
      recorder.call("allReduce", [own], all, run, true);
      unheard(() => run([own], all));
    }
    return known!;
  }

  private failUnused(used: readonly boolean[]): never {
    const { rank } = current("DistributedDataParallel").comm;
    return fail(
      "ddp-unused",
      `Expected to have finished reduction in the prior iteration before starting a new one. This error indicates that your module has parameters that were not used in producing loss. Parameters which did not receive grad for rank ${rank}: ${this.names.filter((_, i) => !used[i]).join(", ")}`,
      "new DistributedDataParallel(model, { findUnusedParameters: true }), or freeze them before: parameter.requiresGrad = false.",
    );
  }
}

/** All of them, in the order in which they were made, which is the same on all ranks. */
let reducers: WeakRef<Reducer>[] = [];

function afterPass(): void {
  if (mode.trial || currentOrNull() === null) return;
  let gone = false;
  for (const r of reducers) {
    const reducer = r.deref();
    if (reducer === undefined) gone = true;
    else reducer.passed();
  }
  if (gone) reducers = reducers.filter((r) => r.deref() !== undefined);
}
