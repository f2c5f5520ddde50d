import type { IndexMap } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { type Product, splitProduct } from "../../ir/product.js";
import { encodeModule, FunctionWriter, type Local, type MemoryImport } from "./assembler.js";
import { gemmFunctions, gemmScratch } from "./gemm.js";
import { writeKernel } from "./kernel.js";
import { MathFunctions } from "./math.js";
import { known, Unsupported } from "./scalar.js";

// Many kernels as one module: `run0`, `run1`, … each compute a list of kernels in order. With threads, a large kernel is
// a function `part<n>(from, to, who)` of some of its outermost loop's turns, and a run asks the outside to have all turns
// run by whoever is free (`env.share(n, turns)`).

/** A kernel, the address of each of its buffers (outputs first) and of each scalar argument. */
export interface Step { readonly kernel: Kernel; readonly addresses: readonly number[]; readonly cells: readonly number[] }

export interface ModuleOptions {
  /** Whether relaxed multiply-add rounds once. */
  readonly fused: boolean;
  readonly memory: MemoryImport;
  /** Address of as many bytes as `programScratch` says. */
  readonly scratch: number;
  /** How many threads may take part; 1 gives a module without `share`. */
  readonly threads: number;
}

/** Operands of more numbers than this lie too far apart in memory to be read where they are, so they are packed. */
const FAR = 1 << 18;
/** Neither operand has its numbers side by side: packing pays soon. */
const SCATTERED = 1 << 10;
/** Points of a kernel from which on it is worth waking other threads: of sums, and of others. */
const SHARED_SUM = 1 << 19, SHARED = 1 << 15;
/** Rows or columns of a packed product that a thread takes at once. */
const STRIP = 32;

/** A kernel that has no rendering here. */
export class NoRendering extends Error {
  readonly kernel: Kernel;
  constructor(kernel: Kernel, cause: Unsupported) {
    super(`${kernel.name}: ${cause.message}`, { cause });
    this.kernel = kernel;
  }
}

/** A module for these lists of kernels. Throws {@link NoRendering}. */
export function programModule(segments: readonly (readonly Step[])[], { fused, memory, scratch, threads }: ModuleOptions): Uint8Array<ArrayBuffer> {
  const products = new Map<Step, ReturnType<typeof splitLarge>>();
  for (const steps of segments) for (const s of steps) products.set(s, splitLarge(s.kernel));
  const imports = threads > 1 ? [{ name: "share", params: ["i32", "i32"] as const }] : [];
  const gemm = [...products.values()].some((p) => p !== null) ? gemmFunctions(fused, imports.length) : [];
  const math = new MathFunctions(imports.length + gemm.length, fused);
  const helpers = { fused, math: (name: string, type: "f32" | "f64" | "v128"): number | null => math.index(name, type) };
  // Kernels are written before their numbers are known: how many mathematical functions come first shows on the way.
  const kernels: FunctionWriter[] = [];
  const parts: FunctionWriter[] = [];
  const numberOf = (f: FunctionWriter): number => imports.length + gemm.length + math.functions.length + (parts.includes(f) ? kernels.length + parts.indexOf(f) : kernels.indexOf(f));
  const shared = (f: FunctionWriter, turns: number): ((run: FunctionWriter) => void) => {
    const n = parts.push(f) - 1;
    return (run) => { run.i32(n).i32(turns).call(0); };
  };
  const part = (): FunctionWriter => new FunctionWriter(`part${parts.length}`, ["i32", "i32", "i32"]);
  const alone = (name: string, write: (f: FunctionWriter) => void): ((run: FunctionWriter) => void) => {
    const f = new FunctionWriter(name, []);
    f.exported = false;
    write(f);
    kernels.push(f);
    return (run) => { run.call(numberOf(f)); };
  };
  const write = (kernel: Kernel, addresses: readonly number[], cells: readonly number[]): ((run: FunctionWriter) => void) => {
    if (threads > 1 && points(kernel) >= (kernel.axes.some((a) => a.kind === "reduce") ? SHARED_SUM : SHARED)) {
      const f = part();
      const turns = writeKernel(f, kernel, addresses, cells, helpers, [f.params[0]!, f.params[1]!]);
      if (turns > 1) return shared(f, turns);
    }
    return alone(kernel.name, (f) => { writeKernel(f, kernel, addresses, cells, helpers); });
  };
  const multiply = (step: Step, product: Product, place: number): ((run: FunctionWriter) => void) => {
    const gemmAt = imports.length + gemm.length - 1;
    const calls = productCalls(step.kernel, product, step.addresses, place);
    const { m, n } = calls[0]!;
    if (threads > 1 && points(step.kernel) >= SHARED_SUM) {
      const strips = Math.ceil(Math.max(m, n) / STRIP), f = part();
      if (calls.length > 1) {
        const [from, to] = f.params as [Local, Local];
        calls.forEach((c, i) => f.i32(i).get(from).op("i32.ge_s").i32(i).get(to).op("i32.lt_s", "i32.and").when(() => callProduct(f, gemmAt, c, null, scratch)));
        return shared(f, calls.length);
      }
      if (strips > 1) {
        callProduct(f, gemmAt, calls[0]!, m >= n ? "m" : "n", scratch);
        return shared(f, strips);
      }
    }
    return alone(step.kernel.name, (f) => { for (const c of calls) callProduct(f, gemmAt, c, null, scratch); });
  };
  const runs = segments.map((steps, i) => {
    const run = new FunctionWriter(`run${i}`, []);
    const calls: ((run: FunctionWriter) => void)[] = [];
    for (const step of steps) {
      const large = products.get(step) ?? null;
      try {
        if (large === null) { calls.push(write(step.kernel, step.addresses, step.cells)); continue; }
        const place = scratch + threads * packBytes(sizeOf(step.kernel, large.product.n));
        calls.push(multiply(step, large.product, place), write(large.rest, [...step.addresses, place], step.cells));
      } catch (e) {
        throw e instanceof Unsupported ? new NoRendering(step.kernel, e) : e;
      }
    }
    return { run, calls };
  });
  for (const { run, calls } of runs) for (const c of calls) c(run);
  return encodeModule([...gemm, ...math.functions, ...kernels, ...parts, ...runs.map((r) => r.run)], memory, math.constants, imports);
}

