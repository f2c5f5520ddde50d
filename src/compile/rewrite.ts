import { k } from "../ir/builder.js";
import { type Expr, type IndexMap, operands } from "../ir/expr.js";
import type { Kernel, Output } from "../ir/kernel.js";
import { rewrite } from "../ir/rewrite.js";
import type { DType } from "../shape/dtype.js";
import type { KernelStep } from "./graph.js";

export { rewrite };

// Building kernels out of kernels. Expressions are rebuilt bottom-up; equal ones become one object, so that a renderer,
// which gives each object one name, computes nothing twice.

/** How many different nodes an expression has. */
export function size(e: Expr, seen: Set<Expr> = new Set()): number {
  if (seen.has(e)) return 0;
  seen.add(e);
  return operands(e).reduce((n, x) => n + size(x, seen), 1);
}

/** Whether a node for which `test` holds is in the expression. */
export function contains(e: Expr, test: (e: Expr) => boolean, seen: Set<Expr> = new Set()): boolean {
  if (seen.has(e)) return false;
  seen.add(e);
  return test(e) || operands(e).some((x) => contains(x, test, seen));
}

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
  const free = (e: Expr): Expr => (e.kind === "load" ? k.load(s.buffers[n + e.input]!, e.dtype, e.index) : e.kind === "param" ? k.param(s.params[e.param]!, e.dtype) : e);
  return {
    name: s.kernel.name, axes: s.kernel.axes,
    outputs: s.kernel.outputs.map((o, i) => ({ ...o, value: rewrite(o.value, free, memo), buffer: s.buffers[i]! })),
  };
}

/** A step again: inputs and params are numbered, those of one buffer or cell once, and equal expressions are one. */
export function tighten(l: Loose): KernelStep {
  const inputs: number[] = [], dtypes: DType[] = [], cells: number[] = [], params: DType[] = [];
  const inputNumber = (b: number, d: DType): number => {
    let i = inputs.indexOf(b);
    if (i < 0) { i = inputs.push(b) - 1; dtypes.push(d); }
    return i;
  };
  const paramNumber = (c: number, d: DType): number => {
    let i = cells.findIndex((x, j) => x === c && params[j] === d);
    if (i < 0) { i = cells.push(c) - 1; params.push(d); }
    return i;
  };
  const known = new Map<string, Expr>(), ids = new Map<Expr, number>(), maps = new Map<string, IndexMap>();
  const mapOf = (m: IndexMap): IndexMap => {
    const key = `${JSON.stringify(m.offset)}:${m.strides.join()}`;
    let one = maps.get(key);
    if (one === undefined) maps.set(key, (one = m));
    return one;
  };
  const one = (e: Expr): Expr => {
    const own = e.kind === "load" ? k.load(inputNumber(e.input, e.dtype), e.dtype, mapOf(e.index)) : e.kind === "param" ? k.param(paramNumber(e.param, e.dtype), e.dtype) : e;
    const key = `${keyOf(own)}|${operands(own).map((x) => ids.get(x)!).join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, own);
    ids.set(own, ids.size);
    return own;
  };
  const memo = new Map<Expr, Expr>();
  const outputs = l.outputs.map((o) => ({ dtype: o.dtype, index: mapOf(o.index), value: rewrite(o.value, one, memo) }));
  return { kind: "kernel", kernel: { name: l.name, axes: l.axes, inputs: dtypes, outputs, params, ints: 0 }, buffers: [...l.outputs.map((o) => o.buffer), ...inputs], params: cells };
}

/** What a node is, apart from its operands. */
function keyOf(e: Expr): string {
  switch (e.kind) {
    case "const": return `const ${e.dtype} ${typeof e.value} ${Object.is(e.value, -0) ? "-0" : String(e.value)}`;
    case "param": return `param ${e.dtype} ${e.param}`;
    case "load": return `load ${e.dtype} ${e.input} ${JSON.stringify(e.index)}`;
    case "axis": return `axis ${e.axis}`;
    case "reduce": return `reduce ${e.fn} ${e.axes.join()} ${e.dtype}`;
    case "unary": case "binary": case "compare": return `${e.fn} ${e.dtype}`;
    default: return `${e.kind} ${e.dtype}`;
  }
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
