import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { checkOptions, noMore, takes } from "../diagnose/arguments.js";
import { warn } from "../diagnose/warn.js";
import { notData } from "../diagnose/not-data.js";
import { select } from "../ops/view/view.js";
import { type Generator, generatorOf } from "../random/generator.js";
import { randperm } from "../random/integers.js";
import { showShape } from "../util/array.js";
import { defaultCollate } from "./collate.js";
import { gatherRows } from "./gather.js";

/**
 * Samples by index. Your own dataset has a `length` and a `get`; a sample is anything, usually an array of input and
 * label.
 *
 * @example
 * class Squares extends data.Dataset<[number, number]> {
 *   get length() { return 10; }
 *   get(i: number): [number, number] { return [i, i * i]; }
 * }
 * const loader = new data.DataLoader(new Squares(), { batchSize: 5 });
 * [...loader].map(([, y]) => y!.tolist()).join(" "); // → 0,1,4,9,16 25,36,49,64,81
 */
export abstract class Dataset<T = unknown> {
  static readonly name: string = "Dataset";
  /** The number of samples. */
  abstract readonly length: number;
  /** Sample `index`, from 0. It may be a promise, for loops with `for await`. */
  abstract get(index: number): T;
  /**
   * A whole batch at once, equal to `defaultCollate` of the samples, if the dataset has a faster way; or null.
   *
   * @internal
   */
  batch?(indices: readonly number[]): unknown;
  /**
   * Makes a batch of samples, if the dataset knows more than `defaultCollate`: that its labels are int64.
   *
   * @internal
   */
  collate?(samples: readonly T[]): unknown;
  /** @internal */
  toJSON(): never {
    return notData(this);
  }
}

/** The collate function of a loader without a collateFn. */
export function collateOf<T>(from: Samples<T> | IterableDataset<T>): (samples: readonly T[]) => unknown {
  if (from instanceof Subset) return collateOf(from.dataset as Samples<T>);
  if (from instanceof ConcatDataset) return collateOf((from.datasets as readonly Samples<T>[])[0]!);
  if (from instanceof StackDataset) return (samples) => from.collateParts(samples);
  return from instanceof Dataset && from.collate !== undefined ? (samples) => from.collate!(samples) : defaultCollate;
}

/** A dataset, or an array of samples. */
export type Samples<T> = Dataset<T> | readonly T[];

/** Sample `index` of a dataset or an array; negative indices of an array count from its end, as in Python. */
export const sampleOf = <T>(from: Samples<T>, index: number): T =>
  Array.isArray(from)
    ? (from as readonly T[])[at(index, from.length, "list")]!
    : typeof (from as Dataset<T>).get === "function"
      ? (from as Dataset<T>).get(index)
      : noGet(from);

function noGet(from: object): never {
  return fail(
    "data",
    `a dataset returns its samples from get(index), which ${from.constructor.name === "Object" ? "this one" : from.constructor.name} does not have`,
    "write get(index) for Python's __getitem__, and get length() for its __len__.",
  );
}

/** Index `i` of `n`, counted from the end if negative. */
function at(i: number, n: number, what: string): number {
  const j = i < 0 ? i + n : i;
  if (!Number.isInteger(j) || j < 0 || j >= n)
    fail("index-range", `${what} index out of range`, `it has ${n} samples, but the index is ${String(i)}.`);
  return j;
}

/**
 * A stream of samples, from `[Symbol.iterator]`, which loaders take in that order. Samples may be promises, for
 * `for await` loops.
 *
 * With `numWorkers`, each thread iterates over its own dataset, and their batches alternate. To yield each sample only
 * once, a dataset yields a different part in each thread, by `getWorkerInfo()`.
 *
 * @example
 * class Count extends data.IterableDataset<number> {
 *   *[Symbol.iterator]() { for (let i = 0; i < 5; i++) yield i; }
 * }
 * [...new data.DataLoader(new Count(), { batchSize: 2 })].map((x) => x.tolist()).join(" "); // → 0,1 2,3 4
 */
