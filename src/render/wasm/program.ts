import { kernelKey } from "../../ir/equal.js";
import type { IndexMap } from "../../ir/expr.js";
import type { Kernel, PlacedKernel } from "../../ir/kernel.js";
import { pointsOf } from "../../ir/span.js";
import { type Product, splitProduct } from "./product.js";
import { encodeModule, FunctionWriter, type Local, type MemoryImport } from "./assembler.js";
import { gemmFunctions, gemmScratch } from "./gemm.js";
import { type Address, writeKernel } from "./kernel.js";
import { MathFunctions } from "./math.js";
import { Unsupported } from "./scalar.js";

// Many kernels as one module: `run0`, `run1`, … each compute a list of kernels in order. With threads, a large kernel
// is a function `part<n>(from, to, who)` of some of its outermost loop's turns, and a run asks the host to share all
// turns among free threads (`env.share(n, turns)`). A kernel that occurs several times over different memory is written
// once, as a function of the differing addresses.

export interface ModuleOptions {
  /** Whether relaxed multiply-add rounds once. */
  readonly fused: boolean;
  readonly memory: MemoryImport;
  /** Address of `programScratch` bytes. */
  readonly scratch: number;
  /** The maximum number of threads; 1 creates a module without `share`. */
  readonly threads: number;
}

/** Operands with more numbers than this are too widely spaced to read in place, so they are packed. */
const FAR = 1 << 18;
/** Neither operand is contiguous: packing pays off soon. */
const SCATTERED = 1 << 10;
/** The numbers of points from which on waking other threads pays off: for sums, and for other kernels. */
const SHARED_SUM = 1 << 19,
  SHARED = 1 << 15;
/** Rows or columns of a packed product that a thread takes at once. */
const STRIP = 32;

/**
 * Calls that one function makes: engines are slow with a function of many thousands, and reject one of several
 * megabytes.
 */
const STRETCH = 1000;

/** Kernels that have no rendering here. */
export class NoRendering extends Error {
  readonly kernels: ReadonlySet<Kernel<number>>;
  constructor(why: ReadonlyMap<Kernel<number>, Unsupported>) {
    super([...why].map(([kernel, { message }]) => `${kernel.name}: ${message}`).join("; "));
    this.kernels = new Set(why.keys());
  }
}

/** An action of a run, written when all functions have their numbers. */
type Call = (run: FunctionWriter) => void;

/** A kernel's function, for several steps. `turns`: of the loop that threads may share; `differ`: which addresses and cells it takes. */
interface Body {
  readonly f: FunctionWriter;
  readonly turns: number;
  readonly differ: readonly number[];
}

