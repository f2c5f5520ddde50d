// One thread of a DataLoader: makes the dataset, then batches, until its port closes.
import { workerData } from "node:worker_threads";
import { manualSeed } from "../random/generator.js";
import { random } from "../random/python.js";
import { defaultCollate, defaultConvert } from "./collate.js";
import { type Samples, sampleOf } from "./dataset.js";
import { pack, packError } from "./pack.js";
import { setWorkerInfo } from "./workers.js";
import type { Answer, Question, WorkerStart } from "./workers-node.js";

const { port, counter, module, data, id, count: numWorkers, seed, preset, collates } = workerData as WorkerStart;
const count = new Int32Array(counter);
setWorkerInfo({ id, numWorkers, seed });

interface Made { readonly dataset: Samples<unknown>; readonly collate: (samples: unknown[]) => unknown }

async function make(): Promise<Made> {
  await import(preset);
  manualSeed(seed & (2n ** 63n - 1n));
  random.seed(seed);
  const { default: given, collateFn } = await import(module) as { default?: unknown; collateFn?: Made["collate"] };
  const dataset = await (typeof given === "function" ? (given as (data: unknown) => unknown)(data) : given) as Samples<unknown> | undefined;
  if (typeof dataset !== "object" || dataset === null || typeof dataset.length !== "number") throw new TypeError(`the default export of ${module} is no dataset, nor a function that gives one`);
  return { dataset, collate: collateFn ?? ((samples) => (collates ? defaultCollate(samples) : defaultConvert(samples[0]))) };
}

const made = make();
made.catch(() => undefined); // said with each batch

port.on("message", (q: Question) => { void answer(q); });

async function answer({ batch, indices }: Question): Promise<void> {
  let message: Answer;
  const buffers: ArrayBuffer[] = [];
  try {
    const { dataset, collate } = await made;
    const samples = await Promise.all(indices.map((i) => sampleOf(dataset, i)));
    message = { batch, made: pack(await collate(samples), buffers) };
  } catch (error) {
    message = { batch, error: packError(error) };
  }
  try {
    port.postMessage(message, buffers);
  } catch (error) { // what cannot be cloned
    port.postMessage({ batch, error: packError(new TypeError(`a batch cannot be sent to the main thread: ${String(error)}`)) } satisfies Answer);
  }
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}
