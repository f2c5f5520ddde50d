// The weekend program, to be broken.
import { manualSeed, nn, optim, random, type Tensor, tensor } from "kindling";

const seed = 1;
const lr = 0.01;
const steps = 60;

random.seed(seed);
manualSeed(seed);

const lists: number[][] = [];
const ones: number[] = [];
for (let i = 0; i < 100; i++) {
  const n = random.randint(0, 10);
  const bits = [...Array<number>(n).fill(1), ...Array<number>(10 - n).fill(0)];
  random.shuffle(bits);
  lists.push(bits);
  ones.push(n);
}
const x = tensor(lists);
const y = tensor(ones).unsqueeze(1);

class Net extends nn.Module {
  l1 = new nn.Linear(10, 1);

  forward(x: Tensor) {
    return this.l1(x);
  }
}

const model = new Net();
const criterion = new nn.MSELoss();
const optimizer = new optim.SGD(model.parameters(), { lr });

for (let step = 0; step < steps; step++) {
  const output = model(x);
  optimizer.zeroGrad();
  const loss = criterion(output, y);
  loss.backward();
  optimizer.step();
  if (step % 10 === 0) console.log(step, loss.item());
}
