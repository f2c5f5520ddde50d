import { compile, F, manualSeed, nn, optim, random, tensor } from "kindling";
import type { Prepared, Workload } from "../workload.js";

/** The weekend program's training step: 100 lists of ten bits, one linear layer, full batch. */
function prepare(wrap: (step: () => void) => { step: () => void; steps?: number }): Prepared {
  manualSeed(0);
  random.seed(0);
  const rows: number[][] = [];
  const counts: number[] = [];
  for (let i = 0; i < 100; i++) {
    const ones = random.randint(0, 10);
    const row = Array.from({ length: 10 }, (_, j) => (j < ones ? 1 : 0));
    random.shuffle(row);
    rows.push(row);
    counts.push(ones);
  }
  const x = tensor(rows);
  const y = tensor(counts);
  const l1 = new nn.Linear(10, 1);
  const criterion = new nn.MSELoss();
  const optimizer = new optim.SGD(l1.parameters(), { lr: 0.01 });
  const run = wrap(() => {
    const output = F.relu(l1(x));
    optimizer.zeroGrad();
    criterion(output, y.unsqueeze(1)).backward();
    optimizer.step();
  });
  return { ...run, check: () => Number(criterion(F.relu(l1(x)), y.unsqueeze(1)).item()) };
}

const REPEAT = 100;
export const weekend: Workload = {
  name: "weekend",
  warm: 200,
  runs: 5000,
  ways: {
    eager: () => prepare((step) => ({ step })),
    compiled: () => prepare((step) => ({ step: compile(step) })),
    repeat: () =>
      prepare((step) => {
        const compiled = compile(step);
        return {
          step: () => {
            compiled.repeat(REPEAT);
          },
          steps: REPEAT,
        };
      }),
  },
};
