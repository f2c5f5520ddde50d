import type { Tensor } from "../../core/tensor.js";
import { required } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { reshape } from "../../ops/view/view.js";
import { checkShape } from "../../shape/shape.js";
import { product, sameArray, showShape } from "../../util/array.js";
import type { Named } from "../arguments.js";
import { type Constraint, independent, real } from "../constraints.js";
import { like } from "../tools.js";
import { Transform, type TransformArguments, type TransformOptions } from "./transform.js";

type Shape = readonly number[];
/** The arguments of {@link ReshapeTransform} by name. */
export interface ReshapeTransformOptions extends TransformOptions {
  /** The shape of an event before. */
  inShape: Shape;
  /** The shape of an event after, of as many elements. */
  outShape: Shape;
}

/** The arguments of {@link ReshapeTransform}, by position or by name. */
export type ReshapeTransformArguments = Named<[inShape: Shape, outShape: Shape], ReshapeTransformOptions>;

/**
 * Values of one shape as values of another with as many elements.
 *
 * @throws KindlingError `distribution-argument` for another number of elements.
 * @example
 * new distributions.ReshapeTransform([4], [2, 2])(zeros(3, 4)).shape; // → 3,2,2
 */
export class ReshapeTransform extends Transform {
  static override readonly name: string = "ReshapeTransform";
  /** The input shape. */
  readonly inShape: Shape;
  /** The output shape. */
  readonly outShape: Shape;
  constructor(...args: ReshapeTransformArguments) {
    const [from, to, ...options] = required<[Shape, Shape]>("ReshapeTransform", ["inShape", "outShape"], args);
    super(...(options as TransformArguments));
    this.inShape = checkShape(from as unknown as unknown[]);
    this.outShape = checkShape(to as unknown as unknown[]);
    if (product(this.inShape) !== product(this.outShape))
      fail(
        "distribution-argument",
        "in_shape, out_shape have different numbers of elements",
        "the product of the sizes must be the same.",
      );
  }
  override get domain(): Constraint {
    return independent(real, this.inShape.length);
  }
  override get codomain(): Constraint {
    return independent(real, this.outShape.length);
  }
  override get bijective(): boolean {
    return true;
  }
  protected override apply(x: Tensor): Tensor {
    return reshape(x, this.forwardShape(x.shape));
  }
  protected override invert(y: Tensor): Tensor {
    return reshape(y, this.inverseShape(y.shape));
  }
  override logAbsDetJacobian(x: Tensor): Tensor {
    return like(x, 0, x.shape.slice(0, x.shape.length - this.inShape.length));
  }
  override forwardShape(shape: Shape): Shape {
    return replaced(shape, this.inShape, this.outShape);
  }
  override inverseShape(shape: Shape): Shape {
    return replaced(shape, this.outShape, this.inShape);
  }
}

function replaced(shape: Shape, from: Shape, to: Shape): Shape {
  const cut = shape.length - from.length;
  if (cut < 0)
    fail("distribution-value", "Too few dimensions on input", "the last dimensions must be the transform's own shape.");
  if (!sameArray(shape.slice(cut), from))
    fail(
      "distribution-value",
      `Shape mismatch: expected torch.Size(${showShape(shape.slice(cut))}) but got torch.Size(${showShape(from)})`,
      "the last dimensions must be the transform's own shape.",
    );
  return [...shape.slice(0, cut), ...to];
}
