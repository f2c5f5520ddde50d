import type { Tensor } from "../core/tensor.js";
import type { Rest } from "../diagnose/arguments.js";
import { clamp } from "../ops/pointwise/select.js";
import { exp, log, log1p } from "../ops/pointwise/unary.js";
import { expand } from "../ops/view/view.js";
import { rand } from "../tensor/creation.js";
import { broadcastAll, type Parameter, type ProbsOptions, read } from "./arguments.js";
import { type Constraint, real, unitInterval } from "./constraints.js";
import { ProbsOrLogits } from "./probs-or-logits.js";
import { epsOf } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { SigmoidTransform } from "./transforms/sigmoid.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link RelaxedBernoulli} and similar ones by name. */
export interface RelaxedOptions extends ProbsOptions {
  /** The temperature: lower values give samples closer to 0 and 1. */
  temperature: Parameter;
}
export type RelaxedArguments = Rest<
  [temperature: Parameter, probs: Parameter | null, logits: Parameter | null, validateArgs: boolean],
  Partial<RelaxedOptions>
>;
export const readRelaxed = (what: string, args: readonly unknown[]): RelaxedOptions =>
  read<RelaxedOptions>(what, ["temperature"], args, ["probs", "logits"]);

/** The log odds of {@link RelaxedBernoulli}. */
class LogitRelaxedBernoulli extends ProbsOrLogits {
  static override readonly name: string = "LogitRelaxedBernoulli";
  /** The temperature. */
  readonly temperature: Tensor;
  constructor(...args: RelaxedArguments) {
    super();
    const o = readRelaxed("LogitRelaxedBernoulli", args);
    [this.temperature] = broadcastAll(o.temperature);
    this.readProbs(o);
    this.begin(this.paramShape, [], o.validateArgs);
  }
  override get support(): Constraint {
    return real;
  }
  override get hasRsample(): boolean {
    return true;
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const shape = this.extended(sampleShape),
      probs = expand(this.probs, shape),
      eps = epsOf(probs),
      inner = (p: Tensor): Tensor => clamp(p, eps, 1 - eps);
    const p = inner(probs),
      u = inner(rand(shape, { dtype: probs.dtype }));
    return div(sub(add(sub(log(u), log1p(neg(u))), log(p)), log1p(neg(p))), this.temperature);
  }
  protected override logDensity(value: Tensor): Tensor {
    const [logits, v] = broadcastAll(this.logits, value),
      diff = sub(logits, mul(v, this.temperature));
    return sub(add(log(this.temperature), diff), mul(2, log1p(exp(diff))));
  }
}

/**
 * A continuous relaxation of Bernoulli numbers, between 0 and 1, so that they have a gradient (Maddison et al., 2017;
 * Jang et al., 2017).
 *
 * @throws KindlingError `distribution-argument` for a probability outside [0, 1].
 * @example
 * new distributions.RelaxedBernoulli(1, 0.5).logProb(tensor(0.25)); // → tensor(0.)
 */
export class RelaxedBernoulli extends TransformedDistribution {
  static override readonly name: string = "RelaxedBernoulli";
  constructor(...args: RelaxedArguments) {
    const o = readRelaxed("RelaxedBernoulli", args);
    super(new LogitRelaxedBernoulli(o), new SigmoidTransform(), { validateArgs: o.validateArgs });
  }
  private get relaxed(): LogitRelaxedBernoulli {
    return this.baseDist as LogitRelaxedBernoulli;
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
    return { probs: unitInterval, logits: real };
  }
  override get support(): Constraint {
    return unitInterval;
  }
}
