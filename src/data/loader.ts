import { recorder } from "../core/recorder.js";
import { shownValue, snake } from "../diagnose/argument-kinds.js";
import { checkFunction, fail } from "../diagnose/error.js";
import { checkOptions, noMore } from "../diagnose/arguments.js";
import { notData } from "../diagnose/not-data.js";
import { type Generator, generatorOf } from "../random/generator.js";
import { randomSeed63 } from "../random/integers.js";
import { type Collated, defaultConvert, nameOf } from "./collate.js";
import { collateOf, Dataset, IterableDataset, type Samples, sampleOf } from "./dataset.js";
import { inOrder, inTurn, type BatchRequests } from "./batch-requests.js";
import { BatchSampler, RandomSampler, SequentialSampler } from "./samplers.js";
import { END, startWorkers, type WorkerOptions, type Workers } from "./workers.js";

/** Options of {@link DataLoader}, by PyTorch's names. */
export interface DataLoaderOptions<T, B> extends WorkerOptions {
  /** The number of samples per batch. Default 1; null returns samples one by one, unchanged. */
  batchSize?: number | null;
  /** Whether to use a new random order in each loop. Default false. */
  shuffle?: boolean;
  /** The order of the samples, as indices, instead of `shuffle`. */
  sampler?: Iterable<number>;
  /** Lists of indices, one for each batch, instead of all the above and `dropLast`. */
  batchSampler?: Iterable<readonly number[]>;
  /** Makes a batch from a list of samples. Default: `defaultCollate`. */
  collateFn?: (samples: T[]) => B;
  /** Whether to drop the last batch if it is smaller than the others. Default false. */
  dropLast?: boolean;
  /** The source of random numbers. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
  /** Number of worker threads (Node only); 0 (the default) uses the calling thread. Needs `workerModule`. */
  numWorkers?: number;
  /**
   * The number of batches to prepare in advance: for each worker, or in a `for await` loop without workers. Default 2.
   */
  prefetchFactor?: number;
  /** Accepted for compatibility with PyTorch; has no effect. */
  pinMemory?: boolean;
}

const known: ReadonlySet<string> = new Set([
  "batchSize",
  "shuffle",
  "sampler",
  "batchSampler",
  "collateFn",
  "dropLast",
  "generator",
  "numWorkers",
  "prefetchFactor",
  "pinMemory",
  "workerModule",
  "workerData",
  "timeout",
]);

/** The source of the samples. */
type Source<T> = Samples<T> | IterableDataset<T>;

/** Rejects assignments to the loader's settings, since its batches would not change. */
function settled(loader: object, name: string): void {
  const value = (loader as Record<string, unknown>)[name];
  Object.defineProperty(loader, name, {
    get: () => value,
    set() {
      fail(
        "data",
        `${snake(name)} attribute should not be set after DataLoader is initialized`,
        `make another one: new data.DataLoader(loader.dataset, { ${name}: … }).`,
      );
    },
    enumerable: true,
    configurable: true,
  });
}

/**
 * Batches of a dataset, optionally shuffled, for a training loop with `for` or, if samples are asynchronous, with
 * `for await`. For the same seed, the order is that of PyTorch's DataLoader.
 *
 * `collateFn` makes a batch from its samples. Batches of a TensorDataset (and of images whose transforms allow it) are
 * fetched as a whole, without creating samples first.
 *
 * `numWorkers` threads help if creating a sample is slow. A thread cannot receive a dataset, so it loads the module
 * that creates it: `workerModule: new URL("./my-dataset.js", import.meta.url)`, whose default export is the dataset or
 * a function from `workerData` to it (the module may also export a `collateFn`).
 *
 * Options, by name: batchSize = 1, shuffle = false, sampler, batchSampler, collateFn = {@link defaultCollate},
 * dropLast = false, generator, numWorkers = 0, prefetchFactor = 2, pinMemory (has no effect), workerModule, workerData,
 * timeout = 0.
 *
 * @throws KindlingError `data` for conflicting settings, in PyTorch's words.
 */
