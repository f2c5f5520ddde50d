import type { Kernel } from "../ir/kernel.js";
import { type DType, dtypeInfo, type TypedArray } from "../shape/dtype.js";

// A whole plan, as passed to an engine: kernels in order, over buffers with known addresses.

/** The holder of memory outside the plan: a tensor's storage. An engine may move it to its own memory. */
export interface Holder {
  data: TypedArray;
}

export interface ProgramBuffer {
  readonly dtype: DType;
  /** The number of elements. */
  readonly count: number;
  /** Byte offset in the arena (buffers share memory if their lifetimes do not overlap), or memory outside it. */
  readonly place:
    | { readonly kind: "arena"; readonly offset: number }
    | { readonly kind: "external"; readonly holder: Holder };
  /** Its initial contents; never written afterwards. */
  readonly constant: TypedArray | null;
}

export type ProgramStep =
  /** A kernel whose sizes and strides are numbers. `buffers`: its outputs, then its inputs; `offsets`: the element that is the kernel's first, for each. `params`: its scalars, by their numbers in `run`'s list. */
  | {
      readonly kind: "kernel";
      readonly kernel: Kernel<number>;
      readonly buffers: readonly number[];
      readonly offsets: readonly number[];
      readonly params: readonly number[];
    }
  /** A step that only JavaScript can do, with the memory of `buffers`. */
  | {
      readonly kind: "call";
      readonly name: string;
      readonly buffers: readonly number[];
      readonly run: (data: readonly TypedArray[]) => void;
    };

export interface Program {
  readonly buffers: readonly ProgramBuffer[];
  readonly steps: readonly ProgramStep[];
  /** Size of the arena in bytes. */
  readonly arena: number;
}

/** The memory of a step's buffers, each from its first element on. `data`: of all buffers. */
export function memoryOf(step: ProgramStep, data: readonly TypedArray[]): TypedArray[] {
  return step.buffers.map((b, i) => from(data[b]!, step.kind === "kernel" ? step.offsets[i]! : 0));
}
export const from = (data: TypedArray, offset: number): TypedArray =>
  offset === 0 ? data : (data.subarray(offset) as TypedArray);

/** A program ready to run. */
export interface Runner {
  /** Its place: a different object after its memory was reallocated and its contents lost. */
  place?(): object;
  /** The memory of a buffer in the arena; may be another array after a run. */
  data(buffer: number): TypedArray;
  /** Runs all steps once. `scalars`: the numbers that kernels take. */
  run(scalars: readonly (number | bigint | boolean)[]): void;
  /** Frees the arena. The program can no longer run. */
  free?(): void;
  /** A readable summary: the engine of each step, and the size of its code, such as `5310 bytes of WebAssembly`. */
  places?(): readonly string[];
  readonly size?: string;
}

/** The arrays over an arena, with the constants in place. */
export function layOut(program: Program, arena: ArrayBuffer = new ArrayBuffer(program.arena)): TypedArray[] {
  return program.buffers.map((b) => {
    if (b.place.kind === "external") return b.place.holder.data;
    const data = dtypeInfo[b.dtype].view(arena, b.place.offset, b.count);
    if (b.constant !== null) (data as Float64Array).set(b.constant as Float64Array);
    return data;
  });
}