export abstract class IterableDataset<T = unknown> {
  static readonly name: string = "IterableDataset";
  abstract [Symbol.iterator](): Iterator<T>;
  /** @internal */
  toJSON(): never {
    return notData(this);
  }
}
// Not declared, so that a subclass may define length as a field or as an accessor.
Object.defineProperty(IterableDataset.prototype, "length", {
  get(this: IterableDataset): never {
    return fail(
      "data",
      `object of type '${this.constructor.name}' has no len()`,
      "give the dataset a `length` if it is known.",
    );
  },
  set(this: IterableDataset, value: number) {
    Object.defineProperty(this, "length", { value, writable: true, enumerable: true, configurable: true });
  },
  configurable: true,
});

/** A tensor for each tensor: the type of a sample or a batch of several. */
type Each<T extends readonly Tensor[]> = { -readonly [K in keyof T]: Tensor };

/**
 * Rows of tensors that have the same first size: sample i is row i of each. Loaders fetch whole batches at once.
 *
 * @throws KindlingError `data` if the first sizes differ.
 * @example
 * const set = new data.TensorDataset(tensor([[1, 2], [3, 4]]), tensor([0, 1]));
 * set.get(1).map((t) => t.tolist()); // → 3,4,1
 */
export class TensorDataset<T extends readonly Tensor[] = readonly Tensor[]> extends Dataset<Each<T>> {
  static override readonly name: string = /* @__PURE__ */ takes(this, "TensorDataset", "get:index,batch:indices");
  /** The tensors, all with the same first size. */
  readonly tensors: T;
  constructor(...tensors: T) {
    super();
    for (const t of tensors) {
      if (!(t instanceof Tensor))
        fail(
          "data",
          `TensorDataset takes tensors, but got ${(t as unknown) === null ? "null" : typeof t}`,
          "new data.TensorDataset(x, y)",
        );
      if (t.shape.length === 0 || t.shape[0] !== tensors[0]!.shape[0])
        fail(
          "data",
          "Size mismatch between tensors",
          `their first sizes must be equal, but the shapes are ${tensors.map((x) => showShape(x.shape)).join(" and ")}.`,
        );
    }
    if (tensors.length === 0)
      fail("data", "TensorDataset needs at least one tensor", "for example new data.TensorDataset(x, y).");
    this.tensors = tensors;
  }
  get length(): number {
    return this.tensors[0]!.shape[0]!;
  }
  get(index: number): Each<T> {
    const i = at(index, this.length, "TensorDataset");
    return this.tensors.map((t) => select(t, 0, i)) as unknown as Each<T>;
  }
  /** @internal */
  override batch(indices: readonly number[]): Tensor[] {
    const list = indices.map((i) => at(i, this.length, "TensorDataset"));
    return this.tensors.map((t) => gatherRows(t, list));
  }
}

/** Datasets by position, or one object that names them. */
type Stacked = readonly Samples<unknown>[] | [named: Readonly<Record<string, Samples<unknown>>>];

