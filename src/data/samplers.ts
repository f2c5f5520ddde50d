import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { checkOptions, noMore, byName, type Rest } from "../diagnose/arguments.js";
import { notData } from "../diagnose/not-data.js";
import { Generator, generatorOf } from "../random/generator.js";
import { randint, randomSeed63, randperm } from "../random/integers.js";
import { multinomial } from "../random/multinomial.js";

// The order of samples: PyTorch's for the same seed.

/**
 * The base of all samplers: yields indices of samples (or lists of them), from the start in each loop.
 *
 * @example
 * class Even extends data.Sampler {
 *   *[Symbol.iterator](): Iterator<number> { yield* [0, 2, 4]; }
 * }
 * const loader = new data.DataLoader([..."abcde"], { sampler: new Even(), batchSize: null });
 * [...loader].join(" "); // → a c e
 */
export abstract class Sampler<T = number> {
  static readonly name: string = "Sampler";
  abstract [Symbol.iterator](): Iterator<T>;
  /** @internal */
  toJSON(): never {
    return notData(this);
  }
}

const generatorOptions: ReadonlySet<string> = new Set(["generator"]);
const randomOptions: ReadonlySet<string> = new Set(["generator", "replacement", "numSamples"]);

interface Sized {
  /** The number of samples. */
  readonly length: number;
}
/** Options of samplers. */
export interface GeneratorOptions {
  /** The source of random numbers. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

/** 0, 1, 2 … */
export class SequentialSampler extends Sampler {
  static override readonly name: string = "SequentialSampler";
  /** The dataset, or anything that has a `length`. */
  readonly dataSource: Sized;
  /**
   * 0, 1, 2 …
   *
   * @example
   * [...new data.SequentialSampler([..."abc"])]; // → 0,1,2
   */
  constructor(dataSource: Sized) {
    noMore("SequentialSampler", 1, arguments, true);
    super();
    this.dataSource = dataSource;
  }
  /** The number of indices per loop: one for each sample. */
  get length(): number {
    return this.dataSource.length;
  }
  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.dataSource.length; i++) yield i;
  }
}

/** Options of {@link RandomSampler}. */
export interface RandomSamplerOptions extends GeneratorOptions {
  /** Whether to draw with replacement. Default false. */
  replacement?: boolean;
  /** The number of indices. Default: the number of samples. */
  numSamples?: number;
}

/**
 * All samples in random order.
 *
 * Options, by name: replacement = false, numSamples (the number of samples), generator.
 */
export class RandomSampler extends Sampler {
  static override readonly name: string = "RandomSampler";
  /** The dataset, or anything that has a `length`. */
  readonly dataSource: Sized;
  /** Whether to draw with replacement. Default false. */
  readonly replacement: boolean;
  private readonly asked: number | undefined;
  private readonly generator: Generator | undefined;
  /**
   * All samples in random order. Options, by name: replacement = false, numSamples (the number of samples), generator.
   *
   * @example
   * manualSeed(0);
   * [...new data.RandomSampler([..."abcde"])].sort().join(""); // → 01234
   */
  constructor(dataSource: Sized, options: RandomSamplerOptions = {}) {
    noMore("RandomSampler", 2, arguments, true);
    super();
    checkOptions(options, randomOptions, "RandomSampler");
    this.dataSource = dataSource;
    this.replacement = options.replacement ?? false;
    this.asked = options.numSamples;
    this.generator = options.generator;
    if (typeof this.replacement !== "boolean")
      fail(
        "data",
        `replacement should be a boolean value, but got replacement=${String(this.replacement)}`,
        "write true or false.",
      );
    checkCount(this.numSamples);
  }
  /** The number of indices per loop. Default: the number of samples. */
  get numSamples(): number {
    return this.asked ?? this.dataSource.length;
  }
  /** The number of indices per loop: `numSamples`. */
  get length(): number {
    return this.numSamples;
  }

  *[Symbol.iterator](): Iterator<number> {
    const n = this.dataSource.length,
      count = this.numSamples;
    // A separate generator, so that draws between two batches do not change the order.
    const g = this.generator ?? new Generator().manualSeed(randomSeed63(generatorOf(null)));
    if (this.replacement) {
      for (let left = count; left > 0; left -= 32) {
        const some = new Int32Array(Math.min(32, left));
        randint(g, some, 0, n);
        yield* some;
      }
      return;
    }
    for (let left = count; ; left -= n) {
      // PyTorch shuffles once more and discards the result.
      const order = new Int32Array(n);
      randperm(g, n, order);
      if (left >= n) yield* order;
      else {
        yield* order.subarray(0, left);
        return;
      }
    }
  }
}

/**
 * The samples with the given indices, in random order.
 *
 * Options, by name: generator.
 */
export class SubsetRandomSampler extends Sampler {
  static override readonly name: string = "SubsetRandomSampler";
  /** The indices to shuffle. */
  readonly indices: readonly number[];
  private readonly o: GeneratorOptions;
  /**
   * The samples with the given indices, in random order. Options, by name: generator.
   *
   * @example
   * const sampler = new data.SubsetRandomSampler([3, 5, 7]);
   * [...sampler].sort(); // → 3,5,7
   */
  constructor(indices: Iterable<number>, options: GeneratorOptions = {}) {
    noMore("SubsetRandomSampler", 2, arguments, true);
    super();
    checkOptions(options, generatorOptions, "SubsetRandomSampler");
    this.indices = [...indices];
    this.o = options;
  }
  /** The number of indices per loop. */
  get length(): number {
    return this.indices.length;
  }
  *[Symbol.iterator](): Iterator<number> {
    const order = new Int32Array(this.indices.length);
    randperm(generatorOf(this.o), order.length, order);
    for (const i of order) yield this.indices[i]!;
  }
}

