import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { noMore } from "../diagnose/arguments.js";
import { type Given, read } from "./arguments.js";
import { type Constraint, independent } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { sumRightmost } from "./tools.js";

/** The arguments of {@link Independent} by name. */
export interface IndependentOptions extends DistributionOptions {
  /** The base distribution. */
  baseDistribution: Distribution;
  /** The number of trailing batch dimensions that become part of an event. */
  reinterpretedBatchNdims: number;
}

/** The arguments of {@link Independent}, by position or by name. */
export type IndependentArguments = Given<
  [baseDistribution: Distribution, reinterpretedBatchNdims: number],
  IndependentOptions
>;

/**
 * A distribution whose last `reinterpretedBatchNdims` batch dimensions belong to one value, such as a vector of
 * independent numbers.
 *
 * @throws KindlingError `distribution-argument` for more dimensions than the batch has.
 * @example
 * const d = new distributions.Independent(new distributions.Normal(zeros(3), ones(3)), 1);
 * d.logProb(zeros(3)); // → tensor(-2.7568)
 */
export class Independent extends Distribution {
  static override readonly name: string = "Independent";
  /** The base distribution. */
  readonly baseDist: Distribution;
  /** The number of batch dimensions that belong to one value. */
  readonly reinterpretedBatchNdims: number;
  constructor(...args: IndependentArguments) {
    super();
    const {
      baseDistribution: base,
      reinterpretedBatchNdims: ndims,
      validateArgs,
    } = read<IndependentOptions>("Independent", ["baseDistribution", "reinterpretedBatchNdims"], args);
    if (!(base instanceof Distribution))
      fail(
        "distribution-argument",
        "Independent takes a distribution and a number of dimensions",
        "for example new Independent(new Normal(zeros(3), ones(3)), 1).",
      );
    if (!Number.isInteger(ndims) || ndims < 0)
      fail(
        "distribution-argument",
        "Independent: reinterpreted_batch_ndims must be a non-negative whole number",
        "for example new Independent(base, 1).",
      );
    if (ndims > base.batchShape.length)
      fail(
        "distribution-argument",
        `Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual ${ndims} vs ${base.batchShape.length}`,
        "give the base more batch dimensions: base.expand(shape).",
      );
    const shape = [...base.batchShape, ...base.eventShape],
      cut = shape.length - ndims - base.eventShape.length;
    this.baseDist = base;
    this.reinterpretedBatchNdims = ndims;
    this.begin(shape.slice(0, cut), shape.slice(cut), validateArgs);
  }
  override get support(): Constraint {
    return this.reinterpretedBatchNdims === 0
      ? this.baseDist.support
      : independent(this.baseDist.support, this.reinterpretedBatchNdims);
  }
  override get hasRsample(): boolean {
    return this.baseDist.hasRsample;
  }
  override get hasEnumerateSupport(): boolean {
    return this.reinterpretedBatchNdims === 0 && this.baseDist.hasEnumerateSupport;
  }
  override get mean(): Tensor {
    return this.baseDist.mean;
  }
  override get mode(): Tensor {
    return this.baseDist.mode;
  }
  override get variance(): Tensor {
    return this.baseDist.variance;
  }
  override logProb(value: Tensor): Tensor {
    noMore("logProb", 1, arguments, true);
    return sumRightmost(this.baseDist.logProb(value), this.reinterpretedBatchNdims);
  }
  protected override expanded(shape: readonly number[]): this {
    return this.like(shape, {
      baseDist: this.baseDist.expand([...shape, ...this.event.slice(0, this.reinterpretedBatchNdims)]),
    });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    return this.hasRsample ? this.baseDist.rsample(sampleShape) : this.baseDist.sample(sampleShape);
  }
  protected override uncertainty(): Tensor {
    return sumRightmost(this.baseDist.entropy(), this.reinterpretedBatchNdims);
  }
  protected override values(all: boolean): Tensor {
    if (this.reinterpretedBatchNdims > 0)
      fail(
        "distribution-lacks",
        "Enumeration over cartesian product is not implemented",
        "use enumerateSupport(false).",
      );
    return this.baseDist.enumerateSupport(all);
  }
  override toString(): string {
    return `Independent(${String(this.baseDist)}, ${this.reinterpretedBatchNdims})`;
  }
}
