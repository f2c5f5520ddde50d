import { Tensor } from "../core/tensor.js";
import type { Kernel } from "../ir/kernel.js";
import { dtypeInfo } from "../shape/dtype.js";
import { showShape } from "../util/array.js";
import type { Recorded, Slow } from "./compile.js";
import type { Form } from "./form.js";
import { type Buffer, type Graph, inputsOf, outputsOf, printGraph } from "./graph.js";
import type { Plan } from "./plan.js";
import type { Prepared } from "./prepared.js";
import type { Trace } from "./trace.js";
import type { Anew } from "./why.js";

/** The text of `step.explain()`: for each plan an overview, one line for each step, the fusions, and the kernels. */
export function explain(
  plans: readonly Plan[],
  waiting: readonly Recorded[],
  slow: readonly Slow[],
  anew: Anew,
): string {
  const parts = plans.map((p, i) => {
    const plan = `plan ${i + 1} of ${plans.length}, for ${showForm(p.takes)}\n${describe(p.prepared)}`,
      back = p.joint?.prepared;
    return back === undefined
      ? plan
      : `${plan}\n\nits backward${back === null ? ": planned when backward() first comes to it" : `\n${describe(back)}`}`;
  });
  for (const { takes, trial } of slow)
    parts.push(
      `no plan for ${showForm(takes)}: it took ${trial.plan.toFixed(3)} ms, and the function as it is written ${trial.fn.toFixed(3)} ms`,
    );
  for (const w of waiting) parts.push(`no plan yet for ${showForm(w.takes)}: ${why(w, anew)}`);
  const others = anew.text();
  if (others !== null) parts.push(others);
  return parts.length === 0 ? "not called yet" : parts.join("\n\n");
}

function why({ trace, failures, difference }: Recorded, anew: Anew): string {
  if (failures > 0)
    return `its last ${failures + 1} calls were all different: the last one ${anew.detail(trace) ?? difference}`;
  return trace.spoiled === null ? "it gets one when the next call does the same" : `the first call ${trace.spoiled}`;
}

/** `(float32 [64, 784], int64 [64])` */
function showForm(f: Form): string {
  switch (f.kind) {
    case "tensor":
      return `${f.dtype} ${showShape(f.shape)}`;
    case "array":
      return `(${f.items.map(showForm).join(", ")})`;
    case "object":
      return `{ ${f.keys.map((k, i) => `${k}: ${showForm(f.items[i]!)}`).join(", ")} }`;
    case "instance":
      return `${f.only === null ? "any" : "one"} ${f.prototype.constructor.name} { ${f.keys.map((k, i) => `${k}: ${showForm(f.items[i]!)}`).join(", ")} }`;
    case "value":
      return f.value instanceof Tensor
        ? "a leaf"
        : typeof f.value === "object" || typeof f.value === "function"
          ? "an object"
          : String(f.value);
  }
}

function describe({ graph, program, runner, trace }: Prepared): string {
  const kernels = graph.steps.filter((s) => s.kind === "kernel").length,
    calls = graph.steps.length - kernels;
  const places = runner.places?.() ?? [];
  const steps = graph.steps.map((s, i) => {
    const of = s.kind === "kernel" ? `${s.kernel.name}  ${loops(s.kernel)}` : `${s.name}  in JavaScript`;
    return `${String(i).padStart(4)}  ${of}${s.kind === "kernel" && places[i] !== undefined ? `  on ${places[i]}` : ""}`;
  });
  const notes =
    graph.notes.length === 0 ? [] : ["", "fused, and why not:", ...counted(graph.notes).map((n) => `- ${n}`)];
  return [
    `${count(kernels, "kernel")}, ${count(calls, "call")} of JavaScript; ${program.arena} bytes of arena${runner.size === undefined ? "" : `, ${runner.size}`}`,
    ...outside(graph),
    ...live(trace),
    ...left(trace),
    "",
    "steps:",
    ...steps,
    ...notes,
    "",
    "kernels (x: memory outside, a: arguments, c: constants, k: kept, t: temporary):",
    printGraph(graph),
  ].join("\n");
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** `64×10, sums 128` */
function loops(kernel: Kernel): string {
  const of = (kind: "parallel" | "reduce"): string =>
    kernel.axes
      .filter((a) => a.kind === kind)
      .map((a) => a.size)
      .join("×");
  const [points, reduced] = [of("parallel"), of("reduce")];
  return `${points === "" ? "one point" : points}${reduced === "" ? "" : `, over ${reduced}`}`;
}

/** Tensors of a plan that are not arguments: they are read in place, so only in-place changes are seen. */
function outside(g: Graph): string[] {
  const read = new Set(g.steps.flatMap(inputsOf)),
    written = new Set(g.steps.flatMap(outputsOf));
  const lines = (what: string, test: (b: number) => boolean): string[] => {
    const list = g.buffers.flatMap((b, i) => (b.role.kind === "external" && test(i) ? [size(b)] : []));
    return list.length === 0 ? [] : [`${what} ${list.length} tensors from outside: ${counted(list).join(", ")}`];
  };
  return [...lines("changes", (b) => written.has(b)), ...lines("reads", (b) => read.has(b) && !written.has(b))];
}
const size = (b: Buffer): string => `${b.dtype} of ${b.count * dtypeInfo[b.dtype].bytes} bytes`;

/** Options that are read in each run. */
function live({ cells }: Trace): string[] {
  const names = [...new Set(cells.flatMap((c) => c.of))];
  return names.length === 0 ? [] : [`takes anew in each run: ${names.join(", ")}`];
}

/** Fields that hold another tensor after each run. */
function left({ fields, guards }: Trace): string[] {
  return fields.length === 0
    ? []
    : [
        `leaves tensors in ${count(fields.length, "field")}: ${counted(fields.map(({ of, key }) => `${key}${guards.nameOf(of)}`)).join(", ")}`,
      ];
}

/** Each distinct text, with its count. */
function counted(list: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const t of list) times.set(t, (times.get(t) ?? 0) + 1);
  return [...times].map(([t, n]) => (n === 1 ? t : `${t} (${n} times)`));
}
