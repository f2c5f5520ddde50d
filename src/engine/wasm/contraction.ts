import { freeAxes } from "../../ir/axes.js";
import type { Expr, IndexMap } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";

/** A kernel seen as products of matrices: `out[…, m, n] = Σ_k a[…, m, k] · b[…, k, n] (+ bias[n])`. */
export interface Product {
  /** Axes of the kernel. Batch axes are looped over from outside. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: readonly number[];
  /** Inputs by number, and how they are read. */
  readonly a: { readonly input: number; readonly index: IndexMap };
  readonly b: { readonly input: number; readonly index: IndexMap };
  readonly bias: { readonly input: number; readonly index: IndexMap } | null;
  readonly out: IndexMap;
}

type Load = Expr & { readonly kind: "load" };
const isLoad = (e: Expr): e is Load => e.kind === "load" && e.dtype === "float32";

/** Reads a kernel as a product of float32 matrices, or gives null where it is something else. */
export function productOf(kernel: Kernel): Product | null {
  const [output, ...others] = kernel.outputs;
  if (output === undefined || others.length > 0 || output.dtype !== "float32") return null;
  const sum = output.value.kind === "binary" && output.value.fn === "add" ? output.value.x : output.value;
  const bias = output.value === sum ? null : (output.value as Expr & { kind: "binary" }).y;
  if (sum.kind !== "reduce" || sum.fn !== "sum" || sum.axes.length !== 1) return null;
  const body = sum.x;
  if (body.kind !== "binary" || body.fn !== "mul" || !isLoad(body.x) || !isLoad(body.y)) return null;
  const k = sum.axes[0]!;
  const [inA, inB] = [freeAxes(body.x), freeAxes(body.y)];
  if (!inA.has(k) || !inB.has(k)) return null;
  const batch: number[] = [], rows: number[] = [], columns: number[] = [];
  for (let i = 0; i < kernel.axes.length; i++) {
    if (kernel.axes[i]!.kind === "reduce") { if (i !== k) return null; continue; }
    if (inA.has(i) && inB.has(i)) batch.push(i);
    else if (inA.has(i)) rows.push(i);
    else if (inB.has(i)) columns.push(i);
    else return null;
  }
  // A vector on either side reads each number once: nothing for this engine to win.
  const m = rows.pop(), n = columns.pop();
  if (m === undefined || n === undefined || output.index.strides[n] !== 1) return null;
  if (bias !== null && !(isLoad(bias) && bias.index.strides.every((s, i) => s === (i === n ? 1 : 0)))) return null;
  return {
    m, n, k, batch: [...batch, ...rows, ...columns],
    a: { input: body.x.input, index: body.x.index }, b: { input: body.y.input, index: body.y.index },
    bias: bias === null ? null : { input: (bias as Load).input, index: (bias as Load).index },
    out: output.index,
  };
}
