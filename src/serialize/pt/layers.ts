// The layers that PyTorch has too. Each says where it lives there and what its fields are called (`static python`); here
// is what a file must say of it, so that no layer is made that could not run. A new layer needs an entry.

import * as nn from "../../nn/index.js";
import { relu } from "../../nn/functional/activation.js";
import { Module } from "../../nn/module.js";
import { Global, PyFloat, PyTuple } from "../py.js";
import type { PyValue } from "../py.js";
import type { ModuleClass } from "./classes.js";

/** What an attribute may be. */
export interface Kind {
  readonly fits: (value: unknown) => boolean;
  /** What PyTorch has, where our value alone does not say it. */
  readonly write?: (value: unknown) => PyValue;
  /** What it is in files of versions that did not have the attribute. */
  readonly missing?: unknown;
}

const isInt = (v: unknown): v is number => typeof v === "number" && Number.isInteger(v);
const int: Kind = { fits: isInt };
const count: Kind = { fits: (v) => isInt(v) && v >= 0 };
const float: Kind = { fits: (v) => typeof v === "number", write: (v) => new PyFloat(v as number) };
const bool: Kind = { fits: (v) => typeof v === "boolean" };
const intOrNone: Kind = { fits: (v) => v === null || isInt(v), missing: null };
const ints: Kind = { fits: (v) => Array.isArray(v) && v.every(isInt), write: (v) => new PyTuple(v as number[]) };
const oneOf = (...values: readonly (string | number)[]): Kind => ({ fits: (v) => values.includes(v as string) });
const floatOrNone: Kind = { fits: (v) => v === null || typeof v === "number", write: (v) => (v === null ? null : new PyFloat(v as number)) };
const table = { num_embeddings: count, embedding_dim: count, padding_idx: intOrNone, max_norm: floatOrNone, norm_type: float, scale_grad_by_freq: bool, sparse: bool };
const isCallable = (v: unknown): boolean => typeof v === "function";
const moduleOrNone: Kind = { fits: (v) => v === null || v instanceof Module, missing: null };
const activation: Kind = { fits: isCallable, missing: relu };
const reduction = oneOf("none", "mean", "sum");

/** One whole number for all dimensions, or one for each. */
const size: Kind = { fits: (v) => isInt(v) || ints.fits(v), write: (v) => (isInt(v) ? v : ints.write!(v)) };
const orNone = (kind: Kind): Kind => ({ fits: (v) => v === null || kind.fits(v), write: (v) => (v === null || kind.write === undefined ? v as PyValue : kind.write(v)) });
/** Sizes of which some may be left open. */
const openSize: Kind = { fits: (v) => [v].flat().every((n) => n === null || isInt(n)), write: (v) => (Array.isArray(v) ? new PyTuple(v as PyValue[]) : v as PyValue) };
const floats: Kind = { fits: (v) => [v].flat().every((n) => typeof n === "number"), write: (v) => (Array.isArray(v) ? new PyTuple(v.map((n) => new PyFloat(n as number))) : new PyFloat(v as number)) };

const convolution: LayerForm = {
  attributes: {
    in_channels: count, out_channels: count, kernel_size: ints, stride: ints, dilation: ints, transposed: bool, output_padding: ints, groups: count,
    padding: { fits: (v) => v === "same" || v === "valid" || ints.fits(v), write: (v) => (typeof v === "string" ? v : ints.write!(v)) },
    padding_mode: { ...oneOf("zeros", "reflect", "replicate", "circular"), missing: "zeros" }, _reversed_padding_repeated_twice: { ...ints, missing: [] },
  },
  parameters: ["weight", "bias?"],
};
const maxPool: LayerForm = { attributes: { kernel_size: size, stride: size, padding: size, dilation: size, return_indices: bool, ceil_mode: bool } };
const maxUnpool: LayerForm = { attributes: { kernel_size: ints, stride: ints, padding: ints } };
const avgPool: LayerForm = { attributes: { kernel_size: size, stride: size, padding: size, ceil_mode: bool, count_include_pad: bool, divisor_override: { ...orNone(int), missing: null } } };
const adaptiveAvg: LayerForm = { attributes: { output_size: openSize } };
const adaptiveMax: LayerForm = { attributes: { output_size: openSize, return_indices: bool } };
const fractional: LayerForm = { attributes: { kernel_size: ints, return_indices: bool, output_size: orNone(ints), output_ratio: orNone(floats) }, buffers: ["_random_samples?"] };
const lpPool: LayerForm = { attributes: { norm_type: { fits: (v) => typeof v === "number" }, kernel_size: size, stride: orNone(size), ceil_mode: bool } };
const constantPad: LayerForm = { attributes: { padding: ints, value: float } };
const pad: LayerForm = { attributes: { padding: ints } };
const norm: LayerForm = {
  attributes: { num_features: count, eps: float, momentum: orNone(float), affine: bool, track_running_stats: { ...bool, missing: true } },
  parameters: ["weight?", "bias?"], buffers: ["running_mean?", "running_var?", "num_batches_tracked?"],
};
const upsample: LayerForm = {
  attributes: {
    name: { fits: (v) => typeof v === "string" }, size: orNone(size), scale_factor: orNone(floats), mode: oneOf("nearest", "linear", "bilinear", "bicubic", "trilinear", "area", "nearest-exact"),
    align_corners: orNone(bool), recompute_scale_factor: { ...orNone(bool), missing: null },
  },
};
const dropout: LayerForm = { attributes: { p: float, inplace: bool } };
/** The same form for a layer over lines, pictures and volumes. */
const each = (name: string, form: LayerForm, dims: readonly number[] = [1, 2, 3]): Record<string, LayerForm> => Object.fromEntries(dims.map((d) => [`${name}${d}d`, form]));

