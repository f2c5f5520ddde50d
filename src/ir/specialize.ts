import { k } from "./builder.js";
import type { Dim, Expr, IndexMap } from "./expr.js";
import type { Kernel } from "./kernel.js";
import { rewrite } from "./rewrite.js";

/** The kernel with its integer arguments filled in: all sizes, strides and offsets are numbers. */
export function specialize(kernel: Kernel, ints: readonly number[]): Kernel<number> {
  const dim = (d: Dim): number => (typeof d === "number" ? d : ints[d.arg]!);
  const map = (m: IndexMap): IndexMap<number> => ({ offset: dim(m.offset), strides: m.strides.map(dim) });
  const memo = new Map<Expr, Expr>();
  const known = (e: Expr): Expr => (e.kind === "load" ? k.load(e.input, e.dtype, map(e.index)) : e);
  return {
    ...kernel,
    ints: 0,
    axes: kernel.axes.map((a) => ({ ...a, size: dim(a.size) })),
    outputs: kernel.outputs.map((o) => ({
      ...o,
      index: map(o.index),
      value: rewrite(o.value, known, memo) as Expr<number>,
    })),
  };
}
