import { arriving } from "../autograd/backward.js";
import { giveHistories, giveHistory } from "../autograd/outputs.js";
import { denseOf, full, noAttrs } from "../core/dispatch.js";
import { edgeOf, gradFnOf } from "../core/graph.js";
import { mode } from "../core/modes.js";
import { failChanged, failFreed, Node } from "../core/node.js";
import { recorder, setRecorder } from "../core/recorder.js";
import type { Storage } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { sameArray } from "../util/array.js";
import type { EngineChoice } from "../engine/engine.js";
import { Prepared } from "./prepared.js";
import { difference, otherWork, type Trace } from "./trace.js";
import { Tracer } from "./tracer.js";

// The backward of a compiled function whose results are used outside, for example in a loss. Recording the function
// also records a pass from its results back to the leaves and the arguments. Besides the results, the forward plan
// returns the values that this pass reads, and each call's results get a graph node whose gradient is a plan of the
// pass.

/** A recorded pass. It takes a gradient for each result that has a history, then the saved values of the forward. */
export interface Backward {
  readonly trace: Trace;
  /** The function's results that have a history, and the tensors with a history that it leaves in fields. */
  readonly results: readonly number[];
  readonly left: readonly number[];
  /** The receivers of gradients: external leaves, and arguments. */
  readonly leaves: readonly Tensor[];
  readonly args: readonly number[];
  /** For each of the leaves and then of the arguments, the number of its gradient; −1 for none. */
  readonly gradients: readonly number[];
}

/** The start of an argument's history in the function: its copy. */
export function link(copy: Tensor, original: Tensor): Node {
  const edge = edgeOf(original);
  const gradAll = (g: Tensor): readonly Tensor[] => {
    recorder?.spoil("sends gradients back to where an argument came from");
    return [g];
  };
  copy.node = new Node({ gradName: "CompiledArgument", saves: "", gradAll }, [original], [edge], noAttrs, copy);
  return copy.node;
}

/** Whether a tensor's history is intact, that is, not freed by the function's own backward(). */
function isAlive(t: Tensor, ends: ReadonlyMap<Node, number>, leaves: Map<Node, Tensor>): boolean {
  const root = gradFnOf(t);
  if (root === null) return false;
  const seen = new Set([root]);
  for (const n of seen) {
    if (n.freed) return false;
    if (n.leaf !== null) leaves.set(n, n.leaf);
    if (!ends.has(n)) for (const m of n.next) if (m !== null) seen.add(m);
  }
  return true;
}

/** The outputs of a function whose history continues outside. */
export interface Outputs {
  /** The results, and the tensors that it leaves in fields. */
  readonly results: readonly number[];
  readonly left: readonly number[];
  readonly tensors: readonly Tensor[];
  /** Their leaves, by node. */
  readonly leaves: ReadonlyMap<Node, Tensor>;
}

/** `links`: the nodes of the arguments, at which the function's part of the history ends. */
export function outputsOf(
  given: readonly Tensor[],
  left: readonly Tensor[],
  links: ReadonlyMap<Node, number>,
): Outputs {
  const leaves = new Map<Node, Tensor>();
  const alive = (list: readonly Tensor[]): number[] => list.flatMap((t, i) => (isAlive(t, links, leaves) ? [i] : []));
  const results = alive(given),
    stays = alive(left).filter((i) => !links.has(left[i]!.node!));
  return {
    results,
    left: stays,
    tensors: [...results.map((i) => given[i]!), ...stays.map((i) => left[i]!)],
    leaves,
  };
}

/** Records the backward pass from these outputs; null if that is impossible. */
export function recordBackward(
  forward: Tracer,
  { results, left, tensors, leaves: found }: Outputs,
  links: ReadonlyMap<Node, number>,
): Backward | null {
  const leaves = [...found].filter(([, leaf]) => leaf.storage.serial <= forward.buffers.start);
  const gradients = tensors.map((t) => full(t.shape, t.dtype, 1));
  const tracer = new Tracer(
    gradients,
    gradients.map((t) => t.storage),
    forward,
  );
  const before = setRecorder(tracer);
  let arrived: (Tensor | null)[];
  try {
    arrived = arriving(tensors, gradients, [...leaves.map(([node]) => node), ...links.keys()]);
  } catch (error) {
    forward.spoil(`has a backward of which no plan can be made: ${(error as Error).message}`);
    return null;
  } finally {
    setRecorder(before);
  }
  const there = arrived.filter((g) => g !== null);
  const trace = tracer.finish(there);
  if (trace.spoiled !== null) forward.spoil(trace.spoiled);
  return {
    trace,
    results,
    left,
    leaves: leaves.map(([, leaf]) => leaf),
    args: [...links.values()],
    gradients: arrived.map((g) => (g === null ? -1 : there.indexOf(g))),
  };
}

