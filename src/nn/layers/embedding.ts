import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { DType } from "../../shape/dtype.js";
import { select } from "../../ops/view/view.js";
import { floatType, zeros } from "../../tensor/creation.js";
import { zero_ } from "../../tensor/inplace.js";
import { formatNumber, formatRepr } from "../../util/pyformat.js";
import { sameArray } from "../../util/array.js";
import { embedding, type EmbeddingOptions, paddingRow } from "../functional/embedding.js";
import { normal_ } from "../init.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

/** Options of {@link Embedding}. */
export interface EmbeddingLayerOptions extends EmbeddingOptions {
  /** The table to start with, `[numEmbeddings, embeddingDim]`. Default: normal numbers. */
  _weight?: Tensor;
  /** dtype of the table. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}
/** Options of {@link Embedding.fromPretrained}. */
interface PretrainedOptions extends EmbeddingOptions {
  /** Whether training leaves the table unchanged. Default true. */
  freeze?: boolean;
}

/**
 * Further arguments, by position or by name: paddingIdx = null, maxNorm = null, normType = 2, scaleGradByFreq = false,
 * sparse = false.
 */
export type EmbeddingArguments = Rest<
  [paddingIdx: number | null, maxNorm: number | null, normType: number, scaleGradByFreq: boolean, sparse: boolean],
  EmbeddingLayerOptions
>;
/** Arguments of {@link Embedding}, by name. */
interface NumEmbeddingsEmbeddingDimNamed {
  /** The number of vectors. */
  numEmbeddings: number;
  /** The size of each vector. */
  embeddingDim: number;
}
/**
 * A learned table of vectors, looked up by index: int64 `[…]` to `[…, embeddingDim]`. `weight` is
 * `[numEmbeddings, embeddingDim]` and is initialized with normal numbers, the padding row with zeros.
 *
 * Further arguments, by position or by name: paddingIdx = null, maxNorm = null, normType = 2, scaleGradByFreq = false,
 * sparse = false; by name only: _weight, dtype.
 *
 * @throws KindlingError `index-range` for an index without a row, `index-dtype`, `embedding-padding`.
 */
export class Embedding extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Embedding");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.sparse",
    names: {
      numEmbeddings: "num_embeddings",
      embeddingDim: "embedding_dim",
      paddingIdx: "padding_idx",
      maxNorm: "max_norm",
      normType: "norm_type",
      scaleGradByFreq: "scale_grad_by_freq",
    },
    attributes: {
      num_embeddings: "count",
      embedding_dim: "count",
      padding_idx: "int?",
      max_norm: "float?",
      norm_type: "float",
      scale_grad_by_freq: "bool",
      sparse: "bool",
    },
    missing: { padding_idx: null },
    parameters: ["weight"],
  };
  /** Number of rows in the table: indices go from 0 to `numEmbeddings − 1`. */
  readonly numEmbeddings: number;
  /** Length of each vector. */
  readonly embeddingDim: number;
  /** Counted from the front; null for none. */
  paddingIdx: number | null;
  /** Looked-up rows with a larger norm are scaled down to it, in place; null (default) for no limit. */
  maxNorm: number | null;
  /** The p of the p-norm that `maxNorm` limits. Default 2. */
  normType: number;
  /** Whether to divide each row's gradient by the number of its lookups in the batch. Default false. */
  scaleGradByFreq: boolean;
  /**
   * The learned table, `[numEmbeddings, embeddingDim]`. Initialized with standard normal numbers, the row `paddingIdx`
   * with zeros.
   */
  weight: Parameter;
  /** Has no effect: gradients are always dense. Default false. */
  sparse: boolean;

  /**
   * A learned table of vectors, looked up by index: int64 `[…]` to `[…, embeddingDim]`. Further arguments, by position
   * or by name: paddingIdx = null, maxNorm = null, normType = 2, scaleGradByFreq = false, sparse = false; by name only:
   * _weight, dtype.
   *
   * @throws KindlingError `index-range` for an index without a row, `index-dtype`, `embedding-padding`.
   * @example
   * new nn.Embedding(10, 3)(tensor([[1, 2], [4, 5]], { dtype: "int64" })).shape; // → 2,2,3
   */
  constructor(numEmbeddings: number, embeddingDim: number, ...options: EmbeddingArguments);
  /**
   * A learned table of vectors, looked up by index: int64 `[…]` to `[…, embeddingDim]`. Takes all arguments by name.
   */
  constructor(options: EmbeddingLayerOptions & NumEmbeddingsEmbeddingDimNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [numEmbeddings, embeddingDim, ...rest] = required<[number, number]>(
      "Embedding",
      ["numEmbeddings", "embeddingDim"],
      [first, ...more],
    );
    const all = byName<EmbeddingLayerOptions>(
      "Embedding",
      ["paddingIdx", "maxNorm", "normType", "scaleGradByFreq", "sparse", "_weight", "dtype"],
      rest,
    );
    checkTable("Embedding", numEmbeddings, embeddingDim);
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    const row = paddingRow(all.paddingIdx, numEmbeddings, "Padding_idx must be within num_embeddings");
    this.paddingIdx = row < 0 ? null : row;
    this.maxNorm = all.maxNorm ?? null;
    this.normType = all.normType ?? 2;
    this.scaleGradByFreq = all.scaleGradByFreq ?? false;
    this.weight = table(numEmbeddings, embeddingDim, all);
    if (all._weight === undefined) this.resetParameters();
    this.sparse = all.sparse ?? false;
  }

  /** An Embedding with pretrained vectors; frozen by default. */
  static fromPretrained(weight: Tensor, options: PretrainedOptions = {}): Embedding {
    checkMatrix(weight);
    const { freeze, ...rest } = options;
    const m = new Embedding(weight.shape[0]!, weight.shape[1]!, { ...rest, _weight: weight });
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

  /** Looks up rows: integer indices `[…]` to `[…, embeddingDim]`. */
  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, {
      paddingIdx: this.paddingIdx,
      maxNorm: this.maxNorm,
      normType: this.normType,
      scaleGradByFreq: this.scaleGradByFreq,
    });
  }

  override extraRepr(): string {
    let s = `${this.numEmbeddings}, ${this.embeddingDim}`;
    if (this.paddingIdx !== null) s += `, padding_idx=${this.paddingIdx}`;
    if (this.maxNorm !== null) s += `, max_norm=${formatRepr(this.maxNorm)}`;
    if (this.normType !== 2) s += `, norm_type=${formatRepr(this.normType)}`;
    if (this.scaleGradByFreq) s += ", scale_grad_by_freq=True";
    return this.sparse ? `${s}, sparse=True` : s;
  }
  override summary(): string {
    return `Embedding(${this.numEmbeddings}, ${this.embeddingDim})`;
  }
}