export class DataLoader<T, B = Collated<T>> {
  static readonly name: string = "DataLoader";
  /** The source of the samples. Its `length` throws if it is an IterableDataset without one. */
  readonly dataset: Samples<T> | (IterableDataset<T> & { readonly length: number });
  /**
   * The number of samples per batch, by default 1; null if samples come one by one or a `batchSampler` makes the
   * batches.
   */
  readonly batchSize: number | null;
  /** Whether to drop the last batch if it is smaller than the others. Default false. */
  readonly dropLast: boolean;
  /** Yields the indices of the samples, in order or shuffled; null for an IterableDataset. */
  readonly sampler: Iterable<number> | null;
  /** Yields a list of indices for each batch; null if samples come one by one. */
  readonly batchSampler: Iterable<readonly number[]> | null;
  /** Makes a batch from a list of samples. Default: {@link defaultCollate}. */
  readonly collateFn: (samples: T[]) => B;
  /** The source of random numbers; undefined for the generator that `manualSeed` seeds. */
  readonly generator: Generator | undefined;
  /** Number of worker threads; 0 (default) uses the calling thread. */
  readonly numWorkers: number;
  /** The number of batches prepared in advance, for each worker. Default 2. */
  readonly prefetchFactor: number;
  private readonly worker: WorkerOptions;
  /** Whether batches can be fetched from the dataset as a whole. */
  private readonly whole: boolean;

  /**
   * Batches of a dataset, optionally shuffled, for a training loop with `for` or, if samples are asynchronous, with
   * `for await`. Options, by name: batchSize = 1, shuffle = false, sampler, batchSampler,
   * collateFn = {@link defaultCollate}, dropLast = false, generator, numWorkers = 0, prefetchFactor = 2, pinMemory (has
   * no effect), workerModule, workerData, timeout = 0.
   *
   * @throws KindlingError `data` for conflicting settings, in PyTorch's words.
   * @example
   * manualSeed(0);
   * const set = new data.TensorDataset(arange(10).float().unsqueeze(1), arange(10));
   * const loader = new data.DataLoader(set, { batchSize: 4, shuffle: true });
   * loader.length; // → 3
   * for (const [x, y] of loader) { x!.shape; y!.dtype; }
   */
  constructor(dataset: Source<T>, options: DataLoaderOptions<T, B> = {}) {
    noMore("DataLoader", 2, arguments, true);
    checkOptions(options, known, "DataLoader");
    const stream = dataset instanceof IterableDataset;
    if (!stream && (typeof dataset !== "object" || dataset === null || typeof dataset.length !== "number")) {
      fail(
        "data",
        `DataLoader takes a dataset, but got ${(dataset as unknown) === null ? "null" : typeof dataset}`,
        "a Dataset with `length` and `get`, an IterableDataset, or an array of samples. Tensors go into a TensorDataset.",
      );
    }
    const { shuffle = false, sampler, batchSampler } = options;
    if (stream) {
      if (shuffle)
        fail(
          "data",
          `DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle=True`,
          "a stream cannot be shuffled.",
        );
      if (sampler !== undefined)
        fail(
          "data",
          `DataLoader with IterableDataset: expected unspecified sampler option, but got sampler=${nameOf(sampler)}`,
          "leave sampler out: an IterableDataset decides its own order.",
        );
      if (batchSampler !== undefined)
        fail(
          "data",
          `DataLoader with IterableDataset: expected unspecified batch_sampler option, but got batch_sampler=${nameOf(batchSampler)}`,
          "leave batchSampler out, and use batchSize.",
        );
    }
    if (sampler !== undefined && shuffle)
      fail(
        "data",
        "sampler option is mutually exclusive with shuffle",
        "pass only one of them: a sampler decides the order.",
      );
    let batchSize = options.batchSize === undefined ? 1 : options.batchSize;
    if (batchSampler !== undefined) {
      if (batchSize !== 1 || shuffle || sampler !== undefined || options.dropLast === true)
        fail(
          "data",
          "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last",
          "leave the others out: a batch sampler decides them.",
        );
      batchSize = null;
    } else if (batchSize === null && options.dropLast === true)
      fail(
        "data",
        "batch_size=None option disables auto-batching and is mutually exclusive with drop_last",
        "leave dropLast out.",
      );
    if (batchSize !== null && (!Number.isInteger(batchSize) || batchSize <= 0))
      fail(
        "data",
        `batch_size should be a positive integer value, but got batch_size=${shownValue(batchSize)}`,
        "for example { batchSize: 32 }.",
      );
    const { numWorkers = 0, prefetchFactor = 2 } = options;
    if (!Number.isInteger(numWorkers) || numWorkers < 0)
      fail(
        "data",
        "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.",
        "0, the default, loads in this thread.",
      );
    if (!((options.timeout ?? 0) >= 0))
      fail(
        "data",
        "timeout option should be non-negative",
        `it must be a number of seconds, but got ${String(options.timeout)}.`,
      );
    if (!Number.isInteger(prefetchFactor) || prefetchFactor <= 0)
      fail(
        "data",
        `prefetch_factor option should be a positive integer, but got ${String(prefetchFactor)}`,
        "for example { prefetchFactor: 2 }.",
      );

    this.dataset = dataset as typeof this.dataset;
    this.batchSize = batchSize;
    this.dropLast = options.dropLast ?? false;
    this.sampler = stream
      ? null
      : (sampler ??
        (shuffle
          ? new RandomSampler(dataset, options.generator === undefined ? {} : { generator: options.generator })
          : new SequentialSampler(dataset)));
    this.batchSampler =
      batchSampler ??
      (batchSize !== null && this.sampler !== null ? new BatchSampler(this.sampler, batchSize, this.dropLast) : null);
    const batches = batchSize !== null || batchSampler !== undefined;
    this.whole =
      options.collateFn === undefined && batches && dataset instanceof Dataset && dataset.batch !== undefined;
    if (options.collateFn !== undefined) checkFunction(options.collateFn, "collateFn");
    const collate = collateOf(dataset);
    this.collateFn = options.collateFn ?? ((samples) => (batches ? collate(samples) : defaultConvert(samples[0])) as B);
    this.generator = options.generator;
    this.numWorkers = numWorkers;
    this.prefetchFactor = prefetchFactor;
    for (const name of ["batchSize", "batchSampler", "sampler", "dropLast", "dataset"] as const) settled(this, name);
    this.worker = { workerModule: options.workerModule, workerData: options.workerData, timeout: options.timeout };
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }

