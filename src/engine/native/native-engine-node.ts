import type { Dim } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import type { TypedArray } from "../../shape/dtype.js";
import type { Engine, Executable } from "../engine.js";
import { type Contraction, contractionOf, type Part } from "../../ir/contraction.js";
import { absent, library, nativeState } from "./native-node.js";

/**
 * The engine for machines with a C compiler: kernels in C, compiled for this processor, called on the data in place.
 * Threads are the library's own; `setNumThreads` sets their number.
 */
export function nativeEngine(threads: () => number): Engine {
  return {
    name: "native",
    level: 2,
    worthwhile: 1 << 13,
    state: nativeState,
    prepareNow: () => void library(true),
    prepare(kernel) {
      if (absent() !== null) return null;
      const contraction = contractionOf(kernel);
      return contraction === null ? null : contract(kernel, contraction, threads);
    },
  };
}

/** A contraction's call. Its description for the library is written once for each set of sizes. */
function contract(kernel: Kernel, c: Contraction, threads: () => number): Executable {
  const inputs = kernel.outputs.length;
  const { a, b, bias, out } = c;
  let known: readonly number[] | null = null;
  const { length } = kernel.axes;
  const what = new Float64Array(4 + 5 * length),
    name = c.dtype === "float32" ? "contract_f32" : "contract_f64";
  /** The strides and sizes; offsets are no part of it. */
  const describe = (ints: readonly number[]): void => {
    const at = (d: Dim): number => (typeof d === "number" ? d : ints[d.arg]!);
    let to = 0;
    for (const group of [c.batch, c.m, c.n, c.k]) what[to++] = group.length;
    for (const group of [c.batch, c.m, c.n, c.k]) {
      for (const axis of group) {
        what[to++] = at(kernel.axes[axis]!.size);
        for (const map of [a.index, b.index, out, bias?.index])
          what[to++] = map === undefined ? 0 : at(map.strides[axis]!);
      }
    }
  };
  const offsets = new Set(
    [out, a.index, b.index, bias?.index].flatMap((m) => (typeof m?.offset === "object" ? [m.offset.arg] : [])),
  );
  const keyed = Array.from({ length: kernel.ints }, (_, i) => i).filter((i) => !offsets.has(i));
  return (buffers, ints) => {
    const lib = library();
    if (lib === null) return false;
    if (known === null || keyed.some((i) => ints[i] !== known![i])) {
      describe(ints);
      known = ints.slice(0, kernel.ints);
    }
    const from = (p: Part): TypedArray => view(buffers[inputs + p.input]!, p.index.offset, ints);
    const to = view(buffers[0]!, out.offset, ints);
    // Kernels that overwrite their own operands are left to an engine that copies them.
    for (let i = 1; i < buffers.length && i <= kernel.inputs.length; i++)
      if (buffers[i]!.buffer === to.buffer && overlap(buffers[i]!, buffers[0]!)) return false;
    return lib[name](what, from(a), from(b), to, bias === null ? null : from(bias), threads()) === 0
      ? false
      : undefined;
  };
}

/** Whether two arrays of one buffer are the same memory, or share some. */
const overlap = (x: TypedArray, y: TypedArray): boolean =>
  x.byteOffset < y.byteOffset + y.byteLength && y.byteOffset < x.byteOffset + x.byteLength;

function view(data: TypedArray, offset: Dim, ints: readonly number[]): TypedArray {
  const n = typeof offset === "number" ? offset : ints[offset.arg]!;
  return n === 0 ? data : (data.subarray(n) as TypedArray);
}
