import { compile, F, manualSeed, optim, randint } from "kindling";
import { GPT } from "../../examples/gpt/model.js";
import type { Prepared, Workload } from "../workload.js";

/** A training step of the small GPT of examples/gpt: 16 texts of 64 characters, AdamW. The text is noise: only the time matters. */
function prepare(wrap: (step: () => void) => () => void): Prepared {
  manualSeed(0);
  const model = new GPT({ vocabulary: 65, context: 64, width: 64, heads: 4, layers: 4 });
  const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
  const x = randint(0, 65, [16, 64]);
  const y = randint(0, 65, [16, 64]);
  const loss = () => F.crossEntropy(model(x).view(-1, 65), y.view(-1));
  const step = wrap(() => {
    optimizer.zeroGrad();
    loss().backward();
    optimizer.step();
  });
  return { step, check: () => loss().item() };
}

export const gpt: Workload = {
  name: "gpt",
  warm: 10,
  runs: 40,
  ways: { eager: () => prepare((step) => step), compiled: () => prepare((step) => compile(step)) },
};
