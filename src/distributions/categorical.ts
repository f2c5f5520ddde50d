import { broadcastShapes } from "../shape/broadcast.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { cast } from "../ops/pointwise/cast.js";
import { logsumexp } from "../ops/reduce/moments.js";
import { gather } from "../ops/indexing/gather.js";
import { argmax, sum } from "../ops/reduce/reduce.js";
import { clamp } from "../ops/pointwise/select.js";
import { detach, expand, reshape, squeeze, t, unsqueeze } from "../ops/view/view.js";
import { arange, multinomial } from "../tensor/creation.js";
import { finfo } from "../tensor/type-info.js";
import { product } from "../util/array.js";
import { either, needParameter, type ProbsArguments, type ProbsOptions, read } from "./arguments.js";
import { type Constraint, integerInterval, realVector, simplex } from "./constraints.js";
import { ProbsOrLogits } from "./probs-or-logits.js";
import { like, normalized } from "./tools.js";
import { mul, sub, neg } from "../ops/pointwise/arithmetic.js";

/**
 * The categorical distribution: one of the numbers 0, 1, … (int64), with probabilities along the last dimension of
 * `probs` or `logits`. Probabilities are normalized; logits are a network's raw outputs.
 *
 * @throws KindlingError `distribution-argument` for negative probabilities, or NaN.
 * @example
 * const d = new distributions.Categorical({ logits: tensor([0, 0]) });
 * d.probs.tolist(); // → 0.5,0.5
 * d.logProb(tensor(1)); // → tensor(-0.6931)
 */
export class Categorical extends ProbsOrLogits {
  static override readonly name: string = "Categorical";
  constructor(...args: ProbsArguments) {
    super();
    const o = read<ProbsOptions>("Categorical", [], args, ["probs", "logits"]),
      [name, value] = either(o);
    needParameter("Categorical", name, value);
    if (value.shape.length < 1)
      fail(
        "distribution-argument",
        `\`${name}\` parameter must be at least one-dimensional.`,
        "the last dimension holds the categories.",
      );
    this.keep(name, name === "probs" ? normalized(value) : sub(value, logsumexp(value, -1, true)));
    this.begin(this.paramShape.slice(0, -1), [], o.validateArgs);
  }
  /** @internal */
  get count(): number {
    return this.paramShape[this.paramShape.length - 1]!;
  }
  protected override get binary(): boolean {
    return false;
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: realVector };
  }
  override get support(): Constraint {
    return integerInterval(0, this.count - 1);
  }
  override get hasEnumerateSupport(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return like(this.probs, NaN, this.extended());
  }
  override get mode(): Tensor {
    return argmax(this.probs, { dim: -1 });
  }
  override get variance(): Tensor {
    return like(this.probs, NaN, this.extended());
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return reshape(
      t(multinomial(reshape(detach(this.probs), [-1, this.count]), product(sampleShape), true)),
      this.extended(sampleShape),
    );
  }
  protected override logDensity(value: Tensor): Tensor {
    const at = unsqueeze(cast(value, "int64"), -1),
      shape = broadcastShapes([...value.shape, 1], this.logits.shape);
    return squeeze(gather(expand(this.logits, shape), -1, expand(at, [...shape.slice(0, -1), 1])), -1);
  }
  protected override uncertainty(): Tensor {
    return neg(sum(mul(clamp(this.logits, finfo(this.logits.dtype).min), this.probs), { dim: -1 }));
  }
  protected override values(all: boolean): Tensor {
    const n = this.count,
      values = reshape(arange(n), [n, ...this.batch.map(() => 1)]);
    return all ? expand(values, [n, ...this.batch]) : values;
  }
}
