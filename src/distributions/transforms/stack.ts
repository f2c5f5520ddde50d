import type { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { stack } from "../../ops/view/join.js";
import { select } from "../../ops/view/view.js";
import type { Rest } from "../../diagnose/arguments.js";
import type { Constraint } from "../constraints.js";
import { widest } from "./cat.js";
import { needTransforms, Transform, type TransformOptions } from "./transform.js";

/** The arguments of {@link StackTransform} by name. */
export interface StackTransformOptions extends TransformOptions {
  /** The transforms, one for each slice. */
  tseq?: readonly Transform[];
  /** The dimension of the slices. Default 0. */
  dim?: number;
}

/** The arguments of {@link StackTransform}, by position or by name. */
export type StackTransformArguments = Rest<[tseq: readonly Transform[], dim: number], StackTransformOptions>;

/**
 * Transforms slices of a tensor along a dimension, each with its own transform.
 *
 * @example
 * new distributions.StackTransform([new distributions.ExpTransform(), new distributions.TanhTransform()])(zeros(2)); // → tensor([1., 0.])
 */
export class StackTransform extends Transform {
  static override readonly name: string = "StackTransform";
  /** The transforms, in their order. */
  readonly transforms: readonly Transform[];
  /** The dimension. */
  readonly dim: number;
  constructor(...args: StackTransformArguments) {
    const o = byName<StackTransformOptions>("StackTransform", ["tseq", "dim"], args, ["cacheSize"]);
    super(o.cacheSize === undefined ? {} : { cacheSize: o.cacheSize });
    needTransforms("StackTransform", o.tseq);
    this.transforms = [...o.tseq];
    this.dim = o.dim ?? 0;
  }
  override get bijective(): boolean {
    return this.transforms.every((t) => t.bijective);
  }
  override get domain(): Constraint {
    return widest(this.transforms.map((t) => t.domain));
  }
  override get codomain(): Constraint {
    return widest(this.transforms.map((t) => t.codomain));
  }
  private slices(x: Tensor): Tensor[] {
    const size = x.shape[this.dim < 0 ? this.dim + x.shape.length : this.dim];
    if (size !== this.transforms.length)
      fail(
        "distribution-value",
        `StackTransform: there are ${this.transforms.length} transforms, and dimension ${this.dim} has size ${size ?? "none"}`,
        "give one transform for each element of the dimension.",
      );
    return this.transforms.map((_, i) => select(x, this.dim, i));
  }
  protected override apply(x: Tensor): Tensor {
    return stack(
      this.slices(x).map((s, i) => this.transforms[i]!(s)),
      this.dim,
    );
  }
  protected override invert(y: Tensor): Tensor {
    return stack(
      this.slices(y).map((s, i) => this.transforms[i]!.inv(s)),
      this.dim,
    );
  }
  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    const ys = this.slices(y);
    return stack(
      this.slices(x).map((s, i) => this.transforms[i]!.logAbsDetJacobian(s, ys[i]!)),
      this.dim,
    );
  }
}
