import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { pyBool, tuple } from "../sizes.js";
import type { DType } from "../../shape/dtype.js";
import { floatType, ones } from "../../tensor/creation.js";
import { formatRepr } from "../../util/pyformat.js";
import { rmsNorm } from "../functional/normalization.js";
import { ones_ } from "../init.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

/** Options of {@link RMSNorm}. */
export interface RmsNormOptions {
  /** Added to the mean of the squares. Default null: the dtype's machine epsilon. */
  eps?: number | null;
  /** Whether the layer has a learned weight. Default true. */
  elementwiseAffine?: boolean;
  /** dtype of the weights. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}
const read = readerOf<RmsNormOptions>("RMSNorm", ["eps", "elementwiseAffine"], ["dtype"]);

/** Further arguments, by position or by name: eps = null (machine epsilon), elementwiseAffine = true. */
export type RMSNormArguments = Rest<[eps: number | null, elementwiseAffine: boolean], RmsNormOptions>;
/** Arguments of {@link RMSNorm}, by name. */
interface NormalizedShapeNamed {
  /** The sizes of the last dimensions, which are normalized together. */
  normalizedShape: number | readonly number[];
}
/**
 * Divides the last dimensions of each sample by their root mean square, then multiplies by `weight` of
 * `normalizedShape` (Zhang & Sennrich 2019).
 *
 * Further arguments, by position or by name: eps = null (machine epsilon), elementwiseAffine = true; by name only:
 * dtype.
 *
 * @throws KindlingError `norm-shape` if the input's last dimensions differ.
 */
export class RMSNorm extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "RMSNorm");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.normalization",
    names: { normalizedShape: "normalized_shape", elementwiseAffine: "elementwise_affine" },
    attributes: { normalized_shape: "ints", eps: "float?", elementwise_affine: "bool" },
    parameters: ["weight?"],
  };
  /** Sizes of the last dimensions that are normalized together. */
  readonly normalizedShape: readonly number[];
  /** Added to the mean square before its root is taken; null (default) for the machine epsilon of the input's dtype. */
  eps: number | null;
  /** Whether the layer has a learned `weight`. Default true. */
  readonly elementwiseAffine: boolean;
  /** Learned scale of each element, `normalizedShape`, initially 1; null with `elementwiseAffine: false`. */
  weight: Parameter | null;
  /**
   * Divides the last dimensions of each sample by their root mean square, then multiplies by `weight` of
   * `normalizedShape` (Zhang & Sennrich 2019). Further arguments, by position or by name: eps = null (machine epsilon),
   * elementwiseAffine = true; by name only: dtype.
   *
   * @throws KindlingError `norm-shape` if the input's last dimensions differ.
   * @example
   * new nn.RMSNorm(2)(tensor([[3, 3]])).tolist(); // → 1,1
   */
  constructor(normalizedShape: number | readonly number[], ...options: RMSNormArguments);
  /**
   * Divides the last dimensions of each sample by their root mean square, then multiplies by `weight` of
   * `normalizedShape` (Zhang & Sennrich 2019). Takes all arguments by name.
   */
  constructor(options: RmsNormOptions & NormalizedShapeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [normalizedShape, ...rest] = required<[number | readonly number[]]>(
      "RMSNorm",
      ["normalizedShape"],
      [first, ...more],
    );
    const o = read(rest);
    const dtype = floatType(o.dtype === undefined ? {} : { dtype: o.dtype }, "uniform_");
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : [...normalizedShape];
    this.eps = o.eps ?? null;
    this.elementwiseAffine = o.elementwiseAffine ?? true;
    this.weight = this.registerParameter(
      "weight",
      this.elementwiseAffine ? new Parameter(ones(this.normalizedShape, { dtype })) : null,
    );
  }
  /** Sets weights to 1. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
  }
  /** Normalizes the last dimensions: `[…, …normalizedShape]` to the same shape. */
  forward(x: Tensor): Tensor {
    return rmsNorm(x, this.normalizedShape, this.weight, this.eps);
  }
  override extraRepr(): string {
    return `${tuple(this.normalizedShape)}, eps=${this.eps === null ? "None" : formatRepr(this.eps)}, elementwise_affine=${pyBool(this.elementwiseAffine)}`;
  }
  override summary(): string {
    return `RMSNorm(${this.normalizedShape.join(", ")})`;
  }
}
