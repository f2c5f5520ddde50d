import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { fail } from "../diagnose/error.js";
import { getRngState, manualSeed, setRngState } from "../random/generator.js";
import { random } from "../random/python.js";
import { checkDataset, collateFor, type DatasetModule, datasetOf } from "./batch-maker.js";
import { type IterableDataset, type Samples, sampleOf } from "./dataset.js";
import { type BatchForm, END, setWorkerInfo, type WorkerInfo } from "./workers.js";

// The calling thread as a replacement for one that the system refused: it makes that thread's batches on demand, with
// the random numbers that the thread would have drawn.

/** The start data of the refused thread. */
export interface StandInStart extends WorkerInfo {
  readonly module: string;
  readonly data: unknown;
  readonly form: BatchForm;
}

export interface StandIn {
  /** A batch of these samples (of a stream: the next one), or END. Neither dataset nor samples may be promises. */
  now(indices: readonly number[]): unknown;
  /** The same, with promises allowed. */
  later(indices: readonly number[]): Promise<unknown>;
}

interface Maker {
  readonly dataset: IterableDataset<unknown> | Samples<unknown>;
  readonly collate: (samples: unknown[]) => unknown;
  /** Of a stream. */
  readonly from: Iterator<unknown> | null;
}

export function standIn(start: StandInStart): StandIn {
  const { module, form } = start;
  let maker: Maker | null = null,
    over = false,
    before: Promise<unknown> = Promise.resolve();

  /** The random numbers of the refused thread. */
  let state: ReturnType<typeof randomState> | null = null;
  /** Runs a function as the thread would: with its random numbers, and its `getWorkerInfo`. */
  const asThread = <T>(f: () => T): T => {
    const here = randomState();
    if (state === null) {
      manualSeed(start.seed & (2n ** 63n - 1n));
      random.seed(start.seed);
    } else restore(state);
    setWorkerInfo({ id: start.id, numWorkers: start.numWorkers, seed: start.seed });
    try {
      return f();
    } finally {
      state = randomState();
      restore(here);
      setWorkerInfo(null);
    }
  };
  const makerOf = (loaded: DatasetModule, given: unknown): Maker => {
    const dataset = checkDataset(given, module, form);
    return {
      dataset,
      collate: collateFor(loaded, dataset, form),
      from: form.stream === null ? null : asThread(() => (dataset as IterableDataset<unknown>)[Symbol.iterator]()),
    };
  };
  /** The samples of a stream for one batch; none at its end. */
  const take = function* ({ from }: Maker): Iterable<unknown> {
    for (let n = 0; n < form.stream!.size && !over; n++) {
      const r = asThread(() => from!.next());
      if (r.done === true) over = true;
      else yield r.value;
    }
  };
  const pick = function* ({ dataset }: Maker, indices: readonly number[]): Iterable<unknown> {
    for (const i of indices) yield asThread(() => sampleOf(dataset as Samples<unknown>, i));
  };
  const batchOf = ({ collate }: Maker, samples: unknown[]): unknown => {
    const { stream } = form;
    if (stream !== null && (samples.length === 0 || (stream.dropLast && samples.length < stream.size))) return END;
    return asThread(() => collate(samples));
  };

  return {
    now(indices) {
      if (maker === null) {
        const loaded = required(module),
          given = asThread(() => datasetOf(loaded, start.data));
        maker = makerOf(loaded, noPromise(given));
      }
      return noPromise(batchOf(maker, [...(form.stream === null ? pick(maker, indices) : take(maker))].map(noPromise)));
    },
    later(indices) {
      const make = async (): Promise<unknown> => {
        if (maker === null) {
          const loaded = (await import(module)) as DatasetModule;
          maker = makerOf(loaded, await asThread(() => datasetOf(loaded, start.data)));
        }
        const samples: unknown[] = [];
        for (const s of form.stream === null ? pick(maker, indices) : take(maker)) samples.push(await s);
        return batchOf(maker, samples);
      };
      const mine = before.then(make, make); // one after the other, so that the random numbers are the same in each run
      before = mine;
      return mine;
    },
  };
}

const randomState = (): readonly [Uint8Array, ReturnType<typeof random.getstate>] => [getRngState(), random.getstate()];
const restore = ([ours, python]: ReturnType<typeof randomState>): void => {
  setRngState(ours);
  random.setstate(python);
};

const wait = "loop over the loader with `for await`, or allow the threads that numWorkers asks for.";

/** Refused threads release their files a moment later: the number of retries, and the time between them. */
const TRIES = 40,
  PAUSE = 50;

/** Loads a module synchronously. */
function required(module: string): DatasetModule {
  for (let tries = 1; ; tries++) {
    try {
      return createRequire(import.meta.url)(
        module.startsWith("file:") ? fileURLToPath(module) : module,
      ) as DatasetModule;
    } catch (e) {
      if (tries < TRIES && /\bE[MN]FILE\b/.test(String(e)))
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
      else
        return fail(
          "thread",
          `a DataLoader worker cannot be started, and ${module} cannot be loaded in its place: ${String(e)}`,
          wait,
        );
    }
  }
}

function noPromise<T>(value: T): T {
  if (value instanceof Promise)
    fail(
      "thread",
      "a DataLoader worker cannot be started, and a `for` loop cannot wait for a promise in its place",
      wait,
    );
  return value;
}
