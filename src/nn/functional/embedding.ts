import { needTensor } from "../../core/check.js";
import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { ge, ne } from "../../ops/pointwise/binary.js";
import { cast } from "../../ops/pointwise/cast.js";
import * as ops from "../../ops/indexing/embedding.js";
import { gather, indexPut } from "../../ops/indexing/gather.js";
import { label } from "../../ops/label.js";
import { clamp } from "../../ops/pointwise/select.js";
import { detach, reshape, unsqueeze } from "../../ops/view/view.js";
import { dtypeInfo, isHalf } from "../../shape/dtype.js";
import { arange, ones, zeros } from "../../tensor/creation.js";
import { mul_ } from "../../tensor/inplace.js";
import { sameArray, showShape } from "../../util/array.js";
import { div, mul } from "../../ops/pointwise/arithmetic.js";
import { where } from "../../ops/pointwise/where.js";

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** The row for padding short sequences: it gets no gradient and stays unchanged. */
  paddingIdx?: number | null;
  /** Looked-up rows with a larger norm are first scaled down to this norm, in the table itself. */
  maxNorm?: number | null;
  /** The order of that norm. Default 2. */
  normType?: number;
  /** Whether to divide each row's gradient by the number of its occurrences. Default false. */
  scaleGradByFreq?: boolean;
  /** Has no effect: gradients are always dense. */
  sparse?: boolean;
}

const needIndices = (indices: Tensor, weight: Tensor, name: string): void => {
  needTensor(indices, name);
  needTensor(weight, name, "weight");
  if (indices.dtype !== "int64" && indices.dtype !== "int32") {
    const got = indices.dtype === "bool" ? "CPUBoolType" : `torch.${dtypeInfo[indices.dtype].scalarType}Tensor`;
    fail(
      "index-dtype",
      `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ${got} instead (while checking arguments for ${name === "embeddingBag" ? "embedding_bag" : name})`,
      'make it with tensor([…], { dtype: "int64" }), or convert it with .long().',
    );
  }
  if (weight.shape.length !== 2)
    fail("embedding-weight", "'weight' must be 2-D", `it is ${showShape(weight.shape)}: one row for each number.`);
};

/** A padding index counted from the front; −1 for none. */
export function paddingRow(index: number | null | undefined, rows: number, sentence: string): number {
  if (index === null || index === undefined) return -1;
  if (!Number.isInteger(index) || index >= rows || index < -rows)
    fail("embedding-padding", sentence, `the table has ${rows} rows.`);
  return index < 0 ? index + rows : index;
}

const wide = (x: Tensor): Tensor => (isHalf(x.dtype) ? cast(x, "float32") : x);

/** Limits the norm of the looked-up rows, in place. */
function renorm(weight: Tensor, indices: Tensor, maxNorm: number | null | undefined, normType: number): void {
  if (maxNorm === null || maxNorm === undefined) return;
  noGrad(() => {
    mul_(weight, cast(ops.renormScale(wide(detach(weight)), indices, maxNorm, normType), weight.dtype));
  });
}

/**
 * Further arguments, by position or by name: paddingIdx = null, maxNorm = null, normType = 2, scaleGradByFreq = false,
 * sparse = false.
 */
export type EmbeddingArguments = Rest<
  [paddingIdx: number | null, maxNorm: number | null, normType: number, scaleGradByFreq: boolean, sparse: boolean],
  EmbeddingOptions
>;
/** Arguments of {@link embedding}, by name. */
interface WeightNamed {
  /** The table of vectors `[count, size]`. */
  weight: Tensor;
}
/**
 * Looks up rows of a table by index: int64 (or int32) indices `[…]` and a weight `[rows, width]` give `[…, width]`.
 *
 * Further arguments, by position or by name: paddingIdx = null, maxNorm = null, normType = 2, scaleGradByFreq = false,
 * sparse = false.
 *
 * @throws KindlingError `index-range` for an index without a row, `index-dtype` for indices that are not whole numbers.
 * @example
 * F.embedding(tensor([1, 0], { dtype: "int64" }), tensor([[1, 2], [3, 4]])).tolist(); // → 3,4,1,2
 */
