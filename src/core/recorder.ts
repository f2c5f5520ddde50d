import type { Kernel } from "../ir/kernel.js";
import type { Arg } from "./op.js";
import type { Storage } from "./storage.js";
import type { Tensor } from "./tensor.js";

// What a recording hears while a function runs that `compile` was given. Everything that computes calls it where it
// computes; outside of a recording that costs one look at a variable. `compile/trace.ts` listens.

/** A module, as far as one says where something happened. */
export interface Named {
  summary(): string;
  namedModules(): readonly (readonly [path: string, module: Named])[];
}

export interface Recorder {
  /** A kernel is about to run. It is static: all sizes and strides are numbers, scalars are its params. */
  launch(kernel: Kernel, out: Storage, args: readonly Arg[], count: number): void;
  /** Something other than a kernel is about to fill `out` from `inputs`: a routine, or a stream of `random` numbers. */
  call(name: string, inputs: readonly Tensor[], out: Tensor, run: (inputs: readonly Tensor[], out: Tensor) => void, random: boolean): void;
  /** A number that may be another in the next run. The kernel that is launched next takes it as a scalar. */
  live(value: () => number): number;
  /** Something to be done again before each run. It was done already for this one. */
  everyRun(effect: () => void): void;
  /** The recording holds as long as this is true. */
  guard(holds: () => boolean): void;
  /** The recording holds as long as an object's own fields hold what they do when it ends. */
  fields(object: object): void;
  /** A module begins to run; what it does comes before the {@link leavesModule} that belongs to it. */
  entersModule(module: Named): void;
  leavesModule(): void;
  /** A leaf's gradient is about to be read, or, if `overwritten`, replaced. */
  gradient(leaf: Tensor, overwritten: boolean): void;
  /** Whether this tensor wants a gradient is about to be asked. */
  sees(t: Tensor): void;
  /** Tensors that live on between runs: the state of an optimizer. */
  holds(tensors: () => Iterable<unknown>): void;
  /** A value is about to be given to JavaScript, which a plan cannot follow: its recording throws. */
  refuse(what: string): void;
  /** What is recorded cannot be run again, for this reason. */
  spoil(reason: string): void;
}

/** Who listens; null outside of a recording. */
export let recorder: Recorder | null = null;

/** Starts or ends listening, and gives back who listened before. */
export function setRecorder(r: Recorder | null): Recorder | null {
  const before = recorder;
  recorder = r;
  return before;
}

/** Runs `f` without being heard: for a look at values that only refuses wrong ones, say. A plan does not look again. */
export function unheard<T>(f: () => T): T {
  const before = setRecorder(null);
  try {
    return f();
  } finally {
    recorder = before;
  }
}

/** Fills `out` from `inputs` (dense), now and in each run of a plan: for streams of random numbers. */
export function fillBy(name: string, inputs: readonly Tensor[], out: Tensor, run: (inputs: readonly Tensor[], out: Tensor) => void): void {
  if (recorder !== null) recorder.call(name, inputs, out, run, true);
  run(inputs, out);
}

/** What a change counts that plans must look at again: whether tensors want gradients, the mode of modules, `.data`. */
export const changes = { requiresGrad: 0, training: 0, data: 0 };
