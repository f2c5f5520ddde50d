import { noMore, checkOptions } from "../diagnose/arguments.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { Sampler } from "../data/samplers.js";
import { Generator } from "../random/generator.js";
import { randperm } from "../random/integers.js";
import { current } from "./group-node.js";

/** Options of {@link DistributedSampler}. */
export interface DistributedSamplerOptions {
  /** How many ranks share the samples. Default: those of the job. */
  numReplicas?: number;
  /** Whose share this is. Default: this rank's. */
  rank?: number;
  /** Whether the order is random. Default true. */
  shuffle?: boolean;
  /** Where the random order comes from; the same on all ranks. Default 0. */
  seed?: number;
  /** Leaves out samples at the end, so that all ranks have equally many, instead of giving some twice. Default false. */
  dropLast?: boolean;
}
const optionNames: ReadonlySet<string> = new Set(["numReplicas", "rank", "shuffle", "seed", "dropLast"]);

interface Sized {
  readonly length: number;
}

/**
 * Each rank's share of the samples: every n-th of one random order, which all ranks draw alike (PyTorch's order for the seed and
 * epoch). Call {@link setEpoch} before each epoch, or all epochs have the same order.
 *
 * If the samples cannot be divided evenly, some at the beginning come twice, or with `dropLast` some at the end not at all.
 *
 * Options, by name: numReplicas, rank, shuffle = true, seed = 0, dropLast = false.
 *
 * @throws KindlingError `mpi-rank` for a rank that there is not, `mpi-group` without a group if rank or numReplicas is left out.
 * @example
 * const sampler = new DistributedSampler([..."abcde"], { numReplicas: 2, rank: 1, shuffle: false });
 * [...sampler].join(); // → 1,3,0
 * sampler.length; // → 3
 */
export class DistributedSampler extends Sampler {
  static override readonly name: string = "DistributedSampler";
  /** The dataset, or anything that has a `length`. */
  readonly dataset: Sized;
  /** How many ranks share the samples. */
  readonly numReplicas: number;
  /** Whose share this is. */
  readonly rank: number;
  /** Whether the order is random. */
  readonly shuffle: boolean;
  /** Where the random order comes from. */
  readonly seed: number;
  /** Whether samples are left out rather than given twice. */
  readonly dropLast: boolean;
  /** Which epoch's order is given: see {@link setEpoch}. */
  epoch = 0;

  /** See {@link DistributedSampler}. */
  constructor(dataset: Sized, options: DistributedSamplerOptions = {}) {
    noMore("DistributedSampler", 2, arguments, true);
    super();
    checkOptions(options, optionNames, "DistributedSampler");
    const length = (dataset as Partial<Sized> | null)?.length;
    if (typeof length !== "number")
      fail(
        "argument",
        `DistributedSampler takes a dataset with a length, but got ${shownValue(dataset)}`,
        "for example new DistributedSampler(trainset).",
      );
    this.dataset = dataset;
    this.numReplicas = options.numReplicas ?? current("DistributedSampler").comm.size;
    this.rank = options.rank ?? current("DistributedSampler").comm.rank;
    this.shuffle = options.shuffle ?? true;
    this.seed = options.seed ?? 0;
    this.dropLast = options.dropLast ?? false;
    if (!Number.isInteger(this.numReplicas) || this.numReplicas < 1)
      fail(
        "mpi-rank",
        `numReplicas must be 1 or more, but is ${shownValue(this.numReplicas)}`,
        "leave it out, or pass getWorldSize().",
      );
    if (!Number.isInteger(this.rank) || this.rank < 0 || this.rank >= this.numReplicas)
      fail(
        "mpi-rank",
        `Invalid rank ${shownValue(this.rank)}, rank should be in the interval [0, ${this.numReplicas - 1}]`,
        "leave it out, or pass getRank().",
      );
    if (!Number.isSafeInteger(this.seed))
      fail("argument", `seed must be a whole number, but is ${shownValue(this.seed)}`, "for example { seed: 0 }.");
  }

  /** How many numbers each rank gets. */
  get numSamples(): number {
    const n = this.dataset.length,
      r = this.numReplicas;
    return this.dropLast ? Math.floor(n / r) : Math.ceil(n / r);
  }
  /** How many numbers each rank gets. */
  get length(): number {
    return this.numSamples;
  }

  /** Gives the order of this epoch from the next loop on. Call it before each epoch, on every rank. */
  setEpoch(epoch: number): void {
    noMore("setEpoch", 1, arguments);
    if (!Number.isSafeInteger(epoch))
      fail(
        "argument",
        `setEpoch() takes a whole number, but got ${shownValue(epoch)}`,
        "for example sampler.setEpoch(epoch).",
      );
    this.epoch = epoch;
  }

  *[Symbol.iterator](): Iterator<number> {
    const n = this.dataset.length,
      order = new Int32Array(n);
    if (this.shuffle) randperm(new Generator().manualSeed(this.seed + this.epoch), n, order);
    else for (let i = 0; i < n; i++) order[i] = i;
    // Where there are too few, the order begins again.
    for (let i = 0; i < this.numSamples; i++) yield order[(this.rank + i * this.numReplicas) % n]!;
  }
}
