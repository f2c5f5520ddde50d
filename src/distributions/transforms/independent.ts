import type { Tensor } from "../../core/tensor.js";
import { required } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { Named } from "../arguments.js";
import { type Constraint, independent } from "../constraints.js";
import { sumRightmost } from "../tools.js";
import { Transform, type TransformArguments, type TransformOptions } from "./transform.js";

/** The arguments of {@link IndependentTransform} by name. */
export interface IndependentTransformOptions extends TransformOptions {
  /** The transform of each element. */
  baseTransform: Transform;
  /** The number of trailing batch dimensions that become part of an event. */
  reinterpretedBatchNdims: number;
}

/** The arguments of {@link IndependentTransform}, by position or by name. */
export type IndependentTransformArguments = Named<
  [baseTransform: Transform, reinterpretedBatchNdims: number],
  IndependentTransformOptions
>;

/**
 * A transform whose last dimensions belong to one value: its log-Jacobian is summed over them.
 *
 * @example
 * const t = new distributions.IndependentTransform(new distributions.ExpTransform(), 1), x = tensor([1, 2]);
 * t.logAbsDetJacobian(x, t(x)); // → tensor(3.)
 */
export class IndependentTransform extends Transform {
  static override readonly name: string = "IndependentTransform";
  /** The transform of single values. */
  readonly baseTransform: Transform;
  /** The number of batch dimensions that belong to one value. */
  readonly reinterpretedBatchNdims: number;
  constructor(...args: IndependentTransformArguments) {
    const [base, ndims, ...options] = required<[Transform, number]>(
      "IndependentTransform",
      ["baseTransform", "reinterpretedBatchNdims"],
      args,
    );
    super(...(options as TransformArguments));
    if (!((base as unknown) instanceof Transform))
      fail(
        "distribution-argument",
        "IndependentTransform takes a transform and a number of dimensions",
        "for example new IndependentTransform(new ExpTransform(), 1).",
      );
    if (!Number.isInteger(ndims) || ndims < 0)
      fail(
        "distribution-argument",
        "IndependentTransform: reinterpreted_batch_ndims must be a non-negative whole number",
        "for example new IndependentTransform(new ExpTransform(), 1).",
      );
    this.baseTransform = base;
    this.reinterpretedBatchNdims = ndims;
  }
  override get domain(): Constraint {
    return independent(this.baseTransform.domain, this.reinterpretedBatchNdims);
  }
  override get codomain(): Constraint {
    return independent(this.baseTransform.codomain, this.reinterpretedBatchNdims);
  }
  override get bijective(): boolean {
    return this.baseTransform.bijective;
  }
  override get sign(): number | Tensor {
    return this.baseTransform.sign;
  }
  protected override apply(x: Tensor): Tensor {
    return this.baseTransform(enough(x, this.domain.eventDim));
  }
  protected override invert(y: Tensor): Tensor {
    return this.baseTransform.inv(enough(y, this.codomain.eventDim));
  }
  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return sumRightmost(this.baseTransform.logAbsDetJacobian(x, y), this.reinterpretedBatchNdims);
  }
  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.baseTransform.forwardShape(shape);
  }
  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.baseTransform.inverseShape(shape);
  }
  override toString(): string {
    return `IndependentTransform(${String(this.baseTransform)}, ${this.reinterpretedBatchNdims})`;
  }
}

const enough = (x: Tensor, dims: number): Tensor =>
  x.shape.length < dims
    ? fail(
        "distribution-value",
        "Too few dimensions on input",
        "the last dimensions are one event: give the input as many.",
      )
    : x;
