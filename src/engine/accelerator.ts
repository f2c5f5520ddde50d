import type { PlacedKernel } from "../ir/kernel.js";
import type { TypedArray } from "../shape/dtype.js";
import type { EngineChoice } from "./engine.js";

/** A program with a place in the memory. */
export interface Settled {
  /** Bytes of its arena and moved tensors, and of its code. */
  readonly size: number;
  readonly bytes: number;
  /** The engine of each step. */
  readonly places: readonly string[];
  /** For people: why it runs on this engine, where another one could. */
  readonly why?: string;
  data(buffer: number): TypedArray;
  run(scalars: readonly (number | bigint | boolean)[]): void;
}

/** A program that runs as WebAssembly, as passed to another engine over the same memory. */
export interface Accelerable {
  readonly settled: Settled;
  /** The steps in order: kernels, or null for JavaScript steps. */
  readonly lists: readonly (readonly PlacedKernel[] | null)[];
  /** The function that runs each; may be replaced between two runs. */
  readonly functions: ((scalars: readonly (number | bigint | boolean)[]) => void)[];
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly choice: EngineChoice;
  /** Memory with the lifetime of the program's place. Throws a RangeError if there is none. */
  readonly allocate: (bytes: number) => number;
}
/** Accelerates a program, now or later: returns it with a `run` that replaces functions when possible; null if it cannot. */
export type Accelerator = (program: Accelerable) => Settled | null;
