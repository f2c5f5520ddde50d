import type { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cat } from "../../ops/view/join.js";
import { narrow } from "../../ops/view/view.js";
import type { Rest } from "../../diagnose/arguments.js";
import type { Constraint } from "../constraints.js";
import { sumRightmost } from "../tools.js";
import { needTransforms, Transform, type TransformOptions } from "./transform.js";
import { add } from "../../ops/pointwise/arithmetic.js";

/** The arguments of {@link CatTransform} by name. */
export interface CatTransformOptions extends TransformOptions {
  /** The transforms, one for each part. */
  tseq?: readonly Transform[];
  /** The dimension of the parts. Default 0. */
  dim?: number;
  /** The length of each part. Default: 1 each. */
  lengths?: readonly number[];
}

/** The arguments of {@link CatTransform}, by position or by name. */
export type CatTransformArguments = Rest<
  [tseq: readonly Transform[], dim: number, lengths: readonly number[]],
  CatTransformOptions
>;

/**
 * Transforms parts of a tensor along a dimension, each with its own transform.
 *
 * @example
 * const t = new distributions.CatTransform([new distributions.ExpTransform(), new distributions.TanhTransform()], 0, [1, 2]);
 * t(zeros(3)); // → tensor([1., 0., 0.])
 */
export class CatTransform extends Transform {
  static override readonly name: string = "CatTransform";
  /** The transforms, in their order. */
  readonly transforms: readonly Transform[];
  /** The dimension. */
  readonly dim: number;
  /** The length of each part. */
  readonly lengths: readonly number[];
  constructor(...args: CatTransformArguments) {
    const o = byName<CatTransformOptions>("CatTransform", ["tseq", "dim", "lengths"], args, ["cacheSize"]);
    super(o.cacheSize === undefined ? {} : { cacheSize: o.cacheSize });
    needTransforms("CatTransform", o.tseq);
    this.transforms = [...o.tseq];
    this.dim = o.dim ?? 0;
    this.lengths = o.lengths ?? this.transforms.map(() => 1);
    if (this.lengths.length !== this.transforms.length)
      fail(
        "distribution-argument",
        "CatTransform takes one length for each transform",
        `there are ${this.transforms.length} transforms and ${this.lengths.length} lengths.`,
      );
  }
  override get eventDim(): number {
    return Math.max(...this.transforms.map((t) => t.eventDim));
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
  private parts(x: Tensor): Tensor[] {
    let start = 0;
    const size = x.shape[this.dim < 0 ? this.dim + x.shape.length : this.dim],
      total = this.lengths.reduce((a, b) => a + b, 0);
    if (size !== total)
      fail(
        "distribution-value",
        `CatTransform: the parts have ${total} elements, and dimension ${this.dim} has ${size ?? "none"}`,
        "give lengths that add up to the dimension's size.",
      );
    return this.lengths.map((n) => narrow(x, this.dim, (start += n) - n, n));
  }
  protected override apply(x: Tensor): Tensor {
    return cat(
      this.parts(x).map((part, i) => this.transforms[i]!(part)),
      this.dim,
    );
  }
  protected override invert(y: Tensor): Tensor {
    return cat(
      this.parts(y).map((part, i) => this.transforms[i]!.inv(part)),
      this.dim,
    );
  }
  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    const ys = this.parts(y),
      logs = this.parts(x).map((part, i) => {
        const t = this.transforms[i]!;
        return sumRightmost(t.logAbsDetJacobian(part, ys[i]!), this.eventDim - t.eventDim);
      });
    const dim = (this.dim >= 0 ? this.dim - x.shape.length : this.dim) + this.eventDim;
    return dim < 0 ? cat(logs, dim) : logs.reduce((a, b) => add(a, b));
  }
}

/** The constraint of most dimensions: what the parts have in common is not more than that. */
export const widest = (all: readonly Constraint[]): Constraint =>
  all.reduce((a, b) => (b.eventDim > a.eventDim ? b : a));
