import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { eq, lt } from "../ops/pointwise/binary.js";
import { cast } from "../ops/pointwise/cast.js";
import { digamma, lgamma } from "../ops/special/gamma.js";
import { all, argmax, sum } from "../ops/reduce/reduce.js";
import { clamp } from "../ops/pointwise/select.js";
import { log, square } from "../ops/pointwise/unary.js";
import { expand, unsqueeze } from "../ops/view/view.js";
import { arange } from "../tensor/creation.js";
import { type Given, needParameter, read } from "./arguments.js";
import { type Constraint, independent, positive, simplex } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { dirichlet } from "./draw.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";
import { where } from "../ops/pointwise/where.js";

/** The arguments of {@link Dirichlet} by name. */
export interface DirichletOptions extends DistributionOptions {
  /** The weight of each class, above 0: `[…, classes]`. */
  concentration: Tensor;
}

const last = { dim: -1 } as const,
  kept = { dim: -1, keepdim: true } as const;

/** The arguments of {@link Dirichlet}, by position or by name. */
export type DirichletArguments = Given<[concentration: Tensor], DirichletOptions>;

/**
 * The Dirichlet distribution of vectors of probabilities: `concentration` is a vector of numbers above 0, or a batch of such.
 *
 * @throws KindlingError `distribution-argument` for a concentration of 0 or less, or NaN.
 * @example
 * new distributions.Dirichlet(tensor([1, 3])).mean; // → tensor([0.2500, 0.7500])
 */
export class Dirichlet extends Distribution {
  static override readonly name: string = "Dirichlet";
  /** The concentration parameter. */
  readonly concentration: Tensor;
  constructor(...args: DirichletArguments) {
    super();
    const { concentration, validateArgs } = read<DirichletOptions>("Dirichlet", ["concentration"], args);
    needParameter("Dirichlet", "concentration", concentration);
    if (concentration.shape.length < 1)
      fail(
        "distribution-argument",
        "`concentration` parameter must be at least one-dimensional.",
        "the last dimension holds the categories.",
      );
    this.concentration = concentration;
    this.begin(concentration.shape.slice(0, -1), concentration.shape.slice(-1), validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration: independent(positive, 1) };
  }
  override get support(): Constraint {
    return simplex;
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return div(this.concentration, sum(this.concentration, kept));
  }
  override get mode(): Tensor {
    const less = clamp(sub(this.concentration, 1), 0),
      mode = div(less, sum(less, kept)),
      corner = all(lt(this.concentration, 1), kept);
    return where(corner, cast(eq(unsqueeze(argmax(mode, last), -1), arange(this.event[0]!)), mode.dtype), mode);
  }
  override get variance(): Tensor {
    const a = this.concentration,
      total = sum(a, kept);
    return div(mul(a, sub(total, a)), mul(square(total), add(total, 1)));
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return dirichlet(expand(this.concentration, this.extended(sampleShape)));
  }
  protected override logDensity(value: Tensor): Tensor {
    const a = this.concentration;
    return sub(add(sum(mul(log(value), sub(a, 1)), last), lgamma(sum(a, last))), sum(lgamma(a), last));
  }
  protected override uncertainty(): Tensor {
    const a = this.concentration,
      k = this.event[0]!,
      total = sum(a, last);
    return sub(
      sub(sub(sum(lgamma(a), last), lgamma(total)), mul(sub(k, total), digamma(total))),
      sum(mul(sub(a, 1), digamma(a)), last),
    );
  }
}
