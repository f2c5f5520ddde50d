import type { Arg } from "../core/op.js";
import { unheard } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { notData } from "../diagnose/not-data.js";
import { eq, ge, gt, le, logicalAnd, logicalOr, lt, remainder } from "../ops/pointwise/binary.js";
import { isclose } from "../ops/reduce/moments.js";
import { choleskyEx } from "../ops/linalg/cholesky.js";
import { vectorNorm } from "../ops/linalg/norm.js";
import { all, sum } from "../ops/reduce/reduce.js";
import { tril } from "../ops/view/triangle.js";
import { abs } from "../ops/pointwise/unary.js";
import { detach, diagonal, reshape, transpose } from "../ops/view/view.js";
import { isFloat } from "../shape/dtype.js";
import { item } from "../tensor/convert.js";
import { full } from "../tensor/creation.js";
import { finfo } from "../tensor/type-info.js";
import { formatNumber, formatRepr } from "../util/pyformat.js";
import { sub } from "../ops/pointwise/arithmetic.js";

// Constraints of parameters and samples. `check` returns a bool for each element, or for each vector or matrix.

/**
 * A constraint of a distribution's parameters or samples: a region of numbers, vectors or matrices.
 *
 * @example
 * distributions.constraints.positive.check(tensor([1, -1])); // → tensor([ True, False])
 */
