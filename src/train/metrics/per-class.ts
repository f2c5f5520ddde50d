import { noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { checkChoice, checkSettings } from "../../diagnose/settings.js";
import { type ConfusionOptions, Counted } from "./confusion-matrix.js";

// Precision, recall and F1: computed for each class, then averaged over classes.

/** Settings of {@link Precision}, {@link Recall} and {@link F1}. */
export interface ClassOptions extends ConfusionOptions {
  /**
   * `"binary"` (default): only class 1. `"macro"`: the mean over the classes; `"weighted"`: weighted by the number of
   * samples; `"micro"`: over all samples together.
   */
  average?: "binary" | "macro" | "micro" | "weighted" | undefined;
  /** The result for a class with a division by zero. Default 0. */
  zeroDivision?: number | undefined;
}

/** The base of precision, recall and F1. */
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
  /** The measure from the numbers of true positives, predictions, and actual samples. */
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
    // A class that neither occurs nor was predicted is ignored, as in scikit-learn.
    const present = this.fixed === undefined ? per.filter((p) => p.found + p.there > 0) : per;
    const values = present.map((p) => value(p.right, p.found, p.there));
    if (this.average === "macro") return values.reduce((a, b) => a + b, 0) / values.length;
    const all = sum("there");
    return all === 0 ? this.zeroDivision : present.reduce((s, p, i) => s + p.there * values[i]!, 0) / all;
  }
}

/**
 * The fraction of the samples predicted as a class that belong to it.
 *
 * Options, by name: average = "binary", zeroDivision = 0, numClasses (the number seen so far), threshold = 0.5.
 */
export class Precision extends PerClass {
  static override readonly name: string = "Precision";
  /**
   * The fraction of the samples predicted as a class that belong to it. Options, by name: average = "binary",
   * zeroDivision = 0, numClasses (the number seen so far), threshold = 0.5.
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
 * The fraction of the samples of a class that were predicted as such.
 *
 * Options, by name: average = "binary", zeroDivision = 0, numClasses (the number seen so far), threshold = 0.5.
 */
export class Recall extends PerClass {
  static override readonly name: string = "Recall";
  /**
   * The fraction of the samples of a class that were predicted as such. Options, by name: average = "binary",
   * zeroDivision = 0, numClasses (the number seen so far), threshold = 0.5.
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
 * Options, by name: average = "binary", zeroDivision = 0, numClasses (the number seen so far), threshold = 0.5.
 */
export class F1 extends PerClass {
  static override readonly name: string = "F1";
  /**
   * The harmonic mean of precision and recall. Options, by name: average = "binary", zeroDivision = 0, numClasses (the
   * number seen so far), threshold = 0.5.
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
