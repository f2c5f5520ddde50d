import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import { select } from "../../ops/view/view.js";
import { zero_ } from "../../tensor/inplace.js";
import { formatRepr } from "../../util/pyformat.js";
import { checkMatrix, checkTable, type EmbeddingLayerOptions, table } from "./embedding.js";
import { type BagMode, embeddingBag, paddingRow } from "../functional/embedding.js";
import { normal_ } from "../init.js";
import { Module } from "../module.js";
import type { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

/** Options of {@link EmbeddingBag}. */
export interface EmbeddingBagLayerOptions extends EmbeddingLayerOptions {
  /** How the rows of a bag are combined. Default "mean". */
  mode?: BagMode;
  /** Whether the last offset is the end of the last bag. Default false. */
  includeLastOffset?: boolean;
}

/**
 * Further arguments, by position or by name: maxNorm = null, normType = 2, scaleGradByFreq = false, mode = "mean",
 * sparse = false; by name only: includeLastOffset = false, paddingIdx = null.
 */
export type EmbeddingBagArguments = Rest<
  [maxNorm: number | null, normType: number, scaleGradByFreq: boolean, mode: BagMode, sparse: boolean],
  EmbeddingBagLayerOptions
>;
/** Arguments of a call besides the indices: the start of each bag, and a factor for each row. */
interface BagInputs {
  /** The start of each bag in `indices`, int64 `[bags]`; null if `indices` has a row for each bag. */
  offsets?: Tensor | null;
  /** A factor for each looked-up row, in the shape of `indices`; only with mode "sum". */
  perSampleWeights?: Tensor | null;
}
/** One of them by position, or both by name. */
type BagInput = Tensor | null | BagInputs;
/** Options of {@link EmbeddingBag.fromPretrained}. */
interface PretrainedOptions extends Omit<EmbeddingBagLayerOptions, "_weight" | "dtype"> {
  /** Whether training leaves the table unchanged. Default true. */
  freeze?: boolean;
}

/** Arguments of {@link EmbeddingBag}, by name. */
interface NumEmbeddingsEmbeddingDimNamed {
  /** The number of vectors. */
  numEmbeddings: number;
  /** The size of each vector. */
  embeddingDim: number;
}
/**
 * A learned table of vectors. The vectors of each bag of indices are summed, averaged (default) or reduced to the
 * maximum of each column: `[bags, n]`, or `[total]` with offsets, to `[bags, embeddingDim]`.
 *
 * Further arguments, by position or by name: maxNorm = null, normType = 2, scaleGradByFreq = false, mode = "mean",
 * sparse = false; by name only: includeLastOffset = false, paddingIdx = null, _weight, dtype.
 *
 * @throws KindlingError `bag-offsets`, `index-range`, `index-dtype`, `embedding-padding`.
 */
export class EmbeddingBag extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "EmbeddingBag");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.sparse",
    names: {
      numEmbeddings: "num_embeddings",
      embeddingDim: "embedding_dim",
      paddingIdx: "padding_idx",
      maxNorm: "max_norm",
      normType: "norm_type",
      scaleGradByFreq: "scale_grad_by_freq",
      includeLastOffset: "include_last_offset",
    },
    attributes: {
      num_embeddings: "count",
      embedding_dim: "count",
      padding_idx: "int?",
      max_norm: "float?",
      norm_type: "float",
      scale_grad_by_freq: "bool",
      sparse: "bool",
      mode: ["sum", "mean", "max"],
      include_last_offset: "bool",
    },
    missing: { padding_idx: null },
    parameters: ["weight"],
  };
  /** Number of rows in the table: indices go from 0 to `numEmbeddings − 1`. */
  readonly numEmbeddings: number;
  /** Length of each vector. */
  readonly embeddingDim: number;
  /** Looked-up rows with a larger norm are scaled down to it, in place; null (default) for no limit. */
  maxNorm: number | null;
  /** The p of the p-norm that `maxNorm` limits. Default 2. */
  normType: number;
  /** Whether to divide each row's gradient by the number of its lookups in the batch. Default false. */
  scaleGradByFreq: boolean;
  /** The row that bags ignore and training leaves unchanged; null (default) for none. */
  paddingIdx: number | null;
  /**
   * The learned table, `[numEmbeddings, embeddingDim]`. Initialized with standard normal numbers, the row `paddingIdx`
   * with zeros.
   */
  weight: Parameter;
  /** How the rows of a bag are combined: `"sum"`, `"mean"` (default) or `"max"` of each column. */
  mode: BagMode;
  /** Has no effect: gradients are always dense. Default false. */
  sparse: boolean;
  /** Whether the last offset is the end of the last bag, not the start of another one. Default false. */
  includeLastOffset: boolean;

  /**
   * A learned table of vectors. The vectors of each bag of indices are summed, averaged (default) or reduced to the
   * maximum of each column: `[bags, n]`, or `[total]` with offsets, to `[bags, embeddingDim]`. Further arguments, by
   * position or by name: maxNorm = null, normType = 2, scaleGradByFreq = false, mode = "mean", sparse = false; by name
   * only: includeLastOffset = false, paddingIdx = null, _weight, dtype.
   *
   * @throws KindlingError `bag-offsets`, `index-range`, `index-dtype`, `embedding-padding`.
   * @example
   * const bag = new nn.EmbeddingBag(10, 3, { mode: "sum" });
   * const numbers = tensor([1, 2, 4, 5, 4], { dtype: "int64" });
   * bag(numbers, tensor([0, 3], { dtype: "int64" })).shape; // → 2,3
   */
  constructor(numEmbeddings: number, embeddingDim: number, ...options: EmbeddingBagArguments);
  /**
   * A learned table of vectors. The vectors of each bag of indices are summed, averaged (default) or reduced to the
   * maximum of each column: `[bags, n]`, or `[total]` with offsets, to `[bags, embeddingDim]`. Takes all arguments by
   * name.
   */
  constructor(options: EmbeddingBagLayerOptions & NumEmbeddingsEmbeddingDimNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [numEmbeddings, embeddingDim, ...rest] = required<[number, number]>(
      "EmbeddingBag",
      ["numEmbeddings", "embeddingDim"],
      [first, ...more],
    );
    const all = byName<EmbeddingBagLayerOptions>(
      "EmbeddingBag",
      [
        "maxNorm",
        "normType",
        "scaleGradByFreq",
        "mode",
        "sparse",
        "_weight",
        "includeLastOffset",
        "paddingIdx",
        "dtype",
      ],
      rest,
    );
    checkTable("EmbeddingBag", numEmbeddings, embeddingDim);
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.maxNorm = all.maxNorm ?? null;
    this.normType = all.normType ?? 2;
    this.scaleGradByFreq = all.scaleGradByFreq ?? false;
    const row = paddingRow(all.paddingIdx, numEmbeddings, "padding_idx must be within num_embeddings");
    this.paddingIdx = row < 0 ? null : row;
    this.weight = table(numEmbeddings, embeddingDim, all);
    if (all._weight === undefined) this.resetParameters();
    this.mode = all.mode ?? "mean";
    this.sparse = all.sparse ?? false;
    this.includeLastOffset = all.includeLastOffset ?? false;
  }

  /** An EmbeddingBag with pretrained vectors; frozen by default. */
  static fromPretrained(weight: Tensor, options: PretrainedOptions = {}): EmbeddingBag {
    checkMatrix(weight);
    const { freeze, ...rest } = options;
    const m = new EmbeddingBag(weight.shape[0]!, weight.shape[1]!, { ...rest, _weight: weight });
    m.weight.requiresGrad = !(freeze ?? true);
    return m;
  }

  /** Reinitializes the table. */
  resetParameters(): void {
    normal_(this.weight);
    const row = this.paddingIdx;
    if (row !== null)
      noGrad(() => {
        zero_(select(this.weight, 0, row));
      });
  }

  /** Looks up and combines rows: indices `[B, n]`, or `[total]` with `offsets` `[B]`, to `[B, embeddingDim]`. */
  forward(indices: Tensor, offsets?: BagInput, perSampleWeights?: BagInput): Tensor {
    const all = byName<BagInputs>("EmbeddingBag", ["offsets", "perSampleWeights"], [offsets, perSampleWeights]);
    return embeddingBag(indices, this.weight, {
      offsets: all.offsets ?? null,
      perSampleWeights: all.perSampleWeights ?? null,
      maxNorm: this.maxNorm,
      normType: this.normType,
      scaleGradByFreq: this.scaleGradByFreq,
      mode: this.mode,
      sparse: this.sparse,
      includeLastOffset: this.includeLastOffset,
      paddingIdx: this.paddingIdx,
    });
  }

  override extraRepr(): string {
    let s = `${this.numEmbeddings}, ${this.embeddingDim}`;
    if (this.maxNorm !== null) s += `, max_norm=${formatRepr(this.maxNorm)}`;
    if (this.normType !== 2) s += `, norm_type=${formatRepr(this.normType)}`;
    if (this.scaleGradByFreq) s += ", scale_grad_by_freq=True";
    s += `, mode=${this.mode}`;
    return this.paddingIdx !== null ? `${s}, padding_idx=${this.paddingIdx}` : s;
  }
}
