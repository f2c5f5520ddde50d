// A stream for the workers of loaders: each thread gives a part of the numbers, some of them as promises.
import { data } from "kindling";

export interface Counts {
  readonly ends: readonly number[];
  readonly late?: boolean;
  readonly fails?: number;
}

class Part extends data.IterableDataset<number> {
  private readonly o: Counts;
  constructor(o: Counts) {
    super();
    this.o = o;
  }
  *[Symbol.iterator](): Iterator<number> {
    const { id, numWorkers } = data.getWorkerInfo()!;
    for (let i = id; i < this.o.ends[id]!; i += numWorkers) {
      if (i === this.o.fails) throw new RangeError(`sample ${i} is broken`);
      yield (this.o.late === true ? Promise.resolve(i) : i) as number;
    }
  }
}
const make = (o: Counts): Part => new Part(o);
export default make;
