import { blocksFrom } from "../../engine/engine.js";
import { indexKey } from "../../ir/equal.js";
import { contains, type Expr, nodesOf, operands } from "../../ir/expr.js";
import { pointsOf } from "../../ir/span.js";
import { isHalf } from "../../shape/dtype.js";
import { substitute } from "../compose.js";
import { type Graph, inputsOf, type KernelStep, writesAll } from "../graph.js";
import type { Limit, Patterns } from "../patterns.js";
import { eachLoad, type OpenKernel } from "../rewrite.js";
import { Uses } from "../uses.js";
import { withExplain } from "../../util/features.js";

// Fusion: the values of a temporary buffer are computed where they are read, and the buffer disappears.

/** Operations that cost no more than reading a number from memory. */
const cheap: ReadonlySet<string> = new Set([
  "add",
  "sub",
  "mul",
  "max",
  "min",
  "neg",
  "abs",
  "and",
  "or",
  "xor",
  "not",
  "where",
  "cast",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "isnan",
  "sign",
]);
/** The maximum number of operations to recompute for each reader. */
const FEW = 6;
/** Kernels with fewer points are dominated by overhead. */
const TINY = 4096;

const isReduce = (e: Expr<number>): boolean => e.kind === "reduce";

/** The cost of an expression: the number of operations, expensive ones count ten, reductions zero. */
function cost(e: Expr<number>): number {
  const own = (x: Expr<number>): number =>
    operands(x).length === 0 || isReduce(x) ? 0 : cheap.has("fn" in x ? x.fn : x.kind) ? 1 : 10;
  return nodesOf(e).reduce((n, x) => n + own(x), 0);
}

/** The number of evaluations of a load in a nest with loop-invariant code motion. */
function evaluations(l: OpenKernel, index: { strides: readonly unknown[] }, inside: boolean): number {
  const moves = l.axes.map((a, i) => index.strides[i] !== 0 && a.size !== 1);
  const inReduce = inside && moves.some((m, i) => m && l.axes[i]!.kind === "reduce");
  const parallel = l.axes.filter((a) => a.kind === "parallel");
  if (inReduce) return pointsOf(l.axes);
  const last = moves.lastIndexOf(true);
  return pointsOf(parallel.slice(0, last + 1));
}

interface Reading {
  readonly times: number;
  readonly inside: boolean;
}

/** A consumer's reads of a buffer: the total number of evaluations, and whether any is in a reduction. */
function reading(l: OpenKernel, buffer: number): Reading {
  const ways = new Map<string, number>();
  let inside = false;
  for (const o of l.outputs) {
    eachLoad(o.value, (e, within) => {
      if (e.input !== buffer) return;
      inside ||= within;
      const key = indexKey(e.index);
      ways.set(key, Math.max(ways.get(key) ?? 0, evaluations(l, e.index, within)));
    });
  }
  return { times: [...ways.values()].reduce((a, b) => a + b, 0), inside };
}

const trivial = (l: { readonly outputs: readonly { readonly value: Expr }[] }): boolean =>
  operands(l.outputs[0]!.value).length === 0;

/** Whether a kernel is a large sum of products, which engines compute in blocks. */
function isProduct(l: OpenKernel): boolean {
  return (
    pointsOf(l.axes) >= blocksFrom() &&
    l.outputs.some((o) =>
      contains(o.value, (e) => e.kind === "reduce" && e.fn === "sum" && e.x.kind === "binary" && e.x.fn === "mul"),
    )
  );
}

/** Reasons without their texts. */
const unsaid = new Proxy({} as Record<string, (...of: unknown[]) => string>, { get: () => () => "" });

/** The notes of explain() on unfused kernels. */
const why = withExplain
  ? {
      perReader: () => "its reduction would be computed for each reader",
      again: () => "its reduction would be computed again and again",
      product: () => "a large product of matrices stays alone in its kernel",
      operand: () => "a large product of matrices reads its operands from memory",
      dear: (readers: number, cost: number) => `it is read ${readers} times and costs ${cost} operations`,
      repeated: (times: number) => `it would be computed ${Math.round(times)} times for each element`,
      order: (reader: string) => `${reader} reads it in another order`,
      overwritten: (reader: string) => `${reader} would overwrite what it still reads`,
      large: () => "the kernel would become too large",
      rounded: (dtype: string) => `${dtype} is rounded where it is stored`,
      ownInput: () => "it reads what it writes",
      call: (reader: string) => `${reader} is no kernel and reads it from memory`,
      changed: () => "what it reads is changed before its reader runs",
    }
  : unsaid;

/** A larger kernel is slow to compile without any gain. */
const limit: Limit = { buffers: 16, nodes: 300, beyond: why.large() };

