// The iterator of a progress bar: kept small, since it runs in every iteration.

/** The part of a bar that its loop drives. */
export interface Counter {
  update(n: number): void;
  close(): void;
}

/** Passes the values on, counts each one when its iteration is over, and closes the bar at the end. */
export class BarIterator<T> implements Iterator<T, undefined> {
  private readonly source: Iterator<T>;
  private readonly bar: Counter;
  private begun = false;

  constructor(source: Iterator<T>, bar: Counter) {
    this.source = source;
    this.bar = bar;
  }

  next(): IteratorResult<T, undefined> {
    if (this.begun) this.bar.update(1);
    else this.begun = true;
    try {
      const result = this.source.next();
      if (result.done === true) this.end();
      return result as IteratorResult<T, undefined>;
    } catch (e) {
      this.end();
      throw e;
    }
  }

  /** `break`, `return` or an error in the loop: the unfinished iteration does not count. */
  return(): IteratorResult<T, undefined> {
    this.end();
    this.source.return?.();
    return { done: true, value: undefined };
  }

  private end(): void {
    this.begun = false;
    this.bar.close();
  }
}

/** The integers of Python's `range`. */
export class Range implements Iterable<number> {
  readonly length: number;
  private readonly first: number;
  private readonly step: number;

  constructor(start: number, stop: number, step: number) {
    this.first = start;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }

  [Symbol.iterator](): Iterator<number, undefined> {
    const { first, step, length } = this;
    let i = 0;
    return {
      next: () => (i < length ? { done: false, value: first + step * i++ } : { done: true, value: undefined }),
    };
  }
}