/** Rejects invalid sizes of a table. */
export function checkTable(what: string, rows: number, width: number): void {
  for (const n of [rows, width])
    if (!Number.isInteger(n) || n < 0)
      fail(
        "embedding-size",
        `${what}(${formatNumber(rows)}, ${formatNumber(width)}): the number of rows and their length must be whole numbers`,
        `new nn.${what}(numEmbeddings, embeddingDim).`,
      );
}

/** Refuses pretrained vectors that are not the rows of a matrix. */
export function checkMatrix(weight: Tensor): void {
  if (weight.shape.length !== 2)
    fail(
      "embedding-weight",
      "Embeddings parameter is expected to be 2-dimensional",
      "it is [numEmbeddings, embeddingDim].",
    );
}

/** The given table, or a new one to fill. */
export function table(rows: number, width: number, options: { _weight?: Tensor; dtype?: DType }): Parameter {
  if (options._weight === undefined)
    return new Parameter(
      zeros(rows, width, { dtype: floatType(options.dtype === undefined ? {} : { dtype: options.dtype }, "normal_") }),
    );
  if (!sameArray(options._weight.shape, [rows, width]))
    fail(
      "embedding-weight",
      "Shape of weight does not match num_embeddings and embedding_dim",
      "it is [numEmbeddings, embeddingDim]; Embedding.fromPretrained(weight) takes the sizes from it.",
    );
  return new Parameter(options._weight);
}
