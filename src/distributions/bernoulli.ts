import type { Tensor } from "../core/tensor.js";
import { ge, eq } from "../ops/pointwise/binary.js";
import { cast } from "../ops/pointwise/cast.js";
import { binaryCrossEntropyWithLogits } from "../ops/reduce/loss.js";
import { maskedFill } from "../ops/pointwise/select.js";
import { detach, expand, reshape } from "../ops/view/view.js";
import { arange, bernoulli } from "../tensor/creation.js";
import { broadcastAll, type ProbsArguments, type ProbsOptions, read } from "./arguments.js";
import { boolean, type Constraint } from "./constraints.js";
import { ProbsOrLogits } from "./probs-or-logits.js";
import { mul, sub, neg } from "../ops/pointwise/arithmetic.js";

/**
 * The Bernoulli distribution: 1 with the probability `probs`, else 0. Alternatively, pass `logits`, the log odds.
 *
 * @throws KindlingError `distribution-argument` for a probability outside [0, 1].
 * @example
 * new distributions.Bernoulli(0.25).logProb(tensor([0, 1])); // → tensor([-0.2877, -1.3863])
 * new distributions.Bernoulli({ logits: 0 }).probs; // → tensor(0.5000)
 */
export class Bernoulli extends ProbsOrLogits {
  static override readonly name: string = "Bernoulli";
  constructor(...args: ProbsArguments) {
    super();
    const o = read<ProbsOptions>("Bernoulli", [], args, ["probs", "logits"]);
    this.readProbs(o);
    this.begin(this.paramShape, [], o.validateArgs);
  }
  override get support(): Constraint {
    return boolean;
  }
  override get hasEnumerateSupport(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return this.probs;
  }
  override get mode(): Tensor {
    return maskedFill(cast(ge(this.probs, 0.5), this.probs.dtype), eq(this.probs, 0.5), NaN);
  }
  override get variance(): Tensor {
    return mul(this.probs, sub(1, this.probs));
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return bernoulli(expand(detach(this.probs), this.extended(sampleShape)));
  }
  protected override logDensity(value: Tensor): Tensor {
    const [logits, v] = broadcastAll(this.logits, value);
    return neg(binaryCrossEntropyWithLogits(logits, cast(v, logits.dtype)));
  }
  protected override uncertainty(): Tensor {
    return binaryCrossEntropyWithLogits(this.logits, this.probs);
  }
  protected override values(all: boolean): Tensor {
    const values = reshape(arange(2, { dtype: this.parameter.dtype }), [2, ...this.batch.map(() => 1)]);
    return all ? expand(values, [2, ...this.batch]) : values;
  }
}
