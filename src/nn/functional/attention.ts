import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cast } from "../../ops/pointwise/cast.js";
import { softmax } from "../../ops/reduce/moments.js";
import { matmul } from "../../ops/product/contract.js";
import { transpose } from "../../ops/view/view.js";
import type { DType } from "../../shape/dtype.js";
import { tensor } from "../../tensor/creation.js";
import { showShape } from "../../util/array.js";
import { drop } from "./dropout.js";
import { add, mul } from "../../ops/pointwise/arithmetic.js";
import { where } from "../../ops/pointwise/where.js";

/** Options of {@link scaledDotProductAttention}. */
export interface AttentionOptions {
  /**
   * The keys that each query may attend to, broadcast to `[…, L, S]`: true where it may (bool), or numbers added to the
   * scores.
   */
  attnMask?: Tensor | null;
  /** The fraction of attention weights to drop. Default 0. Dropout is always on, so pass 0 when not training. */
  dropoutP?: number;
  /** Whether each position attends only to itself and earlier positions. Default false. */
  isCausal?: boolean;
  /** The factor that scores are multiplied by. Default 1/√E. */
  scale?: number | null;
}

const causal = new Map<string, Tensor>();

/** 0 where a query may attend and −∞ after its position, `[queries, keys]`; created once for each size. */
export function causalMask(queries: number, keys: number, dtype: DType): Tensor {
  const name = `${queries} ${keys} ${dtype}`;
  let mask = causal.get(name);
  if (mask === undefined) {
    if (causal.size > 64) causal.clear();
    mask = cast(
      tensor(
        Array.from({ length: queries }, (_, i) => Array.from({ length: keys }, (__, j) => (j <= i ? 0 : -Infinity))),
      ),
      dtype,
    );
    causal.set(name, mask);
  }
  return mask;
}

/** Further arguments, by position or by name. */
export type AttentionArguments = Rest<[attnMask: Tensor | null, dropoutP: number, isCausal: boolean], AttentionOptions>;
/**
 * `softmax(query · keyᵀ · scale + mask) · value` (Vaswani et al. 2017): `[…, L, E]`, `[…, S, E]`, `[…, S, V]` to
 * `[…, L, V]`.
 *
 * @throws KindlingError `attention` for mismatched shapes, or a mask together with `isCausal`.
 * @example
 * F.scaledDotProductAttention(ones(1, 2, 4), ones(1, 3, 4), ones(1, 3, 5)).shape; // → 1,2,5
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  ...options: AttentionArguments
): Tensor {
  needTensor(query, "scaledDotProductAttention", "query");
  needTensor(key, "scaledDotProductAttention", "key");
  needTensor(value, "scaledDotProductAttention", "value");
  const all = byName<AttentionOptions>("scaledDotProductAttention", ["attnMask", "dropoutP", "isCausal"], options, [
    "scale",
  ]);
  for (const t of [query, key, value])
    if (t.shape.length < 2)
      fail(
        "attention",
        `scaled_dot_product_attention: Expected query, key, and value to all be  at least 2 dimensional, but got query.dim(): ${query.shape.length}, key.dim(): ${key.shape.length} and value.dim(): ${value.shape.length} instead.`,
        "they are [..., L, E]: add a dimension with unsqueeze.",
      );
  if (query.dtype !== key.dtype || query.dtype !== value.dtype)
    fail(
      "matmul-dtype",
      `Expected query, key, and value to have the same dtype, but got query.dtype: ${query.dtype} key.dtype: ${key.dtype} and value.dtype: ${value.dtype} instead.`,
      "convert them to one dtype: k.to(q.dtype).",
    );
  const mask = all.attnMask ?? null;
  if (mask !== null) needTensor(mask, "scaledDotProductAttention", "attnMask");
  const n = query.shape.length,
    width = query.shape[n - 1]!;
  if (all.isCausal === true && mask !== null)
    fail(
      "attention",
      "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True",
      "leave one of them out.",
    );
  if (mask !== null && mask.dtype !== "bool" && mask.dtype !== query.dtype)
    fail(
      "attention",
      `Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: ${mask.dtype} and  query.dtype: ${query.dtype} instead.`,
      `the mask is ${showShape(mask.shape)}: bool, or ${query.dtype}.`,
    );
  const scores = matmul(mul(query, all.scale ?? 1 / Math.sqrt(width)), transpose(key, -2, -1));
  let weights: Tensor;
  if (all.isCausal === true)
    weights = softmax(
      add(
        scores,
        causalMask(scores.shape[scores.shape.length - 2]!, scores.shape[scores.shape.length - 1]!, scores.dtype),
      ),
      -1,
    );
  else if (mask === null) weights = softmax(scores, -1);
  else weights = softmax(mask.dtype === "bool" ? where(mask, scores, -Infinity) : add(scores, mask), -1);
  return matmul(drop(weights, all.dropoutP ?? 0, true, false), value);
}
