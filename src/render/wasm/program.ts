import type { IndexMap } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { type Product, splitProduct } from "../../ir/product.js";
import { encodeModule, FunctionWriter, type MemoryImport } from "./assembler.js";
import { gemmFunctions, gemmScratch } from "./gemm.js";
import { writeKernel } from "./kernel.js";
import { MathFunctions } from "./math.js";
import { known, Unsupported } from "./scalar.js";

// Many kernels as one module.

/** A kernel, the address of each of its buffers (outputs first) and of each scalar argument. */
export interface Step { readonly kernel: Kernel; readonly addresses: readonly number[]; readonly cells: readonly number[] }

export interface ModuleOptions {
  /** Whether relaxed multiply-add rounds once. */
  readonly fused: boolean;
  readonly memory: MemoryImport;
  /** Address of as many bytes as `programScratch` says. */
  readonly scratch: number;
}

/** Operands of more numbers than this lie too far apart in memory to be read where they are, so they are packed. */
const FAR = 1 << 18;
/** Neither operand has its numbers side by side: packing pays soon. */
const SCATTERED = 1 << 10;

/**
 * A module that exports `run0`, `run1`, …: each computes one list of kernels in order, without a call out of the module.
 * Throws `Unsupported` where a kernel has no rendering.
 */
export function programModule(segments: readonly (readonly Step[])[], { fused, memory, scratch }: ModuleOptions): Uint8Array<ArrayBuffer> {
  const products = new Map<Step, ReturnType<typeof splitLarge>>();
  for (const steps of segments) for (const s of steps) products.set(s, splitLarge(s.kernel));
  const gemm = [...products.values()].some((p) => p !== null) ? gemmFunctions(fused) : [];
  const math = new MathFunctions(gemm.length, fused);
  const helpers = { fused, math: (name: string, type: "f32" | "f64" | "v128"): number | null => math.index(name, type) };
  // Kernels are written before their numbers are known: how many mathematical functions come first shows on the way.
  const kernels: FunctionWriter[] = [];
  const write = (kernel: Kernel, addresses: readonly number[], cells: readonly number[]): number => {
    const f = new FunctionWriter(`${kernels.length} ${kernel.name}`, []);
    writeKernel(f, kernel, addresses, cells, helpers);
    return kernels.push(f) - 1;
  };
  const runs = segments.map((steps, i) => {
    const run = new FunctionWriter(`run${i}`, []);
    const calls: (() => void)[] = [];
    for (const step of steps) {
      const large = products.get(step) ?? null;
      if (large === null) {
        const at = write(step.kernel, step.addresses, step.cells);
        calls.push(() => run.call(gemm.length + math.functions.length + at));
        continue;
      }
      const place = scratch + align(gemmScratch(sizeOf(step.kernel, large.product.n)));
      const at = write(large.rest, [...step.addresses, place], step.cells);
      calls.push(() => {
        callProducts(run, gemm.length - 1, step.kernel, large.product, step.addresses, place, scratch);
        run.call(gemm.length + math.functions.length + at);
      });
    }
    return { run, calls };
  });
  for (const { calls } of runs) for (const c of calls) c();
  return encodeModule([...gemm, ...math.functions, ...kernels, ...runs.map((r) => r.run)], memory, math.constants);
}

/** Whether a kernel has a rendering here. */
export function renders(kernel: Kernel): boolean {
  try {
    const math = new MathFunctions(0);
    writeKernel(new FunctionWriter("", []), kernel, [...kernel.outputs, ...kernel.inputs].map(() => 0), kernel.params.map(() => 0), { fused: false, math: (n, t) => math.index(n, t) });
    return true;
  } catch (e) {
    if (e instanceof Unsupported) return false;
    throw e;
  }
}

/** A product of matrices that is worth packing, apart from what is done with its numbers. */
function splitLarge(kernel: Kernel): ReturnType<typeof splitProduct> {
  const points = kernel.axes.reduce((n, a) => n * known(a.size), 1);
  if (points < SCATTERED) return null;
  const split = splitProduct(kernel);
  if (split === null) return null;
  const { m, n, k, a, b } = split.product;
  const sideBySide = b.index.strides[n] === 1 || (a.index.strides[k] === 1 && b.index.strides[k] === 1);
  return !sideBySide || sizeOf(kernel, k) * Math.max(sizeOf(kernel, m), sizeOf(kernel, n)) >= FAR ? split : null;
}

const sizeOf = (kernel: Kernel, axis: number): number => known(kernel.axes[axis]!.size);
const align = (bytes: number): number => (bytes + 63) & -64;

/** Bytes of scratch memory that the products of these kernels need, one after the other. */
export function programScratch(kernels: readonly Kernel[]): number {
  return kernels.reduce((most, kernel) => {
    const p = splitLarge(kernel);
    if (p === null) return most;
    const { m, n, batch } = p.product;
    return Math.max(most, align(gemmScratch(sizeOf(kernel, n))) + 4 * [m, n, ...batch].reduce((s, a) => s * sizeOf(kernel, a), 1));
  }, 0);
}

/** Calls `gemm` for every batch of a product, with all addresses known. */
function callProducts(f: FunctionWriter, gemm: number, kernel: Kernel, p: Product, addresses: readonly number[], place: number, scratch: number): void {
  const size = (axis: number): number => sizeOf(kernel, axis);
  const sizes = p.batch.map(size);
  const total = sizes.reduce((a, b) => a * b, 1);
  const point = sizes.map(() => 0);
  const inputs = kernel.outputs.length;
  const { a, b, bias, out } = p;
  for (let i = 0; i < total; i++) {
    const at = (base: number, m: IndexMap): number => base + 4 * p.batch.reduce((s, axis, d) => s + point[d]! * known(m.strides[axis]!), known(m.offset));
    const stride = (m: IndexMap, axis: number): number => 4 * known(m.strides[axis]!);
    for (const v of [
      size(p.m), size(p.n), size(p.k), at(addresses[inputs + a.input]!, a.index), stride(a.index, p.m), stride(a.index, p.k),
      at(addresses[inputs + b.input]!, b.index), stride(b.index, p.k), stride(b.index, p.n), at(place, out), stride(out, p.m),
      bias === null ? 0 : at(addresses[inputs + bias.input]!, bias.index), scratch,
    ]) f.i32(v);
    f.call(gemm);
    for (let d = sizes.length - 1; d >= 0 && ++point[d]! === sizes[d]; d--) point[d] = 0;
  }
}
