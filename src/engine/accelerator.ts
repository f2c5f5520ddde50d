import type { Kernel } from "../ir/kernel.js";
import type { TypedArray } from "../shape/dtype.js";
import type { EngineChoice } from "./engine.js";

/** A kernel over one memory: the address of each of its buffers (outputs first), and of each scalar argument. */
export interface PlacedKernel {
  readonly kernel: Kernel<number>;
  readonly addresses: readonly number[];
  readonly cells: readonly number[];
}

/** A program with a place in the memory. */
export interface Settled {
  /** Bytes of its arena, and of what moved in for it; of its code. */
  readonly size: number;
  readonly bytes: number;
  /** The engine of each step. */
  readonly places: readonly string[];
  /** For people: why it runs on this engine, where another one could. */
  readonly why?: string;
  data(buffer: number): TypedArray;
  run(scalars: readonly (number | bigint | boolean)[]): void;
}

/** A program that runs as WebAssembly, as another engine over the same memory gets it. */
export interface Accelerable {
  readonly settled: Settled;
  /** What runs one after the other: kernels, or null for what JavaScript does. */
  readonly lists: readonly (readonly PlacedKernel[] | null)[];
  /** The function that runs each; may be replaced between two runs. */
  readonly functions: ((scalars: readonly (number | bigint | boolean)[]) => void)[];
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly choice: EngineChoice;
  /** Memory that lasts as long as the program's place does. Throws a RangeError where there is none. */
  readonly allocate: (bytes: number) => number;
}
/** Makes a program faster, now or later: gives it with a `run` that replaces functions when it can; null where it cannot. */
export type Accelerator = (program: Accelerable) => Settled | null;