/** What a layer has in a file, by PyTorch's names. */
export interface LayerForm {
  readonly attributes?: Readonly<Record<string, Kind>>;
  /** Parameters and buffers; `?` marks those that may be None. */
  readonly parameters?: readonly string[] | ((m: Module) => Iterable<string>);
  readonly buffers?: readonly string[];
  /** What PyTorch keeps besides, and can be worked out: written, and not read. */
  readonly derived?: Readonly<Record<string, (m: Module) => unknown>>;
}

/** The weights of each layer and direction of a recurrent network, by PyTorch's names. */
function* weightNames(m: Module): Generator<string[]> {
  const { numLayers, bidirectional, bias, projSize } = m as nn.RNNBase;
  const kinds = ["weight_ih", "weight_hh", ...(bias ? ["bias_ih", "bias_hh"] : []), ...(projSize > 0 ? ["weight_hr"] : [])];
  for (let layer = 0; layer < numLayers; layer++) for (const end of bidirectional ? ["", "_reverse"] : [""]) yield kinds.map((kind) => `${kind}_l${layer}${end}`);
}
function* allNames(m: Module): Generator<string> { for (const names of weightNames(m)) yield* names; }
const recurrent: LayerForm = {
  attributes: {
    mode: oneOf("RNN_TANH", "RNN_RELU", "LSTM", "GRU"), input_size: count, hidden_size: count, num_layers: count, bias: bool, batch_first: bool, dropout: float, bidirectional: bool,
    proj_size: { ...count, missing: 0 },
  },
  parameters: allNames,
  // PyTorch finds the weights by these lists.
  derived: { _flat_weights_names: (m) => [...allNames(m)], _all_weights: (m) => [...weightNames(m)], _flat_weights: (m) => m.parameters() },
};
const cell: LayerForm = { attributes: { input_size: count, hidden_size: count, bias: bool }, parameters: ["weight_ih", "weight_hh", "bias_ih?", "bias_hh?"] };

