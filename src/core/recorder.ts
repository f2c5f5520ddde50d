import type { Kernel } from "../ir/kernel.js";
import type { Differentiable } from "./node.js";
import type { Attrs, Operand, Live } from "./op.js";
import type { Storage } from "./storage.js";
import type { Tensor } from "./tensor.js";

// What a recording hears while a function runs that `compile` was given. Everything that computes calls it where it
// computes; outside of a recording that costs one look at a variable. `compile/tracer.ts` listens.

/** A module, as far as one says where something happened. */
export interface Named {
  summary(): string;
  namedModules(): readonly (readonly [path: string, module: Named])[];
}

export interface Recorder {
  /** A kernel is about to run. Scalars are its params. */
  launch(kernel: Kernel<number>, out: Storage, args: readonly Operand[], count: number): void;
  /** Something other than a kernel is about to fill `out` from `inputs`: a routine, or a stream of `random` numbers. */
  call(
    name: string,
    inputs: readonly Tensor[],
    out: Tensor,
    run: (inputs: readonly Tensor[], out: Tensor) => void,
    random: boolean,
  ): void;
  /** An op has run, after its kernels: for who asks what is computed, and not how. */
  applied?(op: Differentiable, args: readonly Operand[], attrs: Attrs, out: Tensor): void;
  /** A number that may be another in the next run, boxed: kernels take the box as a scalar, and each run asks it anew. */
  live(value: () => number): number | Live;
  /** Does something, now and before each run of a plan. */
  everyRun(effect: () => void): void;
  /** The recording holds as long as this is true. `changes`: what the function does, if this is no longer true when it ends. */
  guard(holds: () => boolean, changes?: string): void;
  /**
   * The recording holds as long as an object's own fields, but for those of `except`, hold what they do now; numbers, flags,
   * strings, and lists of them. False if that was asked before. `closed`: nothing reads fields that are not there now.
   */
  fields(object: object, name: string, except?: ReadonlySet<string>, closed?: boolean): boolean;
  /** The recording holds as long as these properties of an object are what they are now. `changes`: see {@link guard}. */
  same(object: object, keys: readonly string[], changes?: string): void;
  /** A field that `hear` watches is read, or written. */
  reads(object: object, key: string): void;
  writes(object: object, key: string): void;
  /** A module begins to run; what it does comes before the {@link leavesModule} that belongs to it. */
  entersModule(module: Named): void;
  leavesModule(): void;
  /** A leaf's gradient is about to be read, or, if `overwritten`, replaced. */
  gradient(leaf: Tensor, overwritten: boolean): void;
  /** Whether this tensor wants a gradient is about to be asked. */
  sees(t: Tensor): void;
  /** Tensors that live on between runs: the state of an optimizer. */
  holds(tensors: () => Iterable<unknown>): void;
  /** A value is about to be given to JavaScript, which a plan cannot follow: its recording throws. `instead`: what would do. */
  refuse(what: string, instead?: string): void;
  /** What is recorded cannot be run again, for this reason. */
  spoil(reason: string): void;
}

/** Who listens; null outside of a recording. */
export let recorder: Recorder | null = null;

/** Starts or ends listening, and returns who listened before. */
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

/** Marks objects of the library whose fields plans do not depend on: an optimizer that a model keeps, say. */
export const unwatched: unique symbol = Symbol("kindling.unwatched");

/** Does something now, and before each run of a plan. */
export function everyRun(effect: () => void): void {
  if (recorder === null) effect();
  else recorder.everyRun(effect);
}

/** A number that may change between the runs of a plan: its value, or within a recording a box of it. */
export const live = (value: () => number): number | Live => (recorder === null ? value() : recorder.live(value));

/** A decision by numbers that may change between runs: a plan holds as long as it falls the same way. */
export function decided(test: () => boolean): boolean {
  if (recorder === null) return test();
  const now = unheard(test);
  recorder.guard(() => test() === now);
  return now;
}

/** Listens to nothing. */
export class Silent implements Recorder {
  launch(_kernel: Kernel<number>, _out: Storage, _args: readonly Operand[], _count: number): void {}
  call(
    _name: string,
    _inputs: readonly Tensor[],
    _out: Tensor,
    _run: (inputs: readonly Tensor[], out: Tensor) => void,
    _random: boolean,
  ): void {}
  live(value: () => number): number | Live {
    return value();
  }
  everyRun(effect: () => void): void {
    effect();
  }
  guard(_holds: () => boolean, _changes?: string): void {}
  fields(_object: object, _name: string, _except?: ReadonlySet<string>, _closed?: boolean): boolean {
    return false;
  }
  same(_object: object, _keys: readonly string[], _changes?: string): void {}
  reads(_object: object, _key: string): void {}
  writes(_object: object, _key: string): void {}
  entersModule(_module: Named): void {}
  leavesModule(): void {}
  gradient(_leaf: Tensor, _overwritten: boolean): void {}
  sees(_t: Tensor): void {}
  holds(_tensors: () => Iterable<unknown>): void {}
  refuse(_what: string, _instead?: string): void {}
  spoil(_reason: string): void {}
}

/** Fills `out` from `inputs` (dense), now and in each run of a plan: for streams of random numbers. */
export function fillBy(
  name: string,
  inputs: readonly Tensor[],
  out: Tensor,
  run: (inputs: readonly Tensor[], out: Tensor) => void,
): void {
  recorder?.call(name, inputs, out, run, true);
  run(inputs, out);
}

/** Whether a compiled function that called backward() itself returned what had a gradient history: for the error of who looks for one. */
export const compiledOutput = { lostHistory: false };

/** What a change counts that plans must look at again: whether tensors want gradients, the mode of modules, `.data`. */
export const changes = { requiresGrad: 0, training: 0, data: 0 };
