import { Tensor } from "../core/tensor.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { notData } from "../diagnose/not-data.js";
import { checkChoice, checkSettings, checkWhole, stateEntries } from "../diagnose/settings.js";
import { showShape } from "../util/array.js";
import { isComplex, isSmooth } from "../shape/dtype.js";
import { tensor } from "../tensor/creation.js";
import { tolist } from "../tensor/convert.js";

// Measures of a model, by scikit-learn's definitions. Each takes batches and says what all of them together give.

/**
 * What every metric is: it takes batches by `update`, says what they give together by `compute`, and begins anew by `reset`.
 *
 * @example
 * const all: metrics.Metric[] = [new metrics.MAE(), new metrics.R2()];
 * for (const m of all) m.update(tensor([1, 2]), tensor([1, 2]));
 * all.map((m) => m.compute()); // → 0,1
 */
export abstract class Metric<T = number> {
  static readonly name: string = "Metric";
  /** Takes a batch: what the model gives, and what is right. */
  abstract update(output: Tensor, target: Tensor): void;
  /** What all batches since the last `reset` give together. */
  abstract compute(): T;
  /** Forgets all batches. */
  abstract reset(): void;
  /** @internal The sums so far. */
  protected abstract sums(): Record<string, unknown>;
  /** @internal Takes up sums. */
  protected abstract takeUp(sums: Map<string, unknown>): void;

  /** What is needed to go on later. */
  stateDict(): Record<string, unknown> {
    noMore("stateDict", 0, arguments, true);
    return this.sums();
  }
  /** Takes up a state that `stateDict` gave. */
  loadStateDict(state: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>): void {
    noMore("loadStateDict", 1, arguments);
    this.takeUp(stateEntries("a metric", state));
  }
  /** @internal */
  toJSON(): never {
    return notData(this);
  }
}

// ---- what a batch holds ----

function numbers(what: string, name: string, t: Tensor): Float64Array {
  if (!(t instanceof Tensor))
    fail(
      "argument",
      `${what}.update() expects ${name} to be a tensor, but got ${shownValue(t)}`,
      "for example metric.update(model(x), y).",
    );
  if (isComplex(t.dtype))
    fail(
      "argument",
      `${what}.update() expects real numbers as ${name}, but got ${t.dtype}`,
      "convert first: x.float().",
    );
  return Float64Array.from((t.ndim === 0 ? [tolist(t)] : flat(tolist(t))) as (number | bigint | boolean)[], Number);
}
const flat = (list: unknown): unknown[] => (list as unknown[]).flat(Infinity);

/** Class numbers of a batch: those given, or the largest of each row of scores; of one score each, whether it is above a threshold. */
function classes(what: string, output: Tensor, target: Tensor, threshold: number): [Int32Array, Int32Array] {
  const right = numbers(what, "target", target);
  const scores = numbers(what, "output", output);
  let found: Float64Array;
  if (output.ndim === target.ndim + 1 && sameBut(output.shape, target.shape)) {
    const count = output.shape[1]!;
    const inner = output.shape.slice(2).reduce((a, b) => a * b, 1);
    found = new Float64Array(right.length);
    for (let i = 0; i < found.length; i++) {
      const row = Math.floor(i / inner) * count * inner + (i % inner);
      let best = 0;
      for (let c = 1; c < count; c++) if (scores[row + c * inner]! > scores[row + best * inner]!) best = c;
      found[i] = best;
    }
  } else if (scores.length === right.length && squeezed(output) === squeezed(target)) {
    found = isSmooth(output.dtype) ? scores.map((s) => Number(s > threshold)) : scores;
  } else
    return fail(
      "argument",
      `${what}.update() got an output of shape ${showShape(output.shape)} for a target of shape ${showShape(target.shape)}`,
      "an output holds a row of scores for each target ([N, C] for [N]), or one number.",
    );
  return [whole(what, "output", found), whole(what, "target", right)];
}
const squeezed = (t: Tensor): string => t.shape.filter((n) => n !== 1).join();
const sameBut = (long: readonly number[], short: readonly number[]): boolean =>
  short.every((n, i) => n === long[i === 0 ? 0 : i + 1]);

