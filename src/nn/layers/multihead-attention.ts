import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { transpose } from "../../ops/view/view.js";
import type { DType } from "../../shape/dtype.js";
import { floatType, zeros } from "../../tensor/creation.js";
import { type MultiheadCallOptions, multiHeadAttentionForward } from "../functional/multihead.js";
import { xavierNormal_, xavierUniform_, zeros_ } from "../init.js";
import { Linear } from "./linear.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * The Linear at the end of a MultiheadAttention, under PyTorch's name; it works like any Linear.
 *
 * @example
 * const { outProj } = new nn.MultiheadAttention(8, 2);
 * [outProj instanceof nn.Linear, outProj.weight.shape].join(" "); // → true 8,8
 */
export class NonDynamicallyQuantizableLinear extends Linear {
  static override readonly name = /* @__PURE__ */ layer(this, "NonDynamicallyQuantizableLinear");
}

/** Options of {@link MultiheadAttention}. */
export interface MultiheadAttentionOptions {
  /** The fraction of attention weights dropped in training. Default 0. */
  dropout?: number;
  /** Whether the projections have biases. Default true. */
  bias?: boolean;
  /** Whether to append a learned key and value. Default false. */
  addBiasKv?: boolean;
  /** Whether to append a key and a value of zeros. Default false. */
  addZeroAttn?: boolean;
  /** The width of the keys. Default: that of the queries. */
  kdim?: number | null;
  /** The width of the values. Default: that of the queries. */
  vdim?: number | null;
  /** Whether inputs and output are `[B, L, width]` instead of `[L, B, width]`. Default false. */
  batchFirst?: boolean;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}
const names = ["dropout", "bias", "addBiasKv", "addZeroAttn", "kdim", "vdim", "batchFirst", "dtype"] as const;

/** A mask by position, or all arguments of a call by name. */
type Mask = Tensor | null | MultiheadCallOptions;
/** A flag by position, or all arguments of a call by name. */
type Flag = boolean | MultiheadCallOptions;

/**
 * Further arguments, by position or by name: dropout = 0, bias = true, addBiasKv = false, addZeroAttn = false,
 * kdim = null, vdim = null (embedDim both), batchFirst = false.
 */
export type MultiheadArguments = Rest<
  [
    dropout: number,
    bias: boolean,
    addBiasKv: boolean,
    addZeroAttn: boolean,
    kdim: number | null,
    vdim: number | null,
    batchFirst: boolean,
  ],
  MultiheadAttentionOptions
>;
/** Arguments of {@link MultiheadAttention}, by name. */
interface EmbedDimNumHeadsNamed {
  /** The size of queries and outputs, a multiple of `numHeads`. */
  embedDim: number;
  /** The number of heads. */
  numHeads: number;
}
/**
 * Each query sums all values, weighted by how well their keys match; several heads do so in parallel, each in a part of
 * the width (Vaswani et al. 2017). Queries `[L, B, embedDim]`, keys `[S, B, kdim]` and values `[S, B, vdim]` (or
 * without the batch) give `[L, B, embedDim]`, and the weights `[B, L, S]`.
 *
 * Further arguments, by position or by name: dropout = 0, bias = true, addBiasKv = false, addZeroAttn = false,
 * kdim = null, vdim = null (embedDim both), batchFirst = false; by name only: dtype.
 *
 * @throws KindlingError `attention` for mismatched shapes.
 */
