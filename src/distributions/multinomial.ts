import { fail } from "../diagnose/error.js";
import type { Rest } from "../diagnose/arguments.js";
import type { Tensor } from "../core/tensor.js";
import { eq, logicalAnd } from "../ops/pointwise/binary.js";
import { cast } from "../ops/pointwise/cast.js";
import { lgamma } from "../ops/special/gamma.js";
import { sum } from "../ops/reduce/reduce.js";
import { maskedFill } from "../ops/pointwise/select.js";
import { exp } from "../ops/pointwise/unary.js";
import { slice, unsqueeze } from "../ops/view/view.js";
import { arange } from "../tensor/creation.js";
import { broadcastAll, type ProbsOptions, read } from "./arguments.js";
import { Binomial } from "./binomial.js";
import { Categorical } from "./categorical.js";
import { type Constraint, multinomial, realVector, simplex } from "./constraints.js";
import { Distribution } from "./distribution.js";
import { add, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Multinomial} by name. */
export interface MultinomialOptions extends ProbsOptions {
  /** The number of draws. Default 1. */
  totalCount?: number;
}

/** The arguments of {@link Multinomial}, by position or by name. */
export type MultinomialArguments = Rest<
  [totalCount: number, probs: Tensor | null, logits: Tensor | null, validateArgs: boolean],
  MultinomialOptions
>;

/**
 * The multinomial distribution: the number of occurrences of each category in `totalCount` draws.
 *
 * @throws KindlingError `distribution-argument` for negative probabilities, or NaN.
 * @example
 * new distributions.Multinomial(4, tensor([0.25, 0.75])).mean.tolist(); // → 1,3
 */
export class Multinomial extends Distribution {
  static override readonly name: string = "Multinomial";
  /** The number of trials or draws. */
  readonly totalCount: number;
  /** @internal */ readonly categorical: Categorical;
  constructor(...args: MultinomialArguments) {
    super();
    const o = read<MultinomialOptions>("Multinomial", [], args, ["totalCount", "probs", "logits"]),
      n = o.totalCount ?? 1;
    if (!Number.isInteger(n) || n < 0)
      fail("distribution-argument", "inhomogeneous total_count is not supported", "totalCount is a whole number.");
    this.totalCount = n;
    this.categorical = new Categorical({ probs: o.probs ?? null, logits: o.logits ?? null });
    this.begin(this.categorical.batchShape, this.categorical.paramShape.slice(-1), o.validateArgs);
  }
  /** The probabilities. */
  get probs(): Tensor {
    return this.categorical.probs;
  }
  /** The logits: log odds, or logarithms of probabilities. */
  get logits(): Tensor {
    return this.categorical.logits;
  }
  /** The shape of the given parameter. */
  get paramShape(): readonly number[] {
    return this.categorical.paramShape;
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: realVector };
  }
  override get support(): Constraint {
    return multinomial(this.totalCount);
  }
  override get mean(): Tensor {
    return mul(this.probs, this.totalCount);
  }
  override get variance(): Tensor {
    return mul(mul(this.totalCount, this.probs), sub(1, this.probs));
  }
  protected override expanded(shape: readonly number[]): this {
    return this.like(shape, { categorical: this.categorical.expand(shape) });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const drawn = this.categorical.sample([this.totalCount, ...sampleShape]);
    return cast(sum(eq(unsqueeze(drawn, -1), arange(this.event[0]!)), { dim: 0 }), this.probs.dtype);
  }
  protected override logDensity(value: Tensor): Tensor {
    const [logits, v] = broadcastAll(this.logits, value),
      none = logicalAnd(eq(v, 0), eq(logits, -Infinity)); // 0 · log 0 is 0
    const powers = sum(mul(maskedFill(logits, none, 0), v), { dim: -1 });
    return add(sub(lgamma(add(sum(v, { dim: -1 }), 1)), sum(lgamma(add(v, 1)), { dim: -1 })), powers);
  }
  protected override uncertainty(): Tensor {
    const n = this.totalCount,
      single = new Binomial(n, this.probs),
      support = slice(single.enumerateSupport(false), 0, 1);
    const weighed = sum(mul(exp(single.logProb(support)), lgamma(add(support, 1))), { dim: [0, -1] });
    return add(sub(mul(n, this.categorical.entropy()), logFactorial(n)), weighed);
  }
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}
