import { F, manualSeed, nn, optim, rand, randint } from "kindling";
import type { Prepared, Workload } from "../workload.js";

/** A first MNIST network, 784 → 128 → 10, a batch of 64, Adam. The pictures are noise: only the time matters. */
function eager(): Prepared {
  manualSeed(0);
  const net = new nn.Sequential(new nn.Flatten(), new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10));
  const optimizer = new optim.Adam(net.parameters());
  const x = rand(64, 1, 28, 28);
  const y = randint(0, 10, [64]);
  const step = (): void => {
    optimizer.zeroGrad();
    F.crossEntropy(net(x), y).backward();
    optimizer.step();
  };
  return { step, check: () => Number(F.crossEntropy(net(x), y).item()) };
}

export const mnistMlp: Workload = { name: "mnist-mlp-64", warm: 20, runs: 200, ways: { eager } };
