import type { Arg } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import {
  BooleanConstraint,
  Constraint,
  CorrCholesky,
  Dependent,
  GreaterThan,
  GreaterThanEq,
  HalfOpenInterval,
  IndependentConstraint,
  IntegerGreaterThan,
  IntegerInterval,
  Interval,
  LessThan,
  LowerCholesky,
  LowerTriangular,
  MultinomialConstraint,
  OneHot,
  PositiveDefinite,
  Real,
  Simplex,
  Square,
  Symmetric,
} from "./constraint.js";

// distributions.constraints: the constraints of parameters and samples.

export { Constraint } from "./constraint.js";

/** A region that depends on the other parameters. */
export const dependent: Constraint = /* @__PURE__ */ new Dependent();
/**
 * Whether a constraint is {@link dependent}: nothing can be checked.
 *
 * @example
 * distributions.constraints.isDependent(distributions.constraints.real); // → false
 */
export function isDependent(constraint: Constraint): boolean {
  noMore("isDependent", 1, arguments);
  return constraint instanceof Dependent;
}
/** 0 and 1. */
export const boolean: Constraint = /* @__PURE__ */ new BooleanConstraint();
/** Vectors of one 1 among zeros. */
export const oneHot: Constraint = /* @__PURE__ */ new OneHot();
/** 0, 1, 2, … */
export const nonnegativeInteger: Constraint = /* @__PURE__ */ new IntegerGreaterThan(0);
/** 1, 2, 3, … */
export const positiveInteger: Constraint = /* @__PURE__ */ new IntegerGreaterThan(1);
/** All numbers but NaN. */
export const real: Constraint = /* @__PURE__ */ new Real();
/** Vectors of numbers but NaN. */
export const realVector: Constraint = /* @__PURE__ */ new IndependentConstraint(real, 1);
/** Numbers above 0. */
export const positive: Constraint = /* @__PURE__ */ new GreaterThan(0);
/** Non-negative numbers. */
export const nonnegative: Constraint = /* @__PURE__ */ new GreaterThanEq(0);
/** Numbers from 0 to 1. */
export const unitInterval: Constraint = /* @__PURE__ */ new Interval(0, 1);
/** Vectors of non-negative numbers that add up to 1. */
export const simplex: Constraint = /* @__PURE__ */ new Simplex();
/** Matrices with zeros above the diagonal. */
export const lowerTriangular: Constraint = /* @__PURE__ */ new LowerTriangular();
/** Lower triangles with a positive diagonal. */
export const lowerCholesky: Constraint = /* @__PURE__ */ new LowerCholesky();
/** Lower triangles with a positive diagonal whose rows have norm 1. */
export const corrCholesky: Constraint = /* @__PURE__ */ new CorrCholesky();
/** Square matrices. */
export const square: Constraint = /* @__PURE__ */ new Square();
/** Symmetric matrices. */
export const symmetric: Constraint = /* @__PURE__ */ new Symmetric();
/** Symmetric matrices with positive eigenvalues. */
export const positiveDefinite: Constraint = /* @__PURE__ */ new PositiveDefinite();

function bound(what: string, name: string, v: unknown): asserts v is Arg {
  if (typeof v !== "number" && !(v instanceof Tensor))
    fail(
      "argument",
      `${what}() argument '${name}' must be a number or a Tensor`,
      `a bound must be a number or a tensor, but this is ${shownValue(v)}.`,
    );
}

/**
 * A constraint of whole vectors (or matrices, …): the last `ndims` dimensions belong to one value.
 *
 * @example
 * distributions.constraints.independent(distributions.constraints.positive, 1).check(tensor([[1, 2], [3, -1]])); // → tensor([ True, False])
 */
export function independent(base: Constraint, ndims: number): Constraint {
  noMore("independent", 2, arguments);
  if (!(base instanceof Constraint))
    fail("argument", "independent() takes a constraint", "for example constraints.real.");
  if (!Number.isInteger(ndims) || ndims < 0)
    fail(
      "argument",
      `independent(): argument 'ndims' must be a non-negative whole number, but got ${shownValue(ndims)}`,
      "for example constraints.independent(constraints.real, 1).",
    );
  return new IndependentConstraint(base, ndims);
}
/**
 * Numbers above an exclusive bound.
 *
 * @example
 * distributions.constraints.greaterThan(2).check(tensor([1, 2, 3])); // → tensor([False, False,  True])
 */
export function greaterThan(lowerBound: Arg): Constraint {
  noMore("greaterThan", 1, arguments);
  bound("greater_than", "lower_bound", lowerBound);
  return new GreaterThan(lowerBound);
}
/**
 * Numbers above a bound, or equal to it.
 *
 * @example
 * distributions.constraints.greaterThanEq(2).check(tensor([1, 2, 3])); // → tensor([False,  True,  True])
 */
export function greaterThanEq(lowerBound: Arg): Constraint {
  noMore("greaterThanEq", 1, arguments);
  bound("greater_than_eq", "lower_bound", lowerBound);
  return new GreaterThanEq(lowerBound);
}
/**
 * Numbers below an exclusive bound.
 *
 * @example
 * distributions.constraints.lessThan(2).check(tensor([1, 2, 3])); // → tensor([ True, False, False])
 */
export function lessThan(upperBound: Arg): Constraint {
  noMore("lessThan", 1, arguments);
  bound("less_than", "upper_bound", upperBound);
  return new LessThan(upperBound);
}
/**
 * Numbers between two bounds, both included.
 *
 * @example
 * distributions.constraints.interval(1, 2).check(tensor([1, 2, 3])); // → tensor([ True,  True, False])
 */
export function interval(lowerBound: Arg, upperBound: Arg): Constraint {
  noMore("interval", 2, arguments);
  bound("interval", "lower_bound", lowerBound);
  bound("interval", "upper_bound", upperBound);
  return new Interval(lowerBound, upperBound);
}
/**
 * Numbers between two bounds, the upper one excluded.
 *
 * @example
 * distributions.constraints.halfOpenInterval(1, 2).check(tensor([1, 2, 3])); // → tensor([ True, False, False])
 */
export function halfOpenInterval(lowerBound: Arg, upperBound: Arg): Constraint {
  noMore("halfOpenInterval", 2, arguments);
  bound("half_open_interval", "lower_bound", lowerBound);
  bound("half_open_interval", "upper_bound", upperBound);
  return new HalfOpenInterval(lowerBound, upperBound);
}
/**
 * Whole numbers between two bounds, both included.
 *
 * @example
 * distributions.constraints.integerInterval(1, 2).check(tensor([1, 1.5, 3])); // → tensor([ True, False, False])
 */
export function integerInterval(lowerBound: Arg, upperBound: Arg): Constraint {
  noMore("integerInterval", 2, arguments);
  bound("integer_interval", "lower_bound", lowerBound);
  bound("integer_interval", "upper_bound", upperBound);
  return new IntegerInterval(lowerBound, upperBound);
}
/**
 * Vectors of non-negative counts that add up to at most a bound.
 *
 * @example
 * distributions.constraints.multinomial(3).check(tensor([[1, 2], [2, 2]])); // → tensor([ True, False])
 */
export function multinomial(upperBound: Arg): Constraint {
  noMore("multinomial", 1, arguments);
  bound("multinomial", "upper_bound", upperBound);
  return new MultinomialConstraint(upperBound);
}