/** Datasets in parallel: sample i is an array (or an object) of sample i of each. */
export class StackDataset extends Dataset<unknown> {
  static override readonly name: string = /* @__PURE__ */ takes(this, "StackDataset", "get:index,batch:indices");
  /** The datasets, as an array or under their names. */
  readonly datasets: readonly Samples<unknown>[] | Readonly<Record<string, Samples<unknown>>>;
  private readonly all: readonly Samples<unknown>[];
  /**
   * Datasets in parallel: sample i is an array (or an object) of sample i of each.
   *
   * @example
   * new data.StackDataset([1, 2], ["a", "b"]).get(1); // → 2,b
   */
  constructor(...datasets: Stacked) {
    super();
    const [first] = datasets;
    const isRecord = datasets.length === 1 && !(first instanceof Dataset) && !Array.isArray(first);
    this.datasets = isRecord
      ? (first as Readonly<Record<string, Samples<unknown>>>)
      : (datasets as readonly Samples<unknown>[]);
    this.all = Object.values(this.datasets);
    if (this.all.length === 0)
      fail("data", "At least one dataset should be passed", "for example new data.ConcatDataset([a, b]).");
    if (this.all.some((d) => d.length !== this.all[0]!.length))
      fail("data", "Size mismatch between datasets", `their lengths are ${this.all.map((d) => d.length).join(", ")}.`);
  }
  get length(): number {
    return this.all[0]!.length;
  }
  get(index: number): unknown {
    const i = at(index, this.length, "StackDataset");
    if (Array.isArray(this.datasets)) return this.all.map((d) => sampleOf(d, i));
    return Object.fromEntries(Object.entries(this.datasets).map(([k, d]) => [k, sampleOf(d as Samples<unknown>, i)]));
  }
  /** @internal Each part is collated by its own dataset. */
  collateParts(samples: readonly unknown[]): unknown {
    const collated = (k: string, d: Samples<unknown>): unknown =>
      collateOf(d)(samples.map((s) => (s as Readonly<Record<string, unknown>>)[k]));
    if (Array.isArray(this.datasets)) return this.all.map((d, i) => collated(String(i), d));
    return Object.fromEntries(Object.entries(this.datasets).map(([k, d]) => [k, collated(k, d as Samples<unknown>)]));
  }
}

/** Datasets one after the other, as one. */
export class ConcatDataset<T = unknown> extends Dataset<T> {
  static override readonly name: string = /* @__PURE__ */ takes(this, "ConcatDataset", "get:index,batch:indices");
  /** The datasets, in order. */
  readonly datasets: readonly Samples<T>[];
  /** The end of each dataset. */
  readonly cumulativeSizes: readonly number[];
  /**
   * Datasets one after the other, as one.
   *
   * @example
   * const set = new data.ConcatDataset([["a", "b"], ["c"]]);
   * [set.length, set.get(2), set.get(-3)].join(" "); // → 3 c a
   */
  constructor(datasets: Iterable<Samples<T>>) {
    noMore("ConcatDataset", 1, arguments, true);
    super();
    this.datasets = [...datasets];
    if (this.datasets.length === 0)
      fail("data", "datasets should not be an empty iterable", "for example new data.ConcatDataset([a, b]).");
    if (this.datasets.some((d) => (d as unknown) instanceof IterableDataset))
      fail("data", "ConcatDataset does not support IterableDataset", "ChainDataset does.");
    let end = 0;
    this.cumulativeSizes = this.datasets.map((d) => (end += d.length));
  }
  get length(): number {
    return this.cumulativeSizes[this.cumulativeSizes.length - 1]!;
  }
  get(index: number): T {
    if (index < -this.length)
      fail(
        "index-range",
        "absolute value of index should not exceed dataset length",
        `it has ${this.length} samples, but the index is ${index}.`,
      );
    const i = at(index, this.length, "ConcatDataset");
    const d = this.cumulativeSizes.findIndex((end) => i < end);
    return sampleOf(this.datasets[d]!, i - (d === 0 ? 0 : this.cumulativeSizes[d - 1]!));
  }
}

/** Iterable datasets one after the other, as one. */
export class ChainDataset<T = unknown> extends IterableDataset<T> {
  static override readonly name: string = "ChainDataset";
  /** The datasets, in order. */
  readonly datasets: readonly Iterable<T>[];
  /**
   * Iterable datasets one after the other, as one.
   *
   * @example
   * const set = new data.ChainDataset<number>([[1, 2], [3]]);
   * [...set]; // → 1,2,3
   */
  constructor(datasets: Iterable<Iterable<T>>) {
    noMore("ChainDataset", 1, arguments, true);
    super();
    this.datasets = [...datasets];
  }
  *[Symbol.iterator](): Iterator<T> {
    for (const d of this.datasets) yield* d;
  }
}

