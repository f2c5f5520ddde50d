import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { copyModule } from "../copy.js";
import { causalMask } from "../functional/attention.js";
import { xavierUniform_ } from "../init.js";
import { LayerNorm } from "./layer-norm.js";
import { Module } from "../module.js";
import { ModuleList } from "./module-list.js";
import { layer, type PythonForm } from "../python-form.js";
import {
  type Activation,
  type DecoderFlag,
  type DecoderLayerMasks,
  type DecoderMask,
  decoderMasks,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
  transformerNames,
} from "./transformer-layers.js";
import { needTensor } from "../../core/check.js";

const copies = (layer: Module, n: number): ModuleList => {
  if (!(layer instanceof Module))
    fail(
      "module-member",
      `the layer of a Transformer must be a Module, but got ${layer === null ? "null" : typeof layer}`,
      "for example new nn.TransformerEncoderLayer(8, 2).",
    );
  if (!Number.isInteger(n) || n < 0)
    fail(
      "transformer-option",
      `the number of layers must be a whole number, but got ${String(n)}`,
      "for example new nn.TransformerEncoder(layer, 6).",
    );
  if (n > MAX_LAYERS)
    fail(
      "too-large",
      `there would be ${n} layers, but kindling allows at most ${MAX_LAYERS}`,
      "check the order of the arguments: the layer, then the number of copies.",
    );
  return new ModuleList(Array.from({ length: n }, () => copyModule(layer)));
};
/** More layers than anybody has trained, each with its own parameters. */
const MAX_LAYERS = 2 ** 12;

/** Arguments of a call of an encoder, after the input. */
export interface EncoderMasks {
  /**
   * Positions that a position may not attend to (true), or numbers added to the scores: `[S, S]`, or
   * `[B · heads, S, S]`.
   */
  mask?: Tensor | null;
  /** Padding to ignore (true), or numbers added to the scores: `[B, S]`, or `[S]`. */
  srcKeyPaddingMask?: Tensor | null;
  /** Whether each position attends only to itself and earlier ones; then no mask is needed. Default false. */
  isCausal?: boolean;
}
/** A mask by position, or all masks by name. */
type EncoderMask = Tensor | null | EncoderMasks;
/** A flag by position, or all arguments of a call by name. */
type EncoderFlag = boolean | EncoderMasks;
/** Options of {@link TransformerEncoder}. */
export interface EncoderOptions {
  /** A normalization after the last layer. */
  norm?: Module | null;
  /** Has no effect; kept for compatibility with PyTorch. Default true. */
  enableNestedTensor?: boolean;
  /** Has no effect; kept for compatibility with PyTorch. Default true. */
  maskCheck?: boolean;
}
/** Further arguments, by position or by name: norm = null, enableNestedTensor = true, maskCheck = true. */
type EncoderArguments = Rest<[norm: Module | null, enableNestedTensor: boolean, maskCheck: boolean], EncoderOptions>;

/** Arguments of {@link TransformerEncoder}, by name. */
interface EncoderLayerNumLayersNamed {
  /** The layer, which is copied. */
  encoderLayer: Module;
  /** The number of copies. */
  numLayers: number;
}
/**
 * `numLayers` copies of an encoder's layer, one after another: `[L, B, dModel]` to the same shape.
 *
 * Further arguments, by position or by name: norm = null, enableNestedTensor = true, maskCheck = true.
 */
