import type { Expr } from "../../ir/expr.js";
import type { FunctionWriter, Local, ValType } from "./assembler.js";
import { binaryOp, compareOp, constant, extreme, type Helpers } from "./scalar.js";

// The single steps of a reduction: what it begins with, and how a term or another part of it is taken in.

export type Reduce = Expr & { readonly kind: "reduce" };
/** Of an extremum's position: where it is, and where we are. */
export interface Place {
  readonly best: Local;
  readonly now: Local;
}
export const isPlace = (node: Reduce): boolean => node.fn === "argmax" || node.fn === "argmin";

/** What changes nothing. */
export const neutral = (fn: Reduce["fn"]): number =>
  fn === "sum" ? 0 : fn === "prod" ? 1 : fn === "max" || fn === "argmax" ? -Infinity : Infinity;

/** Pushes what a reduction begins with. */
export function identity(f: FunctionWriter, node: Reduce, type: ValType): void {
  const first = neutral(node.fn),
    d = node.x.dtype;
  if (type === "v128") f.f32x4(first);
  else constant(f, d.includes("float") || Number.isFinite(first) ? first : extreme(d, node.fn.endsWith("max")), d);
}

/** Takes `v` in: a term, or a part of the same reduction. */
export function combine(f: FunctionWriter, node: Reduce, to: Local, v: Local, helpers: Helpers): void {
  const fn = node.fn === "sum" ? "add" : node.fn === "prod" ? "mul" : (node.fn as "max" | "min");
  if (to.type === "v128") f.get(to).get(v).op(`f32x4.${fn}`);
  else binaryOp(f, fn, node.x.dtype, to, v, helpers);
  f.set(to);
}

/** One more candidate for an extremum whose position is wanted: the first of equal ones, and a NaN before all. */
export function further(
  f: FunctionWriter,
  { fn, x: { dtype } }: Reduce,
  to: Local,
  v: Local,
  { best, now }: Place,
): void {
  const better = f.local("i32");
  f.get(v)
    .get(to)
    .op(compareOp(fn === "argmax" ? "gt" : "lt", dtype));
  if (dtype.includes("float"))
    f.get(v).get(v).op(`${v.type}.ne`).get(to).get(to).op(`${v.type}.eq`, "i32.and", "i32.or");
  f.set(better).get(v).get(to).get(better).op("select").set(to).get(now).get(best).get(better).op("select").set(best);
  f.get(now).i64(1n).op("i64.add").set(now);
}
