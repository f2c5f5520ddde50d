import { type Brought, runtime } from "../engine/runtime.js";
import { every } from "../ir/builder.js";
import type { Dim, Expr, RareBinaryFn, RareUnaryFn } from "../ir/expr.js";
import { bringDefinition, type One, type Two } from "../render/wasm/math-functions.js";

// Rarely used functions. An expression with one of them can only be created by the function of its name here, which
// registers its implementation with the engines. So a bundle contains only what its ops use, and no expression lacks
// its function.

/** WebAssembly's vector implementation of a function, or null. */
interface InLanes<F> {
  readonly body: F;
  /** As in `Definition`. */ readonly wide: boolean;
}

/** Creates expressions with a function of one operand; `helpers` is its JavaScript implementation. */
/* @__NO_SIDE_EFFECTS__ */
export function unary(
  fn: RareUnaryFn,
  lanes: InLanes<One>,
  helpers: Partial<Brought> = {},
): <D extends Dim>(x: Expr<D>) => Expr<D> {
  return (x) => {
    bringDefinition(fn, { operands: 1, ...lanes });
    Object.assign(runtime, helpers);
    return every[fn](x);
  };
}

/** The same of two operands. */
/* @__NO_SIDE_EFFECTS__ */
export function binary(
  fn: RareBinaryFn,
  lanes: InLanes<Two> | null,
  helpers: Partial<Brought> = {},
): <D extends Dim>(x: Expr<D>, y: Expr<D>) => Expr<D> {
  return (x, y) => {
    if (lanes !== null) bringDefinition(fn, { operands: 2, ...lanes });
    Object.assign(runtime, helpers);
    return every[fn](x, y);
  };
}