export abstract class Constraint {
  static readonly name: string = "Constraint";
  /** Whether it contains only discrete values. */
  get isDiscrete(): boolean {
    return false;
  }
  /** The number of trailing dimensions of one value: 0 for numbers, 1 for vectors, 2 for matrices. */
  get eventDim(): number {
    return 0;
  }
  /** Whether each value belongs to it: a bool tensor, without the dimensions of single values. */
  abstract check(value: Tensor): Tensor;
  /** As PyTorch prints it. */
  toString(): string {
    return `${this.constructor.name}()`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  /** @internal */
  toJSON(): never {
    return notData(this);
  }
}

const last = { dim: -1 } as const;
const whole = (value: Tensor): Tensor => eq(remainder(value, 1), 0);
const shown = (bound: Arg): string => (typeof bound === "number" ? formatRepr(bound) : shownWhole(bound));
const shownWhole = (bound: Arg): string =>
  typeof bound === "number"
    ? formatNumber(bound)
    : bound instanceof Tensor && bound.shape.length === 0
      ? shownNumber(bound)
      : String(bound);
/** The number of a 0-d tensor, as Python prints it. */
export const shownNumber = (t: Tensor): string =>
  unheard(() => (isFloat(t.dtype) ? formatRepr(Number(item(detach(t)))) : String(item(detach(t)))));

export class Dependent extends Constraint {
  static override readonly name: string = "Dependent";
  check(): never {
    return fail(
      "distribution-argument",
      "Cannot determine validity of dependent constraint",
      "use the distribution's `support`, which knows the parameters.",
    );
  }
}

/** A constraint of the last dimensions together; see {@link independent}. */
export class IndependentConstraint extends Constraint {
  static override readonly name: string = "IndependentConstraint";
  readonly baseConstraint: Constraint;
  /** The number of batch dimensions that belong to one value. */
  readonly reinterpretedBatchNdims: number;
  constructor(base: Constraint, ndims: number) {
    super();
    this.baseConstraint = base;
    this.reinterpretedBatchNdims = ndims;
  }
  override get isDiscrete(): boolean {
    return this.baseConstraint.isDiscrete;
  }
  override get eventDim(): number {
    return this.baseConstraint.eventDim + this.reinterpretedBatchNdims;
  }
  check(value: Tensor): Tensor {
    const result = this.baseConstraint.check(value),
      n = result.shape.length - this.reinterpretedBatchNdims;
    if (n < 0)
      fail(
        "distribution-value",
        `Expected value.dim() >= ${this.eventDim} but got ${value.shape.length}`,
        "give the value one more dimension: unsqueeze(0).",
      );
    return result.count === 0 || this.reinterpretedBatchNdims === 0
      ? this.reinterpretedBatchNdims === 0
        ? result
        : all(result, { dim: result.shape.map((_, d) => d).slice(n) })
      : all(reshape(result, [...result.shape.slice(0, n), -1]), last);
  }
  override toString(): string {
    return `${this.constructor.name}(${String(this.baseConstraint)}, ${this.reinterpretedBatchNdims})`;
  }
}

export class BooleanConstraint extends Constraint {
  static override readonly name: string = "Boolean";
  override get isDiscrete(): boolean {
    return true;
  }
  check(value: Tensor): Tensor {
    return logicalOr(eq(value, 0), eq(value, 1));
  }
}

export class OneHot extends Constraint {
  static override readonly name: string = "OneHot";
  override get isDiscrete(): boolean {
    return true;
  }
  override get eventDim(): number {
    return 1;
  }
  check(value: Tensor): Tensor {
    return logicalAnd(all(logicalOr(eq(value, 0), eq(value, 1)), last), eq(sum(value, last), 1));
  }
}

export class Real extends Constraint {
  static override readonly name: string = "Real";
  check(value: Tensor): Tensor {
    return eq(value, value);
  } // false for NaN
}

/** Numbers on one side of a bound. */
export class GreaterThan extends Constraint {
  static override readonly name: string = "GreaterThan";
  readonly lowerBound: Arg;
  constructor(lowerBound: Arg) {
    super();
    this.lowerBound = lowerBound;
  }
  check(value: Tensor): Tensor {
    return gt(value, this.lowerBound);
  }
  override toString(): string {
    return `${this.constructor.name}(lower_bound=${shown(this.lowerBound)})`;
  }
}
export class GreaterThanEq extends GreaterThan {
  static override readonly name: string = "GreaterThanEq";
  override check(value: Tensor): Tensor {
    return ge(value, this.lowerBound);
  }
}
export class IntegerGreaterThan extends GreaterThan {
  static override readonly name: string = "IntegerGreaterThan";
  override get isDiscrete(): boolean {
    return true;
  }
  override check(value: Tensor): Tensor {
    return logicalAnd(whole(value), ge(value, this.lowerBound));
  }
  override toString(): string {
    return `${this.constructor.name}(lower_bound=${shownWhole(this.lowerBound)})`;
  }
}
export class LessThan extends Constraint {
  static override readonly name: string = "LessThan";
  readonly upperBound: Arg;
  constructor(upperBound: Arg) {
    super();
    this.upperBound = upperBound;
  }
  check(value: Tensor): Tensor {
    return lt(value, this.upperBound);
  }
  override toString(): string {
    return `${this.constructor.name}(upper_bound=${shown(this.upperBound)})`;
  }
}

/** Numbers between two bounds, both included. */
export class Interval extends Constraint {
  static override readonly name: string = "Interval";
  readonly lowerBound: Arg;
  readonly upperBound: Arg;
  constructor(lowerBound: Arg, upperBound: Arg) {
    super();
    this.lowerBound = lowerBound;
    this.upperBound = upperBound;
  }
  check(value: Tensor): Tensor {
    return logicalAnd(ge(value, this.lowerBound), le(value, this.upperBound));
  }
  override toString(): string {
    return `${this.constructor.name}(lower_bound=${shown(this.lowerBound)}, upper_bound=${shown(this.upperBound)})`;
  }
}
export class HalfOpenInterval extends Interval {
  static override readonly name: string = "HalfOpenInterval";
  override check(value: Tensor): Tensor {
    return logicalAnd(ge(value, this.lowerBound), lt(value, this.upperBound));
  }
}
export class IntegerInterval extends Interval {
  static override readonly name: string = "IntegerInterval";
  override get isDiscrete(): boolean {
    return true;
  }
  override check(value: Tensor): Tensor {
    return logicalAnd(whole(value), super.check(value));
  }
  override toString(): string {
    return `${this.constructor.name}(lower_bound=${shownWhole(this.lowerBound)}, upper_bound=${shownWhole(this.upperBound)})`;
  }
}

export class Simplex extends Constraint {
  static override readonly name: string = "Simplex";
  override get eventDim(): number {
    return 1;
  }
  check(value: Tensor): Tensor {
    return logicalAnd(all(ge(value, 0), last), lt(abs(sub(sum(value, last), 1)), 1e-6));
  }
}
export class MultinomialConstraint extends Constraint {
  static override readonly name: string = "Multinomial";
  readonly upperBound: Arg;
  constructor(upperBound: Arg) {
    super();
    this.upperBound = upperBound;
  }
  override get isDiscrete(): boolean {
    return true;
  }
  override get eventDim(): number {
    return 1;
  }
  check(value: Tensor): Tensor {
    return logicalAnd(all(ge(value, 0), last), le(sum(value, last), this.upperBound));
  }
}

const matrices = { dim: [-2, -1] } as const;
export abstract class MatrixConstraint extends Constraint {
  override get eventDim(): number {
    return 2;
  }
}
export class LowerTriangular extends MatrixConstraint {
  static override readonly name: string = "LowerTriangular";
  check(value: Tensor): Tensor {
    return all(eq(tril(value), value), matrices);
  }
}
export class LowerCholesky extends LowerTriangular {
  static override readonly name: string = "LowerCholesky";
  override check(value: Tensor): Tensor {
    return logicalAnd(super.check(value), all(gt(diagonal(value, 0, -2, -1), 0), last));
  }
}
export class CorrCholesky extends LowerCholesky {
  static override readonly name: string = "CorrCholesky";
  override check(value: Tensor): Tensor {
    const tolerance = finfo(value.dtype).eps * value.shape[value.shape.length - 1]! * 10;
    return logicalAnd(super.check(value), all(le(abs(sub(vectorNorm(value, { dim: -1 }), 1)), tolerance), last));
  }
}
export class Square extends MatrixConstraint {
  static override readonly name: string = "Square";
  check(value: Tensor): Tensor {
    const [m, n] = value.shape.slice(-2);
    return full(value.shape.slice(0, -2), m === n, { dtype: "bool" });
  }
  protected isSquare(value: Tensor): boolean {
    const [m, n] = value.shape.slice(-2);
    return m === n;
  }
}
export class Symmetric extends Square {
  static override readonly name: string = "Symmetric";
  override check(value: Tensor): Tensor {
    return this.isSquare(value)
      ? all(isclose(value, transpose(value, -2, -1), { atol: 1e-6 }), matrices)
      : super.check(value);
  }
}
export class PositiveDefinite extends Symmetric {
  static override readonly name: string = "PositiveDefinite";
  override check(value: Tensor): Tensor {
    return this.isSquare(value) ? logicalAnd(super.check(value), eq(choleskyEx(value).info, 0)) : super.check(value);
  }
}

/** The bounds of a constraint, and the base of an independent one. */
export const boundsOf = (
  c: Constraint,
): { readonly lower?: Arg; readonly upper?: Arg; readonly base?: Constraint; readonly ndims?: number } =>
  c instanceof Interval
    ? { lower: c.lowerBound, upper: c.upperBound }
    : c instanceof GreaterThan
      ? { lower: c.lowerBound }
      : c instanceof LessThan
        ? { upper: c.upperBound }
        : c instanceof IndependentConstraint
          ? { base: c.baseConstraint, ndims: c.reinterpretedBatchNdims }
          : {};
