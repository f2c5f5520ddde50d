// Which group does each node of a graph belong to, if we know it for a few? npm run example:gcn
import { arange, compile, eye, manualSeed, noGrad, optim, sparkline, type Tensor, trange } from "kindling";
import { columnsOf, CommandLine, sayErrors } from "../command-line.js";
import { confusionMatrix } from "../mnist/show.js";
import { normalized, plantedPartition } from "./graph.js";
import { GCN, trainingStep } from "./model.js";

sayErrors();
const text = { type: "string" } as const;
const line = new CommandLine(
  `usage: npm run example:gcn -- [options]
  --steps N   steps of training (default 200)
  --nodes N   how many nodes the graph has, in four groups (default 400)
  --known N   of how many nodes the group is known (default 20)
  --seed N    chooses the graph and the first weights (default 0)`,
  { steps: text, nodes: text, known: text, seed: text },
);
const nodes = line.number("nodes", 400, { least: 40 }),
  count = line.number("known", 20, { least: 4 }),
  steps = line.number("steps", 200),
  seed = line.number("seed", 0, { least: 0 });
if (count >= nodes) line.refuse(`--known cannot be ${count}: then no node of ${nodes} is left to guess.`);

manualSeed(seed);
const { edges, features, groups } = plantedPartition({
  nodes,
  groups: 4,
  features: 16,
  inside: 6,
  outside: 3,
  signal: 0.4,
});
// Groups take turns, so the first nodes are of all groups.
const known = arange(count),
  given = groups.narrow(0, 0, count),
  asked = groups.narrow(0, count, nodes - count);

const inside = edges
  .mul(groups.unsqueeze(0).eq(groups.unsqueeze(1)).float())
  .sum()
  .div(edges.sum())
  .item();
console.log(`graph  ${nodes} nodes in 4 groups, ${edges.sum().item() / 2} edges, ${(100 * inside).toFixed(0)} % of them within a group
known  16 noisy numbers of each node, and the group of ${count} nodes
steps  ${steps}
`);

interface Outcome {
  readonly losses: number[];
  readonly guesses: Tensor;
}
/** Trains a new network; returns its losses and its guesses for the nodes whose group is not known. */
function train(desc: string, mix: Tensor): Outcome {
  const model = new GCN(16, 32, 4),
    optimizer = new optim.Adam(model.parameters(), { lr: 0.01, weightDecay: 5e-4 });
  const step = compile(trainingStep(model, optimizer));
  const losses: number[] = [];
  const t = trange(steps, { desc });
  for (const i of t) {
    losses.push(step(features, mix, known, given).item());
    if (i % 20 === 0 || i === steps - 1) t.setPostfix({ loss: losses[i]! });
  }
  model.eval();
  return {
    losses,
    guesses: noGrad(() => model(features, mix))
      .argmax(1)
      .narrow(0, count, nodes - count),
  };
}
const accuracy = ({ guesses }: Outcome): string => `${(100 * guesses.eq(asked).float().mean().item()).toFixed(1)} %`;

const alone = train("without edges", eye(nodes)),
  together = train("with edges", normalized(edges));

const counts = Array.from({ length: 4 }, () => Array<number>(4).fill(0));
const guesses = together.guesses.tolist() as number[];
(asked.tolist() as number[]).forEach((truth, i) => {
  counts[truth]![guesses[i]!]!++;
});
console.log(
  `\nThe group of each node, and what it is taken for by the network that sees the edges:\n${confusionMatrix(counts, process.stdout.isTTY)}`,
);
const curve = ({ losses }: Outcome): string =>
  `${losses[0]!.toFixed(2)} ${sparkline(losses, { width: Math.min(50, columnsOf(80) - 26) })} ${losses.at(-1)!.toFixed(2)}`;
console.log(`
loss   without edges ${curve(alone)}
       with edges    ${curve(together)}
right  ${accuracy(alone)} of the other ${nodes - count} nodes without the edges, ${accuracy(together)} with them (guessing blindly: 25 %)`);
