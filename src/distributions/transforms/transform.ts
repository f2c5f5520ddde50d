import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { notData } from "../../diagnose/not-data.js";
import type { Constraint } from "../constraints.js";
import { neg } from "../../ops/pointwise/arithmetic.js";

// Functions that map values of one distribution to those of another, with their inverses and Jacobians.

/** Options of every transform. */
export interface TransformOptions {
  /** 1 caches the last pair of values, so that the inverse of the last result is exact. Default 0. */
  cacheSize?: 0 | 1;
}

/** Options, if any. */
export type TransformArguments = [] | [options: TransformOptions];

type Shape = readonly number[];

/** A transform is a function: `t(x)`. */
export interface Transform {
  (x: Tensor): Tensor;
}
/**
 * A function with an inverse, `inv`, and the logarithm of its absolute Jacobian determinant. It is called as a
 * function: `t(x)`, `t.inv(y)`. Your own transform defines `apply(x)`, `invert(y)`, `logAbsDetJacobian(x, y)`, `domain`
 * and `codomain`.
 *
 * @example
 * class Cube extends distributions.Transform {
 *   get domain() { return distributions.constraints.real; }
 *   get codomain() { return distributions.constraints.real; }
 *   protected apply(x: Tensor) { return x.pow(3); }
 *   protected invert(y: Tensor) { return y.sign().mul(y.abs().pow(1 / 3)); }
 * }
 * new Cube()(tensor(2)); // → tensor(8.)
 */
export abstract class Transform {
  static readonly name: string = "Transform";
  /** @internal */ declare protected cacheSize: 0 | 1;
  /** @internal */ declare protected last: readonly [x: Tensor, y: Tensor] | null;
  /** @internal */ declare protected inverse: Transform | null;

  constructor(...options: TransformArguments) {
    const { cacheSize = 0 } = byName<TransformOptions>(new.target.name, [], options, ["cacheSize"]);
    if (cacheSize !== 0 && cacheSize !== 1)
      fail("distribution-argument", "cache_size must be 0 or 1", "1 remembers the last input and output.");
    const self = Object.setPrototypeOf(
      (...args: [Tensor]) => self.forward(...args),
      new.target.prototype as object,
    ) as this;
    self.cacheSize = cacheSize;
    self.last = null;
    self.inverse = null;
    return self;
  }

  /** The constraint of its inputs. */
  abstract get domain(): Constraint;
  /** The constraint of its outputs. */
  abstract get codomain(): Constraint;
  /** Whether it is bijective. */
  get bijective(): boolean {
    return false;
  }
  /** 1 if it is increasing, −1 if decreasing; a tensor if it differs. */
  get sign(): number | Tensor {
    return this.lacks("sign");
  }
  /** The logarithm of |dy/dx| where `y` is `t(x)`; of vectors, of the determinant. */
  logAbsDetJacobian(_x: Tensor, _y: Tensor): Tensor {
    return this.lacks("log_abs_det_jacobian");
  }
  /** @internal */
  protected abstract apply(x: Tensor): Tensor;
  /** @internal */
  protected abstract invert(y: Tensor): Tensor;

  /** The number of trailing dimensions of one value. */
  get eventDim(): number {
    return this.domain.eventDim === this.codomain.eventDim
      ? this.domain.eventDim
      : fail(
          "distribution-argument",
          "Please use either .domain.event_dim or .codomain.event_dim",
          "read eventDim from t.domain or t.codomain.",
        );
  }
  /** The inverse transform. */
  get inv(): Transform {
    return (this.inverse ??= new InverseTransform(this));
  }

  /** The same as calling it. */
  forward(x: Tensor): Tensor {
    noMore(this.constructor.name, 1, arguments, true);
    needTensor(x, this.constructor.name, "x");
    if (this.cacheSize === 0) return this.apply(x);
    if (this.last?.[0] === x) return this.last[1];
    const y = this.apply(x);
    this.last = [x, y];
    return y;
  }
  /** @internal */
  backwards(y: Tensor): Tensor {
    needTensor(y, this.constructor.name, "y");
    if (this.cacheSize === 0) return this.invert(y);
    if (this.last?.[1] === y) return this.last[0];
    const x = this.invert(y);
    this.last = [x, y];
    return x;
  }
  /** The output shape for an input shape. */
  forwardShape(shape: Shape): Shape {
    noMore("forwardShape", 1, arguments, true);
    return shape;
  }
  /** The input shape for an output shape. */
  inverseShape(shape: Shape): Shape {
    noMore("inverseShape", 1, arguments, true);
    return shape;
  }
  /** Whether another transform computes the same. */
  equals(other: unknown): boolean {
    noMore("equals", 1, arguments, true);
    return this.same(other);
  }
  /** @internal */
  protected same(other: unknown): boolean {
    return this === other;
  }

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
  /** @internal */
  protected lacks(what: string): never {
    return fail(
      "distribution-lacks",
      `${this.constructor.name} does not implement ${what}`,
      "define this method in the class.",
    );
  }
}

class InverseTransform extends Transform {
  static override readonly name: string = "_InverseTransform";
  private readonly of: Transform;
  constructor(of: Transform) {
    super();
    this.of = of;
  }
  override get domain(): Constraint {
    return this.of.codomain;
  }
  override get codomain(): Constraint {
    return this.of.domain;
  }
  override get bijective(): boolean {
    return this.of.bijective;
  }
  override get sign(): number | Tensor {
    return this.of.sign;
  }
  override get inv(): Transform {
    return this.of;
  }
  protected override apply(x: Tensor): Tensor {
    return this.of.backwards(x);
  }
  protected override invert(y: Tensor): Tensor {
    return this.of(y);
  }
  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return neg(this.of.logAbsDetJacobian(y, x));
  }
  override forwardShape(shape: Shape): Shape {
    return this.of.inverseShape(shape);
  }
  override inverseShape(shape: Shape): Shape {
    return this.of.forwardShape(shape);
  }
  protected override same(other: unknown): boolean {
    return other instanceof InverseTransform && this.of.equals(other.of);
  }
  override toString(): string {
    return `_InverseTransform(${String(this.of)})`;
  }
}

/** Rejects values that are not lists of transforms. */
export function needTransforms(what: string, list: unknown): asserts list is readonly Transform[] {
  if (!Array.isArray(list) || !list.every((t) => t instanceof Transform))
    fail(
      "distribution-argument",
      `${what}: transforms must be a Transform or a list of Transforms`,
      "for example [new ExpTransform()].",
    );
}
