import type { Tensor } from "../core/tensor.js";
import { eq } from "../ops/pointwise/binary.js";
import { cast } from "../ops/pointwise/cast.js";
import { argmax } from "../ops/reduce/reduce.js";
import { detach, expand, reshape, unsqueeze } from "../ops/view/view.js";
import { arange, eye } from "../tensor/creation.js";
import { type ProbsArguments, type ProbsOptions, read } from "./arguments.js";
import { Categorical } from "./categorical.js";
import { type Constraint, oneHot, realVector, simplex } from "./constraints.js";
import { Distribution } from "./distribution.js";
import { add, mul, sub } from "../ops/pointwise/arithmetic.js";

/**
 * The categorical distribution as vectors of one 1 among zeros, in the dtype of the probabilities.
 *
 * @throws KindlingError `distribution-argument` for negative probabilities, or NaN.
 * @example
 * new distributions.OneHotCategorical(tensor([0, 1, 0])).sample(); // → tensor([0., 1., 0.])
 */
export class OneHotCategorical extends Distribution {
  static override readonly name: string = "OneHotCategorical";
  /** @internal */ readonly categorical: Categorical;
  constructor(...args: ProbsArguments) {
    super();
    const o = read<ProbsOptions>("OneHotCategorical", [], args, ["probs", "logits"]);
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
    return oneHot;
  }
  override get hasEnumerateSupport(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return this.probs;
  }
  override get mode(): Tensor {
    return this.hot(this.categorical.mode);
  }
  override get variance(): Tensor {
    return mul(this.probs, sub(1, this.probs));
  }
  private hot(index: Tensor): Tensor {
    return cast(eq(unsqueeze(index, -1), arange(this.event[0]!)), this.probs.dtype);
  }
  protected override expanded(shape: readonly number[]): this {
    return this.like(shape, { categorical: this.categorical.expand(shape) });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return this.hot(this.categorical.sample(sampleShape));
  }
  protected override logDensity(value: Tensor): Tensor {
    return this.categorical.logProb(argmax(value, { dim: -1 }));
  }
  protected override uncertainty(): Tensor {
    return this.categorical.entropy();
  }
  protected override values(all: boolean): Tensor {
    const n = this.event[0]!,
      values = reshape(eye(n, { dtype: this.probs.dtype }), [n, ...this.batch.map(() => 1), n]);
    return all ? expand(values, [n, ...this.batch, n]) : values;
  }
}

/**
 * {@link OneHotCategorical} whose samples have the gradient of the probabilities: the straight-through estimator (Bengio et al.,
 * 2013).
 *
 * @throws KindlingError `distribution-argument` for negative probabilities, or NaN.
 * @example
 * new distributions.OneHotCategoricalStraightThrough(tensor([0, 1, 0])).rsample(); // → tensor([0., 1., 0.])
 */
export class OneHotCategoricalStraightThrough extends OneHotCategorical {
  static override readonly name: string = "OneHotCategoricalStraightThrough";
  override get hasRsample(): boolean {
    return true;
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return add(super.draw(sampleShape), sub(this.probs, detach(this.probs)));
  }
}
