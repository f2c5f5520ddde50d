import type { Dim } from "../ir/expr.js";
import type { Kernel } from "../ir/kernel.js";
import type { TypedArray } from "../shape/dtype.js";
import { from, layOut, memoryOf, type Program, type Runner } from "./program.js";
import { withEngineOption, withLevels, withSetEngine } from "../util/features.js";

/**
 * Runs a prepared kernel: buffers (outputs first, then inputs), integer arguments, scalar arguments. Returns false,
 * with nothing written, if its engine cannot take this call after all. An engine whose memory moves replaces the
 * buffers in it.
 */
export type Executable = (
  buffers: TypedArray[],
  ints: readonly number[],
  params: readonly (number | bigint | boolean)[],
) => void | false;

/** Computes kernels on the CPU's memory. One conformance suite tests all engines. */
export interface Engine {
  readonly name: string;
  /** 0 (or absent): always tried. An engine of a higher level is tried before those below it, if `setEngine` allows its level. */
  readonly level?: number;
  /**
   * The number of points (the product of all axes) from which on this engine is faster than those for smaller calls,
   * given the cost of copying data. 0 for an engine that computes in place.
   */
  readonly worthwhile: number;
  /** Compiles a kernel; null if this engine does not support it, so that the next one is tried. */
  prepare(kernel: Kernel): Executable | null;
  /**
   * From this number of multiplications on, it computes a matrix product in blocks if it is alone in its kernel, so
   * plans do not fuse it.
   */
  readonly blocksFrom?: number;
  /** Prepares a whole program; absent or null if it can only run kernel by kernel. */
  program?(program: Program, choice?: EngineChoice): Runner | null;
  /** Whether it can compute here, with a description or the reason why not; absent if it always can. */
  state?(): EngineState;
  /** Waits until it is ready, if it can become ready. */
  prepareNow?(): void;
}

/** An engine's description of itself. */
export interface EngineState {
  readonly ready: boolean;
  readonly detail: string;
}

/** The allowed engines: one and those below it, or all that are ready (`auto`). */
export type EngineChoice = "auto" | "native" | "wasm" | "js";
export const levels: Readonly<Record<EngineChoice, number>> = { js: 0, wasm: 1, native: 2, auto: 2 };

/** The default choice. `changes` counts its changes. */
export const chosen: { engine: EngineChoice; changes: number } = { engine: "auto", changes: 0 };

/** Engines, the one for the largest kernels first; those of a higher level before all others. */
const engines: Engine[] = [];

/**
 * Adds an engine; among several for the same sizes, the latest is tried first. Presets (`node.ts`, `browser.ts`) call
 * it.
 */
export function registerEngine(engine: Engine): void {
  engines.push(engine);
  engines.sort((a, b) => (withLevels ? levelOf(b) - levelOf(a) : 0) || b.worthwhile - a.worthwhile);
}

const levelOf = (e: Engine): number => e.level ?? 0;

/** The engines present, for tests and benchmarks. */
export function listEngines(): readonly Engine[] {
  return engines;
}

/** The smallest matrix product that an engine of plans needs unfused. */
export function blocksFrom(): number {
  return Math.min(...engines.map((e) => (e.program === undefined ? Infinity : (e.blocksFrom ?? Infinity))));
}

/** Compiles a kernel. Each call goes to the first engine that supports it and for which the call is large enough. */
export function prepare(kernel: Kernel, choice?: EngineChoice): Executable {
  let run: Executable | null = null;
  let size = 0,
    level = 0;
  for (let i = engines.length - 1; i >= 0; i--) {
    const engine = engines[i]!,
      { worthwhile } = engine;
    if (run !== null && worthwhile === size && (!withLevels || levelOf(engine) === level)) continue;
    if ((withEngineOption || withSetEngine) && choice !== undefined && levelOf(engine) > levels[choice]) continue;
    const own: Executable | null = engine.prepare(kernel);
    if (own === null) continue;
    run =
      run === null
        ? own
        : bySize(kernel, worthwhile, withSetEngine && choice === undefined ? levelOf(engine) : 0, own, run);
    size = worthwhile;
    level = levelOf(engine);
  }
  if (run === null) throw new Error(`no engine supports kernel ${kernel.name}`);
  return run;
}

/** Sends calls of `worthwhile` points and more to `large` if its level is allowed, and smaller or returned ones to `small`. */
function bySize(kernel: Kernel, worthwhile: number, level: number, large: Executable, small: Executable): Executable {
  const sizes: readonly Dim[] = kernel.axes.map((a) => a.size);
  return (buffers, ints, params) => {
    let points = 1;
    for (let i = 0; i < sizes.length; i++) {
      const s = sizes[i]!;
      points *= typeof s === "number" ? s : ints[s.arg]!;
    }
    if (
      points < worthwhile ||
      (withSetEngine && level > levels[chosen.engine]) ||
      large(buffers, ints, params) === false
    )
      small(buffers, ints, params);
  };
}

/** Prepares a program: with the first engine that takes it whole, or kernel by kernel. `own`: the choice for this program. */
export function prepareProgram(program: Program, own?: EngineChoice): Runner {
  const choice = own ?? chosen.engine;
  for (let i = 0; i < engines.length; i++) {
    if ((withEngineOption || withSetEngine) && levelOf(engines[i]!) > levels[choice]) continue;
    const runner = engines[i]!.program?.(program, choice);
    if (runner !== null && runner !== undefined) return runner;
  }
  return kernelByKernel(program, own);
}

/** Runs a program by calling its kernels one after the other. */
export function kernelByKernel(program: Program, own?: EngineChoice): Runner {
  const data = layOut(program);
  const outside = program.buffers.flatMap(({ place }, i) =>
    place.kind === "external" ? [{ i, holder: place.holder }] : [],
  );
  const prepared = new Map<Kernel, Executable>();
  const ready = (kernel: Kernel): Executable => {
    let run = prepared.get(kernel);
    if (run === undefined) prepared.set(kernel, (run = prepare(kernel, own)));
    return run;
  };
  const steps = program.steps.map((step) => {
    const own = memoryOf(step, data);
    return {
      own,
      places: step.buffers,
      step,
      run: step.kind === "kernel" ? ready(step.kernel) : null,
      params: new Array<number | bigint | boolean>(step.kind === "kernel" ? step.params.length : 0),
    };
  });
  return {
    data: (b) => data[b]!,
    run(scalars) {
      for (let i = 0; i < outside.length; i++) {
        const o = outside[i]!,
          now = o.holder.data;
        if (data[o.i] === now) continue;
        data[o.i] = now; // the storage has moved
        for (const s of steps)
          s.places.forEach((b, j) => {
            if (b === o.i) s.own[j] = s.step.kind === "kernel" ? from(now, s.step.offsets[j]!) : now;
          });
      }
      for (let i = 0; i < steps.length; i++) {
        const s = steps[i]!;
        if (s.step.kind === "call") {
          s.step.run(s.own);
          continue;
        }
        const numbers = s.step.params;
        for (let p = 0; p < numbers.length; p++) s.params[p] = scalars[numbers[p]!]!;
        s.run!(s.own, noInts, s.params);
      }
    },
  };
}
const noInts: readonly number[] = [];
