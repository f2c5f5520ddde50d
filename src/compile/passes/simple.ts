import { collapse } from "../axes.js";
import { type Buffer, type Graph, inputsOf, outputsOf, type Step, writersOf, writesAll } from "../graph.js";
import { sameArray } from "../../util/array.js";
import type { Patterns } from "../patterns.js";

// The simple passes.

const whole = (s: Step, output: number, g: Graph): boolean =>
  s.kind === "call" ? s.whole : writesAll(s, output, g.buffers[s.buffers[output]!]!.count);

/** The same step with other buffers. */
function renamed(s: Step, read: (b: number) => number, write: (b: number) => number): Step {
  if (s.kind === "call") return { ...s, reads: s.reads.map(read), write: write(s.write) };
  const { kernel, buffers, offsets, params } = s,
    n = kernel.outputs.length;
  const others = buffers.map((b, i) => (i < n ? write(b) : read(b)));
  return sameArray(buffers, others) ? s : { kind: "kernel", kernel, buffers: others, offsets, params };
}

/**
 * A buffer that is overwritten completely several times becomes one temporary per value; the last value stays in the
 * buffer itself. In-place updates then have a single writer, and can be fused like others.
 */
export function separateValues(g: Graph): Graph {
  const buffers: Buffer[] = g.buffers.slice();
  const last = new Map<number, number>();
  g.steps.forEach((s, i) =>
    outputsOf(s).forEach((b, o) => {
      if (whole(s, o, g)) last.set(b, i);
    }),
  );
  const now = new Map<number, number>();
  const current = (b: number): number => now.get(b) ?? b;
  const steps = g.steps.map((s, i) => {
    const outs = outputsOf(s);
    const targets = new Map<number, number>();
    outs.forEach((b, o) => {
      if (!whole(s, o, g)) targets.set(b, current(b));
      else targets.set(b, last.get(b) === i ? b : buffers.push({ ...g.buffers[b]!, role: { kind: "temporary" } }) - 1);
    });
    const out = renamed(s, current, (b) => targets.get(b)!);
    for (const [b, t] of targets) now.set(b, t);
    return out;
  });
  return { ...g, buffers, steps };
}

/** Removes steps whose results are never read. */
export function deadCode(g: Graph, patterns: Patterns): Graph {
  const live = new Set<number>();
  g.buffers.forEach(({ role }, b) => {
    if (role.kind === "external" || role.kind === "argument" || role.kind === "kept") live.add(b);
  });
  const steps: Step[] = [];
  for (let i = g.steps.length - 1; i >= 0; i--) {
    let s = g.steps[i]!;
    const outs = outputsOf(s);
    if (!outs.some((b) => live.has(b)) && !(s.kind === "call" && s.random)) continue;
    if (s.kind === "kernel" && outs.some((b) => !live.has(b))) {
      const read = outs.map((b) => live.has(b));
      s = patterns.made(`deadCode ${read.join()}`, s, (one) => ({
        ...one,
        outputs: one.outputs.filter((_, o) => read[o]),
      }));
    }
    outputsOf(s).forEach((b, o) => {
      if (whole(s, o, g)) live.delete(b);
    });
    for (const b of inputsOf(s)) live.add(b);
    steps.push(s);
  }
  return { ...g, steps: steps.toReversed() };
}

/** Drops a kernel that repeats an earlier one on the same values. */
export function commonSubexpressions(g: Graph, patterns: Patterns): Graph {
  const writers = writersOf(g);
  const changed = new Map<number, number>(); // the number of writes to a buffer so far
  const known = new Map<string, number>();
  const same = new Map<number, number>();
  const of = (b: number): number => same.get(b) ?? b;
  const steps: Step[] = [];
  for (const given of g.steps) {
    const s = renamed(given, of, (b) => b);
    const alone = (b: number): boolean => g.buffers[b]!.role.kind === "temporary" && writers.get(b)!.length === 1;
    if (s.kind === "kernel" && s.kernel.outputs.length === 1 && alone(s.buffers[0]!) && whole(s, 0, g)) {
      const key = `${patterns.kernels.work(s.kernel)} ${s.params.join()} ${s.offsets.join()} ${s.buffers.map((b, i) => (i === 0 ? "" : `${b}.${changed.get(b) ?? 0}`)).join()}`;
      const before = known.get(key);
      if (before !== undefined) {
        same.set(s.buffers[0]!, before);
        continue;
      }
      known.set(key, s.buffers[0]!);
    }
    for (const b of outputsOf(s)) changed.set(b, (changed.get(b) ?? 0) + 1);
    steps.push(s);
  }
  return { ...g, steps };
}

/** Merges axes that every buffer of a kernel traverses contiguously. */
export function collapseAxes(g: Graph, patterns: Patterns): Graph {
  return {
    ...g,
    steps: g.steps.map((s): Step => (s.kind === "kernel" ? patterns.made("collapseAxes", s, collapse) : s)),
  };
}
