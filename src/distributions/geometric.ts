import { empty } from "../core/dispatch.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { eq, gt, le, logicalAnd } from "../ops/pointwise/binary.js";
import { binaryCrossEntropyWithLogits } from "../ops/reduce/loss.js";
import { maskedSelect } from "../ops/indexing/gather.js";
import { maskedFill } from "../ops/pointwise/select.js";
import { floor, log, log1p } from "../ops/pointwise/unary.js";
import { detach } from "../ops/view/view.js";
import { uniform_ } from "../tensor/fills.js";
import { broadcastAll, type ProbsArguments, type ProbsOptions, read } from "./arguments.js";
import { type Constraint, nonnegativeInteger } from "./constraints.js";
import { demand, tuple } from "./distribution.js";
import { ProbsOrLogits } from "./probs-or-logits.js";
import { like, tinyOf } from "./tools.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

/**
 * The geometric distribution: the number of failures before the first success, with the success probability `probs`.
 *
 * @throws KindlingError `distribution-argument` for a probability outside (0, 1].
 * @example
 * new distributions.Geometric(0.25).mean; // → tensor(3.)
 */
export class Geometric extends ProbsOrLogits {
  static override readonly name: string = "Geometric";
  constructor(...args: ProbsArguments) {
    super();
    const o = read<ProbsOptions>("Geometric", [], args, ["probs", "logits"]);
    this.readProbs(o);
    this.begin(this.paramShape, [], o.validateArgs);
    if (this.checks && this.given === "probs") {
      demand(gt(detach(this.probs), 0), this.probs, (_, again, values) =>
        fail(
          "distribution-argument",
          `Expected parameter probs (Tensor of shape ${tuple(this.paramShape)}) of distribution ${this.text(!again)} to be positive but found invalid values:\n${String(maskedSelect(values, le(values, 0)))}`,
          "choose probs > 0: a trial that cannot succeed never ends.",
        ),
      );
    }
  }
  override get support(): Constraint {
    return nonnegativeInteger;
  }
  override get mean(): Tensor {
    return sub(div(1, this.probs), 1);
  }
  override get mode(): Tensor {
    return like(this.probs, 0);
  }
  override get variance(): Tensor {
    return div(sub(div(1, this.probs), 1), this.probs);
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const u = uniform_(empty(this.extended(sampleShape), this.probs.dtype), tinyOf(this.probs), 1);
    return floor(div(log(u), log1p(neg(detach(this.probs)))));
  }
  protected override logDensity(value: Tensor): Tensor {
    const [v, probs] = broadcastAll(value, this.probs),
      sure = logicalAnd(eq(probs, 1), eq(v, 0)); // 0 · log 0 is 0 there
    return add(mul(v, log1p(neg(maskedFill(probs, sure, 0)))), log(this.probs));
  }
  protected override uncertainty(): Tensor {
    return div(binaryCrossEntropyWithLogits(this.logits, this.probs), this.probs);
  }
}
