import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { DType } from "../../shape/dtype.js";
import { Dropout } from "./dropout.js";
import { gelu, relu } from "../functional/activation.js";
import { GELU } from "./gelu.js";
import { LayerNorm } from "./layer-norm.js";
import { Linear } from "./linear.js";
import { Module } from "../module.js";
import { MultiheadAttention } from "./multihead-attention.js";
import { layer, type PythonForm } from "../python-form.js";
import { ReLU } from "./relu.js";
import { add } from "../../ops/pointwise/arithmetic.js";

/** The activation between the two Linears of a transformer's layer: a name, a function or a module. */
export type Activation = "relu" | "gelu" | ((x: Tensor) => Tensor) | Module;

/** Options of the transformer's layers. */
export interface TransformerLayerOptions {
  /** The width between the two Linears. Default 2048. */
  dimFeedforward?: number;
  /** Probability with which an element is zeroed in training. Default 0.1. */
  dropout?: number;
  /** The activation between the two Linears. Default "relu". */
  activation?: Activation;
  /** Added to the variance in the normalizations. Default 1e-5. */
  layerNormEps?: number;
  /** Whether inputs and outputs are `[B, L, width]` instead of `[L, B, width]`. Default false. */
  batchFirst?: boolean;
  /** Whether the normalizations come before attention and Linears instead of after them. Default false. */
  normFirst?: boolean;
  /** Whether Linears, attention and normalizations have biases. Default true. */
  bias?: boolean;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}
/** Takes all arguments by name. */
export interface TransformerLayerNames extends TransformerLayerOptions {
  /** The width. */
  dModel: number;
  /** The number of heads. */
  nhead: number;
}
/** Arguments after the width and the number of heads, by position or by name. */
export type BlockArguments = Rest<
  [
    dimFeedforward: number,
    dropout: number,
    activation: Activation,
    layerNormEps: number,
    batchFirst: boolean,
    normFirst: boolean,
  ],
  TransformerLayerOptions
>;
export const transformerNames = [
  "dimFeedforward",
  "dropout",
  "activation",
  "layerNormEps",
  "batchFirst",
  "normFirst",
  "bias",
  "dtype",
] as const;

/** The function of a name. */
export function activationOf(activation: Activation): (x: Tensor) => Tensor {
  if (typeof activation === "function") return activation as (x: Tensor) => Tensor;
  if (activation === "relu") return relu;
  if (activation === "gelu") return gelu;
  return fail(
    "transformer-option",
    `activation should be relu/gelu, not ${String(activation)}`,
    'for example { activation: "gelu" }.',
  );
}

/** The options for the parts of a layer. */
function partsOf(all: Partial<TransformerLayerOptions>): {
  attention: { dropout: number; batchFirst: boolean; bias: boolean; dtype?: DType };
  linear: { bias: boolean; dtype?: DType };
  norm: { eps: number; bias: boolean; dtype?: DType };
  dropout: number;
  hidden: number;
} {
  const bias = all.bias ?? true,
    dropout = all.dropout ?? 0.1,
    like = all.dtype === undefined ? {} : { dtype: all.dtype };
  return {
    attention: { dropout, batchFirst: all.batchFirst ?? false, bias, ...like },
    linear: { bias, ...like },
    norm: { eps: all.layerNormEps ?? 1e-5, bias, ...like },
    dropout,
    hidden: all.dimFeedforward ?? 2048,
  };
}

/** Arguments of a call of an encoder's layer, after the input. */
export interface EncoderLayerMasks {
  /**
   * Positions that a position may not attend to (true), or numbers added to the scores: `[S, S]`, or
   * `[B · heads, S, S]`.
   */
  srcMask?: Tensor | null;
  /** Padding to ignore (true), or numbers added to the scores: `[B, S]`, or `[S]`. */
  srcKeyPaddingMask?: Tensor | null;
  /** Whether each position attends only to itself and earlier ones; then no mask is needed. Default false. */
  isCausal?: boolean;
}
/** A mask by position, or all masks by name. */
type EncoderMask = Tensor | null | EncoderLayerMasks;
/** A flag by position, or all arguments of a call by name. */
type EncoderFlag = boolean | EncoderLayerMasks;