  /** The number of batches of a loop over it. */
  get length(): number {
    if (this.dataset instanceof IterableDataset) {
      const n = this.dataset.length;
      return this.batchSize === null
        ? n
        : this.dropLast
          ? Math.floor(n / this.batchSize)
          : Math.ceil(n / this.batchSize);
    }
    const { length } = (this.batchSampler ?? this.sampler) as { length?: number };
    return length ?? fail("data", "the sampler has no len()", "give the sampler a `length`.");
  }

  /** The indices of the samples of each batch, drawn from the random stream as in PyTorch. */
  private *order(): Generator_<readonly number[]> {
    if (this.batchSampler !== null) {
      yield* this.batchSampler;
      return;
    }
    for (const i of this.sampler!) yield [i];
  }

  /** One batch. */
  private make(indices: readonly number[]): B {
    const dataset = this.dataset as Samples<T>;
    if (this.whole) {
      const batch = (dataset as Dataset<T>).batch!(indices);
      if (batch !== null) return batch as B;
    }
    return this.collateFn(indices.map((i) => sampleOf(dataset, i)));
  }

  /** The seed that PyTorch draws for its workers whenever a loop begins; without it, the orders would differ. */
  private begin(): bigint {
    recorder?.refuse("a DataLoader");
    return randomSeed63(generatorOf(this.generator === undefined ? null : { generator: this.generator }));
  }

  [Symbol.iterator](): Generator_<B> {
    return this.batches(this.begin());
  }

  /**
   * An iterator over the batches of one loop, PyTorch's `iter(loader)`: `next()` returns `{ value, done }`, and the
   * iterator is iterable. Each call starts a new loop with its own order.
   *
   * @example
   * const it = new data.DataLoader([1, 2, 3], { batchSize: 2 }).iter();
   * it.next().value!.tolist(); // → 1,2
   * [...it].length; // → 1
   */
  iter(): Generator_<B> {
    noMore("iter", 0, arguments, true);
    return this[Symbol.iterator]();
  }

  private requests(): BatchRequests {
    return this.dataset instanceof IterableDataset ? inTurn(this.numWorkers) : inOrder(this.order()[Symbol.iterator]());
  }

  private start(seed: bigint): Workers<B> {
    const stream = this.dataset instanceof IterableDataset;
    return startWorkers<B>(this.numWorkers, this.worker, seed, {
      collates: stream ? this.batchSize !== null : this.batchSampler !== null,
      stream: stream ? { size: this.batchSize ?? 1, dropLast: this.dropLast } : null,
    });
  }

  /**
   * A loop that skips the first `skip` batches; `ready` is called before the next one. Skipped batches are not created
   * if the calling thread makes batches by index; the random numbers of threads depend on their earlier batches.
   *
   * @internal
   */
  *from(skip: number, ready: () => void): Generator_<B> {
    const seed = this.begin();
    let left = skip;
    if (this.numWorkers === 0 && !(this.dataset instanceof IterableDataset)) {
      for (const indices of this.order()) {
        if (left-- > 0) continue;
        if (left === -1) ready();
        yield this.make(indices);
      }
      if (left >= 0) ready();
      return;
    }
    if (left === 0) ready();
    for (const batch of this.batches(seed)) {
      if (left === 0) yield batch;
      else if (--left === 0) ready();
    }
  }

