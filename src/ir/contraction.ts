import { k } from "./builder.js";
import { type Dim, type Expr, type IndexMap, nodesOf } from "./expr.js";
import type { Kernel } from "./kernel.js";
import { rewrite } from "./rewrite.js";
import type { DType } from "../shape/dtype.js";

/**
 * A kernel viewed as `out[batch, m, n] = Σ_k a[batch, m, k] · b[batch, k, n] (+ bias)`, where batch, m, n and k are
 * groups of its axes. Products of matrices, matrix × vector and convolutions are of this form.
 */
export interface Contraction<D extends Dim = Dim> {
  readonly dtype: "float32" | "float64";
  readonly batch: readonly number[];
  readonly m: readonly number[];
  readonly n: readonly number[];
  readonly k: readonly number[];
  readonly a: Part<D>;
  readonly b: Part<D>;
  readonly bias: Part<D> | null;
  readonly out: IndexMap<D>;
}
/** An input by its number, and its index map. */
export interface Part<D extends Dim = Dim> {
  readonly input: number;
  readonly index: IndexMap<D>;
}

type Load<D extends Dim> = Expr<D> & { readonly kind: "load" };
const isLoad = <D extends Dim>(e: Expr<D>, dtype: DType): e is Load<D> => e.kind === "load" && e.dtype === dtype;

/** Interprets a kernel as a contraction, or returns null. */
export function contractionOf<D extends Dim>(kernel: Kernel<D>): Contraction<D> | null {
  const [output, ...others] = kernel.outputs;
  if (output === undefined || others.length > 0 || (output.dtype !== "float32" && output.dtype !== "float64"))
    return null;
  const { dtype, value, index: out } = output;
  const sum = value.kind === "binary" && value.fn === "add" ? value.x : value,
    bias = value.kind === "binary" && value.fn === "add" ? value.y : null;
  if (sum.kind !== "reduce" || sum.fn !== "sum") return null;
  const body = sum.x;
  if (body.kind !== "binary" || body.fn !== "mul" || !isLoad(body.x, dtype) || !isLoad(body.y, dtype)) return null;
  if (bias !== null && !isLoad(bias, dtype)) return null;
  const reads = (m: IndexMap<D>, axis: number): boolean => m.strides[axis] !== 0;
  const batch: number[] = [],
    rows: number[] = [],
    columns: number[] = [],
    sums: number[] = [];
  for (let i = 0; i < kernel.axes.length; i++) {
    const inX = reads(body.x.index, i),
      inY = reads(body.y.index, i);
    if (kernel.axes[i]!.kind === "reduce") {
      if (!sum.axes.includes(i) || (bias !== null && reads(bias.index, i))) return null;
      sums.push(i);
    } else if (!reads(out, i) || (!inX && !inY)) return null;
    else (inX && inY ? batch : inX ? rows : columns).push(i);
  }
  // Columns are vectorized, so the axis along which the output is contiguous is among them.
  const turned = rows.some((i) => out.strides[i] === 1);
  const [a, b] = turned ? [body.y, body.x] : [body.x, body.y];
  return {
    dtype,
    batch,
    m: turned ? columns : rows,
    n: turned ? rows : columns,
    k: sums,
    a: { input: a.input, index: a.index },
    b: { input: b.input, index: b.index },
    bias: bias === null ? null : { input: (bias as Load<D>).input, index: (bias as Load<D>).index },
    out,
  };
}

/** A kernel of known sizes whose only reduction is a contraction, split into parts. */
export interface ContractionAndRest {
  /** The contraction alone, stored contiguously in its own buffer, with its number of elements. */
  readonly contraction: Contraction<number>;
  readonly elements: number;
  /** The elementwise rest; reads the contraction as its last input. */
  readonly rest: Kernel<number>;
}

/** Splits a kernel into a contraction and an elementwise kernel on its result; null for other kernels. */
export function splitContraction(kernel: Kernel<number>): ContractionAndRest | null {
  const [output] = kernel.outputs;
  if (output === undefined) return null;
  const [sum, ...others] = nodesOf(...kernel.outputs.map((o) => o.value)).filter((e) => e.kind === "reduce");
  if (sum === undefined || others.length > 0) return null;
  // Its memory order is that of the first output, so that the contiguous axis is the same.
  const axes = kernel.axes.flatMap((a, i) => (a.kind === "parallel" ? [i] : []));
  const far = (i: number): number => Math.abs(output.index.strides[i]!);
  const strides = kernel.axes.map(() => 0);
  let size = 1;
  for (const axis of axes.toSorted((x, y) => far(x) - far(y))) {
    strides[axis] = size;
    size *= kernel.axes[axis]!.size;
  }
  const place = { offset: 0, strides };
  const contraction = contractionOf({ ...kernel, outputs: [{ dtype: sum.dtype, index: place, value: sum }] });
  if (contraction === null) return null;
  // The rest has no reducing axes.
  const kept = new Map(axes.map((axis, i) => [axis, i]));
  const without = (m: IndexMap<number>): IndexMap<number> => ({ ...m, strides: axes.map((i) => m.strides[i]!) });
  const memo = new Map<Expr<number>, Expr<number>>([[sum, k.load(kernel.inputs.length, sum.dtype, without(place))]]);
  const lower = (e: Expr<number>): Expr<number> =>
    e.kind === "load" ? k.load(e.input, e.dtype, without(e.index)) : e.kind === "axis" ? k.axis(kept.get(e.axis)!) : e;
  return {
    contraction,
    elements: size,
    rest: {
      ...kernel,
      name: `${kernel.name} rest`,
      axes: axes.map((i) => kernel.axes[i]!),
      inputs: [...kernel.inputs, sum.dtype],
      outputs: kernel.outputs.map((o) => ({ ...o, index: without(o.index), value: rewrite(o.value, lower, memo) })),
    },
  };
}
