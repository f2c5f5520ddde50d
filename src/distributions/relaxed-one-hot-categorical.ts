import type { Tensor } from "../core/tensor.js";
import { logsumexp } from "../ops/reduce/moments.js";
import { clamp } from "../ops/pointwise/select.js";
import { sum } from "../ops/reduce/reduce.js";
import { log } from "../ops/pointwise/unary.js";
import { rand } from "../tensor/creation.js";
import { lgamma } from "../ops/special/gamma.js";
import { broadcastAll } from "./arguments.js";
import { Categorical } from "./categorical.js";
import { type Constraint, realVector, simplex } from "./constraints.js";
import { Distribution } from "./distribution.js";
import { readRelaxed, type RelaxedArguments } from "./relaxed-bernoulli.js";
import { epsOf, like } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { ExpTransform } from "./transforms/exp.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

const kept = (x: Tensor): Tensor => logsumexp(x, -1, true);

/** The logarithms of {@link RelaxedOneHotCategorical}. */
class ExpRelaxedCategorical extends Distribution {
  static override readonly name: string = "ExpRelaxedCategorical";
  /** The temperature. */
  readonly temperature: Tensor;
  private readonly categorical: Categorical;
  constructor(...args: RelaxedArguments) {
    super();
    const o = readRelaxed("ExpRelaxedCategorical", args);
    [this.temperature] = broadcastAll(o.temperature);
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
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: realVector };
  }
  override get support(): Constraint {
    return realVector;
  }
  override get hasRsample(): boolean {
    return true;
  }
  protected override expanded(shape: readonly number[]): this {
    return this.like(shape, { categorical: this.categorical.expand(shape) });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const u = rand(this.extended(sampleShape), { dtype: this.logits.dtype }),
      eps = epsOf(u);
    const scores = div(add(this.logits, neg(log(neg(log(clamp(u, eps, 1 - eps)))))), this.temperature);
    return sub(scores, kept(scores));
  }
  protected override logDensity(value: Tensor): Tensor {
    const k = this.event[0]!,
      [logits, v] = broadcastAll(this.logits, value),
      score = sub(logits, mul(v, this.temperature));
    const logScale = sub(lgamma(like(this.temperature, k)), mul(log(this.temperature), -(k - 1)));
    return add(sum(sub(score, kept(score)), { dim: -1 }), logScale);
  }
}

/**
 * Vectors near one 1 among zeros that add up to 1, so that they have a gradient: Gumbel softmax (Maddison et al., 2017; Jang et
 * al., 2017).
 *
 * @throws KindlingError `distribution-argument` for negative probabilities, or NaN.
 * @example
 * new distributions.RelaxedOneHotCategorical(0.5, tensor([0.25, 0.75])).rsample().shape; // → 2
 */
export class RelaxedOneHotCategorical extends TransformedDistribution {
  static override readonly name: string = "RelaxedOneHotCategorical";
  constructor(...args: RelaxedArguments) {
    const o = readRelaxed("RelaxedOneHotCategorical", args);
    super(new ExpRelaxedCategorical(o), new ExpTransform(), { validateArgs: o.validateArgs });
  }
  private get relaxed(): ExpRelaxedCategorical {
    return this.baseDist as ExpRelaxedCategorical;
  }
  /** The temperature. */
  get temperature(): Tensor {
    return this.relaxed.temperature;
  }
  /** The probabilities. */
  get probs(): Tensor {
    return this.relaxed.probs;
  }
  /** The logits: log odds, or logarithms of probabilities. */
  get logits(): Tensor {
    return this.relaxed.logits;
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: realVector };
  }
  override get support(): Constraint {
    return simplex;
  }
}
