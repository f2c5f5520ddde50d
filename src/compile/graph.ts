import type { Holder } from "../engine/program.js";
import type { Kernel } from "../ir/kernel.js";
import { printKernel } from "../ir/print.js";
import type { DType, TypedArray } from "../shape/dtype.js";

// The data of the passes: kernels in order, over buffers without addresses. Each pass takes a graph and returns
// another; graphs are immutable.

export type Role =
  /** Memory of an external tensor: read and written in place. */
  | { readonly kind: "external"; readonly holder: Holder }
  /** A copy of the call's argument number `index`; written back after the run if a kernel writes it. */
  | { readonly kind: "argument"; readonly index: number }
  | { readonly kind: "constant"; readonly data: TypedArray }
  /** Needed within one run only. */
  | { readonly kind: "temporary" }
  /** Created in a run and read after it: results and gradients. */
  | { readonly kind: "kept" };

export interface Buffer {
  readonly dtype: DType;
  readonly count: number;
  readonly role: Role;
}

export interface KernelStep {
  readonly kind: "kernel";
  readonly kernel: Kernel<number>;
  /** Outputs first, then inputs. */
  readonly buffers: readonly number[];
  /**
   * The kernel's origin in each buffer: the lowest element that it touches. So steps that do the same at other
   * positions, such as at each time of a sequence, have equal kernels.
   */
  readonly offsets: readonly number[];
  /** For each of the kernel's params, the number of its cell. */
  readonly params: readonly number[];
  /** The key in `Patterns`; a step with other buffers has none. */
  readonly shape?: number;
}

export interface CallStep {
  readonly kind: "call";
  readonly name: string;
  readonly reads: readonly number[];
  readonly write: number;
  /** `write` is written completely and not read; otherwise it may be partly read and written. */
  readonly whole: boolean;
  /** Draws from a random stream, so it runs even if its result is not needed. */
  readonly random: boolean;
  /** Gets the memory of `reads`, then of `write`. */
  readonly run: (data: readonly TypedArray[]) => void;
}

export type Step = KernelStep | CallStep;

export interface Graph {
  readonly buffers: readonly Buffer[];
  readonly steps: readonly Step[];
  /** Notes of the passes for `explain()`. */
  readonly notes: readonly string[];
}

export const outputsOf = (s: Step): readonly number[] =>
  s.kind === "kernel" ? s.buffers.slice(0, s.kernel.outputs.length) : [s.write];
/** The buffers that a step reads. */
export const inputsOf = (s: Step): readonly number[] =>
  s.kind === "kernel" ? s.buffers.slice(s.kernel.outputs.length) : s.whole ? s.reads : [...s.reads, s.write];

/** Whether output number `output` of a step stores every element of its buffer. */
export function writesAll({ kernel, offsets }: KernelStep, output: number, count: number): boolean {
  const { index } = kernel.outputs[output]!;
  if (index.offset !== 0 || offsets[output] !== 0) return false;
  // Row-major, the most common case.
  let size = 1,
    i = kernel.axes.length - 1;
  for (; i >= 0; i--) {
    const a = kernel.axes[i]!;
    if (a.kind === "reduce" || a.size === 1) continue;
    if (index.strides[i] !== size) break;
    size *= a.size;
  }
  if (i < 0) return size === count;
  const axes = kernel.axes.flatMap((a, i) =>
    a.kind === "parallel" && a.size !== 1 ? [{ size: a.size, stride: index.strides[i]! }] : [],
  );
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
  g.steps.forEach((s, i) => {
    for (const b of outputsOf(s)) {
      const known = writers.get(b);
      if (known === undefined) writers.set(b, [i]);
      else known.push(i);
    }
  });
  return writers;
}

/** A graph as text: each kernel with its buffers, equal ones once. */
export function printGraph(g: Graph): string {
  const letters = { external: "x", argument: "a", constant: "c", kept: "k", temporary: "t" } as const;
  const name = (b: number): string => `${letters[g.buffers[b]!.role.kind]}${b}`;
  const printed = new Map<Kernel, number>();
  return g.steps
    .map((s, i) => {
      if (s.kind === "call") return `${i}: ${name(s.write)} ← call ${s.name}(${s.reads.map(name).join(", ")})`;
      const places = s.buffers.map((b, n) => (s.offsets[n] === 0 ? name(b) : `${name(b)} from ${s.offsets[n]}`)),
        outs = s.kernel.outputs.length;
      const head = `${i}: ${places.slice(0, outs).join(", ")} ← ${places.slice(outs).join(", ")}${s.params.length > 0 ? `; cells ${s.params.join(", ")}` : ""}`;
      const before = printed.get(s.kernel);
      if (before !== undefined) return `${head}; the kernel of ${before}`;
      printed.set(s.kernel, i);
      return `${head}\n   ${printKernel(s.kernel).replaceAll("\n", "\n   ")}`;
    })
    .join("\n");
}
