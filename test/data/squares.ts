// A dataset for the workers of loaders.
import { data, rand, tensor, type Tensor } from "kindling";

class Squares extends data.Dataset<[Tensor, number, string]> {
  readonly length: number;
  private readonly fails: number;
  constructor(length: number, fails: number) {
    super();
    this.length = length;
    this.fails = fails;
  }
  get(i: number): [Tensor, number, string] {
    if (i === this.fails) throw new RangeError(`sample ${i} is broken`);
    return [tensor([i, i * i]).add(rand(1).mul(0)), i, `n${i} of ${data.getWorkerInfo()?.numWorkers ?? 0}`];
  }
}
const make = ({ length, fails = -1 }: { length: number; fails?: number }): Squares => new Squares(length, fails);
export default make;
