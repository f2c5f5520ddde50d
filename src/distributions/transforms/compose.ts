import type { Tensor } from "../../core/tensor.js";
import type { Named } from "../arguments.js";
import { type Constraint, independent, real } from "../constraints.js";
import { required } from "../../diagnose/arguments.js";
import { like, sumRightmost } from "../tools.js";
import { needTransforms, Transform, type TransformArguments, type TransformOptions } from "./transform.js";
import { add, mul } from "../../ops/pointwise/arithmetic.js";

/** A constraint with more dimensions for one value, if it has fewer. */
const widened = (c: Constraint, eventDim: number): Constraint =>
  eventDim > c.eventDim ? independent(c, eventDim - c.eventDim) : c;

/** The arguments of {@link ComposeTransform}, by position or by name. */
export type ComposeTransformArguments = Named<
  [parts: readonly Transform[]],
  TransformOptions & {
    /** The transforms, in the order in which they are applied. */
    parts: readonly Transform[];
  }
>;

/**
 * Transforms one after the other, the first one first.
 *
 * @example
 * const t = new distributions.ComposeTransform([new distributions.ExpTransform(), new distributions.AffineTransform(1, 2)]);
 * t(tensor(0)); // → tensor(3.)
 * t.inv(tensor(3)); // → tensor(0.)
 */
export class ComposeTransform extends Transform {
  static override readonly name: string = "ComposeTransform";
  /** The transforms, in their order. */
  readonly parts: readonly Transform[];
  constructor(...args: ComposeTransformArguments) {
    const [parts, ...options] = required<[readonly Transform[]]>("ComposeTransform", ["parts"], args);
    super(...(options as TransformArguments));
    needTransforms("ComposeTransform", parts);
    this.parts = parts;
  }
  override get domain(): Constraint {
    if (this.parts.length === 0) return real;
    let dim = this.parts[this.parts.length - 1]!.codomain.eventDim;
    for (const step of this.parts.toReversed())
      dim = Math.max(dim + step.domain.eventDim - step.codomain.eventDim, step.domain.eventDim);
    return widened(this.parts[0]!.domain, dim);
  }
  override get codomain(): Constraint {
    if (this.parts.length === 0) return real;
    let dim = this.parts[0]!.domain.eventDim;
    for (const step of this.parts)
      dim = Math.max(dim + step.codomain.eventDim - step.domain.eventDim, step.codomain.eventDim);
    return widened(this.parts[this.parts.length - 1]!.codomain, dim);
  }
  override get bijective(): boolean {
    return this.parts.every((p) => p.bijective);
  }
  override get sign(): number | Tensor {
    return this.parts.reduce<number | Tensor>((s, p) => product(s, p.sign), 1);
  }
  override get inv(): Transform {
    if (this.inverse === null) {
      const inverse = new ComposeTransform(this.parts.map((p) => p.inv).toReversed());
      this.inverse = inverse;
      inverse.inverse = this;
    }
    return this.inverse;
  }
  protected override apply(x: Tensor): Tensor {
    return this.parts.reduce((v, part) => part(v), x);
  }
  protected override invert(y: Tensor): Tensor {
    return this.inv(y);
  }
  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    if (this.parts.length === 0) return like(x, 0);
    let dim = this.domain.eventDim,
      sum: Tensor | null = null,
      from = x;
    this.parts.forEach((part, i) => {
      const to = i === this.parts.length - 1 ? y : part(from);
      const term = sumRightmost(part.logAbsDetJacobian(from, to), dim - part.domain.eventDim);
      sum = sum === null ? term : add(sum, term);
      dim += part.codomain.eventDim - part.domain.eventDim;
      from = to;
    });
    return sum!;
  }
  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.parts.reduce((s, p) => p.forwardShape(s), shape);
  }
  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.parts.reduceRight((s, p) => p.inverseShape(s), shape);
  }
  protected override same(other: unknown): boolean {
    return other instanceof ComposeTransform && sameTransforms(this.parts, other.parts);
  }
  override toString(): string {
    return `ComposeTransform(\n    ${this.parts.map(String).join(",\n    ")}\n)`;
  }
}

/** Whether two lists of transforms compute the same. */
export const sameTransforms = (a: readonly Transform[], b: readonly Transform[]): boolean =>
  a.length === b.length && a.every((t, i) => t.equals(b[i]));
/** The product of two signs. */
export const product = (a: number | Tensor, b: number | Tensor): number | Tensor =>
  typeof a === "number" && typeof b === "number" ? a * b : mul(a, b);
