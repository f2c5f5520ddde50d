import { recorder, unheard } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { minimum } from "../ops/pointwise/binary.js";
import { cast } from "../ops/pointwise/cast.js";
import { lgamma } from "../ops/special/gamma.js";
import { amax, amin, sum } from "../ops/reduce/reduce.js";
import { clamp } from "../ops/pointwise/select.js";
import { abs, exp, floor, log1p } from "../ops/pointwise/unary.js";
import { detach, expand, reshape } from "../ops/view/view.js";
import { item } from "../tensor/convert.js";
import { arange } from "../tensor/creation.js";
import { type Parameter, type ProbsOptions, read } from "./arguments.js";
import { type Constraint, integerInterval, nonnegativeInteger } from "./constraints.js";
import { binomial } from "./draw.js";
import { ProbsOrLogits } from "./probs-or-logits.js";
import type { Rest } from "../diagnose/arguments.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Binomial} by name. */
export interface BinomialOptions extends ProbsOptions {
  /** The number of trials. Default 1. */
  totalCount?: Parameter;
}

/** max(x, 0), with half the gradient at 0. */
const clampByZero = (x: Tensor): Tensor => div(sub(add(clamp(x, 0), x), clamp(x, null, 0)), 2);

/** The arguments of {@link Binomial}, by position or by name. */
export type BinomialArguments = Rest<
  [totalCount: Parameter, probs: Parameter | null, logits: Parameter | null, validateArgs: boolean],
  BinomialOptions
>;

/**
 * The binomial distribution: the number of successes in `totalCount` trials, each with the probability `probs`.
 *
 * @throws KindlingError `distribution-argument` for a count that is negative or not a whole number, or a probability
 * outside [0, 1].
 * @example
 * new distributions.Binomial(4, 0.5).logProb(tensor(2)).exp(); // → tensor(0.3750)
 */
export class Binomial extends ProbsOrLogits {
  static override readonly name: string = "Binomial";
  /** The number of trials or draws. */
  readonly totalCount: Tensor;
  constructor(...args: BinomialArguments) {
    super();
    const o = read<BinomialOptions>("Binomial", [], args, ["totalCount", "probs", "logits"]);
    const [count] = this.readProbs(o, o.totalCount ?? 1);
    this.totalCount = cast(count, this.parameter.dtype);
    this.begin(this.paramShape, [], o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { totalCount: nonnegativeInteger, ...super.argConstraints };
  }
  override get support(): Constraint {
    return integerInterval(0, this.totalCount);
  }
  override get hasEnumerateSupport(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return mul(this.totalCount, this.probs);
  }
  override get mode(): Tensor {
    return minimum(floor(mul(add(this.totalCount, 1), this.probs)), this.totalCount);
  }
  override get variance(): Tensor {
    return mul(mul(this.totalCount, this.probs), sub(1, this.probs));
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const shape = this.extended(sampleShape);
    return binomial(expand(this.totalCount, shape), expand(this.probs, shape));
  }
  protected override logDensity(value: Tensor): Tensor {
    const n = this.totalCount,
      { logits } = this;
    const normalizer = sub(add(mul(n, clampByZero(logits)), mul(n, log1p(exp(neg(abs(logits)))))), lgamma(add(n, 1)));
    return sub(sub(sub(mul(value, logits), lgamma(add(value, 1))), lgamma(add(sub(n, value), 1))), normalizer);
  }
  /** The common number of trials of the batch. */
  private count(what: string): number {
    recorder?.refuse(`the ${what} of a Binomial`);
    const [most, least] = unheard(() => [item(amax(detach(this.totalCount))), item(amin(detach(this.totalCount)))]) as [
      number,
      number,
    ];
    return most === least
      ? most
      : fail(
          "distribution-lacks",
          `Inhomogeneous total count not supported by \`${what}\`.`,
          "give all of the batch the same totalCount.",
        );
  }
  protected override uncertainty(): Tensor {
    this.count("entropy");
    const logProb = this.logProb(this.values(false));
    return neg(sum(mul(exp(logProb), logProb), { dim: 0 }));
  }
  protected override values(all: boolean): Tensor {
    const n = this.count("enumerate_support") + 1,
      values = reshape(arange(n, { dtype: this.parameter.dtype }), [n, ...this.batch.map(() => 1)]);
    return all ? expand(values, [n, ...this.batch]) : values;
  }
}
