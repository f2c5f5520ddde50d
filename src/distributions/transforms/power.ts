import { unheard } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { required } from "../../diagnose/arguments.js";
import { pow } from "../../ops/pointwise/binary.js";
import { equal } from "../../ops/pointwise/compare.js";
import { abs, log } from "../../ops/pointwise/unary.js";
import { broadcastShapes } from "../../shape/broadcast.js";
import { broadcastAll, type Named, type Parameter } from "../arguments.js";
import { type Constraint, positive } from "../constraints.js";
import { Transform, type TransformArguments, type TransformOptions } from "./transform.js";
import { div, mul } from "../../ops/pointwise/arithmetic.js";

/** The arguments of {@link PowerTransform}, by position or by name. */
export type PowerTransformArguments = Named<
  [exponent: Parameter],
  TransformOptions & {
    /** The exponent. */
    exponent: Parameter;
  }
>;

/**
 * `x ** exponent`, of positive numbers.
 *
 * @example
 * new distributions.PowerTransform(2)(tensor(3)); // → tensor(9.)
 */
export class PowerTransform extends Transform {
  static override readonly name: string = "PowerTransform";
  /** The exponent. */
  readonly exponent: Tensor;
  constructor(...args: PowerTransformArguments) {
    const [exponent, ...options] = required<[Parameter]>("PowerTransform", ["exponent"], args);
    super(...(options as TransformArguments));
    [this.exponent] = broadcastAll(exponent);
  }
  override get domain(): Constraint {
    return positive;
  }
  override get codomain(): Constraint {
    return positive;
  }
  override get bijective(): boolean {
    return true;
  }
  override get sign(): number {
    return 1;
  }
  protected override apply(x: Tensor): Tensor {
    return pow(x, this.exponent);
  }
  protected override invert(y: Tensor): Tensor {
    return pow(y, div(1, this.exponent));
  }
  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return log(abs(div(mul(this.exponent, y), x)));
  }
  override forwardShape(shape: readonly number[]): readonly number[] {
    return broadcastShapes(shape, this.exponent.shape);
  }
  override inverseShape(shape: readonly number[]): readonly number[] {
    return broadcastShapes(shape, this.exponent.shape);
  }
  protected override same(other: unknown): boolean {
    return other instanceof PowerTransform && unheard(() => equal(this.exponent, other.exponent));
  }
}