  /**
   * Like `from`, for `for await`. Without threads, one batch is made at a time, so that nothing is drawn in advance.
   * @internal
   */
  async *fromLater(skip: number, ready: () => void): AsyncGenerator<Awaited<B>, undefined, undefined> {
    const seed = this.begin();
    let left = skip;
    if (this.numWorkers === 0 && !(this.dataset instanceof IterableDataset)) {
      for (const indices of this.order()) {
        if (left-- > 0) continue;
        if (left === -1) ready();
        yield (await this.promise(indices)) as Awaited<B>;
      }
      if (left >= 0) ready();
      return;
    }
    if (left === 0) ready();
    for await (const batch of this.promises(seed)) {
      if (left === 0) yield batch;
      else if (--left === 0) ready();
    }
  }

  private *batches(seed: bigint): Generator_<B> {
    if (this.numWorkers === 0) {
      if (this.dataset instanceof IterableDataset) yield* this.stream(this.dataset);
      else for (const indices of this.order()) yield this.make(indices);
      return;
    }
    const workers = this.start(seed),
      requests = this.requests(),
      ahead = this.numWorkers * this.prefetchFactor;
    try {
      const waiting: number[] = [];
      for (;;) {
        for (let q; waiting.length < ahead && (q = requests.next()) !== null;) {
          workers.ask(q.batch, q.indices);
          waiting.push(q.batch);
        }
        const batch = waiting.shift();
        if (batch === undefined) return;
        if (requests.over(batch)) continue;
        const made = workers.wait(batch);
        if (made === END) requests.end(batch);
        else yield made;
      }
    } finally {
      workers.close();
      requests.close();
    }
  }

  private *stream(from: Iterable<T>): Generator_<B> {
    let batch: T[] = [];
    for (const sample of from) {
      batch.push(sample);
      if (batch.length < (this.batchSize ?? 1)) continue;
      yield this.collateFn(batch);
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield this.collateFn(batch);
  }

  /** Like the `for` loop, but samples and batches may be promises, and other code runs while it waits. */
  [Symbol.asyncIterator](): AsyncGenerator<Awaited<B>, undefined, undefined> {
    return this.promises(this.begin());
  }

  private async *promises(seed: bigint): AsyncGenerator<Awaited<B>, undefined, undefined> {
    if (this.dataset instanceof IterableDataset && this.numWorkers === 0) {
      yield* this.flow(this.dataset);
      return;
    }
    const workers = this.numWorkers === 0 ? null : this.start(seed),
      requests = this.requests(),
      ahead = Math.max(1, this.numWorkers) * this.prefetchFactor;
    const waiting: { readonly batch: number; readonly made: Promise<B | typeof END> }[] = [];
    try {
      for (;;) {
        for (let q; waiting.length < ahead && (q = requests.next()) !== null;) {
          const made = workers === null ? this.promise(q.indices) : workers.promise(q.batch, q.indices);
          made.catch(() => undefined); // reported when its turn comes, if it does
          waiting.push({ batch: q.batch, made });
        }
        const first = waiting.shift();
        if (first === undefined) return;
        if (requests.over(first.batch)) continue;
        const made = await (workers === null ? first.made : workers.inTime(first.made));
        if (made === END) requests.end(first.batch);
        else yield made as Awaited<B>;
      }
    } finally {
      workers?.close();
      requests.close();
    }
  }

  /** Like `stream`, for samples that may be promises. */
  private async *flow(from: Iterable<T>): AsyncGenerator<Awaited<B>, undefined, undefined> {
    let batch: T[] = [];
    for await (const sample of from) {
      batch.push(sample);
      if (batch.length < (this.batchSize ?? 1)) continue;
      yield await this.collateFn(batch);
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield await this.collateFn(batch);
  }

  private async promise(indices: readonly number[]): Promise<B> {
    if (this.whole) return this.make(indices);
    const samples = await Promise.all(indices.map((i) => sampleOf(this.dataset as Samples<T>, i)));
    return this.collateFn(samples as T[]);
  }
}

/** A JavaScript generator; `Generator` here is one of random numbers. */
type Generator_<T> = globalThis.Generator<T, undefined, undefined>;
