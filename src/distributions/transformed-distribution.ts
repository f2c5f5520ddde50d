import type { Tensor } from "../core/tensor.js";
import { needTensor } from "../core/check.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { sameArray, showShape } from "../util/array.js";
import { type Given, read } from "./arguments.js";
import { type Constraint, independent } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { Independent } from "./independent.js";
import { sumRightmost } from "./tools.js";
import { ComposeTransform, product } from "./transforms/compose.js";
import { needTransforms, Transform } from "./transforms/transform.js";
import { add, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link TransformedDistribution} by name. */
export interface TransformedDistributionOptions extends DistributionOptions {
  /** The base distribution. */
  baseDistribution: Distribution;
  /** The transforms of the samples, in order. */
  transforms: Transform | readonly Transform[];
}

/** The arguments of {@link TransformedDistribution}, by position or by name. */
export type TransformedDistributionArguments = Given<
  [baseDistribution: Distribution, transforms: Transform | readonly Transform[]],
  TransformedDistributionOptions
>;

/**
 * The distribution of transformed values, the first transform first.
 *
 * @throws KindlingError `distribution-argument` for anything except transforms, or mismatched shapes.
 * @example
 * const d = new distributions.TransformedDistribution(new distributions.Normal(0, 1), [new distributions.ExpTransform()]);
 * d.logProb(tensor(1)); // → tensor(-0.9189)
 */
export class TransformedDistribution extends Distribution {
  static override readonly name: string = "TransformedDistribution";
  /** The base distribution. */
  readonly baseDist: Distribution;
  /** The transforms, in their order. */
  readonly transforms: readonly Transform[];
  constructor(...args: TransformedDistributionArguments) {
    super();
    const {
      baseDistribution: base,
      transforms,
      validateArgs,
    } = read<TransformedDistributionOptions>("TransformedDistribution", ["baseDistribution", "transforms"], args);
    if (!(base instanceof Distribution))
      fail(
        "distribution-argument",
        "TransformedDistribution takes a distribution and transforms",
        "for example new TransformedDistribution(new Normal(0, 1), [new ExpTransform()]).",
      );
    const list: unknown = transforms instanceof Transform ? [transforms] : transforms;
    needTransforms("TransformedDistribution", list);
    this.transforms = list;
    const whole = new ComposeTransform(list),
      { eventDim } = whole.domain,
      own = base.eventShape.length,
      shape = [...base.batchShape, ...base.eventShape];
    if (shape.length < eventDim)
      fail(
        "distribution-argument",
        `base_distribution needs to have shape with size at least ${eventDim}, but got torch.Size(${showShape(shape)}).`,
        "expand the base distribution: base.expand(shape).",
      );
    // Parameters of the transforms may widen the batch.
    const result = whole.forwardShape(shape),
      needed = whole.inverseShape(result);
    const wide = sameArray(shape, needed) ? base : base.expand(needed.slice(0, needed.length - own));
    this.baseDist = eventDim > own ? new Independent(wide, eventDim - own) : wide;
    const cut = result.length - whole.codomain.eventDim - Math.max(own - eventDim, 0);
    this.begin(result.slice(0, cut), result.slice(cut), validateArgs);
  }
  override get support(): Constraint {
    const last = this.transforms[this.transforms.length - 1];
    if (last === undefined) return this.baseDist.support;
    const more = this.event.length - last.codomain.eventDim;
    return more > 0 ? independent(last.codomain, more) : last.codomain;
  }
  override get hasRsample(): boolean {
    return this.baseDist.hasRsample;
  }
  protected override expanded(shape: readonly number[]): this {
    const base = this.transforms.reduceRight<readonly number[]>((s, t) => t.inverseShape(s), [...shape, ...this.event]);
    return this.like(shape, {
      baseDist: this.baseDist.expand(base.slice(0, base.length - this.baseDist.eventShape.length)),
    });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const { baseDist } = this;
    return this.transforms.reduce(
      (x, t) => t(x),
      baseDist.hasRsample ? baseDist.rsample(sampleShape) : baseDist.sample(sampleShape),
    );
  }
  protected override logDensity(value: Tensor): Tensor {
    let dim = this.event.length,
      sum: Tensor | null = null,
      y = value;
    for (const t of this.transforms.toReversed()) {
      const x = t.inv(y);
      dim += t.domain.eventDim - t.codomain.eventDim;
      const term = sumRightmost(t.logAbsDetJacobian(x, y), dim - t.domain.eventDim);
      sum = sum === null ? sub(0, term) : sub(sum, term);
      y = x;
    }
    const base = sumRightmost(this.baseDist.logProb(y), dim - this.baseDist.eventShape.length);
    return sum === null ? base : add(sum, base);
  }
  /** A decreasing transform swaps the values below and above. */
  private monotone(share: Tensor): Tensor {
    const sign = this.transforms.reduce<number | Tensor>((s, t) => product(s, t.sign), 1);
    return sign === 1 ? share : add(mul(sign, sub(share, 0.5)), 0.5);
  }
  override cdf(value: Tensor): Tensor {
    noMore("cdf", 1, arguments, true);
    needTensor(value, "cdf", "value");
    const x = this.transforms.reduceRight((y, t) => t.inv(y), value);
    if (this.checks) this.baseDist.validateSample(x);
    return this.monotone(this.baseDist.cdf(x));
  }
  protected override quantile(value: Tensor): Tensor {
    return this.transforms.reduce((x, t) => t(x), this.baseDist.icdf(this.monotone(value)));
  }
}