function whole(what: string, name: string, values: Float64Array): Int32Array {
  for (const v of values)
    if (!Number.isInteger(v) || v < 0 || v > 1e6)
      fail(
        "argument",
        `${what}.update() expects ${name} to hold numbers of classes, from 0 on, but found ${v}`,
        "class labels are whole numbers: 0, 1, ….",
      );
  return Int32Array.from(values);
}

/** Same shapes, but for dimensions of size 1. */
function pairs(what: string, output: Tensor, target: Tensor): [Float64Array, Float64Array] {
  const a = numbers(what, "output", output),
    b = numbers(what, "target", target);
  if (a.length !== b.length || squeezed(output) !== squeezed(target))
    fail(
      "argument",
      `${what}.update() got an output of shape ${showShape(output.shape)} for a target of shape ${showShape(target.shape)}`,
      "both have the same shape.",
    );
  return [a, b];
}

const numberIn = (sums: Map<string, unknown>, name: string): number => {
  const v = sums.get(name);
  return typeof v === "number"
    ? v
    : fail("argument", `this state of a metric has no ${name}`, "was it made by stateDict()?");
};
const listIn = (sums: Map<string, unknown>, name: string): number[] => {
  const v = sums.get(name);
  return Array.isArray(v)
    ? (v as number[])
    : fail("argument", `this state of a metric has no ${name}`, "was it made by stateDict()?");
};

// ---- averages ----

/**
 * The average of numbers, such as the losses of batches; `update(loss, n)` counts a batch of `n` samples.
 */
export class Mean {
  static readonly name: string = "Mean";
  private sum = 0;
  private count = 0;

  /**
   * The average of numbers, such as the losses of batches; `update(loss, n)` counts a batch of `n` samples.
   *
   * @example
   * const mean = new metrics.Mean();
   * mean.update(0.5, 32);
   * mean.update(tensor(0.25), 32);
   * mean.compute(); // → 0.375
   */
  constructor() {
    noMore("Mean", 0, arguments, true);
  }
  /** Takes a number, or a tensor of one, which stands for `n` samples (default 1). */
  update(value: number | Tensor, n: number = 1): void {
    noMore("update", 2, arguments);
    const v = value instanceof Tensor ? Number(value.item()) : value;
    if (typeof v !== "number")
      fail(
        "argument",
        `Mean.update() expects value to be a number, but got ${shownValue(v)}`,
        "a loss gives its number by item().",
      );
    if (!(n >= 0))
      fail(
        "argument",
        `Mean.update() expects n to be a number of samples, but got ${shownValue(n)}`,
        "for example update(loss.item(), x.shape[0]).",
      );
    if (n === 0) return;
    this.sum += v * n;
    this.count += n;
  }
  /** @internal */
  toJSON(): never {
    return notData(this);
  }
  /** The average of all numbers since the last `reset`; NaN of none. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    return this.sum / this.count;
  }
  /** Forgets all numbers. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.sum = this.count = 0;
  }
  /** What is needed to go on later. */
  stateDict(): Record<string, unknown> {
    noMore("stateDict", 0, arguments, true);
    return { sum: this.sum, count: this.count };
  }
  /** Takes up a state that `stateDict` gave. */
  loadStateDict(state: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>): void {
    noMore("loadStateDict", 1, arguments);
    const sums = stateEntries("Mean", state);
    this.sum = numberIn(sums, "sum");
    this.count = numberIn(sums, "count");
  }
}

// ---- classification ----

/** Settings of {@link Accuracy}. */
export interface AccuracyOptions {
  /** A sample counts as right if its class is among so many of the highest scores. Default 1. */
  topK?: number | undefined;
  /** Where there is one score a sample: above this it is class 1. Default 0.5; of logits, 0. */
  threshold?: number | undefined;
}

/**
 * The share of samples whose class is right. Takes scores `[N, C]` (or `[N, C, …]`) for classes `[N]`, class numbers, or one
 * probability a sample. With `topK`, the class must be among the `topK` highest scores; of equal scores the first count.
 *
 * Options, by name: topK = 1, threshold = 0.5.
 */
export class Accuracy extends Metric {
  static override readonly name: string = "Accuracy";
  private readonly topK: number;
  private readonly threshold: number;
  private right = 0;
  private count = 0;

