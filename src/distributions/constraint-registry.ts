import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { Tensor } from "../core/tensor.js";
import type { Arg } from "../core/op.js";
import { boundsOf, Constraint } from "./constraint.js";
import * as c from "./constraints.js";
import { AffineTransform } from "./transforms/affine.js";
import { ComposeTransform } from "./transforms/compose.js";
import { ExpTransform } from "./transforms/exp.js";
import { IndependentTransform } from "./transforms/independent.js";
import { LowerCholeskyTransform } from "./transforms/lower-cholesky.js";
import { SigmoidTransform } from "./transforms/sigmoid.js";
import { SoftmaxTransform } from "./transforms/softmax.js";
import { StickBreakingTransform } from "./transforms/stick-breaking.js";
import type { Transform } from "./transforms/transform.js";
import { sub } from "../ops/pointwise/arithmetic.js";

// Transforms from all real numbers to a constraint, so that an optimizer can change a parameter freely.

/**
 * The identity transform.
 *
 * @example
 * distributions.identityTransform(tensor(2)); // → tensor(2.)
 */
export const identityTransform: ComposeTransform = /* @__PURE__ */ new ComposeTransform([]);

const parameter = (bound: Arg): number | Tensor => (bound instanceof Tensor ? bound : Number(bound));

function transformFor(what: string, constraint: Constraint, simplex: () => Transform): Transform {
  if (!(constraint instanceof Constraint))
    fail("argument", `${what}() takes a constraint`, "for example distributions.constraints.positive.");
  const { lower, upper, base, ndims } = boundsOf(constraint);
  if (constraint === c.real) return identityTransform;
  if (base !== undefined) return new IndependentTransform(transformFor(what, base, simplex), ndims!);
  if (constraint === c.positive || constraint === c.nonnegative) return new ExpTransform();
  if (lower === 0 && upper === 1 && !constraint.isDiscrete) return new SigmoidTransform();
  if (constraint === c.simplex) return simplex();
  if (constraint === c.lowerCholesky && what === "transform_to") return new LowerCholeskyTransform();
  if (!constraint.isDiscrete && lower !== undefined && upper !== undefined) {
    const [low, high] = [parameter(lower), parameter(upper)],
      size = typeof low === "number" && typeof high === "number" ? high - low : sub(high, low);
    return new ComposeTransform([new SigmoidTransform(), new AffineTransform(low, size)]);
  }
  if (!constraint.isDiscrete && lower !== undefined)
    return new ComposeTransform([new ExpTransform(), new AffineTransform(parameter(lower), 1)]);
  if (!constraint.isDiscrete && upper !== undefined)
    return new ComposeTransform([new ExpTransform(), new AffineTransform(parameter(upper), -1)]);
  return fail(
    "distribution-lacks",
    `Cannot transform _${constraint.constructor.name} constraints`,
    "discrete values have no such transform.",
  );
}

/**
 * A bijective transform from the real numbers to a constraint.
 *
 * @throws KindlingError `distribution-lacks` for a constraint without one.
 * @example
 * distributions.bijectTo(distributions.constraints.positive)(tensor(0)); // → tensor(1.)
 */
export function bijectTo(constraint: Constraint): Transform {
  noMore("bijectTo", 1, arguments, true);
  return transformFor("biject_to", constraint, () => new StickBreakingTransform());
}
/**
 * A transform from the real numbers to a constraint, not necessarily bijective: the one best suited for optimizers.
 *
 * @throws KindlingError `distribution-lacks` for a constraint without one.
 * @example
 * distributions.transformTo(distributions.constraints.simplex)(zeros(2)); // → tensor([0.5000, 0.5000])
 */
export function transformTo(constraint: Constraint): Transform {
  noMore("transformTo", 1, arguments, true);
  return transformFor("transform_to", constraint, () => new SoftmaxTransform());
}