/**
 * A layer of a transformer's encoder (Vaswani et al. 2017): self-attention, then two Linears, each with a residual
 * connection and a normalization. `[L, B, dModel]` to the same shape.
 *
 * Further arguments, by position or by name: dimFeedforward = 2048, dropout = 0.1, activation = "relu",
 * layerNormEps = 1e−5, batchFirst = false, normFirst = false; by name only: bias = true, dtype.
 *
 * @throws KindlingError `attention`, `transformer-option`.
 */
export class TransformerEncoderLayer extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "TransformerEncoderLayer");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.transformer",
    names: { selfAttn: "self_attn", normFirst: "norm_first", activationReluOrGelu: "activation_relu_or_gelu" },
    attributes: { norm_first: "bool", activation_relu_or_gelu: "count", activation: "function" },
    missing: { norm_first: false, activation_relu_or_gelu: 0, activation: relu },
    functions: { relu, gelu },
  };
  /** Attention of each position to all positions of the input. */
  readonly selfAttn: MultiheadAttention;
  /** First Linear of the feed-forward part: dModel to dimFeedforward. */
  readonly linear1: Linear;
  /** Dropout between the two Linears. */
  readonly dropout: Dropout;
  /** Second Linear of the feed-forward part: dimFeedforward to dModel. */
  readonly linear2: Linear;
  /** Whether the normalizations come before attention and feed-forward part instead of after them. Default false. */
  normFirst: boolean;
  /** Normalization of the attention part. */
  readonly norm1: LayerNorm;
  /** Normalization of the feed-forward part. */
  readonly norm2: LayerNorm;
  /** Dropout after the attention. */
  readonly dropout1: Dropout;
  /** Dropout after the second Linear. */
  readonly dropout2: Dropout;
  /** @internal PyTorch's code for the activation: 1 for relu, 2 for gelu. */
  readonly activationReluOrGelu: number;
  /** The activation between the two Linears: relu (default), gelu, or your own. */
  activation: (x: Tensor) => Tensor;

  /**
   * A layer of a transformer's encoder (Vaswani et al. 2017): self-attention, then two Linears, each with a residual
   * connection and a normalization. Further arguments, by position or by name: dimFeedforward = 2048, dropout = 0.1,
   * activation = "relu", layerNormEps = 1e−5, batchFirst = false, normFirst = false; by name only: bias = true, dtype.
   *
   * @throws KindlingError `attention`, `transformer-option`.
   * @example
   * new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 16 })(ones(5, 3, 8)).shape; // → 5,3,8
   */
  constructor(dModel: number, nhead: number, ...options: BlockArguments);
  /**
   * A layer of a transformer's encoder (Vaswani et al. 2017): self-attention, then two Linears, each with a residual
   * connection and a normalization. Takes all arguments by name.
   */
  constructor(options: TransformerLayerNames);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [dModel, nhead, ...rest] = required<[number, number]>(
      "TransformerEncoderLayer",
      ["dModel", "nhead"],
      [first, ...more],
    );
    const all = byName<TransformerLayerOptions>("TransformerEncoderLayer", transformerNames, rest),
      parts = partsOf(all);
    this.selfAttn = new MultiheadAttention(dModel, nhead, parts.attention);
    this.linear1 = new Linear(dModel, parts.hidden, parts.linear);
    this.dropout = new Dropout(parts.dropout);
    this.linear2 = new Linear(parts.hidden, dModel, parts.linear);
    this.normFirst = all.normFirst ?? false;
    this.norm1 = new LayerNorm(dModel, parts.norm);
    this.norm2 = new LayerNorm(dModel, parts.norm);
    this.dropout1 = new Dropout(parts.dropout);
    this.dropout2 = new Dropout(parts.dropout);
    const f = activationOf(all.activation ?? "relu");
    this.activationReluOrGelu =
      f === relu || (f as unknown) instanceof ReLU ? 1 : f === gelu || (f as unknown) instanceof GELU ? 2 : 0;
    this.activation = f;
  }

  /**
   * Runs the block: `[S, N, dModel]` (`[N, S, dModel]` with `batchFirst`) to the same shape; masks by position or by
   * name.
   */
  forward(src: Tensor, srcMask?: EncoderMask, srcKeyPaddingMask?: EncoderMask, isCausal?: EncoderFlag): Tensor {
    const all = byName<EncoderLayerMasks>(
      "TransformerEncoderLayer",
      ["srcMask", "srcKeyPaddingMask", "isCausal"],
      [srcMask, srcKeyPaddingMask, isCausal],
    );
    const look = (x: Tensor): Tensor =>
      this.dropout1(
        this.selfAttn(x, x, x, {
          attnMask: all.srcMask ?? null,
          keyPaddingMask: all.srcKeyPaddingMask ?? null,
          needWeights: false,
          isCausal: all.isCausal ?? false,
        })[0],
      );
    const think = (x: Tensor): Tensor => this.dropout2(this.linear2(this.dropout(this.activation(this.linear1(x)))));
    if (this.normFirst) {
      const x = add(src, look(this.norm1(src)));
      return add(x, think(this.norm2(x)));
    }
    const x = this.norm1(add(src, look(src)));
    return this.norm2(add(x, think(x)));
  }
}