  /**
   * The share of samples whose class is right, or among the `topK` highest scores. Options, by name: topK = 1,
   * threshold = 0.5.
   *
   * @example
   * const accuracy = new metrics.Accuracy();
   * accuracy.update(tensor([[0.1, 0.9], [0.8, 0.2]]), tensor([1, 1]));
   * accuracy.compute(); // → 0.5
   */
  constructor(options: AccuracyOptions = {}) {
    noMore("Accuracy", 1, arguments, true);
    super();
    checkSettings("Accuracy", options, { topK: "n", threshold: "n" });
    checkWhole("Accuracy", "topK", options.topK, 1);
    this.topK = options.topK ?? 1;
    this.threshold = options.threshold ?? 0.5;
  }

  /** Takes a batch: scores `[N, C]`, class numbers, or one probability a sample; and the classes. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    if (this.topK > 1) return this.updateTop(output, target);
    const [found, right] = classes("Accuracy", output, target, this.threshold);
    for (let i = 0; i < right.length; i++) if (found[i] === right[i]) this.right++;
    this.count += right.length;
  }

  private updateTop(output: Tensor, target: Tensor): void {
    const scores = numbers("Accuracy", "output", output),
      right = whole("Accuracy", "target", numbers("Accuracy", "target", target));
    const columns = output.shape[1] ?? 0;
    if (output.ndim !== 2 || target.ndim !== 1 || output.shape[0] !== right.length)
      fail(
        "argument",
        `Accuracy.update() got an output of shape ${showShape(output.shape)} for a target of shape ${showShape(target.shape)}`,
        "topK takes scores [N, C] for classes [N].",
      );
    for (let i = 0; i < right.length; i++) {
      const c = right[i]!;
      if (c >= columns)
        fail(
          "argument",
          `Accuracy.update() found class ${c}, and there are scores of ${columns}`,
          "give scores for every class: [N, classes].",
        );
      const own = scores[i * columns + c]!;
      let above = 0;
      for (let j = 0; j < columns; j++) {
        const s = scores[i * columns + j]!;
        if (s > own || (s === own && j < c)) above++;
      }
      if (above < this.topK && !Number.isNaN(own)) this.right++;
    }
    this.count += right.length;
  }
  /** The share of samples that are right; NaN of none. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    return this.right / this.count;
  }
  /** Forgets all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.right = this.count = 0;
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    return { right: this.right, count: this.count };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    this.right = numberIn(sums, "right");
    this.count = numberIn(sums, "count");
  }
}

/** Settings of {@link ConfusionMatrix}. */
export interface ConfusionOptions {
  /** How many classes there are. Default: as many as were seen. */
  numClasses?: number | undefined;
  /** Where there is one score a sample: above this it is class 1. Default 0.5. */
  threshold?: number | undefined;
}

/** Counts pairs of right and found classes; the base of what is computed from them. */
abstract class Counted<T> extends Metric<T> {
  static override readonly name: string = "Counted";
  protected readonly what: string;
  protected readonly fixed: number | undefined;
  private readonly threshold: number;
  /** Row: the right class; column: the one that was found. */
  protected counts: number[][] = [];

