import { k } from "../ir/builder.js";
import { indexKey, nodeKey } from "../ir/equal.js";
import { type Expr, type IndexMap, nodesOf, operands } from "../ir/expr.js";
import type { Kernel, Output } from "../ir/kernel.js";
import { rewrite } from "../ir/rewrite.js";
import type { DType } from "../shape/dtype.js";
import { spanOf } from "../ir/span.js";
import type { KernelStep } from "./graph.js";

// Building kernels out of kernels. A pass works on open kernels, which `Patterns` opens before and closes after it.

/** The number of distinct nodes of an expression. */
export const size = (e: Expr<number>): number => nodesOf(e).length;

/** A kernel under construction: its loads and stores name buffers and its params name cells, instead of counting arguments. */
export interface OpenKernel {
  readonly name: string;
  readonly axes: Kernel<number>["axes"];
  /** `load.input` is a buffer, `param.param` a cell. */
  readonly outputs: readonly OpenOutput[];
}
export type OpenOutput = Output<number> & { readonly buffer: number };

/** A step as an open kernel. */
export function openStep(s: KernelStep): OpenKernel {
  const n = s.kernel.outputs.length;
  const memo = new Map<Expr<number>, Expr<number>>();
  const free = (e: Expr<number>): Expr<number> =>
    e.kind === "load"
      ? k.load(s.buffers[n + e.input]!, e.dtype, moved(e.index, s.offsets[n + e.input]!))
      : e.kind === "param"
        ? k.param(s.params[e.param]!, e.dtype)
        : e;
  return {
    name: s.kernel.name,
    axes: s.kernel.axes,
    outputs: s.kernel.outputs.map((o, i) => ({
      ...o,
      index: moved(o.index, s.offsets[i]!),
      value: rewrite(o.value, free, memo),
      buffer: s.buffers[i]!,
    })),
  };
}

const lowest = (axes: Kernel<number>["axes"], m: IndexMap<number>): number => spanOf(axes, m)[0];
const moved = (m: IndexMap<number>, by: number): IndexMap<number> =>
  by === 0 ? m : { offset: m.offset + by, strides: m.strides };

/** A step of the original kernel, with separate offsets of its buffers. */
export function stepOf(kernel: Kernel<number>, buffers: readonly number[], params: readonly number[]): KernelStep {
  const n = kernel.outputs.length;
  const lows = [...kernel.outputs.map((o) => lowest(kernel.axes, o.index)), ...kernel.inputs.map(() => Infinity)];
  for (const o of kernel.outputs)
    eachLoad(o.value, (e) => {
      lows[n + e.input] = Math.min(lows[n + e.input]!, lowest(kernel.axes, e.index));
    });
  const offsets = lows.map((low) => (low === Infinity ? 0 : low));
  if (offsets.every((x) => x === 0)) return { kind: "kernel", kernel, buffers, offsets, params };
  const memo = new Map<Expr<number>, Expr<number>>();
  const down = (e: Expr<number>): Expr<number> =>
    e.kind === "load" ? k.load(e.input, e.dtype, moved(e.index, -offsets[n + e.input]!)) : e;
  const outputs = kernel.outputs.map((o, i) => ({
    ...o,
    index: moved(o.index, -offsets[i]!),
    value: rewrite(o.value, down, memo),
  }));
  return { kind: "kernel", kernel: { ...kernel, outputs }, buffers, offsets, params };
}

/**
 * The step of an open kernel: numbers its inputs and params, once per buffer or cell. Equal expressions become one
 * object, so that a renderer, which names each object once, computes nothing twice.
 */
export function closeStep(open: OpenKernel): KernelStep {
  const lows = new Map<number, number>();
  for (const o of open.outputs)
    eachLoad(o.value, (e) => {
      lows.set(e.input, Math.min(lows.get(e.input) ?? Infinity, lowest(open.axes, e.index)));
    });
  const inputs: number[] = [],
    dtypes: DType[] = [],
    cells: number[] = [],
    params: DType[] = [];
  const inputNumber = (b: number, d: DType): number => {
    let i = inputs.indexOf(b);
    if (i < 0) {
      i = inputs.push(b) - 1;
      dtypes.push(d);
    }
    return i;
  };
  const paramNumber = (c: number, d: DType): number => {
    let i = cells.findIndex((x, j) => x === c && params[j] === d);
    if (i < 0) {
      i = cells.push(c) - 1;
      params.push(d);
    }
    return i;
  };
  const known = new Map<string, Expr<number>>(),
    ids = new Map<Expr<number>, number>(),
    maps = new Map<string, IndexMap<number>>(),
    mapIds = new Map<IndexMap, number>();
  const mapOf = (m: IndexMap<number>): IndexMap<number> => {
    if (mapIds.has(m)) return m;
    const key = indexKey(m);
    let one = maps.get(key);
    if (one === undefined) {
      maps.set(key, (one = m));
      mapIds.set(m, mapIds.size);
    }
    return one;
  };
  const mapId = (m: IndexMap): number => mapIds.get(m)!;
  const one = (e: Expr<number>): Expr<number> => {
    const own: Expr<number> =
      e.kind === "load"
        ? k.load(inputNumber(e.input, e.dtype), e.dtype, mapOf(moved(e.index, -lows.get(e.input)!)))
        : e.kind === "param"
          ? k.param(paramNumber(e.param, e.dtype), e.dtype)
          : e;
    const key = `${nodeKey(own, mapId)}|${operands(own)
      .map((x) => ids.get(x)!)
      .join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, own);
    ids.set(own, ids.size);
    return own;
  };
  const memo = new Map<Expr<number>, Expr<number>>();
  const starts = open.outputs.map((o) => lowest(open.axes, o.index));
  const outputs = open.outputs.map((o, i) => ({
    dtype: o.dtype,
    index: mapOf(moved(o.index, -starts[i]!)),
    value: rewrite(o.value, one, memo),
  }));
  return {
    kind: "kernel",
    kernel: { name: open.name, axes: open.axes, inputs: dtypes, outputs, params, ints: 0 },
    buffers: [...open.outputs.map((o) => o.buffer), ...inputs],
    offsets: [...starts, ...inputs.map((b) => lows.get(b)!)],
    params: cells,
  };
}

export type Load = Expr<number> & { readonly kind: "load" };

/** Calls `f` with every load, and whether it is inside a reduction; a load in both positions is passed twice. */
export function eachLoad(e: Expr<number>, f: (load: Load, inside: boolean) => void): void {
  const seen = [new Set<Expr<number>>(), new Set<Expr<number>>()] as const;
  const visit = (x: Expr<number>, inside: boolean): void => {
    const known = seen[inside ? 1 : 0];
    if (known.has(x)) return;
    known.add(x);
    if (x.kind === "load") f(x, inside);
    for (const y of operands(x)) visit(y, inside || x.kind === "reduce");
  };
  visit(e, false);
}
