import { contains, type IndexMap, nodesOf } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { spanOf } from "../../ir/span.js";
import { specialize } from "../../ir/specialize.js";
import { NoRendering, programModule, programScratch } from "../../render/wasm/program.js";
import { type DType, dtypeInfo, type TypedArray } from "../../shape/dtype.js";
import type { Executable } from "../engine.js";
import { MAX_PAGES } from "./heap.js";
import { instantiate, type Machine, mostThreads } from "./machine.js";

// Eager kernels with large sums that are not plain matrix products, such as convolutions: a module for each set of
// sizes, over copies of the inputs. If other code generation is forbidden, all kernels that are not small.

/** The number of points from which on a module pays off, even for a single run. */
const LARGE = 1 << 20;
/** The same if only modules can be generated; smaller calls pay off when sizes recur. */
const LARGE_ALONE = 1 << 16;
/** The number of cached sets of sizes per kernel. */
const MOST = 32;

/** The part of a buffer that a kernel touches: elements from `low` up to `high`, copied to `address`. */
interface Span {
  readonly buffer: number;
  readonly low: number;
  readonly high: number;
  readonly address: number;
}
interface Ready {
  readonly run: () => void;
  readonly inputs: readonly Span[];
  readonly outputs: readonly Span[];
  readonly cells: readonly number[];
}

/** Stores a scalar argument where a module reads it. */
export function setCell(memory: DataView, address: number, dtype: DType, v: number | bigint | boolean): void {
  if (dtype === "float32") memory.setFloat32(address, v as number, true);
  else if (dtype === "float64") memory.setFloat64(address, v as number, true);
  else if (dtype === "int64") memory.setBigInt64(address, BigInt(v), true);
  else memory.setInt32(address, Number(v), true);
}

/** Whether a kernel sums many numbers for each output. */
export function sumsUp(kernel: Kernel): boolean {
  return (
    kernel.params.length === 0 &&
    kernel.outputs.every((o) =>
      contains(o.value, (e) => e.kind === "reduce" && e.fn === "sum" && e.dtype === "float32"),
    )
  );
}

/** Regions for operands, one for each power of two: kernels run one after the other. */
const regions = new WeakMap<Machine, Map<number, number>>();
function regionOf(m: Machine, bytes: number, using: TypedArray[]): number {
  let own = regions.get(m);
  if (own === undefined) regions.set(m, (own = new Map()));
  const size = 2 ** Math.ceil(Math.log2(bytes));
  let address = own.get(size);
  if (address === undefined) own.set(size, (address = m.heap.allocate(size, using)));
  return address;
}

/**
 * Runs the kernel on WebAssembly, for large enough calls; false for others. `alone`: kernels not computed here are
 * interpreted.
 */
export function eagerKernel(kernel: Kernel, machine: () => Machine | null, alone: boolean): Executable {
  const known = new Map<string, Ready | null>();
  const seen = new Set<string>();
  return (buffers, ints, params) => {
    const size = kernel.axes.reduce((n, a) => n * (typeof a.size === "number" ? a.size : ints[a.size.arg]!), 1);
    if (size < LARGE && !alone) return false;
    const m = machine();
    if (m === null) return false;
    const key = ints.slice(0, kernel.ints).join();
    let ready = known.get(key);
    if (ready === undefined) {
      if (size < LARGE_ALONE && !seen.has(key)) {
        if (seen.size === 8 * MOST) seen.clear();
        seen.add(key);
        return false;
      }
      if (known.size === MOST) known.clear();
      known.set(key, (ready = make(m, specialize(kernel, ints), buffers, size)));
    }
    // An array shared by two results would get the second one's old neighbours back.
    if (ready === null || ready.outputs.some((o) => buffers.indexOf(buffers[o.buffer]!) < o.buffer)) return false;
    for (const s of ready.inputs)
      view(m, buffers[s.buffer]!, s).set(buffers[s.buffer]!.subarray(s.low, s.high) as Float32Array);
    if (ready.cells.length > 0) {
      const memory = new DataView(m.heap.memory.buffer);
      ready.cells.forEach((address, i) => {
        setCell(memory, address, kernel.params[i]!, params[i]!);
      });
    }
    ready.run();
    for (const s of ready.outputs) (buffers[s.buffer] as Float32Array).set(view(m, buffers[s.buffer]!, s), s.low);
    return undefined;
  };
}

