// A network that learns to count the ones in a list.
import { F, manualSeed, nn, optim, random, type Tensor, tensor } from "kindling";

const seed = 1;
const lr = 0.01;
const steps = 1000;

random.seed(seed);
manualSeed(seed);

// Lists of bits, and how many ones are in each.
function genData(volume: number, length: number): [number[][], number[]] {
  const lists: number[][] = [];
  const ones: number[] = [];
  for (let i = 0; i < volume; i++) {
    const n = random.randint(0, length);
    const bits = [...Array<number>(n).fill(1), ...Array<number>(length - n).fill(0)];
    random.shuffle(bits);
    lists.push(bits);
    ones.push(n);
  }
  return [lists, ones];
}
const [lists, ones] = genData(100, 10);
const [newLists, newOnes] = genData(100, 10); // never trained with

const x = tensor(lists); // shape [100, 10]
const y = tensor(ones).unsqueeze(1); // shape [100, 1]

class Net extends nn.Module {
  l1 = new nn.Linear(10, 1); // ten weights and a bias

  forward(x: Tensor) {
    return F.relu(this.l1(x));
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
}

console.log(criterion(model(x), y).item());
console.log(criterion(model(tensor(newLists)), tensor(newOnes).unsqueeze(1)).item());
console.log(model.l1.weight.tolist(), model.l1.bias!.tolist());
console.log(model(tensor([1, 1, 1, 0, 1, 1, 1, 0, 0, 0])));
