import type { Tensor } from "../core/tensor.js";
import { logicalOr, lt } from "../ops/pointwise/binary.js";
import { digamma, lgamma } from "../ops/special/gamma.js";
import { maskedFill } from "../ops/pointwise/select.js";
import { exp, log, log1p, reciprocal, square } from "../ops/pointwise/unary.js";
import { expand } from "../ops/view/view.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import type { ConcentrationOptions } from "./beta.js";
import { type Constraint, positive, unitInterval } from "./constraints.js";
import { EULER, like } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { AffineTransform } from "./transforms/affine.js";
import { PowerTransform } from "./transforms/power.js";
import { Uniform } from "./uniform.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

function moment(a: Tensor, b: Tensor, n: number): Tensor {
  const arg = add(1, div(n, a));
  return mul(b, exp(sub(add(lgamma(arg), lgamma(b)), lgamma(add(arg, b)))));
}

/** The arguments of {@link Kumaraswamy}, by position or by name. */
export type KumaraswamyArguments = Given<[concentration1: Parameter, concentration0: Parameter], ConcentrationOptions>;

/**
 * Kumaraswamy's distribution of [0, 1]: much like {@link Beta}, with simpler functions.
 *
 * @throws KindlingError `distribution-argument` for a parameter of 0 or less, or NaN.
 * @example
 * new distributions.Kumaraswamy(1, 1).mean; // → tensor(0.5000)
 */
export class Kumaraswamy extends TransformedDistribution {
  static override readonly name: string = "Kumaraswamy";
  /** α: the larger, the nearer to 1. */
  readonly concentration1: Tensor;
  /** β: the larger, the nearer to 0. */
  readonly concentration0: Tensor;
  constructor(...args: KumaraswamyArguments) {
    const { validateArgs, ...o } = read<ConcentrationOptions>(
        "Kumaraswamy",
        ["concentration1", "concentration0"],
        args,
      ),
      [a, b] = broadcastAll(o.concentration1, o.concentration0);
    super(
      new Uniform(like(b, 0), like(b, 1), { validateArgs }),
      [new PowerTransform(reciprocal(b)), new AffineTransform(1, -1), new PowerTransform(reciprocal(a))],
      { validateArgs },
    );
    this.concentration1 = a;
    this.concentration0 = b;
    this.begin(this.batch, this.event, validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration1: positive, concentration0: positive };
  }
  override get support(): Constraint {
    return unitInterval;
  }
  override get mean(): Tensor {
    return moment(this.concentration1, this.concentration0, 1);
  }
  override get mode(): Tensor {
    const a = this.concentration1,
      b = this.concentration0;
    return exp(
      maskedFill(sub(mul(reciprocal(b), log1p(neg(b))), log1p(mul(neg(b), a))), logicalOr(lt(b, 1), lt(a, 1)), NaN),
    );
  }
  override get variance(): Tensor {
    return sub(moment(this.concentration1, this.concentration0, 2), square(this.mean));
  }
  protected override expanded(shape: readonly number[]): this {
    return super.expanded(shape).like(shape, {
      concentration1: expand(this.concentration1, shape),
      concentration0: expand(this.concentration0, shape),
    });
  }
  protected override uncertainty(): Tensor {
    const a = this.concentration1,
      b = this.concentration0,
      h = add(digamma(add(b, 1)), EULER);
    return sub(sub(add(sub(1, reciprocal(b)), mul(sub(1, reciprocal(a)), h)), log(a)), log(b));
  }
}
