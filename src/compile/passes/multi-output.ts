import type { Expr } from "../../ir/expr.js";
import { k } from "../../ir/builder.js";
import { sameArray } from "../../util/array.js";
import { sizeOf } from "../axes.js";
import { type Graph, inputsOf, type KernelStep, outputsOf, type Step } from "../graph.js";
import { contains, loosen, type Loose, rewrite, size, tighten } from "../rewrite.js";
import { readsInPlace } from "./fuse.js";

const MAX_OUTPUTS = 6, MAX_BUFFERS = 16, MAX_NODES = 400;

/**
 * Elementwise kernels over the same points become one with several outputs, which reads what they share once: all that
 * an optimizer does to one parameter. What one stores and the other loads at the same point is passed on directly.
 */
export function multiOutput(g: Graph): Graph {
  const steps: (Step | null)[] = g.steps.slice();
  const notes: string[] = [];
  for (let j = 0; j < steps.length; j++) {
    // A kernel takes in the nearest earlier one that can come down to it, then looks again.
    for (let i = j - 1; i >= 0; i--) {
      const a = steps[i], b = steps[j];
      if (a === null || a === undefined || b === null || b === undefined || a.kind === "call" || b.kind === "call") continue;
      const one = joined(a, b);
      if (one === null || !canComeDown(steps, i, j)) continue;
      notes.push(`${a.kernel.name} and ${b.kernel.name} run over the same points in one kernel`);
      steps[j] = one;
      steps[i] = null;
    }
  }
  return { ...g, steps: steps.filter((s): s is Step => s !== null), notes: [...g.notes, ...notes] };
}

/** Whether nothing between the steps touches what step `i` writes, or writes what it reads. */
function canComeDown(steps: readonly (Step | null)[], i: number, j: number): boolean {
  const s = steps[i]!, writes = new Set(outputsOf(s)), reads = new Set(inputsOf(s));
  for (let m = i + 1; m < j; m++) {
    const t = steps[m];
    if (t === null || t === undefined) continue;
    if (inputsOf(t).some((b) => writes.has(b)) || outputsOf(t).some((b) => writes.has(b) || reads.has(b))) return false;
  }
  return true;
}

function joined(first: KernelStep, second: KernelStep): KernelStep | null {
  const a = loosen(first), b = loosen(second);
  if (a.outputs.length + b.outputs.length > MAX_OUTPUTS || !sameArray(a.axes.map(sizeOf), b.axes.map(sizeOf))) return null;
  const plain = (l: Loose): boolean => l.axes.every((x) => x.kind === "parallel") && !l.outputs.some((o) => contains(o.value, (e) => e.kind === "reduce"));
  if (!plain(a) || !plain(b)) return null;
  const mine = new Set(a.outputs.map((o) => o.buffer)), theirs = new Set(b.outputs.map((o) => o.buffer));
  // Something must be shared, or nothing is won; and no buffer may be stored twice.
  if ([...theirs].some((x) => mine.has(x))) return null;
  const reads = new Set(inputsOf(first));
  if (!inputsOf(second).some((x) => mine.has(x) || reads.has(x))) return null;
  let ok = true;
  const memo = new Map<Expr, Expr>();
  const pass = (e: Expr): Expr => {
    if (e.kind !== "load") return e;
    const from = a.outputs.find((o) => o.buffer === e.input);
    if (from === undefined) return e;
    if (from.index.offset !== e.index.offset || !from.index.strides.every((s, x) => s === e.index.strides[x])) ok = false;
    return from.dtype === "float16" || from.dtype === "bfloat16" ? ((ok = false), e) : k.cast(from.value, e.dtype);
  };
  const passed = b.outputs.map((o) => ({ ...o, value: rewrite(o.value, pass, memo) }));
  if (!ok) return null;
  const l: Loose = { name: `${a.name}+${b.name}`.slice(0, 80), axes: a.axes, outputs: [...a.outputs, ...passed] };
  // What the second overwrites the first may still read, at the same point; all values come before all stores.
  if (!readsInPlace(l)) return null;
  const step = tighten(l);
  return step.buffers.length > MAX_BUFFERS || step.kernel.outputs.reduce((n, o) => n + size(o.value), 0) > MAX_NODES ? null : step;
}