export class TransformerEncoder extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "TransformerEncoder");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.transformer",
    names: { numLayers: "num_layers", enableNestedTensor: "enable_nested_tensor", maskCheck: "mask_check" },
    attributes: { num_layers: "count", norm: "module?", enable_nested_tensor: "bool", mask_check: "bool" },
    missing: { norm: null, enable_nested_tensor: true, mask_check: true },
    derived: { use_nested_tensor: () => false },
  };
  /** The layers, in the order in which they run. */
  readonly layers: ModuleList;
  /** Number of layers. */
  readonly numLayers: number;
  /** Normalization after the last layer; null (default) for none. */
  readonly norm: Module | null;
  /** Kept for PyTorch's files; it has no effect here. Default true. */
  readonly enableNestedTensor: boolean;
  /** Kept for PyTorch's files; it has no effect here. Default true. */
  readonly maskCheck: boolean;
  /**
   * `numLayers` copies of an encoder's layer. Further arguments, by position or by name: norm = null,
   * enableNestedTensor = true, maskCheck = true.
   *
   * @example
   * const layer = new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 16 });
   * new nn.TransformerEncoder(layer, 2)(ones(5, 3, 8)).shape; // → 5,3,8
   */
  constructor(encoderLayer: Module, numLayers: number, ...options: EncoderArguments);
  /** `numLayers` copies of an encoder's layer. Takes all arguments by name. */
  constructor(options: EncoderOptions & EncoderLayerNumLayersNamed);
  constructor(...args: unknown[]) {
    super();
    const [encoderLayer, numLayers, ...more] = required<[Module, number]>(
      "TransformerEncoder",
      ["encoderLayer", "numLayers"],
      args,
    );
    const all = byName<EncoderOptions>("TransformerEncoder", ["norm", "enableNestedTensor", "maskCheck"], more);
    this.layers = copies(encoderLayer, numLayers);
    this.numLayers = numLayers;
    this.norm = all.norm ?? null;
    this.enableNestedTensor = all.enableNestedTensor ?? true;
    this.maskCheck = all.maskCheck ?? true;
  }
  /**
   * Runs all layers: `[S, N, dModel]` (`[N, S, dModel]` with `batchFirst`) to the same shape; masks by position or by
   * name.
   */
  forward(src: Tensor, mask?: EncoderMask, srcKeyPaddingMask?: EncoderMask, isCausal?: EncoderFlag): Tensor {
    const all = byName<EncoderMasks>(
      "TransformerEncoder",
      ["mask", "srcKeyPaddingMask", "isCausal"],
      [mask, srcKeyPaddingMask, isCausal],
    );
    let x = src;
    for (const layer of this.layers)
      x = layer(x, {
        srcMask: all.mask ?? null,
        srcKeyPaddingMask: all.srcKeyPaddingMask ?? null,
        isCausal: all.isCausal ?? false,
      }) as Tensor;
    return this.norm === null ? x : (this.norm(x) as Tensor);
  }
}

/** Further arguments, by position or by name: norm = null. */
type DecoderArguments = Rest<
  [norm: Module | null],
  {
    /** A normalization after the last layer. Default null. */
    norm?: Module | null;
  }
>;

/** Arguments of {@link TransformerDecoder}, by name. */
interface DecoderLayerNumLayersNormNamed {
  /** The layer, which is copied. */
  decoderLayer: Module;
  /** The number of copies. */
  numLayers: number;
  /** The normalization of the result. Default null: none. */
  norm?: Module | null;
}
/**
 * `numLayers` copies of a decoder's layer, one after another: `[T, B, dModel]` and the encoder's output `[S, B, dModel]`
 * to `[T, B, dModel]`.
 *
 * Further arguments, by position or by name: norm = null.
 */
