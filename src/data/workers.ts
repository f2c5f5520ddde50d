import { fail } from "../diagnose/error.js";
import { noMore } from "../diagnose/arguments.js";

// The interface of threads that make batches. `workers-node.ts` implements it for Node.

/** The information that threads need to create the dataset. */
export interface WorkerOptions {
  /** The module whose default export is the dataset, or a function from `workerData` to it. */
  workerModule?: string | { readonly href: string } | undefined;
  /** The argument of that function: plain data. */
  workerData?: unknown;
  /** The number of seconds to wait for a thread's batch. Default 0: no limit. */
  timeout?: number | undefined;
}

/** Marks the end of a thread's stream. */
export const END: unique symbol = Symbol("end of a stream");

/** How threads make batches. */
export interface BatchForm {
  /** Whether samples are collated into batches. */
  readonly collates: boolean;
  /** For streams: the number of samples per batch, and whether to drop a smaller last batch. */
  readonly stream: { readonly size: number; readonly dropLast: boolean } | null;
}

/** Threads at work for one loop. Batches are numbered from 0; of a stream's, thread `batch % count` makes its next one. */
export interface Workers<B> {
  /** Requests a batch. */
  ask(batch: number, indices: readonly number[]): void;
  /** Waits for the batch, blocking. */
  wait(batch: number): B | typeof END;
  /** Both at once, without blocking. */
  promise(batch: number, indices: readonly number[]): Promise<B | typeof END>;
  /** The result of the promise, or an error after the timeout. */
  inTime(batch: Promise<B | typeof END>): Promise<B | typeof END>;
  /** Ends the threads. */
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
/** The preset for Node sets how to create threads. */
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

/** A worker thread's information about itself. */
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
 * In a thread of a DataLoader: its number, the number of threads, and the seed of its random numbers. Null elsewhere.
 *
 * @example
 * data.getWorkerInfo(); // → null
 */
export function getWorkerInfo(): WorkerInfo | null {
  noMore("getWorkerInfo", 0, arguments);
  return info;
}
