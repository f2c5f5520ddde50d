// What a loop asks for, one batch after the other. Batches are numbered so that thread `batch % count` makes them.

/** A batch to make: its number, and those of its samples (none, of a stream). */
export interface Question {
  readonly batch: number;
  readonly indices: readonly number[];
}

/** The batches to ask for. */
export interface BatchRequests {
  /** The next one, or null: there is no more to ask. */
  next(): Question | null;
  /** Whether the thread that was asked for this batch has said that it has no more. */
  over(batch: number): boolean;
  /** It has said so. */
  end(batch: number): void;
  /** The loop was left: the sampler hears of it. */
  close(): void;
}

/** The batches of samples that are found by number, in the order of the sampler. */
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

/** The batches of streams, one in each of `count` threads: the threads take turns, and who has no more is left out. */
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