/** A part of the samples of a dataset, by index. */
export class Subset<T = unknown> extends Dataset<T> {
  static override readonly name: string = /* @__PURE__ */ takes(this, "Subset", "get:index,batch:indices");
  /** The underlying dataset. */
  readonly dataset: Samples<T>;
  /** The indices of the samples in `dataset`. */
  readonly indices: readonly number[];
  /**
   * A part of the samples of a dataset, by index.
   *
   * @example
   * const set = new data.Subset(["a", "b", "c"], [2, 0]);
   * [set.length, set.get(0)].join(" "); // → 2 c
   */
  constructor(dataset: Samples<T>, indices: Iterable<number>) {
    noMore("Subset", 2, arguments, true);
    super();
    this.dataset = dataset;
    this.indices = [...indices];
  }
  get length(): number {
    return this.indices.length;
  }
  get(index: number): T {
    return sampleOf(this.dataset, this.indices[at(index, this.length, "Subset")]!);
  }
  /** @internal */
  override batch(indices: readonly number[]): unknown {
    const { dataset } = this;
    return dataset instanceof Dataset && dataset.batch !== undefined
      ? dataset.batch(indices.map((i) => this.indices[at(i, this.length, "Subset")]!))
      : null;
  }
}

const splitOptions: ReadonlySet<string> = new Set(["generator"]);

/** Options of {@link randomSplit}. */
export interface SplitOptions {
  /** The source of random numbers. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}
/** The lengths of the parts, which add up to that of the dataset, or fractions that add up to 1. */
type Parts = readonly number[];
/**
 * Splits a dataset randomly into disjoint parts: by lengths, or by fractions that add up to 1. For the same seed, the
 * parts are PyTorch's.
 *
 * @example
 * manualSeed(0);
 * const [train, test] = data.randomSplit([..."abcdefghij"], [0.8, 0.2]);
 * [train!.length, test!.indices].join(" "); // → 8 6,2
 */
export function randomSplit<T>(dataset: Samples<T>, lengths: Parts, options: SplitOptions = {}): Subset<T>[] {
  noMore("randomSplit", 3, arguments);
  checkOptions(options, splitOptions, "randomSplit");
  if (!Array.isArray(lengths))
    fail(
      "data",
      `randomSplit takes a list of lengths or fractions, but got ${lengths === null ? "null" : typeof lengths}`,
      "for example randomSplit(dataset, [0.8, 0.2]).",
    );
  const n = dataset.length;
  const total = lengths.reduce((a, b) => a + b, 0);
  let sizes = [...lengths];
  if (Math.abs(total - 1) <= 1e-9 && total <= 1) {
    sizes = lengths.map((f, i) =>
      f >= 0 && f <= 1
        ? Math.floor(n * f)
        : fail("data", `Fraction at index ${i} is not between 0 and 1`, "fractions such as [0.8, 0.2] sum to 1."),
    );
    const rest = n - sizes.reduce((a, b) => a + b, 0);
    for (let i = 0; i < rest; i++) sizes[i % sizes.length]!++;
    sizes.forEach((s, i) => {
      if (s === 0) warn("data-empty", `Length of split at index ${i} is 0. This might result in an empty dataset.`);
    });
  }
  if (sizes.reduce((a, b) => a + b, 0) !== n)
    fail(
      "data",
      "Sum of input lengths does not equal the length of the input dataset!",
      `the lengths are ${sizes.join(" + ")}, but there are ${n} samples. Fractions must add up to 1.`,
    );
  const order = new Int32Array(n);
  randperm(generatorOf(options), n, order);
  let end = 0;
  return sizes.map((s) => new Subset(dataset, order.subarray(end, (end += s))));
}
