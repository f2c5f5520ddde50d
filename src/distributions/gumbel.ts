import type { Tensor } from "../core/tensor.js";
import { exp, log, square } from "../ops/pointwise/unary.js";
import { expand } from "../ops/view/view.js";
import { broadcastAll, read } from "./arguments.js";
import { type Constraint, positive, real } from "./constraints.js";
import type { LocScaleArguments, LocScaleOptions } from "./loc-scale.js";
import { epsOf, EULER, like, tinyOf } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { AffineTransform } from "./transforms/affine.js";
import { ExpTransform } from "./transforms/exp.js";
import { Uniform } from "./uniform.js";
import { add, mul, sub, div, neg } from "../ops/pointwise/arithmetic.js";

/**
 * The Gumbel distribution: the largest of many numbers.
 *
 * @throws KindlingError `distribution-argument` for a scale of 0 or less, or NaN.
 * @example
 * new distributions.Gumbel(0, 1).mean; // → tensor(0.5772)
 */
export class Gumbel extends TransformedDistribution {
  static override readonly name: string = "Gumbel";
  /** The location: the centre. */
  readonly loc: Tensor;
  /** The scale: the width. */
  readonly scale: Tensor;
  constructor(...args: LocScaleArguments) {
    const o = read<LocScaleOptions>("Gumbel", ["loc", "scale"], args),
      [loc, scale] = broadcastAll(o.loc, o.scale);
    const base = new Uniform(like(loc, tinyOf(loc)), like(loc, 1 - epsOf(loc)), { validateArgs: false });
    super(
      base,
      [
        new ExpTransform().inv,
        new AffineTransform(0, like(scale, -1)),
        new ExpTransform().inv,
        new AffineTransform(loc, neg(scale)),
      ],
      { validateArgs: o.validateArgs },
    );
    this.loc = loc;
    this.scale = scale;
    this.begin(this.batch, this.event, o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive };
  }
  override get support(): Constraint {
    return real;
  }
  override get mean(): Tensor {
    return add(this.loc, mul(this.scale, EULER));
  }
  override get mode(): Tensor {
    return this.loc;
  }
  override get stddev(): Tensor {
    return mul(Math.PI / Math.sqrt(6), this.scale);
  }
  override get variance(): Tensor {
    return square(this.stddev);
  }
  protected override expanded(shape: readonly number[]): this {
    const { loc, scale } = this;
    return (super.expanded(shape) as Gumbel).like(shape, {
      loc: expand(loc, shape),
      scale: expand(scale, shape),
    }) as this;
  }
  protected override logDensity(value: Tensor): Tensor {
    const y = div(sub(this.loc, value), this.scale);
    return sub(sub(y, exp(y)), log(this.scale));
  }
  protected override uncertainty(): Tensor {
    return add(log(this.scale), 1 + EULER);
  }
}
