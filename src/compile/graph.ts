import type { Holder } from "../engine/program.js";
import type { Kernel } from "../ir/kernel.js";
import { printKernel } from "../ir/print.js";
import type { DType, TypedArray } from "../shape/dtype.js";

// What the passes work on: kernels in order, over buffers that are not yet placed. Each pass takes a graph and gives
// another; nothing in a graph is changed.

export type Role =
  /** Memory of a tensor that lives outside: read and written where it is. */
  | { readonly kind: "external"; readonly holder: Holder }
  /** A copy of the call's argument number `index`; written back after the run if a kernel writes it. */
  | { readonly kind: "argument"; readonly index: number }
  | { readonly kind: "constant"; readonly data: TypedArray }
  /** Needed within one run only. */
  | { readonly kind: "temporary" }
  /** Made in a run and read after it: results and gradients. */
  | { readonly kind: "kept" };

export interface Buffer { readonly dtype: DType; readonly count: number; readonly role: Role }

export interface KernelStep {
  readonly kind: "kernel";
  readonly kernel: Kernel;
  /** Outputs first, then inputs. */
  readonly buffers: readonly number[];
  /** For each of the kernel's params, the number of its cell. */
  readonly params: readonly number[];
}

export interface CallStep {
  readonly kind: "call";
  readonly name: string;
  readonly reads: readonly number[];
  readonly write: number;
  /** All of `write` is written and none of it read; else it may be both read and written in part. */
  readonly whole: boolean;
  /** Draws from a stream, so it runs whether its result is needed or not. */
  readonly random: boolean;
  /** Gets the memory of `reads`, then of `write`. */
  readonly run: (data: readonly TypedArray[]) => void;
}

export type Step = KernelStep | CallStep;

export interface Graph {
  readonly buffers: readonly Buffer[];
  readonly steps: readonly Step[];
  /** What passes want `explain()` to say. */
  readonly notes: readonly string[];
}

export const outputsOf = (s: Step): readonly number[] => (s.kind === "kernel" ? s.buffers.slice(0, s.kernel.outputs.length) : [s.write]);
/** What a step reads. */
export const inputsOf = (s: Step): readonly number[] => (s.kind === "kernel" ? s.buffers.slice(s.kernel.outputs.length) : s.whole ? s.reads : [...s.reads, s.write]);

/** Whether output `o` of a kernel stores every element of its buffer. */
export function writesAll(kernel: Kernel, o: number, count: number): boolean {
  const { index } = kernel.outputs[o]!;
  if (index.offset !== 0) return false;
  const axes = kernel.axes.flatMap((a, i) => (a.kind === "parallel" && a.size !== 1 ? [{ size: a.size as number, stride: index.strides[i] as number }] : []));
  axes.sort((a, b) => a.stride - b.stride);
  let expected = 1;
  for (const a of axes) {
    if (a.stride !== expected) return false;
    expected *= a.size;
  }
  return expected === count;
}

/** The steps that write each buffer. */
export function writersOf(g: Graph): Map<number, number[]> {
  const writers = new Map<number, number[]>();
  g.steps.forEach((s, i) => { for (const b of outputsOf(s)) writers.set(b, [...(writers.get(b) ?? []), i]); });
  return writers;
}

/** A graph as text: each kernel under the buffers that it works on. */
export function printGraph(g: Graph): string {
  const name = (b: number): string => {
    const { role } = g.buffers[b]!;
    return `${role.kind === "external" ? "x" : role.kind === "argument" ? "a" : role.kind === "constant" ? "c" : role.kind === "kept" ? "k" : "t"}${b}`;
  };
  return g.steps.map((s, i) => (s.kind === "call"
    ? `${i}: ${name(s.write)} ← call ${s.name}(${s.reads.map(name).join(", ")})`
    : `${i}: ${outputsOf(s).map(name).join(", ")} ← ${inputsOf(s).map(name).join(", ")}${s.params.length > 0 ? `; cells ${s.params.join(", ")}` : ""}\n   ${printKernel(s.kernel).replaceAll("\n", "\n   ")}`)).join("\n");
}
