import { compile, F, manualSeed, nn, optim, random, type Tensor, tensor } from "kindling";

class Net extends nn.Module {
  l1 = new nn.Linear(10, 1);
  forward(x: Tensor): Tensor {
    return F.relu(this.l1(x));
  }
}

/** The weekend program with its step compiled: the losses. */
export function weekend(seed: number, steps: number): number[] {
  random.seed(seed);
  manualSeed(seed);
  const values: number[][] = [],
    labels: number[] = [];
  for (let i = 0; i < 100; i++) {
    const ones = random.randint(0, 10);
    const data = [...Array<number>(ones).fill(1), ...Array<number>(10 - ones).fill(0)];
    random.shuffle(data);
    labels.push(ones);
    values.push(data);
  }
  const net = new Net(),
    criterion = new nn.MSELoss(),
    optimizer = new optim.SGD(net.parameters(), { lr: 0.01 });
  const step = compile((x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const loss = criterion(net(x), y.unsqueeze(1));
    loss.backward();
    optimizer.step();
    return loss;
  });
  const x = tensor(values),
    y = tensor(labels);
  return Array.from({ length: steps }, () => step(x, y).item());
}