export class TransformerDecoder extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "TransformerDecoder");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.transformer",
    names: { numLayers: "num_layers" },
    attributes: { num_layers: "count", norm: "module?" },
    missing: { norm: null },
  };
  /** The layers, in the order in which they run. */
  readonly layers: ModuleList;
  /** Number of layers. */
  readonly numLayers: number;
  /** Normalization after the last layer; null (default) for none. */
  readonly norm: Module | null;
  /**
   * `numLayers` copies of a decoder's layer. Further arguments, by position or by name: norm = null.
   *
   * @example
   * const layer = new nn.TransformerDecoderLayer(8, 2, { dimFeedforward: 16 });
   * const target = ones(4, 3, 8), memory = ones(5, 3, 8);
   * new nn.TransformerDecoder(layer, 2)(target, memory).shape; // → 4,3,8
   */
  constructor(decoderLayer: Module, numLayers: number, ...options: DecoderArguments);
  /** `numLayers` copies of a decoder's layer. Takes all arguments by name. */
  constructor(options: DecoderLayerNumLayersNormNamed);
  constructor(...args: unknown[]) {
    super();
    const [decoderLayer, numLayers, ...more] = required<[Module, number]>(
      "TransformerDecoder",
      ["decoderLayer", "numLayers"],
      args,
    );
    const { norm = null } = byName<{ norm?: Module | null }>("TransformerDecoder", ["norm"], more);
    this.layers = copies(decoderLayer, numLayers);
    this.numLayers = numLayers;
    this.norm = norm;
  }
  /**
   * Runs all layers: `[T, N, dModel]` and the memory `[S, N, dModel]` (N first with `batchFirst`) to `[T, N, dModel]`;
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
    const all = byName<DecoderLayerMasks>("TransformerDecoder", decoderMasks, [
      tgtMask,
      memoryMask,
      tgtKeyPaddingMask,
      memoryKeyPaddingMask,
      tgtIsCausal,
      memoryIsCausal,
    ]);
    let x = tgt;
    for (const layer of this.layers) x = layer(x, memory, all) as Tensor;
    return this.norm === null ? x : (this.norm(x) as Tensor);
  }
}

/** Options of {@link Transformer}. */
export interface TransformerOptions extends TransformerLayerOptions {
  /** The width. Default 512. */
  dModel?: number;
  /** The number of heads. Default 8. */
  nhead?: number;
  /** The number of encoder layers. Default 6. */
  numEncoderLayers?: number;
  /** The number of decoder layers. Default 6. */
  numDecoderLayers?: number;
  /** Replaces the default encoder. Default null. */
  customEncoder?: Module | null;
  /** Replaces the default decoder. Default null. */
  customDecoder?: Module | null;
}
const transformerMasks = [
  "srcMask",
  "tgtMask",
  "memoryMask",
  "srcKeyPaddingMask",
  "tgtKeyPaddingMask",
  "memoryKeyPaddingMask",
  "srcIsCausal",
  "tgtIsCausal",
  "memoryIsCausal",
] as const;
/** Arguments of a call of a transformer, after its two inputs. */
export interface TransformerMasks {
  /** Source positions that a source position may not attend to (true), or numbers added to the scores: `[S, S]`. */
  srcMask?: Tensor | null;
  /** Target positions that a target position may not attend to: `[T, T]`. */
  tgtMask?: Tensor | null;
  /** Positions of the encoder's output that a target position may not attend to: `[T, S]`. */
  memoryMask?: Tensor | null;
  /** Padding of the source: `[B, S]`, or `[S]`. */
  srcKeyPaddingMask?: Tensor | null;
  /** Padding of the target: `[B, T]`, or `[T]`. */
  tgtKeyPaddingMask?: Tensor | null;
  /** Padding of the encoder's output, usually that of the source: `[B, S]`, or `[S]`. */
  memoryKeyPaddingMask?: Tensor | null;
  /** Whether each source position attends only to itself and earlier ones. Default false. */
  srcIsCausal?: boolean;
  /** The same for the target. Default false. */
  tgtIsCausal?: boolean;
  /** The same for the encoder's output. Default false. */
  memoryIsCausal?: boolean;
}
/** A mask by position, or all masks by name. */
type Mask = Tensor | null | TransformerMasks;
/** A flag by position, or all arguments of a call by name. */
type Flag = boolean | TransformerMasks;

/** The arguments of {@link Transformer}, by position or by name. */
export type TransformerArguments = Rest<
  [
    dModel: number,
    nhead: number,
    numEncoderLayers: number,
    numDecoderLayers: number,
    dimFeedforward: number,
    dropout: number,
    activation: Activation,
    customEncoder: Module | null,
    customDecoder: Module | null,
    layerNormEps: number,
    batchFirst: boolean,
    normFirst: boolean,
    bias: boolean,
  ],
  TransformerOptions
>;
/**
 * An encoder and a decoder (Vaswani et al. 2017): `[S, B, dModel]` and `[T, B, dModel]` to `[T, B, dModel]`.
 *
 * Arguments, by position or by name: dModel = 512, nhead = 8, numEncoderLayers = 6, numDecoderLayers = 6,
 * dimFeedforward = 2048, dropout = 0.1, activation = "relu", customEncoder = null, customDecoder = null,
 * layerNormEps = 1e−5, batchFirst = false, normFirst = false, bias = true; by name only: dtype.
 *
 * @throws KindlingError `transformer-input`, `attention`.
 */
