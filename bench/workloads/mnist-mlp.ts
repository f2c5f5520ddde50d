import { compile, F, manualSeed, nn, optim, rand, randint } from "kindling";
import type { Prepared, Workload } from "../workload.js";

/** A first MNIST network, 784 → 128 → 10, a batch of 64, Adam. The pictures are noise: only the time matters. */
function prepare(wrap: (step: () => void) => () => void): Prepared {
  manualSeed(0);
  const net = new nn.Sequential(new nn.Flatten(), new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10));
  const optimizer = new optim.Adam(net.parameters());
  const x = rand(64, 1, 28, 28);
  const y = randint(0, 10, [64]);
  const step = wrap(() => {
    optimizer.zeroGrad();
    F.crossEntropy(net(x), y).backward();
    optimizer.step();
  });
  return { step, check: () => Number(F.crossEntropy(net(x), y).item()) };
}

// Multiply-adds of both layers, forward and (without the input's own gradient) backward, counted as two.
const FLOPS = 2 * 64 * (2 * 784 * 128 + 3 * 128 * 10);
export const mnistMlp: Workload = {
  name: "mnist-mlp-64",
  warm: 20,
  runs: 200,
  flops: FLOPS,
  ways: { eager: () => prepare((step) => step), compiled: () => prepare((step) => compile(step)) },
};
