// A training that goes on: what memory it takes, in MB, each so many steps. `node memory.js STEPS`
import { F, manualSeed, nn, optim, randint, randn, type Tensor } from "kindling";

class Net extends nn.Module {
  c1 = new nn.Conv2d(1, 8, 3, { padding: 1 });
  c2 = new nn.Conv2d(8, 16, 3, { padding: 1 });
  l = new nn.Linear(16 * 7 * 7, 10);
  forward(x: Tensor): Tensor {
    return this.l(F.maxPool2d(F.relu(this.c2(F.maxPool2d(F.relu(this.c1(x)), 2))), 2).flatten(1));
  }
}
manualSeed(0);
const steps = Number(process.argv[2] ?? 200),
  model = new Net(),
  optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
const taken: number[] = [];
for (let i = 1; i <= steps; i++) {
  optimizer.zeroGrad();
  F.crossEntropy(model(randn(32, 1, 28, 28)), randint(0, 10, [32])).backward();
  optimizer.step();
  if (i % 10 === 0) taken.push(process.memoryUsage().rss / 1e6);
}
console.log(JSON.stringify(taken));
