import { type Graph, inputsOf, outputsOf, printGraph } from "./graph.js";
import type { Plan } from "./plan.js";
import type { Trace } from "./trace.js";

/** What `step.explain()` says. */
export function explain(plans: readonly Plan[], waiting: readonly { readonly trace: Trace; readonly failures: number; readonly reason: string | null }[]): string {
  const parts = plans.map((p, i) => `plan ${i + 1} of ${plans.length}\n${describe(p)}`);
  for (const w of waiting) {
    const why = w.reason !== null ? `it cannot be replayed: ${w.reason}` : w.failures === 0 ? "it becomes a plan when the next call does the same" : `it was different in each of ${w.failures + 1} calls`;
    parts.push(`recorded, no plan yet (${w.trace.graph.steps.length} steps): ${why}`);
  }
  return parts.length === 0 ? "not called yet" : parts.join("\n\n");
}

function describe(p: Plan): string {
  const { graph, program } = p;
  const kernels = graph.steps.filter((s) => s.kind === "kernel").length;
  return [
    `${kernels} kernels, ${graph.steps.length - kernels} calls, ${program.arena} bytes of arena, ${outside(graph)} buffers outside`,
    ...graph.notes.map((n) => `- ${n}`),
    printGraph(graph),
  ].join("\n");
}

function outside(g: Graph): number {
  const used = new Set(g.steps.flatMap((s) => [...inputsOf(s), ...outputsOf(s)]));
  return g.buffers.filter(({ role }, b) => role.kind === "external" && used.has(b)).length;
}
