import { k } from "../ir/builder.js";
import { indexKey, nodeKey } from "../ir/equal.js";
import { type Expr, type IndexMap, nodesOf, operands } from "../ir/expr.js";
import type { Kernel, Output } from "../ir/kernel.js";
import { rewrite } from "../ir/rewrite.js";
import type { DType } from "../shape/dtype.js";
import { type KernelStep, lowest } from "./graph.js";

// Building kernels out of kernels. Expressions are rebuilt bottom-up; equal ones become one object, so that a renderer,
// which gives each object one name, computes nothing twice.

/** How many different nodes an expression has. */
export const size = (e: Expr): number => nodesOf(e).length;

/** An input or param of a kernel under construction. Steps are written with loads of buffers and params of cells by their own numbers. */
export interface Loose {
  readonly name: string;
  readonly axes: Kernel["axes"];
  /** `load.input` is a buffer, `param.param` a cell. */
  readonly outputs: readonly (Output & { readonly buffer: number })[];
}

/** A step with its loads naming buffers and its params naming cells. */
export function loosen(s: KernelStep): Loose {
  const n = s.kernel.outputs.length;
  const memo = new Map<Expr, Expr>();
  const free = (e: Expr): Expr =>
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

const moved = (m: IndexMap, by: number): IndexMap =>
  by === 0 ? m : { offset: (m.offset as number) + by, strides: m.strides };

/** A step of a kernel as it was written, with the offsets of its buffers beside it. */
export function stepOf(kernel: Kernel, buffers: readonly number[], params: readonly number[]): KernelStep {
  const n = kernel.outputs.length;
  const lows = [...kernel.outputs.map((o) => lowest(kernel.axes, o.index)), ...kernel.inputs.map(() => Infinity)];
  for (const o of kernel.outputs)
    eachLoad(o.value, (e) => {
      lows[n + e.input] = Math.min(lows[n + e.input]!, lowest(kernel.axes, e.index));
    });
  const offsets = lows.map((low) => (low === Infinity ? 0 : low));
  if (offsets.every((x) => x === 0)) return { kind: "kernel", kernel, buffers, offsets, params };
  const memo = new Map<Expr, Expr>();
  const down = (e: Expr): Expr =>
    e.kind === "load" ? k.load(e.input, e.dtype, moved(e.index, -offsets[n + e.input]!)) : e;
  const outputs = kernel.outputs.map((o, i) => ({
    ...o,
    index: moved(o.index, -offsets[i]!),
    value: rewrite(o.value, down, memo),
  }));
  return { kind: "kernel", kernel: { ...kernel, outputs }, buffers, offsets, params };
}

/** A step again: inputs and params are numbered, those of one buffer or cell once, and equal expressions are one. */
export function tighten(l: Loose): KernelStep {
  const lows = new Map<number, number>();
  for (const o of l.outputs)
    eachLoad(o.value, (e) => {
      lows.set(e.input, Math.min(lows.get(e.input) ?? Infinity, lowest(l.axes, e.index)));
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
  const known = new Map<string, Expr>(),
    ids = new Map<Expr, number>(),
    maps = new Map<string, IndexMap>(),
    mapIds = new Map<IndexMap, number>();
  const mapOf = (m: IndexMap): IndexMap => {
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
  const one = (e: Expr): Expr => {
    const own =
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
  const memo = new Map<Expr, Expr>();
  const starts = l.outputs.map((o) => lowest(l.axes, o.index));
  const outputs = l.outputs.map((o, i) => ({
    dtype: o.dtype,
    index: mapOf(moved(o.index, -starts[i]!)),
    value: rewrite(o.value, one, memo),
  }));
  return {
    kind: "kernel",
    kernel: { name: l.name, axes: l.axes, inputs: dtypes, outputs, params, ints: 0 },
    buffers: [...l.outputs.map((o) => o.buffer), ...inputs],
    offsets: [...starts, ...inputs.map((b) => lows.get(b)!)],
    params: cells,
  };
}

/** Calls `f` with every load, and whether it stands inside a reduction; with one that does both, for each. */
export function eachLoad(e: Expr, f: (load: Expr & { kind: "load" }, inside: boolean) => void): void {
  const seen = [new Set<Expr>(), new Set<Expr>()] as const;
  const visit = (x: Expr, inside: boolean): void => {
    const known = seen[inside ? 1 : 0];
    if (known.has(x)) return;
    known.add(x);
    if (x.kind === "load") f(x, inside);
    for (const y of operands(x)) visit(y, inside || x.kind === "reduce");
  };
  visit(e, false);
}
