import { fail } from "../diagnose/error.js";
import { noMore } from "../diagnose/arguments.js";

// Threads that make batches, as loaders see them. `workers-node.ts` has them, for Node.

/** What threads need to make the dataset for themselves. */
export interface WorkerOptions {
  /** The module whose default export is the dataset, or a function from `workerData` to it. */
  workerModule?: string | { readonly href: string } | undefined;
  /** What that function is given: plain data. */
  workerData?: unknown;
  /** How many seconds to wait for a batch of a thread. Default 0: for as long as it takes. */
  timeout?: number | undefined;
}

/** What a thread's stream gives in place of a batch when it has no more. */
export const END: unique symbol = Symbol("end of a stream");

/** How threads make batches. */
export interface BatchForm {
  /** Whether samples become batches. */
  readonly collates: boolean;
  /** For streams: how many samples to take each time, and whether a smaller rest is left out. */
  readonly stream: { readonly size: number; readonly dropLast: boolean } | null;
}

/** Threads at work for one loop. Batches are numbered from 0; of a stream's, thread `batch % count` makes its next one. */
export interface Workers<B> {
  /** Has a batch made. */
  ask(batch: number, indices: readonly number[]): void;
  /** The batch, once it is there; blocks. */
  wait(batch: number): B | typeof END;
  /** Both at once, without blocking. */
  promise(batch: number, indices: readonly number[]): Promise<B | typeof END>;
  /** What it gives, or an error where that takes too long from now. */
  inTime(batch: Promise<B | typeof END>): Promise<B | typeof END>;
  /** No more is wanted. */
  close(): void;
}

/** Starts `count` threads. `timeout`: seconds to wait for a batch, or 0. */
export type WorkersMaker = (
  count: number,
  o: { workerModule: string; workerData: unknown },
  seed: bigint,
  form: BatchForm,
  timeout: number,
) => Workers<unknown>;

let maker: WorkersMaker | null = null;
/** The preset for Node says how threads are made. */
export function setWorkersMaker(m: WorkersMaker): void {
  maker = m;
}

export function startWorkers<B>(count: number, options: WorkerOptions, seed: bigint, form: BatchForm): Workers<B> {
  if (maker === null)
    return fail(
      "data-workers",
      "numWorkers needs threads, which are not available here",
      "leave numWorkers out in a browser.",
    );
  if (options.workerModule === undefined) {
    return fail(
      "data-workers",
      "numWorkers needs workerModule: a thread cannot receive a dataset, only the module that creates it",
      'put the dataset into a file of its own, export it by default, and pass { workerModule: new URL("./my-dataset.js", import.meta.url) }.',
    );
  }
  const module = typeof options.workerModule === "string" ? options.workerModule : options.workerModule.href;
  return maker(
    count,
    { workerModule: module, workerData: options.workerData },
    seed,
    form,
    options.timeout ?? 0,
  ) as Workers<B>;
}

/** What a thread of a loader knows of itself. */
export interface WorkerInfo {
  readonly id: number;
  readonly numWorkers: number;
  readonly seed: bigint;
}

let info: WorkerInfo | null = null;
/** @internal */
export function setWorkerInfo(i: WorkerInfo | null): void {
  info = i;
}
/**
 * In a thread of a DataLoader: its number, how many there are, and the seed that its random numbers start from. Null
 * elsewhere.
 *
 * @example
 * data.getWorkerInfo(); // → null
 */
export function getWorkerInfo(): WorkerInfo | null {
  noMore("getWorkerInfo", 0, arguments);
  return info;
}
