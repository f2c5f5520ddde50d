import type { Node } from "../core/node.js";
import type { Tensor } from "../core/tensor.js";
import { relu } from "../ops/pointwise/unary.js";
import { showShape } from "../util/array.js";
import type { Finding } from "./report.js";
import { alivePlaces, numbersOf, sameRows, sizeOf } from "./values.js";

// Information in a loss's graph: its parameters, how it compares outputs with labels, and the outputs of relus.

/** Every node that a loss depends on, breadth first, starting with the loss's own. */
export function nodesOf(root: Node): Node[] {
  const seen = new Set([root]);
  for (const n of seen) for (const m of n.next) if (m !== null) seen.add(m); // the Set grows during the iteration
  return [...seen];
}

/** The tensors that get gradients at the graph's ends. */
export const leavesOf = (nodes: readonly Node[]): Set<Tensor> =>
  new Set(nodes.flatMap((n) => (n.leaf === null ? [] : [n.leaf])));

/** A value saved for backward; null if it was freed or overwritten. */
function kept(f: () => Tensor): Tensor | null {
  try {
    const t = f() as unknown;
    return typeof t === "object" ? (t as Tensor) : null;
  } catch {
    return null;
  }
}

/** The origin of a node's first input, skipping changes of shape. */
function source(n: Node): Node | null {
  let s = n.next[0] ?? null;
  while (s !== null && "view" in s.op) s = s.next[0] ?? null;
  return s;
}

/** The maximum number of nodes that belong to the loss itself: the reduction, weights, a sum of a few losses. */
const NEAR = 24;

/** Mistakes in the loss: mismatched shapes, softmax twice, identical outputs. */
export function headFindings(nodes: readonly Node[]): Finding[] {
  const out: Finding[] = [];
  const say = (code: Finding["code"], level: Finding["level"], message: string, fix: string): void => {
    if (!out.some((f) => f.code === code)) out.push({ code, level, path: "", message, fix });
  };
  for (const n of nodes.slice(0, NEAR)) {
    const { gradName } = n.op,
      [x, y] = n.shapes as [readonly number[], readonly number[]];
    const compares =
      gradName === "MseLoss" ||
      gradName === "HuberLoss" ||
      gradName === "Sub" ||
      gradName === "BinaryCrossEntropyWithLogits";
    if (compares && y !== undefined && columnAndLine(x, y)) {
      const column = x.length > y.length ? `y.unsqueeze(${y.length})` : `y.squeeze(${x.length})`;
      say(
        "loss-broadcast",
        "problem",
        `the answers have shape ${showShape(x)} and the labels ${showShape(y)}, so every answer is compared with every label; the best that training can find is one answer for everything.`,
        `Give both one shape: \`${column}\` for the labels.`,
      );
    }
    const before = source(n)?.op.gradName;
    if (gradName === "LogSoftmax" && before === "Softmax") {
      const classes = x[n.attrs["dim"] as number] ?? 1,
        least = Math.log(Math.E + classes - 1) - 1;
      say(
        "softmax-twice",
        "problem",
        `CrossEntropyLoss applies softmax itself, and its input was made by softmax already: with ${classes} classes the loss cannot fall below ln(e + C − 1) − 1 = ${least.toFixed(3)}.`,
        "Let the model end in its last Linear, without softmax.",
      );
    }
    if (gradName === "NllLoss" && before === "Softmax")
      say(
        "nll-probabilities",
        "problem",
        "NLLLoss takes logarithms of probabilities but gets probabilities: this loss does not measure how wrong the outputs are.",
        "Use `logSoftmax` in place of softmax, or CrossEntropyLoss on the raw outputs.",
      );
    if (gradName === "BinaryCrossEntropyWithLogits" && before === "Sigmoid")
      say(
        "sigmoid-twice",
        "problem",
        "BCEWithLogitsLoss applies sigmoid itself, but its input already went through sigmoid: all outputs lie between 0.5 and 0.73.",
        "Leave the sigmoid at the end of the model out.",
      );
    const answers =
      gradName === "LogSoftmax"
        ? kept(() => n.out)
        : gradName === "MseLoss" || gradName.startsWith("BinaryCrossEntropy")
          ? kept(() => n.input(0))
          : null;
    if (answers !== null && (answers.shape[0] ?? 0) > 1 && sameRows(numbersOf(answers), answers.shape[0]!)) {
      say(
        "constant-output",
        "suspicion",
        `the model gives the same output for all ${answers.shape[0]} samples.`,
        "Look whether the inputs differ, and whether layers between are dead. After a while of training: lower the learning rate and start again.",
      );
    }
  }
  return out;
}

/** A loss relative to its value for outputs of 0, or to 1 if unknown. */
export function relativeLoss(nodes: readonly Node[], loss: number): number {
  for (const n of nodes.slice(0, NEAR)) {
    if (n.op.gradName !== "MseLoss" && n.op.gradName !== "HuberLoss") continue;
    const labels = kept(() => n.input(1)),
      size = labels === null ? 0 : sizeOf([numbersOf(labels)]);
    return size > 0 ? loss / size ** 2 : loss;
  }
  return loss;
}

/** Shapes such as [100, 1] and [100]. */
const columnAndLine = (x: readonly number[], y: readonly number[]): boolean => {
  const [long, short] = x.length > y.length ? [x, y] : [y, x];
  return (
    long.length === short.length + 1 &&
    short.length > 0 &&
    long.at(-1) === 1 &&
    short.at(-1)! > 1 &&
    short.every((n, i) => n === long[i])
  );
};

/** The outputs of a relu: the number of units that are 0 for every sample. */
export interface ReluUnits {
  /** The parameter that computed its input, if one of the next few nodes has one. */ readonly weight: Tensor | null;
  readonly dead: number;
  readonly units: number;
  readonly samples: number;
}

/** The relus of a graph whose outputs still exist, and the total number of relus. */
export function relusOf(nodes: readonly Node[]): { readonly seen: ReluUnits[]; readonly all: number } {
  const relus = nodes.filter((n) => n.op === relu.op);
  const seen = relus.flatMap((n): ReluUnits[] => {
    const out = kept(() => n.out);
    if (out === null || out.count === 0) return [];
    const { weight, linear } = producer(n),
      nd = out.shape.length;
    // Units are the features of a linear layer, the last dimension, or the channels of everything else.
    const dim = nd <= 1 ? 0 : linear ? nd - 1 : 1;
    const alive = alivePlaces(numbersOf(out), nd === 0 ? [1] : out.shape, dim);
    return [
      { weight, dead: alive.filter((a) => a === 0).length, units: alive.length, samples: nd < 2 ? 1 : out.shape[0]! },
    ];
  });
  return { seen, all: relus.length };
}

/** The weight nearest before a node, along first inputs. */
function producer(n: Node): { weight: Tensor | null; linear: boolean } {
  let at: Node | null = n.next[0] ?? null;
  for (let i = 0; at !== null && i < 12; i++) {
    const weight = at.next.find((m) => m?.leaf != null && m.leaf.shape.length > 1)?.leaf ?? null;
    if (weight !== null) return { weight, linear: weight.shape.length === 2 };
    at = at.next[0] ?? null;
  }
  return { weight: null, linear: false };
}
