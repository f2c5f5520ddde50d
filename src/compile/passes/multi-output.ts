import { contains, type Expr } from "../../ir/expr.js";
import { k } from "../../ir/builder.js";
import type { Kernel } from "../../ir/kernel.js";
import { type Graph, inputsOf, type KernelStep, outputsOf } from "../graph.js";
import type { Limit, Patterns } from "../patterns.js";
import { rewrite } from "../../ir/rewrite.js";
import { eachLoad, type OpenKernel } from "../rewrite.js";
import { insert, lowerBound, remove, Uses } from "../uses.js";
import { readsInPlace } from "./fuse.js";
import { withExplain } from "../../util/features.js";

const MAX_OUTPUTS = 6;
const limit: Limit = { buffers: 16, nodes: 400, beyond: null };
/** The number of earlier kernels to try for each: a mask that every layer reads would otherwise lead to all of them. */
const TRIES = 32;

/**
 * Merges elementwise kernels over the same points into one with several outputs, which reads shared inputs once: all
 * updates of one parameter by an optimizer, for example. A value stored by one and loaded by the other at the same
 * point is passed on directly.
 */
export function multiOutput(g: Graph, patterns: Patterns): Graph {
  const uses = new Uses(g.steps),
    { steps } = uses;
  const notes: string[] = [];
  const near = new Near();
  for (let j = 0; j < steps.length; j++) {
    // A kernel absorbs the nearest earlier one that can move down to it, then repeats.
    let second = steps[j]!;
    if (second.kind === "call") continue;
    let i = j;
    for (let tries = 0; tries < TRIES && (i = near.before(second, i)) >= 0; tries++) {
      const first = steps[i] as KernelStep;
      if (!canComeDown(uses, i, j)) continue;
      const one = patterns.once("multiOutput", [first, second], ([a, b]) => joined(a!, b!), limit);
      if (one === null || typeof one === "string") continue;
      if (withExplain)
        notes.push(`${first.kernel.name} and ${second.kernel.name} run over the same points in one kernel`);
      near.remove(first, i);
      uses.replace(i, null);
      uses.replace(j, one);
      second = one;
      tries = 0;
    }
    near.add(second, j);
  }
  return { ...g, steps: uses.rest(), notes: [...g.notes, ...notes] };
}

/** Elementwise kernels by their points and buffers, to find those that share something with a step. */
class Near {
  private readonly lists = new Map<string, number[]>();
  private readonly pointsOf = new Map<Kernel<number>, string | null>();

  /** The points of an elementwise kernel; null for other kernels. */
  private points(kernel: Kernel<number>): string | null {
    let points = this.pointsOf.get(kernel);
    if (points === undefined)
      this.pointsOf.set(kernel, (points = isPlain(kernel) ? kernel.axes.map((a) => a.size).join() : null));
    return points;
  }

  add(s: KernelStep, i: number): void {
    const points = this.points(s.kernel);
    if (points === null) return;
    for (const b of s.buffers) {
      const key = `${b} ${points}`,
        list = this.lists.get(key);
      if (list === undefined) this.lists.set(key, [i]);
      else insert(list, i);
    }
  }
  remove(s: KernelStep, i: number): void {
    const points = this.points(s.kernel);
    for (const b of s.buffers) remove(this.lists.get(`${b} ${points}`), i);
  }
  /** The last step before step `i` over the same points that touches a buffer that `s` reads; −1 for none. */
  before(s: KernelStep, i: number): number {
    const points = this.points(s.kernel);
    let last = -1;
    if (points === null) return last;
    for (const b of inputsOf(s)) {
      const list = this.lists.get(`${b} ${points}`);
      if (list !== undefined) last = Math.max(last, list[lowerBound(list, i) - 1] ?? -1);
    }
    return last;
  }
}

const isPlain = (kernel: Kernel<number>): boolean =>
  kernel.axes.every((x) => x.kind === "parallel") &&
  !kernel.outputs.some((o) => contains(o.value, (e) => e.kind === "reduce"));

/** Whether no step in between touches an output of step `i`, or writes one of its inputs. */
function canComeDown(uses: Uses, i: number, j: number): boolean {
  const s = uses.steps[i]!;
  return (
    !outputsOf(s).some((b) => uses.readBetween(b, i, j) || uses.writtenBetween(b, i, j)) &&
    !inputsOf(s).some((b) => uses.writtenBetween(b, i, j))
  );
}

/** Merges two elementwise kernels over the same points; null if that is impossible. */
function joined(a: OpenKernel, b: OpenKernel): OpenKernel | null {
  if (a.outputs.length + b.outputs.length > MAX_OUTPUTS) return null;
  const mine = new Set(a.outputs.map((o) => o.buffer)),
    theirs = new Set(b.outputs.map((o) => o.buffer));
  // They must share a buffer, or nothing is gained; and no buffer may be stored twice.
  if ([...theirs].some((x) => mine.has(x))) return null;
  const reads = new Set(inputs(a));
  if (!inputs(b).some((x) => mine.has(x) || reads.has(x))) return null;
  let ok = true;
  const memo = new Map<Expr<number>, Expr<number>>();
  const pass = (e: Expr<number>): Expr<number> => {
    if (e.kind !== "load") return e;
    const from = a.outputs.find((o) => o.buffer === e.input);
    if (from === undefined) return e;
    if (from.index.offset !== e.index.offset || !from.index.strides.every((s, x) => s === e.index.strides[x]))
      ok = false;
    return from.dtype === "float16" || from.dtype === "bfloat16" ? ((ok = false), e) : k.cast(from.value, e.dtype);
  };
  const passed = b.outputs.map((o) => ({ ...o, value: rewrite(o.value, pass, memo) }));
  if (!ok) return null;
  const both: OpenKernel = {
    name: `${a.name}+${b.name}`.slice(0, 80),
    axes: a.axes,
    outputs: [...a.outputs, ...passed],
  };
  // The first may still read, at the same point, a buffer that the second overwrites, since all values precede all
  // stores.
  return readsInPlace(both) ? both : null;
}

/** The buffers that a kernel reads. */
function inputs(kernel: OpenKernel): number[] {
  const buffers: number[] = [];
  for (const o of kernel.outputs) eachLoad(o.value, (load) => buffers.push(load.input));
  return buffers;
}
