import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import type { DType } from "../../shape/dtype.js";
import { ones, zeros } from "../../tensor/creation.js";
import { formatRepr } from "../../util/pyformat.js";
import { layerNorm } from "../functional/layer-norm.js";
import { ones_, zeros_ } from "../init.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

/** Options of {@link LayerNorm}. */
export interface LayerNormLayerOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Whether the layer has a learned weight and bias. Default true. */
  elementwiseAffine?: boolean;
  /** Whether there is a bias, if there is a weight. Default true. */
  bias?: boolean;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}

/** Further arguments, by position or by name: eps = 1e−5, elementwiseAffine = true, bias = true. */
export type LayerNormArguments = Rest<[eps: number, elementwiseAffine: boolean, bias: boolean], LayerNormLayerOptions>;
/** Arguments of {@link LayerNorm}, by name. */
interface NormalizedShapeNamed {
  /** The sizes of the last dimensions, which are normalized together. */
  normalizedShape: number | readonly number[];
}
/**
 * Normalizes each sample to mean 0 and variance 1 over its last dimensions, then scales and shifts it by learned
 * parameters (Ba et al. 2016): `[…, …normalizedShape]` to the same shape. `weight` and `bias` have that shape and are
 * initialized to ones and zeros.
 *
 * Further arguments, by position or by name: eps = 1e−5, elementwiseAffine = true, bias = true; by name only: dtype.
 *
 * @throws KindlingError `norm-shape` if the input's last dimensions differ.
 */
export class LayerNorm extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "LayerNorm");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.normalization",
    names: { normalizedShape: "normalized_shape", elementwiseAffine: "elementwise_affine" },
    attributes: { normalized_shape: "ints", eps: "float", elementwise_affine: "bool" },
    parameters: ["weight?", "bias?"],
  };
  /** Sizes of the last dimensions that are normalized together. */
  readonly normalizedShape: readonly number[];
  /** Added to the variance before its root is taken. Default 1e-5. */
  eps: number;
  /** Whether the layer has a learned `weight` and `bias`. Default true. */
  readonly elementwiseAffine: boolean;
  /** Learned scale of each element, `normalizedShape`, initially 1; null with `elementwiseAffine: false`. */
  weight: Parameter | null;
  /** Learned bias of each element, `normalizedShape`, initially 0; null with `bias: false` or `elementwiseAffine: false`. */
  bias: Parameter | null;

  /**
   * Normalizes each sample to mean 0 and variance 1 over its last dimensions, then scales and shifts it by learned
   * parameters (Ba et al. 2016): `[…, …normalizedShape]` to the same shape. Further arguments, by position or by name:
   * eps = 1e−5, elementwiseAffine = true, bias = true; by name only: dtype.
   *
   * @throws KindlingError `norm-shape` if the input's last dimensions differ.
   * @example
   * new nn.LayerNorm(3)(tensor([[1, 2, 3]])).sum().abs().item() < 1e-6; // → true
   */
  constructor(normalizedShape: number | readonly number[], ...options: LayerNormArguments);
  /**
   * Normalizes each sample to mean 0 and variance 1 over its last dimensions, then scales and shifts it by learned
   * parameters (Ba et al. 2016): `[…, …normalizedShape]` to the same shape. Takes all arguments by name.
   */
  constructor(options: LayerNormLayerOptions & NormalizedShapeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [normalizedShape, ...rest] = required<[number | readonly number[]]>(
      "LayerNorm",
      ["normalizedShape"],
      [first, ...more],
    );
    const all = byName<LayerNormLayerOptions>("LayerNorm", ["eps", "elementwiseAffine", "bias", "dtype"], rest);
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : [...normalizedShape];
    this.eps = all.eps ?? 1e-5;
    this.elementwiseAffine = all.elementwiseAffine ?? true;
    const like = all.dtype === undefined ? {} : { dtype: all.dtype };
    this.weight = this.registerParameter(
      "weight",
      this.elementwiseAffine ? new Parameter(ones(this.normalizedShape, like)) : null,
    );
    this.bias = this.registerParameter(
      "bias",
      this.elementwiseAffine && (all.bias ?? true) ? new Parameter(zeros(this.normalizedShape, like)) : null,
    );
  }

  /** Resets weights to 1 and biases to 0. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  /** Normalizes the last dimensions: `[…, …normalizedShape]` to the same shape. */
  forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, this.weight, this.bias, this.eps);
  }

  override extraRepr(): string {
    const shape = this.normalizedShape;
    return `(${shape.join(", ")}${shape.length === 1 ? "," : ""}), eps=${formatRepr(this.eps)}, elementwise_affine=${this.elementwiseAffine ? "True" : "False"}${this.weight !== null && this.bias === null ? ", bias=False" : ""}`;
  }
  override summary(): string {
    return `LayerNorm(${this.normalizedShape.join(", ")})`;
  }
}