/** The reason not to fuse `producer` into this consumer; null if fusing pays off. */
function tooDear(
  producer: OpenKernel,
  consumer: OpenKernel,
  buffer: number,
  count: number,
  readers: number,
): string | null {
  if (trivial(producer)) return null;
  const { times, inside } = reading(consumer, buffer);
  const value = producer.outputs[0]!.value;
  if (contains(value, isReduce)) {
    if (readers > 1) return why.perReader();
    if (inside || times > count) return why.again();
    if (isProduct(producer) && (contains(consumer.outputs[0]!.value, isReduce) || pointsOf(consumer.axes) !== count))
      return why.product();
    if (isProduct(consumer)) return why.product();
    return null;
  }
  if (isProduct(consumer) && inside) return why.operand();
  const dear = cost(value);
  if (readers > 1 && dear > FEW) return why.dear(readers, dear);
  if (inside && times > count && dear > 0) return why.repeated(times / count);
  if (times > count && !(pointsOf(consumer.axes) <= TINY && dear <= FEW)) return why.repeated(times / count);
  return null;
}

/** Whether the kernel at step `from` can move to step `to`: nothing in between changes what it reads. */
function canMove(uses: Uses, from: number, to: number, reads: ReadonlySet<number>): boolean {
  for (const b of reads) if (uses.writtenBetween(b, from, to)) return false;
  return true;
}

/** Whether a fused kernel reads its outputs only at the point that it writes. */
export function readsInPlace(l: OpenKernel): boolean {
  let ok = true;
  for (const o of l.outputs) {
    for (const other of l.outputs) {
      eachLoad(o.value, (e, inside) => {
        if (e.input !== other.buffer) return;
        if (
          inside ||
          e.index.offset !== other.index.offset ||
          l.axes.some((a, i) => a.size !== 1 && e.index.strides[i]! !== other.index.strides[i]!)
        )
          ok = false;
        // Every point must be written once only: an axis that the output does not move along repeats it.
        if (l.axes.some((a, i) => a.kind === "parallel" && a.size !== 1 && other.index.strides[i] === 0)) ok = false;
      });
    }
  }
  return ok;
}

/** The consumer with the producer fused in, or the reason why not. `readers`: the number of kernels that read it. */
function fusedInto(producer: OpenKernel, consumer: OpenKernel, count: number, readers: number): OpenKernel | string {
  const { buffer } = producer.outputs[0]!;
  const dear = tooDear(producer, consumer, buffer, count, readers);
  if (dear !== null) return dear;
  const made = substitute(consumer, producer, buffer);
  if (made === null) return why.order(consumer.name);
  if (!readsInPlace(made)) return why.overwritten(consumer.name);
  const name = trivial(producer) ? consumer.name : `${producer.name}+${consumer.name}`;
  return { ...made, name: name.length > 80 ? consumer.name : name };
}

function fuse(g: Graph, patterns: Patterns, wanted: (producer: KernelStep) => boolean, say: boolean): Graph {
  const uses = new Uses(g.steps),
    { steps } = uses;
  const notes: string[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    if (
      step === null ||
      step === undefined ||
      step.kind !== "kernel" ||
      step.kernel.outputs.length !== 1 ||
      !wanted(step)
    )
      continue;
    const buffer = step.buffers[0]!,
      { count, role, dtype } = g.buffers[buffer]!;
    if (role.kind !== "temporary" || uses.writersOf(buffer).length !== 1 || !writesAll(step, 0, count)) continue;
    const readers = uses.readersOf(buffer).slice();
    if (readers.length === 0) continue;
    const reason = ((): string | null => {
      if (isHalf(dtype) && !trivial(step.kernel)) return why.rounded(dtype);
      const reads = new Set(inputsOf(step));
      if (reads.has(buffer)) return why.ownInput();
      const fused: KernelStep[] = [];
      for (const j of readers) {
        const s = steps[j]!;
        if (s.kind === "call") return why.call(s.name);
        const next = patterns.once(
          `fuse ${count} ${readers.length}`,
          [step, s],
          ([first, second]) => fusedInto(first!, second!, count, readers.length),
          limit,
        );
        if (next === null || typeof next === "string") return next;
        if (!canMove(uses, i, j, reads)) return why.changed();
        fused.push(next);
      }
      readers.forEach((j, n) => {
        uses.replace(j, fused[n]!);
      });
      uses.replace(i, null);
      return null;
    })();
    if (withExplain)
      notes.push(
        reason === null
          ? `${step.kernel.name} is computed inside of ${readers.map((j) => (steps[j] as KernelStep).kernel.name).join(" and ")}`
          : `${step.kernel.name} stays apart: ${reason}`,
      );
  }
  return { ...g, steps: uses.rest(), notes: say ? [...g.notes, ...notes.toReversed()] : g.notes };
}

/** Removes copies: readers of a copy read the original, with the original's strides. */
export function forwardCopies(g: Graph, patterns: Patterns): Graph {
  return fuse(g, patterns, (s) => trivial(s.kernel), false);
}

/**
 * Fuses kernels that are read once, or are cheap, into their readers: elementwise kernels into one another and into
 * reductions, and elementwise kernels after a reduction into the reduction's kernel.
 */
export function fuseElementwise(g: Graph, patterns: Patterns): Graph {
  return fuse(g, patterns, () => true, true);
}
