import { type Expr, operands } from "./expr.js";

/** The axes that an expression's value depends on; a reduction hides its own. `memo` is shared between calls. */
export function freeAxes(e: Expr, memo: Map<Expr, ReadonlySet<number>> = new Map()): ReadonlySet<number> {
  const known = memo.get(e);
  if (known) return known;
  const out = new Set<number>();
  for (const o of operands(e)) for (const a of freeAxes(o, memo)) out.add(a);
  if (e.kind === "load")
    e.index.strides.forEach((s, a) => {
      if (s !== 0) out.add(a);
    });
  else if (e.kind === "axis") out.add(e.axis);
  else if (e.kind === "reduce") for (const a of e.axes) out.delete(a);
  memo.set(e, out);
  return out;
}
