import { allZero, Tensor } from "../core/tensor.js";
import { Storage } from "../core/storage.js";
import type { EngineChoice } from "../engine/engine.js";
import { dtypeInfo } from "../shape/dtype.js";
import type { LossWatch } from "../diagnose/loss.js";
import { build, type Form, matches } from "./form.js";
import { Prepared } from "./prepared.js";
import type { Joint } from "./joint.js";
import type { Situation } from "./situation.js";
import type { Leaf, Placed, Trace } from "./trace.js";
import { trials } from "./trials.js";

// A recorded run, prepared to be replayed: the calls that it serves, its effects on gradients, and its results.

/** A gradient that the plan computes in each run. */
interface Kept {
  readonly leaf: Tensor;
  readonly gradient: Tensor;
}

const isPlaced = (after: Leaf["after"]): after is Placed =>
  typeof after === "object" && after !== null && !(after instanceof Tensor);

/** The storage of each leaf's gradient, for all plans: engines move it into their memory, and a new one for each plan would fill that. */
const homes = new WeakMap<Tensor, Storage>();

/** Gradients also belong to the user, so their storages outlive the plan. By buffer. */
function gradientsOf({ leaves, graph, externals }: Trace): Map<number, Storage> {
  const storages = new Map<number, Storage>();
  const taken = new Set(externals); // an earlier gradient that is still read
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

/** The best times of a plan and its function, in milliseconds; `left`: the number of runs still to measure, alternating. */
export interface Trial {
  plan: number;
  fn: number;
  left: number;
}

export class Plan {
  /** Set until it is known whether the plan is faster than the function. */
  trial: Trial | null = trials.allowed ? { plan: Infinity, fn: Infinity, left: 0 } : null;
  readonly prepared: Prepared;
  readonly situation: Situation;
  readonly trace: Trace;
  readonly takes: Form;
  /** Attaches the history to the results; null if they have none. */
  readonly joint: Joint | null;
  private readonly gives: Form;
  private readonly written: ReadonlySet<Storage>;
  private readonly outside: ReadonlySet<Storage>;
  /** The number of tensor arguments. */
  private readonly count: number;
  /** The number of calls, and the next call to compare with the function. */
  private calls = 0;
  private nextLook = 8;
  private readonly kept: readonly Kept[];
  private readonly others: readonly (Leaf & { readonly after: Tensor | number | null })[];
  /** The result that is a loss, and its watcher. */
  private readonly loss: number;
  private readonly losses: LossWatch | null;

  constructor(
    trace: Trace,
    situation: Situation,
    takes: Form,
    gives: Form,
    joint: Joint | null,
    losses: readonly (LossWatch | null)[],
    engine?: EngineChoice,
  ) {
    this.loss = losses.findIndex((l) => l !== null);
    this.losses = losses[this.loss] ?? null;
    this.trace = trace;
    this.situation = situation;
    situation.often();
    this.takes = takes;
    this.gives = gives;
    this.joint = joint;
    const gradients = gradientsOf(trace);
    this.prepared = new Prepared(trace, gradients, engine);
    this.written = new Set(trace.writtenStorages);
    this.outside = new Set(trace.externals);
    this.count = trace.arguments;
    this.kept = trace.leaves.flatMap(({ leaf, after }): Kept[] => {
      const storage = isPlaced(after) ? gradients.get(after.buffer) : undefined;
      return storage === undefined || !isPlaced(after)
        ? []
        : [{ leaf, gradient: new Tensor(storage, after.shape, after.strides, after.offset, after.dtype) }];
    });
    this.others = trace.leaves.filter(
      (l): l is Leaf & { after: Tensor | number | null } => l.after !== "same" && !isPlaced(l.after),
    );
  }

  /** Whether the plan can serve this call. Stores its tensors for `step`. */
  accepts(args: readonly unknown[]): boolean {
    const { tensors: t, changed } = this.prepared,
      n = this.count;
    if (!matches(this.takes, args, t)) return false;
    if (!this.situation.holds()) return false;
    if (this.written.size > 0) for (let i = 0; i < n; i++) if (this.written.has(t[i]!.storage)) return false;
    if (changed.length > 0) {
      for (let i = 0; i < n; i++) if (this.outside.has(t[i]!.storage)) return false;
      if (new Set(t.map((x) => x.storage)).size < t.length) return false;
    }
    return true;
  }

  /** Whether a run changes nothing outside the plan's memory that the next run depends on. */
  get selfContained(): boolean {
    return this.trace.prologue.every((p) => p.kind === "live");
  }

  /** Whether to check that the function still does the same as the plan: in calls 8, 64, 512, … */
  due(): boolean {
    if (++this.calls < this.nextLook) return false;
    this.nextLook *= 8;
    return true;
  }

  /** One run with the accepted arguments; `again`: they are the same as in the previous run. */
  step(again: boolean): void {
    this.prepared.run(again);
    for (let i = 0; i < this.kept.length; i++) {
      const { leaf, gradient } = this.kept[i]!;
      gradient.storage.version++;
      gradient.storage.spent = "no";
      leaf.gradient = gradient;
    }
    for (let i = 0; i < this.others.length; i++) {
      const { leaf, after } = this.others[i]!;
      leaf.gradient = typeof after === "number" ? this.prepared.tensors[after]! : after;
    }
  }

  /** Watches the loss and, at times, the gradients. */
  private watch(losses: LossWatch, given: Storage): void {
    if (losses.sawPlannedLoss(given, this.trace.results[this.loss]!.offset) && this.kept.length > 0)
      losses.sawGradients(this.kept.every(({ gradient }) => allZero(gradient)));
  }

  /** Releases the plan. */
  free(): void {
    this.prepared.free();
    this.joint?.free();
  }

  /** The results of the last run, as new tensors. */
  results(): unknown {
    const { prepared } = this,
      { fields, left, results } = this.trace;
    const storages = prepared.copies();
    if (this.losses !== null) this.watch(this.losses, storages[prepared.resultOf[this.loss]!]!);
    if (this.joint === null && fields.length === 0 && this.gives.kind === "tensor") return prepared.tensor(0, storages); // the usual case: a loss
    const made = results.map((_, i) => prepared.tensor(i, storages));
    let next = results.length;
    const fresh = left.map((t) => (typeof t === "number" ? prepared.tensors[t]! : prepared.tensor(next++, storages)));
    this.joint?.attach(made, fresh, prepared.tensors);
    for (const { of, key, form } of fields) (of as Record<string, unknown>)[key] = build(form, fresh);
    return build(this.gives, made);
  }
}