/** Arguments of a call of a decoder's layer, after the input and the encoder's output. */
export interface DecoderLayerMasks {
  /** Target positions that a target position may not attend to (true), or numbers added to the scores: `[T, T]`. */
  tgtMask?: Tensor | null;
  /** Positions of the encoder's output that a target position may not attend to: `[T, S]`. */
  memoryMask?: Tensor | null;
  /** Padding of the target: `[B, T]`, or `[T]`. */
  tgtKeyPaddingMask?: Tensor | null;
  /** Padding of the encoder's output: `[B, S]`, or `[S]`. */
  memoryKeyPaddingMask?: Tensor | null;
  /** Whether each target position attends only to itself and earlier ones. Default false. */
  tgtIsCausal?: boolean;
  /** The same for the encoder's output. Default false. */
  memoryIsCausal?: boolean;
}
/** A mask by position, or all masks by name. */
export type DecoderMask = Tensor | null | DecoderLayerMasks;
/** A flag by position, or all arguments of a call by name. */
export type DecoderFlag = boolean | DecoderLayerMasks;
export const decoderMasks = [
  "tgtMask",
  "memoryMask",
  "tgtKeyPaddingMask",
  "memoryKeyPaddingMask",
  "tgtIsCausal",
  "memoryIsCausal",
] as const;

/**
 * A layer of a transformer's decoder (Vaswani et al. 2017): self-attention, attention to the encoder's output
 * (`memory`), then two Linears, each with a residual connection and a normalization. `[T, B, dModel]` and
 * `[S, B, dModel]` to `[T, B, dModel]`.
 *
 * Further arguments, by position or by name: dimFeedforward = 2048, dropout = 0.1, activation = "relu",
 * layerNormEps = 1e−5, batchFirst = false, normFirst = false; by name only: bias = true, dtype.
 *
 * @throws KindlingError `attention`, `transformer-option`.
 */
