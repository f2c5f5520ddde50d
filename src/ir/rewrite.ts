import { every, k } from "./builder.js";
import { type Dim, type Expr, operands } from "./expr.js";

// Rewriting of expressions, from the leaves upwards.

/** The same expression with other operands. */
export function withOperands<D extends Dim>(e: Expr<D>, xs: readonly Expr<D>[]): Expr<D> {
  switch (e.kind) {
    case "unary":
      return every[e.fn](xs[0]!);
    case "binary":
      return every[e.fn](xs[0]!, xs[1]!);
    case "compare":
      return every[e.fn](xs[0]!, xs[1]!);
    case "where":
      return k.where(xs[0]!, xs[1]!, xs[2]!);
    case "cast":
      return k.cast(xs[0]!, e.dtype);
    case "reduce":
      return k.reduce(e.fn, e.axes, xs[0]!);
    default:
      return e;
  }
}

/** Rebuilds an expression from its leaves upwards. `f` gets each node after its operands; `memo` keeps shared parts shared. */
export function rewrite<D extends Dim>(
  e: Expr<D>,
  f: (e: Expr<D>) => Expr<D>,
  memo: Map<Expr<D>, Expr<D>> = new Map(),
): Expr<D> {
  const known = memo.get(e);
  if (known !== undefined) return known;
  const xs = operands(e).map((x) => rewrite(x, f, memo));
  const same = xs.every((x, i) => x === operands(e)[i]);
  const out = f(same ? e : withOperands(e, xs));
  memo.set(e, out);
  return out;
}