/** The storages of the forward that a pass reads. */
export const savedBy = ({ trace }: Backward): Storage[] => trace.further.flatMap((f) => (f.saved ? [f.storage] : []));

/** The difference between two passes, as the rest of a sentence after "it"; null if they are equal. `roughly`: see `otherWork`. */
export function otherBackward(a: Backward | null, b: Backward | null, roughly: boolean): string | null {
  if (a === null || b === null) return a === b ? null : "gave results with a gradient history only once";
  const other = roughly ? otherWork(a.trace, b.trace) : difference(a.trace, b.trace);
  if (other !== null) return `${other}, in its backward`;
  return sameArray(a.results, b.results) &&
    sameArray(a.left, b.left) &&
    sameArray(a.args, b.args) &&
    sameArray(a.gradients, b.gradients) &&
    a.leaves.length === b.leaves.length &&
    a.leaves.every((leaf, i) => leaf === b.leaves[i])
    ? null
    : "sent gradients elsewhere";
}

/** A recorded pass as part of a plan: attaches the history to the results of each run. */
export class Joint {
  readonly backward: Backward;
  /** Created at the first backward, since functions may be called only for their values. */
  prepared: Prepared | null = null;
  /** The number of results of the function, before the saved values. */
  private readonly count: number;
  private readonly engine: EngineChoice | undefined;

  constructor(backward: Backward, count: number, engine?: EngineChoice) {
    this.backward = backward;
    this.count = count;
    this.engine = engine;
  }

  /**
   * `results`: those of a run, then the saved values; `left`: the tensors it leaves in fields; `given`: its arguments.
   */
  attach(results: readonly Tensor[], left: readonly Tensor[], given: readonly Tensor[]): void {
    const { backward } = this,
      { externals } = backward.trace;
    const outputs = [...backward.results.map((i) => results[i]!), ...backward.left.map((i) => left[i]!)];
    const args = [...backward.leaves, ...backward.args.map((i) => given[i]!)];
    const next = args.map(edgeOf);
    const versions = externals.map((s) => s.version);
    let saved: readonly Tensor[] | null = results.slice(this.count);
    const release = (): void => {
      saved = null;
    };
    const call = (gradients: readonly (Tensor | null)[]): (Tensor | null)[] => {
      if (saved === null) failFreed();
      if (mode.grad)
        fail(
          "compile-twice",
          "torch.compile with aot_autograd does not currently support double backward",
          "for gradients of gradients, call the original function or model, or compile the whole step.",
        );
      recorder?.spoil("goes back through what another compiled function gave");
      externals.forEach((s, i) => {
        if (s.version !== versions[i])
          failChanged(
            backward.leaves.find((t) => t.storage === s) ?? new Tensor(s, [s.data.length], null, 0),
            versions[i]!,
            "a compiled function read it, and its backward needs the old values: call optimizer.step() after backward(), and change a clone() of other tensors.",
          );
      });
      return this.run(gradients as readonly Tensor[], saved);
    };
    const op = { gradName: "Compiled", saves: "", release };
    if (outputs.length === 1) giveHistory(outputs[0]!, op, call, args, next, "CompiledFunctionBackward");
    else giveHistories(outputs, op, call, args, next, "CompiledFunctionBackward", true);
  }

  private run(gradients: readonly Tensor[], saved: readonly Tensor[]): (Tensor | null)[] {
    const { trace, gradients: numbers } = this.backward;
    const prepared = (this.prepared ??= new Prepared(trace, new Map(), this.engine));
    gradients.forEach((g, i) => {
      prepared.tensors[i] = denseOf(g);
    });
    let next = 0;
    trace.further.forEach((f, i) => {
      if (f.saved) prepared.tensors[trace.arguments + i] = saved[next++]!;
    });
    prepared.run(false);
    const storages = prepared.copies();
    return numbers.map((n) => (n < 0 ? null : prepared.tensor(n, storages)));
  }

  free(): void {
    this.prepared?.free();
  }
}