/** Options of {@link WeightedRandomSampler}. */
export interface WeightedOptions extends GeneratorOptions {
  /** Whether to draw with replacement. Default true. */
  replacement?: boolean;
}
/** Further arguments, by position or by name: replacement = true; by name only: generator. */
export type WeightedArguments = Rest<[replacement: boolean], WeightedOptions>;

/**
 * Indices drawn by weight; weights need not add up to 1. With `replacement` (default true), an index may repeat.
 *
 * Further arguments, by position or by name: replacement = true; by name only: generator.
 */
export class WeightedRandomSampler extends Sampler {
  static override readonly name: string = "WeightedRandomSampler";
  /** The relative probability of each index. */
  readonly weights: Float64Array;
  /** The number of indices per loop. */
  readonly numSamples: number;
  /** Whether an index may repeat. Default true. */
  readonly replacement: boolean;
  private readonly o: GeneratorOptions;
  /**
   * Indices drawn by weight; weights need not add up to 1. Further arguments, by position or by name:
   * replacement = true; by name only: generator.
   *
   * @example
   * const rare = new data.WeightedRandomSampler([0, 1, 0], 4); // only number 1 has weight
   * [...rare]; // → 1,1,1,1
   */
  constructor(weights: Iterable<number>, numSamples: number, ...options: WeightedArguments) {
    super();
    const { replacement = true, ...o } = byName<WeightedOptions>("WeightedRandomSampler", ["replacement"], options, [
      "generator",
    ]);
    checkCount(numSamples);
    if (typeof replacement !== "boolean")
      fail(
        "data",
        `replacement should be a boolean value, but got replacement=${String(replacement)}`,
        "write true or false.",
      );
    this.weights = Float64Array.from(weights);
    this.numSamples = numSamples;
    this.replacement = replacement;
    this.o = o;
  }
  /** The number of indices per loop: `numSamples`. */
  get length(): number {
    return this.numSamples;
  }
  *[Symbol.iterator](): Iterator<number> {
    const out = new BigInt64Array(this.numSamples);
    multinomial(generatorOf(this.o), this.weights, 1, this.weights.length, this.numSamples, this.replacement, out);
    for (const i of out) yield Number(i);
  }
}

/** Options of {@link BatchSampler}. */
export interface BatchOptions {
  /** Whether to drop a last batch that is not full. Default false. */
  dropLast?: boolean;
}
/** Further arguments, by position or by name: dropLast = false. */
export type BatchArguments = [dropLast?: boolean] | [options: BatchOptions];

/**
 * Lists of `batchSize` indices from another sampler; the last one is shorter, or dropped with `dropLast`.
 *
 * Further arguments, by position or by name: dropLast = false.
 */
export class BatchSampler extends Sampler<number[]> {
  static override readonly name: string = "BatchSampler";
  /** Yields the indices to group. */
  readonly sampler: Iterable<number>;
  /** The number of indices per batch. */
  readonly batchSize: number;
  /** Whether to drop the last batch if it is smaller than the others. Default false. */
  readonly dropLast: boolean;
  /**
   * Lists of `batchSize` indices from another sampler; the last one is shorter, or dropped with `dropLast`. Further
   * arguments, by position or by name: dropLast = false.
   *
   * @example
   * [...new data.BatchSampler(new data.SequentialSampler([..."abcde"]), 2, false)].join(" "); // → 0,1 2,3 4
   */
  constructor(sampler: Iterable<number>, batchSize: number, ...options: BatchArguments) {
    super();
    const { dropLast = false } = byName<BatchOptions>("BatchSampler", ["dropLast"], options);
    if (!Number.isInteger(batchSize) || batchSize <= 0)
      fail(
        "data",
        `batch_size should be a positive integer value, but got batch_size=${shownValue(batchSize)}`,
        "for example new data.BatchSampler(sampler, 32, false).",
      );
    if (typeof dropLast !== "boolean")
      fail(
        "data",
        `drop_last should be a boolean value, but got drop_last=${String(dropLast)}`,
        "write true or false.",
      );
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
  }
  /** The number of batches per loop. */
  get length(): number {
    const n = (this.sampler as Partial<Sized>).length;
    if (n === undefined)
      fail("data", `object of type '${this.sampler.constructor.name}' has no len()`, "give the sampler a `length`.");
    return this.dropLast ? Math.floor(n / this.batchSize) : Math.ceil(n / this.batchSize);
  }
  *[Symbol.iterator](): Iterator<number[]> {
    let batch: number[] = [];
    for (const i of this.sampler) {
      batch.push(i);
      if (batch.length < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}

function checkCount(n: unknown): void {
  if (!Number.isInteger(n) || (n as number) <= 0)
    fail(
      "data",
      `num_samples should be a positive integer value, but got num_samples=${shownValue(n)}`,
      n === 0 ? "the dataset is empty." : "for example { numSamples: 100 }.",
    );
}
