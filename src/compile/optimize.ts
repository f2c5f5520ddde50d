import { debugging } from "../util/debug.js";
import type { Graph } from "./graph.js";
import { printGraph } from "./graph.js";
import { Patterns } from "./patterns.js";
import { algebra } from "./passes/algebra.js";
import { forwardCopies, fuseElementwise } from "./passes/fuse.js";
import { multiOutput } from "./passes/multi-output.js";
import { collapseAxes, commonSubexpressions, deadCode, separateValues } from "./passes/simple.js";
import { withExplain } from "../util/features.js";

/** The passes, in order. Each takes a graph and returns one that computes the same. */
export const passes: readonly { readonly name: string; readonly run: (g: Graph, patterns: Patterns) => Graph }[] = [
  { name: "separateValues", run: separateValues },
  { name: "algebra", run: algebra },
  { name: "forwardCopies", run: forwardCopies },
  { name: "deadCode", run: deadCode },
  { name: "commonSubexpressions", run: commonSubexpressions },
  { name: "fuseElementwise", run: fuseElementwise },
  { name: "algebra", run: algebra },
  { name: "collapseAxes", run: collapseAxes },
  { name: "multiOutput", run: multiOutput },
  { name: "deadCode", run: deadCode },
];

/** Runs all passes. After each, `check` gets the graph, and `passed` is called. */
export function optimize(g: Graph, check?: (g: Graph, pass: string) => void, passed?: () => void): Graph {
  const show = withExplain && debugging("compile");
  if (show) console.log(`recorded\n${printGraph(g)}`);
  check?.(g, "recorded");
  const patterns = new Patterns();
  return passes.reduce<Graph>(
    (before, pass) => {
      const after = pass.run(before, patterns);
      if (show) console.log(`\n${pass.name}\n${printGraph(after)}`);
      check?.(after, pass.name);
      passed?.();
      return after;
    },
    { ...g, steps: g.steps.map((s) => patterns.step(s)) },
  );
}