export class TransformerDecoderLayer extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "TransformerDecoderLayer");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.transformer",
    names: { selfAttn: "self_attn", multiheadAttn: "multihead_attn", normFirst: "norm_first" },
    attributes: { norm_first: "bool", activation: "function" },
    missing: { norm_first: false, activation: relu },
    functions: { relu, gelu },
  };
  /** Attention of each target position to the target. */
  readonly selfAttn: MultiheadAttention;
  /** Attention of each target position to the encoder's output. */
  readonly multiheadAttn: MultiheadAttention;
  /** First Linear of the feed-forward part: dModel to dimFeedforward. */
  readonly linear1: Linear;
  /** Dropout between the two Linears. */
  readonly dropout: Dropout;
  /** Second Linear of the feed-forward part: dimFeedforward to dModel. */
  readonly linear2: Linear;
  /** Whether the normalizations come before attention and feed-forward part instead of after them. Default false. */
  normFirst: boolean;
  /** Normalization of the self-attention. */
  readonly norm1: LayerNorm;
  /** Normalization of the attention to the encoder's output. */
  readonly norm2: LayerNorm;
  /** Normalization of the feed-forward part. */
  readonly norm3: LayerNorm;
  /** Dropout after the self-attention. */
  readonly dropout1: Dropout;
  /** Dropout after the attention to the encoder's output. */
  readonly dropout2: Dropout;
  /** Dropout after the second Linear. */
  readonly dropout3: Dropout;
  /** The activation between the two Linears: relu (default), gelu, or your own. */
  activation: (x: Tensor) => Tensor;

  /**
   * A layer of a transformer's decoder (Vaswani et al. 2017): self-attention, attention to the encoder's output
   * (`memory`), then two Linears, each with a residual connection and a normalization. Further arguments, by position
   * or by name: dimFeedforward = 2048, dropout = 0.1, activation = "relu", layerNormEps = 1e−5, batchFirst = false,
   * normFirst = false; by name only: bias = true, dtype.
   *
   * @throws KindlingError `attention`, `transformer-option`.
   * @example
   * const layer = new nn.TransformerDecoderLayer(8, 2, { dimFeedforward: 16 });
   * const target = ones(4, 3, 8), memory = ones(5, 3, 8);
   * layer(target, memory).shape; // → 4,3,8
   */
  constructor(dModel: number, nhead: number, ...options: BlockArguments);
  /**
   * A layer of a transformer's decoder (Vaswani et al. 2017): self-attention, attention to the encoder's output
   * (`memory`), then two Linears, each with a residual connection and a normalization. Takes all arguments by name.
   */
  constructor(options: TransformerLayerNames);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [dModel, nhead, ...rest] = required<[number, number]>(
      "TransformerDecoderLayer",
      ["dModel", "nhead"],
      [first, ...more],
    );
    const all = byName<TransformerLayerOptions>("TransformerDecoderLayer", transformerNames, rest),
      parts = partsOf(all);
    this.selfAttn = new MultiheadAttention(dModel, nhead, parts.attention);
    this.multiheadAttn = new MultiheadAttention(dModel, nhead, parts.attention);
    this.linear1 = new Linear(dModel, parts.hidden, parts.linear);
    this.dropout = new Dropout(parts.dropout);
    this.linear2 = new Linear(parts.hidden, dModel, parts.linear);
    this.normFirst = all.normFirst ?? false;
    this.norm1 = new LayerNorm(dModel, parts.norm);
    this.norm2 = new LayerNorm(dModel, parts.norm);
    this.norm3 = new LayerNorm(dModel, parts.norm);
    this.dropout1 = new Dropout(parts.dropout);
    this.dropout2 = new Dropout(parts.dropout);
    this.dropout3 = new Dropout(parts.dropout);
    this.activation = activationOf(all.activation ?? "relu");
  }

  /**
   * Runs the block: `[T, N, dModel]` and the memory `[S, N, dModel]` (N first with `batchFirst`) to `[T, N, dModel]`;
   * masks by position or by name.
   */
  forward(
    tgt: Tensor,
    memory: Tensor,
    tgtMask?: DecoderMask,
    memoryMask?: DecoderMask,
    tgtKeyPaddingMask?: DecoderMask,
    memoryKeyPaddingMask?: DecoderMask,
    tgtIsCausal?: DecoderFlag,
    memoryIsCausal?: DecoderFlag,
  ): Tensor {
    const all = byName<DecoderLayerMasks>("TransformerDecoderLayer", decoderMasks, [
      tgtMask,
      memoryMask,
      tgtKeyPaddingMask,
      memoryKeyPaddingMask,
      tgtIsCausal,
      memoryIsCausal,
    ]);
    const look = (x: Tensor): Tensor =>
      this.dropout1(
        this.selfAttn(x, x, x, {
          attnMask: all.tgtMask ?? null,
          keyPaddingMask: all.tgtKeyPaddingMask ?? null,
          needWeights: false,
          isCausal: all.tgtIsCausal ?? false,
        })[0],
      );
    const ask = (x: Tensor): Tensor =>
      this.dropout2(
        this.multiheadAttn(x, memory, memory, {
          attnMask: all.memoryMask ?? null,
          keyPaddingMask: all.memoryKeyPaddingMask ?? null,
          needWeights: false,
          isCausal: all.memoryIsCausal ?? false,
        })[0],
      );
    const think = (x: Tensor): Tensor => this.dropout3(this.linear2(this.dropout(this.activation(this.linear1(x)))));
    if (this.normFirst) {
      let x = add(tgt, look(this.norm1(tgt)));
      x = add(x, ask(this.norm2(x)));
      return add(x, think(this.norm3(x)));
    }
    let x = this.norm1(add(tgt, look(tgt)));
    x = this.norm2(add(x, ask(x)));
    return this.norm3(add(x, think(x)));
  }
}
