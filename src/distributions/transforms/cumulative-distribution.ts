import type { Tensor } from "../../core/tensor.js";
import { required } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { Named } from "../arguments.js";
import { type Constraint, unitInterval } from "../constraints.js";
import { Distribution } from "../distribution.js";
import { Transform, type TransformArguments, type TransformOptions } from "./transform.js";

/** The arguments of {@link CumulativeDistributionTransform}, by position or by name. */
export type CumulativeDistributionTransformArguments = Named<
  [distribution: Distribution],
  TransformOptions & {
    /** The distribution whose cumulative distribution function is applied. */
    distribution: Distribution;
  }
>;

/**
 * The cumulative distribution function of a distribution: maps values to [0, 1], uniformly if they come from the
 * distribution itself.
 *
 * @example
 * new distributions.CumulativeDistributionTransform(new distributions.Normal(0, 1))(tensor(0)); // → tensor(0.5000)
 */
export class CumulativeDistributionTransform extends Transform {
  static override readonly name: string = "CumulativeDistributionTransform";
  /** The distribution of the cumulative distribution function. */
  readonly distribution: Distribution;
  constructor(...args: CumulativeDistributionTransformArguments) {
    const [distribution, ...options] = required<[Distribution]>(
      "CumulativeDistributionTransform",
      ["distribution"],
      args,
    );
    super(...(options as TransformArguments));
    if (!((distribution as unknown) instanceof Distribution))
      fail(
        "distribution-argument",
        "CumulativeDistributionTransform takes a distribution",
        "for example new CumulativeDistributionTransform(new Normal(0, 1)).",
      );
    this.distribution = distribution;
  }
  override get domain(): Constraint {
    return this.distribution.support;
  }
  override get codomain(): Constraint {
    return unitInterval;
  }
  override get bijective(): boolean {
    return true;
  }
  override get sign(): number {
    return 1;
  }
  protected override apply(x: Tensor): Tensor {
    return this.distribution.cdf(x);
  }
  protected override invert(y: Tensor): Tensor {
    return this.distribution.icdf(y);
  }
  override logAbsDetJacobian(x: Tensor): Tensor {
    return this.distribution.logProb(x);
  }
}
