// The weekend program's data and model, as in the post.
import { F, nn, random, type Tensor } from "kindling";

/** Lists of bits, and how many ones are in each. Draws from Python's random numbers. */
export function genData(volume: number, length: number): [number[][], number[]] {
  const values: number[][] = [];
  const labels: number[] = [];
  for (let i = 0; i < volume; i++) {
    const ones = random.randint(0, length);
    const bits = [...Array<number>(ones).fill(1), ...Array<number>(length - ones).fill(0)];
    random.shuffle(bits);
    values.push(bits);
    labels.push(ones);
  }
  return [values, labels];
}

export class Net extends nn.Module {
  l1 = new nn.Linear(10, 1);
  forward(x: Tensor): Tensor {
    return F.relu(this.l1(x));
  }
}