export class MultiheadAttention extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "MultiheadAttention");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    names: {
      embedDim: "embed_dim",
      _qkvSameEmbedDim: "_qkv_same_embed_dim",
      numHeads: "num_heads",
      batchFirst: "batch_first",
      headDim: "head_dim",
      qProjWeight: "q_proj_weight",
      kProjWeight: "k_proj_weight",
      vProjWeight: "v_proj_weight",
      inProjWeight: "in_proj_weight",
      inProjBias: "in_proj_bias",
      outProj: "out_proj",
      biasK: "bias_k",
      biasV: "bias_v",
      addZeroAttn: "add_zero_attn",
    },
    attributes: {
      embed_dim: "count",
      kdim: "count",
      vdim: "count",
      _qkv_same_embed_dim: "bool",
      num_heads: "count",
      dropout: "float",
      batch_first: "bool",
      head_dim: "count",
      add_zero_attn: "bool",
    },
    missing: { _qkv_same_embed_dim: true, batch_first: false },
    parameters: ["in_proj_weight?", "q_proj_weight?", "k_proj_weight?", "v_proj_weight?", "in_proj_bias?"],
  };
  /** Width of the queries and of the output, all heads together. */
  readonly embedDim: number;
  /** Width of the keys. Default: `embedDim`. */
  readonly kdim: number;
  /** Width of the values. Default: `embedDim`. */
  readonly vdim: number;
  /** @internal Whether queries, keys and values have one width, so that `inProjWeight` holds all three projections. */
  readonly _qkvSameEmbedDim: boolean;
  /** Number of heads; it divides `embedDim`. */
  readonly numHeads: number;
  /** Probability with which an attention weight is zeroed in training. Default 0. */
  dropout: number;
  /** Whether inputs and output are `[B, L, width]` instead of `[L, B, width]`. Default false. */
  batchFirst: boolean;
  /** Width of one head: `embedDim / numHeads`. */
  readonly headDim: number;
  /** The stacked weights of queries, keys and values, `[3 · embedDim, embedDim]`; null if they are separate. */
  declare inProjWeight: Parameter | null;
  /** Learned projection of the queries, `[embedDim, embedDim]`; null if `inProjWeight` holds it. */
  declare qProjWeight: Parameter | null;
  /** Learned projection of the keys, `[embedDim, kdim]`; null if `inProjWeight` holds it. */
  declare kProjWeight: Parameter | null;
  /** Learned projection of the values, `[embedDim, vdim]`; null if `inProjWeight` holds it. */
  declare vProjWeight: Parameter | null;
  /** Learned biases of the three projections, one after the other, `[3 · embedDim]`; null with `bias: false`. */
  declare inProjBias: Parameter | null;
  /** The Linear after the heads are joined, `[…, embedDim]` to `[…, embedDim]`. */
  declare readonly outProj: NonDynamicallyQuantizableLinear;
  /** Learned key that is appended to all keys, `[1, 1, embedDim]`; null without `addBiasKv`. */
  declare biasK: Parameter | null;
  /** Learned value that is appended to all values, `[1, 1, embedDim]`; null without `addBiasKv`. */
  declare biasV: Parameter | null;
  /** Whether a key and a value of zeros are appended. Default false. */
  declare addZeroAttn: boolean;

  /**
   * Each query sums all values, weighted by how well their keys match; several heads do so in parallel, each in a part
   * of the width (Vaswani et al. 2017). Further arguments, by position or by name: dropout = 0, bias = true,
   * addBiasKv = false, addZeroAttn = false, kdim = null, vdim = null (embedDim both), batchFirst = false; by name only:
   * dtype.
   *
   * @throws KindlingError `attention` for mismatched shapes.
   * @example
   * const attention = new nn.MultiheadAttention(8, 2), x = ones(5, 3, 8);
   * const [y, weights] = attention(x, x, x);
   * [y.shape, weights!.shape].join(" "); // → 5,3,8 3,5,5
   */
  constructor(embedDim: number, numHeads: number, ...options: MultiheadArguments);
  /**
   * Each query sums all values, weighted by how well their keys match; several heads do so in parallel, each in a part
   * of the width (Vaswani et al. 2017). Takes all arguments by name.
   */
  constructor(options: MultiheadAttentionOptions & EmbedDimNumHeadsNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [embedDim, numHeads, ...rest] = required<[number, number]>(
      "MultiheadAttention",
      ["embedDim", "numHeads"],
      [first, ...more],
    );
    const all = byName<MultiheadAttentionOptions>("MultiheadAttention", names, rest);
    const dtype = floatType(all.dtype === undefined ? {} : { dtype: all.dtype }, "uniform_"),
      own = (...shape: number[]): Parameter => new Parameter(zeros(shape, { dtype }));
    if (!(embedDim > 0 && numHeads > 0))
      fail(
        "attention",
        `embed_dim and num_heads must be greater than 0, got embed_dim=${String(embedDim)} and num_heads=${String(numHeads)} instead`,
        "for example new nn.MultiheadAttention(16, 4).",
      );
    this.embedDim = embedDim;
    this.kdim = all.kdim ?? embedDim;
    this.vdim = all.vdim ?? embedDim;
    this._qkvSameEmbedDim = this.kdim === embedDim && this.vdim === embedDim;
    this.numHeads = numHeads;
    this.dropout = all.dropout ?? 0;
    this.batchFirst = all.batchFirst ?? false;
    this.headDim = Math.floor(embedDim / numHeads);
    if (this.headDim * numHeads !== embedDim)
      fail(
        "attention",
        "embed_dim must be divisible by num_heads",
        `each of the ${numHeads} heads takes an equal part of the width ${embedDim}.`,
      );
    const same = this._qkvSameEmbedDim;
    if (same) this.registerParameter("inProjWeight", own(3 * embedDim, embedDim));
    this.registerParameter("qProjWeight", same ? null : own(embedDim, embedDim));
    this.registerParameter("kProjWeight", same ? null : own(embedDim, this.kdim));
    this.registerParameter("vProjWeight", same ? null : own(embedDim, this.vdim));
    if (!same) this.registerParameter("inProjWeight", null);
    this.inProjBias = this.registerParameter("inProjBias", (all.bias ?? true) ? own(3 * embedDim) : null);
    this.outProj = new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias: all.bias ?? true, dtype });
    this.biasK = all.addBiasKv === true ? own(1, 1, embedDim) : null;
    this.biasV = all.addBiasKv === true ? own(1, 1, embedDim) : null;
    this.addZeroAttn = all.addZeroAttn ?? false;
    this.resetParameters();
  }

  /** Reinitializes the parameters, except those of the Linear at the end. */
  resetParameters(): void {
    for (const w of [this.inProjWeight, this.qProjWeight, this.kProjWeight, this.vProjWeight])
      if (w !== null) xavierUniform_(w);
    if (this.inProjBias !== null) {
      zeros_(this.inProjBias);
      zeros_(this.outProj.bias!);
    }
    for (const b of [this.biasK, this.biasV]) if (b !== null) xavierNormal_(b);
  }

  /** Attends: queries `[L, N, embedDim]` to keys `[S, N, kdim]` and values `[S, N, vdim]` (N first with `batchFirst`); returns `[output, weights]`. */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    keyPaddingMask?: Mask,
    needWeights?: Flag,
    attnMask?: Mask,
    averageAttnWeights?: Flag,
    isCausal?: Flag,
  ): [output: Tensor, weights: Tensor | null] {
    const all = byName<MultiheadCallOptions>(
      "MultiheadAttention",
      ["keyPaddingMask", "needWeights", "attnMask", "averageAttnWeights", "isCausal"],
      [keyPaddingMask, needWeights, attnMask, averageAttnWeights, isCausal],
    );
    const turn = this.batchFirst && query.shape.length === 3;
    // One tensor must stay one tensor, so that a single product serves queries, keys and values.
    const q = turn ? transpose(query, 0, 1) : query,
      k = key === query ? q : turn ? transpose(key, 0, 1) : key,
      v = value === key ? k : turn ? transpose(value, 0, 1) : value;
    const [y, weights] = multiHeadAttentionForward(
      q,
      k,
      v,
      this.embedDim,
      this.numHeads,
      this.inProjWeight,
      this.inProjBias,
      this.biasK,
      this.biasV,
      this.addZeroAttn,
      this.dropout,
      this.outProj.weight,
      this.outProj.bias,
      {
        ...all,
        training: this.training,
        useSeparateProjWeight: !this._qkvSameEmbedDim,
        qProjWeight: this.qProjWeight,
        kProjWeight: this.kProjWeight,
        vProjWeight: this.vProjWeight,
      },
    );
    return [turn ? transpose(y, 0, 1) : y, weights];
  }
  override summary(): string {
    return `MultiheadAttention(${this.embedDim}, ${this.numHeads})`;
  }
}
