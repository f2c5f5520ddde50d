// A small CNN learns to read digits that kindling draws itself.
import { datasets, F, manualSeed, nn, optim, type Tensor } from "kindling";

const seed = 1;
const steps = 200;

const pixels = (set: datasets.SyntheticDigits) =>
  set.data.float().div(255).sub(0.1307).div(0.3081).reshape([-1, 1, 28, 28]);
const digits = new datasets.SyntheticDigits(2000, { seed: 1 });
const unseen = new datasets.SyntheticDigits(300, { seed: 2 });
const [x, y] = [pixels(digits), digits.targets.long()];

class Small extends nn.Module {
  conv1 = new nn.Conv2d(1, 8, 3);
  conv2 = new nn.Conv2d(8, 16, 3);
  fc = new nn.Linear(400, 10);

  forward(x: Tensor) {
    x = F.maxPool2d(F.relu(this.conv1(x)), 2); // [n, 8, 13, 13]
    x = F.maxPool2d(F.relu(this.conv2(x)), 2); // [n, 16, 5, 5]
    return F.logSoftmax(this.fc(x.flatten(1)), 1); // [n, 10]
  }
}

manualSeed(seed);
const model = new Small();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.002 });

for (let step = 0; step < steps; step++) {
  const from = (step % 40) * 50;
  optimizer.zeroGrad();
  const loss = F.nllLoss(model(x.narrow(0, from, 50)), y.narrow(0, from, 50));
  loss.backward();
  optimizer.step();
  if (step === steps - 1) console.log(loss.item());
}

const guesses = model(pixels(unseen)).argmax(1);
console.log(guesses.eq(unseen.targets.long()).sum().item() / 300);
