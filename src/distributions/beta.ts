import type { Tensor } from "../core/tensor.js";
import { stack } from "../ops/view/join.js";
import { square } from "../ops/pointwise/unary.js";
import { select } from "../ops/view/view.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, positive, unitInterval } from "./constraints.js";
import { Dirichlet } from "./dirichlet.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link Beta} and {@link Kumaraswamy} by name. */
export interface ConcentrationOptions extends DistributionOptions {
  /** The weight of the values near 1, above 0. */
  concentration1: Parameter;
  /** The weight of the values near 0, above 0. */
  concentration0: Parameter;
}

/** The arguments of {@link Beta}, by position or by name. */
export type BetaArguments = Given<[concentration1: Parameter, concentration0: Parameter], ConcentrationOptions>;

/**
 * The beta distribution of [0, 1]: α is `concentration1`, β `concentration0`, and the mean α / (α + β).
 *
 * @throws KindlingError `distribution-argument` for a parameter of 0 or less, or NaN.
 * @example
 * new distributions.Beta(1, 3).mean; // → tensor(0.2500)
 */
export class Beta extends Distribution {
  static override readonly name: string = "Beta";
  /** @internal */ readonly dirichlet: Dirichlet;
  constructor(...args: BetaArguments) {
    super();
    const o = read<ConcentrationOptions>("Beta", ["concentration1", "concentration0"], args),
      [a, b] = broadcastAll(o.concentration1, o.concentration0);
    this.dirichlet = new Dirichlet(stack([a, b], -1), { validateArgs: o.validateArgs });
    this.begin(this.dirichlet.batchShape, [], o.validateArgs);
  }
  /** α: the larger, the nearer to 1. */
  get concentration1(): Tensor {
    return select(this.dirichlet.concentration, -1, 0);
  }
  /** β: the larger, the nearer to 0. */
  get concentration0(): Tensor {
    return select(this.dirichlet.concentration, -1, 1);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration1: positive, concentration0: positive };
  }
  protected override get derives(): readonly string[] {
    return ["concentration1", "concentration0"];
  }
  override get support(): Constraint {
    return unitInterval;
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return div(this.concentration1, add(this.concentration1, this.concentration0));
  }
  override get mode(): Tensor {
    return select(this.dirichlet.mode, -1, 0);
  }
  override get variance(): Tensor {
    const a = this.concentration1,
      b = this.concentration0,
      total = add(a, b);
    return div(mul(a, b), mul(square(total), add(total, 1)));
  }
  protected override expanded(shape: readonly number[]): this {
    return this.like(shape, { dirichlet: this.dirichlet.expand(shape) });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return select(this.dirichlet.rsample(sampleShape), -1, 0);
  }
  protected override logDensity(value: Tensor): Tensor {
    return this.dirichlet.logProb(stack([value, sub(1, value)], -1));
  }
  protected override uncertainty(): Tensor {
    return this.dirichlet.entropy();
  }
}
