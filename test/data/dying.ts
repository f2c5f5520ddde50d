// A dataset whose threads die, each in its own way.
import { data, tensor, type Tensor } from "kindling";

const ways: Record<string, () => unknown> = {
  exit: () => process.exit(7),
  "throws in a callback": () => {
    setImmediate(() => {
      throw new RangeError("nobody hears me");
    });
    return new Promise(() => {});
  },
  "rejects unheard": () => {
    void Promise.reject(new TypeError("nobody awaits me"));
    return new Promise(() => {});
  },
  waits: () => new Promise(() => {}),
  "error of kindling": () => tensor([1, 2]).add(tensor([1, 2, 3])),
};

class Dying extends data.Dataset<Tensor> {
  readonly length = 12;
  private readonly way: string;
  constructor(way: string) {
    super();
    this.way = way;
  }
  get(i: number): Tensor {
    return (i === 5 ? ways[this.way]!() : tensor([i])) as Tensor;
  }
}
const make = (way: string): Dying => new Dying(way);
export default make;