export class Transformer extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Transformer");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.transformer",
    names: { dModel: "d_model", batchFirst: "batch_first" },
    attributes: { d_model: "count", nhead: "count", batch_first: "bool" },
    missing: { batch_first: false },
  };
  /** Reads the source: a TransformerEncoder, or your `customEncoder`. */
  readonly encoder: Module;
  /** Writes the target: a TransformerDecoder, or your `customDecoder`. */
  readonly decoder: Module;
  /** Width of source and target, `[…, dModel]`. Default 512. */
  readonly dModel: number;
  /** Number of attention heads; it divides `dModel`. Default 8. */
  readonly nhead: number;
  /** Whether inputs and output are `[B, L, dModel]` instead of `[L, B, dModel]`. Default false. */
  readonly batchFirst: boolean;

  /**
   * An encoder and a decoder (Vaswani et al. 2017): `[S, B, dModel]` and `[T, B, dModel]` to `[T, B, dModel]`.
   * Arguments, by position or by name: dModel = 512, nhead = 8, numEncoderLayers = 6, numDecoderLayers = 6,
   * dimFeedforward = 2048, dropout = 0.1, activation = "relu", customEncoder = null, customDecoder = null,
   * layerNormEps = 1e−5, batchFirst = false, normFirst = false, bias = true; by name only: dtype.
   *
   * @throws KindlingError `transformer-input`, `attention`.
   * @example
   * const model = new nn.Transformer({ dModel: 8, nhead: 2, numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 16 });
   * model(ones(5, 3, 8), ones(4, 3, 8)).shape; // → 4,3,8
   */
  constructor(...options: TransformerArguments) {
    super();
    const all = byName<TransformerOptions>(
      "Transformer",
      [
        "dModel",
        "nhead",
        "numEncoderLayers",
        "numDecoderLayers",
        "dimFeedforward",
        "dropout",
        "activation",
        "customEncoder",
        "customDecoder",
        "layerNormEps",
        "batchFirst",
        "normFirst",
        "bias",
        "dtype",
      ],
      options,
    );
    const width = all.dModel ?? 512,
      heads = all.nhead ?? 8;
    const shared = Object.fromEntries(
      transformerNames.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]),
    ) as TransformerLayerOptions;
    const norm = (): LayerNorm =>
      new LayerNorm(width, {
        eps: all.layerNormEps ?? 1e-5,
        bias: all.bias ?? true,
        ...(all.dtype === undefined ? {} : { dtype: all.dtype }),
      });
    this.encoder =
      all.customEncoder ??
      new TransformerEncoder(new TransformerEncoderLayer(width, heads, shared), all.numEncoderLayers ?? 6, norm());
    this.decoder =
      all.customDecoder ??
      new TransformerDecoder(new TransformerDecoderLayer(width, heads, shared), all.numDecoderLayers ?? 6, norm());
    this.resetParameters();
    this.dModel = width;
    this.nhead = heads;
    this.batchFirst = all.batchFirst ?? false;
  }

  /** Reinitializes all weights: the layers start out as copies. */
  resetParameters(): void {
    for (const p of this.parameters()) if (p.shape.length > 1) xavierUniform_(p);
  }

  /** A causal mask for the decoder, `[size, size]`: 0 where a position may attend, −∞ elsewhere. */
  static generateSquareSubsequentMask(size: number): Tensor {
    return causalMask(size, size, "float32").clone();
  }

  /**
   * Runs encoder and decoder: `[S, N, dModel]` and `[T, N, dModel]` (N first with `batchFirst`) to `[T, N, dModel]`;
   * masks by position or by name.
   */
  forward(
    src: Tensor,
    tgt: Tensor,
    srcMask?: Mask,
    tgtMask?: Mask,
    memoryMask?: Mask,
    srcKeyPaddingMask?: Mask,
    tgtKeyPaddingMask?: Mask,
    memoryKeyPaddingMask?: Mask,
    srcIsCausal?: Flag,
    tgtIsCausal?: Flag,
    memoryIsCausal?: Flag,
  ): Tensor {
    const inOrder = [
      srcMask,
      tgtMask,
      memoryMask,
      srcKeyPaddingMask,
      tgtKeyPaddingMask,
      memoryKeyPaddingMask,
      srcIsCausal,
      tgtIsCausal,
      memoryIsCausal,
    ];
    const all = byName<TransformerMasks>("Transformer", transformerMasks, inOrder);
    needTensor(src, "Transformer", "src");
    needTensor(tgt, "Transformer", "tgt");
    const b = this.batchFirst ? 0 : 1,
      last = (t: Tensor): number | undefined => t.shape[t.shape.length - 1];
    if (src.shape.length === 3 && src.shape[b] !== tgt.shape[b])
      fail(
        "transformer-input",
        "the batch number of src and tgt must be equal",
        "with batchFirst inputs are [N, L, E], else [L, N, E].",
      );
    if (last(src) !== this.dModel || last(tgt) !== this.dModel)
      fail(
        "transformer-input",
        "the feature number of src and tgt must be equal to d_model",
        `the last dimension of both must be ${this.dModel}.`,
      );
    const memory = this.encoder(src, {
      mask: all.srcMask ?? null,
      srcKeyPaddingMask: all.srcKeyPaddingMask ?? null,
      isCausal: all.srcIsCausal ?? false,
    }) as Tensor;
    return this.decoder(tgt, memory, {
      tgtMask: all.tgtMask ?? null,
      memoryMask: all.memoryMask ?? null,
      tgtKeyPaddingMask: all.tgtKeyPaddingMask ?? null,
      memoryKeyPaddingMask: all.memoryKeyPaddingMask ?? null,
      tgtIsCausal: all.tgtIsCausal ?? false,
      memoryIsCausal: all.memoryIsCausal ?? false,
    }) as Tensor;
  }
}
