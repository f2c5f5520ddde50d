import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { checkOptions, noMore, byName, type Rest } from "../diagnose/arguments.js";
import { notData } from "../diagnose/not-data.js";
import { Generator, generatorOf } from "../random/generator.js";
import { randint, randomSeed63, randperm } from "../random/integers.js";
import { multinomial } from "../random/multinomial.js";

// In which order samples are taken: PyTorch's orders for the seed.

/**
 * What every sampler is: numbers of samples (or lists of them), one after the other, anew for each loop.
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
  /** How many samples there are. */
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
  /** How many numbers a loop gives: one for each sample. */
  get length(): number {
    return this.dataSource.length;
  }
  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.dataSource.length; i++) yield i;
  }
}

/** Options of {@link RandomSampler}. */
export interface RandomSamplerOptions extends GeneratorOptions {
  /** Whether a number may come again before all others have. Default false. */
  replacement?: boolean;
  /** How many numbers to give. Default: as many as there are samples. */
  numSamples?: number;
}

/**
 * All samples in random order.
 *
 * Options, by name: replacement = false, numSamples (as many as there are samples), generator.
 */
export class RandomSampler extends Sampler {
  static override readonly name: string = "RandomSampler";
  /** The dataset, or anything that has a `length`. */
  readonly dataSource: Sized;
  /** Whether a number may come again before all others have. Default false. */
  readonly replacement: boolean;
  private readonly asked: number | undefined;
  private readonly generator: Generator | undefined;
  /**
   * All samples in random order. Options, by name: replacement = false, numSamples (as many as there are samples),
   * generator.
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
  /** How many numbers a loop gives. Default: as many as there are samples. */
  get numSamples(): number {
    return this.asked ?? this.dataSource.length;
  }
  /** How many numbers a loop gives: `numSamples`. */
  get length(): number {
    return this.numSamples;
  }

  *[Symbol.iterator](): Iterator<number> {
    const n = this.dataSource.length,
      count = this.numSamples;
    // A generator of its own, so that what is drawn between two batches does not change the order.
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
      // PyTorch shuffles once more than it needs, of which nothing is used.
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
 * The samples with the numbers given, in random order.
 *
 * Options, by name: generator.
 */
export class SubsetRandomSampler extends Sampler {
  static override readonly name: string = "SubsetRandomSampler";
  /** The numbers that are shuffled. */
  readonly indices: readonly number[];
  private readonly o: GeneratorOptions;
  /**
   * The samples with the numbers given, in random order. Options, by name: generator.
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
  /** How many numbers a loop gives: one for each index. */
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
  /** Whether a sample may be drawn again. Default true. */
  replacement?: boolean;
}
/** Further arguments, by position or by name: replacement = true; by name only: generator. */
export type WeightedArguments = Rest<[replacement: boolean], WeightedOptions>;

/**
 * Numbers drawn by weight; weights need not add up to 1. With `replacement` (default true) a number may come again.
 *
 * Further arguments, by position or by name: replacement = true; by name only: generator.
 */
export class WeightedRandomSampler extends Sampler {
  static override readonly name: string = "WeightedRandomSampler";
  /** How likely each number is, relative to the others. */
  readonly weights: Float64Array;
  /** How many numbers a loop gives. */
  readonly numSamples: number;
  /** Whether a number may come again. Default true. */
  readonly replacement: boolean;
  private readonly o: GeneratorOptions;
  /**
   * Numbers drawn by weight; weights need not add up to 1. Further arguments, by position or by name:
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
  /** How many numbers a loop gives: `numSamples`. */
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
  /** Whether a last batch that is not full is left out. Default false. */
  dropLast?: boolean;
}
/** Further arguments, by position or by name: dropLast = false. */
export type BatchArguments = [dropLast?: boolean] | [options: BatchOptions];

/**
 * Lists of `batchSize` numbers from another sampler; the last one is shorter, or left out with `dropLast`.
 *
 * Further arguments, by position or by name: dropLast = false.
 */
export class BatchSampler extends Sampler<number[]> {
  static override readonly name: string = "BatchSampler";
  /** Gives the numbers that are grouped. */
  readonly sampler: Iterable<number>;
  /** Numbers in a batch. */
  readonly batchSize: number;
  /** Whether a last batch smaller than the others is left out. Default false. */
  readonly dropLast: boolean;
  /**
   * Lists of `batchSize` numbers from another sampler; the last one is shorter, or left out with `dropLast`. Further
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
  /** How many batches a loop gives. */
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