/** The module for these lists of kernels. Throws {@link NoRendering}. */
export function programModule(
  segments: readonly (readonly PlacedKernel[])[],
  { fused, memory, scratch, threads }: ModuleOptions,
): Uint8Array<ArrayBuffer> {
  const split = onceEach(splitLarge),
    keyOf = onceEach(kernelKey);
  /** The part of a step that is written as loops: the kernel, or its rest without the product. */
  const loopsOf = (step: PlacedKernel): PlacedKernel => {
    const large = split(step.kernel);
    return large === null
      ? step
      : { kernel: large.rest, addresses: [...step.addresses, placeOf(step.kernel, large.product)], cells: step.cells };
  };
  const placeOf = (kernel: Kernel<number>, product: Product<number>): number =>
    scratch + threads * packBytes(kernel.axes[product.n]!.size);
  const alike = new Map<string, PlacedKernel[]>();
  for (const steps of segments) {
    for (const step of steps) {
      const loops = loopsOf(step),
        key = keyOf(loops.kernel),
        list = alike.get(key);
      if (list === undefined) alike.set(key, [loops]);
      else list.push(loops);
    }
  }
  const imports = threads > 1 ? [{ name: "share", params: ["i32", "i32"] as const }] : [];
  const gemm = segments.some((steps) => steps.some((s) => split(s.kernel) !== null))
    ? gemmFunctions(fused, imports.length)
    : [];
  const math = new MathFunctions(imports.length + gemm.length, fused);
  const helpers = {
    fused,
    math: (name: string, type: "f32" | "f64" | "v128"): number | null => math.index(name, type),
  };
  // Kernels are written before their numbers are known, since the number of preceding mathematical functions emerges
  // while writing.
  const kernels: FunctionWriter[] = [],
    parts: FunctionWriter[] = [],
    numbers = new Map<FunctionWriter, number>();
  /** Parts to write into functions when all have their numbers. */
  const later: (() => void)[] = [];
  const shared = (f: FunctionWriter, turns: number): Call => {
    const n = parts.push(f) - 1;
    return (run) => {
      run.i32(n).i32(turns).call(0);
    };
  };
  const part = (): FunctionWriter => new FunctionWriter(`part${parts.length}`, ["i32", "i32", "i32"]);
  const bodies = new Map<string, Body>();
  /** One function for steps of equal kernels. */
  const bodyOf = (steps: readonly PlacedKernel[]): Body => {
    const [first] = steps as [PlacedKernel],
      { kernel } = first,
      all = [...first.addresses, ...first.cells];
    const differ = all.flatMap((_, i) => (steps.some((s) => partOf(s, i) !== all[i]) ? [i] : []));
    const write = (before: 0 | 2): Body => {
      const f = inner(
        kernel.name,
        Array.from({ length: before + differ.length }, () => "i32" as const),
      );
      const places = all.map((at, i): Address => (differ.includes(i) ? f.params[before + differ.indexOf(i)]! : at)),
        n = first.addresses.length;
      return {
        f,
        differ,
        turns: writeKernel(
          f,
          kernel,
          places.slice(0, n),
          places.slice(n),
          helpers,
          before > 0 ? [f.params[0]!, f.params[1]!] : null,
        ),
      };
    };
    const worthSharing =
      threads > 1 && pointsOf(kernel.axes) >= (kernel.axes.some((a) => a.kind === "reduce") ? SHARED_SUM : SHARED);
    let body = write(worthSharing ? 2 : 0);
    if (worthSharing && body.turns <= 1) body = write(0);
    kernels.push(body.f);
    return body;
  };
  const write = (step: PlacedKernel): Call => {
    const key = keyOf(step.kernel);
    let body = bodies.get(key);
    if (body === undefined) bodies.set(key, (body = bodyOf(alike.get(key)!)));
    const { f, turns, differ } = body,
      call = (g: FunctionWriter): void => {
        for (const i of differ) g.i32(partOf(step, i));
        g.call(numbers.get(f)!);
      };
    if (turns <= 1) return call;
    const p = part(),
      [from, to] = p.params as [Local, Local];
    later.push(() => {
      call(p.get(from).get(to));
    });
    return shared(p, turns);
  };
  const multiply = (step: PlacedKernel, product: Product<number>): Call => {
    const gemmAt = imports.length + gemm.length - 1;
    const calls = productCalls(step.kernel, product, step.addresses, placeOf(step.kernel, product));
    const { m, n } = calls[0]!;
    if (threads > 1 && pointsOf(step.kernel.axes) >= SHARED_SUM) {
      const strips = Math.ceil(Math.max(m, n) / STRIP),
        f = part();
      if (calls.length > 1) {
        const [from, to] = f.params as [Local, Local];
        calls.forEach((c, i) =>
          f
            .i32(i)
            .get(from)
            .op("i32.ge_s")
            .i32(i)
            .get(to)
            .op("i32.lt_s", "i32.and")
            .when(() => callProduct(f, gemmAt, c, null, scratch)),
        );
        return shared(f, calls.length);
      }
      if (strips > 1) {
        callProduct(f, gemmAt, calls[0]!, m >= n ? "m" : "n", scratch);
        return shared(f, strips);
      }
    }
    return (run) => {
      for (const c of calls) callProduct(run, gemmAt, c, null, scratch);
    };
  };

  const failed = new Map<Kernel<number>, Unsupported>();
  const stretches: FunctionWriter[] = [];
  const runs = segments.map((steps, i) => {
    const run = new FunctionWriter(`run${i}`, []),
      calls: Call[] = [];
    for (const step of steps) {
      if (failed.has(step.kernel)) continue;
      try {
        const large = split(step.kernel);
        if (large !== null) calls.push(multiply(step, large.product));
        calls.push(write(loopsOf(step)));
      } catch (e) {
        if (!(e instanceof Unsupported)) throw e;
        failed.set(step.kernel, e);
      }
    }
    for (let from = 0; from < calls.length; from += STRETCH) {
      const some = calls.slice(from, from + STRETCH),
        f = calls.length <= STRETCH ? run : inner("stretch", []);
      if (f !== run) {
        stretches.push(f);
        later.push(() => {
          run.call(numbers.get(f)!);
        });
      }
      later.push(() => {
        for (const c of some) c(f);
      });
    }
    return run;
  });
  if (failed.size > 0) throw new NoRendering(failed);
  const functions = [...gemm, ...math.functions, ...kernels, ...parts, ...stretches, ...runs];
  functions.forEach((f, i) => {
    numbers.set(f, imports.length + i);
  });
  for (const f of later) f();
  return encodeModule(functions, memory, math.constants, imports);
}

/** A module-private function. */
function inner(name: string, params: readonly "i32"[]): FunctionWriter {
  const f = new FunctionWriter(name, params);
  f.exported = false;
  return f;
}

/** The address of buffer `i` of a step, or of one of its cells, which come after them. */
const partOf = ({ addresses, cells }: PlacedKernel, i: number): number =>
  i < addresses.length ? addresses[i]! : cells[i - addresses.length]!;

