import type { Kernel } from "../ir/kernel.js";
import type { Differentiable } from "./node.js";
import type { Attrs, Operand, Live } from "./op.js";
import type { Storage } from "./storage.js";
import type { Tensor } from "./tensor.js";

// The events of a recording, while a function passed to `compile` runs. Everything that computes reports them; outside
// a recording that costs one check of a variable. `compile/tracer.ts` listens.

/** The part of a module that locations need. */
export interface Named {
  summary(): string;
  namedModules(): readonly (readonly [path: string, module: Named])[];
}

export interface Recorder {
  /** A kernel is about to run. Scalars are its params. */
  launch(kernel: Kernel<number>, out: Storage, args: readonly Operand[], count: number): void;
  /** Code other than a kernel is about to fill `out` from `inputs`: a routine, or a stream of `random` numbers. */
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
  /** Runs an action, now and before each run of a plan. */
  everyRun(effect: () => void): void;
  /**
   * The recording is valid as long as this is true. `changes`: the function's effect, if this is no longer true when it
   * ends.
   */
  guard(holds: () => boolean, changes?: string): void;
  /**
   * The recording is valid as long as an object's own fields, except those of `except`, are unchanged: numbers, flags,
   * strings, and lists of them. False if this was requested before. `closed`: nothing reads fields that do not exist
   * now.
   */
  fields(object: object, name: string, except?: ReadonlySet<string>, closed?: boolean): boolean;
  /** The recording is valid as long as these properties of an object are unchanged. `changes`: see {@link guard}. */
  same(object: object, keys: readonly string[], changes?: string): void;
  /** A field watched by `hear` is read or written. */
  reads(object: object, key: string): void;
  writes(object: object, key: string): void;
  /** A module begins to run; its events come before the matching {@link leavesModule}. */
  entersModule(module: Named): void;
  leavesModule(): void;
  /** A leaf's gradient is about to be read, or, if `overwritten`, replaced. */
  gradient(leaf: Tensor, overwritten: boolean): void;
  /** The requiresGrad flag of this tensor is about to be read. */
  sees(t: Tensor): void;
  /** Tensors that live on between runs: the state of an optimizer. */
  holds(tensors: () => Iterable<unknown>): void;
  /**
   * A value is about to be passed to JavaScript, which a plan cannot track: its recording throws. `instead`: an
   * alternative.
   */
  refuse(what: string, instead?: string): void;
  /** The recording cannot be replayed, for this reason. */
  spoil(reason: string): void;
}

/** The listener; null outside a recording. */
export let recorder: Recorder | null = null;

/** Sets the listener, and returns the previous one. */
export function setRecorder(r: Recorder | null): Recorder | null {
  const before = recorder;
  recorder = r;
  return before;
}

/** Runs `f` without recording, for example for a check that only rejects wrong values. A plan does not repeat it. */
export function unheard<T>(f: () => T): T {
  const before = setRecorder(null);
  try {
    return f();
  } finally {
    recorder = before;
  }
}

/** Marks objects of the library whose fields do not affect plans, such as an optimizer that a model holds. */
export const unwatched: unique symbol = Symbol("kindling.unwatched");

/** Runs an action now, and before each run of a plan. */
export function everyRun(effect: () => void): void {
  if (recorder === null) effect();
  else recorder.everyRun(effect);
}

/** A number that may change between the runs of a plan: its value, or, within a recording, its box. */
export const live = (value: () => number): number | Live => (recorder === null ? value() : recorder.live(value));

/** A decision by numbers that may change between runs: a plan is valid as long as the result is the same. */
export function decided(test: () => boolean): boolean {
  if (recorder === null) return test();
  const now = unheard(test);
  recorder.guard(() => test() === now);
  return now;
}

/** A listener that ignores all events. */
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

/**
 * Whether a compiled function that called backward() itself returned a tensor that had a gradient history: for the
 * error of a later backward.
 */
export const compiledOutput = { lostHistory: false };

/** A counter of changes that plans must check: requiresGrad flags, the modes of modules, `.data`. */
export const changes = { requiresGrad: 0, training: 0, data: 0 };
