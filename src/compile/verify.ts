import type { Program } from "../engine/program.js";
import { fail } from "../diagnose/error.js";
import type { IndexMap } from "../ir/expr.js";
import type { Kernel } from "../ir/kernel.js";
import { spanOf } from "../ir/span.js";
import { verify } from "../ir/verify.js";
import { dtypeInfo } from "../shape/dtype.js";
import { type Graph, inputsOf, outputsOf, printGraph } from "./graph.js";
import { eachLoad, openStep } from "./rewrite.js";

/**
 * Checks the invariants of a graph; throws an internal error that prints it if one is violated: every kernel is valid
 * and static, its buffers have its dtypes and are large enough, constants are not written, and nothing is read before
 * it was written.
 */
export function verifyGraph(g: Graph): void {
  const bad = (what: string): never => fail("internal", `invalid graph: ${what}\n${printGraph(g)}`);
  const written = new Set<number>();
  g.buffers.forEach(({ role }, b) => {
    if (role.kind !== "temporary" && role.kind !== "kept") written.add(b);
  });
  g.steps.forEach((s, i) => {
    for (const b of [...inputsOf(s), ...outputsOf(s)])
      if (g.buffers[b] === undefined) bad(`step ${i} has a buffer ${b} that does not exist`);
    for (const b of inputsOf(s)) if (!written.has(b)) bad(`step ${i} reads buffer ${b}, which holds nothing yet`);
    for (const b of outputsOf(s)) {
      if (g.buffers[b]!.role.kind === "constant") bad(`step ${i} writes constant ${b}`);
      written.add(b);
    }
    if (s.kind === "call") return;
    const { kernel } = s;
    verify(kernel);
    if (kernel.ints !== 0) bad(`step ${i} is not static`);
    if (
      s.buffers.length !== kernel.outputs.length + kernel.inputs.length ||
      s.offsets.length !== s.buffers.length ||
      s.params.length !== kernel.params.length
    )
      bad(`step ${i} does not have its kernel's buffers and params`);
    kernel.outputs.forEach((o, n) => {
      if (o.dtype !== g.buffers[s.buffers[n]!]!.dtype) bad(`step ${i} stores ${o.dtype} into buffer ${s.buffers[n]}`);
    });
    kernel.inputs.forEach((d, n) => {
      if (d !== g.buffers[s.buffers[kernel.outputs.length + n]!]!.dtype) bad(`step ${i} reads input ${n} as ${d}`);
    });
    for (const o of openStep(s).outputs) {
      inside(kernel, o.index, g.buffers[o.buffer]!.count, () => bad(`step ${i} writes outside of buffer ${o.buffer}`));
      eachLoad(o.value, (e) =>
        inside(kernel, e.index, g.buffers[e.input]!.count, () => bad(`step ${i} reads outside of buffer ${e.input}`)),
      );
    }
  });
  g.buffers.forEach(({ role }, b) => {
    if (role.kind === "kept" && !written.has(b)) bad(`nothing writes result ${b}`);
  });
}

function inside(kernel: Kernel<number>, m: IndexMap<number>, count: number, bad: () => void): void {
  if (kernel.axes.some((a) => a.size === 0)) return;
  const [low, high] = spanOf(kernel.axes, m);
  if (low < 0 || high >= count) bad();
}

/**
 * Checks that buffers in the same memory are not alive at the same time, except if one takes over from the other in a
 * step.
 */
export function verifyProgram(p: Program): void {
  const bad = (what: string): never => fail("internal", `invalid program: ${what}`);
  const first = new Map<number, number>(),
    last = new Map<number, number>();
  p.steps.forEach((s, i) => {
    for (const b of s.buffers) {
      if (!first.has(b)) first.set(b, i);
      last.set(b, i);
    }
  });
  const used = [...first.keys()].flatMap((b) => {
    const { place, count, dtype } = p.buffers[b]!;
    return place.kind === "arena" ? [{ b, from: place.offset, to: place.offset + count * dtypeInfo[dtype].bytes }] : [];
  });
  for (const x of used) {
    if (x.to > p.arena || x.from % dtypeInfo[p.buffers[x.b]!.dtype].bytes !== 0)
      bad(`buffer ${x.b} is not in the arena`);
    for (const y of used) {
      if (x.b >= y.b || x.to <= y.from || y.to <= x.from) continue;
      const apart = last.get(x.b)! < first.get(y.b)! || last.get(y.b)! < first.get(x.b)!;
      const handed = (last.get(x.b) === first.get(y.b) || last.get(y.b) === first.get(x.b)) && x.from === y.from; // at the same points, as memoryPlan ensures
      if (!apart && !handed) bad(`buffers ${x.b} and ${y.b} share memory while both are needed`);
    }
  }
}