function view(m: Machine, like: TypedArray, s: Span): Float32Array {
  return new (like.constructor as Float32ArrayConstructor)(m.heap.memory.buffer, s.address, s.high - s.low);
}

/** The part of each buffer that a kernel of known sizes touches: elements from `low` up to `high`. `outer`: the step of its outermost axis; NaN if accesses differ. */
interface Touched {
  readonly dtype: DType;
  readonly low: number;
  readonly high: number;
  readonly outer: number;
}

export function touchedBy(kernel: Kernel<number>): readonly Touched[] {
  const touched: Touched[] = [];
  const touch = (buffer: number, dtype: DType, map: IndexMap<number>): void => {
    const [low, high] = spanOf(kernel.axes, map),
      t = touched[buffer],
      outer = map.strides[0]!;
    touched[buffer] = {
      dtype,
      low: Math.min(low, t?.low ?? low),
      high: Math.max(high + 1, t?.high ?? 0),
      outer: t === undefined || t.outer === outer ? outer : NaN,
    };
  };
  kernel.outputs.forEach((o, i) => {
    touch(i, o.dtype, o.index);
  });
  for (const e of nodesOf(...kernel.outputs.map((o) => o.value)))
    if (e.kind === "load") touch(kernel.outputs.length + e.input, e.dtype, e.index);
  return touched;
}

function make(m: Machine, kernel: Kernel<number>, using: TypedArray[], points: number): Ready | null {
  const touched = touchedBy(kernel);
  // Copying widely spaced elements costs more than computing with them.
  if (touched.reduce((n, t) => n + t.high - t.low, 0) > 8 * points * touched.length) return null;
  const made = install(m, kernel, touched, mostThreads(m), using);
  if (made === null) return null;
  const spans = touched.map(({ low, high }, buffer): Span => ({ buffer, low, high, address: made.places[buffer]! }));
  // The gaps between the elements of an output keep their contents.
  return { ...made, inputs: spans, outputs: spans.slice(0, kernel.outputs.length) };
}

/**
 * A kernel of known sizes over memory of the engine: the addresses of its buffers and scalars. Null if there is no
 * memory, or no rendering.
 */
export function install(
  m: Machine,
  kernel: Kernel<number>,
  touched: readonly Touched[],
  threads: number,
  using: TypedArray[],
): { readonly run: () => void; readonly places: readonly number[]; readonly cells: readonly number[] } | null {
  let bytes = 0;
  const take = (n: number): number => {
    const at = bytes;
    bytes += (n + 127) & -64;
    return at;
  };
  const offsets = touched.map(({ dtype, low, high }) => take((high - low) * dtypeInfo[dtype].bytes));
  const params = take(8 * kernel.params.length),
    scratch = take(programScratch([kernel], threads));
  let region: number;
  try {
    region = regionOf(m, Math.max(bytes, 1 << 16), using);
  } catch {
    return null;
  } // no memory left
  const places = offsets.map((o) => region + o),
    cells = kernel.params.map((_, i) => region + params + 8 * i);
  const addresses = touched.map(({ dtype, low }, b) => places[b]! - low * dtypeInfo[dtype].bytes);
  try {
    const exports = instantiate(
      m,
      programModule([[{ kernel, addresses, cells }]], {
        fused: m.fused,
        memory: { shared: m.heap.shared, maximumPages: MAX_PAGES },
        scratch: region + scratch,
        threads,
      }),
    );
    return { run: exports["run0"] as () => void, places, cells };
  } catch (e) {
    if (e instanceof NoRendering) return null;
    throw e;
  }
}
