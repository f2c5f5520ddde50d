// Layers, losses and containers.
export type { FullBackwardHook } from "./backward-hook.js";
export { type ForwardHook, type ForwardPreHook, Module, type RemovableHandle } from "./module.js";
export type { Kind, KindName, PythonForm } from "./python-form.js";
export { copyModule } from "./copy.js";
export { Parameter } from "./parameter.js";
export { type LoadOptions, type LoadResult, StateDict, type StateMetadata, type StateSource } from "./state-dict.js";
export type { NamedModules } from "./containers.js";
export { Identity } from "./identity.js";
export { Linear, type LinearOptions } from "./linear.js";
export { Flatten, type FlattenOptions } from "./flatten.js";
export { Unflatten } from "./unflatten.js";
export { Embedding, type EmbeddingLayerOptions } from "./embedding.js";
export { EmbeddingBag, type EmbeddingBagLayerOptions } from "./embedding-bag.js";
export { type RecurrentOptions, RNNBase } from "./recurrent.js";
export { RNN, type RnnOptions } from "./rnn.js";
export { LSTM, type LstmOptions, type LstmState } from "./lstm.js";
export { GRU } from "./gru.js";
export { type CellOptions, GRUCell, LSTMCell, RNNCell, RNNCellBase, type RnnCellOptions } from "./rnn-cells.js";
export {
  MultiheadAttention,
  type MultiheadAttentionOptions,
  NonDynamicallyQuantizableLinear,
} from "./multihead-attention.js";
export {
  type Activation,
  type DecoderLayerMasks,
  type EncoderLayerMasks,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from "./transformer-layers.js";
export {
  type EncoderMasks,
  type EncoderOptions,
  Transformer,
  TransformerDecoder,
  TransformerEncoder,
  type TransformerMasks,
  type TransformerOptions,
} from "./transformer.js";
export { AlphaDropout, Dropout, Dropout1d, Dropout2d, Dropout3d, FeatureAlphaDropout } from "./dropout.js";
export { ModuleDict } from "./module-dict.js";
export { ModuleList } from "./module-list.js";
export { type NamedTensors, ParameterDict } from "./parameter-dict.js";
export { ParameterList } from "./parameter-list.js";
export { Sequential } from "./sequential.js";
export { CELU } from "./celu.js";
export { ELU } from "./elu.js";
export { GELU } from "./gelu.js";
export { GLU } from "./glu.js";
export { Hardshrink } from "./hardshrink.js";
export { Hardsigmoid } from "./hardsigmoid.js";
export { Hardswish } from "./hardswish.js";
export { Hardtanh } from "./hardtanh.js";
export { LeakyReLU } from "./leaky-relu.js";
export { LogSigmoid } from "./log-sigmoid.js";
export { LogSoftmax } from "./log-softmax.js";
export { Mish } from "./mish.js";
export { PReLU, type PReluOptions } from "./prelu.js";
export { ReLU } from "./relu.js";
export { ReLU6 } from "./relu6.js";
export { RReLU } from "./rrelu.js";
export { SELU } from "./selu.js";
export { Sigmoid } from "./sigmoid.js";
export { SiLU } from "./silu.js";
export { Softmax } from "./softmax.js";
export { Softmax2d } from "./softmax2d.js";
export { Softmin } from "./softmin.js";
export { Softplus } from "./softplus.js";
export { Softshrink } from "./softshrink.js";
export { Softsign } from "./softsign.js";
export { Tanh } from "./tanh.js";
export { Tanhshrink } from "./tanhshrink.js";
export { Threshold } from "./threshold.js";
export { Bilinear } from "./bilinear.js";
export { CosineSimilarity } from "./cosine-similarity.js";
export { PairwiseDistance } from "./pairwise-distance.js";
export { BCELoss } from "./bce-loss.js";
export { BCEWithLogitsLoss } from "./bce-with-logits-loss.js";
export { CosineEmbeddingLoss } from "./cosine-embedding-loss.js";
export { CrossEntropyLoss } from "./cross-entropy-loss.js";
export { CTCLoss } from "./ctc-loss.js";
export { GaussianNLLLoss } from "./gaussian-nll-loss.js";
export { HingeEmbeddingLoss } from "./hinge-embedding-loss.js";
export { HuberLoss } from "./huber-loss.js";
export { KLDivLoss } from "./kl-div-loss.js";
export { L1Loss } from "./l1-loss.js";
export { MarginRankingLoss } from "./margin-ranking-loss.js";
export { MSELoss } from "./mse-loss.js";
export { MultiLabelMarginLoss } from "./multi-label-margin-loss.js";
export { MultiLabelSoftMarginLoss } from "./multi-label-soft-margin-loss.js";
export { MultiMarginLoss } from "./multi-margin-loss.js";
export { NLLLoss } from "./nll-loss.js";
export { PoissonNLLLoss } from "./poisson-nll-loss.js";
export { SmoothL1Loss } from "./smooth-l1-loss.js";
export { SoftMarginLoss } from "./soft-margin-loss.js";
export { TripletMarginLoss } from "./triplet-margin-loss.js";
export { TripletMarginWithDistanceLoss } from "./triplet-margin-with-distance-loss.js";
export type { ConvLayerOptions, ConvTransposeLayerOptions, PaddingMode } from "./conv-nd.js";
export { Conv1d, Conv2d, Conv3d } from "./conv.js";
export { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from "./conv-transpose.js";
export { MaxPool1d, MaxPool2d, MaxPool3d } from "./max-pool.js";
export { MaxUnpool1d, MaxUnpool2d, MaxUnpool3d } from "./max-unpool.js";
export { AvgPool1d, AvgPool2d, AvgPool3d } from "./avg-pool.js";
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
} from "./adaptive-pool.js";
export { LPPool1d, LPPool2d } from "./lp-pool.js";
export { FractionalMaxPool2d, FractionalMaxPool3d } from "./fractional-max-pool.js";
export { AdaptiveLogSoftmaxWithLoss, type AdaptiveLogSoftmaxOptions } from "./adaptive-log-softmax.js";
export { BatchNorm1d, BatchNorm2d, BatchNorm3d } from "./batch-norm.js";
export { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from "./instance-norm.js";
export type { NormOptions } from "./norm-base.js";
export { LayerNorm, type LayerNormLayerOptions } from "./layer-norm.js";
export { RMSNorm, type RmsNormOptions } from "./rms-norm.js";
export { GroupNorm, type GroupNormOptions } from "./group-norm.js";
export { LocalResponseNorm } from "./local-response-norm.js";
export {
  CircularPad1d,
  CircularPad2d,
  CircularPad3d,
  ConstantPad1d,
  ConstantPad2d,
  ConstantPad3d,
  ReflectionPad1d,
  ReflectionPad2d,
  ReflectionPad3d,
  ReplicationPad1d,
  ReplicationPad2d,
  ReplicationPad3d,
  ZeroPad1d,
  ZeroPad2d,
  ZeroPad3d,
} from "./padding.js";
export { Upsample, type UpsampleOptions, UpsamplingBilinear2d, UpsamplingNearest2d } from "./upsample.js";
export { PixelShuffle, PixelUnshuffle } from "./pixel-shuffle.js";
export { ChannelShuffle } from "./channel-shuffle.js";
export { Fold, Unfold } from "./fold.js";
export * as functional from "./functional/index.js";
export * as init from "./init.js";
export * as utils from "./utils/index.js";