/** `f`, asked once for each kernel. */
function onceEach<T>(f: (kernel: Kernel<number>) => T): (kernel: Kernel<number>) => T {
  const known = new Map<Kernel<number>, T>();
  return (kernel) => {
    let value = known.get(kernel);
    if (value === undefined) known.set(kernel, (value = f(kernel)));
    return value;
  };
}

const align = (bytes: number): number => (bytes + 63) & -64;
/** Scratch memory of one thread for a product with so many columns. */
const packBytes = (n: number): number => align(gemmScratch(n));

/** A matrix product that is worth packing, without its elementwise rest. */
function splitLarge(kernel: Kernel<number>): ReturnType<typeof splitProduct> {
  if (pointsOf(kernel.axes) < SCATTERED) return null;
  const split = splitProduct(kernel);
  if (split === null) return null;
  const { m, n, k, a, b } = split.product;
  const sideBySide = b.index.strides[n] === 1 || (a.index.strides[k] === 1 && b.index.strides[k] === 1);
  return !sideBySide || kernel.axes[k]!.size * Math.max(kernel.axes[m]!.size, kernel.axes[n]!.size) >= FAR
    ? split
    : null;
}

/** Bytes of scratch memory that the products of these kernels need, one after the other. */
export function programScratch(kernels: readonly Kernel<number>[], threads: number): number {
  return [...new Set(kernels)].reduce((most, kernel) => {
    const p = splitLarge(kernel);
    if (p === null) return most;
    const { m, n, batch } = p.product;
    return Math.max(
      most,
      threads * packBytes(kernel.axes[n]!.size) + 4 * [m, n, ...batch].reduce((s, a) => s * kernel.axes[a]!.size, 1),
    );
  }, 0);
}

/** The arguments of `gemm` for one product of two matrices, all known except the scratch memory. Strides in bytes. */
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
function productCalls(
  kernel: Kernel<number>,
  p: Product<number>,
  addresses: readonly number[],
  place: number,
): ProductCall[] {
  const size = (axis: number): number => kernel.axes[axis]!.size;
  const sizes = p.batch.map(size);
  const total = sizes.reduce((a, b) => a * b, 1);
  const point = sizes.map(() => 0);
  const inputs = kernel.outputs.length;
  const { a, b, bias, out } = p;
  const at = (base: number, m: IndexMap<number>): number =>
    base + 4 * p.batch.reduce((s, axis, d) => s + point[d]! * m.strides[axis]!, m.offset);
  const stride = (m: IndexMap<number>, axis: number): number => 4 * m.strides[axis]!;
  return Array.from({ length: total }, () => {
    const call: ProductCall = {
      m: size(p.m),
      n: size(p.n),
      k: size(p.k),
      a: [at(addresses[inputs + a.input]!, a.index), stride(a.index, p.m), stride(a.index, p.k)],
      b: [at(addresses[inputs + b.input]!, b.index), stride(b.index, p.k), stride(b.index, p.n)],
      out: [at(place, out), stride(out, p.m)],
      bias: bias === null ? 0 : at(addresses[inputs + bias.input]!, bias.index),
    };
    for (let d = sizes.length - 1; d >= 0 && ++point[d]! === sizes[d]; d--) point[d] = 0;
    return call;
  });
}

/**
 * Calls `gemm`; `along`: for the strips of rows (or columns) given by the function's first two arguments. Its third
 * selects the scratch memory.
 */
function callProduct(
  f: FunctionWriter,
  gemm: number,
  { m, n, k, a, b, out, bias }: ProductCall,
  along: "m" | "n" | null,
  scratch: number,
): void {
  const [from, to, who] = f.params as [Local?, Local?, Local?];
  const count = (axis: "m" | "n", size: number): void => {
    if (along !== axis) {
      f.i32(size);
      return;
    }
    // the smaller of the strips and the remainder
    f.get(to!)
      .i32(STRIP)
      .op("i32.mul")
      .i32(size)
      .get(to!)
      .i32(STRIP)
      .op("i32.mul")
      .i32(size)
      .op("i32.lt_s", "select")
      .get(from!)
      .i32(STRIP)
      .op("i32.mul", "i32.sub");
  };
  const place = (axis: "m" | "n", at: number, step: number): void => {
    f.i32(at);
    if (along === axis && at !== 0)
      f.get(from!)
        .i32(STRIP * step)
        .op("i32.mul", "i32.add");
  };
  count("m", m);
  count("n", n);
  f.i32(k);
  place("m", a[0], a[1]);
  f.i32(a[1]).i32(a[2]);
  place("n", b[0], b[2]);
  f.i32(b[1]).i32(b[2]);
  if (along === "n") place("n", out[0], 4);
  else place("m", out[0], out[1]);
  f.i32(out[1]);
  place("n", bias, 4);
  f.i32(scratch);
  if (who !== undefined) f.get(who).i32(packBytes(n)).op("i32.mul", "i32.add");
  f.call(gemm);
}
