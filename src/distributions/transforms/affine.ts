import { unheard } from "../../core/recorder.js";
import { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { equal } from "../../ops/pointwise/compare.js";
import { abs, log, sign } from "../../ops/pointwise/unary.js";
import { expand } from "../../ops/view/view.js";
import { broadcastShapes } from "../../shape/broadcast.js";
import type { Named, Parameter } from "../arguments.js";
import { type Constraint, independent, real } from "../constraints.js";
import { like, sumRightmost } from "../tools.js";
import { Transform, type TransformOptions } from "./transform.js";
import { add, div, mul, sub } from "../../ops/pointwise/arithmetic.js";

/** The arguments of {@link AffineTransform} by name. */
export interface AffineOptions extends TransformOptions {
  /** What is added. */
  loc: Parameter;
  /** The factor. */
  scale: Parameter;
  /** The number of trailing dimensions of one value. Default 0. */
  eventDim?: number;
}

const shapeOf = (p: Parameter): readonly number[] => (p instanceof Tensor ? p.shape : []);
const sameParameter = (a: Parameter, b: Parameter): boolean =>
  a instanceof Tensor && b instanceof Tensor ? unheard(() => equal(a, b)) : a === b;

/** The arguments of {@link AffineTransform}, by position or by name. */
export type AffineTransformArguments = Named<
  [loc: Parameter, scale: Parameter] | [loc: Parameter, scale: Parameter, eventDim: number],
  AffineOptions
>;

/**
 * `loc + scale · x`.
 *
 * @example
 * new distributions.AffineTransform(1, 2)(tensor(3)); // → tensor(7.)
 */
export class AffineTransform extends Transform {
  static override readonly name: string = "AffineTransform";
  /** The location: the centre. */
  readonly loc: Parameter;
  /** The scale: the width. */
  readonly scale: Parameter;
  private readonly dims: number;
  constructor(...args: AffineTransformArguments) {
    const o = byName<AffineOptions>("AffineTransform", ["loc", "scale", "eventDim"], args, ["cacheSize"]);
    super(o.cacheSize === undefined ? {} : { cacheSize: o.cacheSize });
    for (const name of ["loc", "scale"] as const) {
      const v: unknown = o[name];
      if (typeof v !== "number" && !(v instanceof Tensor))
        fail(
          "argument",
          v === undefined
            ? `AffineTransform() missing 1 required positional argument: '${name}'`
            : `AffineTransform(): argument '${name}' must be a number or a Tensor`,
          `pass it by position or by name: { ${name}: … }.`,
        );
    }
    this.loc = o.loc;
    this.scale = o.scale;
    this.dims = o.eventDim ?? 0;
    if (!Number.isInteger(this.dims) || this.dims < 0)
      fail(
        "argument",
        "AffineTransform(): event_dim must be a non-negative whole number",
        "for example new AffineTransform(loc, scale, { eventDim: 1 }).",
      );
  }
  override get eventDim(): number {
    return this.dims;
  }
  override get domain(): Constraint {
    return this.dims === 0 ? real : independent(real, this.dims);
  }
  override get codomain(): Constraint {
    return this.domain;
  }
  override get bijective(): boolean {
    return true;
  }
  override get sign(): number | Tensor {
    return typeof this.scale === "number" ? Math.sign(this.scale) : sign(this.scale);
  }
  protected override apply(x: Tensor): Tensor {
    return add(this.loc, mul(this.scale, x));
  }
  protected override invert(y: Tensor): Tensor {
    return div(sub(y, this.loc), this.scale);
  }
  override logAbsDetJacobian(x: Tensor): Tensor {
    const result = typeof this.scale === "number" ? like(x, Math.log(Math.abs(this.scale))) : log(abs(this.scale));
    return expand(sumRightmost(result, this.dims), x.shape.slice(0, x.shape.length - this.dims));
  }
  override forwardShape(shape: readonly number[]): readonly number[] {
    return broadcastShapes(broadcastShapes(shape, shapeOf(this.loc)), shapeOf(this.scale));
  }
  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.forwardShape(shape);
  }
  protected override same(other: unknown): boolean {
    return (
      other instanceof AffineTransform && sameParameter(this.loc, other.loc) && sameParameter(this.scale, other.scale)
    );
  }
}
