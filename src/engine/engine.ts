import type { Dim } from "../ir/expr.js";
import type { Kernel } from "../ir/kernel.js";
import type { TypedArray } from "../shape/dtype.js";
import { from, layOut, memoryOf, type Program, type Runner } from "./program.js";
import { withEngineOption, withLevels, withSetEngine } from "../util/features.js";

/**
 * Runs a prepared kernel: buffers (outputs first, then inputs), integer arguments, scalar arguments. Gives false,
 * with nothing written, where this call is not one for its engine after all. An engine whose memory moves meanwhile
 * replaces the buffers that lie in it.
 */
export type Executable = (
  buffers: TypedArray[],
  ints: readonly number[],
  params: readonly (number | bigint | boolean)[],
) => void | false;

/** Something that computes kernels on the CPU's memory. All engines are held to one conformance suite. */
export interface Engine {
  readonly name: string;
  /** 0 (or absent): always asked. An engine of a higher level is asked before those below it, where `setEngine` allows its level. */
  readonly level?: number;
  /**
   * How many points (the product of all axes) a call must have before this engine is faster than those for smaller ones:
   * what it costs to hand the data over. 0 for an engine that computes where the data lies.
   */
  readonly worthwhile: number;
  /** Compiles a kernel; null where this engine does not support it, so that the next one is asked. */
  prepare(kernel: Kernel): Executable | null;
  /** From so many multiplications on it computes a product of matrices in blocks, if that stands alone in its kernel: plans leave it so. */
  readonly blocksFrom?: number;
  /** Makes a whole program ready to run; absent or null where kernel by kernel is all it can do. */
  program?(program: Program, choice?: EngineChoice): Runner | null;
  /** Whether it can compute here, and what it is or why it cannot; absent where it always can. */
  state?(): EngineState;
  /** Waits until it can compute at once, if it ever can. */
  prepareNow?(): void;
}

/** What an engine says of itself. */
export interface EngineState {
  readonly ready: boolean;
  readonly detail: string;
}

/** Which engines may compute: one and those below it, or all that are ready (`auto`). */
export type EngineChoice = "auto" | "native" | "wasm" | "js";
export const levels: Readonly<Record<EngineChoice, number>> = { js: 0, wasm: 1, native: 2, auto: 2 };

/** The choice for everything that has none of its own. `changes` counts how often it was another. */
export const chosen: { engine: EngineChoice; changes: number } = { engine: "auto", changes: 0 };

/** Engines, the one for the largest kernels first; those of a higher level before all others. */
const engines: Engine[] = [];

/** Adds an engine; of several for the same sizes, the latest is asked first. Presets (`node.ts`, `browser.ts`) call it. */
export function registerEngine(engine: Engine): void {
  engines.push(engine);
  engines.sort((a, b) => (withLevels ? levelOf(b) - levelOf(a) : 0) || b.worthwhile - a.worthwhile);
}

const levelOf = (e: Engine): number => e.level ?? 0;

/** The engines present, for tests and benchmarks. */
export function listEngines(): readonly Engine[] {
  return engines;
}

/** The smallest product of matrices that an engine of plans wants for itself in its kernel. */
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

/** Sends calls of `worthwhile` points and more to `large` if its level may compute, and what is smaller or comes back from there to `small`. */
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

/** Makes a program ready: by the first engine that takes it whole, or kernel by kernel. `own`: the choice for this program. */
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
