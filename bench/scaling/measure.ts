// Run as several ranks: times of all-reduces, of adding, and of training steps. Rank 0 prints JSON.
import { compile, F, manualSeed, nn, optim, rand, randint, type Tensor, zeros } from "kindling";
import {
  allReduce,
  barrier,
  destroyProcessGroup,
  DistributedDataParallel,
  getRank,
  getWorldSize,
  initProcessGroup,
} from "kindling/distributed";

/** The fastest of several rounds, in seconds for one run: what others do on the machine only makes it slower. */
function fastest(runs: number, rounds: number, f: () => void): number {
  for (let i = 0; i < Math.min(runs, 3); i++) f();
  let best = Infinity;
  for (let r = 0; r < rounds; r++) {
    barrier();
    const start = performance.now();
    for (let i = 0; i < runs; i++) f();
    best = Math.min(best, (performance.now() - start) / runs / 1000);
  }
  return best;
}

class Cnn extends nn.Module {
  conv1 = new nn.Conv2d(1, 16, 3);
  conv2 = new nn.Conv2d(16, 32, 3);
  fc = new nn.Linear(32 * 5 * 5, 10);
  forward(x: Tensor): Tensor {
    const a = F.maxPool2d(F.relu(this.conv1(x)), 2);
    return this.fc(F.maxPool2d(F.relu(this.conv2(a)), 2).flatten(1));
  }
}

initProcessGroup();
const sizes = [4096, 65536, 2 ** 20, 4 * 2 ** 20];
const reduces = sizes.map((bytes) => {
  const t = zeros(bytes / 4);
  return { bytes, seconds: fastest(Math.max(4, Math.round(4e5 / bytes)), 12, () => void allReduce(t)) };
});
const a = zeros(2 ** 20),
  b = zeros(2 ** 20),
  added = fastest(4, 10, () => void a.add_(b));
const models: Record<string, { make: () => nn.Module; input: number[] }> = {
  MLP: { make: () => new nn.Sequential(new nn.Linear(784, 512), new nn.ReLU(), new nn.Linear(512, 10)), input: [784] },
  CNN: { make: () => new Cnn(), input: [1, 28, 28] },
};
const trainings = Object.entries(models).map(([name, { make, input }]) => {
  const time = (distributed: boolean): number => {
    manualSeed(1);
    const own = make(),
      model = (distributed ? new DistributedDataParallel(own) : own) as nn.Module & ((x: Tensor) => Tensor);
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
    const step = compile((x: Tensor, y: Tensor) => {
      optimizer.zeroGrad();
      const loss = F.crossEntropy(model(x), y);
      loss.backward();
      optimizer.step();
      return loss;
    });
    const x = rand(64, ...input),
      y = randint(0, 10, [64]);
    for (let i = 0; i < 4; i++) step(x, y);
    return fastest(3, 8, () => void step(x, y));
  };
  const gradients = [...make().parameters()].map((p) => 4 * p.numel()).toReversed();
  return { name, gradients, alone: time(false), together: time(true) };
});
if (getRank() === 0)
  console.log(JSON.stringify({ ranks: getWorldSize(), reduces, adding: 2 ** 22 / added, trainings }));
destroyProcessGroup();
