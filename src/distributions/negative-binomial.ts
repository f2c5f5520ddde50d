import { noGrad } from "../core/modes.js";
import type { Tensor } from "../core/tensor.js";
import { eq } from "../ops/pointwise/binary.js";
import { cast } from "../ops/pointwise/cast.js";
import { lgamma } from "../ops/special/gamma.js";
import { clamp, maskedFill } from "../ops/pointwise/select.js";
import { exp, floor, logSigmoid, sigmoid } from "../ops/pointwise/unary.js";
import { poisson } from "../tensor/fills.js";
import { type Parameter, type ProbsOptions, read } from "./arguments.js";
import { type Constraint, greaterThanEq, halfOpenInterval, nonnegativeInteger, real } from "./constraints.js";
import { Gamma } from "./gamma.js";
import { ProbsOrLogits } from "./probs-or-logits.js";
import type { Rest } from "../diagnose/arguments.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link NegativeBinomial} by name. */
export interface NegativeBinomialOptions extends ProbsOptions {
  /** The number of failures. */
  totalCount: Parameter;
}

/** The arguments of {@link NegativeBinomial}, by position or by name. */
export type NegativeBinomialArguments = Rest<
  [totalCount: Parameter, probs: Parameter | null, logits: Parameter | null, validateArgs: boolean],
  Partial<NegativeBinomialOptions>
>;

/**
 * The negative binomial distribution: the number of successes before `totalCount` failures, with the success
 * probability `probs`.
 *
 * @throws KindlingError `distribution-argument` for a negative count, or a probability outside [0, 1).
 * @example
 * new distributions.NegativeBinomial(3, 0.5).mean; // → tensor(3.)
 */
export class NegativeBinomial extends ProbsOrLogits {
  static override readonly name: string = "NegativeBinomial";
  /** The number of trials or draws. */
  readonly totalCount: Tensor;
  constructor(...args: NegativeBinomialArguments) {
    super();
    const o = read<NegativeBinomialOptions>("NegativeBinomial", ["totalCount"], args, ["probs", "logits"]);
    const [count] = this.readProbs(o, o.totalCount);
    this.totalCount = cast(count, this.parameter.dtype);
    this.begin(this.paramShape, [], o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { totalCount: greaterThanEq(0), probs: halfOpenInterval(0, 1), logits: real };
  }
  override get support(): Constraint {
    return nonnegativeInteger;
  }
  override get mean(): Tensor {
    return mul(this.totalCount, exp(this.logits));
  }
  override get mode(): Tensor {
    return clamp(floor(mul(sub(this.totalCount, 1), exp(this.logits))), 0);
  }
  override get variance(): Tensor {
    return div(this.mean, sigmoid(neg(this.logits)));
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return noGrad(() =>
      poisson(new Gamma(this.totalCount, exp(neg(this.logits)), { validateArgs: false }).sample(sampleShape)),
    );
  }
  protected override logDensity(value: Tensor): Tensor {
    const n = this.totalCount,
      raw = add(mul(n, logSigmoid(neg(this.logits))), mul(value, logSigmoid(this.logits)));
    const normalizer = add(add(neg(lgamma(add(n, value))), lgamma(add(1, value))), lgamma(n));
    return sub(raw, maskedFill(normalizer, eq(add(n, value), 0), 0));
  }
}