/** By name of class. A test compares it with `nn` and with PyTorch. */
const forms: Readonly<Record<string, LayerForm>> = {
  AdaptiveLogSoftmaxWithLoss: {
    attributes: { in_features: count, n_classes: count, cutoffs: { fits: ints.fits }, div_value: float, head_bias: bool },
    derived: { shortlist_size: (m) => (m as nn.AdaptiveLogSoftmaxWithLoss).shortlistSize, n_clusters: (m) => (m as nn.AdaptiveLogSoftmaxWithLoss).nClusters, head_size: (m) => (m as nn.AdaptiveLogSoftmaxWithLoss).headSize },
  },
  BCELoss: { attributes: { reduction }, buffers: ["weight?"] },
  BCEWithLogitsLoss: { attributes: { reduction }, buffers: ["weight?", "pos_weight?"] },
  Bilinear: { attributes: { in1_features: count, in2_features: count, out_features: count }, parameters: ["weight", "bias?"] },
  CELU: { attributes: { alpha: float, inplace: bool } },
  CosineEmbeddingLoss: { attributes: { reduction, margin: float } },
  CosineSimilarity: { attributes: { dim: int, eps: float } },
  CrossEntropyLoss: { attributes: { reduction, ignore_index: int, label_smoothing: { ...float, missing: 0 } }, buffers: ["weight?"] },
  CTCLoss: { attributes: { reduction, blank: int, zero_infinity: bool } },
  Dropout: dropout,
  ELU: { attributes: { alpha: float, inplace: bool } },
  Embedding: { attributes: table, parameters: ["weight"] },
  EmbeddingBag: { attributes: { ...table, padding_idx: intOrNone, mode: oneOf("sum", "mean", "max"), include_last_offset: bool }, parameters: ["weight"] },
  Flatten: { attributes: { start_dim: int, end_dim: int } },
  GaussianNLLLoss: { attributes: { reduction, full: bool, eps: float } },
  GELU: { attributes: { approximate: { ...oneOf("none", "tanh"), missing: "none" } } },
  GLU: { attributes: { dim: int } },
  GRU: recurrent,
  GRUCell: cell,
  Hardshrink: { attributes: { lambd: float } },
  Hardsigmoid: { attributes: { inplace: bool } },
  Hardswish: { attributes: { inplace: bool } },
  Hardtanh: { attributes: { min_val: float, max_val: float, inplace: bool } },
  HingeEmbeddingLoss: { attributes: { reduction, margin: float } },
  HuberLoss: { attributes: { reduction, delta: float } },
  Identity: {},
  KLDivLoss: { attributes: { reduction: oneOf("none", "mean", "sum", "batchmean"), log_target: bool } },
  L1Loss: { attributes: { reduction } },
  LayerNorm: { attributes: { normalized_shape: ints, eps: float, elementwise_affine: bool }, parameters: ["weight?", "bias?"] },
  LeakyReLU: { attributes: { negative_slope: float, inplace: bool } },
  Linear: { attributes: { in_features: count, out_features: count }, parameters: ["weight", "bias?"] },
  LogSigmoid: {},
  LogSoftmax: { attributes: { dim: intOrNone } },
  LSTM: recurrent,
  LSTMCell: cell,
  MarginRankingLoss: { attributes: { reduction, margin: float } },
  Mish: { attributes: { inplace: bool } },
  ModuleDict: {},
  ModuleList: {},
  MSELoss: { attributes: { reduction } },
  MultiheadAttention: {
    attributes: { embed_dim: count, kdim: count, vdim: count, _qkv_same_embed_dim: { ...bool, missing: true }, num_heads: count, dropout: float, batch_first: { ...bool, missing: false }, head_dim: count, add_zero_attn: bool },
    parameters: ["in_proj_weight?", "q_proj_weight?", "k_proj_weight?", "v_proj_weight?", "in_proj_bias?"],
  },
  MultiLabelMarginLoss: { attributes: { reduction } },
  MultiLabelSoftMarginLoss: { attributes: { reduction }, buffers: ["weight?"] },
  MultiMarginLoss: { attributes: { reduction, p: oneOf(1, 2), margin: float }, buffers: ["weight?"] },
  NLLLoss: { attributes: { reduction, ignore_index: int }, buffers: ["weight?"] },
  NonDynamicallyQuantizableLinear: { attributes: { in_features: count, out_features: count }, parameters: ["weight", "bias?"] },
  PairwiseDistance: { attributes: { norm: float, eps: float, keepdim: bool } },
  ParameterDict: { derived: { _keys: (m) => new Map(m.namedParameters("", false).map(([name]) => [name, null])) } },
  ParameterList: { derived: { _size: (m) => m.namedParameters("", false).length } },
  PoissonNLLLoss: { attributes: { reduction, log_input: bool, full: bool, eps: float } },
  PReLU: { attributes: { num_parameters: count }, parameters: ["weight"] },
  ReLU: { attributes: { inplace: bool } },
  ReLU6: { attributes: { min_val: float, max_val: float, inplace: bool } },
  RNN: { ...recurrent, attributes: { ...recurrent.attributes, nonlinearity: oneOf("tanh", "relu") } },
  RNNCell: { ...cell, attributes: { ...cell.attributes, nonlinearity: oneOf("tanh", "relu") } },
  RReLU: { attributes: { lower: float, upper: float, inplace: bool } },
  SELU: { attributes: { inplace: bool } },
  Sequential: {},
  Sigmoid: {},
  SiLU: { attributes: { inplace: bool } },
  SmoothL1Loss: { attributes: { reduction, beta: float } },
  SoftMarginLoss: { attributes: { reduction } },
  Softmax: { attributes: { dim: intOrNone } },
  Softmax2d: {},
  Softmin: { attributes: { dim: intOrNone } },
  Softplus: { attributes: { beta: float, threshold: float } },
  Softshrink: { attributes: { lambd: float } },
  Softsign: {},
  Tanh: {},
  Tanhshrink: {},
  Threshold: { attributes: { threshold: float, value: float, inplace: bool } },
  Transformer: { attributes: { d_model: count, nhead: count, batch_first: { ...bool, missing: false } } },
  TransformerDecoder: { attributes: { num_layers: count, norm: moduleOrNone } },
  TransformerDecoderLayer: { attributes: { norm_first: { ...bool, missing: false }, activation } },
  TransformerEncoder: {
    attributes: { num_layers: count, norm: moduleOrNone, enable_nested_tensor: { ...bool, missing: true }, mask_check: { ...bool, missing: true } },
    derived: { use_nested_tensor: () => false }, // PyTorch 2 asks for it
  },
  TransformerEncoderLayer: { attributes: { norm_first: { ...bool, missing: false }, activation_relu_or_gelu: { ...count, missing: 0 }, activation } },
  TripletMarginLoss: { attributes: { reduction, margin: float, p: float, eps: float, swap: bool } },
  TripletMarginWithDistanceLoss: { attributes: { reduction, margin: float, swap: bool } },
  ...each("Conv", convolution), ...each("ConvTranspose", convolution),
  ...each("MaxPool", maxPool), ...each("MaxUnpool", maxUnpool), ...each("AvgPool", avgPool, [2, 3]), ...each("AdaptiveAvgPool", adaptiveAvg), ...each("AdaptiveMaxPool", adaptiveMax), ...each("LPPool", lpPool, [1, 2]), ...each("FractionalMaxPool", fractional, [2, 3]),
  AvgPool1d: { attributes: { kernel_size: ints, stride: ints, padding: ints, ceil_mode: bool, count_include_pad: bool } },
  ...each("ConstantPad", constantPad), ...each("ZeroPad", constantPad), ...each("ReflectionPad", pad), ...each("ReplicationPad", pad), ...each("CircularPad", pad),
  ...each("BatchNorm", norm), ...each("InstanceNorm", norm), ...each("Dropout", dropout), AlphaDropout: dropout, FeatureAlphaDropout: dropout,
  ChannelShuffle: { attributes: { groups: count } },
  Fold: { attributes: { output_size: size, kernel_size: size, dilation: size, padding: size, stride: size } },
  GroupNorm: { attributes: { num_groups: count, num_channels: count, eps: float, affine: bool }, parameters: ["weight?", "bias?"] },
  LocalResponseNorm: { attributes: { size: int, alpha: float, beta: float, k: float } },
  PixelShuffle: { attributes: { upscale_factor: count } },
  PixelUnshuffle: { attributes: { downscale_factor: count } },
  RMSNorm: { attributes: { normalized_shape: ints, eps: orNone(float), elementwise_affine: bool }, parameters: ["weight?"] },
  Unfold: { attributes: { kernel_size: size, dilation: size, padding: size, stride: size } },
  Upsample: upsample, UpsamplingBilinear2d: upsample, UpsamplingNearest2d: upsample,
  Unflatten: { attributes: { dim: int, unflattened_size: ints } },
};

/** A layer of `nn`, its name in Python, and what a file must say of it; no form if the table lacks it. */
export interface Layer { readonly cls: ModuleClass; readonly name: Global; readonly form: LayerForm | undefined }

const all = Object.values(nn).flatMap((value: unknown): Layer[] => {
  if (typeof value !== "function" || !(value.prototype instanceof Module)) return [];
  if (value === nn.RNNBase || value === nn.RNNCellBase) return []; // what layers have in common is no layer
  const cls = value as ModuleClass;
  const { module } = cls.python;
  return module === undefined ? [] : [{ cls, name: new Global(module, cls.name), form: forms[cls.name] }];
});

/** By the full name in Python, such as `torch.nn.modules.linear.Linear`. */
export const layers: ReadonlyMap<string, Layer> = new Map(all.map((layer) => [`${layer.name}`, layer]));

/** By class. A subclass of a layer is no layer. */
export const layerOf: ReadonlyMap<unknown, Layer> = new Map(all.map((layer) => [layer.cls, layer]));

/** The version of what a layer saves; 1 for a class that says nothing else. */
export function versionOf(name: Global): number { return layers.get(`${name}`)?.cls.version ?? 1; }