export function embedding(indices: Tensor, weight: Tensor, ...options: EmbeddingArguments): Tensor;
/**
 * Looks up rows of a table by index: int64 (or int32) indices `[…]` and a weight `[rows, width]` give `[…, width]`.
 * Takes all arguments after the first by name.
 */
export function embedding(indices: Tensor, options: EmbeddingOptions & WeightNamed): Tensor;
export function embedding(indices: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("embedding", ["weight"], args);
  needIndices(indices, weight, "embedding");
  const all = byName<EmbeddingOptions>(
    "embedding",
    ["paddingIdx", "maxNorm", "normType", "scaleGradByFreq", "sparse"],
    rest,
  );
  const padding = paddingRow(all.paddingIdx, weight.shape[0]!, "Padding_idx must be within num_embeddings");
  renorm(weight, indices, all.maxNorm, all.normType ?? 2);
  return ops.embedding(weight, indices, { paddingIdx: padding, scaleGradByFreq: all.scaleGradByFreq ?? false });
}

/** How the rows of a bag are combined. */
export type BagMode = "sum" | "mean" | "max";
/** Options of {@link embeddingBag}. */
export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** Where each bag starts in 1-D indices: int64 `[bags]`. */
  offsets?: Tensor | null;
  /** Default "mean". */
  mode?: BagMode;
  /** A factor for each row, in the shape of the indices; only with mode "sum". */
  perSampleWeights?: Tensor | null;
  /** Whether the last offset is the end of the last bag. Default false. */
  includeLastOffset?: boolean;
}

/**
 * Further arguments, by position or by name: offsets = null, maxNorm = null, normType = 2, scaleGradByFreq = false,
 * mode = "mean", sparse = false, perSampleWeights = null, includeLastOffset = false, paddingIdx = null.
 */
export type EmbeddingBagArguments = Rest<
  [
    offsets: Tensor | null,
    maxNorm: number | null,
    normType: number,
    scaleGradByFreq: boolean,
    mode: BagMode,
    sparse: boolean,
    perSampleWeights: Tensor | null,
    includeLastOffset: boolean,
    paddingIdx: number | null,
  ],
  EmbeddingBagOptions
>;
/**
 * {@link embedding} and a sum, mean or maximum over each bag, in one: int64 (or int32) indices `[bags, n]`, or
 * `[total]` with `offsets`, the start of each bag, give `[bags, width]`. An empty bag yields zeros; `paddingIdx` is
 * ignored.
 *
 * Further arguments, by position or by name: offsets = null, maxNorm = null, normType = 2, scaleGradByFreq = false,
 * mode = "mean", sparse = false, perSampleWeights = null, includeLastOffset = false, paddingIdx = null.
 *
 * @throws KindlingError `bag-offsets`, `index-range`, `index-dtype`.
 * @example
 * const bags = tensor([0, 1, 2], { dtype: "int64" }), starts = tensor([0, 2], { dtype: "int64" });
 * F.embeddingBag(bags, tensor([[1, 1], [3, 3], [5, 7]]), starts).tolist(); // → 2,2,5,7
 */
export function embeddingBag(indices: Tensor, weight: Tensor, ...options: EmbeddingBagArguments): Tensor;
/**
 * {@link embedding} and a sum, mean or maximum over each bag, in one: int64 (or int32) indices `[bags, n]`, or
 * `[total]` with `offsets`, the start of each bag, give `[bags, width]`. An empty bag yields zeros; `paddingIdx` is
 * ignored. Takes all arguments after the first by name.
 */