  protected constructor(what: string, numClasses: number | undefined, threshold: number | undefined) {
    super();
    checkWhole(what, "numClasses", numClasses, 1);
    this.what = what;
    this.fixed = numClasses;
    this.threshold = threshold ?? 0.5;
    this.grow(numClasses ?? 0);
  }
  /** Takes a batch: scores `[N, C]`, class numbers, or one probability a sample; and the classes. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    const [found, right] = classes(this.what, output, target, this.threshold);
    let most = output.ndim === target.ndim + 1 ? output.shape[1]! : 0;
    for (let i = 0; i < right.length; i++) most = Math.max(most, found[i]! + 1, right[i]! + 1);
    if (this.fixed !== undefined && most > this.fixed)
      fail(
        "argument",
        `${this.what}.update() found class ${most - 1}, and numClasses is ${this.fixed}`,
        "raise numClasses, or number the classes from 0.",
      );
    this.grow(most);
    for (let i = 0; i < right.length; i++) this.counts[right[i]!]![found[i]!]!++;
  }
  /** Forgets all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.counts = [];
    this.grow(this.fixed ?? 0);
  }
  private grow(n: number): void {
    if (n <= this.counts.length) return;
    for (const row of this.counts) while (row.length < n) row.push(0);
    while (this.counts.length < n) this.counts.push(new Array<number>(n).fill(0));
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    return { counts: this.counts.map((r) => [...r]) };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    this.counts = (listIn(sums, "counts") as unknown as number[][]).map((r) => [...r]);
  }
}

/**
 * How often each class was taken for each: row i, column j counts samples of class i for which j was found.
 *
 * Options, by name: numClasses (as many as were seen), threshold = 0.5.
 */
export class ConfusionMatrix extends Counted<Tensor> {
  static override readonly name: string = "ConfusionMatrix";
  /**
   * How often each class was taken for each: row i, column j counts samples of class i for which j was found. Options, by
   * name: numClasses (as many as were seen), threshold = 0.5.
   *
   * @example
   * const matrix = new metrics.ConfusionMatrix();
   * matrix.update(tensor([0, 1, 1], { dtype: "int64" }), tensor([0, 0, 1]));
   * matrix.compute().tolist(); // → 1,1,0,1
   */
  constructor(options: ConfusionOptions = {}) {
    noMore("ConfusionMatrix", 1, arguments, true);
    checkSettings("ConfusionMatrix", options, { numClasses: "n", threshold: "n" });
    super("ConfusionMatrix", options.numClasses, options.threshold);
  }
  /** The counts, int64 `[C, C]`. */
  compute(): Tensor {
    noMore("compute", 0, arguments, true);
    const n = this.counts.length;
    return n === 0 ? tensor([[]], { dtype: "int64" }) : tensor(this.counts, { dtype: "int64" });
  }
}

/** Settings of {@link Precision}, {@link Recall} and {@link F1}. */
export interface ClassOptions extends ConfusionOptions {
  /**
   * `"binary"` (default): of class 1 alone. `"macro"`: the mean over the classes; `"weighted"`: by how many samples each
   * has; `"micro"`: over all samples together.
   */
  average?: "binary" | "macro" | "micro" | "weighted" | undefined;
  /** What a class gives for which nothing is to be divided. Default 0. */
  zeroDivision?: number | undefined;
}

/** What precision, recall and F1 share. */
abstract class PerClass extends Counted<number> {
  static override readonly name: string = "PerClass";
  private readonly average: NonNullable<ClassOptions["average"]>;
  private readonly zeroDivision: number;
  protected constructor(what: string, o: ClassOptions) {
    checkSettings(what, o, { average: "s", zeroDivision: "n", numClasses: "n", threshold: "n" });
    checkChoice(what, "average", o.average, ["binary", "macro", "micro", "weighted"]);
    super(what, o.numClasses, o.threshold);
    this.average = o.average ?? "binary";
    this.zeroDivision = o.zeroDivision ?? 0;
  }
  /** The measure, of samples found rightly, found, and there. */
  protected abstract share(right: number, found: number, there: number): [over: number, under: number];

