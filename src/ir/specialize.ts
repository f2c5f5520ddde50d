import type { Dim, Expr, IndexMap } from "./expr.js";
import type { Kernel } from "./kernel.js";

/** The kernel with its integer arguments filled in: all sizes, strides and offsets are numbers. */
export function specialize(kernel: Kernel, ints: readonly number[]): Kernel {
  const dim = (d: Dim): number => (typeof d === "number" ? d : ints[d.arg]!);
  const map = (m: IndexMap): IndexMap => ({ offset: dim(m.offset), strides: m.strides.map(dim) });
  const memo = new Map<Expr, Expr>();
  const expr = (e: Expr): Expr => {
    let r = memo.get(e);
    if (r === undefined) {
      switch (e.kind) {
        case "load": r = { ...e, index: map(e.index) }; break;
        case "unary": case "cast": case "reduce": r = { ...e, x: expr(e.x) }; break;
        case "binary": case "compare": r = { ...e, x: expr(e.x), y: expr(e.y) }; break;
        case "where": r = { ...e, cond: expr(e.cond), x: expr(e.x), y: expr(e.y) }; break;
        default: r = e;
      }
      memo.set(e, r);
    }
    return r;
  };
  return {
    ...kernel, ints: 0, axes: kernel.axes.map((a) => ({ ...a, size: dim(a.size) })),
    outputs: kernel.outputs.map((o) => ({ ...o, index: map(o.index), value: expr(o.value) })),
  };
}
