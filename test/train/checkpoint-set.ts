// The dataset of checkpoint-run.ts, as threads make it.
import { data, rand, type Tensor } from "kindling";

class Noisy extends data.Dataset<[Tensor, Tensor]> {
  get length(): number {
    return 40;
  }
  get(i: number): [Tensor, Tensor] {
    const x = rand(4).add(i / 40);
    return [x, x.sum().reshape(1)];
  }
}
export default new Noisy();