  /** The measure of all batches since the last `reset`. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    const n = this.counts.length;
    const per = this.counts.map((row, c) => ({
      right: row[c]!,
      found: this.counts.reduce((s, r) => s + r[c]!, 0),
      there: row.reduce((a, b) => a + b, 0),
    }));
    const value = (right: number, found: number, there: number): number => {
      const [over, under] = this.share(right, found, there);
      return under === 0 ? this.zeroDivision : over / under;
    };
    if (this.average === "binary") {
      if (n > 2)
        fail(
          "argument",
          `Target is multiclass but average='binary': there are ${n} classes`,
          `choose another average: new metrics.${this.what}({ average: "macro" }).`,
        );
      const { right, found, there } = per[1] ?? { right: 0, found: 0, there: 0 };
      return value(right, found, there);
    }
    const sum = (what: "right" | "found" | "there"): number => per.reduce((s, p) => s + p[what], 0);
    if (this.average === "micro") return value(sum("right"), sum("found"), sum("there"));
    // A class that neither was there nor was found is no class of these samples, as in scikit-learn.
    const present = this.fixed === undefined ? per.filter((p) => p.found + p.there > 0) : per;
    const values = present.map((p) => value(p.right, p.found, p.there));
    if (this.average === "macro") return values.reduce((a, b) => a + b, 0) / values.length;
    const all = sum("there");
    return all === 0 ? this.zeroDivision : present.reduce((s, p, i) => s + p.there * values[i]!, 0) / all;
  }
}

/**
 * Of the samples that were given a class, the share that belongs to it.
 *
 * Options, by name: average = "binary", zeroDivision = 0, numClasses (as many as were seen), threshold = 0.5.
 */
export class Precision extends PerClass {
  static override readonly name: string = "Precision";
  /**
   * Of the samples that were given a class, the share that belongs to it. Options, by name: average = "binary",
   * zeroDivision = 0, numClasses (as many as were seen), threshold = 0.5.
   *
   * @example
   * const precision = new metrics.Precision();
   * precision.update(tensor([0.9, 0.8, 0.2]), tensor([1, 0, 1]));
   * precision.compute(); // → 0.5
   */
  constructor(options: ClassOptions = {}) {
    noMore("Precision", 1, arguments, true);
    super("Precision", options);
  }
  protected share(right: number, found: number): [number, number] {
    return [right, found];
  }
}

/**
 * Of the samples that belong to a class, the share that was found.
 *
 * Options, by name: average = "binary", zeroDivision = 0, numClasses (as many as were seen), threshold = 0.5.
 */
export class Recall extends PerClass {
  static override readonly name: string = "Recall";
  /**
   * Of the samples that belong to a class, the share that was found. Options, by name: average = "binary",
   * zeroDivision = 0, numClasses (as many as were seen), threshold = 0.5.
   *
   * @example
   * const recall = new metrics.Recall();
   * recall.update(tensor([0.9, 0.8, 0.2]), tensor([1, 0, 1]));
   * recall.compute(); // → 0.5
   */
  constructor(options: ClassOptions = {}) {
    noMore("Recall", 1, arguments, true);
    super("Recall", options);
  }
  protected share(right: number, _found: number, there: number): [number, number] {
    return [right, there];
  }
}

/**
 * The harmonic mean of precision and recall.
 *
 * Options, by name: average = "binary", zeroDivision = 0, numClasses (as many as were seen), threshold = 0.5.
 */
export class F1 extends PerClass {
  static override readonly name: string = "F1";
  /**
   * The harmonic mean of precision and recall. Options, by name: average = "binary", zeroDivision = 0, numClasses (as many
   * as were seen), threshold = 0.5.
   *
   * @example
   * const f1 = new metrics.F1({ average: "macro" });
   * f1.update(tensor([[2, 1], [0, 3], [0, 1]]), tensor([0, 1, 1]));
   * f1.compute(); // → 1
   */
  constructor(options: ClassOptions = {}) {
    noMore("F1", 1, arguments, true);
    super("F1", options);
  }
  protected share(right: number, found: number, there: number): [number, number] {
    return [2 * right, found + there];
  }
}

/**
 * The area under the ROC curve: how likely a sample of class 1 has a higher score than one of class 0. Equal scores count
 * half. It keeps all scores until `reset`.
 */
export class AUC extends Metric {
  static override readonly name: string = "AUC";
  private scores: number[] = [];
  private labels: number[] = [];
  /**
   * The area under the ROC curve: how likely a sample of class 1 has a higher score than one of class 0. Takes one score a
   * sample, and targets of 0 and 1.
   *
   * @example
   * const auc = new metrics.AUC();
   * auc.update(tensor([0.1, 0.4, 0.35, 0.8]), tensor([0, 0, 1, 1]));
   * auc.compute(); // → 0.75
   */
  constructor() {
    noMore("AUC", 0, arguments, true);
    super();
  }
  /** Takes a batch: one score a sample, and targets of 0 and 1. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    const [scores, labels] = pairs("AUC", output, target);
    for (const l of labels)
      if (l !== 0 && l !== 1)
        fail(
          "argument",
          `AUC.update() expects targets of 0 and 1, but found ${l}`,
          "write 1 where the sample belongs to the class.",
        );
    for (const s of scores)
      if (Number.isNaN(s))
        fail("argument", "AUC.update() found a NaN among the scores", "look for the step that made it: detectAnomaly.");
    for (const s of scores) this.scores.push(s);
    for (const l of labels) this.labels.push(l);
  }
  /** The area, 0 to 1; NaN where all samples are of one class. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    const order = Float64Array.from(this.scores.keys()).sort((a, b) => this.scores[a]! - this.scores[b]!);
    const ones = this.labels.reduce((a, b) => a + b, 0);
    let ranks = 0;
    for (let i = 0; i < order.length;) {
      let end = i,
        here = 0;
      for (; end < order.length && this.scores[order[end]!] === this.scores[order[i]!]; end++)
        here += this.labels[order[end]!]!;
      ranks += (here * (i + 1 + end)) / 2;
      i = end;
    }
    return (ranks - (ones * (ones + 1)) / 2) / (ones * (order.length - ones));
  }
  /** Forgets all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.scores = [];
    this.labels = [];
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    return { scores: [...this.scores], labels: [...this.labels] };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    this.scores = [...listIn(sums, "scores")];
    this.labels = [...listIn(sums, "labels")];
  }
}

// ---- regression ----

/**
 * The mean of absolute errors.
 */
export class MAE extends Metric {
  static override readonly name: string = "MAE";
  private sum = 0;
  private count = 0;
  /**
   * The mean of absolute errors.
   *
   * @example
   * const mae = new metrics.MAE();
   * mae.update(tensor([1, 2]), tensor([1.5, 1]));
   * mae.compute(); // → 0.75
   */
  constructor() {
    noMore("MAE", 0, arguments, true);
    super();
  }
  /** Takes a batch: outputs and targets of the same shape. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    const [a, b] = pairs("MAE", output, target);
    for (let i = 0; i < a.length; i++) this.sum += Math.abs(a[i]! - b[i]!);
    this.count += a.length;
  }
  /** The mean over all numbers since the last `reset`; NaN of none. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    return this.sum / this.count;
  }
  /** Forgets all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.sum = this.count = 0;
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    return { sum: this.sum, count: this.count };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    this.sum = numberIn(sums, "sum");
    this.count = numberIn(sums, "count");
  }
}

/**
 * The share of the targets' variance that the outputs explain: 1 is perfect, 0 as good as the targets' mean.
 */
export class R2 extends Metric {
  static override readonly name: string = "R2";
  // Welford's running mean and sum of squared distances from it: sums of squares alone would cancel.
  private count = 0;
  private mean = 0;
  private spread = 0;
  private errors = 0;
  /**
   * The share of the targets' variance that the outputs explain, R²: 1 is perfect, 0 as good as the targets' mean.
   *
   * @example
   * const r2 = new metrics.R2();
   * r2.update(tensor([1, 2, 3]), tensor([1, 2, 5]));
   * r2.compute().toFixed(3); // → 0.538
   */
  constructor() {
    noMore("R2", 0, arguments, true);
    super();
  }
  /** Takes a batch: outputs and targets of the same shape. */
  update(output: Tensor, target: Tensor): void {
    noMore("update", 2, arguments);
    const [a, b] = pairs("R2", output, target);
    for (let i = 0; i < a.length; i++) {
      const y = b[i]!,
        away = y - this.mean;
      this.mean += away / ++this.count;
      this.spread += away * (y - this.mean);
      this.errors += (y - a[i]!) ** 2;
    }
  }
  /** R²; where all targets are equal, 1 if the outputs are right and 0 if not; NaN of fewer than two. */
  compute(): number {
    noMore("compute", 0, arguments, true);
    if (this.count < 2) return NaN;
    return this.spread === 0 ? Number(this.errors === 0) : 1 - this.errors / this.spread;
  }
  /** Forgets all batches. */
  reset(): void {
    noMore("reset", 0, arguments, true);
    this.count = this.mean = this.spread = this.errors = 0;
  }
  /** @internal */
  protected sums(): Record<string, unknown> {
    const { count, mean, spread, errors } = this;
    return { count, mean, spread, errors };
  }
  /** @internal */
  protected takeUp(sums: Map<string, unknown>): void {
    for (const name of ["count", "mean", "spread", "errors"] as const) this[name] = numberIn(sums, name);
  }
}
