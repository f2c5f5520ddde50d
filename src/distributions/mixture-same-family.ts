import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { logsumexp } from "../ops/reduce/moments.js";
import { gather } from "../ops/indexing/gather.js";
import { sum } from "../ops/reduce/reduce.js";
import { logSoftmax } from "../ops/reduce/softmax.js";
import { square } from "../ops/pointwise/unary.js";
import { expand, reshape, squeeze, unsqueeze } from "../ops/view/view.js";
import { showShape } from "../util/array.js";
import { type Given, read } from "./arguments.js";
import { Categorical } from "./categorical.js";
import type { Constraint } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { add, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link MixtureSameFamily} by name. */
export interface MixtureOptions extends DistributionOptions {
  /** The probabilities of the components. */
  mixtureDistribution: Categorical;
  /** The components, along the last batch dimension. */
  componentDistribution: Distribution;
}

/** The arguments of {@link MixtureSameFamily}, by position or by name. */
export type MixtureSameFamilyArguments = Given<
  [mixtureDistribution: Categorical, componentDistribution: Distribution],
  MixtureOptions
>;

/**
 * A mixture: `mixtureDistribution` selects the component of a value; the components are the last batch dimension of
 * `componentDistribution`.
 *
 * @throws KindlingError `distribution-argument` for a mixture that is not a Categorical, or with another number of
 * components.
 * @example
 * const d = new distributions.MixtureSameFamily(new distributions.Categorical(ones(2)), new distributions.Normal(tensor([-1, 1]), ones(2)));
 * d.mean; // → tensor(0.)
 */
export class MixtureSameFamily extends Distribution {
  static override readonly name: string = "MixtureSameFamily";
  /** The distribution that selects the component. */
  readonly mixtureDistribution: Categorical;
  /** The components, along the last batch dimension. */
  readonly componentDistribution: Distribution;
  constructor(...args: MixtureSameFamilyArguments) {
    super();
    const {
      mixtureDistribution: mixture,
      componentDistribution: component,
      validateArgs,
    } = read<MixtureOptions>("MixtureSameFamily", ["mixtureDistribution", "componentDistribution"], args);
    if (!(mixture instanceof Categorical))
      fail(
        "distribution-argument",
        " The Mixture distribution needs to be an  instance of torch.distribtutions.Categorical",
        "new MixtureSameFamily(new Categorical(weights), new Normal(means, stds)).",
      );
    if (!(component instanceof Distribution))
      fail(
        "distribution-argument",
        "The Component distribution need to be an instance of torch.distributions.Distribution",
        "for example new MixtureSameFamily(new Categorical(weights), new Normal(means, stds)).",
      );
    const of = mixture.batchShape,
      all = component.batchShape,
      batch = all.slice(0, -1);
    for (let i = 1; i <= Math.min(of.length, batch.length); i++) {
      const a = of[of.length - i]!,
        b = batch[batch.length - i]!;
      if (a !== 1 && b !== 1 && a !== b)
        fail(
          "distribution-argument",
          `\`mixture_distribution.batch_shape\` (torch.Size(${showShape(of)})) is not compatible with \`component_distribution.batch_shape\`(torch.Size(${showShape(batch)}))`,
          "the components are the last batch dimension; the mixture has a weight for each.",
        );
    }
    const components = mixture.logits.shape[mixture.logits.shape.length - 1]!; // the text shows logits from here on, as in PyTorch
    if (components !== all[all.length - 1])
      fail(
        "distribution-argument",
        `\`mixture_distribution component\` (${components}) does not equal \`component_distribution.batch_shape[-1]\` (${all[all.length - 1] ?? "none"})`,
        "the last batch dimension of the components must match the number of mixture weights.",
      );
    this.mixtureDistribution = mixture;
    this.componentDistribution = component;
    this.begin(batch, component.eventShape, validateArgs);
  }
  override get support(): Constraint {
    return this.componentDistribution.support;
  }
  /** The dimension of the components, from the end. */
  private get at(): number {
    return -1 - this.event.length;
  }
  private weighted(x: Tensor): Tensor {
    const { probs } = this.mixtureDistribution;
    return sum(mul(reshape(probs, [...probs.shape, ...this.event.map(() => 1)]), x), { dim: this.at });
  }
  override get mean(): Tensor {
    return this.weighted(this.componentDistribution.mean);
  }
  override get variance(): Tensor {
    return add(
      this.weighted(this.componentDistribution.variance),
      this.weighted(square(sub(this.componentDistribution.mean, unsqueeze(this.mean, this.at)))),
    );
  }
  protected override expanded(shape: readonly number[]): this {
    return this.like(shape, {
      mixtureDistribution: this.mixtureDistribution.expand(shape),
      componentDistribution: this.componentDistribution.expand([...shape, this.mixtureDistribution.count]),
    });
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const which = this.mixtureDistribution.sample(sampleShape),
      from = this.componentDistribution.sample(sampleShape),
      dim = sampleShape.length + this.batch.length;
    const lead =
      which.shape.length < dim
        ? [
            ...sampleShape,
            ...this.batch.slice(0, dim - which.shape.length).map(() => 1),
            ...which.shape.slice(sampleShape.length),
          ]
        : which.shape;
    const at = expand(reshape(which, [...lead, 1, ...this.event.map(() => 1)]), [
      ...from.shape.slice(0, dim),
      1,
      ...this.event,
    ]);
    return squeeze(gather(from, dim, at), dim);
  }
  protected override cumulative(value: Tensor): Tensor {
    return sum(mul(this.componentDistribution.cdf(unsqueeze(value, this.at)), this.mixtureDistribution.probs), {
      dim: -1,
    });
  }
  protected override logDensity(value: Tensor): Tensor {
    return logsumexp(
      add(
        this.componentDistribution.logProb(unsqueeze(value, this.at)),
        logSoftmax(this.mixtureDistribution.logits, -1),
      ),
      -1,
    );
  }
  override toString(): string {
    return `MixtureSameFamily(\n  ${String(this.mixtureDistribution)},\n  ${String(this.componentDistribution)})`;
  }
}
