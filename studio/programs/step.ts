// One step of training, with everything it computes printed.
import { F, manualSeed, nn, optim, random, type Tensor, tensor } from "kindling";

const seed = 1;
const lr = 0.01;
const before = 0; // steps to take first

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

const l1 = new nn.Linear(10, 1);
const criterion = new nn.MSELoss();
const optimizer = new optim.SGD(l1.parameters(), { lr });

function step() {
  const sum = l1(x);
  const output = F.relu(sum);
  const loss = criterion(output, y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss;
}

for (let i = 0; i < before; i++) step();

console.log(l1.weight.tolist(), l1.bias!.tolist());
console.log(step().item());
console.log((l1.weight.grad as Tensor).tolist(), l1.bias!.grad!.tolist());
console.log(l1.weight.tolist(), l1.bias!.tolist());