const points = (kernel: Kernel): number => kernel.axes.reduce((n, a) => n * known(a.size), 1);
const sizeOf = (kernel: Kernel, axis: number): number => known(kernel.axes[axis]!.size);
const align = (bytes: number): number => (bytes + 63) & -64;
/** Scratch memory of one thread for a product with so many columns. */
const packBytes = (n: number): number => align(gemmScratch(n));

/** A product of matrices that is worth packing, apart from what is done with its numbers. */
function splitLarge(kernel: Kernel): ReturnType<typeof splitProduct> {
  if (points(kernel) < SCATTERED) return null;
  const split = splitProduct(kernel);
  if (split === null) return null;
  const { m, n, k, a, b } = split.product;
  const sideBySide = b.index.strides[n] === 1 || (a.index.strides[k] === 1 && b.index.strides[k] === 1);
  return !sideBySide || sizeOf(kernel, k) * Math.max(sizeOf(kernel, m), sizeOf(kernel, n)) >= FAR ? split : null;
}

/** Bytes of scratch memory that the products of these kernels need, one after the other. */
export function programScratch(kernels: readonly Kernel[], threads: number): number {
  return kernels.reduce((most, kernel) => {
    const p = splitLarge(kernel);
    if (p === null) return most;
    const { m, n, batch } = p.product;
    return Math.max(most, threads * packBytes(sizeOf(kernel, n)) + 4 * [m, n, ...batch].reduce((s, a) => s * sizeOf(kernel, a), 1));
  }, 0);
}

/** The arguments of `gemm` for one product of two matrices, all known but the scratch memory. Strides in bytes. */
interface ProductCall {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: readonly [at: number, row: number, column: number];
  readonly b: readonly [at: number, row: number, column: number];
  readonly out: readonly [at: number, row: number];
  /** 0 where there is none. */
  readonly bias: number;
}

/** One call for every batch of a product. */
function productCalls(kernel: Kernel, p: Product, addresses: readonly number[], place: number): ProductCall[] {
  const size = (axis: number): number => sizeOf(kernel, axis);
  const sizes = p.batch.map(size);
  const total = sizes.reduce((a, b) => a * b, 1);
  const point = sizes.map(() => 0);
  const inputs = kernel.outputs.length;
  const { a, b, bias, out } = p;
  const at = (base: number, m: IndexMap): number => base + 4 * p.batch.reduce((s, axis, d) => s + point[d]! * known(m.strides[axis]!), known(m.offset));
  const stride = (m: IndexMap, axis: number): number => 4 * known(m.strides[axis]!);
  return Array.from({ length: total }, () => {
    const call: ProductCall = {
      m: size(p.m), n: size(p.n), k: size(p.k),
      a: [at(addresses[inputs + a.input]!, a.index), stride(a.index, p.m), stride(a.index, p.k)],
      b: [at(addresses[inputs + b.input]!, b.index), stride(b.index, p.k), stride(b.index, p.n)],
      out: [at(place, out), stride(out, p.m)], bias: bias === null ? 0 : at(addresses[inputs + bias.input]!, bias.index),
    };
    for (let d = sizes.length - 1; d >= 0 && ++point[d]! === sizes[d]; d--) point[d] = 0;
    return call;
  });
}

/** Calls `gemm`; `along`: for the strips of rows (or columns) that the function's first two arguments say. Its third says which scratch memory. */
function callProduct(f: FunctionWriter, gemm: number, { m, n, k, a, b, out, bias }: ProductCall, along: "m" | "n" | null, scratch: number): void {
  const [from, to, who] = f.params as [Local?, Local?, Local?];
  const count = (axis: "m" | "n", size: number): void => {
    if (along !== axis) { f.i32(size); return; }
    // the least of the strips and what is left
    f.get(to!).i32(STRIP).op("i32.mul").i32(size).get(to!).i32(STRIP).op("i32.mul").i32(size).op("i32.lt_s", "select").get(from!).i32(STRIP).op("i32.mul", "i32.sub");
  };
  const place = (axis: "m" | "n", at: number, step: number): void => {
    f.i32(at);
    if (along === axis && at !== 0) f.get(from!).i32(STRIP * step).op("i32.mul", "i32.add");
  };
  count("m", m);
  count("n", n);
  f.i32(k);
  place("m", a[0], a[1]);
  f.i32(a[1]).i32(a[2]);
  place("n", b[0], b[2]);
  f.i32(b[1]).i32(b[2]);
  if (along === "n") place("n", out[0], 4); else place("m", out[0], out[1]);
  f.i32(out[1]);
  place("n", bias, 4);
  f.i32(scratch);
  if (who !== undefined) f.get(who).i32(packBytes(n)).op("i32.mul", "i32.add");
  f.call(gemm);
}