export function embeddingBag(indices: Tensor, options: EmbeddingBagOptions & WeightNamed): Tensor;
export function embeddingBag(indices: Tensor, ...args: unknown[]): Tensor {
  const [weight, ...rest] = required<[Tensor]>("embeddingBag", ["weight"], args);
  needIndices(indices, weight, "embeddingBag");
  const all = byName<EmbeddingBagOptions>(
    "embeddingBag",
    [
      "offsets",
      "maxNorm",
      "normType",
      "scaleGradByFreq",
      "mode",
      "sparse",
      "perSampleWeights",
      "includeLastOffset",
      "paddingIdx",
    ],
    rest,
  );
  const mode = all.mode ?? "mean",
    weights = all.perSampleWeights ?? null,
    nd = indices.shape.length;
  if (mode !== "sum" && mode !== "mean" && mode !== "max")
    fail("embedding-option", "mode has to be one of sum, mean or max", 'for example { mode: "mean" }.');
  if (mode === "max" && all.scaleGradByFreq === true)
    fail(
      "embedding-option",
      "max mode does not support scaling the gradient by the frequency",
      'leave scaleGradByFreq out, or use mode "sum" or "mean".',
    );
  if (mode === "max" && all.sparse === true)
    fail(
      "embedding-option",
      "max mode does not support sparse weights",
      'leave sparse out, or use mode "sum" or "mean".',
    );
  if (weights !== null && !sameArray(weights.shape, indices.shape))
    fail(
      "embedding-option",
      `embedding_bag: If per_sample_weights (torch.Size(${showShape(weights.shape)})) is not None, then it must have the same shape as the input (torch.Size(${showShape(indices.shape)}))`,
      "give each index a weight of its own.",
    );
  if (weights !== null && mode !== "sum")
    fail(
      "embedding-option",
      `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}'). Please open a feature request on GitHub.`,
      'use { mode: "sum" }.',
    );
  let starts = all.offsets ?? null;
  if (nd === 2) {
    if (starts !== null)
      fail(
        "bag-offsets",
        "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>",
        "leave offsets out: each row is a bag.",
      );
    starts = arange(0, Math.max(1, indices.count), Math.max(1, indices.shape[1]!));
    if (indices.count === 0) starts = zeros(indices.shape[0]!, { dtype: "int64" });
  } else if (nd !== 1)
    fail(
      "bag-offsets",
      `input has to be 1D or 2D Tensor, but got Tensor of dimension ${nd}`,
      "flatten it, and pass offsets: the index where each bag begins.",
    );
  else if (starts === null)
    fail(
      "bag-offsets",
      "offsets has to be a 1D Tensor but got None",
      'offsets say where each bag starts: tensor([0, 3], { dtype: "int64" }).',
    );
  else if (starts.shape.length !== 1) fail("bag-offsets", "offsets has to be a 1D Tensor", "flatten() it.");
  const n = indices.count,
    flat = reshape(indices, [n]),
    last = all.includeLastOffset === true && nd === 1;
  const bags = starts!.count - (last ? 1 : 0),
    padding = paddingRow(all.paddingIdx, weight.shape[0]!, "padding_idx must be within the number of embeddings");
  renorm(weight, flat, all.maxNorm, all.normType ?? 2);
  const rows = ops.embedding(weight, flat, { paddingIdx: padding, scaleGradByFreq: all.scaleGradByFreq ?? false });
  const numbers = ops.bagNumbers(starts!, n, bags),
    counts = ne(flat, padding);
  return label(
    together(rows, numbers, counts, bags, mode, weights === null ? null : reshape(weights, [n])),
    "EmbeddingBagBackward0",
  );
}

function together(
  rows: Tensor,
  numbers: Tensor,
  counts: Tensor,
  bags: number,
  mode: BagMode,
  weights: Tensor | null,
): Tensor {
  const width = rows.shape[1]!,
    { dtype } = rows;
  if (mode === "max") {
    const rowOfMax = noGrad(() => ops.bagMax(wide(detach(rows)), numbers, cast(counts, "int64"), bags));
    return rows.shape[0] === 0
      ? zeros(bags, width, { dtype })
      : where(ge(rowOfMax, 0), gather(rows, 0, clamp(rowOfMax, 0)), 0);
  }
  const real = unsqueeze(cast(counts, dtype), 1);
  const total = indexPut(
    zeros(bags, width, { dtype }),
    [numbers],
    [0],
    mul(rows, weights === null ? real : mul(real, unsqueeze(weights, 1))),
    true,
  );
  if (mode === "sum") return total;
  const sizes = noGrad(() => indexPut(zeros(bags, 1, { dtype }), [numbers], [0], mul(real, ones(1, { dtype })), true));
  return div(total, clamp(sizes, 1));
}
