import type { Accumulator } from "../nest/nest.js";
import type { FunctionWriter, Local } from "./assembler.js";
import { binaryOp, compareOp, type Helpers } from "./scalar.js";

// The single steps of a reduction: adding a term or merging another part.

/** Adds `v`: a term, or a part of the same reduction. */
export function combine(
  f: FunctionWriter,
  acc: Pick<Accumulator, "fn" | "dtype">,
  to: Local,
  v: Local,
  helpers: Helpers,
): void {
  const fn = acc.fn === "sum" ? "add" : acc.fn === "prod" ? "mul" : (acc.fn as "max" | "min");
  if (to.type === "v128") f.get(to).get(v).op(`f32x4.${fn}`);
  else binaryOp(f, fn, acc.dtype, to, v, helpers);
  f.set(to);
}

/** Adds candidate number `now` for the position of an extremum: the first of equal ones wins, and a NaN before all. */
export function further(
  f: FunctionWriter,
  { fn, dtype }: Accumulator,
  to: Local,
  v: Local,
  best: Local,
  now: Local,
): void {
  const better = f.local("i32");
  f.get(v)
    .get(to)
    .op(compareOp(fn === "argmax" ? "gt" : "lt", dtype));
  if (dtype.includes("float"))
    f.get(v).get(v).op(`${v.type}.ne`).get(to).get(to).op(`${v.type}.eq`, "i32.and", "i32.or");
  f.set(better).get(v).get(to).get(better).op("select").set(to).get(now).get(best).get(better).op("select").set(best);
}
