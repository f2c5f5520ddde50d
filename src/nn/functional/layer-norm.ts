import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import * as ops from "../../ops/reduce/layer-norm.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { checkDims } from "../../shape/shape.js";
import { sameArray, showShape } from "../../util/array.js";

/** Options of {@link layerNorm}. */
export interface LayerNormOptions {
  /** The factor of each normalized element, of the normalized shape. */
  weight?: Tensor | null;
  /** Added after that. */
  bias?: Tensor | null;
  /** Added to the variance. Default 1e-5. */
  eps?: number;
}

/** Further arguments, by position or by name: weight = null, bias = null, eps = 1e−5. */
export type LayerNormArguments = Rest<[weight: Tensor | null, bias: Tensor | null, eps: number], LayerNormOptions>;
/** Arguments of {@link layerNorm}, by name. */
interface NormalizedShapeNamed {
  /** The sizes of the last dimensions, which are normalized together. */
  normalizedShape: readonly number[];
}
/**
 * Layer normalization (Ba et al. 2016): normalizes each sample to mean 0 and variance 1 over the last dimensions, whose
 * sizes are `normalizedShape`; then multiplied by `weight`, and `bias` is added.
 *
 * Further arguments, by position or by name: weight = null, bias = null, eps = 1e−5.
 *
 * @throws KindlingError `norm-shape` if these are not the input's last dimensions, or those of weight and bias.
 * @example
 * F.layerNorm(tensor([[1, 3], [10, 14]]), [2]).round().tolist(); // → -1,1,-1,1
 */
export function layerNorm(x: Tensor, normalizedShape: readonly number[], ...options: LayerNormArguments): Tensor;
/**
 * Layer normalization (Ba et al. 2016): normalizes each sample to mean 0 and variance 1 over the last dimensions, whose
 * sizes are `normalizedShape`; then multiplied by `weight`, and `bias` is added. Takes all arguments after the first by
 * name.
 */
export function layerNorm(x: Tensor, options: LayerNormOptions & NormalizedShapeNamed): Tensor;
export function layerNorm(x: Tensor, ...args: unknown[]): Tensor {
  const [normalizedShape, ...rest] = required<[readonly number[]]>("layerNorm", ["normalizedShape"], args);
  needTensor(x, "layerNorm");
  const all = byName<LayerNormOptions>("layerNorm", ["weight", "bias", "eps"], rest);
  const n = checkDims(normalizedShape, "normalized_shape").length,
    shape = showShape(normalizedShape);
  if (n === 0)
    fail(
      "norm-shape",
      "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []",
      "for example x.shape.slice(-1).",
    );
  for (const [name, t] of [
    ["weight", all.weight],
    ["bias", all.bias],
  ] as const) {
    if (t === null || t === undefined) continue;
    if (!sameArray(t.shape, normalizedShape))
      fail(
        "norm-shape",
        `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${showShape(t.shape)} and normalized_shape = ${shape}`,
        "give weight and bias the shape of what is normalized.",
      );
    if (t.dtype !== x.dtype && t.dtype !== "float32")
      fail(
        "matmul-dtype",
        `expected scalar type ${dtypeInfo[x.dtype].scalarType} but found ${dtypeInfo[t.dtype].scalarType}`,
        "convert them to one dtype: weight.to(x.dtype).",
      );
  }
  if (!sameArray(x.shape.slice(-n), normalizedShape) || x.shape.length < n) {
    fail(
      "norm-shape",
      `Given normalized_shape=${shape}, expected input with shape [*, ${normalizedShape.join(", ")}], but got input of size${showShape(x.shape)}`,
      "the normalized shape is that of the input's last dimensions.",
    );
  }
  return ops.layerNorm(x, n, all.weight ?? null, all.bias ?? null, all.eps ?? 1e-5);
}
