// The post's first program: learn to count the ones in a list of zeros and ones.
import { F, nn, optim, random, save, type Tensor, tensor, trange } from "kindling";

function genData(vol: number, length: number): [number[][], number[]] {
  const values: number[][] = [];
  const labels: number[] = [];

  for (let i = 0; i < vol; i++) {
    const rand = random.randint(0, length);
    const data = [...Array<number>(rand).fill(1), ...Array<number>(length - rand).fill(0)];
    random.shuffle(data);

    labels.push(data.filter((d) => d === 1).length);
    values.push(data);
  }

  return [values, labels];
}

export const [x, y] = genData(100, 10);

export const xTensor = tensor(x);
export const yTensor = tensor(y);

class Net extends nn.Module {
  l1 = new nn.Linear(10, 1);

  forward(x: Tensor): Tensor {
    const out = F.relu(this.l1(x));
    return out;
  }
}

export const model = new Net();

const criterion = new nn.MSELoss();
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });

export const losses: number[] = [];
const t = trange(1000);
for (const _epoch of t) {
  for (let i = 0; i < x.length; i++) {
    const values = xTensor;
    const labels = yTensor;

    const output = model(values);

    optimizer.zeroGrad();

    const loss = criterion(output, labels.unsqueeze(1));
    loss.backward();

    optimizer.step();
    losses.push(loss.item());
  }
  t.setPostfix({ loss: losses.at(-1)! });
}

save(model, "cnn.pt");
