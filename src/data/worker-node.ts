// A thread of a DataLoader: creates the dataset, then makes batches, until its port closes.
import { parentPort, workerData } from "node:worker_threads";
import { manualSeed } from "../random/generator.js";
import { random } from "../random/python.js";
import { checkDataset, collateFor, type DatasetModule, datasetOf } from "./batch-maker.js";
import { type IterableDataset, type Samples, sampleOf } from "./dataset.js";
import { pack, packError } from "./pack.js";
import type { Question } from "./batch-requests.js";
import { refusedBySystem, type ThreadData } from "./thread-node.js";
import { setWorkerInfo } from "./workers.js";
import type { Answer, WorkerStart } from "./workers-node.js";

const {
  port,
  counter,
  module,
  data,
  id,
  count: numWorkers,
  seed,
  preset,
  form,
} = (workerData as ThreadData<WorkerStart>).data;
const count = new Int32Array(counter);
setWorkerInfo({ id, numWorkers, seed });

interface Made {
  /** The samples for a request; null at the end of a stream. */
  readonly samples: (q: Question) => Promise<unknown[] | null>;
  readonly collate: (samples: unknown[]) => unknown;
}

async function make(): Promise<Made> {
  await import(preset);
  manualSeed(seed & (2n ** 63n - 1n));
  random.seed(seed);
  const loaded = (await import(module)) as DatasetModule;
  const dataset = checkDataset(await datasetOf(loaded, data), module, form),
    collate = collateFor(loaded, dataset, form);
  if (form.stream !== null)
    return { samples: inTurn(dataset as IterableDataset, form.stream.size, form.stream.dropLast), collate };
  const of = dataset as Samples<unknown>;
  return { samples: ({ indices }) => Promise.all(indices.map((i) => sampleOf(of, i))), collate };
}

/** The samples of a stream, `size` each time. */
function inTurn(dataset: IterableDataset, size: number, dropLast: boolean): Made["samples"] {
  const from = dataset[Symbol.iterator]();
  let over = false,
    before: Promise<unknown> = Promise.resolve();
  const take = async (): Promise<unknown[] | null> => {
    const list: unknown[] = [];
    while (!over && list.length < size) {
      const r = from.next();
      if (r.done === true) over = true;
      else list.push(await r.value);
    }
    return list.length === size || (list.length > 0 && !dropLast) ? list : null;
  };
  return () => {
    const mine = before.then(take, take); // samples may be promises, and must not move to a later batch
    before = mine;
    return mine;
  };
}

/**
 * Its modules are loaded, or failed with an error that is reported with each batch. A lack of files or memory ends the
 * thread; the others continue without it.
 */
const begun = (): void => parentPort?.postMessage("begun");
const made = make().catch((e: unknown) => {
  if (refusedBySystem(String(e))) {
    process.nextTick(() => {
      throw e;
    });
    return new Promise<never>(() => undefined);
  }
  throw e;
});
made.then(begun, begun);

port.on("message", (q: Question) => {
  void answer(q);
});

async function answer(q: Question): Promise<void> {
  const { batch } = q;
  let message: Answer;
  const buffers: ArrayBuffer[] = [];
  try {
    const { samples, collate } = await made,
      list = await samples(q);
    message = list === null ? { batch, end: true } : { batch, made: pack(await collate(list), buffers) };
  } catch (error) {
    message = { batch, error: packError(error) };
  }
  try {
    port.postMessage(message, buffers);
  } catch (error) {
    // a value that cannot be cloned
    port.postMessage({
      batch,
      error: packError(new TypeError(`a batch cannot be sent to the main thread: ${String(error)}`)),
    } satisfies Answer);
  }
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}
