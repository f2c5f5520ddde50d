// Layers, losses and containers.
export type { FullBackwardHook } from "./backward-hook.js";
export { type ForwardHook, type ForwardPreHook, Module, type RemovableHandle } from "./module.js";
export type { Kind, KindName, PythonForm } from "./python-form.js";
export { copyModule } from "./copy.js";
export { Parameter } from "./parameter.js";
export { type LoadOptions, type LoadResult, StateDict, type StateMetadata, type StateSource } from "./state-dict.js";
export type { NamedModules } from "./layers/containers.js";
export { Identity } from "./layers/identity.js";
export { Linear, type LinearOptions } from "./layers/linear.js";
export { Flatten, type FlattenOptions } from "./layers/flatten.js";
export { Unflatten } from "./layers/unflatten.js";
export { Embedding, type EmbeddingLayerOptions } from "./layers/embedding.js";
export { EmbeddingBag, type EmbeddingBagLayerOptions } from "./layers/embedding-bag.js";
export { type RecurrentOptions, RNNBase } from "./layers/recurrent.js";
export { RNN, type RnnOptions } from "./layers/rnn.js";
export { LSTM, type LstmOptions, type LstmState } from "./layers/lstm.js";
export { GRU } from "./layers/gru.js";
export { type CellOptions, GRUCell, LSTMCell, RNNCell, RNNCellBase, type RnnCellOptions } from "./layers/rnn-cells.js";
export {
  MultiheadAttention,
  type MultiheadAttentionOptions,
  NonDynamicallyQuantizableLinear,
} from "./layers/multihead-attention.js";
export {
  type Activation,
  type DecoderLayerMasks,
  type EncoderLayerMasks,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from "./layers/transformer-layers.js";
export {
  type EncoderMasks,
  type EncoderOptions,
  Transformer,
  TransformerDecoder,
  TransformerEncoder,
  type TransformerMasks,
  type TransformerOptions,
} from "./layers/transformer.js";
export { AlphaDropout, Dropout, Dropout1d, Dropout2d, Dropout3d, FeatureAlphaDropout } from "./layers/dropout.js";
export { ModuleDict } from "./layers/module-dict.js";
export { ModuleList } from "./layers/module-list.js";
export { type NamedTensors, ParameterDict } from "./layers/parameter-dict.js";
export { ParameterList } from "./layers/parameter-list.js";
export { Sequential } from "./layers/sequential.js";
export { CELU } from "./layers/celu.js";
export { ELU } from "./layers/elu.js";
export { GELU } from "./layers/gelu.js";
export { GLU } from "./layers/glu.js";
export { Hardshrink } from "./layers/hardshrink.js";
export { Hardsigmoid } from "./layers/hardsigmoid.js";
export { Hardswish } from "./layers/hardswish.js";
export { Hardtanh } from "./layers/hardtanh.js";
export { LeakyReLU } from "./layers/leaky-relu.js";
export { LogSigmoid } from "./layers/log-sigmoid.js";
export { LogSoftmax } from "./layers/log-softmax.js";
export { Mish } from "./layers/mish.js";
export { PReLU, type PReluOptions } from "./layers/prelu.js";
export { ReLU } from "./layers/relu.js";
export { ReLU6 } from "./layers/relu6.js";
export { RReLU } from "./layers/rrelu.js";
export { SELU } from "./layers/selu.js";
export { Sigmoid } from "./layers/sigmoid.js";
export { SiLU } from "./layers/silu.js";
export { Softmax } from "./layers/softmax.js";
export { Softmax2d } from "./layers/softmax2d.js";
export { Softmin } from "./layers/softmin.js";
export { Softplus } from "./layers/softplus.js";
export { Softshrink } from "./layers/softshrink.js";
export { Softsign } from "./layers/softsign.js";
export { Tanh } from "./layers/tanh.js";
export { Tanhshrink } from "./layers/tanhshrink.js";
export { Threshold } from "./layers/threshold.js";
export { Bilinear } from "./layers/bilinear.js";
export { CosineSimilarity } from "./layers/cosine-similarity.js";
export { PairwiseDistance } from "./layers/pairwise-distance.js";
export { BCELoss } from "./losses/bce-loss.js";
export { BCEWithLogitsLoss } from "./losses/bce-with-logits-loss.js";
export { CosineEmbeddingLoss } from "./losses/cosine-embedding-loss.js";
export { CrossEntropyLoss } from "./losses/cross-entropy-loss.js";
export { CTCLoss } from "./losses/ctc-loss.js";
export { GaussianNLLLoss } from "./losses/gaussian-nll-loss.js";
export { HingeEmbeddingLoss } from "./losses/hinge-embedding-loss.js";
export { HuberLoss } from "./losses/huber-loss.js";
export { KLDivLoss } from "./losses/kl-div-loss.js";
export { L1Loss } from "./losses/l1-loss.js";
export { MarginRankingLoss } from "./losses/margin-ranking-loss.js";
export { MSELoss } from "./losses/mse-loss.js";
export { MultiLabelMarginLoss } from "./losses/multi-label-margin-loss.js";
export { MultiLabelSoftMarginLoss } from "./losses/multi-label-soft-margin-loss.js";
export { MultiMarginLoss } from "./losses/multi-margin-loss.js";
export { NLLLoss } from "./losses/nll-loss.js";
export { PoissonNLLLoss } from "./losses/poisson-nll-loss.js";
export { SmoothL1Loss } from "./losses/smooth-l1-loss.js";
export { SoftMarginLoss } from "./losses/soft-margin-loss.js";
export { TripletMarginLoss } from "./losses/triplet-margin-loss.js";
export { TripletMarginWithDistanceLoss } from "./losses/triplet-margin-with-distance-loss.js";
export type { ConvLayerOptions, ConvTransposeLayerOptions, PaddingMode } from "./layers/conv-nd.js";
export { Conv1d, Conv2d, Conv3d } from "./layers/conv.js";
export { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from "./layers/conv-transpose.js";
export { MaxPool1d, MaxPool2d, MaxPool3d } from "./layers/max-pool.js";
export { MaxUnpool1d, MaxUnpool2d, MaxUnpool3d } from "./layers/max-unpool.js";
export { AvgPool1d, AvgPool2d, AvgPool3d } from "./layers/avg-pool.js";
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
} from "./layers/adaptive-pool.js";
export { LPPool1d, LPPool2d } from "./layers/lp-pool.js";
export { FractionalMaxPool2d, FractionalMaxPool3d } from "./layers/fractional-max-pool.js";
export { AdaptiveLogSoftmaxWithLoss, type AdaptiveLogSoftmaxOptions } from "./losses/adaptive-log-softmax.js";
export { BatchNorm1d, BatchNorm2d, BatchNorm3d } from "./layers/batch-norm.js";
export { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from "./layers/instance-norm.js";
export type { NormOptions } from "./layers/norm-base.js";
export { LayerNorm, type LayerNormLayerOptions } from "./layers/layer-norm.js";
export { RMSNorm, type RmsNormOptions } from "./layers/rms-norm.js";
export { GroupNorm, type GroupNormOptions } from "./layers/group-norm.js";
export { LocalResponseNorm } from "./layers/local-response-norm.js";
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
} from "./layers/padding.js";
export { Upsample, type UpsampleOptions, UpsamplingBilinear2d, UpsamplingNearest2d } from "./layers/upsample.js";
export { PixelShuffle, PixelUnshuffle } from "./layers/pixel-shuffle.js";
export { ChannelShuffle } from "./layers/channel-shuffle.js";
export { Fold, Unfold } from "./layers/fold.js";
export * as functional from "./functional/index.js";
export * as init from "./init.js";
export * as utils from "./utils/index.js";
