import type { Dim, IndexMap } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import type { Product } from "../../render/wasm/product.js";
import { encodeModule } from "../../render/wasm/assembler.js";
import { gemmFunctions, gemmScratch, gemmStrips, STRIP } from "../../render/wasm/gemm.js";
import type { TypedArray } from "../../shape/dtype.js";
import { MAX_PAGES } from "./heap.js";
import { instantiate, type Machine, mostThreads } from "./machine.js";

// Eager products of float32 matrices of any size, by one module, with its arguments in memory.

/** Products below this many multiply-adds are not worth waking helpers for. */
const WORTH_SHARING = 1 << 19;

interface Multiplier {
  /** Address of the arguments. */
  readonly args: number;
  /** Runs the strips `from … to − 1` here, or all of them with all threads. */
  readonly alone: (from: number, to: number, who: number) => void;
  readonly shared: (strips: number) => void;
  /** Memory for operands, kept from call to call. */
  place: { address: number; bytes: number };
}
const multipliers = new WeakMap<Machine, Multiplier>();

function multiplierOf(m: Machine, using: TypedArray[]): Multiplier {
  let found = multipliers.get(m);
  if (found === undefined) {
    const { heap, fused } = m;
    const imports = [{ name: "share", params: ["i32", "i32"] as const }];
    const args = heap.allocate(64, using);
    const exports = instantiate(
      m,
      encodeModule(
        [...gemmFunctions(fused, 1), ...gemmStrips(2, args)],
        { shared: heap.shared, maximumPages: MAX_PAGES },
        undefined,
        imports,
      ),
    );
    found = {
      args,
      alone: exports["part0"] as Multiplier["alone"],
      shared: exports["all"] as Multiplier["shared"],
      place: { address: 0, bytes: 0 },
    };
    multipliers.set(m, found);
  }
  return found;
}

/** Calls `f` with every combination of batch indices. */
function eachBatch(sizes: readonly number[], f: (point: readonly number[]) => void): void {
  const total = sizes.reduce((x, y) => x * y, 1);
  const point = sizes.map(() => 0);
  for (let i = 0; i < total; i++) {
    f(point);
    for (let d = sizes.length - 1; d >= 0 && ++point[d]! === sizes[d]; d--) point[d] = 0;
  }
}

const align = (bytes: number): number => (bytes + 63) & -64;

/** Computes a product; false, with nothing done, if its operands are too widely spaced to copy or do not fit. */
export function multiply(
  machine: Machine,
  kernel: Kernel,
  p: Product,
  buffers: TypedArray[],
  ints: readonly number[],
): boolean {
  const at = (d: Dim): number => (typeof d === "number" ? d : ints[d.arg]!);
  const size = (axis: number): number => at(kernel.axes[axis]!.size);
  const m = size(p.m),
    n = size(p.n),
    k = size(p.k);
  const aRow = at(p.a.index.strides[p.m]!),
    aCol = at(p.a.index.strides[p.k]!);
  const bRow = at(p.b.index.strides[p.k]!),
    bCol = at(p.b.index.strides[p.n]!);
  const aSpan = (m - 1) * aRow + (k - 1) * aCol + 1,
    bSpan = (k - 1) * bRow + (n - 1) * bCol + 1;
  // Operands are copied with their layout, including gaps.
  if (aSpan > 4 * m * k || bSpan > 4 * k * n) return false;
  const multiplier = multiplierOf(machine, buffers);
  const { heap } = machine;
  const scratch = align(gemmScratch(n));
  const need = align(4 * aSpan) + align(4 * bSpan) + align(4 * m * n) + align(4 * n) + mostThreads(machine) * scratch;
  if (multiplier.place.bytes < need) {
    if (multiplier.place.bytes > 0) heap.free(multiplier.place.address, multiplier.place.bytes);
    multiplier.place = { address: 0, bytes: 0 };
    try {
      multiplier.place = { address: heap.allocate(need, buffers), bytes: need };
    } catch {
      return false;
    }
  }
  const aAt = multiplier.place.address,
    bAt = aAt + align(4 * aSpan),
    cAt = bAt + align(4 * bSpan),
    biasAt = cAt + align(4 * m * n),
    scratchAt = biasAt + align(4 * n);
  const floats = new Float32Array(heap.memory.buffer);
  // Only now: the memory may have grown.
  const a = buffers[1 + p.a.input] as Float32Array,
    b = buffers[1 + p.b.input] as Float32Array;
  const out = buffers[0] as Float32Array;
  if (p.bias !== null)
    floats.set(
      (buffers[1 + p.bias.input] as Float32Array).subarray(at(p.bias.index.offset), at(p.bias.index.offset) + n),
      biasAt / 4,
    );
  new Int32Array(heap.memory.buffer, multiplier.args, 16).set([
    m,
    n,
    k,
    aAt,
    4 * aRow,
    4 * aCol,
    bAt,
    4 * bRow,
    4 * bCol,
    cAt,
    4 * n,
    p.bias === null ? 0 : biasAt,
    scratchAt,
    scratch,
  ]);
  const strips = Math.ceil(Math.max(m, n) / STRIP),
    everybody = m * n * k >= WORTH_SHARING;
  const outRow = at(p.out.strides[p.m]!);
  let lastA = -1,
    lastB = -1;
  eachBatch(p.batch.map(size), (point) => {
    const where = (map: IndexMap): number =>
      p.batch.reduce((s, axis, d) => s + point[d]! * at(map.strides[axis]!), at(map.offset));
    const aFrom = where(p.a.index),
      bFrom = where(p.b.index);
    if (aFrom !== lastA) floats.set(a.subarray(aFrom, aFrom + aSpan), aAt / 4);
    if (bFrom !== lastB) floats.set(b.subarray(bFrom, bFrom + bSpan), bAt / 4);
    [lastA, lastB] = [aFrom, bFrom];
    if (everybody) multiplier.shared(strips);
    else multiplier.alone(0, strips, 0);
    const to = where(p.out);
    const c = floats.subarray(cAt / 4, cAt / 4 + m * n);
    if (outRow === n) out.set(c, to);
    else for (let i = 0; i < m; i++) out.set(c.subarray(i * n, (i + 1) * n), to + i * outRow);
  });
  return true;
}
