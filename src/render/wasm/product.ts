import { freeAxes } from "../../ir/axes.js";
import { k } from "../../ir/builder.js";
import { type Dim, type Expr, type IndexMap, nodesOf } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { rewrite } from "../../ir/rewrite.js";

/** A kernel viewed as products of matrices: `out[…, m, n] = Σ_k a[…, m, k] · b[…, k, n] (+ bias[n])`. */
export interface Product<D extends Dim = Dim> {
  /** Axes of the kernel. Batch axes are looped over from outside. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: readonly number[];
  /** Inputs by number, and their index maps. */
  readonly a: { readonly input: number; readonly index: IndexMap<D> };
  readonly b: { readonly input: number; readonly index: IndexMap<D> };
  readonly bias: { readonly input: number; readonly index: IndexMap<D> } | null;
  readonly out: IndexMap<D>;
}

type Load<D extends Dim> = Expr<D> & { readonly kind: "load" };
const isLoad = <D extends Dim>(e: Expr<D>): e is Load<D> => e.kind === "load" && e.dtype === "float32";

/** Interprets a kernel as a product of float32 matrices, or returns null. */
export function productOf<D extends Dim>(kernel: Kernel<D>): Product<D> | null {
  const [output, ...others] = kernel.outputs;
  if (output === undefined || others.length > 0 || output.dtype !== "float32") return null;
  const sum = output.value.kind === "binary" && output.value.fn === "add" ? output.value.x : output.value;
  const bias = output.value === sum ? null : (output.value as Expr<D> & { kind: "binary" }).y;
  if (sum.kind !== "reduce" || sum.fn !== "sum" || sum.axes.length !== 1) return null;
  const body = sum.x;
  if (body.kind !== "binary" || body.fn !== "mul" || !isLoad(body.x) || !isLoad(body.y)) return null;
  const k = sum.axes[0]!;
  const [inA, inB] = [freeAxes(body.x), freeAxes(body.y)];
  if (!inA.has(k) || !inB.has(k)) return null;
  const batch: number[] = [],
    rows: number[] = [],
    columns: number[] = [];
  for (let i = 0; i < kernel.axes.length; i++) {
    if (kernel.axes[i]!.kind === "reduce") {
      if (i !== k) return null;
      continue;
    }
    if (inA.has(i) && inB.has(i)) batch.push(i);
    else if (inA.has(i)) rows.push(i);
    else if (inB.has(i)) columns.push(i);
    else return null;
  }
  // With a vector on either side each number is read once: this engine would gain nothing.
  const m = rows.pop(),
    n = columns.pop();
  if (m === undefined || n === undefined || output.index.strides[n] !== 1) return null;
  if (bias !== null && !(isLoad(bias) && bias.index.strides.every((s, i) => s === (i === n ? 1 : 0)))) return null;
  return {
    m,
    n,
    k,
    batch: [...batch, ...rows, ...columns],
    a: { input: body.x.input, index: body.x.index },
    b: { input: body.y.input, index: body.y.index },
    bias: bias === null ? null : { input: (bias as Load<D>).input, index: (bias as Load<D>).index },
    out: output.index,
  };
}

/** A kernel of known sizes whose only reduction is a matrix product, split into parts. */
export interface ProductAndRest {
  /** The product alone, stored row by row (batch after batch) in its own buffer. */
  readonly product: Product<number>;
  /** The elementwise rest; reads the contraction as its last input. */
  readonly rest: Kernel<number>;
}

/** Splits a kernel into a matrix product and an elementwise kernel on its result; null for other kernels. */
export function splitProduct(kernel: Kernel<number>): ProductAndRest | null {
  const [output] = kernel.outputs;
  if (output === undefined || kernel.outputs.length !== 1) return null;
  const [sum, ...others] = nodesOf(output.value).filter((e) => e.kind === "reduce");
  if (sum === undefined || others.length > 0) return null;
  const alone = (strides: readonly number[]): Product<number> | null =>
    productOf({ ...kernel, outputs: [{ ...output, dtype: "float32", index: { offset: 0, strides }, value: sum }] });
  const roles = alone(kernel.axes.map(() => 1));
  if (roles === null) return null;
  const strides = kernel.axes.map(() => 0);
  let size = 1;
  for (const axis of [roles.n, roles.m, ...roles.batch.toReversed()]) {
    strides[axis] = size;
    size *= kernel.axes[axis]!.size;
  }
  const product = alone(strides)!;
  const gone = product.k; // the rest has no reducing axis
  const without = (m: IndexMap<number>): IndexMap<number> => ({
    ...m,
    strides: m.strides.filter((_, i) => i !== gone),
  });
  const memo = new Map<Expr<number>, Expr<number>>([
    [sum, k.load(kernel.inputs.length, "float32", without({ offset: 0, strides }))],
  ]);
  const lower = (e: Expr<number>): Expr<number> =>
    e.kind === "load"
      ? k.load(e.input, e.dtype, without(e.index))
      : e.kind === "axis" && e.axis > gone
        ? k.axis(e.axis - 1)
        : e;
  return {
    product,
    rest: {
      ...kernel,
      name: `${kernel.name} rest`,
      axes: kernel.axes.filter((_, i) => i !== gone),
      inputs: [...kernel.inputs, "float32"],
      outputs: [{ ...output, index: without(output.index), value: rewrite(output.value, lower, memo) }],
    },
  };
}
