// The requests of a loop, one batch after the other. Batches are numbered so that thread `batch % count` makes them.

/** A batch to make: its number, and those of its samples (none, of a stream). */
export interface Question {
  readonly batch: number;
  readonly indices: readonly number[];
}

/** The batches to ask for. */
export interface BatchRequests {
  /** The next request, or null if there are no more. */
  next(): Question | null;
  /** Whether the thread for this batch has reported the end of its stream. */
  over(batch: number): boolean;
  /** Records that report. */
  end(batch: number): void;
  /** The loop was left; ends the sampler's iterator. */
  close(): void;
}

/** The batches of samples by index, in the order of the sampler. */
export function inOrder(order: Iterator<readonly number[]>): BatchRequests {
  let batch = 0;
  return {
    next() {
      const r = order.next();
      return r.done === true ? null : { batch: batch++, indices: r.value };
    },
    over: () => false,
    end: () => undefined,
    close() {
      order.return?.();
    },
  };
}

/** The batches of streams, one in each of `count` threads: the threads take turns, and finished ones are skipped. */
export function inTurn(count: number): BatchRequests {
  const asked = new Array<number>(count).fill(0),
    over = new Array<boolean>(count).fill(false);
  let turn = 0;
  return {
    next() {
      for (let tries = 0; tries < count; tries++) {
        const thread = turn;
        turn = (turn + 1) % count;
        if (!over[thread]!) return { batch: asked[thread]!++ * count + thread, indices: [] };
      }
      return null;
    },
    over: (batch) => over[batch % count]!,
    end: (batch) => {
      over[batch % count] = true;
    },
    close: () => undefined,
  };
}
