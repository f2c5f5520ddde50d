import type { Tensor } from "../core/tensor.js";
import { read } from "./arguments.js";
import { type Constraint, positive, real, simplex } from "./constraints.js";
import type { Independent } from "./independent.js";
import type { LocScaleArguments, LocScaleOptions } from "./loc-scale.js";
import { Normal } from "./normal.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { StickBreakingTransform } from "./transforms/stick-breaking.js";

/**
 * Vectors of n + 1 probabilities, from n independent normal numbers by stick breaking.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.LogisticNormal(zeros(3), ones(3)).sample().shape; // → 4
 */
export class LogisticNormal extends TransformedDistribution {
  static override readonly name: string = "LogisticNormal";
  constructor(...args: LocScaleArguments) {
    const { loc, scale, validateArgs } = read<LocScaleOptions>("LogisticNormal", ["loc", "scale"], args),
      base = new Normal(loc, scale, { validateArgs });
    super(base.batchShape.length === 0 ? base.expand([1]) : base, new StickBreakingTransform(), { validateArgs });
  }
  private get normal(): Normal {
    return (this.baseDist as Independent).baseDist as Normal;
  }
  /** The location: the centre. */
  get loc(): Tensor {
    return this.normal.loc;
  }
  /** The scale: the width. */
  get scale(): Tensor {
    return this.normal.scale;
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive };
  }
  override get support(): Constraint {
    return simplex;
  }
}
