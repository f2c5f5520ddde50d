import type { Kernel } from "../ir/kernel.js";
import type { TypedArray } from "../shape/dtype.js";

/** Runs a prepared kernel: buffers (outputs first, then inputs), integer arguments, scalar arguments. */
export type Executable = (buffers: readonly TypedArray[], ints: readonly number[], params: readonly (number | bigint | boolean)[]) => void;

/** Something that computes kernels on the CPU's memory. All engines are held to one conformance suite. */
export interface Engine {
  readonly name: string;
  /** Compiles a kernel; null where this engine does not support it, so that the next one is asked. */
  prepare(kernel: Kernel): Executable | null;
}

const engines: Engine[] = [];

/** Adds an engine; a later one is asked first. Presets (`node.ts`, `browser.ts`) call it. */
export function registerEngine(engine: Engine): void { engines.unshift(engine); }

/** Compiles a kernel on the first engine that supports it. */
export function prepare(kernel: Kernel): Executable {
  for (const e of engines) {
    const run = e.prepare(kernel);
    if (run) return run;
  }
  throw new Error(`no engine supports kernel ${kernel.name}`);
}
